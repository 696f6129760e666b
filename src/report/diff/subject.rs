//! What the styles for people have in common.

use std::fmt::Write;

use anstyle::Style as Paint;

use super::hunks::Hunk;
use super::layout::{Painted, visible};
use super::revision::{Edit, Revision};
use super::{Palette, Style, View, inline, side_by_side, unified};
use crate::engine::Removal;
use crate::rules::RuleSet;

/// A document with its edits, and who they are from where that is known.
pub(super) struct Subject<'a> {
    pub name: &'a str,
    pub revision: Revision<'a>,
    /// What removals of edits are numbers of.
    pub removals: &'a [Removal],
    pub rules: Option<&'a RuleSet>,
}

impl<'a> Subject<'a> {
    pub fn diff(&self, style: Style, view: &View) -> String {
        match style {
            Style::Inline => inline::inline(self, view),
            Style::SideBySide => side_by_side::side_by_side(self, view),
            _ => unified::unified(self, view),
        }
    }

    /// The removal that an edit is.
    pub fn removal(&self, edit: &Edit) -> Option<&'a Removal> {
        self.removals.get(edit.removal?)
    }

    /// How the old text of an edit is painted.
    pub fn paint(&self, edit: &Edit, palette: Palette) -> Paint {
        match self.removal(edit) {
            Some(removal) => palette.removed(removal.category),
            None => palette.gone(),
        }
    }

    /// What says of each removal of a hunk where it is and why it goes. Removals in
    /// a row that have a rule and its confidence in common share a note.
    pub fn notes(&self, hunk: &Hunk, palette: Palette) -> Vec<Painted> {
        let old = &*self.revision.old;
        let (mut at, mut line) = (hunk.start(), hunk.old.first);
        let mut runs: Vec<Run<'_>> = Vec::new();
        for edit in hunk.edits().map(|number| self.revision.edits[number]) {
            let Some(removal) = self.removal(&edit) else {
                continue;
            };
            // The gap that is closed with a removal may come before its words.
            let words = edit.old.of(old);
            let begin = edit.old.start + (words.len() - words.trim_start().len());
            line += old[at..begin].matches('\n').count();
            at = begin;
            match runs.last_mut().filter(|run| run.is_of(removal)) {
                Some(run) => run.lines.push(line),
                None => runs.push(Run {
                    removal,
                    lines: vec![line],
                }),
            }
        }
        runs.iter().map(|run| self.note(run, palette)).collect()
    }

    fn note(&self, run: &Run<'_>, palette: Palette) -> Painted {
        let removal = run.removal;
        let mut note = Painted::new(&format!("# {}: ", run.place()), palette.note());
        note.push(&removal.rule, palette.removed(removal.category));
        let mut reason = format!(" ({}, {:.2})", removal.category, removal.confidence);
        let rule = self.rules.and_then(|rules| rules.rule(&removal.rule));
        if let Some(rule) = rule {
            let _ = write!(reason, ": {}", rule.why());
        }
        note.push(&reason, palette.note());
        note
    }
}

/// Removals in a row that go for the same reason.
struct Run<'a> {
    removal: &'a Removal,
    /// The line of each.
    lines: Vec<usize>,
}

impl Run<'_> {
    fn is_of(&self, removal: &Removal) -> bool {
        self.removal.rule == removal.rule && self.removal.confidence == removal.confidence
    }

    /// `line 3`, or `lines 3-7, 5 removals`.
    fn place(&self) -> String {
        let (first, last) = match self.lines.as_slice() {
            [first, .., last] => (*first, *last),
            [one] => return format!("line {one}"),
            [] => return String::new(),
        };
        let place = if first == last {
            format!("line {first}")
        } else {
            format!("lines {first}-{last}")
        };
        format!("{place}, {} removals", self.lines.len())
    }
}

/// The lines that name a document above its hunks.
pub(super) fn name_line(name: &str, palette: Palette) -> String {
    let header = palette.header();
    format!("{header}{}{header:#}\n", visible(name))
}
