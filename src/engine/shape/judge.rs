//! What speaks against a rule by shape at a line that has the score.

use crate::engine::claims::Claims;
use crate::engine::decide::Case;
use crate::engine::zones::Zones;
use crate::rules::{Company, Haystack, Phrase, Rule, RuleSet, Spare, Zone};
use crate::text::{Span, Unit};

use super::features::{Features, KNOWN_WORDS, WORDS};
use super::model::Model;

/// Words of a line that may be the title.
const TITLE_WORDS: f32 = 3.0;
/// Share of a title's words that the article has too.
const TITLE_KNOWN: f32 = 0.6;
/// Words of a first line that may be the title of the page.
const OPENING_WORDS: f32 = 4.0;

/// A reason why a line of the right shape stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Objection {
    /// The line is too long.
    Length,
    /// The rule is for other parts of the text, or another kind of text.
    Zone,
    /// The rule leaves such lines alone.
    Spare(Spare),
    /// The company that it wants is not there.
    Company,
    /// The number of the rule's phrase that forbids it.
    Unless(usize),
    /// The number of the guard that forbids it.
    Guard(usize),
}

/// Judges the lines of a document by their shape.
pub(crate) struct Judge<'a> {
    case: &'a Case<'a>,
    zones: &'a Zones,
    claims: &'a Claims,
    features: Features<'a>,
}

impl<'a> Judge<'a> {
    /// A judge of the units that `claims` leave.
    pub(crate) fn new(case: &'a Case<'a>, zones: &'a Zones, claims: &'a Claims) -> Self {
        Self {
            features: Features::new(case, zones, claims),
            case,
            zones,
            claims,
        }
    }

    /// Whether a unit still stays, and has any words.
    pub(crate) fn is_open(&self, unit: usize) -> bool {
        !self.claims.goes_whole(unit) && !self.unit(unit).core.is_empty()
    }

    /// How much a unit looks like boilerplate, from 0 to 1.
    pub(crate) fn score(&self, unit: usize) -> f32 {
        Model::builtin().score(&self.features.row(unit))
    }

    /// The score of a unit, where it may be `least` or more.
    pub(super) fn score_from(&self, unit: usize, least: f32) -> Option<f32> {
        Model::builtin().score_from(&self.features.row(unit), least)
    }

    /// Whether a rule is for the place and the length of a unit.
    pub(super) fn suits(&self, rule: &Rule, unit: usize) -> bool {
        self.unit(unit).weight <= rule.max_length && self.zones.suit(rule, unit)
    }

    /// What speaks against a rule at a unit that has the score for it. `rules` is
    /// the set that the rule is of.
    pub(crate) fn objection(&self, rules: &RuleSet, rule: &Rule, unit: usize) -> Option<Objection> {
        if !self.zones.suit(rule, unit) {
            return Some(Objection::Zone);
        }
        if self.unit(unit).weight > rule.max_length {
            return Some(Objection::Length);
        }
        let spare = rule
            .spare
            .iter()
            .find(|&&spare| self.is_spared(spare, unit));
        if let Some(&spare) = spare {
            return Some(Objection::Spare(spare));
        }
        if !self.has_company(rule, unit) {
            return Some(Objection::Company);
        }
        let haystack = Haystack {
            text: self.case.units.text(self.unit(unit)),
            source: None,
        };
        let forbids = |phrase: &Phrase| phrase.is_in(&haystack);
        if let Some(number) = rule.unless.iter().position(forbids) {
            return Some(Objection::Unless(number));
        }
        let whole = Span::new(0, haystack.text.len());
        let mut guards = rule.guards.iter();
        let guard = guards.find(|&&guard| rules.guards[guard].forbids(&haystack, whole, whole));
        guard.map(|&guard| Objection::Guard(guard))
    }

    fn unit(&self, unit: usize) -> &'a Unit {
        &self.case.units.all()[unit]
    }

    /// Whether a unit may be of the article although it looks like a button.
    fn is_spared(&self, spare: Spare, unit: usize) -> bool {
        let last = self.case.units.all().len() - 1;
        let mut around = unit.saturating_sub(1)..=(unit + 1).min(last);
        match spare {
            Spare::Title => {
                self.zones.of(unit) == Zone::Head && {
                    let own = self.features.own(unit);
                    own[WORDS] >= TITLE_WORDS && own[KNOWN_WORDS] >= TITLE_KNOWN
                }
            }
            Spare::Opening => unit == 0 && self.features.own(unit)[WORDS] >= OPENING_WORDS,
            Spare::Byline => around.any(|unit| self.features.is_tagged(unit)),
            Spare::Address => around.any(|unit| self.features.address_signs(unit) > 0),
        }
    }

    /// Whether a rule stands alone or finds one of the neighbours that it needs.
    fn has_company(&self, rule: &Rule, unit: usize) -> bool {
        let before = unit
            .checked_sub(1)
            .is_some_and(|before| self.claims.goes_whole(before));
        let after = self.claims.goes_whole(unit + 1);
        rule.company.is_empty()
            || rule.company.iter().any(|company| match company {
                Company::Removed => before || after,
                Company::Between => before && after,
                _ => false,
            })
    }
}
