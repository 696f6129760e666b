//! Explanations: why a line goes, and what nearly took a line that stays.

use std::collections::HashSet;
use std::sync::Arc;

use crate::rules::{
    Action, At, Category, Diagnostics, Level, Rule, RuleSet, RuleSetBuilder, Scope, Zone,
};
use crate::text::{Document, Span};

use super::cleaner::{Cleaner, Scan};
use super::decide::{Case as Decided, decide_by_words};
use super::extent::{Extent, extent};
use super::held::Held;
use super::kept::Kept;
use super::removal::{Flag, Removal};
use super::shape::{Judge, Objection, rules_by_shape};
use super::signals::{Condition, Rejected, Signal, signals};
use super::sites::is_rejected;
use super::zones::Zones;

/// Near misses of one line that are told at most.
const MOST_NEAR: usize = 8;
/// Share of the score that a rule by shape asks for from which on it was near.
const NEAR_SCORE: f32 = 0.5;

/// Explains documents. Beside the rules that act it knows those that a level or
/// a choice holds back.
#[derive(Clone, Debug)]
pub struct Explainer {
    cleaner: Cleaner,
    everything: Arc<RuleSet>,
    /// The rules that no choice switches off, whatever their level.
    switched_on: HashSet<Arc<str>>,
}

/// What there is to say about one line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The line, in bytes of the text, without its end.
    pub line: Span,
    /// What goes of it.
    pub removals: Vec<Removal>,
    /// What rules nearly took, the nearest first; empty where all of it goes.
    pub near: Vec<NearMiss>,
    /// Why nothing of the document goes although rules matched.
    pub flag: Option<Flag>,
}

/// A rule that matched in a line and did not take it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NearMiss {
    /// The rule.
    pub rule: Arc<str>,
    /// Its category.
    pub category: Category,
    /// Its confidence, from 0 to 1.
    pub confidence: f64,
    /// The words that matched, in bytes of the text.
    pub span: Span,
    /// What held it back.
    pub held: Held,
}

impl Explainer {
    /// An explainer for these rules.
    ///
    /// # Errors
    ///
    /// The mistakes of the rules.
    pub fn new(rules: &RuleSetBuilder) -> Result<Self, Diagnostics> {
        let switched_on = rules.clone().level(Level::Thorough).build()?;
        Ok(Self {
            cleaner: Cleaner::new(rules.build()?),
            everything: Arc::new(rules.build_all()?),
            switched_on: switched_on
                .rules
                .iter()
                .map(|rule| rule.id.clone())
                .collect(),
        })
    }

    /// Explains every line of a document that `is_wanted`, by its number from 1.
    pub fn explain(
        &self,
        document: &Document<'_>,
        is_wanted: impl Fn(usize) -> bool,
    ) -> Vec<Explanation> {
        let scan = self.cleaner.scan(document);
        self.cleaner.with_case(document, |decided| {
            let decision = decide_by_words(decided);
            let mut rejected = Vec::new();
            let (signals, _) = signals(
                &self.everything,
                document,
                decided.units,
                None,
                &mut rejected,
            );
            let units = decided.units.all();
            let goes = |unit: usize| {
                let mut removals = scan.removals.iter();
                removals.any(|removal| removal.span.contains(units[unit].span))
            };
            let acting = self.cleaner.rules().rules.iter();
            let case = Case {
                explainer: self,
                acting: acting.map(|rule| rule.id.clone()).collect(),
                decided,
                judge: Judge::new(decided, &decision.zones, &decision.claims),
                zones: Zones::new(units, goes),
                spared: &decision.spared,
                kept: &decision.kept,
                scan: &scan,
                signals: &signals,
                rejected: &rejected,
            };
            lines(document.text())
                .zip(1..)
                .filter(|(_, number)| is_wanted(*number))
                .map(|(line, _)| case.line(line))
                .collect()
        })
    }
}

/// The lines of a text, without their ends.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let span = Span::new(start, start + line.trim_end_matches(['\n', '\r']).len());
        start += line.len();
        span
    })
}

/// A document with everything that was found in it.
struct Case<'a> {
    explainer: &'a Explainer,
    /// The ids of the rules that act.
    acting: HashSet<Arc<str>>,
    /// What the acting rules decide by words alone.
    decided: &'a Decided<'a>,
    judge: Judge<'a>,
    zones: Zones,
    /// The units that stay because the whole text is an appeal.
    spared: &'a [usize],
    /// Texts that rules keep word for word.
    kept: &'a [Kept],
    scan: &'a Scan,
    signals: &'a [Signal],
    rejected: &'a [Rejected],
}

impl Case<'_> {
    fn line(&self, line: Span) -> Explanation {
        let removals: Vec<Removal> = self
            .scan
            .removals
            .iter()
            .filter(|removal| !line.is_empty() && removal.span.overlaps(line))
            .cloned()
            .collect();
        let goes = removals.iter().any(|removal| removal.span.contains(line));
        Explanation {
            line,
            near: if goes { Vec::new() } else { self.near(line) },
            removals,
            flag: self.scan.flag,
        }
    }

    /// What nearly took a line, each rule once, the nearest first.
    fn near(&self, line: Span) -> Vec<NearMiss> {
        let gone = |span: Span| {
            self.scan
                .removals
                .iter()
                .any(|removal| removal.span.overlaps(span))
        };
        let accepted = self
            .signals
            .iter()
            .filter(|signal| !signal.is_end && signal.span.overlaps(line) && !gone(signal.span))
            .map(|signal| self.near_miss(signal.rule, signal.span, self.held(signal)));
        let rejected = self
            .rejected
            .iter()
            .filter(|one| one.span.overlaps(line) && !gone(one.span) && self.is_near(one))
            .map(|one| self.near_miss(one.rule, one.span, self.condition(one)));
        let mut near: Vec<NearMiss> = accepted
            .chain(rejected)
            .chain(self.near_by_shape(line))
            .collect();
        near.sort_by(|a, b| {
            (a.held.rank(), &a.rule)
                .cmp(&(b.held.rank(), &b.rule))
                .then(b.confidence.total_cmp(&a.confidence))
        });
        let mut seen = HashSet::new();
        near.retain(|one| seen.insert(one.rule.clone()));
        near.truncate(MOST_NEAR);
        near
    }

    /// The rule by shape that nearly took a line.
    fn near_by_shape(&self, line: Span) -> Option<NearMiss> {
        let units = self.decided.units.all();
        let (unit, _) = (0..units.len())
            .zip(units)
            .find(|(unit, it)| it.span.overlaps(line) && self.judge.is_open(*unit))?;
        let score = self.judge.score(unit);
        let rules = rules_by_shape(&self.explainer.everything, self.decided.site);
        rules
            .iter()
            .filter_map(|&(number, rule, needed)| {
                let held = self.held_by_shape(rule, needed, score, unit)?;
                Some(self.near_miss(number, units[unit].span, held))
            })
            .min_by(|a, b| {
                let ranks = a.held.rank().cmp(&b.held.rank());
                ranks.then(a.confidence.total_cmp(&b.confidence))
            })
    }

    /// What held a rule by shape back from a unit; `None` where nothing did, or
    /// where the unit looks nothing like what it wants.
    fn held_by_shape(&self, rule: &Rule, needed: f32, score: f32, unit: usize) -> Option<Held> {
        let everything = &self.explainer.everything;
        let objection = self.judge.objection(everything, rule, unit);
        if objection == Some(Objection::Zone) || score < needed * NEAR_SCORE {
            return None;
        }
        if score < needed {
            return Some(Held::Score {
                score: score.into(),
                needed: needed.into(),
            });
        }
        if let Some(held) = self.held_by_choice(rule) {
            return Some(held);
        }
        Some(match objection? {
            Objection::Zone => return None,
            Objection::Length => Held::Length(rule.max_length),
            Objection::Spare(spare) => Held::Spare(spare),
            Objection::Company => Held::Company(rule.company.clone()),
            Objection::Unless(number) => Held::Unless(rule.unless[number].written().to_owned()),
            Objection::Guard(number) => Held::Guard(everything.guards[number].name.clone()),
        })
    }

    fn near_miss(&self, rule: usize, span: Span, held: Held) -> NearMiss {
        let rule = self.rule(rule);
        NearMiss {
            rule: rule.id.clone(),
            category: rule.category,
            confidence: rule.confidence,
            span,
            held,
        }
    }

    fn rule(&self, number: usize) -> &Rule {
        &self.explainer.everything.rules[number]
    }

    /// A label that stands somewhere in a longer line is nothing to speak of.
    fn is_near(&self, one: &Rejected) -> bool {
        let is_about_place = matches!(one.by, Condition::Place | Condition::Length);
        let unit = &self.decided.units.all()[one.unit];
        !is_about_place
            || self.rule(one.rule).at != At::Whole
            || one.span.len() * 2 >= unit.span.len()
    }

    /// What keeps a rule from acting at all.
    fn held_by_choice(&self, rule: &Rule) -> Option<Held> {
        if self.acting.contains(&rule.id) {
            return None;
        }
        let mut levels = Level::ALL.into_iter();
        let level = levels.find(|level| level.admits(rule.confidence));
        Some(match level {
            Some(_) if !self.explainer.switched_on.contains(&rule.id) => Held::Off,
            Some(level) => Held::Level(level),
            None => Held::NoLevel,
        })
    }

    /// What held a match back that met the rule's conditions.
    fn held(&self, signal: &Signal) -> Held {
        let rule = self.rule(signal.rule);
        if let Some(held) = self.held_by_choice(rule) {
            return held;
        }
        let protector = self.signals.iter().find(|other| {
            other.unit == signal.unit && self.rule(other.rule).action == Action::Keep
        });
        if let Some(protector) = protector {
            return Held::Protected(self.rule(protector.rule).id.clone());
        }
        if let Some(kept) = self.kept.iter().find(|one| one.span.overlaps(signal.span)) {
            return Held::Protected(self.decided.rules.rules[kept.rule].id.clone());
        }
        let acting = self.decided.rules.rule(&rule.id);
        if acting.is_some_and(|rule| is_rejected(rule, self.decided.site)) {
            return Held::Rejected;
        }
        if rule.action == Action::Tag {
            return Held::Tag;
        }
        if rule.category == Category::Donation && self.spared.contains(&signal.unit) {
            return Held::Appeal;
        }
        if !self.zones.suit(rule, signal.unit) {
            return Held::Zone(rule.zones.clone());
        }
        match rule.scope {
            Scope::Block => Held::NoBlock,
            Scope::Tail => Held::Zone(vec![Zone::Tail]),
            _ if rule.company.is_empty() => Held::Length(rule.max_length),
            _ => {
                let unit = &self.decided.units.all()[signal.unit];
                match extent(self.decided.text, unit, &[(rule, *signal)]) {
                    Extent::Whole => Held::Company(rule.company.clone()),
                    _ => Held::OtherText,
                }
            }
        }
    }

    fn condition(&self, rejected: &Rejected) -> Held {
        let rule = self.rule(rejected.rule);
        match rejected.by {
            Condition::Site => Held::Site(rule.sites.clone()),
            Condition::Length => Held::Length(rule.max_length),
            Condition::Place => Held::Place(rule.at),
            Condition::Language => Held::Language,
            Condition::Also => Held::Also,
            Condition::Unless(number) => Held::Unless(rule.unless[number].written().to_owned()),
            Condition::Guard(number) => {
                Held::Guard(self.explainer.everything.guards[number].name.clone())
            }
        }
    }
}
