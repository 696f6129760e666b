//! Texts that are an appeal from beginning to end: what they ask for is what they
//! are about.

use crate::rules::Category;

use super::claims::Claims;
use super::decide::Case;

/// Units of prose that an appeal asks in, at least.
const FEWEST: usize = 2;
/// One unit of prose in so many asks.
const ONE_IN: usize = 3;

/// Withdraws what was claimed as asking for money in the prose of a text that
/// begins with it and goes on so: the page of a charity, not an article with an
/// appeal below it. Returns the units that stay for it.
pub(super) fn spare(case: &Case<'_>, claims: &mut Claims) -> Vec<usize> {
    let units = case.units.all();
    let asks = |unit: usize| {
        let rules = &case.rules.rules;
        let ground = claims.get(unit).and_then(|claim| claim.deciding(rules));
        ground.is_some_and(|ground| rules[ground.rule].category == Category::Donation)
    };
    let prose: Vec<usize> = (0..units.len())
        .filter(|&unit| units[unit].is_prose())
        .collect();
    let asking: Vec<usize> = prose.iter().copied().filter(|&unit| asks(unit)).collect();
    let begins_so = asking
        .first()
        .is_some_and(|first| prose.first() == Some(first));
    if !begins_so || asking.len() < FEWEST || asking.len() * ONE_IN < prose.len() {
        return Vec::new();
    }
    for &unit in &asking {
        claims.withdraw(unit);
    }
    asking
}
