//! What happened to one record, and to all of them.

use std::collections::BTreeMap;

use crate::engine::{Cleaned, Flag, Removal};
use crate::formats::Problem;

/// What happened to one record.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Where the record is from, for messages: a path or a line number.
    pub name: String,
    /// Bytes of its text.
    pub bytes: usize,
    /// What was removed.
    pub removals: Vec<Removal>,
    /// What was only reported.
    pub tags: Vec<Removal>,
    /// Why it was left as it is although rules matched.
    pub flag: Option<Flag>,
    /// Why it was passed through unread.
    pub problem: Option<Problem>,
}

impl Outcome {
    /// The outcome of a cleaning.
    pub fn cleaned(name: impl Into<String>, bytes: usize, cleaned: &Cleaned) -> Self {
        Self {
            name: name.into(),
            bytes,
            removals: cleaned.removals.clone(),
            tags: cleaned.tags.clone(),
            flag: cleaned.flag,
            problem: None,
        }
    }

    /// The outcome of a record that was passed through.
    pub fn failed(name: impl Into<String>, problem: Problem) -> Self {
        Self {
            name: name.into(),
            problem: Some(problem),
            ..Self::default()
        }
    }
}

/// Counts over all records, the same whatever the order of work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Records seen.
    pub documents: usize,
    /// Records from which something was removed.
    pub changed: usize,
    /// Bytes of text seen.
    pub bytes: usize,
    /// Bytes removed.
    pub removed_bytes: usize,
    /// Removals and their bytes, by category and rule.
    pub removed: BTreeMap<(String, String), (usize, usize)>,
    /// Tags, by category and rule.
    pub tagged: BTreeMap<(String, String), usize>,
    /// Records left as they are by the cap.
    pub flagged: usize,
    /// Records passed through because of a problem.
    pub failed: usize,
}

impl Totals {
    /// Counts one record.
    pub fn add(&mut self, outcome: &Outcome) {
        self.documents += 1;
        self.bytes += outcome.bytes;
        self.changed += usize::from(!outcome.removals.is_empty());
        self.flagged += usize::from(outcome.flag.is_some());
        self.failed += usize::from(outcome.problem.is_some());
        for removal in &outcome.removals {
            let (count, bytes) = self.removed.entry(key(removal)).or_default();
            *count += 1;
            *bytes += removal.span.len();
            self.removed_bytes += removal.span.len();
        }
        for tag in &outcome.tags {
            *self.tagged.entry(key(tag)).or_default() += 1;
        }
    }
}

fn key(removal: &Removal) -> (String, String) {
    (removal.category.name().to_owned(), removal.rule.to_string())
}
