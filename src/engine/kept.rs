//! Texts that rules keep word for word.
//!
//! A kept text is a line, several lines, or whole sentences: within a longer sentence
//! its words are part of something else. Where just these words would go, they are kept
//! wherever they stand.

use crate::rules::KeptFound;
use crate::text::{Span, Unit, context, is_final_mark, surroundings};
use crate::work::count_work;

use super::claims::Claims;
use super::decide::{Case, Reviews};
use super::extent::Extent;
use super::removal::Removal;
use super::sites::applies_to_site;

/// A text that stays, whatever rules say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The number of the rule that keeps it.
    pub rule: usize,
    /// Where it stands, in bytes of the text.
    pub span: Span,
}

/// The kept texts of a document.
#[derive(Debug, Default)]
pub(super) struct KeptTexts {
    /// What is kept, by place.
    pub firm: Vec<Kept>,
    /// Words within longer sentences, each with what of them is kept: only where just
    /// they would go.
    loose: Vec<(Span, Vec<Kept>)>,
}

/// Finds the kept texts of a document, but for those that go by what stands around
/// them.
pub(super) fn kept(case: &Case<'_>) -> KeptTexts {
    let mut texts = KeptTexts::default();
    let Reviews::Heeded(placed) = case.reviews else {
        return texts;
    };
    for found in found(case).filter(|found| found.around.is_none()) {
        let (whole, kept) = spans(case, &found);
        if is_sentence(case, whole) {
            texts.firm.extend(kept);
        } else {
            texts.loose.push((whole, kept));
        }
    }
    texts.firm.extend(placed);
    texts.firm.sort_by_key(|one| (one.span, one.rule));
    texts.firm.dedup();
    texts.loose.sort_by_key(|(whole, _)| *whole);
    texts
}

/// The texts that are kept where they stand, by what stands around them apart from
/// `removals`, everything that rules take.
pub(super) fn placed(case: &Case<'_>, removals: &[Removal]) -> Vec<Kept> {
    let gone: Vec<Span> = removals.iter().map(|removal| removal.span).collect();
    let mut kept = Vec::new();
    for found in found(case) {
        let Some(around) = found.around else {
            continue;
        };
        let (whole, own) = spans(case, &found);
        let (before, after) = context(case.text, whole, &gone);
        if surroundings(&before, &after) == *around {
            kept.extend(own);
        }
    }
    kept
}

/// The rules whose kept texts a document has, whether or not another rule would take them.
pub(super) fn keepers(case: &Case<'_>) -> Vec<usize> {
    found(case).map(|found| found.rule).collect()
}

/// Where kept texts of rules for the site stand.
fn found<'c>(case: &'c Case<'_>) -> impl Iterator<Item = KeptFound<'c>> {
    let texts = case.rules.kept.iter();
    let found = texts.flat_map(|texts| texts.find(case.units.folded().text()));
    found.filter(|found| applies_to_site(&case.rules.rules[found.rule], case.site))
}

/// All of a found text, and what of it is kept.
fn spans(case: &Case<'_>, found: &KeptFound<'_>) -> (Span, Vec<Kept>) {
    let folded = case.units.folded();
    let kept = found.kept.iter().map(|part| Kept {
        rule: found.rule,
        span: folded.original(part.clone()),
    });
    (folded.original(found.whole.clone()), kept.collect())
}

/// Whether a text begins and ends where a line or sentence does.
fn is_sentence(case: &Case<'_>, whole: Span) -> bool {
    let units = case.units.all();
    let unit_at = |at: usize| -> Option<&Unit> {
        let after = units.partition_point(|unit| unit.span.end < at);
        units.get(after)
    };
    let (Some(first), Some(last)) = (unit_at(whole.start), unit_at(whole.end)) else {
        return false;
    };
    let before = &case.text[first.span.start.min(whole.start)..whole.start];
    let after = &case.text[whole.end..last.span.end.max(whole.end)];
    let word_before = before.rfind(char::is_alphanumeric);
    let word_after = after.find(char::is_alphanumeric);
    word_before.is_none_or(|at| before[at..].contains(is_final_mark))
        && word_after.is_none_or(|at| after[..at].contains(is_final_mark))
}

/// Gives back what is kept of claimed units.
pub(super) fn give_back(case: &Case<'_>, texts: &KeptTexts, claims: &mut Claims) {
    let (mut firm, mut loose) = (texts.firm.as_slice(), texts.loose.as_slice());
    for (number, unit) in case.units.all().iter().enumerate() {
        // Both lists and the units are in the order of the text.
        while firm
            .first()
            .is_some_and(|one| one.span.end <= unit.span.start)
        {
            firm = &firm[1..];
        }
        while loose
            .first()
            .is_some_and(|(whole, _)| whole.end <= unit.span.start)
        {
            loose = &loose[1..];
        }
        let parts = match claims.get(number).map(|claim| &claim.extent) {
            None | Some(Extent::Nothing) => continue,
            Some(Extent::Whole) => vec![unit.span],
            Some(Extent::Parts(parts)) => parts.clone(),
        };
        let is_near = |span: Span| span.start < unit.span.end;
        let mut near: Vec<Span> = firm
            .iter()
            .take_while(|one| is_near(one.span))
            .map(|one| one.span)
            .collect();
        for (whole, kept) in loose.iter().take_while(|(whole, _)| is_near(*whole)) {
            let part = parts.partition_point(|part| part.end < whole.end);
            let holds = |part: &Span| says_just(case.text, *part, *whole);
            if parts.get(part).is_some_and(holds) {
                near.extend(kept.iter().map(|one| one.span));
            }
        }
        count_work(parts.len() + near.len());
        near.retain(|span| span.overlaps(unit.span));
        near.sort_unstable();
        if near.is_empty() {
            continue;
        }
        let mut next = near.as_slice();
        let left: Vec<Span> = parts
            .into_iter()
            .flat_map(|part| {
                while next.first().is_some_and(|one| one.end <= part.start) {
                    next = &next[1..];
                }
                rest(case.text, part, next)
            })
            .collect();
        if left.is_empty() {
            claims.withdraw(number);
        } else {
            claims.cut_down(number, left);
        }
    }
}

/// Whether a part says what stands in `whole`, and no word more.
fn says_just(text: &str, part: Span, whole: Span) -> bool {
    let is_silent = |from: usize, to: usize| {
        let rest = text.get(from..to);
        rest.is_some_and(|rest| !rest.contains(char::is_alphanumeric))
    };
    part.contains(whole) && is_silent(part.start, whole.start) && is_silent(whole.end, part.end)
}

/// What of a part is not kept, as far as it says anything.
fn rest(text: &str, part: Span, kept: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut at = part.start;
    count_work(1);
    let near = kept.iter().take_while(|keep| keep.start < part.end);
    for keep in near.filter(|keep| keep.overlaps(part)) {
        left.push(Span::new(at, keep.start.max(at)));
        at = at.max(keep.end);
    }
    left.push(Span::new(at.min(part.end), part.end));
    left.into_iter()
        .filter(|span| span.of(text).contains(char::is_alphanumeric))
        .map(|span| {
            // The mark that ends a kept sentence stays with it.
            let own = span.of(text);
            let is_mark = |c: char| span.start > part.start && !opens(c);
            let start = own.len() - own.trim_start_matches(is_mark).len();
            let end = own.trim_end().len();
            Span::new(span.start + start, span.start + end.max(start))
        })
        .collect()
}

/// Whether a character can be the first of a sentence.
fn opens(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '"' | '“' | '„' | '«' | '(' | '[' | '¿' | '¡')
}
