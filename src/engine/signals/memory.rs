//! What was found out about a unit, so that no match in it asks again.
//!
//! A line may hold a cue many thousand times, without a sentence end between them. What
//! is asked about its sentence, or about all of it, is answered once.

use std::collections::HashMap;

use crate::text::{Span, Unit, Units, sentences};
use crate::work::count_work;

/// A question about a sentence of a unit, or all of it, to which a phrase or guard is
/// the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    /// Which phrase is there that this rule also wants.
    Also(usize),
    /// Which phrase is there that forbids this rule.
    Unless(usize),
    /// Whether this guard forbids.
    Guard(usize),
}

/// What is known about the unit that was looked at last.
#[derive(Default)]
pub(super) struct UnitMemory {
    unit: Option<usize>,
    /// Sentences in bytes of the unit's folded text; `None` until somebody asks.
    sentences: Option<Vec<Span>>,
    answers: HashMap<(Asked, Span), Option<usize>>,
    /// The bytes of the unit's folded text that are quotation marks.
    quotes: Option<Vec<usize>>,
}

impl UnitMemory {
    /// Forgets what is known, unless it is about the unit of that number.
    pub(super) fn turn_to(&mut self, number: usize) {
        if self.unit != Some(number) {
            *self = Self {
                unit: Some(number),
                ..Self::default()
            };
        }
    }

    /// The sentence of `unit` that the match at `found` begins in; both are in
    /// bytes of the unit's folded text.
    pub(super) fn sentence(
        &mut self,
        text: &str,
        units: &Units,
        number: usize,
        unit: &Unit,
        found: Span,
    ) -> Span {
        let sentences = self.sentences(text, units, number, unit);
        let next = sentences.partition_point(|sentence| sentence.start <= found.start);
        let sentence = next.checked_sub(1).map(|last| sentences[last]);
        sentence.map_or(Span::new(0, unit.folded.len()), |sentence| {
            sentence.union(found)
        })
    }

    /// The sentences of `unit`, in bytes of its folded text.
    pub(super) fn sentences(
        &mut self,
        text: &str,
        units: &Units,
        number: usize,
        unit: &Unit,
    ) -> &[Span] {
        self.turn_to(number);
        self.sentences.get_or_insert_with(|| {
            count_work(unit.span.len());
            let mut positions = units.folded().positions(unit.span.start);
            let mut folded = |at: usize| {
                positions
                    .at(unit.span.start + at)
                    .clamp(unit.folded.start, unit.folded.end)
                    - unit.folded.start
            };
            sentences(unit.span.of(text))
                .map(|span| Span::new(folded(span.start), folded(span.end)))
                .collect()
        })
    }

    /// The answer to what is asked about a part of the unit, found out by `find` where
    /// it is not known yet.
    pub(super) fn answer(
        &mut self,
        asked: Asked,
        part: Span,
        find: impl FnOnce() -> Option<usize>,
    ) -> Option<usize> {
        *self.answers.entry((asked, part)).or_insert_with(find)
    }

    /// Whether a match in the unit's folded text stands in quotation marks.
    pub(super) fn is_quoted(&mut self, folded: &str, found: Span) -> bool {
        let quotes = self
            .quotes
            .get_or_insert_with(|| memchr::memchr_iter(b'"', folded.as_bytes()).collect());
        let before = quotes.partition_point(|&quote| quote < found.start);
        before % 2 == 1 && quotes.last().is_some_and(|&last| last >= found.end)
    }
}
