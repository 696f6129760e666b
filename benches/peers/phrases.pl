# Prints the lines of a text in which no literal is, whatever its case.
# usage: perl phrases.pl LITERALS TEXT
use strict;
use warnings;
use open qw(:std :encoding(UTF-8));

open my $literals, '<', $ARGV[0] or die "$ARGV[0]: $!";
chomp(my @literals = <$literals>);
my $any = join '|', map { quotemeta } @literals;
my $pattern = qr/$any/i;
open my $text, '<', $ARGV[1] or die "$ARGV[1]: $!";
while (my $line = <$text>) {
    print $line unless $line =~ $pattern;
}
