//! Explanations: why a line goes, and what nearly took a line that stays.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::rules::{
    Action, At, Category, Company, Diagnostics, Level, Rule, RuleSet, RuleSetBuilder, Scope, Zone,
};
use crate::text::{Document, Span, Units};

use super::cleaner::{Cleaner, Scan};
use super::extent::{Extent, extent};
use super::removal::{Flag, Removal};
use super::signals::{Condition, Rejected, Signal, signals};
use super::zones::Zones;

/// Near misses of one line that are told at most.
const MOST_NEAR: usize = 8;

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

/// What held a rule back.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Held {
    /// It acts only from this level on.
    Level(Level),
    /// It acts at no level.
    NoLevel,
    /// A choice switches it off.
    Off,
    /// Phrases of this guard are in the sentence.
    Guard(String),
    /// This phrase of its `unless` is in the sentence.
    Unless(String),
    /// None of this company is there.
    Company(Vec<Company>),
    /// It is weak, and weak rules take only whole lines; here is other text.
    OtherText,
    /// It acts only in these parts of the text.
    Zone(Vec<Zone>),
    /// None of the words that it also wants is there.
    Also,
    /// The block that begins here has no end, or not what it also wants.
    NoBlock,
    /// The line is longer than this many characters.
    Length(usize),
    /// It only reports.
    Tag,
    /// A rule that protects is here too.
    Protected(Arc<str>),
    /// The words do not stand where they must.
    Place(At),
    /// The text is in another language.
    Language,
    /// It is for other sites.
    Site(Vec<String>),
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
        let text = document.text();
        let scan = self.cleaner.scan(document);
        let units = Units::new(text);
        let mut rejected = Vec::new();
        let signals = signals(&self.everything, document, &units, &mut rejected);
        let zones = Zones::new(units.all(), |unit| {
            scan.removals
                .iter()
                .any(|removal| removal.span.contains(units.all()[unit].span))
        });
        let acting = self.cleaner.rules().rules.iter();
        let case = Case {
            explainer: self,
            acting: acting.map(|rule| rule.id.clone()).collect(),
            text,
            units: &units,
            zones,
            scan: &scan,
            signals: &signals,
            rejected: &rejected,
        };
        let mut start = 0;
        let mut explanations = Vec::new();
        for (line, number) in text.split_inclusive('\n').zip(1..) {
            let end = start + line.trim_end_matches(['\n', '\r']).len();
            if is_wanted(number) {
                explanations.push(case.line(Span::new(start, end)));
            }
            start += line.len();
        }
        explanations
    }
}

/// A document with everything that was found in it.
struct Case<'a> {
    explainer: &'a Explainer,
    /// The ids of the rules that act.
    acting: HashSet<Arc<str>>,
    text: &'a str,
    units: &'a Units,
    zones: Zones,
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
        let mut near: Vec<NearMiss> = accepted.chain(rejected).collect();
        near.sort_by(|a, b| {
            (rank(&a.held), &a.rule)
                .cmp(&(rank(&b.held), &b.rule))
                .then(b.confidence.total_cmp(&a.confidence))
        });
        let mut seen = HashSet::new();
        near.retain(|one| seen.insert(one.rule.clone()));
        near.truncate(MOST_NEAR);
        near
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
        let unit = &self.units.all()[one.unit];
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
        if rule.action == Action::Tag {
            return Held::Tag;
        }
        if !self.zones.suit(rule, signal.unit) {
            return Held::Zone(rule.zones.clone());
        }
        match rule.scope {
            Scope::Block => Held::NoBlock,
            Scope::Tail => Held::Zone(vec![Zone::Tail]),
            _ if rule.company.is_empty() => Held::Length(rule.max_length),
            _ => {
                let unit = &self.units.all()[signal.unit];
                match extent(self.text, unit, &[(rule, *signal)]) {
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

/// How near a miss was: what a user can change first.
fn rank(held: &Held) -> usize {
    match held {
        Held::Level(_) => 0,
        Held::Off | Held::Tag | Held::Protected(_) => 1,
        Held::Guard(_) | Held::Unless(_) => 2,
        Held::Company(_) | Held::OtherText => 3,
        Held::Zone(_) | Held::NoBlock | Held::Also => 4,
        Held::Length(_) | Held::NoLevel => 5,
        Held::Language => 6,
        Held::Place(_) => 7,
        Held::Site(_) => 8,
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => write!(f, "it acts only from the level {level} on"),
            Self::NoLevel => f.write_str("its confidence is too low for any level"),
            Self::Off => f.write_str("it is switched off"),
            Self::Guard(name) => write!(f, "the guard `{name}` speaks against it in this sentence"),
            Self::Unless(phrase) => {
                write!(
                    f,
                    "its `unless` is in the same sentence: {}",
                    shortened(phrase)
                )
            }
            Self::Company(company) => {
                let names: Vec<&str> = company.iter().map(|one| in_words(*one)).collect();
                write!(f, "it is weak, and misses company: {}", names.join(", or "))
            }
            Self::OtherText => {
                f.write_str("it is weak and takes only whole lines, and other text is in this one")
            }
            Self::Zone(zones) => {
                let names: Vec<&str> = zones.iter().map(|zone| zone_in_words(*zone)).collect();
                write!(f, "it acts only {}", names.join(" or "))
            }
            Self::Also => f.write_str("none of the words is there that it wants in `also`"),
            Self::NoBlock => f.write_str("a block would begin here, and its end was not found"),
            Self::Length(longest) => {
                write!(
                    f,
                    "it takes at most {longest} characters, and this is longer"
                )
            }
            Self::Tag => f.write_str("it only reports"),
            Self::Protected(rule) => write!(f, "`{rule}` protects this line"),
            Self::Place(At::Whole) => f.write_str("its words must be the whole line"),
            Self::Place(At::Start) => f.write_str("its words must begin the line"),
            Self::Place(At::End) => f.write_str("its words must end the line"),
            Self::Place(_) => f.write_str("its words must begin a sentence or clause"),
            Self::Language => f.write_str("it is a label of another language than the text's"),
            Self::Site(sites) => write!(f, "it is for {} only", sites.join(", ")),
        }
    }
}

/// A phrase, cut where it is long.
fn shortened(phrase: &str) -> String {
    const LONGEST: usize = 80;
    match phrase.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &phrase[..end]),
        None => phrase.to_owned(),
    }
}

fn in_words(company: Company) -> &'static str {
    match company {
        Company::Removed => "a line beside it that goes",
        Company::Between => "lines before and after it that go",
        Company::Unit => "another rule in the same line",
        Company::Apart => "blank lines around it",
        Company::Run => "two more such lines in a row",
        Company::Head => "a place before the first prose",
        Company::Tail => "a place after the last prose",
    }
}

fn zone_in_words(zone: Zone) -> &'static str {
    match zone {
        Zone::Head => "before the first prose",
        Zone::Body => "between the first prose and the last",
        Zone::Tail => "after the last prose",
    }
}
