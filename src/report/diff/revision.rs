//! Two versions of a text, and the edits that lead from one to the other.

use std::borrow::Cow;
use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{DiffTag, TextDiff};

use crate::engine::{Removal, apply};
use crate::text::Span;

/// How long the search for equal lines, and then for equal words in all the changed
/// stretches of a text, may take. After that what is left counts as changed: the
/// diff is longer then, but still right.
const LONGEST_LINE_SEARCH: Duration = Duration::from_millis(1500);
const LONGEST_WORD_SEARCH: Duration = Duration::from_millis(1500);
/// Bytes of a changed stretch above which words are not compared.
const LARGEST_WORD_SEARCH: usize = 1 << 15;
/// The part of the words of two stretches that must be equal for them to be shown
/// word by word. Below it the equal words are there by chance.
const LEAST_LIKENESS: f32 = 0.4;

/// A stretch of the old text that another one takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the old text.
    pub old: Span,
    /// Bytes of the new text.
    pub new: Span,
    /// The number of the removal that it is, where it is one.
    pub removal: Option<usize>,
}

/// Two versions of a text. What lies between the edits is the same in both.
#[derive(Clone, Debug)]
pub struct Revision<'t> {
    /// The text before.
    pub old: Cow<'t, str>,
    /// The text after.
    pub new: Cow<'t, str>,
    /// Sorted; no two share a byte.
    pub edits: Vec<Edit>,
}

impl<'t> Revision<'t> {
    /// A text and what is left of it without `removals`, which are sorted and
    /// disjoint. Nothing is searched for: the edits are the removals.
    pub fn of_removals(text: &'t str, removals: &[Removal]) -> Self {
        let mut gone = 0;
        let edits = removals.iter().enumerate().map(|(number, removal)| {
            let at = removal.span.start - gone;
            gone += removal.span.len();
            Edit {
                old: removal.span,
                new: Span::new(at, at),
                removal: Some(number),
            }
        });
        Self {
            edits: edits.filter(|edit| !edit.old.is_empty()).collect(),
            old: text.into(),
            new: apply(text, removals).into(),
        }
    }

    /// Two texts of which it is not known how one came of the other. Their lines
    /// are compared, and the words of lines that differ.
    pub fn between(old: &'t str, new: &'t str) -> Self {
        let mut edits = Vec::new();
        if old != new {
            let lines = TextDiff::configure()
                .timeout(LONGEST_LINE_SEARCH)
                .diff_lines(old, new);
            let (starts, new_starts) = (
                offsets(lines.iter_old_slices()),
                offsets(lines.iter_new_slices()),
            );
            let mut words = Words {
                old,
                new,
                deadline: Instant::now() + LONGEST_WORD_SEARCH,
                edits,
            };
            for op in lines.ops() {
                let (tag, lines, new_lines) = op.as_tag_tuple();
                let change = Edit {
                    old: bytes(&starts, lines),
                    new: bytes(&new_starts, new_lines),
                    removal: None,
                };
                match tag {
                    DiffTag::Equal => {}
                    DiffTag::Replace => words.compare(change),
                    DiffTag::Delete | DiffTag::Insert => words.edits.push(change),
                }
            }
            edits = words.edits;
        }
        Self {
            old: old.into(),
            new: new.into(),
            edits,
        }
    }

    /// The same versions behind a byte-order mark.
    #[must_use]
    pub fn behind(self, mark: &str) -> Self {
        if mark.is_empty() {
            return self;
        }
        let moved = |span: Span| Span::new(span.start + mark.len(), span.end + mark.len());
        Self {
            old: format!("{mark}{}", self.old).into(),
            new: format!("{mark}{}", self.new).into(),
            edits: self
                .edits
                .into_iter()
                .map(|edit| Edit {
                    old: moved(edit.old),
                    new: moved(edit.new),
                    ..edit
                })
                .collect(),
        }
    }
}

/// Compares the words of changed stretches.
struct Words<'t> {
    old: &'t str,
    new: &'t str,
    deadline: Instant,
    edits: Vec<Edit>,
}

impl Words<'_> {
    /// Adds the words that differ in a changed stretch, or the whole stretch where its
    /// words have little in common, or there is no time to look.
    fn compare(&mut self, change: Edit) {
        let (before, after) = (change.old.of(self.old), change.new.of(self.new));
        let longest = before.len().max(after.len());
        if longest > LARGEST_WORD_SEARCH || Instant::now() > self.deadline {
            self.edits.push(change);
            return;
        }
        let words = TextDiff::configure()
            .deadline(self.deadline)
            .diff_unicode_words(before, after);
        if words.ratio() < LEAST_LIKENESS {
            self.edits.push(change);
            return;
        }
        let (starts, new_starts) = (
            offsets(words.iter_old_slices()),
            offsets(words.iter_new_slices()),
        );
        let moved = |span: Span, by: usize| Span::new(span.start + by, span.end + by);
        for op in words.ops() {
            let (tag, words, new_words) = op.as_tag_tuple();
            if tag != DiffTag::Equal {
                self.edits.push(Edit {
                    old: moved(bytes(&starts, words), change.old.start),
                    new: moved(bytes(&new_starts, new_words), change.new.start),
                    removal: None,
                });
            }
        }
    }
}

/// Where each piece begins, and the end of the last.
fn offsets<'p>(pieces: impl Iterator<Item = &'p str>) -> Vec<usize> {
    let ends = pieces.scan(0, |at, piece| {
        *at += piece.len();
        Some(*at)
    });
    [0].into_iter().chain(ends).collect()
}

fn bytes(starts: &[usize], pieces: Range<usize>) -> Span {
    Span::new(starts[pieces.start], starts[pieces.end])
}
