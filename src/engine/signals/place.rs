//! Where in a unit a match stands.

use crate::rules::{At, Haystack, Rule, Scope};
use crate::text::{Span, Unit};

/// Conditions that can be told without looking at the words.
pub(super) fn could_match(rule: &Rule, unit: &Unit) -> bool {
    // What takes the whole unit must not take a paragraph that begins like it, and
    // what judges it by all of its words speaks of all of it.
    let judges_all = rule.wording.is_some() && rule.scope != Scope::Sentence;
    let takes_all =
        judges_all || rule.at == At::Whole || matches!(rule.scope, Scope::Unit | Scope::Run);
    !takes_all || (unit.weight <= rule.max_length && !unit.core.is_empty())
}

pub(super) fn stands_at(at: At, haystack: &Haystack<'_>, unit: &Unit, found: Span) -> bool {
    let core = Span::new(
        unit.core.start - unit.folded.start,
        unit.core.end - unit.folded.start,
    );
    match at {
        At::Anywhere => true,
        At::Start => found.start <= core.start,
        At::End => found.end >= core.end,
        At::Whole => found.start <= core.start && found.end >= core.end,
        At::Clause => found.start <= core.start || begins_clause(haystack, found.start),
    }
}

/// Whether a mark, not a word, stands before `at`, or two texts are glued there.
fn begins_clause(haystack: &Haystack<'_>, at: usize) -> bool {
    let before = &haystack.text[..at];
    let trimmed = before.trim_end();
    let Some(mark) = trimmed.chars().next_back() else {
        return true;
    };
    if mark.is_alphanumeric() {
        return trimmed.len() == before.len() && haystack.is_seam(at);
    }
    // A sentence that ends in quotation marks: the next one begins after them.
    if mark == '"' && trimmed.len() < before.len() {
        let quoted = trimmed.trim_end_matches('"');
        return quoted.ends_with(['.', '!', '?']);
    }
    let is_inner_mark = matches!(
        mark,
        '-' | '\'' | '"' | '$' | '€' | '£' | '%' | '&' | '#' | '@' | '/' | '('
    );
    !is_inner_mark || (trimmed.len() < before.len() && mark == '-')
}
