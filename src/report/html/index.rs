//! What a report keeps of its documents until the end.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use super::escape;
use super::page::{Mention, Page};
use crate::rules::{Category, RuleSet};

/// All documents in brief. Names and texts are kept once; everything else is
/// numbers.
#[derive(Debug, Default)]
pub(super) struct Index {
    documents: Vec<Row>,
    rules: Numbered<(Arc<str>, &'static str)>,
    sites: Numbered<Site>,
    groups: Numbered<Group>,
    unchanged: usize,
    bytes: usize,
}

#[derive(Debug)]
struct Row {
    name: String,
    record: Option<u64>,
    site: usize,
    bytes: usize,
    removals: Vec<Brief>,
}

/// A removal of a document.
#[derive(Debug)]
struct Brief {
    group: u32,
    bytes: u32,
    /// In thousandths.
    confidence: u16,
}

#[derive(Debug)]
struct Site {
    name: String,
    documents: usize,
    bytes: usize,
}

/// Removals that say the same.
#[derive(Debug)]
struct Group {
    id: String,
    rule: usize,
    text: String,
    is_cut: bool,
    is_prose: bool,
}

/// Things with a number each, in the order in which they came.
#[derive(Debug)]
struct Numbered<T> {
    numbers: HashMap<String, usize>,
    items: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            items: Vec::new(),
        }
    }
}

impl<T> Numbered<T> {
    fn number(&mut self, name: &str, new: impl FnOnce() -> T) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.items.len();
        self.numbers.insert(name.to_owned(), number);
        self.items.push(new());
        number
    }
}

impl Index {
    /// Counts a document; gives its number if something was removed from it.
    pub fn add(&mut self, page: &Page) -> Option<usize> {
        let site = self.sites.number(&page.site, || Site {
            name: page.site.clone(),
            documents: 0,
            bytes: 0,
        });
        self.sites.items[site].documents += 1;
        self.sites.items[site].bytes += page.bytes;
        self.bytes += page.bytes;
        if !page.is_changed() {
            self.unchanged += 1;
            return None;
        }
        let removals = page.mentions.iter().map(|one| self.brief(one)).collect();
        self.documents.push(Row {
            name: page.name.clone(),
            record: page.record,
            site,
            bytes: page.bytes,
            removals,
        });
        Some(self.documents.len() - 1)
    }

    fn brief(&mut self, mention: &Mention) -> Brief {
        let rule = self
            .rules
            .number(&mention.rule, || (mention.rule.clone(), mention.category));
        let group = self.groups.number(&mention.group, || Group {
            id: mention.group.clone(),
            rule,
            text: mention.text.clone(),
            is_cut: mention.is_cut,
            is_prose: mention.is_prose,
        });
        Brief {
            group: u32::try_from(group).unwrap_or(u32::MAX),
            bytes: u32::try_from(mention.bytes).unwrap_or(u32::MAX),
            // Between 0 and 1000, so that nothing is cut off.
            confidence: (mention.confidence.clamp(0.0, 1.0) * 1000.0).round() as u16,
        }
    }

    /// The tables of the index, a JSON value a row.
    pub fn tables(&self, rules: &RuleSet) -> [(&'static str, Vec<String>); 5] {
        let known: HashMap<&str, _> = rules.rules().map(|rule| (rule.id(), rule)).collect();
        let rules = self.rules.items.iter().map(|(id, category)| {
            let rule = known.get(&**id);
            escape::json(&json!({
                "id": id,
                "category": category,
                "why": rule.map_or("", |rule| rule.why()),
                "confidence": rule.map(|rule| rule.confidence()),
            }))
        });
        let categories = Category::ALL.iter().map(|category| {
            escape::json(&json!({"name": category.name(), "title": category.title()}))
        });
        let sites = self.sites.items.iter();
        let sites = sites.map(|site| escape::json(&(&site.name, site.documents, site.bytes)));
        let groups = self.groups.items.iter().map(|group| {
            let marks = u8::from(group.is_cut) + 2 * u8::from(group.is_prose);
            escape::json(&(&group.id, group.rule, &group.text, marks))
        });
        let documents = self.documents.iter().map(|row| {
            let removals: Vec<u32> = row
                .removals
                .iter()
                .flat_map(|one| [one.group, one.bytes, one.confidence.into()])
                .collect();
            escape::json(&(&row.name, row.record, row.site, row.bytes, removals))
        });
        [
            ("categories", categories.collect()),
            ("rules", rules.collect()),
            ("sites", sites.collect()),
            ("groups", groups.collect()),
            ("documents", documents.collect()),
        ]
    }

    /// What the report is, and what it is about.
    pub fn facts(&self, heading: &str, id: &str) -> String {
        escape::json(&json!({
            "id": id,
            "heading": heading,
            "version": env!("CARGO_PKG_VERSION"),
            "documents": self.documents.len() + self.unchanged,
            "bytes": self.bytes,
        }))
    }
}
