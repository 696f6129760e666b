//! Claims by shape: rules that ask for a score instead of words.

use crate::engine::claims::{Claims, Ground};
use crate::engine::decide::Case;
use crate::engine::extent::Extent;
use crate::engine::removal::Reason;
use crate::engine::sites::applies_to_site;
use crate::engine::zones::Zones;
use crate::rules::{Action, Company, Rule, Spare, Zone};

use super::features::{ADDRESS_SIGNS, KNOWN_WORDS, Row, TAGGED, WORDS, features};
use super::model::Model;

/// Words of a line that may be the title.
const TITLE_WORDS: f32 = 3.0;
/// Share of a title's words that the article has too.
const TITLE_KNOWN: f32 = 0.6;

/// Claims the units whose shape a rule goes by. `claims` are those of the rules
/// that go by words. Tells whether there was anything.
pub(crate) fn claim(case: &Case<'_>, zones: &Zones, claims: &mut Claims) -> bool {
    let rules: Vec<(usize, &Rule, f32)> = case
        .rules
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.action == Action::Remove && applies_to_site(rule, case.site))
        .filter_map(|(number, rule)| rule.shape.map(|needed| (number, rule, needed)))
        .collect();
    if rules.is_empty() {
        return false;
    }
    let units = case.units.all();
    let rows = features(case, zones, claims);
    let model = Model::builtin();
    // Decided on the claims of words alone, so that no order of lines matters.
    let found: Vec<(usize, usize)> = (0..units.len())
        .filter(|&unit| !claims.goes_whole(unit) && !units[unit].core.is_empty())
        .filter_map(|unit| {
            let score = model.score(&rows[unit]);
            let takes = |(_, rule, needed): &&(usize, &Rule, f32)| {
                score >= *needed
                    && units[unit].weight <= rule.max_length
                    && zones.suit(rule, unit)
                    && !is_spared(&rule.spare, &rows, zones, unit)
                    && has_company(rule, claims, unit)
            };
            let (rule, ..) = rules.iter().find(takes)?;
            Some((unit, *rule))
        })
        .collect();
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

/// Whether a rule spares a unit that may be of the article although it looks
/// like a button.
fn is_spared(spare: &[Spare], rows: &[Row], zones: &Zones, unit: usize) -> bool {
    let around = &rows[unit.saturating_sub(1)..=(unit + 1).min(rows.len() - 1)];
    spare.iter().any(|spare| match spare {
        Spare::Title => {
            let row = &rows[unit];
            zones.of(unit) == Zone::Head
                && row[WORDS] >= TITLE_WORDS
                && row[KNOWN_WORDS] >= TITLE_KNOWN
        }
        Spare::Byline => around.iter().any(|row| row[TAGGED] > 0.0),
        Spare::Address => around.iter().any(|row| row[ADDRESS_SIGNS] > 0.0),
    })
}

/// Whether a rule stands alone or finds one of the neighbours that it needs.
fn has_company(rule: &Rule, claims: &Claims, unit: usize) -> bool {
    let before = unit
        .checked_sub(1)
        .is_some_and(|before| claims.goes_whole(before));
    let after = claims.goes_whole(unit + 1);
    rule.company.is_empty()
        || rule.company.iter().any(|company| match company {
            Company::Removed => before || after,
            Company::Between => before && after,
            _ => false,
        })
}
