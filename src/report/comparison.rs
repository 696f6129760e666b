//! What a change of rules does: removals that are new, and removals that are
//! gone.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::summary::plural;
use crate::engine::Removal;
use crate::text::{Document, Span};

/// Characters of a sample.
const SAMPLE: usize = 160;

/// A stretch of text that goes by one set of rules and stays by the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `new` or `gone`.
    pub kind: Kind,
    /// The document's name.
    pub document: String,
    /// Its site; empty where unknown.
    pub site: String,
    /// The rule that takes it, in the set that does.
    pub rule: String,
    /// The rule's category.
    pub category: String,
    /// Where it begins, in bytes of the text.
    pub start: usize,
    /// One past where it ends.
    pub end: usize,
    /// The text.
    pub text: String,
}

/// Which set of rules takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the second: it goes from now on.
    New,
    /// Only the first: it stays from now on.
    Gone,
}

/// Compares what two sets of rules remove from a document.
pub fn compare(
    name: &str,
    document: &Document<'_>,
    before: &[Removal],
    after: &[Removal],
) -> Vec<Difference> {
    let only = |kind: Kind, these: &[Removal], others: &[Removal]| {
        let mut found = Vec::new();
        for removal in these {
            for span in outside(removal.span, others) {
                let text = span.of(document.text());
                if !text.trim().is_empty() {
                    found.push(Difference {
                        kind,
                        document: name.to_owned(),
                        site: document.site().unwrap_or_default().to_owned(),
                        rule: removal.rule.to_string(),
                        category: removal.category.to_string(),
                        start: span.start,
                        end: span.end,
                        text: text.to_owned(),
                    });
                }
            }
        }
        found
    };
    let mut differences = only(Kind::New, after, before);
    differences.extend(only(Kind::Gone, before, after));
    differences.sort_by_key(|one| (one.start, one.kind));
    differences
}

/// The parts of a span that no removal covers; removals are sorted.
fn outside(span: Span, removals: &[Removal]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut at = span.start;
    for cover in removals.iter().map(|removal| removal.span) {
        if cover.end <= at || cover.start >= span.end {
            continue;
        }
        if cover.start > at {
            parts.push(Span::new(at, cover.start));
        }
        at = cover.end;
    }
    if at < span.end {
        parts.push(Span::new(at, span.end));
    }
    parts
}

/// Differences over many documents.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    documents: usize,
    changed: usize,
    /// By kind, category and rule.
    rules: BTreeMap<(Kind, String, String), Group>,
    /// By kind and site.
    sites: BTreeMap<(Kind, String), Group>,
}

/// Differences of one kind.
#[derive(Clone, Debug, Default)]
struct Group {
    count: usize,
    bytes: usize,
    samples: Vec<String>,
}

impl Group {
    fn add(&mut self, one: &Difference, most_samples: usize) {
        self.count += 1;
        self.bytes += one.text.len();
        let sample = sample(one);
        if self.samples.len() < most_samples && !self.samples.contains(&sample) {
            self.samples.push(sample);
        }
    }
}

fn sample(one: &Difference) -> String {
    let line = one.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(SAMPLE).collect();
    let more = if cut.len() < line.len() { "…" } else { "" };
    format!("{}: {cut}{more}", one.document)
}

impl Comparison {
    /// Adds the differences of one document, and keeps up to `samples` of them
    /// for each rule.
    pub fn add(&mut self, differences: &[Difference], samples: usize) {
        self.documents += 1;
        self.changed += usize::from(!differences.is_empty());
        for one in differences {
            let key = (one.kind, one.category.clone(), one.rule.clone());
            self.rules.entry(key).or_default().add(one, samples);
            if !one.site.is_empty() {
                let key = (one.kind, one.site.clone());
                self.sites.entry(key).or_default().add(one, 0);
            }
        }
    }

    /// The comparison in words.
    pub fn summary(&self) -> String {
        let mut out = format!(
            "{}, {} cleaned differently\n",
            plural(self.documents, "document"),
            self.changed
        );
        for (kind, title) in [
            (Kind::New, "new: goes with the second rules only"),
            (Kind::Gone, "gone: went with the first rules only"),
        ] {
            let rules: Vec<_> = self
                .rules
                .iter()
                .filter(|((own, ..), _)| *own == kind)
                .collect();
            if rules.is_empty() {
                continue;
            }
            let sum = |part: fn(&Group) -> usize| {
                rules.iter().map(|(_, group)| part(group)).sum::<usize>()
            };
            let _ = writeln!(
                out,
                "\n{title}: {}, {} bytes",
                plural(sum(|group| group.count), "removal"),
                sum(|group| group.bytes)
            );
            let mut last_category = "";
            for ((_, category, rule), group) in &rules {
                if category != last_category {
                    last_category = category;
                    let own = rules.iter().filter(|((_, own, _), _)| own == category);
                    let count: usize = own.map(|(_, group)| group.count).sum();
                    let _ = writeln!(out, "  {category:<40} {count:>7}");
                }
                let _ = writeln!(
                    out,
                    "    {rule:<38} {:>7} {:>9} bytes",
                    group.count, group.bytes
                );
                for sample in &group.samples {
                    let _ = writeln!(out, "        {sample}");
                }
            }
            for ((_, site), group) in self.sites.iter().filter(|((own, _), _)| *own == kind) {
                let _ = writeln!(out, "  site {site:<35} {:>7}", group.count);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Category;

    fn removal(start: usize, end: usize, rule: &str) -> Removal {
        Removal {
            span: Span::new(start, end),
            rule: rule.into(),
            category: Category::Custom,
            confidence: 1.0,
            evidence: vec![],
        }
    }

    #[test]
    fn only_what_differs_is_told() {
        let document = Document::new("aaa bbb ccc ddd").with_site("a.example");
        let before = [removal(0, 4, "custom/a"), removal(4, 8, "custom/b")];
        let after = [removal(4, 12, "custom/b")];
        let found = compare("x", &document, &before, &after);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.kind, one.rule.as_str(), one.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (Kind::Gone, "custom/a", "aaa "),
                (Kind::New, "custom/b", "ccc ")
            ]
        );
        let mut comparison = Comparison::default();
        comparison.add(&found, 3);
        comparison.add(&[], 3);
        let summary = comparison.summary();
        assert!(
            summary.starts_with("2 documents, 1 cleaned differently\n"),
            "{summary}"
        );
        assert!(summary.contains("site a.example"), "{summary}");
    }
}
