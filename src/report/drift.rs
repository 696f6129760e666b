//! How rules are used, and how that changes from one crawl to the next.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::engine::{Cleaner, Scan};
use crate::review::content_key;
use crate::rules::{Action, Layer, RuleSet};
use crate::text::Document;

/// The format that this version writes and reads.
const FORMAT: u32 = 1;
/// Hits that are expected at least of a rule that counts as stopped: as many by chance
/// alone would be none in one of a hundred cases (Poisson).
const EXPECTED: f64 = 4.6;
/// How many times as often a rule has to fire, and by how many standard deviations.
const TIMES: f64 = 3.0;
const DEVIATIONS: f64 = 4.0;

/// How often rules fire, by site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// Documents of each site.
    documents: BTreeMap<Option<String>, u64>,
    /// Removals and tags of each rule on each site.
    hits: BTreeMap<(String, Option<String>), u64>,
    /// Documents that have what a rule keeps.
    kept: BTreeMap<String, u64>,
    /// What repeats and no rule takes: the site, what it says, and how it is written.
    repeats: BTreeMap<(Option<String>, String), String>,
}

/// How rules are used in one document.
#[derive(Clone, Debug, Default)]
pub struct DocumentUsage {
    site: Option<String>,
    hits: Vec<String>,
    kept: BTreeSet<String>,
}

impl DocumentUsage {
    /// What the rules of `cleaner` do with a document.
    pub fn new(cleaner: &Cleaner, document: &Document<'_>) -> Self {
        let Scan { removals, tags, .. } = cleaner.scan(document);
        let hits = removals.iter().chain(&tags);
        Self {
            site: document.site().map(str::to_owned),
            hits: hits.map(|removal| removal.rule.to_string()).collect(),
            kept: cleaner
                .keepers(document)
                .iter()
                .map(ToString::to_string)
                .collect(),
        }
    }
}

/// A rule on a site that fires otherwise than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The rule's id.
    pub rule: String,
    /// The site; `None` where it is not known.
    pub site: Option<String>,
    /// Hits in a thousand documents, before and now.
    pub before: f64,
    /// The same now.
    pub now: f64,
}

/// A line that repeats, and that no rule takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewRepeat {
    /// Its site.
    pub site: Option<String>,
    /// How it is written.
    pub text: String,
}

/// What differs between two crawls.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// Rules that fired and do not any more, on a site that has documents still.
    pub stopped: Vec<Change>,
    /// Rules that fire far more often.
    pub more: Vec<Change>,
    /// Rules of the project that fired in neither.
    pub never: Vec<String>,
    /// Rules of the project that keep something that was in neither.
    pub unused_keeps: Vec<String>,
    /// What repeats now and did not before.
    pub new_repeats: Vec<NewRepeat>,
}

impl Drift {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The file of a baseline.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Baseline {
    format: u32,
    sites: Vec<SiteLine>,
    rules: Vec<RuleLine>,
    keeps: Vec<KeepLine>,
    repeats: Vec<RepeatLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteLine {
    site: Option<String>,
    documents: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleLine {
    rule: String,
    site: Option<String>,
    hits: u64,
    /// For people: it follows from the others.
    per_1000: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeepLine {
    rule: String,
    documents: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RepeatLine {
    site: Option<String>,
    text: String,
}

impl Usage {
    /// Counts one more document.
    pub fn add(&mut self, document: DocumentUsage) {
        *self.documents.entry(document.site.clone()).or_default() += 1;
        for rule in document.hits {
            *self.hits.entry((rule, document.site.clone())).or_default() += 1;
        }
        for rule in document.kept {
            *self.kept.entry(rule).or_default() += 1;
        }
    }

    /// Notes a line that repeats and that no rule takes.
    pub fn add_repeat(&mut self, site: Option<&str>, text: &str) {
        let key = (site.map(str::to_owned), levelled(text));
        self.repeats.entry(key).or_insert_with(|| text.to_owned());
    }

    /// Documents that were counted.
    pub fn documents(&self) -> u64 {
        self.documents.values().sum()
    }

    /// The rules with the sites that they fire on: their hits, and how many these are in a
    /// thousand documents of the site.
    pub fn hits(&self) -> impl Iterator<Item = (&str, Option<&str>, u64, f64)> {
        self.hits.iter().map(|((rule, site), hits)| {
            (
                rule.as_str(),
                site.as_deref(),
                *hits,
                self.per_1000(rule, site),
            )
        })
    }

    /// As a file.
    pub fn to_json(&self) -> String {
        let baseline = Baseline {
            format: FORMAT,
            sites: self
                .documents
                .iter()
                .map(|(site, documents)| SiteLine {
                    site: site.clone(),
                    documents: *documents,
                })
                .collect(),
            rules: self
                .hits()
                .map(|(rule, site, hits, per_1000)| RuleLine {
                    rule: rule.to_owned(),
                    site: site.map(str::to_owned),
                    hits,
                    per_1000: (per_1000 * 10.0).round() / 10.0,
                })
                .collect(),
            keeps: self
                .kept
                .iter()
                .map(|(rule, documents)| KeepLine {
                    rule: rule.clone(),
                    documents: *documents,
                })
                .collect(),
            repeats: self
                .repeats
                .iter()
                .map(|((site, _), text)| RepeatLine {
                    site: site.clone(),
                    text: text.clone(),
                })
                .collect(),
        };
        // Texts and numbers can always be written as JSON.
        serde_json::to_string_pretty(&baseline).unwrap_or_default() + "\n"
    }

    /// Reads a file that [`Self::to_json`] has made.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Baseline = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.format != FORMAT {
            return Err(format!(
                "it is format {}; this version of dechaff knows format {FORMAT}",
                baseline.format
            ));
        }
        let mut usage = Self::default();
        for line in baseline.sites {
            usage.documents.insert(line.site, line.documents);
        }
        for line in baseline.rules {
            usage.hits.insert((line.rule, line.site), line.hits);
        }
        for line in baseline.keeps {
            usage.kept.insert(line.rule, line.documents);
        }
        for line in baseline.repeats {
            usage.add_repeat(line.site.as_deref(), &line.text);
        }
        Ok(usage)
    }

    /// What differs from an earlier crawl; `rules` are those that hold now.
    pub fn since(&self, before: &Self, rules: &RuleSet) -> Drift {
        let mut drift = Drift::default();
        let mut pairs: BTreeSet<&(String, Option<String>)> = self.hits.keys().collect();
        pairs.extend(before.hits.keys());
        for pair in pairs {
            let (rule, site) = pair;
            // Of a rule that there is no more, or a site that was not crawled, nothing is expected.
            let has_both = before.documents.contains_key(site) && self.documents.contains_key(site);
            if !has_both || rules.rule(rule).is_none() {
                continue;
            }
            let change = Change {
                rule: rule.clone(),
                site: site.clone(),
                before: before.per_1000(rule, site),
                now: self.per_1000(rule, site),
            };
            let documents = self.documents.get(site).copied().unwrap_or_default() as f64;
            let expected = change.before * documents / 1000.0;
            let found = self.hits.get(pair).copied().unwrap_or_default() as f64;
            if found == 0.0 && expected >= EXPECTED {
                drift.stopped.push(change);
            } else if found > TIMES * expected
                && found > expected + DEVIATIONS * expected.max(1.0).sqrt()
            {
                drift.more.push(change);
            }
        }
        let own = |rule: &&crate::rules::Rule| rule.layer() >= Layer::Project;
        for rule in rules.rules().filter(own) {
            let id = rule.id().to_owned();
            if rule.action() == Action::Keep {
                if ![self, before]
                    .iter()
                    .any(|usage| usage.kept.contains_key(&id))
                {
                    drift.unused_keeps.push(id);
                }
            } else if ![self, before].iter().any(|usage| usage.fires(&id)) {
                drift.never.push(id);
            }
        }
        let new = self
            .repeats
            .iter()
            .filter(|(key, _)| !before.repeats.contains_key(*key));
        drift.new_repeats = new
            .map(|((site, _), text)| NewRepeat {
                site: site.clone(),
                text: text.clone(),
            })
            .collect();
        drift
    }

    fn fires(&self, rule: &str) -> bool {
        let mut from = self.hits.range((rule.to_owned(), None)..);
        from.next().is_some_and(|((id, _), _)| id == rule)
    }

    fn per_1000(&self, rule: &str, site: &Option<String>) -> f64 {
        let hits = self
            .hits
            .get(&(rule.to_owned(), site.clone()))
            .copied()
            .unwrap_or_default();
        let documents = self.documents.get(site).copied().unwrap_or_default().max(1);
        hits as f64 * 1000.0 / documents as f64
    }
}

/// What a text says, whatever numbers it has.
fn levelled(text: &str) -> String {
    let key = content_key(text);
    let mut levelled = String::with_capacity(key.len());
    for c in key.chars() {
        if !c.is_numeric() {
            levelled.push(c);
        } else if !levelled.ends_with('#') {
            levelled.push('#');
        }
    }
    levelled
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
[[rule]]
id = "custom/old"
why = "Of the old template."
confidence = 0.99
phrases = ["old footer"]
at = "whole"
remove = ["Old footer"]
keep = ["The old footer was painted over."]

[[rule]]
id = "custom/rare"
why = "Of a template that was rare."
confidence = 0.99
phrases = ["rare footer"]
at = "whole"
remove = ["Rare footer"]
keep = ["A rare footer was found."]

[[rule]]
id = "custom/never"
why = "Of a template that nobody has seen."
confidence = 0.99
phrases = ["unseen footer"]
at = "whole"
remove = ["Unseen footer"]
keep = ["An unseen footer is no footer."]

[[rule]]
id = "custom/kept"
why = "Stays."
confidence = 1.0
languages = ["any"]
action = "keep"
texts = ["The tide is high"]
keep = ["The tide is high"]
"#;

    fn usage(cleaner: &Cleaner, footers: &[&str]) -> Usage {
        let mut usage = Usage::default();
        for number in 0..40 {
            let footer = footers[number % footers.len()];
            let text = format!("Nothing much was said on day {number} of the fair.\n{footer}\n");
            let document = Document::new(text).with_site("echo.example");
            usage.add(DocumentUsage::new(cleaner, &document));
        }
        usage
    }

    #[test]
    fn what_changes_is_told_and_what_does_not_is_not() {
        let rules = RuleSet::builder().add_toml_to(Layer::Project, "own.toml", RULES);
        let cleaner = Cleaner::new(rules.build().unwrap());
        let mut before = usage(
            &cleaner,
            &["Old footer", "Old footer", "Old footer", "Hush"],
        );
        before.add_repeat(None, "Page 3 of the echo");
        let mut now = usage(&cleaner, &["Rare footer", "Hush"]);
        now.add_repeat(None, "Page 17 of the echo");
        now.add_repeat(Some("echo.example"), "Read us aloud");
        let drift = now.since(&before, cleaner.rules());
        let rules = |changes: &[Change]| {
            changes
                .iter()
                .map(|one| one.rule.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(rules(&drift.stopped), ["custom/old"]);
        assert_eq!(rules(&drift.more), ["custom/rare"]);
        assert_eq!(drift.stopped[0].before, 750.0);
        assert_eq!(drift.never, ["custom/never"]);
        assert_eq!(drift.unused_keeps, ["custom/kept"]);
        let new: Vec<&str> = drift
            .new_repeats
            .iter()
            .map(|one| one.text.as_str())
            .collect();
        assert_eq!(new, ["Read us aloud"]);
        let kept = usage(&cleaner, &["The tide is high", "Unseen footer"]);
        let drift = kept.since(&kept, cleaner.rules());
        assert_eq!(
            (
                drift.never.len(),
                drift.unused_keeps.len(),
                drift.stopped.len()
            ),
            (2, 0, 0)
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rules = RuleSet::builder().add_toml_to(Layer::Project, "own.toml", RULES);
        let cleaner = Cleaner::new(rules.build().unwrap());
        let mut own = usage(&cleaner, &["Old footer", "The tide is high"]);
        own.add_repeat(None, "Page 3 of the echo");
        assert_eq!(Usage::parse(&own.to_json()).unwrap(), own);
        for (text, expected) in [
            ("{}", "missing field `format`"),
            ("[", "EOF"),
            (
                &own.to_json().replace("\"format\": 1", "\"format\": 2"),
                "it is format 2",
            ),
        ] {
            let error = Usage::parse(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
