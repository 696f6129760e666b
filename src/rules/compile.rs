//! From keys to checked rules.

use std::sync::Arc;

use toml::Spanned;

use super::category::Category;
use super::diagnostic::Diagnostic;
use super::examples::{Example, Expectation};
use super::pattern::Pattern;
use super::read::{RuleFile, nearest};
use super::schema::{RuleKeys, Scope};
use super::set::Rule;
use super::{Guard, Phrase};

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
    pub file: &'a RuleFile,
    pub mistakes: &'a mut Vec<Diagnostic>,
}

impl Compiler<'_> {
    /// The guards of the file, by name, with their phrases.
    pub(crate) fn guards(&mut self) -> Vec<(String, Vec<Phrase>)> {
        let file = self.file;
        let mut guards = Vec::new();
        for keys in &file.guards {
            let phrases = self.phrases(&keys.phrases);
            if keys.why.get_ref().trim().is_empty() {
                self.report(
                    &keys.why,
                    "`why` is empty",
                    "say in a sentence what the guard is about",
                );
            }
            guards.push((keys.name.get_ref().clone(), phrases));
        }
        guards
    }

    /// The rules of the file; `guards` are the names of all guards there are.
    pub(crate) fn rules(&mut self, guards: &[Guard]) -> Vec<Rule> {
        let file = self.file;
        file.rules
            .iter()
            .filter_map(|keys| self.rule(keys, guards))
            .collect()
    }

    fn rule(&mut self, keys: &RuleKeys, guards: &[Guard]) -> Option<Rule> {
        let known_mistakes = self.mistakes.len();
        let category = self.category(&keys.id);
        self.check_values(keys);
        let pattern = keys
            .pattern
            .as_ref()
            .and_then(|source| self.pattern(source));
        let guard_names = keys.guards.as_ref().unwrap_or(&self.file.keys.guards);
        let guards = guard_names
            .iter()
            .filter_map(|name| self.guard(name, guards))
            .collect();
        let cues = self.phrases(&keys.phrases);
        let also = self.phrases(&keys.also);
        let unless = self.phrases(&keys.unless);
        let end = self.phrases(&keys.end);
        let examples = self.examples(keys);
        if self.mistakes.len() > known_mistakes {
            return None;
        }
        let category = category?;
        let languages = if keys.languages.is_empty() {
            &self.file.keys.languages
        } else {
            &keys.languages
        };
        Some(Rule {
            id: keys.id.get_ref().as_str().into(),
            category,
            action: keys.action.unwrap_or(category.default_action()),
            why: keys.why.get_ref().clone(),
            confidence: *keys.confidence.get_ref(),
            languages: languages.clone(),
            sites: keys.sites.iter().map(|site| site.to_lowercase()).collect(),
            cues,
            pattern,
            at: keys.at,
            scope: keys.scope,
            also,
            unless,
            guards,
            company: keys.company.clone(),
            zones: keys.zones.clone(),
            max_length: keys.max_length.unwrap_or(DEFAULT_MAX_LENGTH),
            end,
            max_units: keys.max_units.unwrap_or(DEFAULT_MAX_UNITS).min(MOST_UNITS),
            examples,
            file: Arc::from(self.file.name.as_str()),
            line: self.file.text[..keys.id.span().start].matches('\n').count() + 1,
        })
    }

    fn category(&mut self, id: &Spanned<String>) -> Option<Category> {
        let Some((category, name)) = id.get_ref().split_once('/') else {
            self.report(
                id,
                "a rule id has two parts",
                "write it as `category/name`, such as `newsletter/sign-up`",
            );
            return None;
        };
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(fits) {
            self.report(
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
            self.report(id, format!("there is no category `{category}`"), help);
        }
        found.ok()
    }

    fn check_values(&mut self, keys: &RuleKeys) {
        if keys.why.get_ref().trim().is_empty() {
            self.report(
                &keys.why,
                "`why` is empty",
                "say in a sentence what this is and why it may go",
            );
        }
        let confidence = *keys.confidence.get_ref();
        if !(0.0..=1.0).contains(&confidence) {
            self.report(&keys.confidence, "a confidence is a number from 0 to 1", "");
        }
        if keys.phrases.is_empty() && keys.pattern.is_none() {
            self.report(
                &keys.id,
                "this rule looks for nothing",
                "give it `phrases` or a `pattern`",
            );
        }
        if keys.scope == Scope::Block && keys.end.is_empty() {
            self.report(
                &keys.id,
                "a block needs an end",
                "say in `end` which phrases the last lines have",
            );
        }
        if keys.scope != Scope::Block && !keys.end.is_empty() {
            self.report(
                &keys.id,
                "only a block has an `end`",
                "add `scope = \"block\"` or take `end` out",
            );
        }
        if keys.remove.is_empty() || keys.keep.is_empty() {
            let help = "give at least one text in `remove`, and in `keep` one that is easily mistaken for it";
            self.report(&keys.id, "this rule has no examples", help);
        }
    }

    fn pattern(&mut self, source: &Spanned<String>) -> Option<Pattern> {
        match Pattern::new(source.get_ref()) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                self.report(source, format!("this pattern cannot be used: {error}"), "");
                None
            }
        }
    }

    fn guard(&mut self, name: &Spanned<String>, guards: &[Guard]) -> Option<usize> {
        let found = guards
            .iter()
            .position(|guard| guard.name == *name.get_ref());
        if found.is_none() {
            let help = match nearest(
                name.get_ref(),
                guards.iter().map(|guard| guard.name.as_str()),
            ) {
                Some(near) => format!("did you mean `{near}`?"),
                None => String::new(),
            };
            self.report(
                name,
                format!("there is no guard `{}`", name.get_ref()),
                help,
            );
        }
        found
    }

    fn phrases(&mut self, sources: &[Spanned<String>]) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        for source in sources {
            match Phrase::parse(source.get_ref()) {
                Ok(phrase) => phrases.push(phrase),
                Err(error) => self.report(source, error.message, error.help),
            }
        }
        phrases
    }

    fn examples(&mut self, keys: &RuleKeys) -> Vec<Example> {
        let removed = keys.remove.iter().map(|text| (Expectation::Remove, text));
        let kept = keys.keep.iter().map(|text| (Expectation::Keep, text));
        let mut examples = Vec::new();
        for (expectation, text) in removed.chain(kept) {
            match Example::parse(expectation, text.get_ref()) {
                Ok(example) => examples.push(example),
                Err(message) => self.report(text, message, "close it, or leave the marks out"),
            }
        }
        examples
    }

    fn report<T>(
        &mut self,
        place: &Spanned<T>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::at(&self.file.name, &self.file.text, place.span(), message);
        self.mistakes.push(diagnostic.with_help(help));
    }
}

fn names(categories: &[Category]) -> String {
    categories
        .iter()
        .map(|category| category.name())
        .collect::<Vec<_>>()
        .join(", ")
}
