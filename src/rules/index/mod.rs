//! Finds which of many phrases and patterns may match in a text, and where.
//!
//! A cheap look for what every match must hold comes first; whether something matches is
//! for the caller to verify at the candidates that are left.

mod keys;
mod keywords;
mod parts;
mod seams;
mod table;
mod words;

use std::ops::Range;

pub(crate) use keys::{Key, PlacedKey, keys, literal_key};
pub(crate) use keywords::KeywordIndex;
pub(crate) use words::{Scratch, WordIndex, WordIndexBuilder};

/// A place where something may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// The number that it was added to the index under.
    pub number: u32,
    /// The first byte of the text at which a match may begin.
    pub first: usize,
    /// The last byte at which it may begin.
    pub last: usize,
}

/// What something to look for belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The number that it was added under.
    pub number: u32,
    /// Most bytes that a match has before it.
    pub before: u32,
}

impl Owner {
    /// The candidate where what is looked for stands at byte `at`.
    fn candidate(self, at: usize) -> Candidate {
        Candidate {
            number: self.number,
            first: at.saturating_sub(self.before as usize),
            last: at,
        }
    }
}

impl Candidate {
    /// The bytes at which a match may begin.
    pub(crate) fn starts(self) -> Range<usize> {
        self.first..self.last + 1
    }
}
