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

mod anchors;
mod first_bytes;
mod gap;
mod haystack;
mod parse;
mod readings;
mod samples;

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use smallvec::{SmallVec, smallvec};

use anchors::anchors;
use first_bytes::{ByteSet, add_first_bytes};
use gap::{GAP_BYTES, gap_ends};
use parse::Parser;

pub(crate) use anchors::Anchor;
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
}

impl Alternative {
    fn new(pieces: Sequence) -> Self {
        let mut first_bytes = ByteSet::default();
        add_first_bytes(&pieces, &mut first_bytes);
        let may_be_empty = pieces.iter().all(Piece::may_be_empty);
        Self {
            pieces,
            first_bytes,
            may_be_empty,
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

/// Positions that a match may have reached. Nearly always there are few.
type Ends = SmallVec<[usize; 8]>;

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

/// Where a match is tried.
struct Place<'h> {
    haystack: &'h Haystack<'h>,
    start: usize,
}

/// Adds every position that a sequence can end at when it begins at `start`.
fn advance_all(pieces: &[Piece], place: &Place<'_>, start: usize, ends: &mut Ends) {
    let mut reached: Ends = smallvec![start];
    let mut next = Ends::new();
    for piece in pieces {
        count_work(reached.len());
        match piece {
            Piece::Gap => gap_ends(place.haystack, &reached, &mut next),
            _ => {
                for &at in &reached {
                    piece.advance(place, at, &mut next);
                }
            }
        }
        if next.len() > 1 {
            next.sort_unstable();
            next.dedup();
        }
        std::mem::swap(&mut reached, &mut next);
        next.clear();
        if reached.is_empty() {
            return;
        }
    }
    ends.extend_from_slice(&reached);
}

impl Piece {
    /// Adds every position that the piece can end at when it begins at `at`.
    fn advance(&self, place: &Place<'_>, at: usize, ends: &mut Ends) {
        let text = place.haystack.text;
        let rest = &text[at..];
        match self {
            Self::Words(words) => {
                ends.extend(rest.starts_with(words.as_str()).then_some(at + words.len()))
            }
            Self::Group(alternatives) => {
                let next = rest.as_bytes().first();
                for alternative in alternatives {
                    if alternative.may_be_empty
                        || next.is_some_and(|&byte| alternative.first_bytes.has(byte))
                    {
                        advance_all(&alternative.pieces, place, at, ends);
                    }
                }
            }
            Self::Blank => {
                let length = blank_length(rest);
                let may_be_none = || at == place.start || text[..at].ends_with([' ', '-']);
                if length > 0 {
                    ends.push(at + length);
                } else if !rest.starts_with(char::is_alphanumeric) || may_be_none() {
                    // Beside an optional group that is not there.
                    ends.push(at);
                }
            }
            Self::Number => {
                let is_part = |c: char| c.is_numeric() || matches!(c, '.' | ',' | '\'');
                let digits = rest
                    .char_indices()
                    .take_while(|(i, c)| is_part(*c) && *i < NUMBER_BYTES);
                let length = digits.last().map(|(i, c)| i + c.len_utf8());
                if rest.starts_with(|c: char| c.is_numeric()) {
                    ends.extend(length.map(|length| at + length));
                }
            }
            Self::Letters => {
                ends.push(at);
                let letters = rest
                    .char_indices()
                    .take_while(|(i, c)| c.is_alphanumeric() && *i < LETTERS_BYTES);
                ends.extend(letters.map(|(i, c)| at + i + c.len_utf8()));
            }
            Self::Gap => gap_ends(place.haystack, &[at], ends),
        }
    }

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

/// Bytes of what stands between two words at the start of `text`: a blank, a
/// hyphen, a comma, a colon or a bracket, and blanks around it.
fn blank_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is =
        |at: usize, set: &[u8]| usize::from(bytes.get(at).is_some_and(|byte| set.contains(byte)));
    let blank = is(0, b" ");
    let mark = blank + is(blank, b"-,:;(");
    mark + if mark > blank { is(mark, b" ") } else { 0 }
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
