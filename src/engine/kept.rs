//! Texts that rules keep word for word.

use crate::text::Span;

use super::claims::Claims;
use super::decide::Case;
use super::extent::Extent;
use super::sites::applies_to_site;

/// A text that stays, whatever rules say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The number of the rule that keeps it.
    pub rule: usize,
    /// Where it stands, in bytes of the text.
    pub span: Span,
}

/// The kept texts of a document, and what was protected before.
pub(super) fn kept(case: &Case<'_>) -> Vec<Kept> {
    let Some(texts) = &case.rules.kept else {
        return Vec::new();
    };
    let folded = case.units.folded();
    let mut found: Vec<Kept> = texts
        .find(folded.text())
        .into_iter()
        .filter(|(rule, _)| applies_to_site(&case.rules.rules[*rule], case.site))
        .map(|(rule, range)| Kept {
            rule,
            span: folded.original(range),
        })
        .chain(case.protected.iter().copied())
        .collect();
    found.sort_by_key(|one| (one.span, one.rule));
    found.dedup();
    found
}

/// Gives back what is kept of claimed units.
pub(super) fn give_back(case: &Case<'_>, kept: &[Kept], claims: &mut Claims) {
    for (number, unit) in case.units.all().iter().enumerate() {
        let parts = match claims.get(number).map(|claim| &claim.extent) {
            None | Some(Extent::Nothing) => continue,
            Some(Extent::Whole) => vec![unit.span],
            Some(Extent::Parts(parts)) => parts.clone(),
        };
        let is_near = |one: &&Kept| one.span.overlaps(unit.span);
        let near: Vec<Span> = kept.iter().filter(is_near).map(|one| one.span).collect();
        if near.is_empty() {
            continue;
        }
        let left: Vec<Span> = parts
            .into_iter()
            .flat_map(|part| rest(case.text, part, &near))
            .collect();
        if left.is_empty() {
            claims.withdraw(number);
        } else {
            claims.cut_down(number, left);
        }
    }
}

/// What of a part is not kept, as far as it says anything.
fn rest(text: &str, part: Span, kept: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut at = part.start;
    for keep in kept.iter().filter(|keep| keep.overlaps(part)) {
        left.push(Span::new(at, keep.start.max(at)));
        at = at.max(keep.end);
    }
    left.push(Span::new(at.min(part.end), part.end));
    left.into_iter()
        .filter(|span| span.of(text).contains(char::is_alphanumeric))
        .map(|span| {
            // The mark that ends a kept sentence stays with it.
            let own = span.of(text);
            let start = own.len()
                - own
                    .trim_start_matches(|c: char| span.start > part.start && !opens(c))
                    .len();
            let end = own.trim_end().len();
            Span::new(span.start + start, span.start + end.max(start))
        })
        .collect()
}

/// Whether a character can be the first of a sentence.
fn opens(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '"' | '“' | '„' | '«' | '(' | '[' | '¿' | '¡')
}
