//! Matching: where the pieces of a phrase can end.

use smallvec::{SmallVec, smallvec};

use super::first_bytes::{ByteSet, next_bytes};
use super::gap::gap_ends;
use super::{Haystack, LETTERS_BYTES, NUMBER_BYTES, Piece};
use crate::work::count_work;

/// Positions that a match may have reached. Nearly always there are few.
pub(super) type Ends = SmallVec<[usize; 8]>;

/// Where a match is tried.
pub(super) struct Place<'h> {
    pub haystack: &'h Haystack<'h>,
    pub start: usize,
}

/// Adds every position that a sequence can end at when it begins at `start`.
pub(super) fn advance_all(pieces: &[Piece], place: &Place<'_>, start: usize, ends: &mut Ends) {
    // Most places are told from a match by a word or two.
    let mut at = start;
    for (number, piece) in pieces.iter().enumerate() {
        count_work(1);
        let next = match piece {
            Piece::Words(words) => words_end(words, place.haystack.text, at),
            Piece::Blank => blank_end(place, at),
            _ => {
                advance_each(&pieces[number..], place, at, ends);
                return;
            }
        };
        let Some(next) = next else {
            return;
        };
        at = next;
    }
    ends.push(at);
}

/// The same where pieces may end at several places.
fn advance_each(pieces: &[Piece], place: &Place<'_>, start: usize, ends: &mut Ends) {
    let mut reached: Ends = smallvec![start];
    let mut next = Ends::new();
    for (number, piece) in pieces.iter().enumerate() {
        count_work(reached.len());
        match piece {
            Piece::Gap => {
                let after = next_bytes(&pieces[number + 1..]);
                gap_ends(place.haystack, &reached, after, &mut next);
            }
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
            Self::Words(words) => ends.extend(words_end(words, text, at)),
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
            Self::Blank => ends.extend(blank_end(place, at)),
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
            Self::Gap => gap_ends(place.haystack, &[at], ByteSet::ALL, ends),
        }
    }
}

/// Where words that begin at `at` end.
fn words_end(words: &str, text: &str, at: usize) -> Option<usize> {
    let end = at + words.len();
    (text.as_bytes().get(at..end) == Some(words.as_bytes())).then_some(end)
}

/// Where a blank that begins at `at` ends: it may be none beside an optional group that is
/// not there.
fn blank_end(place: &Place<'_>, at: usize) -> Option<usize> {
    let text = place.haystack.text;
    let rest = &text[at..];
    let length = blank_length(rest);
    let may_be_none = || at == place.start || text[..at].ends_with([' ', '-']);
    (length > 0 || !rest.starts_with(char::is_alphanumeric) || may_be_none()).then_some(at + length)
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
