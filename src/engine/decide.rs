//! Decisions: from signals to claims.
//!
//! Strong rules stand alone. Weak ones need company: a removed neighbour, a run
//! of their like, a place before the first prose or after the last. Zones go by
//! prose that no rule speaks against, so removing something never moves them.

use std::cell::OnceCell;

use crate::rules::{Action, Category, Company, Rule, RuleSet, Scope, Zone};
use crate::text::Units;
use crate::work::count_work;

use super::apart::Apart;
use super::appeal;
use super::blocks;
use super::claims::{Claims, Ground};
use super::extent::{Extent, extent, extent_by, sentences_of};
use super::kept::{Kept, give_back, kept};
use super::removal::Reason;
use super::runs;
use super::shape;
use super::signals::Signal;
use super::sites::is_rejected;
use super::zones::Zones;

/// Units in a row that make a run.
const RUN_LENGTH: usize = 3;
/// Sweeps over weak units; a chain of company longer than this many turns stops.
const MOST_SWEEPS: usize = 8;

/// What decisions are made from.
pub(super) struct Case<'a> {
    pub rules: &'a RuleSet,
    pub text: &'a str,
    pub units: &'a Units,
    pub signals: &'a [Signal],
    pub site: Option<&'a str>,
    /// Whether rules that go by a model may act.
    pub uses_models: bool,
    /// Whether what reviews decided counts.
    pub reviews: Reviews<'a>,
}

/// Whether what reviews decided counts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reviews<'a> {
    /// No, and neither do other texts that are kept word for word.
    Ignored,
    /// Yes, and these texts are kept by what stands around them.
    Heeded(&'a [Kept]),
}

/// What was decided.
pub(super) struct Decision {
    pub zones: Zones,
    pub claims: Claims,
    /// Signals of rules that only report.
    pub tags: Vec<Signal>,
    /// The units that stay because the whole text is an appeal, in order.
    pub spared: Vec<usize>,
    /// Texts that rules keep word for word, by place.
    pub kept: Vec<Kept>,
}

/// The signals of one unit that speak for removal, and what they take.
struct Opinion<'a> {
    unit: usize,
    signals: Vec<(&'a Rule, Signal)>,
    extent: Extent,
}

/// Decides about every unit.
pub(super) fn decide(case: &Case<'_>) -> Decision {
    if case.uses_models {
        decide_with(case, shape::claim)
    } else {
        decide_by_words(case)
    }
}

/// Decides by what units say, not by how they look.
pub(super) fn decide_by_words(case: &Case<'_>) -> Decision {
    decide_with(case, |_, _, _| false)
}

/// Decides by what units say, then by `claim_more`, which tells whether it claimed
/// anything.
fn decide_with(
    case: &Case<'_>,
    claim_more: impl FnOnce(&Case<'_>, &Zones, &mut Claims) -> bool,
) -> Decision {
    let opinions = opinions(case);
    let goes_whole = |unit: usize| {
        let found = opinions.binary_search_by_key(&unit, |opinion| opinion.unit);
        found.is_ok_and(|at| opinions[at].extent == Extent::Whole)
    };
    let zones = Zones::new(case.units.all(), goes_whole);
    let mut decider = Decider {
        case,
        zones,
        opinions: &opinions,
        claims: Claims::new(case.units.all().len()),
        apart: OnceCell::new(),
    };
    blocks::claim(case, &zones, &mut decider.claims);
    decider.claim_strong();
    decider.claim_weak();
    decider.claim_runs();
    decider.claim_tails();
    if claim_more(case, &zones, &mut decider.claims) {
        decider.claim_weak();
    }
    decider.give_back_kept();
    if matches!(case.reviews, Reviews::Heeded(_)) {
        decider.give_back_rejected();
    }
    let kept = kept(case);
    give_back(case, &kept, &mut decider.claims);
    let spared = appeal::spare(case, &mut decider.claims);
    let is_tag = |signal: &&Signal| {
        let rule = &case.rules.rules[signal.rule];
        rule.action == Action::Tag && decider.is_in_zone(rule, signal.unit)
    };
    let tags = case.signals.iter().filter(is_tag).copied().collect();
    Decision {
        zones,
        tags,
        spared,
        kept: kept.firm,
        claims: decider.claims,
    }
}

fn opinions<'a>(case: &Case<'a>) -> Vec<Opinion<'a>> {
    let mut opinions: Vec<Opinion<'a>> = Vec::new();
    for signal in case.signals {
        let rule = &case.rules.rules[signal.rule];
        if signal.is_end || rule.action != Action::Remove || rule.scope == Scope::Block {
            continue;
        }
        match opinions.last_mut() {
            Some(opinion) if opinion.unit == signal.unit => opinion.signals.push((rule, *signal)),
            _ => opinions.push(Opinion {
                unit: signal.unit,
                signals: vec![(rule, *signal)],
                extent: Extent::Nothing,
            }),
        }
    }
    for opinion in &mut opinions {
        opinion.extent = extent(case.text, &case.units.all()[opinion.unit], &opinion.signals);
    }
    opinions.retain(|opinion| opinion.extent != Extent::Nothing);
    opinions
}

struct Decider<'a> {
    case: &'a Case<'a>,
    zones: Zones,
    opinions: &'a [Opinion<'a>],
    claims: Claims,
    apart: OnceCell<Apart>,
}

impl<'a> Decider<'a> {
    fn is_in_zone(&self, rule: &Rule, unit: usize) -> bool {
        self.zones.suit(rule, unit)
    }

    /// Claims what strong rules take. Weak sentences beside a strong one count
    /// where together they make up the unit; weak rules for whole units do not.
    fn claim_strong(&mut self) {
        for opinion in self.opinions {
            let is_strong = |rule: &Rule| {
                rule.company.is_empty()
                    && rule.scope != Scope::Tail
                    && self.is_in_zone(rule, opinion.unit)
            };
            let counts = |rule: &Rule| {
                is_strong(rule) || matches!(rule.scope, Scope::Line | Scope::Sentence)
            };
            if !opinion.signals.iter().any(|(rule, _)| is_strong(rule)) {
                continue;
            }
            let signals: Vec<_> = opinion
                .signals
                .iter()
                .filter(|(rule, _)| counts(rule))
                .copied()
                .collect();
            let unit = &self.case.units.all()[opinion.unit];
            match extent(self.case.text, unit, &signals) {
                Extent::Nothing => {}
                // By itself a weak sentence does not go beside a strong one.
                Extent::Parts(_) => {
                    let strong: Vec<_> = signals
                        .iter()
                        .filter(|(rule, _)| is_strong(rule))
                        .copied()
                        .collect();
                    let part = extent(self.case.text, unit, &strong);
                    if part != Extent::Nothing {
                        self.claims.add(opinion.unit, part, grounds(&strong));
                    }
                }
                Extent::Whole => self
                    .claims
                    .add(opinion.unit, Extent::Whole, grounds(&signals)),
            }
        }
    }

    fn claim_weak(&mut self) {
        for _ in 0..MOST_SWEEPS {
            let mut changed = false;
            for opinion in self.opinions {
                changed |= self.claim_in_company(opinion);
            }
            for opinion in self.opinions.iter().rev() {
                changed |= self.claim_in_company(opinion);
            }
            changed |= self.claim_run_members();
            if !changed {
                return;
            }
        }
    }

    fn claim_in_company(&mut self, opinion: &Opinion<'a>) -> bool {
        count_work(opinion.signals.len());
        if self.claims.goes_whole(opinion.unit) {
            return false;
        }
        if self.claims.is_claimed(opinion.unit) && self.claim_sentence_beside(opinion) {
            return true;
        }
        // Else weak signals never cut a sentence out of other text.
        if opinion.extent != Extent::Whole {
            return false;
        }
        for (rule, _) in &opinion.signals {
            if rule.company.is_empty() || !self.is_in_zone(rule, opinion.unit) {
                continue;
            }
            if let Some(company) = self.company_of(rule, opinion.unit) {
                let mut all = grounds(&opinion.signals);
                all.extend(company.map(|(reason, neighbor)| Ground {
                    rule: all[0].rule,
                    reason,
                    span: self.case.units.all()[neighbor].span,
                }));
                self.claims.add(opinion.unit, Extent::Whole, all);
                self.claims
                    .set_beside(opinion.unit, self.category_beside(opinion));
                return true;
            }
        }
        false
    }

    /// Claims the sentences of rules that ask for company in their unit, where
    /// they touch a sentence that goes.
    fn claim_sentence_beside(&mut self, opinion: &Opinion<'a>) -> bool {
        let unit = &self.case.units.all()[opinion.unit];
        let wants_it = |rule: &Rule| {
            rule.company.contains(&Company::Unit) && self.zones.suit(rule, opinion.unit)
        };
        let mut weak = opinion
            .signals
            .iter()
            .filter(|(rule, _)| wants_it(rule))
            .peekable();
        if weak.peek().is_none() {
            return false;
        }
        let sentences = sentences_of(self.case.text, unit);
        let mut touching = Vec::new();
        for signal in weak {
            let own = std::slice::from_ref(signal);
            if let Extent::Parts(parts) = extent_by(self.case.text, unit, &sentences, own) {
                let ground = ground(*signal);
                touching.extend(parts.into_iter().map(|part| (part, ground)));
            }
        }
        self.claims
            .widen(opinion.unit, unit.span, self.case.text, &touching)
    }

    /// The category of a claimed neighbour, if the unit could be of it too.
    fn category_beside(&self, opinion: &Opinion<'_>) -> Option<Category> {
        let neighbors = [opinion.unit.checked_sub(1), Some(opinion.unit + 1)];
        neighbors
            .into_iter()
            .flatten()
            .filter_map(|neighbor| self.category_of(neighbor))
            .find(|category| {
                opinion
                    .signals
                    .iter()
                    .any(|(rule, _)| rule.category == *category)
            })
    }

    /// The category that a claimed unit goes by.
    fn category_of(&self, unit: usize) -> Option<Category> {
        let rules = &self.case.rules.rules;
        let ground = self.claims.get(unit)?.deciding(rules)?;
        Some(rules[ground.rule].category)
    }

    /// The company that a weak rule finds at a unit: why, and where.
    fn company_of(&self, rule: &Rule, unit: usize) -> Option<Option<(Reason, usize)>> {
        let before = unit
            .checked_sub(1)
            .filter(|&before| self.claims.is_claimed(before));
        let after = Some(unit + 1).filter(|&after| self.claims.is_claimed(after));
        rule.company.iter().find_map(|company| match company {
            Company::Removed => before
                .or(after)
                .map(|neighbor| Some((Reason::RemovedNeighbor, neighbor))),
            Company::Between => before
                .filter(|_| after.is_some())
                .map(|neighbor| Some((Reason::RemovedNeighbor, neighbor))),
            Company::Head => (self.zones.of(unit) == Zone::Head).then(|| {
                self.zones
                    .witness(Zone::Head)
                    .map(|witness| (Reason::Head, witness))
            }),
            Company::Tail => (self.zones.of(unit) == Zone::Tail).then(|| {
                self.zones
                    .witness(Zone::Tail)
                    .map(|witness| (Reason::Tail, witness))
            }),
            Company::Apart => self.apart().stands_apart(unit).then_some(None),
            Company::Run | Company::Unit => None,
        })
    }

    /// Which units stand apart.
    fn apart(&self) -> &Apart {
        self.apart.get_or_init(|| {
            let wants_it = self.opinions.iter().filter(|opinion| {
                let mut rules = opinion.signals.iter().map(|(rule, _)| rule);
                rules.any(|rule| rule.company.contains(&Company::Apart))
            });
            Apart::new(self.case.units.all(), wants_it.map(|opinion| opinion.unit))
        })
    }

    /// Claims weak units in runs: enough units in a row that are claimed or
    /// weak with a rule that runs.
    fn claim_run_members(&mut self) -> bool {
        let mut changed = false;
        let mut start = 0;
        while start < self.opinions.len() {
            let mut end = start + 1;
            while end < self.opinions.len()
                && self.may_run(&self.opinions[end])
                && self.are_neighbors(self.opinions[end - 1].unit, self.opinions[end].unit)
            {
                end += 1;
            }
            let members = &self.opinions[start..end];
            let (first, last) = (members[0].unit, members[members.len() - 1].unit);
            if self.may_run(&members[0]) && last - first + 1 >= RUN_LENGTH {
                let span = self.case.units.all()[first]
                    .span
                    .union(self.case.units.all()[last].span);
                for member in members
                    .iter()
                    .filter(|member| !self.claims.goes_whole(member.unit))
                    .collect::<Vec<_>>()
                {
                    let mut all = grounds(&member.signals);
                    all.push(Ground {
                        rule: all[0].rule,
                        reason: Reason::Run,
                        span,
                    });
                    self.claims.add(member.unit, member.extent.clone(), all);
                    changed = true;
                }
            }
            start = end;
        }
        changed
    }

    fn may_run(&self, opinion: &Opinion<'_>) -> bool {
        self.claims.goes_whole(opinion.unit)
            || opinion.extent == Extent::Whole
                && opinion.signals.iter().any(|(rule, _)| {
                    rule.company.contains(&Company::Run) && self.is_in_zone(rule, opinion.unit)
                })
    }

    /// Whether only units that go stand between two units.
    fn are_neighbors(&self, first: usize, second: usize) -> bool {
        (first + 1..second).all(|unit| self.claims.goes_whole(unit))
    }

    /// Adds the units under the labels that are claimed.
    fn claim_runs(&mut self) {
        for opinion in self.opinions {
            let label = opinion
                .signals
                .iter()
                .find(|(rule, _)| rule.scope == Scope::Run);
            if let Some((rule, signal)) = label.filter(|_| self.claims.goes_whole(opinion.unit)) {
                let last = runs::last_unit(self.case, &self.zones, opinion.unit, rule.max_units);
                for unit in opinion.unit + 1..=last {
                    let ground = Ground {
                        rule: signal.rule,
                        reason: Reason::Label,
                        span: signal.span,
                    };
                    self.claims.add(unit, Extent::Whole, vec![ground]);
                }
            }
        }
    }

    /// Claims from a tail rule's unit to the end of the text.
    fn claim_tails(&mut self) {
        let found = self.opinions.iter().find_map(|opinion| {
            let signal = opinion
                .signals
                .iter()
                .find(|(rule, _)| rule.scope == Scope::Tail)?;
            (self.zones.of(opinion.unit) == Zone::Tail).then_some((opinion.unit, signal.1))
        });
        if let Some((first, signal)) = found {
            let last = self.claims.len() - 1;
            let ground = Ground {
                rule: signal.rule,
                reason: Reason::Cue,
                span: signal.span,
            };
            self.claims.add_block(first, last, vec![ground]);
        }
    }

    /// Gives back what rules decide that a review rejected: another rule that takes the
    /// same would be no help to the reviewer.
    fn give_back_rejected(&mut self) {
        let rules = &self.case.rules.rules;
        if rules.iter().all(|rule| rule.rejected.is_empty()) {
            return;
        }
        for unit in 0..self.claims.len() {
            let claim = self.claims.get(unit);
            let deciding = claim.and_then(|claim| claim.deciding(rules));
            if deciding.is_some_and(|ground| is_rejected(&rules[ground.rule], self.case.site)) {
                self.claims.withdraw(unit);
            }
        }
    }

    /// Gives back what a rule with the action `keep` matches.
    fn give_back_kept(&mut self) {
        let rules = &self.case.rules.rules;
        for signal in self
            .case
            .signals
            .iter()
            .filter(|signal| rules[signal.rule].action == Action::Keep)
        {
            self.claims.withdraw(signal.unit);
        }
    }
}

fn grounds(signals: &[(&Rule, Signal)]) -> Vec<Ground> {
    signals.iter().copied().map(ground).collect()
}

fn ground((rule, signal): (&Rule, Signal)) -> Ground {
    Ground {
        rule: signal.rule,
        reason: Reason::of(rule),
        span: signal.span,
    }
}
