//! From keys to checked rules.

use std::sync::{Arc, OnceLock};

use super::category::{Action, Category};
use super::check::Checker;
use super::cue_keys::CueKeys;
use super::diagnostic::Diagnostic;
use super::examples::{Example, Expectation};
use super::guard::{GuardSource, Guards};
use super::kept::KeptText;
use super::pattern::Pattern;
use super::read::{Entry, RuleFile};
use super::reader::nearest;
use super::schema::{Placed, RuleKeys, Scope};
use super::set::{Origin, Rule};
use crate::text::Span;

/// Longest unit in characters that a rule removes whole, where it does not say.
const DEFAULT_MAX_LENGTH: usize = 400;
/// Most units of a block or run, where the rule does not say.
const DEFAULT_MAX_UNITS: usize = 40;
/// A block cannot be longer than this, whatever a rule says: deciding on it
/// must stay cheap.
const MOST_UNITS: usize = 400;

/// Checks what one file says. Mistakes go to `mistakes`; a rule with a mistake
/// is left out.
pub(crate) struct Compiler<'a> {
    file: &'a RuleFile,
    check: Checker<'a>,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(file: &'a RuleFile, mistakes: &'a mut Vec<Diagnostic>) -> Self {
        let check = Checker {
            name: &file.name,
            text: &file.text,
            mistakes,
        };
        Self { file, check }
    }

    /// The guards of the file, by name, with their phrases.
    pub(crate) fn guards(&mut self) -> Vec<GuardSource> {
        let file = self.file;
        let languages = self.check.languages(&file.keys.languages);
        let mut guards = Vec::new();
        for keys in &file.guards {
            let phrases = self.check.phrases(&keys.phrases);
            if keys.why.get_ref().trim().is_empty() {
                self.check.report(
                    &keys.why,
                    "`why` is empty",
                    "say in a sentence what the guard is about",
                );
            }
            let name = keys.name.get_ref().clone();
            guards.push(GuardSource::new(name, languages.clone(), phrases));
        }
        guards
    }

    /// The rules of the file, with the guards that they name.
    pub(crate) fn rules(&mut self, guards: &mut Guards) -> Vec<Rule> {
        let file = self.file;
        let defaults = Defaults {
            languages: self.check.languages(&file.keys.languages),
            sites: self.check.sites(&file.keys.sites),
            file: Arc::from(file.name.as_str()),
        };
        file.rules
            .iter()
            .filter_map(|entry| self.rule(entry, &defaults, guards))
            .collect()
    }

    fn rule(
        &mut self,
        entry: &Entry<RuleKeys>,
        defaults: &Defaults,
        guards: &mut Guards,
    ) -> Option<Rule> {
        let keys = &entry.keys;
        let known_mistakes = self.check.mistakes.len();
        let category = self.category(&keys.id);
        self.check_values(keys);
        let pattern = keys
            .pattern
            .as_ref()
            .and_then(|source| self.pattern(source));
        let cues = self.check.phrases(&keys.phrases);
        let texts = self.texts(keys);
        let also = self.check.phrases(&keys.also);
        let unless = self.check.phrases(&keys.unless);
        let end = self.check.phrases(&keys.end);
        let or = |own: Vec<String>, others: &[String]| {
            if own.is_empty() { others.to_vec() } else { own }
        };
        let languages = or(self.check.languages(&keys.languages), &defaults.languages);
        let guard_names = keys.guards.as_ref().unwrap_or(&self.file.keys.guards);
        let guards = guard_names
            .iter()
            .filter_map(|name| self.guard(name, &languages, guards))
            .collect();
        let sites = self.check.sites(&keys.sites);
        let except_sites = self.check.sites(&keys.except_sites);
        let confidence = self.check.confidence(&keys.confidence);
        let examples = self.examples(keys);
        if self.check.mistakes.len() > known_mistakes {
            return None;
        }
        let category = category?;
        Some(Rule {
            id: keys.id.get_ref().as_str().into(),
            category,
            action: keys.action.unwrap_or(category.default_action()),
            has_own_action: keys.action.is_some(),
            why: keys.why.get_ref().clone(),
            confidence,
            languages,
            sites: or(sites, &defaults.sites),
            except_sites,
            cues,
            pattern,
            texts,
            shape: keys.shape.as_ref().map(|shape| *shape.get_ref() as f32),
            wording: keys
                .wording
                .as_ref()
                .map(|wording| *wording.get_ref() as f32),
            at: keys.at,
            scope: keys.scope,
            also,
            unless,
            guards,
            company: keys.company.clone(),
            zones: keys.zones.clone(),
            kinds: keys.kinds.clone(),
            spare: keys.spare.clone(),
            cuts_short: keys.cuts_short,
            max_length: number(&keys.max_length).unwrap_or(DEFAULT_MAX_LENGTH),
            end,
            max_units: number(&keys.max_units)
                .unwrap_or(DEFAULT_MAX_UNITS)
                .min(MOST_UNITS),
            keys: CueKeys::default(),
            examples: OnceLock::from(examples),
            rejected: Vec::new(),
            origin: Origin {
                layer: self.file.layer,
                file: defaults.file.clone(),
                text: self.file.text.clone(),
                span: Span::new(entry.span.start, entry.span.end),
            },
            changes: Vec::new(),
        })
    }

    fn category(&mut self, id: &Placed<String>) -> Option<Category> {
        let Some((category, name)) = id.get_ref().split_once('/') else {
            self.check.report(
                id,
                "a rule id has two parts",
                "write it as `category/name`, such as `newsletter/sign-up`",
            );
            return None;
        };
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(fits) {
            self.check.report(
                id,
                "the name of a rule is made of small letters, digits and hyphens",
                "rename it",
            );
        }
        let found = category.parse();
        if found.is_err() {
            let help = match nearest(
                category,
                Category::ALL.iter().map(|category| category.name()),
            ) {
                Some(near) => format!("did you mean `{near}/{name}`?"),
                None => format!("the categories are {}", names(Category::ALL)),
            };
            self.check
                .report(id, format!("there is no category `{category}`"), help);
        }
        found.ok()
    }

    fn check_values(&mut self, keys: &RuleKeys) {
        if keys.why.get_ref().trim().is_empty() {
            self.check.report(
                &keys.why,
                "`why` is empty",
                "say in a sentence what this is and why it may go",
            );
        }
        let by_words = !keys.phrases.is_empty() || keys.pattern.is_some() || !keys.texts.is_empty();
        let (shape, wording) = (keys.shape.as_ref(), keys.wording.as_ref());
        for (score, name) in [(shape, "a shape"), (wording, "a wording")] {
            if let Some(score) = score.filter(|score| !(0.1..=1.0).contains(score.get_ref())) {
                let problem = format!("{name} is a score from 0.1 to 1");
                let help = "the nearer to 1, the surer; below 0.5 the model speaks against it";
                self.check.report(score, problem, help);
            }
        }
        let category = keys.id.get_ref().split('/').next();
        if let Some(wording) = wording
            && !matches!(category, Some("newsletter" | "paywall" | "donation"))
        {
            let problem = "the wording of such a rule is not known";
            let help = "give the rule an id in newsletter, paywall or donation";
            self.check.report(wording, problem, help);
        }
        let ways = [by_words, shape.is_some(), wording.is_some()];
        match (ways.iter().filter(|way| **way).count(), shape.or(wording)) {
            (0, _) => self.check.report(
                &keys.id,
                "this rule looks for nothing",
                "give it `phrases` or a `pattern`",
            ),
            (2.., Some(score)) => {
                let help = "keep one of them, or make a rule of each";
                self.check
                    .report(score, "a rule goes by words, by shape or by wording", help);
            }
            _ => {}
        }
        if keys.scope == Scope::Block && keys.end.is_empty() {
            self.check.report(
                &keys.id,
                "a block needs an end",
                "say in `end` which phrases the last lines have",
            );
        }
        if keys.scope != Scope::Block && !keys.end.is_empty() {
            self.check.report(
                &keys.id,
                "only a block has an `end`",
                "add `scope = \"block\"` or take `end` out",
            );
        }
        // What keeps word for word has nothing to tell apart.
        let needs_removed = keys.texts.is_empty();
        if needs_removed && keys.remove.is_empty() || keys.keep.is_empty() {
            let help = "give at least one text in `remove`, and in `keep` one that is easily mistaken for it";
            self.check
                .report(&keys.id, "this rule has no examples", help);
        }
    }

    fn texts(&mut self, keys: &RuleKeys) -> Vec<KeptText> {
        if let (Some(first), true) = (keys.texts.first(), keys.action != Some(Action::Keep)) {
            let help = "add `action = \"keep\"`; what a rule removes is written as `phrases`";
            self.check
                .report(first, "only a rule that keeps has `texts`", help);
        }
        let around = [&keys.before, &keys.after, &keys.goes];
        if let (true, Some(one)) = (keys.texts.is_empty(), around.into_iter().flatten().next()) {
            let help = "give the rule `texts`, or take this out";
            self.check
                .report(one, "only `texts` have `before`, `after` and `goes`", help);
        }
        let [before, after, goes] =
            around.map(|one| one.as_ref().map_or("", |one| one.get_ref().as_str()));
        let mut texts = Vec::new();
        for text in &keys.texts {
            match KeptText::new(text.get_ref(), goes, [before, after]) {
                Some(text) => texts.push(text),
                None => {
                    let help = "marks alone are never removed; take it out";
                    self.check
                        .report(text, "there is no letter or digit in this text", help);
                }
            }
        }
        texts
    }

    fn pattern(&mut self, source: &Placed<String>) -> Option<Pattern> {
        match Pattern::new(source.get_ref()) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                self.check
                    .report(source, format!("this pattern cannot be used: {error}"), "");
                None
            }
        }
    }

    fn guard(
        &mut self,
        name: &Placed<String>,
        languages: &[String],
        guards: &mut Guards,
    ) -> Option<usize> {
        let found = guards.number(name.get_ref(), languages);
        if found.is_none() {
            self.check.unknown("guard", name, guards.names());
        }
        found
    }

    fn examples(&mut self, keys: &RuleKeys) -> Vec<Example> {
        let removed = keys.remove.iter().map(|text| (Expectation::Remove, text));
        let kept = keys.keep.iter().map(|text| (Expectation::Keep, text));
        let mut examples = Vec::new();
        for (expectation, text) in removed.chain(kept) {
            match Example::parse(expectation, text.get_ref()) {
                Ok(example) => examples.push(example),
                Err(message) => {
                    self.check
                        .report(text, message, "close it, or leave the marks out")
                }
            }
        }
        examples
    }
}

/// What rules of a file that say nothing about it take from the file.
struct Defaults {
    languages: Vec<String>,
    sites: Vec<String>,
    file: Arc<str>,
}

fn number(value: &Option<Placed<usize>>) -> Option<usize> {
    value.as_ref().map(|value| *value.get_ref())
}

fn names(categories: &[Category]) -> String {
    categories
        .iter()
        .map(|category| category.name())
        .collect::<Vec<_>>()
        .join(", ")
}
