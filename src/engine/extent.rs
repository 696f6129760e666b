//! How much of a unit goes with its signals: all of it, or some sentences.

use crate::rules::{Rule, Scope};
use crate::text::{Span, Unit, sentences};
use crate::work::count_work;

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

/// The extent that the signals of one unit, which are in order, have together.
pub(super) fn extent(text: &str, unit: &Unit, signals: &[(&Rule, Signal)]) -> Extent {
    let goes_by_sentence = |rule: &Rule| !takes_whole_unit(rule) && rule.scope != Scope::Match;
    if signals.iter().any(|(rule, _)| goes_by_sentence(rule)) {
        extent_by(text, unit, &sentences_of(text, unit), signals)
    } else {
        extent_by(text, unit, &[], signals)
    }
}

/// The sentences of a unit, in bytes of the original.
pub(super) fn sentences_of(text: &str, unit: &Unit) -> Vec<Span> {
    let start = unit.span.start;
    count_work(unit.span.len());
    sentences(unit.span.of(text))
        .map(|sentence| Span::new(start + sentence.start, start + sentence.end))
        .collect()
}

/// The [`extent`] of signals of a unit with these sentences.
pub(super) fn extent_by(
    text: &str,
    unit: &Unit,
    sentences: &[Span],
    signals: &[(&Rule, Signal)],
) -> Extent {
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
    let may_go_whole = sentence_rules
        .iter()
        .any(|(rule, _)| rule.scope == Scope::Line && unit.weight <= rule.max_length);
    let sentences = if may_go_whole {
        sentences
    } else {
        touched(sentences, signals)
    };
    let pieces = pieces(text, sentences, signals);
    let (cued, rest) = part_by_cue(text, &pieces, signals);
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

/// The sentences from the first that a signal touches to the last.
fn touched<'s>(sentences: &'s [Span], signals: &[(&Rule, Signal)]) -> &'s [Span] {
    let spans = signals.iter().map(|(_, signal)| signal.span);
    let Some(all) = spans.reduce(Span::union) else {
        return &[];
    };
    let first = sentences.partition_point(|sentence| sentence.end <= all.start);
    let count = sentences[first..].partition_point(|sentence| sentence.start < all.end);
    &sentences[first..first + count]
}

/// The pieces with a cue of a rule that they are not too long for, and the others.
fn part_by_cue(
    text: &str,
    pieces: &[Piece],
    signals: &[(&Rule, Signal)],
) -> (Vec<Piece>, Vec<Piece>) {
    let mut next = signals.iter().peekable();
    // The signals that begin before the end of a piece and do not end before it.
    let mut near: Vec<&(&Rule, Signal)> = Vec::new();
    pieces.iter().partition(|piece| {
        count_work(1 + near.len());
        near.retain(|(_, signal)| signal.span.end > piece.span.start);
        while let Some(signal) = next.next_if(|(_, signal)| signal.span.start < piece.span.end) {
            near.push(signal);
        }
        let touching = near
            .iter()
            .filter(|(_, signal)| signal.span.overlaps(piece.span));
        let longest = touching.map(|(rule, _)| rule.max_length).max();
        longest.is_some_and(|longest| weight(text, piece.span) <= longest)
    })
}

/// The sentences, cut where a cue begins or ends at a seam between two glued texts.
fn pieces(text: &str, sentences: &[Span], signals: &[(&Rule, Signal)]) -> Vec<Piece> {
    let edges = signals
        .iter()
        .flat_map(|(_, signal)| [signal.span.start, signal.span.end]);
    let mut seams: Vec<usize> = edges.filter(|&at| is_seam(text, at)).collect();
    seams.sort_unstable();
    seams.dedup();
    count_work(sentences.len() + seams.len());
    let mut pieces = Vec::new();
    for sentence in sentences {
        let mut rest = *sentence;
        let first = seams.partition_point(|&at| at <= rest.start);
        let count = seams[first..].partition_point(|&at| at < rest.end);
        let cuts = &seams[first..first + count];
        let at_seam = !cuts.is_empty();
        for &cut in cuts {
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
