//! Lines that are the same but for a name, a place, a title: their rare words are left out.

use crate::text::mix;

use super::counts::Look;
use super::frequencies::{About, LONGEST_SLOTTED, key};
use super::tokens::{NUMBER, Row};

/// Fewest words of a line that are the same everywhere.
const FEWEST_WORDS: usize = 3;
/// Fewest of these that running text is not full of.
const FEWEST_TELLING: usize = 2;
/// Most slots.
const MOST_SLOTS: usize = 3;
/// Most words in a slot; a gap of a phrase has as many.
const LONGEST_SLOT: usize = 8;
/// Of the words of a line, one in so many may be in a slot.
const SLOTTED_IN: (usize, usize) = (3, 5);
/// Share of the pages of a site that have a word of a line that is on many of them.
const MANY: u32 = 5;

/// A part of a repeated line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// This word, folded.
    Word(Box<str>),
    /// Any number.
    Number,
    /// Some other words, up to eight.
    Slot,
}

/// A line with its rare words left out.
#[derive(Clone, Debug)]
pub(super) struct Mask {
    pub key: u64,
    /// Which words are left out.
    pub is_slot: Vec<bool>,
}

/// What a line is without its rare words; twice where the words are rare in another sense:
/// a name that now and then comes back is rare in a line that stands on every page.
///
/// That lines of the same origin share their frequent words in the same order is what
/// LogCluster goes by (Vaarandi and Pihelgas, 2015).
pub(super) fn masks(look: &Look<'_>, row: &Row) -> impl Iterator<Item = Mask> {
    let pages = look.known.pages.of_seed(look.seed);
    let many = look.needed.max(pages / MANY);
    let rare = mask(look, row, look.needed);
    let other = (many > look.needed)
        .then(|| mask(look, row, many))
        .flatten();
    let key = rare.as_ref().map(|mask| mask.key);
    let other = other.filter(|mask| Some(mask.key) != key);
    rare.into_iter().chain(other)
}

fn mask(look: &Look<'_>, row: &Row, least: u32) -> Option<Mask> {
    let words = &row.words;
    if words.len() > LONGEST_SLOTTED || words.len() <= FEWEST_WORDS {
        return None;
    }
    let frequencies = look.known.frequencies;
    let is_rare = |hash: u64| frequencies.count(key(About::Word, look.seed, hash)) < least;
    let is_slot: Vec<bool> = words
        .iter()
        .map(|word| word.hash != NUMBER && is_rare(word.hash))
        .collect();
    let slots = is_slot
        .chunk_by(|one, other| one == other)
        .filter(|run| run[0]);
    let lengths: Vec<usize> = slots.map(<[bool]>::len).collect();
    let slotted: usize = lengths.iter().sum();
    let fits = (1..=MOST_SLOTS).contains(&lengths.len())
        && lengths.iter().all(|length| *length <= LONGEST_SLOT)
        && slotted * SLOTTED_IN.1 <= words.len() * SLOTTED_IN.0;
    if !fits {
        return None;
    }
    let literal = || {
        let kept = words
            .iter()
            .zip(&is_slot)
            .filter(|(word, is_slot)| !**is_slot && word.hash != NUMBER);
        kept.map(|(word, _)| word.hash)
    };
    let telling = literal()
        .filter(|&hash| !frequencies.is_common(look.seed, hash))
        .count();
    if literal().count() < FEWEST_WORDS || telling < FEWEST_TELLING {
        return None;
    }
    let mut hash = 0;
    for (at, word) in words.iter().enumerate() {
        if !is_slot[at] {
            hash = mix(hash, word.hash);
        } else if at == 0 || !is_slot[at - 1] {
            hash = mix(hash, 1);
        }
    }
    Some(Mask {
        key: key(About::Pattern, look.seed, hash),
        is_slot,
    })
}

/// The parts of a row, with slots where `is_slot` says so.
pub(super) fn parts(folded: &str, row: &Row, is_slot: &[bool]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(row.words.len());
    for (at, word) in row.words.iter().enumerate() {
        let part = if is_slot.get(at).copied().unwrap_or_default() {
            Part::Slot
        } else if word.hash == NUMBER {
            Part::Number
        } else {
            Part::Word(word.span.of(folded).into())
        };
        if part != Part::Slot || parts.last() != Some(&Part::Slot) {
            parts.push(part);
        }
    }
    parts
}
