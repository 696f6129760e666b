//! Diffs for programs: a JSON object a line.

use std::collections::BTreeMap;

use serde::Serialize;

use super::hunks::{Hunk, hunks, lines};
use super::{Revision, Shown, Versions};
use crate::records::{Offsets, RemovalRecord};

/// What is removed from a document.
#[derive(Serialize)]
struct DocumentRecord<'a> {
    /// Its name, with the number of the record where it is one.
    name: &'a str,
    /// The number of its record in its file, or null.
    record: Option<u64>,
    /// The site that it is from, or null.
    site: Option<&'a str>,
    /// Bytes of its text.
    bytes: usize,
    /// What is removed, in order; `start` and `end` count bytes of the text in UTF-8.
    removals: Vec<RemovalRecord<'a>>,
    /// What the rules that decided say about themselves, by their ids.
    why: BTreeMap<&'a str, &'a str>,
}

/// What differs between two versions of a document.
#[derive(Serialize)]
struct VersionsRecord<'a> {
    /// Its name, with the number of the record where it is one.
    name: &'a str,
    /// The number of its record in its file, or null.
    record: Option<u64>,
    /// `old` or `new` where the document is in that version only. There are no hunks
    /// then.
    only_in: Option<&'static str>,
    /// The lines that differ with those around them.
    hunks: Vec<HunkRecord<'a>>,
}

/// Lines that differ. Lines are counted from 1; an empty stretch is told by the line
/// that it stands before.
#[derive(Serialize)]
struct HunkRecord<'a> {
    old_start: usize,
    old_lines: usize,
    new_start: usize,
    new_lines: usize,
    lines: Vec<LineRecord<'a>>,
}

/// A line with its end: `kept`, `removed` or `added`.
#[derive(Serialize)]
struct LineRecord<'a> {
    kind: &'static str,
    text: &'a str,
}

/// The object for a document, and a line end.
pub(super) fn document(shown: &Shown<'_>) -> String {
    let mut why = BTreeMap::new();
    for removal in shown.removals {
        why.entry(&*removal.rule)
            .or_insert_with(|| shown.rules.rule(&removal.rule).map(|rule| rule.why()));
    }
    line(&DocumentRecord {
        name: shown.name,
        record: shown.record,
        site: shown.site,
        bytes: shown.text.len(),
        removals: RemovalRecord::all(shown.text, shown.removals, Offsets::Bytes),
        why: why
            .into_iter()
            .filter_map(|(rule, why)| Some((rule, why?)))
            .collect(),
    })
}

/// The object for two versions, and a line end.
pub(super) fn versions(versions: &Versions<'_>, revision: &Revision<'_>, context: usize) -> String {
    let only_in = match (versions.old, versions.new) {
        (Some(_), Some(_)) => None,
        (Some(_), None) => Some("old"),
        _ => Some("new"),
    };
    let found = if only_in.is_none() {
        hunks(revision, context)
    } else {
        Vec::new()
    };
    line(&VersionsRecord {
        name: versions.name,
        record: versions.record,
        only_in,
        hunks: found
            .iter()
            .map(|hunk| hunk_record(revision, hunk))
            .collect(),
    })
}

fn hunk_record<'r>(revision: &'r Revision<'_>, hunk: &Hunk) -> HunkRecord<'r> {
    let mut found = Vec::new();
    let mut add = |kind, text: &'r str| {
        found.extend(lines(text).map(|text| LineRecord { kind, text }));
    };
    for part in &hunk.parts {
        if part.is_kept() {
            add("kept", part.old.of(&revision.old));
        } else {
            add("removed", part.old.of(&revision.old));
            add("added", part.new.of(&revision.new));
        }
    }
    HunkRecord {
        old_start: hunk.old.first,
        old_lines: hunk.old.count,
        new_start: hunk.new.first,
        new_lines: hunk.new.count,
        lines: found,
    }
}

fn line(record: &impl Serialize) -> String {
    // Strings and numbers always have a spelling in JSON.
    serde_json::to_string(record).map_or_else(|_| String::new(), |line| line + "\n")
}
