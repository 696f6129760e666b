//! Phrases: the small language in which rules say what to look for.
//!
//! | written | means |
//! |---|---|
//! | `sign up` | these words; a blank also matches a hyphen |
//! | `(our\|the\|)` | one of these; an empty one makes the group optional |
//! | `...` | a gap of up to eight words inside the sentence |
//! | `#` | a number, as in `# free articles` |
//! | `newsletter*` | the word with any ending; `*letter` with any beginning |
//!
//! A phrase is folded like the text it is held against, and begins and ends at
//! a word boundary. Matching keeps the set of positions that each piece can end
//! at, so its time is linear in the text however a phrase is built.

use std::fmt;

use crate::text::{Folded, Span, fold, is_joiner_free_script};

/// Longest gap in words.
const GAP_WORDS: usize = 8;
/// Longest gap in bytes of folded text.
const GAP_BYTES: usize = 120;
/// Longest part of a word that a `*` stands for, in bytes.
const LETTERS_BYTES: usize = 48;
/// Most alternatives that one group may have.
const MOST_ALTERNATIVES: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// One of these; an empty one matches nothing and always succeeds.
    Words(Vec<String>),
    Blank,
    Gap,
    Number,
    /// The rest of a word, possibly nothing.
    Letters,
}

/// A phrase that can be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    pieces: Vec<Piece>,
}

/// Why a phrase cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PhraseError {
    pub message: String,
    pub help: &'static str,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The text that phrases are looked for in: a unit or a part of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Haystack<'a> {
    /// Folded text.
    pub text: &'a str,
    /// Where `text` begins in `folded`, and the original, to see seams.
    pub source: Option<(&'a Folded, usize, &'a str)>,
}

impl<'a> Haystack<'a> {

    /// The part of the haystack at `span`.
    pub(crate) fn part(&self, span: Span) -> Self {
        Self {
            text: span.of(self.text),
            source: self.source.map(|(folded, offset, original)| (folded, offset + span.start, original)),
        }
    }

    /// Whether a word may begin or end at `at`: no letter or digit on one side,
    /// a script without blanks, or a seam where two texts were glued together
    /// ("equipmentThe material").
    fn is_boundary(&self, at: usize) -> bool {
        let (before, after) = (self.text[..at].chars().next_back(), self.text[at..].chars().next());
        let (Some(before), Some(after)) = (before, after) else { return true };
        if !before.is_alphanumeric() || !after.is_alphanumeric() {
            return true;
        }
        is_joiner_free_script(before) || is_joiner_free_script(after) || self.is_seam(at)
    }

    /// Whether a capital follows a small letter or digit at `at`.
    pub(crate) fn is_seam(&self, at: usize) -> bool {
        let Some((folded, offset, original)) = self.source else { return false };
        let position = folded.original(offset + at..offset + at).start;
        let (Some(before), Some(after)) = (original.get(..position), original.get(position..)) else { return false };
        before.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_numeric())
            && after.chars().next().is_some_and(char::is_uppercase)
    }
}

impl Phrase {
    /// Reads a phrase. A group at the start that may be empty gives two
    /// phrases, with and without it.
    pub(crate) fn parse(source: &str) -> Result<Vec<Self>, PhraseError> {
        let folded = fold(source.trim());
        let pieces = Parser { rest: folded.text() }.pieces()?;
        let mut found = Vec::new();
        split_optional_start(pieces, &mut found);
        for phrase in &found {
            phrase.check()?;
        }
        Ok(found)
    }

    fn check(&self) -> Result<(), PhraseError> {
        if matches!(self.pieces.first(), Some(Piece::Gap | Piece::Blank)) || matches!(self.pieces.last(), Some(Piece::Gap))
        {
            return Err(PhraseError {
                message: "a phrase begins and ends with a word, not with a gap".into(),
                help: "a phrase is found anywhere in a line; leave the `...` at its ends out",
            });
        }
        if self.anchors().is_empty() {
            return Err(PhraseError {
                message: "nothing in this phrase must be there".into(),
                help: "give it at least one word that is neither optional nor a `#` or `*`",
            });
        }
        Ok(())
    }

    /// Words of which one is in every text that the phrase matches.
    pub(crate) fn anchors(&self) -> Vec<&str> {
        let mut best: (usize, Vec<&str>) = (0, Vec::new());
        for piece in &self.pieces {
            let Piece::Words(alternatives) = piece else { continue };
            let words: Vec<&str> = alternatives.iter().map(|alternative| longest_word(alternative)).collect();
            let shortest = words.iter().map(|word| rarity(word)).min().unwrap_or(0);
            let score = (shortest * 8).saturating_sub(words.len() - 1);
            if shortest > 0 && score > best.0 {
                best = (score, words);
            }
        }
        best.1
    }

    /// The first match at or after byte `from` of the haystack.
    pub(crate) fn find(&self, haystack: &Haystack<'_>, from: usize) -> Option<Span> {
        let mut at = from;
        loop {
            let (start, resume) = self.next_start(haystack, at)?;
            if haystack.is_boundary(start)
                && let Some(end) = self.match_at(haystack, start)
            {
                return Some(Span::new(start, end));
            }
            at = resume;
        }
    }

    /// Whether the phrase is anywhere in the haystack.
    pub(crate) fn is_in(&self, haystack: &Haystack<'_>) -> bool {
        self.find(haystack, 0).is_some()
    }

    /// The next place where the first piece may begin, and where to go on.
    fn next_start(&self, haystack: &Haystack<'_>, from: usize) -> Option<(usize, usize)> {
        let text = haystack.text.get(from..)?;
        match self.pieces.first()? {
            Piece::Words(words) => {
                let at = from + words.iter().filter_map(|word| text.find(first_word(word))).min()?;
                Some((at, next_character(haystack.text, at)))
            }
            Piece::Number => {
                let at = from + text.find(|c: char| c.is_numeric())?;
                let digits = haystack.text[at..].find(|c: char| !c.is_numeric()).unwrap_or(haystack.text.len() - at);
                Some((at, at + digits))
            }
            Piece::Letters => {
                let Some(Piece::Words(words)) = self.pieces.get(1) else { return None };
                let at = from + words.iter().filter_map(|word| text.find(first_word(word))).min()?;
                let letters = haystack.text[..at].char_indices().rev().take_while(|(_, c)| c.is_alphanumeric());
                let start = letters.map(|(i, _)| i).take_while(|i| at - i <= LETTERS_BYTES).last().unwrap_or(at);
                Some((start, next_character(haystack.text, at)))
            }
            Piece::Blank | Piece::Gap => None,
        }
    }

    /// The furthest end of a match that begins at `start`.
    fn match_at(&self, haystack: &Haystack<'_>, start: usize) -> Option<usize> {
        let mut ends = vec![start];
        let mut next = Vec::new();
        for piece in &self.pieces {
            for &at in &ends {
                piece.advance(haystack, at, &mut next);
            }
            next.sort_unstable();
            next.dedup();
            std::mem::swap(&mut ends, &mut next);
            next.clear();
            if ends.is_empty() {
                return None;
            }
        }
        // An optional last word leaves the blank before it behind.
        ends.into_iter().rev().map(|end| haystack.text[..end].trim_end().len()).find(|&end| haystack.is_boundary(end))
    }
}

impl Piece {
    /// Adds every position that the piece can end at when it begins at `at`.
    fn advance(&self, haystack: &Haystack<'_>, at: usize, ends: &mut Vec<usize>) {
        let rest = &haystack.text[at..];
        match self {
            Self::Words(alternatives) => {
                ends.extend(alternatives.iter().filter_map(|word| match_words(word, rest)).map(|length| at + length));
            }
            Self::Blank => {
                if rest.starts_with([' ', '-']) {
                    ends.push(at + 1);
                } else if haystack.text[..at].ends_with([' ', '-']) || rest.is_empty() {
                    ends.push(at);
                }
            }
            Self::Number => {
                let length = rest.find(|c: char| !(c.is_numeric() || matches!(c, '.' | ',' | '\''))).unwrap_or(rest.len());
                if rest.starts_with(|c: char| c.is_numeric()) {
                    ends.push(at + length);
                }
            }
            Self::Letters => {
                ends.push(at);
                let letters = rest.char_indices().take_while(|(i, c)| c.is_alphanumeric() && *i < LETTERS_BYTES);
                ends.extend(letters.map(|(i, c)| at + i + c.len_utf8()));
            }
            Self::Gap => gap_ends(haystack, at, ends),
        }
    }
}

/// Word boundaries within a gap's reach that do not lie past a sentence end.
fn gap_ends(haystack: &Haystack<'_>, at: usize, ends: &mut Vec<usize>) {
    if !haystack.is_boundary(at) {
        return;
    }
    let mut words = 0;
    let mut before = '\0';
    for (offset, character) in haystack.text[at..].char_indices() {
        if offset > GAP_BYTES || (character == ' ' && matches!(before, '.' | '!' | '?')) || matches!(before, '。' | '！' | '？')
        {
            return;
        }
        words += usize::from(character == ' ');
        if words > GAP_WORDS + 1 {
            return;
        }
        if haystack.is_boundary(at + offset) {
            ends.push(at + offset);
        }
        before = character;
    }
}

/// Bytes of `text` that `words` match at its start; blanks match hyphens too.
fn match_words(words: &str, text: &str) -> Option<usize> {
    let (words, bytes) = (words.as_bytes(), text.as_bytes());
    let fits = bytes.len() >= words.len()
        && words.iter().zip(bytes).all(|(word, byte)| word == byte || (*word == b' ' && *byte == b'-'));
    fits.then_some(words.len())
}

fn split_optional_start(pieces: Vec<Piece>, found: &mut Vec<Phrase>) {
    let optional = matches!(pieces.first(), Some(Piece::Words(words)) if words.iter().any(String::is_empty));
    if !optional {
        found.push(Phrase { pieces });
        return;
    }
    let rest = pieces[1..].iter().skip_while(|piece| **piece == Piece::Blank).cloned().collect();
    split_optional_start(rest, found);
    let mut pieces = pieces;
    if let Some(Piece::Words(words)) = pieces.first_mut() {
        words.retain(|word| !word.is_empty());
        if words.is_empty() {
            return;
        }
    }
    found.push(Phrase { pieces });
}

struct Parser<'s> {
    rest: &'s str,
}

impl Parser<'_> {
    fn pieces(mut self) -> Result<Vec<Piece>, PhraseError> {
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(character) = self.rest.chars().next() {
            let piece = match character {
                '(' => self.group()?,
                ')' | '|' => {
                    return Err(PhraseError {
                        message: format!("`{character}` without an opening bracket"),
                        help: "write alternatives in brackets, as in `(our|the) newsletter`",
                    });
                }
                ' ' => self.take(1, Piece::Blank),
                '#' => self.take(1, Piece::Number),
                '*' => self.take(1, Piece::Letters),
                '.' if self.rest.starts_with("...") => {
                    if pieces.last() == Some(&Piece::Blank) {
                        pieces.pop();
                    }
                    self.rest = self.rest[3..].trim_start();
                    Piece::Gap
                }
                _ => self.words(),
            };
            pieces.push(piece);
        }
        Ok(pieces)
    }

    fn take(&mut self, length: usize, piece: Piece) -> Piece {
        self.rest = &self.rest[length..];
        piece
    }

    fn words(&mut self) -> Piece {
        let mut end = self.rest.find(['(', ')', '|', ' ', '#', '*']).unwrap_or(self.rest.len());
        if let Some(gap) = self.rest[..end].find("...") {
            end = gap;
        }
        let words = self.rest[..end].to_owned();
        self.take(end, Piece::Words(vec![words]))
    }

    fn group(&mut self) -> Result<Piece, PhraseError> {
        let Some(end) = self.rest.find(')') else {
            return Err(PhraseError {
                message: "a bracket is not closed".into(),
                help: "close the group with `)`",
            });
        };
        let content = &self.rest[1..end];
        if content.contains(['(', '#', '*']) || content.contains("...") {
            return Err(PhraseError {
                message: "a group holds plain words only".into(),
                help: "write brackets, `#`, `*` and `...` outside of groups, or a second phrase",
            });
        }
        let alternatives: Vec<String> = content.split('|').map(|word| word.trim().to_owned()).collect();
        if alternatives.len() > MOST_ALTERNATIVES {
            return Err(PhraseError {
                message: format!("a group with more than {MOST_ALTERNATIVES} alternatives"),
                help: "split the phrase in two",
            });
        }
        self.rest = &self.rest[end + 1..];
        Ok(Piece::Words(alternatives))
    }
}

fn first_word(words: &str) -> &str {
    words.split(' ').next().unwrap_or(words)
}

fn longest_word(words: &str) -> &str {
    words.split(' ').max_by_key(|word| rarity(word)).unwrap_or_default()
}

/// A guess at how rare a word is: its length in bytes, less for words that
/// every text is full of.
fn rarity(word: &str) -> usize {
    const COMMON: &[&str] = &[
        "your", "this", "that", "with", "from", "have", "will", "more", "about", "their", "which", "there", "would",
        "first", "after", "other", "all", "the", "and", "for", "you", "our", "are", "not", "sie", "ihre", "ihren", "unser",
        "unsere", "unseren", "eine", "einen", "nicht", "auch", "oder", "mehr", "nach", "werden", "diese", "dieser", "dass",
        "pour", "votre", "notre", "vous", "nous", "dans", "avec", "plus", "sur", "para", "como", "este", "esta", "por",
        "con", "una", "nuestro", "nuestra", "questo", "della", "nella", "per", "voor", "onze", "het", "een",
    ];
    if COMMON.contains(&word) { 1 } else { word.len() }
}

fn next_character(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> Option<String> {
        let folded = fold(text);
        let haystack = Haystack { text: folded.text(), source: Some((&folded, 0, text)) };
        let phrases = Phrase::parse(phrase).unwrap();
        let span = phrases.iter().filter_map(|phrase| phrase.find(&haystack, 0)).max_by_key(|span| span.len())?;
        Some(span.of(folded.text()).to_owned())
    }

    #[test]
    fn phrases_find_what_they_say() {
        for (phrase, text, expected) in [
            ("sign up", "Please sign up now", Some("sign up")),
            ("sign up", "Please sign-up now", Some("sign-up")),
            ("sign up", "They design upholstery", None),
            ("sign up (for|to) (our|the|) newsletter", "Sign up for newsletter", Some("sign up for newsletter")),
            ("sign up (for|to) (our|the|) newsletter", "Sign up to our newsletter!", Some("sign up to our newsletter")),
            ("sign up ... newsletter", "Sign up for the free weekly newsletter", Some("sign up for the free weekly newsletter")),
            ("sign up ... newsletter", "Sign up. The newsletter is dead", None),
            ("sign up ... newsletter", "Sign up a b c d e f g h i newsletter", None),
            ("newsletter*", "Zapisz się do newslettera", Some("newslettera")),
            ("*newsletter", "Der Reisenewsletter kommt", Some("reisenewsletter")),
            ("*newsletter*", "Alle Reisenewslettern da", Some("reisenewslettern")),
            ("# free articles", "You have 3 free articles", Some("3 free articles")),
            ("join # readers", "Join 12,000 readers", Some("join 12,000 readers")),
            ("(please|) donate", "Donate", Some("donate")),
            ("(please|) donate", "Please donate", Some("please donate")),
            ("abonnent(in|innen|)", "Abonnentinnen", Some("abonnentinnen")),
            ("abonnent(in|innen|)", "Abonnentenzahl", None),
            ("read more (here|)", "Read more", Some("read more")),
            ("the material", "buy equipmentThe material is", Some("the material")),
            ("登録", "メルマガ登録はこちら", Some("登録")),
            ("续读...登录", "续读请先登录", Some("续读请先登录")),
        ] {
            assert_eq!(found(phrase, text).as_deref(), expected, "{phrase} in {text}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (phrase, expected) in [
            ("(a|b", "a bracket is not closed"),
            ("a|b", "`|` without an opening bracket"),
            ("... newsletter", "a phrase begins and ends with a word, not with a gap"),
            ("# (a|)", "nothing in this phrase must be there"),
            ("", "nothing in this phrase must be there"),
            ("((a)|b)", "a group holds plain words only"),
        ] {
            assert_eq!(Phrase::parse(phrase).unwrap_err().message, expected, "{phrase}");
        }
    }

    #[test]
    fn anchors_are_the_rarest_required_words() {
        let phrase = &Phrase::parse("sign up (for|to) (our|the|) newsletter").unwrap()[0];
        assert_eq!(phrase.anchors(), ["newsletter"]);
    }

    proptest::proptest! {
        #[test]
        fn no_phrase_panics_on_any_text(phrase in "[a-z(|)#*. é中]{0,16}", text in "[a-cA-C é中.0-9-]{0,40}") {
            if let Ok(phrases) = Phrase::parse(&phrase) {
                for parsed in phrases {
                    if let Some(span) = parsed.find(&Haystack::plain(&text), 0) {
                        let folded = fold(&text);
                        proptest::prop_assert!(parsed.anchors().iter().any(|word| folded.text().contains(word)) || !span.is_empty());
                    }
                }
            }
        }
    }
}
