//! Hunks: changed lines with the lines around them.

use std::ops::Range;

use super::revision::{Edit, Revision};
use crate::text::Span;

/// Lines that are kept, or that change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Whole lines of the old text.
    pub old: Span,
    /// Whole lines of the new text.
    pub new: Span,
    /// The edits in it, by their number; none where the lines are kept.
    pub edits: Range<usize>,
}

impl Part {
    pub fn is_kept(&self) -> bool {
        self.edits.is_empty()
    }
}

/// A stretch of lines as they are counted in a hunk's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lines {
    /// The number of the first line, from 1.
    pub first: usize,
    pub count: usize,
}

/// Changed lines that are near each other, with the kept ones between and around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub old: Lines,
    pub new: Lines,
    pub parts: Vec<Part>,
}

impl Hunk {
    /// The numbers of the edits in it.
    pub fn edits(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().flat_map(|part| part.edits.clone())
    }

    /// Where its lines begin in the old text.
    pub fn start(&self) -> usize {
        self.parts.first().map_or(0, |part| part.old.start)
    }

    /// `@@ -1,5 +1,3 @@`.
    pub fn header(&self) -> String {
        let range = |lines: Lines| match lines.count {
            1 => lines.first.to_string(),
            // The line before stands for an empty stretch.
            0 => format!("{},0", lines.first - 1),
            count => format!("{},{count}", lines.first),
        };
        format!("@@ -{} +{} @@", range(self.old), range(self.new))
    }
}

/// The lines of a stretch of text, each with its line end.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

/// The hunks of a revision with up to `context` kept lines around each change.
pub(super) fn hunks(revision: &Revision<'_>, context: usize) -> Vec<Hunk> {
    let mut building = Building {
        revision,
        context,
        hunks: Vec::new(),
        old: (0, 1),
        new: (0, 1),
    };
    let changes = changes(revision);
    for change in &changes {
        building.gap(change.old.start);
        building.change(change);
    }
    if !changes.is_empty() {
        building.gap_at_end();
    }
    building.hunks
}

struct Building<'r> {
    revision: &'r Revision<'r>,
    context: usize,
    hunks: Vec<Hunk>,
    /// The byte and the line up to which the texts are worked off.
    old: (usize, usize),
    new: (usize, usize),
}

impl Building<'_> {
    /// Goes over the kept lines up to a byte of the old text where a change is.
    fn gap(&mut self, end: usize) {
        let count = lines(&self.revision.old[self.old.0..end]).count();
        let reach = self.context.saturating_mul(2);
        if self.hunks.is_empty() || count > reach {
            if !self.hunks.is_empty() {
                self.keep(self.context.min(count));
            }
            let rest = lines(&self.revision.old[self.old.0..end]).count();
            self.pass(rest - self.context.min(rest));
            self.hunks.push(Hunk {
                old: Lines {
                    first: self.old.1,
                    count: 0,
                },
                new: Lines {
                    first: self.new.1,
                    count: 0,
                },
                parts: Vec::new(),
            });
        }
        let rest = lines(&self.revision.old[self.old.0..end]).count();
        self.keep(rest);
    }

    fn gap_at_end(&mut self) {
        let rest = &self.revision.old[self.old.0..];
        self.keep(lines(rest).take(self.context).count());
    }

    /// Adds kept lines to the last hunk.
    fn keep(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        let (old, new) = (self.old.0, self.new.0);
        self.pass(count);
        let part = Part {
            old: Span::new(old, self.old.0),
            new: Span::new(new, self.new.0),
            edits: 0..0,
        };
        if let Some(hunk) = self.hunks.last_mut() {
            hunk.old.count += count;
            hunk.new.count += count;
            hunk.parts.push(part);
        }
    }

    /// Leaves kept lines behind.
    fn pass(&mut self, count: usize) {
        let rest = &self.revision.old[self.old.0..];
        let length: usize = lines(rest).take(count).map(str::len).sum();
        self.old = (self.old.0 + length, self.old.1 + count);
        self.new = (self.new.0 + length, self.new.1 + count);
    }

    fn change(&mut self, part: &Part) {
        let count = lines(part.old.of(&self.revision.old)).count();
        let new_count = lines(part.new.of(&self.revision.new)).count();
        self.old = (part.old.end, self.old.1 + count);
        self.new = (part.new.end, self.new.1 + new_count);
        if let Some(hunk) = self.hunks.last_mut() {
            hunk.old.count += count;
            hunk.new.count += new_count;
            hunk.parts.push(part.clone());
        }
    }
}

/// The lines that change: the edits, widened to whole lines on both sides.
pub(super) fn changes(revision: &Revision<'_>) -> Vec<Part> {
    let mut changes = Vec::new();
    let mut number = 0;
    while let Some(edit) = revision.edits.get(number) {
        let mut change = at_line_start(revision, edit, number);
        number += 1;
        // Where the line ends that was looked at last: many edits may lie in a long one.
        let mut line_end = 0;
        loop {
            let (old, new) = (change.old.end, change.new.end);
            let end = if is_line_start(revision, old, new) {
                old
            } else {
                if line_end <= old {
                    line_end = end_of_line(&revision.old, old);
                }
                line_end
            };
            let reaches = |next: &&Edit| {
                let at = next.old.start;
                at < end || at == old || at == end && !starts_line(&revision.old, end)
            };
            match revision.edits.get(number).filter(reaches) {
                Some(next) => {
                    change.old.end = next.old.end;
                    change.new.end = next.new.end;
                    number += 1;
                    change.edits.end = number;
                }
                None => {
                    change.old.end = end;
                    change.new.end = new + (end - old);
                    break;
                }
            }
        }
        changes.push(change);
    }
    changes
}

/// An edit from the start of its line on. Where it begins a line in one text it
/// does so in the other: else the edit before it would have reached it.
fn at_line_start(revision: &Revision<'_>, edit: &Edit, number: usize) -> Part {
    let before = &revision.old[..edit.old.start];
    let back = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    Part {
        old: Span::new(edit.old.start - back, edit.old.end),
        new: Span::new(edit.new.start - back, edit.new.end),
        edits: number..number + 1,
    }
}

/// Whether lines begin at both places, or both texts end.
fn is_line_start(revision: &Revision<'_>, old: usize, new: usize) -> bool {
    let is_end = old == revision.old.len() && new == revision.new.len();
    is_end || starts_line(&revision.old, old) && starts_line(&revision.new, new)
}

fn end_of_line(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find('\n').map_or(rest.len(), |found| found + 1)
}

fn starts_line(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n')
}
