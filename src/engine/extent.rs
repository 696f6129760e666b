//! How much of a unit goes with its signals: all of it, or some sentences.

use crate::rules::{Rule, Scope};
use crate::text::{Span, Unit, sentences};

use super::signals::Signal;

/// A sentence fragment lighter than this goes along with its prompt.
const LIGHT_REST: usize = 60;
/// A unit up to this length that begins as a prompt is one to its end.
const SHORT_PROMPT: usize = 240;

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
    if signals.iter().any(|(rule, _)| takes_whole_unit(rule)) {
        return Extent::Whole;
    }
    let (words, sentence_rules): (Vec<_>, Vec<_>) = signals
        .iter()
        .partition(|(rule, _)| rule.scope == Scope::Match);
    if sentence_rules.is_empty() {
        return from_parts(
            text,
            unit,
            words.into_iter().map(|(_, signal)| signal.span).collect(),
        );
    }
    let pieces = pieces(text, unit, signals);
    let is_cued = |piece: &Piece| {
        let fits = |rule: &Rule| weight(text, piece.span) <= rule.max_length;
        signals
            .iter()
            .any(|(rule, signal)| signal.span.overlaps(piece.span) && fits(rule))
    };
    let (cued, rest): (Vec<Piece>, Vec<Piece>) = pieces.iter().partition(|piece| is_cued(piece));
    let may_go_whole = sentence_rules
        .iter()
        .any(|(rule, _)| rule.scope == Scope::Line && unit.weight <= rule.max_length);
    if may_go_whole && !cued.is_empty() && is_mostly_prompt(text, &pieces, &cued, &rest) {
        return Extent::Whole;
    }
    from_parts(
        text,
        unit,
        cued.into_iter().map(|piece| piece.span).collect(),
    )
}

/// Whether sentences without a cue belong to those with one. A prompt that was
/// glued to an article comes after it, so a full sentence at the start that has
/// no cue is taken for the article.
fn is_mostly_prompt(text: &str, pieces: &[Piece], cued: &[Piece], rest: &[Piece]) -> bool {
    let is_light = |piece: &Piece| {
        weight(text, piece.span) < LIGHT_REST && !piece.span.of(text).ends_with(['.', '。'])
    };
    let total = |pieces: &[Piece]| {
        pieces
            .iter()
            .map(|piece| weight(text, piece.span))
            .sum::<usize>()
    };
    if rest.iter().any(|piece| piece.at_seam) {
        return false;
    }
    let begins_as_prompt = pieces
        .first()
        .is_some_and(|first| cued.contains(first) || is_light(first));
    let is_short = total(cued) + total(rest) <= SHORT_PROMPT;
    rest.iter().all(is_light) || begins_as_prompt && (is_short || total(cued) >= total(rest))
}

/// Whether a rule takes the unit whatever else is in it.
fn takes_whole_unit(rule: &Rule) -> bool {
    matches!(
        rule.scope,
        Scope::Unit | Scope::Block | Scope::Run | Scope::Tail
    )
}

fn from_parts(text: &str, unit: &Unit, mut parts: Vec<Span>) -> Extent {
    parts.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if text[last.end.min(part.start)..part.start].trim().is_empty() => {
                *last = last.union(part)
            }
            _ => merged.push(part),
        }
    }
    match merged.as_slice() {
        [] => Extent::Nothing,
        [one] if one.contains(unit.span) => Extent::Whole,
        _ => Extent::Parts(merged),
    }
}

/// A sentence, or a part of one between seams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    span: Span,
    /// Whether it was cut from its sentence at a seam.
    at_seam: bool,
}

/// The sentences of the unit, cut where a cue begins or ends at a seam between
/// two glued texts.
fn pieces(text: &str, unit: &Unit, signals: &[(&Rule, Signal)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for sentence in sentences(unit.span.of(text)) {
        let mut rest = Span::new(
            unit.span.start + sentence.start,
            unit.span.start + sentence.end,
        );
        let inside = signals
            .iter()
            .flat_map(|(_, signal)| [signal.span.start, signal.span.end]);
        let mut cuts: Vec<usize> = inside
            .filter(|&at| rest.start < at && at < rest.end && is_seam(text, at))
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let at_seam = !cuts.is_empty();
        for cut in cuts {
            pieces.push(Piece {
                span: Span::new(rest.start, cut),
                at_seam,
            });
            rest.start = cut;
        }
        pieces.push(Piece {
            span: rest,
            at_seam,
        });
    }
    pieces
}

/// Whether a small letter, a digit or a mark that ends something is directly
/// followed by a capital at `at`.
fn is_seam(text: &str, at: usize) -> bool {
    let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
    let ends = |c: char| {
        c.is_lowercase()
            || c.is_numeric()
            || matches!(c, '.' | '!' | '?' | '…' | ')' | ']' | '”' | '»' | '+')
    };
    before.is_some_and(ends) && after.is_some_and(char::is_uppercase)
}

fn weight(text: &str, span: Span) -> usize {
    crate::text::weight(span.of(text))
}
