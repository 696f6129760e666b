//! Texts that were cut short: they end where a paywall begins.

use crate::rules::Category;

use super::claims::Claims;
use super::decide::Case;

/// Units after the last prose in which the teaser must come: farther down stand menus
/// and the teasers of other articles.
const NEAR: usize = 3;
/// Characters of text that may follow the words of the paywall in their own line.
const MOST_AFTER: usize = 240;

/// Whether the text ends in a teaser: after its last prose that stays comes a prompt
/// that says that the text goes on for subscribers, or any paywall prompt where that
/// prose breaks off.
pub(super) fn is_truncated(case: &Case<'_>, claims: &Claims) -> bool {
    let rules = case.rules;
    let says_so = |rule: usize| rules.rules[rule].cuts_short;
    let is_paywall = |rule: usize| {
        let rule = &rules.rules[rule];
        rule.category == Category::Paywall && rule.company.is_empty()
    };
    let units = case.units.all();
    let last = (0..units.len())
        .rev()
        .find(|&unit| units[unit].is_prose() && !claims.goes_whole(unit));
    let breaks_off = last.is_some_and(|last| {
        let text = units[last].span.of(case.text).trim_end();
        text.ends_with("...") || text.ends_with('…')
    });
    case.signals.iter().any(|signal| {
        let is_after = match last {
            None => signal.unit < NEAR,
            Some(last) if signal.unit == last => {
                let rest = &case.text[signal.span.end..units[last].span.end];
                rest.chars().nth(MOST_AFTER).is_none()
            }
            Some(last) => signal.unit > last && signal.unit - last <= NEAR,
        };
        is_after && (says_so(signal.rule) || breaks_off && is_paywall(signal.rule))
    })
}
