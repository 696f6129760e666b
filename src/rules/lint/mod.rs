//! Lints: rules that can be used and do not do what was meant. They can never
//! fire, say again what another rule says, are slow, or replace a rule that the
//! author may not know.

mod overlap;
mod single;

use std::collections::HashMap;
use std::ops::Range;

use overlap::Overlap;

use super::diagnostic::Diagnostic;
use super::layer::Layer;
use super::read::{Entry, RuleFile};
use super::schema::{Placed, RuleKeys};
use super::set::{Rule, RuleSet};

/// Looks through checked files. `set` is what they have come to.
pub(crate) struct Linter<'a> {
    pub files: &'a [RuleFile],
    pub set: &'a RuleSet,
    /// The first layer that is reported on.
    pub from: Layer,
}

/// A rule with the keys that it was made from.
struct Subject<'a> {
    file: &'a RuleFile,
    keys: &'a RuleKeys,
    rule: &'a Rule,
    /// The rule's number in the set.
    number: usize,
}

impl<'a> Linter<'a> {
    /// Everything there is to say about the files, in no order.
    pub(crate) fn run(&self) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        self.note_replaced(&mut warnings);
        self.note_unused_guards(&mut warnings);
        let subjects = self.subjects();
        let mut overlap = Overlap::new(self.set);
        for subject in &subjects {
            let known = warnings.len();
            single::check(subject, self.set, &mut warnings);
            overlap.check(subject, &mut warnings);
            if subject.file.layer < self.from {
                warnings.truncate(known);
            }
        }
        warnings
    }

    /// The rules that are in the set, with their keys.
    fn subjects(&self) -> Vec<Subject<'a>> {
        let numbers: HashMap<(&str, usize), usize> = self
            .set
            .rules
            .iter()
            .zip(0..)
            .map(|(rule, number)| ((rule.file(), rule.origin.span.start), number))
            .collect();
        let mut subjects = Vec::new();
        for file in self.files {
            for entry in &file.rules {
                let place = (file.name.as_str(), entry.span.start);
                subjects.extend(numbers.get(&place).map(|&number| Subject {
                    file,
                    keys: &entry.keys,
                    rule: &self.set.rules[number],
                    number,
                }));
            }
        }
        subjects
    }

    fn note_replaced(&self, warnings: &mut Vec<Diagnostic>) {
        let mut seen: HashMap<&str, (&RuleFile, &Entry<RuleKeys>)> = HashMap::new();
        for file in self.files {
            for entry in &file.rules {
                let id = &entry.keys.id;
                if let Some((other, earlier)) = seen.insert(id.get_ref(), (file, entry))
                    && file.layer >= self.from
                {
                    let line = other.text[..earlier.span.start].matches('\n').count() + 1;
                    let message = format!(
                        "this takes the place of the rule `{}` in {}:{line}",
                        id.get_ref(),
                        other.name
                    );
                    let help = "give it another id; or change the other rule in dechaff.toml, \
                                below `[rule.\"…\"]`";
                    warnings.push(warning(file, id, message, help));
                }
            }
        }
    }

    fn note_unused_guards(&self, warnings: &mut Vec<Diagnostic>) {
        let is_named = |guard: &str, names: &[Placed<String>]| {
            names.iter().any(|name| name.get_ref() == guard)
        };
        for file in self.files.iter().filter(|file| file.layer >= self.from) {
            for guard in &file.guards {
                let name = guard.name.get_ref();
                let is_used = self.files.iter().any(|file| {
                    is_named(name, &file.keys.guards)
                        || file.rules.iter().any(|entry| {
                            let guards = entry.keys.guards.as_deref();
                            guards.is_some_and(|guards| is_named(name, guards))
                        })
                });
                if !is_used {
                    let message = format!("no rule uses the guard `{name}`");
                    let help = "name it in `guards`, of a rule or at the top of a file";
                    warnings.push(warning(file, &guard.name, message, help));
                }
            }
        }
    }
}

impl Subject<'_> {
    fn warn<T>(&self, place: &Placed<T>, message: impl Into<String>, help: &str) -> Diagnostic {
        warning(self.file, place, message, help)
    }
}

fn warning<T>(
    file: &RuleFile,
    place: &Placed<T>,
    message: impl Into<String>,
    help: &str,
) -> Diagnostic {
    let span: Range<usize> = place.span();
    Diagnostic::error(&file.name, &file.text, span, message)
        .into_warning()
        .with_help(help)
}
