//! Claims by shape: rules that ask for a score instead of words.

use crate::engine::claims::{Claims, Ground};
use crate::engine::decide::Case;
use crate::engine::extent::Extent;
use crate::engine::removal::Reason;
use crate::engine::sites::applies_to_site;
use crate::engine::zones::Zones;
use crate::rules::{Action, Rule, RuleSet};

use super::judge::Judge;

/// Claims the units whose shape a rule goes by. `claims` are those of the rules
/// that go by words. Tells whether there was anything.
pub(crate) fn claim(case: &Case<'_>, zones: &Zones, claims: &mut Claims) -> bool {
    let rules = rules_by_shape(case.rules, case.site);
    if rules.is_empty() {
        return false;
    }
    let units = case.units.all();
    // Decided on the claims of words alone, so that no order of lines matters.
    let found: Vec<(usize, usize)> = {
        let judge = Judge::new(case, zones, claims);
        (0..units.len())
            .filter(|&unit| judge.is_open(unit))
            .filter_map(|unit| {
                // Most lines are of no rule's kind or length: no look at them is needed.
                let suiting = rules.iter().filter(|(_, rule, _)| judge.suits(rule, unit));
                let least = suiting.map(|(_, _, needed)| *needed).reduce(f32::min)?;
                let score = judge.score_from(unit, least)?;
                let takes = |&&(_, rule, needed): &&(usize, &Rule, f32)| {
                    score >= needed && judge.objection(case.rules, rule, unit).is_none()
                };
                let (rule, ..) = rules.iter().find(takes)?;
                Some((unit, *rule))
            })
            .collect()
    };
    for &(unit, rule) in &found {
        let ground = Ground {
            rule,
            reason: Reason::Shape,
            span: units[unit].span,
        };
        claims.add(unit, Extent::Whole, vec![ground]);
    }
    !found.is_empty()
}

/// The rules that go by shape and are for this site: number, rule, and the score
/// that it asks for.
pub(crate) fn rules_by_shape<'r>(
    rules: &'r RuleSet,
    site: Option<&str>,
) -> Vec<(usize, &'r Rule, f32)> {
    let numbered = rules.rules.iter().enumerate();
    numbered
        .filter(|(_, rule)| rule.action == Action::Remove && applies_to_site(rule, site))
        .filter_map(|(number, rule)| rule.shape.map(|needed| (number, rule, needed)))
        .collect()
}
