//! Sentences of units, in the folded text that matches are found in.

use crate::text::{Span, Unit, Units, sentences};

/// The sentences of the unit that was looked at last.
#[derive(Default)]
pub(super) struct SentenceCache {
    unit: Option<usize>,
    /// Sentences in bytes of the unit's folded text.
    sentences: Vec<Span>,
}

impl SentenceCache {
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
        let sentences = self.all(text, units, number, unit);
        let next = sentences.partition_point(|sentence| sentence.start <= found.start);
        let sentence = next.checked_sub(1).map(|last| sentences[last]);
        sentence.map_or(Span::new(0, unit.folded.len()), |sentence| {
            sentence.union(found)
        })
    }

    /// The sentences of `unit`, in bytes of its folded text.
    pub(super) fn all(&mut self, text: &str, units: &Units, number: usize, unit: &Unit) -> &[Span] {
        if self.unit != Some(number) {
            self.unit = Some(number);
            self.sentences.clear();
            let mut positions = units.folded().positions(unit.span.start);
            let mut folded = |at: usize| {
                positions
                    .at(unit.span.start + at)
                    .clamp(unit.folded.start, unit.folded.end)
                    - unit.folded.start
            };
            let spans = sentences(unit.span.of(text))
                .map(|span| Span::new(folded(span.start), folded(span.end)));
            self.sentences.extend(spans);
        }
        &self.sentences
    }
}
