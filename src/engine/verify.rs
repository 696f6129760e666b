//! Runs the examples of rules.

use std::sync::Arc;

use crate::rules::{Action, Diagnostics, Example, Expectation, Level, Rule, RuleSetBuilder};
use crate::text::{Document, Span};

use super::cleaner::Cleaner;
use super::kept::{Kept, kept, placed};
use super::removal::{Reason, Removal};

/// How an example came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A text to remove went, as it should.
    Removed,
    /// A text to keep stayed, as it should.
    Kept,
    /// Something that should go stayed; the text that did.
    Missed(String),
    /// Something that should stay went; the text, and the rule that took it.
    Noisy(String, String),
}

impl Outcome {
    /// Whether it came out as it should.
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Removed | Self::Kept)
    }
}

/// One example that was run.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The rule's id.
    pub rule: Arc<str>,
    /// The example.
    pub example: Example,
    /// How it came out.
    pub outcome: Outcome,
}

/// Runs every example of the rules that the builder describes, at the most
/// careful level at which each rule acts. A text to remove must go, by evidence
/// of its rule, and nothing unmarked with it. A text to keep must not be touched
/// by its rule at any level, nor by any rule at the default level. Of the
/// examples of a rule that protects, no rule may take anything.
///
/// # Errors
///
/// The mistakes of the rule files.
pub fn verify(rules: &RuleSetBuilder) -> Result<Vec<Verified>, Diagnostics> {
    Ok(Verifier::new(rules)?.run(|_| true))
}

/// Runs the examples of the rules whose ids are wanted, as [`verify`] does.
pub(crate) fn verify_some(
    rules: &RuleSetBuilder,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Verified>, Diagnostics> {
    Ok(Verifier::new(rules)?.run(|rule| is_wanted(rule.id())))
}

/// Cleaners at every level, the most careful first.
struct Verifier {
    cleaners: [Cleaner; 3],
}

impl Verifier {
    fn new(rules: &RuleSetBuilder) -> Result<Self, Diagnostics> {
        let cleaner = |level| rules.clone().level(level).build().map(Cleaner::uncapped);
        Ok(Self {
            cleaners: [
                cleaner(Level::Careful)?,
                cleaner(Level::Balanced)?,
                cleaner(Level::Thorough)?,
            ],
        })
    }

    fn run(&self, is_wanted: impl Fn(&Rule) -> bool) -> Vec<Verified> {
        let by_words = self.cleaners.each_ref().map(Cleaner::without_models);
        let [_, _, everything] = &self.cleaners;
        let mut verified = Vec::new();
        for rule in everything.rules().rules().filter(|rule| is_wanted(rule)) {
            // An example of a few lines has no shape to speak of.
            let cleaners = if rule.shape.is_some() || rule.wording.is_some() {
                &self.cleaners
            } else {
                &by_words
            };
            let [careful, _, thorough] = cleaners;
            let level = Level::ALL
                .into_iter()
                .position(|level| level.admits(rule.confidence()))
                .unwrap_or(2);
            for example in rule.examples() {
                let outcome = match example.expectation {
                    _ if rule.action() == Action::Keep => check_protected(thorough, rule, example),
                    Expectation::Remove => check_removed(&cleaners[level], rule, example),
                    Expectation::Keep => check_kept(careful, thorough, rule, example),
                };
                verified.push(Verified {
                    rule: rule.id.clone(),
                    example: example.clone(),
                    outcome,
                });
            }
        }
        verified
    }
}

/// The example as a document of the rule's site and language.
fn document<'e>(rule: &Rule, example: &'e Example) -> Document<'e> {
    let mut document = Document::new(example.text.as_str());
    if let Some(site) = rule.sites().first() {
        document = document.with_site(site.as_str());
    }
    if let Some(language) = rule.languages().iter().find(|language| *language != "any") {
        document = document.with_language(language.as_str());
    }
    document
}

fn removals(cleaner: &Cleaner, rule: &Rule, example: &Example) -> Vec<Removal> {
    let scan = cleaner.scan(&document(rule, example));
    if rule.action() == Action::Tag {
        scan.tags
    } else {
        scan.removals
    }
}

fn check_removed(cleaner: &Cleaner, rule: &Rule, example: &Example) -> Outcome {
    let removals = removals(cleaner, rule, example);
    if rule.action() != Action::Remove {
        let found = removals.iter().any(|removal| removal.rule == rule.id);
        return if found {
            Outcome::Removed
        } else {
            Outcome::Missed(example.text.clone())
        };
    }
    for mark in &example.marked {
        let left = outside(
            &example.text,
            *mark,
            removals.iter().map(|removal| removal.span),
        );
        if !left.is_empty() {
            return Outcome::Missed(left);
        }
    }
    for removal in &removals {
        let unmarked = outside(&example.text, removal.span, example.marked.iter().copied());
        if !unmarked.is_empty() {
            return Outcome::Noisy(unmarked, removal.rule.to_string());
        }
    }
    let is_evidence = |removal: &Removal| {
        removal.evidence.iter().any(|evidence| {
            // Rules by a model differ in their score alone: a surer one may decide.
            let goes_by_model = rule.shape.is_some() || rule.wording.is_some();
            evidence.rule == rule.id || goes_by_model && evidence.reason == Reason::of(rule)
        })
    };
    if removals.iter().any(is_evidence) {
        Outcome::Removed
    } else {
        Outcome::Missed(example.text.clone())
    }
}

/// The example of a rule that protects: nothing of it goes at any level; of a rule
/// that keeps texts word for word, nothing of these.
fn check_protected(thorough: &Cleaner, rule: &Rule, example: &Example) -> Outcome {
    let document = document(rule, example);
    let kept: Vec<Span> = if rule.texts.is_empty() {
        vec![Span::new(0, example.text.len())]
    } else {
        let own = |one: &Kept| thorough.rules().rules[one.rule].id == rule.id;
        let undecided = thorough.undecided(&document);
        thorough.with_case(&document, |case| {
            let found = kept(case).firm.into_iter();
            let found = found.chain(placed(case, &undecided.removals)).filter(own);
            found.map(|one| one.span).collect()
        })
    };
    if kept.is_empty() {
        return Outcome::Missed(example.text.clone());
    }
    let removals = thorough.scan(&document).removals;
    let is_lost = |removal: &&Removal| kept.iter().any(|kept| kept.overlaps(removal.span));
    match removals.iter().find(is_lost) {
        Some(removal) => Outcome::Noisy(
            removal.span.of(&example.text).to_owned(),
            removal.rule.to_string(),
        ),
        None => Outcome::Kept,
    }
}

fn check_kept(careful: &Cleaner, thorough: &Cleaner, rule: &Rule, example: &Example) -> Outcome {
    let by_itself = removals(thorough, rule, example);
    let own = by_itself.iter().find(|removal| {
        removal
            .evidence
            .iter()
            .any(|evidence| evidence.rule == rule.id)
    });
    let at_all = careful.scan(&document(rule, example)).removals;
    match own.or(at_all.first()) {
        Some(removal) => Outcome::Noisy(
            removal.span.of(&example.text).to_owned(),
            removal.rule.to_string(),
        ),
        None => Outcome::Kept,
    }
}

/// What of `span` no other span covers, without blanks around it.
fn outside(text: &str, span: Span, covers: impl Iterator<Item = Span>) -> String {
    let mut left = String::new();
    let mut at = span.start;
    for cover in covers.filter(|cover| cover.overlaps(span)) {
        left.push_str(Span::new(at, cover.start.max(at)).of(text));
        at = at.max(cover.end);
    }
    left.push_str(Span::new(at, span.end.max(at)).of(text));
    left.trim().to_owned()
}
