//! From what repeats to proposed rules.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::engine::{Cleaner, Verified, free_id, keeps, verify_some};
use crate::rules::{Category, Diagnostics, Layer, Level, RuleSet, RuleSetBuilder};

use crate::text::Day;

use super::candidates::{self, Candidate};
use super::counts::{Counts, Known};
use super::details::Details;
use super::form::{Form, Written, example, forms};
use super::pattern::Part;
use super::tally::{Place, Stats};
use super::verdict::{Doubt, Judge, Verdict};

/// Lines that one rule takes at most.
const MOST_LINES: usize = 60;
/// How far apart the pages of two lines may be that are one rule, as a share.
const ALIKE: f64 = 0.2;
/// Sites that have what is proposed for all of them, of which a proposal for one has to be
/// no more.
const TIMES_TRIED: usize = 6;

/// How often something repeats, and where.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Support {
    /// Pages that have it.
    pub pages: u32,
    /// Pages of the site; of all sites where it is on several.
    pub of: u32,
    /// Sites that have it.
    pub sites: u32,
    /// Pages where it stands before the article, between its paragraphs, after it, and
    /// where there is no article.
    pub places: [u32; 4],
    /// The first and the last day, where days are known.
    pub days: Option<(Day, Day)>,
}

/// A proposed rule.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proposal {
    /// The rule's id.
    pub id: String,
    /// The site that it is for; `None` where it is for all, or the site is not known.
    pub site: Option<String>,
    /// Its category.
    pub category: Category,
    /// The rule as it stands in a file, with what is known of it above.
    pub toml: String,
    /// Texts that it takes, as they were written, a sample of each line.
    pub texts: Vec<String>,
    /// Of the line that repeats most.
    pub support: Support,
}

/// Something that repeats and is not proposed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Repeat {
    /// Its site.
    pub site: Option<String>,
    /// How it is written.
    pub text: String,
    /// Why it may be content.
    pub doubt: Doubt,
    /// How often it repeats.
    pub support: Support,
}

/// What a corpus says of its own boilerplate.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Mined {
    /// Proposed rules, by site.
    pub proposals: Vec<Proposal>,
    /// What repeats and may be content.
    pub repeats: Vec<Repeat>,
    /// What repeats and goes already by the rules that there are.
    pub covered: Vec<String>,
    /// What no rule could be made of.
    pub unwritten: Vec<String>,
}

/// Proposes rules for what the counts have found. `rules` are those that they will stand
/// beside; what these take already is not proposed.
///
/// # Errors
///
/// Mistakes in `rules`.
pub fn propose(
    known: Known<'_>,
    counts: &Counts,
    details: &Details,
    rules: &RuleSetBuilder,
) -> Result<Mined, Diagnostics> {
    let build = |level| {
        rules
            .clone()
            .without_choices()
            .level(level)
            .build()
            .map(Cleaner::uncapped)
    };
    let cleaners = [build(Level::Thorough)?, build(Level::Balanced)?];
    let acting = Cleaner::uncapped(rules.build()?);
    let own = candidates::of_sites(counts, details);
    let everywhere = candidates::everywhere(counts);
    let mut mined = Mined::default();
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    // All sites come first: what is proposed for all is not proposed once more for one.
    let mut said: HashSet<&[Part]> = HashSet::new();
    let mut scopes: BTreeMap<Option<u32>, Vec<&Candidate>> = BTreeMap::new();
    for one in own.iter().chain(&everywhere) {
        scopes.entry(one.site).or_default().push(one);
    }
    for (site, all) in &scopes {
        let by_key: HashMap<u64, &Candidate> = all
            .iter()
            .flat_map(|one| one.keys.iter().map(|key| (*key, *one)))
            .collect();
        let name = site.and_then(|site| known.pages.sites()[site as usize].as_deref());
        let judge = Judge {
            bold: &cleaners[0],
            sure: &cleaners[1],
            site: name,
            language: site.and_then(|site| details.language(site)),
            pages: site.map_or_else(|| known.pages.total(), |site| known.pages.of_site(site)),
            by_key: &by_key,
        };
        for (one, verdict) in all.iter().zip(judge.judge(all)) {
            let is_covered = match one.site {
                Some(_) => one.keys.iter().all(|&key| details.goes_already(key)),
                None => judge.goes(one, &acting),
            };
            if is_covered {
                mined.covered.push(one.sample().to_owned());
                continue;
            }
            if !one.stats.is_sentence && said.contains(one.parts.as_slice()) {
                continue;
            }
            if one.site.is_none() && matches!(verdict, Verdict::Proposed(_)) {
                said.insert(&one.parts);
            }
            match verdict {
                Verdict::Proposed(category) => chosen.push(Chosen {
                    one,
                    category,
                    site: name,
                    pages: judge.pages,
                    near: one.keys.iter().find_map(|&key| details.near(key)),
                }),
                Verdict::Doubtful(doubt) => mined.repeats.push(Repeat {
                    site: name.map(str::to_owned),
                    text: one.sample().to_owned(),
                    doubt,
                    support: support(&one.stats, judge.pages),
                }),
            }
        }
    }
    write(rules, chosen, &mut mined)?;
    Ok(mined)
}

/// A candidate that is proposed.
#[derive(Clone, Copy)]
struct Chosen<'c> {
    one: &'c Candidate,
    category: Category,
    site: Option<&'c str>,
    pages: u32,
    near: Option<&'c str>,
}

/// A rule to be, while its wording is tried.
struct Trial<'c> {
    id: String,
    lines: Vec<(Chosen<'c>, Form)>,
    keeps: Vec<String>,
}

/// Makes rules and tries them until each takes its examples and keeps what it has to keep.
fn write(
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
        use crate::rules::Expectation;
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
                    let parsed = crate::rules::Example::parse(Expectation::Remove, example);
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

fn support(stats: &Stats, of: u32) -> Support {
    Support {
        // Of several wordings a page may have more than one.
        pages: stats.pages.min(of),
        of,
        sites: stats.sites.len() as u32 + 1,
        places: stats.places,
        days: stats.days,
    }
}

impl std::fmt::Display for Support {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = f64::from(self.pages) * 100.0 / f64::from(self.of.max(1));
        write!(f, "{} of {} pages ({share:.1} %)", self.pages, self.of)?;
        if self.sites > 1 {
            write!(f, " on {} sites", self.sites)?;
        }
        let mut separator = ": ";
        for (place, name) in [
            (Place::Head, "head"),
            (Place::Between, "between"),
            (Place::Tail, "tail"),
            (Place::Alone, "no article"),
        ] {
            let count = self.places[place as usize];
            if count > 0 {
                write!(f, "{separator}{name} {count}")?;
                separator = ", ";
            }
        }
        if let Some((first, last)) = self.days {
            write!(f, "; {first} to {last}")?;
        }
        Ok(())
    }
}
