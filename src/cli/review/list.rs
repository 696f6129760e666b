//! Lists the groups of a queue.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use dechaff::review::{Decisions, Group, Queue, Verdict};
use serde::Serialize;

use super::words::shortened;
use crate::cli::failure::Failure;
use crate::cli::session::write_out;

/// A group as other programs see it.
#[derive(Serialize)]
struct GroupRecord<'g> {
    id: &'g str,
    rule: &'g str,
    category: &'g str,
    confidence: f64,
    /// Places.
    count: usize,
    /// Places that nobody has decided about.
    undecided: usize,
    /// Places that go, as decided.
    accepted: usize,
    /// Places by site.
    sites: BTreeMap<&'g str, usize>,
    text: &'g str,
}

/// Prints all groups, in their order.
pub fn print(queue: &Queue, decisions: &Decisions, as_json: bool) -> Result<ExitCode, Failure> {
    let mut out = String::new();
    for group in &queue.groups {
        let record = record(queue, decisions, group);
        if as_json {
            // Texts and numbers can always be written as JSON.
            out.push_str(&serde_json::to_string(&record).unwrap_or_default());
            out.push('\n');
        } else {
            let state = match (record.undecided, record.accepted) {
                (0, 0) => "stays",
                (0, goes) if goes == record.count => "goes",
                (0, _) => "mixed",
                _ => "open",
            };
            let _ = writeln!(
                out,
                "{}  {state:<5}  {:>6} ×  {:.2}  {:<32}  {}",
                record.id,
                record.count,
                record.confidence,
                record.rule,
                shortened(record.text)
            );
        }
    }
    write_out(&out)?;
    Ok(ExitCode::SUCCESS)
}

fn record<'g>(queue: &'g Queue, decisions: &Decisions, group: &'g Group) -> GroupRecord<'g> {
    let (mut undecided, mut accepted) = (0, 0);
    for member in &group.members {
        match queue.decision(decisions, group, member) {
            None => undecided += 1,
            Some(decision) if decision.verdict != Verdict::Reject => accepted += 1,
            Some(_) => {}
        }
    }
    GroupRecord {
        id: &group.id,
        rule: &group.rule,
        category: &group.category,
        confidence: group.confidence,
        count: group.members.len(),
        undecided,
        accepted,
        sites: queue.sites_of(group).into_iter().collect(),
        text: &group.text,
    }
}
