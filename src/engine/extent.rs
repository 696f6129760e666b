//! How much of a unit goes with its signals: all of it, or some sentences.

use crate::rules::{Rule, Scope};
use crate::text::{Span, Unit, sentences};

use super::signals::Signal;

/// A unit goes whole when its sentences without a cue are lighter than this.
const LIGHT_REST: usize = 60;

/// The part of a unit that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Nothing: the unit is too long, or its sentences are.
    Nothing,
    /// The whole unit.
    Whole,
    /// These bytes of the original.
    Parts(Vec<Span>),
}

/// The extent that the signals of one unit have together.
pub(super) fn extent(text: &str, unit: &Unit, signals: &[(&Rule, Signal)]) -> Extent {
    if signals.iter().any(|(rule, _)| matches!(rule.scope, Scope::Block | Scope::Run | Scope::Tail)) {
        return Extent::Whole;
    }
    let (words, sentence_rules): (Vec<_>, Vec<_>) =
        signals.iter().partition(|(rule, _)| rule.scope == Scope::Match);
    if sentence_rules.is_empty() {
        return from_parts(text, unit, words.into_iter().map(|(_, signal)| signal.span).collect());
    }
    let pieces = pieces(text, unit, signals);
    let cued: Vec<Span> = pieces
        .iter()
        .copied()
        .filter(|piece| {
            signals.iter().any(|(rule, signal)| signal.span.overlaps(*piece) && weight(text, *piece) <= rule.max_length)
        })
        .collect();
    let may_go_whole = sentence_rules.iter().any(|(rule, _)| rule.scope == Scope::Line && unit.weight <= rule.max_length);
    let cued_weight: usize = cued.iter().map(|piece| weight(text, *piece)).sum();
    let rest = unit.weight.saturating_sub(cued_weight);
    if may_go_whole && !cued.is_empty() && (cued_weight >= rest || rest < LIGHT_REST) {
        return Extent::Whole;
    }
    from_parts(text, unit, cued)
}

fn from_parts(text: &str, unit: &Unit, mut parts: Vec<Span>) -> Extent {
    parts.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if text[last.end.min(part.start)..part.start].trim().is_empty() => *last = last.union(part),
            _ => merged.push(part),
        }
    }
    match merged.as_slice() {
        [] => Extent::Nothing,
        [one] if one.contains(unit.span) => Extent::Whole,
        _ => Extent::Parts(merged),
    }
}

/// The sentences of the unit, cut where a cue begins or ends at a seam between
/// two glued texts.
fn pieces(text: &str, unit: &Unit, signals: &[(&Rule, Signal)]) -> Vec<Span> {
    let mut pieces = Vec::new();
    for sentence in sentences(unit.span.of(text)) {
        let mut rest = Span::new(unit.span.start + sentence.start, unit.span.start + sentence.end);
        let inside = signals.iter().flat_map(|(_, signal)| [signal.span.start, signal.span.end]);
        let mut cuts: Vec<usize> =
            inside.filter(|&at| rest.start < at && at < rest.end && is_seam(text, at)).collect();
        cuts.sort_unstable();
        for cut in cuts {
            pieces.push(Span::new(rest.start, cut));
            rest.start = cut;
        }
        pieces.push(rest);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Whether a small letter, digit or final mark is directly followed by a
/// capital at `at`.
fn is_seam(text: &str, at: usize) -> bool {
    let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
    before.is_some_and(|c| !c.is_whitespace() && !c.is_uppercase()) && after.is_some_and(char::is_uppercase)
}

fn weight(text: &str, span: Span) -> usize {
    span.of(text).chars().count()
}
