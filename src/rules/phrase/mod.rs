//! Phrases: the small language in which rules say what to look for.
//!
//! | written | means |
//! |---|---|
//! | `sign up` | these words; a blank also matches a hyphen, comma or colon |
//! | `(our\|the\|)` | one of these; an empty one makes the group optional; groups nest |
//! | `...` | a gap of up to eight words inside the sentence |
//! | `#` | a number, as in `# free articles` |
//! | `newsletter*` | the word with any ending; `*letter` with any beginning |
//!
//! A phrase is folded like the text it is held against, and begins and ends at
//! a word boundary. Matching keeps the set of positions that each piece can end
//! at, so its time is linear in the text however a phrase is built.

mod advance;
mod anchors;
mod common;
mod first_bytes;
mod gap;
mod haystack;
mod parse;
mod readings;
mod samples;

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use advance::{Ends, Place, advance_all};
use anchors::anchors;
use first_bytes::{ByteSet, add_first_bytes, begins_with_word};
use gap::GAP_BYTES;
use parse::Parser;

pub(crate) use anchors::Anchor;
pub(crate) use common::is_common;
pub(crate) use haystack::Haystack;
pub(crate) use parse::PhraseError;
pub(crate) use readings::{ReadWord, Reading};

use crate::rules::bytes::Bytes;
use crate::text::{Span, fold};
use crate::work::count_work;

/// Longest part of a word that a `*` stands for, in bytes.
const LETTERS_BYTES: usize = 48;
/// Longest number in bytes.
const NUMBER_BYTES: usize = 24;

type Sequence = Vec<Piece>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Blank,
    Gap,
    Number,
    /// The rest of a word, possibly nothing.
    Letters,
    /// One of these; an empty one makes the group optional.
    Group(Vec<Alternative>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Alternative {
    pieces: Sequence,
    first_bytes: ByteSet,
    may_be_empty: bool,
    /// Whether a match begins with a letter or digit that is written out.
    begins_with_word: bool,
}

impl Alternative {
    fn new(pieces: Sequence) -> Self {
        let mut first_bytes = ByteSet::default();
        add_first_bytes(&pieces, &mut first_bytes);
        let may_be_empty = pieces.iter().all(Piece::may_be_empty);
        let begins_with_word = begins_with_word(&pieces);
        Self {
            pieces,
            first_bytes,
            may_be_empty,
            begins_with_word,
        }
    }
}

/// A phrase that can be looked for.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// The phrase as it was written, folded. Bytes need no check when they are read from
    /// what was packed.
    written: Bytes,
    /// What it says, once somebody looks for it: of the many phrases of a set few are
    /// ever needed.
    parsed: OnceLock<Alternative>,
}

impl PartialEq for Phrase {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Phrase {
    /// Takes a phrase that was checked before.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            written: Deserialize::deserialize(deserializer)?,
            parsed: OnceLock::new(),
        })
    }
}

impl Phrase {
    /// Reads a phrase.
    pub(crate) fn parse(source: &str) -> Result<Self, PhraseError> {
        let folded = fold(source.trim());
        let mut parser = Parser {
            rest: folded.text(),
            depth: 0,
        };
        let pieces = parser.sequence()?;
        if let Some(mark) = parser.rest.chars().next() {
            return Err(PhraseError {
                message: format!("`{mark}` without an opening bracket"),
                help: "write alternatives in brackets, as in `(our|the) newsletter`",
            });
        }
        if matches!(pieces.first(), Some(Piece::Gap)) || matches!(pieces.last(), Some(Piece::Gap)) {
            return Err(PhraseError {
                message: "a phrase begins and ends with a word, not with a gap".into(),
                help: "a phrase is found anywhere in a line; leave the `...` at its ends out",
            });
        }
        if anchors(&pieces).is_none() {
            return Err(PhraseError {
                message: "nothing in this phrase must be there".into(),
                help: "give it at least one word that is neither optional nor a `#` or `*`",
            });
        }
        Ok(Self {
            written: folded.text().as_bytes().into(),
            parsed: OnceLock::from(Alternative::new(pieces)),
        })
    }

    fn parsed(&self) -> &Alternative {
        self.parsed.get_or_init(|| {
            let mut parser = Parser {
                rest: self.written(),
                depth: 0,
            };
            // It was checked when it was first read; what is no phrase matches nothing.
            Alternative::new(parser.sequence().unwrap_or_default())
        })
    }

    /// The phrase as it was written, folded.
    pub(crate) fn written(&self) -> &str {
        std::str::from_utf8(&self.written).unwrap_or_default()
    }

    /// Words of which one is in every text that the phrase matches.
    pub(crate) fn anchors(&self) -> Vec<Anchor<'_>> {
        anchors(&self.parsed().pieces)
            .map(|(_, anchors)| anchors)
            .unwrap_or_default()
    }

    /// Ways to read the phrase, each a list of texts of which one is in every match.
    pub(crate) fn ways(&self) -> Vec<Vec<Reading>> {
        readings::ways(&self.parsed().pieces)
    }

    /// The first match that begins at one of the bytes `starts`, where `words` are the
    /// bytes of the haystack at which a word may begin, in order.
    pub(crate) fn find_at_words(
        &self,
        haystack: &Haystack<'_>,
        words: &[usize],
        starts: Range<usize>,
    ) -> Option<Span> {
        let parsed = self.parsed();
        if !parsed.begins_with_word {
            return self.find_from(haystack, starts);
        }
        let bytes = haystack.text.as_bytes();
        let first = words.partition_point(|&word| word < starts.start);
        words[first..]
            .iter()
            .take_while(|&&word| word < starts.end)
            .filter(|&&word| {
                count_work(1);
                bytes
                    .get(word)
                    .is_some_and(|&byte| parsed.first_bytes.has(byte))
            })
            .find_map(|&word| self.match_at(haystack, word))
    }

    /// The first match that begins at one of the bytes `starts`.
    pub(crate) fn find_from(&self, haystack: &Haystack<'_>, starts: Range<usize>) -> Option<Span> {
        let bytes = haystack.text.as_bytes();
        let first_bytes = self.parsed().first_bytes;
        count_work(starts.len());
        (starts.start..starts.end.min(bytes.len()))
            .filter(|&at| {
                first_bytes.has(bytes[at])
                    && haystack.text.is_char_boundary(at)
                    && haystack.is_boundary(at)
            })
            .find_map(|start| self.match_at(haystack, start))
    }

    /// Whether the phrase is anywhere in the haystack.
    pub(crate) fn is_in(&self, haystack: &Haystack<'_>) -> bool {
        self.find_from(haystack, 0..haystack.text.len()).is_some()
    }

    /// The longest match that begins at `start`, which is a boundary.
    fn match_at(&self, haystack: &Haystack<'_>, start: usize) -> Option<Span> {
        let place = Place { haystack, start };
        let mut ends = Ends::new();
        advance_all(&self.parsed().pieces, &place, start, &mut ends);
        if ends.is_empty() {
            return None;
        }
        ends.sort_unstable();
        // An optional last word leaves the blank before it behind.
        let mut trimmed = ends
            .iter()
            .rev()
            .map(|&end| haystack.text[..end].trim_end().len());
        let end = trimmed.find(|&end| end > start && haystack.is_boundary(end))?;
        Some(Span::new(start, end))
    }
}

impl Piece {
    fn may_be_empty(&self) -> bool {
        match self {
            Self::Words(_) | Self::Number => false,
            Self::Blank | Self::Gap | Self::Letters => true,
            Self::Group(alternatives) => alternatives
                .iter()
                .any(|alternative| alternative.may_be_empty),
        }
    }

    /// Most bytes that the piece can match.
    fn longest(&self) -> usize {
        match self {
            Self::Words(words) => words.len(),
            Self::Blank => 3,
            Self::Number => NUMBER_BYTES + 4,
            Self::Letters => LETTERS_BYTES + 4,
            Self::Gap => GAP_BYTES + 4,
            Self::Group(alternatives) => {
                let lengths = alternatives
                    .iter()
                    .map(|one| one.pieces.iter().map(Self::longest).sum());
                lengths.max().unwrap_or(0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> Option<String> {
        let folded = fold(text);
        let haystack = Haystack {
            text: folded.text(),
            source: Some((&folded, 0, text)),
        };
        let span = Phrase::parse(phrase)
            .unwrap()
            .find_from(&haystack, 0..text.len())?;
        Some(span.of(folded.text()).to_owned())
    }

    #[test]
    fn phrases_find_what_they_say() {
        for (phrase, text, expected) in [
            ("sign up", "Please sign up now", Some("sign up")),
            ("sign up", "Please sign-up now", Some("sign-up")),
            ("sign up (now|)", "Sign up!", Some("sign up")),
            (
                "thank you subscribe",
                "Thank you, subscribe",
                Some("thank you, subscribe"),
            ),
            ("fee (da|) (nu|) bar", "fee: nu bar", Some("fee: nu bar")),
            ("qux ... quux", "qux؟ quux", None),
            ("港町...寄付する", "港町に着いた！それから寄付する", None),
            (
                "go on - for free",
                "Go on – for free",
                Some("go on - for free"),
            ),
            ("sign up", "They design upholstery", None),
            (
                "sign up (for|to) (our|the|) newsletter",
                "Sign up for newsletter",
                Some("sign up for newsletter"),
            ),
            (
                "sign up (for|to) (our|the|) newsletter",
                "Sign up to our newsletter!",
                Some("sign up to our newsletter"),
            ),
            (
                "sign up ... newsletter",
                "Sign up for the free weekly newsletter",
                Some("sign up for the free weekly newsletter"),
            ),
            (
                "sign up ... newsletter",
                "Sign up. The newsletter is dead",
                None,
            ),
            (
                "sign up ... newsletter",
                "Sign up a b c d e f g h i newsletter",
                None,
            ),
            (
                "sign up ... newsletter",
                "Sign upForTheFreeNewsletter",
                Some("sign upforthefreenewsletter"),
            ),
            (
                "newsletter*",
                "Zapisz się do newslettera",
                Some("newslettera"),
            ),
            (
                "*newsletter",
                "Der Reisenewsletter kommt",
                Some("reisenewsletter"),
            ),
            (
                "*newsletter*",
                "Alle Reisenewslettern da",
                Some("reisenewslettern"),
            ),
            (
                "# free articles",
                "You have 3 free articles",
                Some("3 free articles"),
            ),
            (
                "join # readers",
                "Join 12,000 readers",
                Some("join 12,000 readers"),
            ),
            (
                "(join (us|our club) (now|today|)|become a member)",
                "Join our club today",
                Some("join our club today"),
            ),
            ("(a (b|) c*|d) e", "x a cc e", Some("a cc e")),
            ("(please|) donate", "(Donate)", Some("donate")),
            ("(please|) donate", "Donate", Some("donate")),
            ("(please|) donate", "Please donate", Some("please donate")),
            (
                "abonnent(in|innen|)",
                "Abonnentinnen",
                Some("abonnentinnen"),
            ),
            ("abonnent(in|innen|)", "Abonnentenzahl", None),
            ("read more (here|)", "Read more", Some("read more")),
            (
                "the material",
                "buy equipmentThe material is",
                Some("the material"),
            ),
            ("登録", "メルマガ登録はこちら", Some("登録")),
            ("续读...登录", "续读请先登录", Some("续读请先登录")),
        ] {
            assert_eq!(
                found(phrase, text).as_deref(),
                expected,
                "{phrase} in {text}"
            );
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (phrase, expected) in [
            ("(a|b", "a bracket is not closed"),
            ("a|b", "`|` without an opening bracket"),
            (
                "... newsletter",
                "a phrase begins and ends with a word, not with a gap",
            ),
            ("# (a|)", "nothing in this phrase must be there"),
            ("", "nothing in this phrase must be there"),
            ("(a|)", "nothing in this phrase must be there"),
            ("((((((((a))))))))", "groups nested deeper than 6"),
            (
                "(much |)too late",
                "a blank at the edge of an alternative is no part of it",
            ),
            (
                "too( much|) late",
                "a blank at the edge of an alternative is no part of it",
            ),
        ] {
            assert_eq!(
                Phrase::parse(phrase).unwrap_err().message,
                expected,
                "{phrase}"
            );
        }
    }

    #[test]
    fn anchors_are_the_rarest_required_words() {
        let phrase = Phrase::parse("sign up (for|to) (our|the|) newsletter").unwrap();
        assert_eq!(
            phrase.anchors(),
            [Anchor {
                word: "newsletter",
                before: 24
            }]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_phrase_panics_on_any_text(phrase in "[a-z(|)#*. é中]{0,16}", text in "[a-cA-C é中.0-9-]{0,40}") {
            let folded = fold(&text);
            let haystack = Haystack { text: folded.text(), source: Some((&folded, 0, &text)) };
            if let Ok(phrase) = Phrase::parse(&phrase)
                && let Some(found) = phrase.find_from(&haystack, 0..folded.text().len())
            {
                let matched = found.of(folded.text());
                proptest::prop_assert!(phrase.anchors().iter().any(|anchor| matched.contains(anchor.word)), "{matched}");
            }
        }
    }
}
