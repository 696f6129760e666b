//! Rules that say what another one says.

use std::collections::HashMap;

use crate::rules::CuePart;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::schema::{At, Scope};
use crate::rules::set::{Rule, RuleSet};
use crate::rules::{Action, Haystack, Phrase};

use super::Subject;

/// Compares the phrases of all rules.
pub(super) struct Overlap<'a> {
    set: &'a RuleSet,
    /// The first rule with a phrase, by what the phrase says and how it counts.
    first: HashMap<(String, String), usize>,
}

impl<'a> Overlap<'a> {
    pub(super) fn new(set: &'a RuleSet) -> Self {
        Self {
            set,
            first: HashMap::new(),
        }
    }

    /// Warns where the rule repeats itself or an earlier one, or can take
    /// nothing that another does not.
    pub(super) fn check(&mut self, subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
        let known = warnings.len();
        self.note_repeated(subject, warnings);
        if warnings.len() == known
            && let Some(other) = self.shadow(subject)
        {
            let place = format!("{}:{}", other.file(), other.line());
            warnings.push(subject.warn(
                &subject.keys.id,
                format!(
                    "whatever this rule finds, `{}` takes already ({place})",
                    other.id()
                ),
                "take the rule out, or say what it finds beyond that",
            ));
        }
    }

    fn note_repeated(&mut self, subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
        let rule = subject.rule;
        for (phrase, source) in rule.cues.iter().zip(&subject.keys.phrases) {
            let key = (phrase.written().to_owned(), conditions(rule));
            let Some(&other) = self.first.get(&key) else {
                self.first.insert(key, subject.number);
                continue;
            };
            let message = if other == subject.number {
                "this phrase is in the rule twice".to_owned()
            } else {
                let other = &self.set.rules[other];
                let place = format!("{}:{}", other.file(), other.line());
                format!("this phrase is in `{}` too ({place})", other.id())
            };
            warnings.push(subject.warn(source, message, "take one of them out"));
        }
    }

    /// A rule that takes whatever this one takes.
    fn shadow(&self, subject: &Subject<'_>) -> Option<&'a Rule> {
        let rule = subject.rule;
        if rule.cues.is_empty() || rule.pattern.is_some() || rule.action != Action::Remove {
            return None;
        }
        let mut candidates: Option<Vec<u32>> = None;
        for sample in rule.cues.iter().flat_map(Phrase::samples) {
            let found = self.takers(subject, &sample);
            let left = match candidates {
                None => found,
                Some(before) => before
                    .into_iter()
                    .filter(|number| found.contains(number))
                    .collect(),
            };
            if left.is_empty() {
                return None;
            }
            candidates = Some(left);
        }
        let number = candidates?.first().copied()?;
        Some(&self.set.rules[number as usize])
    }

    /// The other rules, at least as broad as this one, with a phrase in a text.
    fn takers(&self, subject: &Subject<'_>, sample: &str) -> Vec<u32> {
        let haystack = Haystack {
            text: sample,
            source: None,
        };
        let mut found = Vec::new();
        let mut candidates = Vec::new();
        self.set.keywords().add_candidates(sample, &mut candidates);
        for candidate in candidates {
            let cue = self.set.cues[candidate.number as usize];
            let other = &self.set.rules[cue.rule as usize];
            let CuePart::Phrase(number) = cue.part else {
                continue;
            };
            if cue.rule as usize == subject.number
                || found.contains(&cue.rule)
                || !is_as_broad(other, subject.rule)
            {
                continue;
            }
            let matched = other.cues[number as usize].find_from(&haystack, candidate.starts());
            let fits = |span: crate::text::Span| match other.at {
                At::Anywhere => true,
                _ => span.start == 0 && span.end == sample.len(),
            };
            if matched.is_some_and(fits) {
                found.push(cue.rule);
            }
        }
        found.sort_unstable();
        found
    }
}

/// Whether `other` acts wherever `rule` acts, as far as conditions go.
fn is_as_broad(other: &Rule, rule: &Rule) -> bool {
    let is_within = |own: &[String], others: &[String]| {
        others.is_empty() || !own.is_empty() && own.iter().all(|one| others.contains(one))
    };
    other.action == rule.action
        && other.category == rule.category
        && other.confidence >= rule.confidence
        && (other.at == At::Anywhere || other.at == rule.at)
        && (other.scope == rule.scope && other.scope != Scope::Block)
        && other
            .company
            .iter()
            .all(|company| rule.company.contains(company))
        && (other.company.is_empty() || !rule.company.is_empty() && other.company == rule.company)
        && (other.zones.is_empty() || other.zones == rule.zones)
        && other.max_length >= rule.max_length
        && other.also.is_empty()
        && other
            .unless
            .iter()
            .all(|phrase| rule.unless.contains(phrase))
        && other.guards.iter().all(|guard| rule.guards.contains(guard))
        && is_within(&rule.sites, &other.sites)
        && other.except_sites.is_empty()
        && (other.languages == rule.languages || other.at != At::Whole)
}

/// Everything that makes the same phrase mean something else.
fn conditions(rule: &Rule) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        rule.category,
        rule.at,
        rule.scope,
        rule.company,
        rule.zones,
        rule.sites,
        rule.languages,
        rule.also.len(),
        rule.action,
        rule.max_length,
    )
}
