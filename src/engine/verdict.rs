//! The cap: a document that would lose most of itself is left as it is.

use crate::text::{Span, Unit};

use super::removal::{Flag, Removal};

/// Running text in characters below which a share of it says nothing.
const ENOUGH_PROSE: usize = 600;

/// Why the removals must not be carried out, if there is a reason.
pub(super) fn flag(text: &str, units: &[Unit], removals: &[Removal]) -> Option<Flag> {
    if removals.is_empty() {
        return None;
    }
    let (mut all, mut gone, mut is_something_left) = (0, 0, false);
    let mut next = 0;
    for unit in units {
        while removals
            .get(next)
            .is_some_and(|removal| removal.span.end <= unit.span.start)
        {
            next += 1;
        }
        let lost: usize = removals[next..]
            .iter()
            .take_while(|removal| removal.span.start < unit.span.end)
            .map(|removal| overlap(removal.span, unit.span))
            .sum();
        is_something_left |= lost < unit.span.len();
        if unit.is_prose() {
            all += unit.span.len();
            gone += lost;
        }
    }
    if !is_something_left && !text.trim().is_empty() {
        return Some(Flag::NothingLeft);
    }
    (all >= ENOUGH_PROSE && gone * 3 > all * 2).then_some(Flag::MostProse)
}

fn overlap(a: Span, b: Span) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}
