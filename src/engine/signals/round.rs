//! What a round of scanning leaves for the next one.

use crate::engine::cuts::Cuts;
use crate::text::{Document, Span, Unit, Units, detect};

use super::Signal;

/// A text as it was read in a round.
#[derive(Debug)]
pub(in crate::engine) struct Round {
    pub units: Units,
    /// What the rules say about the units, by unit and then by place.
    pub signals: Vec<Signal>,
    /// The language that the text seems to be in, where a rule asked for it.
    pub language: Option<Option<&'static str>>,
}

/// The round before, and what was cut out of its text since.
pub(in crate::engine) struct Before<'a> {
    pub round: &'a Round,
    pub cuts: &'a Cuts,
}

impl<'a> Before<'a> {
    /// Whether the rules say the same of a unit as long as the unit is the same.
    pub(super) fn still_holds(&self, document: &Document<'_>) -> bool {
        // Labels are for languages, and the language is told by all of the text.
        let known = self
            .round
            .language
            .filter(|_| document.language().is_none());
        known.is_none_or(|known| known == detect(document.text()))
    }

    /// Finds units again, which must be asked for in order.
    pub(super) fn units(&self) -> impl FnMut(&Unit) -> Option<Known<'a>> {
        let (round, cuts) = (self.round, self.cuts);
        let (mut next, mut first) = (0, 0);
        move |unit| {
            let span = cuts.original(unit.span);
            let units = round.units.all();
            while units
                .get(next)
                .is_some_and(|other| other.span.start < span.start)
            {
                next += 1;
            }
            // What lost a part is longer there.
            let is_same = |other: &&Unit| other.span == span && span.len() == unit.span.len();
            units.get(next).filter(is_same)?;
            let signals = &round.signals;
            while signals.get(first).is_some_and(|signal| signal.unit < next) {
                first += 1;
            }
            let count = signals[first..].partition_point(|signal| signal.unit == next);
            Some(Known {
                signals: &signals[first..first + count],
                moved: span.start - unit.span.start,
            })
        }
    }
}

/// A unit that stood in the text of the round before.
pub(super) struct Known<'a> {
    signals: &'a [Signal],
    /// Bytes that it stands farther to the front now.
    moved: usize,
}

impl<'a> Known<'a> {
    /// What the rules say about it, as signals of the unit of that number.
    pub(super) fn signals(self, unit: usize) -> impl Iterator<Item = Signal> {
        let moved = self.moved;
        self.signals.iter().map(move |signal| Signal {
            unit,
            span: Span::new(signal.span.start - moved, signal.span.end - moved),
            ..*signal
        })
    }
}
