//! The summary of a run.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Totals;

/// A table of what was removed, by category and rule.
pub fn summary(totals: &Totals) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}, {} changed; {} of {} bytes removed ({:.2} %)",
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
    if totals.flagged > 0 {
        let _ = writeln!(
            out,
            "left as they are, because most would have gone: {}",
            plural(totals.flagged, "document")
        );
    }
    if totals.failed > 0 {
        let _ = writeln!(
            out,
            "passed through unchanged: {}",
            plural(totals.failed, "document")
        );
    }
    out
}

/// A count with its noun.
pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
