//! Rules to be: tried until each takes its examples and keeps what it has to keep.

use std::collections::{HashMap, HashSet};

use crate::engine::{Verified, free_id, keeps, verify_some};
use crate::rules::{Category, Diagnostics, Example, Expectation, Layer, RuleSet, RuleSetBuilder};

use super::candidates::Candidate;
use super::form::{Form, Written, example, forms};
use super::propose::{Mined, Proposal, Support, support};

/// Lines that one rule takes at most.
const MOST_LINES: usize = 60;
/// How far apart the pages of two lines may be that are one rule, as a share.
const ALIKE: f64 = 0.2;
/// Forms that are tried of a line at most.
const TIMES_TRIED: usize = 6;

/// A candidate that is proposed.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'c> {
    pub one: &'c Candidate,
    pub category: Category,
    pub site: Option<&'c str>,
    pub pages: u32,
    /// A sentence of the corpus that is easily mistaken for it.
    pub near: Option<&'c str>,
}

/// A rule to be, while its wording is tried.
struct Trial<'c> {
    id: String,
    lines: Vec<(Chosen<'c>, Form)>,
    keeps: Vec<String>,
}

/// Makes rules and tries them until each takes its examples and keeps what it has to keep.
pub(super) fn write(
    rules: &RuleSetBuilder,
    chosen: Vec<Chosen<'_>>,
    mined: &mut Mined,
) -> Result<(), Diagnostics> {
    let mut taken: HashSet<String> = rules
        .build_all()?
        .rules()
        .map(|rule| rule.id().to_owned())
        .collect();
    let mut open: Vec<(Chosen<'_>, Vec<Form>)> = chosen
        .into_iter()
        .map(|one| (one, forms(one.one)))
        .collect();
    let mut done: Vec<Trial<'_>> = Vec::new();
    for _ in 0..TIMES_TRIED {
        let (fit, others): (Vec<_>, Vec<_>) = open.into_iter().partition(|(chosen, forms)| {
            forms
                .first()
                .is_some_and(|form| Trial::of(*chosen, form).is_valid())
        });
        let first_forms = fit
            .iter()
            .map(|(chosen, forms)| (*chosen, forms[0].clone()));
        let mut trials = group(first_forms.collect(), &mut taken);
        let left = if trials.is_empty() {
            Vec::new()
        } else {
            settle(rules, &done, &mut trials)?
        };
        done.extend(trials);
        // What is no rule, or fails as one, is tried in its next form.
        let failed = fit
            .into_iter()
            .filter(|(chosen, _)| left.iter().any(|one| std::ptr::eq(*one, chosen.one)));
        open = others
            .into_iter()
            .chain(failed)
            .map(|(chosen, forms)| (chosen, forms.into_iter().skip(1).collect()))
            .collect();
        if open.is_empty() {
            break;
        }
    }
    let unwritten = open
        .iter()
        .map(|(chosen, _)| chosen.one.sample().to_owned());
    mined.unwritten.extend(unwritten);
    done.sort_by(|one, other| one.order().cmp(&other.order()));
    mined.proposals = done.iter().map(Trial::finish).collect();
    Ok(())
}

/// Drops the lines of rules whose examples do not come out right, and gives them back.
fn settle<'c>(
    rules: &RuleSetBuilder,
    done: &[Trial<'c>],
    trials: &mut Vec<Trial<'c>>,
) -> Result<Vec<&'c Candidate>, Diagnostics> {
    let mut left = Vec::new();
    loop {
        let toml: String = done
            .iter()
            .chain(trials.iter())
            .map(Trial::to_toml)
            .collect::<Vec<_>>()
            .join("\n");
        let tried = rules
            .clone()
            .without_choices()
            .add_toml_to(Layer::CommandLine, "mined", toml);
        let ids: HashSet<&str> = trials.iter().map(|trial| trial.id.as_str()).collect();
        let verified = verify_some(&tried, |id| ids.contains(id))?;
        let wrong: Vec<&Verified> = verified
            .iter()
            .filter(|case| !case.outcome.is_right())
            .collect();
        if wrong.is_empty() {
            return Ok(left);
        }
        let mut by_rule: HashMap<&str, Vec<&Verified>> = HashMap::new();
        for case in wrong {
            by_rule.entry(&case.rule).or_default().push(case);
        }
        trials.retain_mut(|trial| match by_rule.get(trial.id.as_str()) {
            None => true,
            Some(cases) => {
                left.extend(trial.mend(cases));
                !trial.lines.is_empty()
            }
        });
    }
}

/// Puts lines together that stand side by side on the same pages.
fn group<'c>(lines: Vec<(Chosen<'c>, Form)>, taken: &mut HashSet<String>) -> Vec<Trial<'c>> {
    let mut trials: Vec<Trial<'c>> = Vec::new();
    // The rule that a line is in, by its key.
    let mut rule_of: HashMap<u64, usize> = HashMap::new();
    for (chosen, form) in lines {
        let fits = |trial: &Trial<'_>| {
            let (other, other_form) = &trial.lines[0];
            let pages = |chosen: &Chosen<'_>| f64::from(chosen.one.stats.pages);
            trial.lines.len() < MOST_LINES
                && other.category == chosen.category
                && other.one.site == chosen.one.site
                && !form.phrases.is_empty()
                && other_form.place == form.place
                && !chosen.one.has_slots()
                && !other.one.has_slots()
                && (pages(other) - pages(&chosen)).abs() <= ALIKE * pages(other).max(pages(&chosen))
        };
        let before = chosen.one.stats.before.winner;
        let beside = rule_of
            .get(&before)
            .copied()
            .filter(|&number| fits(&trials[number]));
        let number = match beside {
            Some(number) => number,
            None => {
                let id = free_id(chosen.category, chosen.site, chosen.one.sample(), |id| {
                    taken.contains(id)
                });
                taken.insert(id.clone());
                let near = chosen.near.map(str::to_owned).into_iter();
                trials.push(Trial {
                    id,
                    lines: Vec::new(),
                    keeps: near.chain(keeps(chosen.one.sample())).collect(),
                });
                trials.len() - 1
            }
        };
        for &key in &chosen.one.keys {
            rule_of.insert(key, number);
        }
        trials[number].lines.push((chosen, form));
    }
    trials
}

impl<'c> Trial<'c> {
    /// A rule of one line, under a name that is not yet its own.
    fn of(chosen: Chosen<'c>, form: &Form) -> Self {
        Self {
            id: format!("{}/mined", chosen.category),
            lines: vec![(chosen, form.clone())],
            keeps: keeps(chosen.one.sample()).into(),
        }
    }

    /// Whether a rule file may say this.
    fn is_valid(&self) -> bool {
        RuleSet::builder()
            .add_toml("mined", self.to_toml())
            .build()
            .is_ok()
    }

    fn order(&self) -> (Option<&str>, u32) {
        let (chosen, _) = &self.lines[0];
        (chosen.site, chosen.one.stats.order)
    }

    fn form(&self) -> Form {
        let mut phrases: Vec<String> = Vec::new();
        for phrase in self.lines.iter().flat_map(|(_, form)| &form.phrases) {
            if !phrases.contains(phrase) {
                phrases.push(phrase.clone());
            }
        }
        Form {
            phrases,
            place: self.lines[0].1.place.clone(),
        }
    }

    /// The examples of a line: all that were seen of one with slots.
    fn examples(chosen: &Chosen<'_>, form: &Form) -> Vec<String> {
        let most = if chosen.one.has_slots() {
            usize::MAX
        } else {
            1
        };
        let samples = chosen.one.stats.samples.iter().take(most);
        samples.filter_map(|sample| example(form, sample)).collect()
    }

    fn to_toml(&self) -> String {
        let form = self.form();
        let remove: Vec<String> = self
            .lines
            .iter()
            .flat_map(|(chosen, form)| Self::examples(chosen, form))
            .collect();
        let (chosen, _) = &self.lines[0];
        let whose = chosen.site.map_or_else(
            || "many pages".to_owned(),
            |site| format!("the pages of {site}"),
        );
        let why = match self.lines.len() {
            1 => format!("A line that repeats on {whose}."),
            _ => format!("Lines that repeat together on {whose}."),
        };
        let support = self.support();
        let toml = Written {
            id: &self.id,
            why: &why,
            site: chosen.site,
            form: &form,
            remove: &remove,
            keep: self.keeps.first().map_or("", |keep| keep),
            notes: &[support.to_string()],
        };
        toml.to_toml()
    }

    fn support(&self) -> Support {
        let most = self
            .lines
            .iter()
            .max_by_key(|(chosen, _)| chosen.one.stats.pages);
        let (chosen, _) = most.unwrap_or(&self.lines[0]);
        support(&chosen.one.stats, chosen.pages)
    }

    /// Takes out what went wrong: another text to keep, or lines, which are given back.
    fn mend(&mut self, wrong: &[&Verified]) -> Vec<&'c Candidate> {
        let keeps_wrong = wrong
            .iter()
            .any(|case| case.example.expectation == Expectation::Keep);
        if keeps_wrong && self.keeps.len() > 1 {
            self.keeps.remove(0);
            return Vec::new();
        }
        let texts: HashSet<&str> = wrong
            .iter()
            .map(|case| case.example.text.as_str())
            .collect();
        let is_wrong = |chosen: &Chosen<'_>, form: &Form| {
            let examples = Self::examples(chosen, form);
            examples.is_empty()
                || examples.iter().any(|example| {
                    let parsed = Example::parse(Expectation::Remove, example);
                    parsed.map_or(true, |parsed| texts.contains(parsed.text.as_str()))
                })
        };
        let mut left: Vec<&'c Candidate> = Vec::new();
        let has_wrong = self
            .lines
            .iter()
            .any(|(chosen, form)| is_wrong(chosen, form));
        self.lines.retain(|(chosen, form)| {
            // What cannot be told to be one line's fault is that of all.
            let stays = has_wrong && !keeps_wrong && !is_wrong(chosen, form);
            if !stays {
                left.push(chosen.one);
            }
            stays
        });
        left
    }

    fn finish(&self) -> Proposal {
        let (chosen, _) = &self.lines[0];
        Proposal {
            id: self.id.clone(),
            site: chosen.site.map(str::to_owned),
            category: chosen.category,
            toml: self.to_toml(),
            texts: self
                .lines
                .iter()
                .map(|(chosen, _)| chosen.one.sample().to_owned())
                .collect(),
            support: self.support(),
        }
    }
}
