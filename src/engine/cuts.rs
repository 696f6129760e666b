//! The way between a cleaned text and the original.

use super::removal::Removal;
use crate::text::Span;

/// The way from positions in a cleaned text back to the original.
#[derive(Debug)]
pub(super) struct Cuts {
    /// For each cut, where it is in the cleaned text, and how many bytes are
    /// gone up to its end.
    cuts: Vec<(usize, usize)>,
}

impl Cuts {
    pub(super) fn new(removals: &[Removal]) -> Self {
        let mut gone = 0;
        let cut = |removal: &Removal| {
            let position = removal.span.start - gone;
            gone += removal.span.len();
            (position, gone)
        };
        Self {
            cuts: removals.iter().map(cut).collect(),
        }
    }

    /// A span of the original that no cut touches, as one of the cleaned text.
    pub(super) fn cleaned(&self, span: Span, removals: &[Removal]) -> Span {
        let cut = removals.partition_point(|removal| removal.span.start < span.start);
        let gone = cut.checked_sub(1).map_or(0, |last| self.cuts[last].1);
        Span::new(
            span.start.saturating_sub(gone),
            span.end.saturating_sub(gone),
        )
    }

    /// A span of the cleaned text as one of the original; cuts at its ends stay
    /// outside, cuts inside become part of it.
    pub(super) fn original(&self, span: Span) -> Span {
        let gone_before = |count: usize| count.checked_sub(1).map_or(0, |last| self.cuts[last].1);
        let start = self.cuts.partition_point(|(at, _)| *at <= span.start);
        let end = self.cuts.partition_point(|(at, _)| *at < span.end);
        Span::new(
            span.start + gone_before(start),
            span.end + gone_before(end.max(start)),
        )
    }
}
