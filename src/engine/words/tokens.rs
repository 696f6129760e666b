//! What a folded text is made of: words, characters that count as one, and places
//! where a sentence may end.

use crate::text::{Span, is_final_mark, is_joiner_free_script};

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Token {
    /// A word or a number, by the bytes where it begins and ends.
    Word(usize, usize),
    /// A character of a script without blanks, and the byte where it begins.
    Part(char, usize),
    /// A mark that says something, or may end a sentence.
    Mark(char),
}

/// What a byte of ASCII text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// A letter or a digit.
    Letter,
    Apostrophe,
    /// A blank, or a mark that says nothing.
    Blank,
    /// A mark that says something, or ends sentences.
    Mark,
    /// A part of a character that is not ASCII.
    Other,
}

const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Blank; 256];
    let mut byte = 0;
    while byte < 256 {
        bytes[byte] = match byte as u8 {
            0x80.. => Byte::Other,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Byte::Letter,
            b'\'' => Byte::Apostrophe,
            b'.' | b'!' | b'?' | b'%' | b'$' => Byte::Mark,
            _ => Byte::Blank,
        };
        byte += 1;
    }
    bytes
};

/// The tokens of a part of a folded text, in order. The part must neither begin nor
/// end inside a character.
pub(in crate::engine) fn tokens(folded: &str, part: Span) -> Tokens<'_> {
    Tokens {
        folded,
        at: part.start,
        end: part.end.min(folded.len()),
    }
}

/// See [`tokens`].
#[derive(Clone, Debug)]
pub(in crate::engine) struct Tokens<'t> {
    folded: &'t str,
    at: usize,
    end: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let bytes = self.folded.as_bytes();
        while self.at < self.end {
            let start = self.at;
            match BYTES[usize::from(bytes[start])] {
                Byte::Letter => {
                    let inside = start + small_letters(bytes, start);
                    let next = bytes.get(inside);
                    let is_ended =
                        next.is_some_and(|&byte| BYTES[usize::from(byte)] == Byte::Blank);
                    let end = if is_ended {
                        inside
                    } else {
                        word_end(self.folded, inside)
                    };
                    self.at = end.min(self.end);
                    return Some(Token::Word(start, self.at));
                }
                Byte::Blank | Byte::Apostrophe => self.at += 1,
                Byte::Mark => {
                    self.at += 1;
                    return Some(Token::Mark(char::from(bytes[start])));
                }
                Byte::Other => {
                    if let Some(token) = self.next_other() {
                        return Some(token);
                    }
                }
            }
        }
        None
    }
}

impl Tokens<'_> {
    /// The token that a character begins which is not ASCII, if it does.
    fn next_other(&mut self) -> Option<Token> {
        let start = self.at;
        let c = character(self.folded, start);
        self.at = (start + c.len_utf8()).min(self.end);
        if is_joiner_free_script(c) {
            Some(Token::Part(c, start))
        } else if c.is_alphanumeric() {
            self.at = word_end(self.folded, self.at).min(self.end);
            Some(Token::Word(start, self.at))
        } else {
            (is_telling_mark(c) || is_final_mark(c)).then_some(Token::Mark(c))
        }
    }
}

/// The character at a place; the last of all where there is none.
fn character(text: &str, at: usize) -> char {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    next.unwrap_or(char::MAX)
}

/// Whether a mark says something about a text: it asks, calls, or tells a price.
pub(in crate::engine) fn is_telling_mark(c: char) -> bool {
    matches!(c, '?' | '!' | '%' | '€' | '$' | '£' | '¥' | '₽' | '₴' | '₺')
}

/// How many of the next eight bytes are the letters `a` to `z`, from `at` on
/// without a gap.
#[inline]
fn small_letters(bytes: &[u8], at: usize) -> usize {
    const ALL: u64 = u64::from_ne_bytes([1; 8]);
    let Some(next) = bytes.get(at..).and_then(<[u8]>::first_chunk) else {
        return 0;
    };
    let next = u64::from_le_bytes(*next);
    let lower = next & (ALL * 0x7f);
    // The upper bit of each byte tells whether it is from `a` on, or after `z`.
    let from_a = lower + ALL * (0x80 - b'a' as u64);
    let after_z = lower + ALL * (0x7f - b'z' as u64);
    let letters = from_a & !after_z & !next & (ALL * 0x80);
    ((letters ^ (ALL * 0x80)).trailing_zeros() / 8) as usize
}

/// Where a word ends that goes on up to `at` at least.
fn word_end(folded: &str, mut at: usize) -> usize {
    let bytes = folded.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match BYTES[usize::from(byte)] {
            Byte::Letter => at += small_letters(bytes, at).max(1),
            Byte::Apostrophe => at += 1,
            Byte::Blank | Byte::Mark => break,
            Byte::Other => {
                let next = character(folded, at);
                if !next.is_alphanumeric() || is_joiner_free_script(next) {
                    break;
                }
                at += next.len_utf8();
            }
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_tokens() {
        use Token::{Mark, Part, Word};
        let cases: &[(&str, &[Token])] = &[
            ("", &[]),
            (" - ", &[]),
            ("don't go", &[Word(0, 5), Word(6, 8)]),
            ("'go'", &[Word(1, 4)]),
            ("für 5 €?", &[Word(0, 4), Word(5, 6), Mark('€'), Mark('?')]),
            ("海a.b", &[Part('海', 0), Word(3, 4), Mark('.'), Word(5, 6)]),
            (
                "abcdefgh ijklmnopqrs。",
                &[Word(0, 8), Word(9, 20), Mark('。')],
            ),
        ];
        for (text, expected) in cases {
            let part = Span::new(0, text.len());
            let found: Vec<Token> = tokens(text, part).collect();
            assert_eq!(&found, expected, "{text}");
            let longer = format!("{text}s\u{301}alt");
            let inside: Vec<Token> = tokens(&longer, part).collect();
            assert_eq!(&inside, expected, "{longer}");
        }
    }
}
