//! The summary of a run.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::Totals;

/// Whether what is summed up has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// It has.
    #[default]
    Done,
    /// It would.
    Planned,
}

/// A table of what was removed, or would be, by category and rule.
pub fn summary(totals: &Totals, tense: Tense) -> String {
    let (changed, removed) = match tense {
        Tense::Done => ("changed", "removed"),
        Tense::Planned => ("would change", "would be removed"),
    };
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}, {} {changed}; {} of {} bytes {removed} ({:.2} %)",
        plural(totals.documents, "document"),
        totals.changed,
        totals.removed_bytes,
        totals.bytes,
        if totals.bytes == 0 {
            0.0
        } else {
            100.0 * totals.removed_bytes as f64 / totals.bytes as f64
        },
    );
    let mut categories: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((category, _), (count, bytes)) in &totals.removed {
        let sum = categories.entry(category).or_default();
        sum.0 += count;
        sum.1 += bytes;
    }
    for (category, (count, bytes)) in categories {
        let _ = writeln!(out, "  {category:<30} {count:>8} {bytes:>10} bytes");
        for ((_, rule), (count, bytes)) in totals
            .removed
            .iter()
            .filter(|((own, _), _)| own == category)
        {
            let _ = writeln!(out, "    {rule:<28} {count:>8} {bytes:>10} bytes");
        }
    }
    for ((_, rule), count) in &totals.tagged {
        let _ = writeln!(out, "  reported only: {rule:<15} {count:>8}");
    }
    if totals.restored > 0 {
        let _ = writeln!(out, "restored: {}", plural(totals.restored, "document"));
    }
    if totals.skipped > 0 {
        let _ = writeln!(
            out,
            "skipped, because nothing changed since an earlier run: {}",
            plural(totals.skipped, "file")
        );
    }
    if totals.truncated > 0 {
        let _ = writeln!(
            out,
            "probably cut short by a paywall: {}",
            plural(totals.truncated, "document")
        );
    }
    if totals.flagged > 0 {
        let _ = writeln!(
            out,
            "left as they are, because most would have gone: {}",
            plural(totals.flagged, "document")
        );
    }
    let passed = totals.failed.saturating_sub(totals.missing);
    for (told, count) in [
        ("passed through unchanged", passed),
        ("not written", totals.missing),
    ] {
        if count > 0 {
            let _ = writeln!(out, "{told}: {}", plural(count, "document"));
        }
    }
    out
}

/// The summary as a JSON object.
///
/// ```
/// use dechaff::report::{Totals, summary_json};
///
/// let json = summary_json(&Totals::default(), 0);
/// assert!(json.starts_with(r#"{"documents":0,"changed":0,"#), "{json}");
/// ```
pub fn summary_json(totals: &Totals, left_out: usize) -> String {
    let sum = |(count, bytes): (usize, usize)| json!({"removals": count, "bytes": bytes});
    let mut categories: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut rules = Map::new();
    for ((category, rule), &(count, bytes)) in &totals.removed {
        let all = categories.entry(category).or_default();
        all.0 += count;
        all.1 += bytes;
        rules.insert(rule.clone(), sum((count, bytes)));
    }
    let categories: Map<String, Value> = categories
        .into_iter()
        .map(|(category, all)| (category.to_owned(), sum(all)))
        .collect();
    let reported: Map<String, Value> = totals
        .tagged
        .iter()
        .map(|((_, rule), count)| (rule.clone(), json!(count)))
        .collect();
    json!({
        "documents": totals.documents,
        "changed": totals.changed,
        "bytes": totals.bytes,
        "removed_bytes": totals.removed_bytes,
        "left_as_they_are": totals.flagged,
        "probably_truncated": totals.truncated,
        "passed_through": totals.failed.saturating_sub(totals.missing),
        "not_written": totals.missing,
        "restored": totals.restored,
        "skipped_files": totals.skipped,
        "left_out": left_out,
        "categories": categories,
        "rules": rules,
        "reported": reported,
    })
    .to_string()
}

/// A count with its noun.
pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
