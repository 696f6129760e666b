//! What happened to one record, and to all of them.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::engine::{Flag, Removal, Scan};
use crate::formats::Problem;

/// What happened to one record.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The name of the document.
    pub name: String,
    /// The number of the record in its file.
    pub record: Option<u64>,
    /// Bytes of its text.
    pub bytes: usize,
    /// What was removed.
    pub removals: Vec<Removal>,
    /// What was only reported.
    pub tags: Vec<Removal>,
    /// Why it was left as it is although rules matched.
    pub flag: Option<Flag>,
    /// Whether it was probably cut short by a paywall.
    pub is_truncated: bool,
    /// Bytes that were put back.
    pub restored: usize,
    /// Why it was passed through unread.
    pub problem: Option<Problem>,
    /// Whether, for this problem, it is not in the output at all.
    pub is_missing: bool,
}

impl Outcome {
    /// The outcome of a document that was looked at.
    pub fn seen(name: &str, record: Option<u64>, bytes: usize) -> Self {
        Self {
            name: name.to_owned(),
            record,
            bytes,
            ..Self::default()
        }
    }

    /// The outcome of a cleaning.
    pub fn of_scan(name: &str, record: Option<u64>, bytes: usize, scan: Scan) -> Self {
        Self {
            removals: scan.removals,
            tags: scan.tags,
            flag: scan.flag,
            is_truncated: scan.is_truncated,
            ..Self::seen(name, record, bytes)
        }
    }

    /// The outcome of a record that was passed through.
    pub fn failed(name: &str, record: Option<u64>, problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::seen(name, record, 0)
        }
    }

    /// The name of the document with the number of its record.
    pub fn place(&self) -> String {
        let name = match self.name.as_str() {
            "-" => "standard input",
            name => name,
        };
        match self.record {
            Some(record) => format!("{name}:{record}"),
            None => name.to_owned(),
        }
    }

    /// What has to be told about it, if anything.
    pub fn message(&self) -> Option<String> {
        match (&self.problem, self.flag) {
            (Some(problem @ Problem::NotCleaned), _) => {
                Some(format!("{}: not restored: {problem}", self.place()))
            }
            (Some(problem @ Problem::NotStaged), _) => {
                Some(format!("{}: not applied: {problem}", self.place()))
            }
            (Some(problem), _) if self.is_missing => {
                Some(format!("{}: not written: {problem}", self.place()))
            }
            (Some(problem), _) => Some(format!(
                "{}: passed through unchanged: {problem}",
                self.place()
            )),
            (None, Some(flag)) => Some(format!("{}: left as it is: {flag}", self.place())),
            (None, None) => None,
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
    /// Records that were probably cut short by a paywall.
    pub truncated: usize,
    /// Records to which something was put back.
    pub restored: usize,
    /// Files that were skipped, because nothing changed since an earlier run.
    pub skipped: usize,
    /// Records passed through, or not written, because of a problem.
    pub failed: usize,
    /// Those of them that are not in the output.
    pub missing: usize,
}

impl Totals {
    /// Counts one record.
    pub fn add(&mut self, outcome: &Outcome) {
        self.documents += 1;
        self.bytes += outcome.bytes;
        self.changed += usize::from(!outcome.removals.is_empty());
        self.flagged += usize::from(outcome.flag.is_some());
        self.truncated += usize::from(outcome.is_truncated);
        self.restored += usize::from(outcome.restored > 0);
        self.failed += usize::from(outcome.problem.is_some());
        self.missing += usize::from(outcome.is_missing);
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

impl AddAssign<Totals> for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.bytes += other.bytes;
        self.removed_bytes += other.removed_bytes;
        self.flagged += other.flagged;
        self.truncated += other.truncated;
        self.restored += other.restored;
        self.skipped += other.skipped;
        self.failed += other.failed;
        self.missing += other.missing;
        for (key, (count, bytes)) in other.removed {
            let sum = self.removed.entry(key).or_default();
            sum.0 += count;
            sum.1 += bytes;
        }
        for (key, count) in other.tagged {
            *self.tagged.entry(key).or_default() += count;
        }
    }
}

fn key(removal: &Removal) -> (String, String) {
    (removal.category.name().to_owned(), removal.rule.to_string())
}
