//! The stretches of a text that folding gave another length, and how to find them.

use crate::text::Span;

/// A stretch whose fold has another length than the original, or an empty one where the
/// fold goes on elsewhere in the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub folded: Span,
    pub original: Span,
}

/// Folded bytes for which the first edit is noted together.
const STRIDE: usize = 64;

/// Most edits that room is made for before they are found.
const MOST_RESERVED: usize = 1000;

/// All edits of a text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Edits {
    edits: Vec<Edit>,
    /// For every so many folded bytes, how many edits begin before them: there are few
    /// between one number and the next, where a search through all would go far afield.
    before: Vec<u32>,
}

impl Edits {
    /// No edits yet, with room for those of `length` bytes of text in many lines.
    pub(super) fn with_room_for(length: usize) -> Self {
        let strides = length / STRIDE;
        Self {
            edits: Vec::with_capacity(strides.min(MOST_RESERVED)),
            before: Vec::with_capacity(strides + 1),
        }
    }

    pub(super) fn all(&self) -> &[Edit] {
        &self.edits
    }

    /// Adds an edit at or after the last one.
    pub(super) fn push(&mut self, edit: Edit) {
        let stride = edit.folded.start / STRIDE;
        if stride >= self.before.len() {
            self.before.resize(stride + 1, self.edits.len() as u32);
        }
        self.edits.push(edit);
    }

    /// Notes that the fold goes on at folded byte `folded` and byte `original` of the
    /// original, unless it gets there by itself.
    pub(super) fn anchor(&mut self, folded: usize, original: usize) {
        let follows = match self.edits.last() {
            Some(last) => {
                folded >= last.folded.end
                    && original.checked_sub(last.original.end) == Some(folded - last.folded.end)
            }
            None => folded == original,
        };
        if !follows {
            self.push(Edit {
                folded: Span::new(folded, folded),
                original: Span::new(original, original),
            });
        }
    }

    /// The last edit that begins at or before folded byte `position`.
    pub(super) fn last_up_to(&self, position: usize) -> Option<&Edit> {
        let stride = position / STRIDE;
        let count = |stride: usize| self.before.get(stride).map(|&before| before as usize);
        let from = count(stride).unwrap_or(self.edits.len());
        let to = count(stride + 1).unwrap_or(self.edits.len());
        let inside = self.edits[from..to].partition_point(|edit| edit.folded.start <= position);
        self.edits[..from + inside].last()
    }

    /// How many edits begin at or before byte `position` of the original.
    pub(super) fn after_original(&self, position: usize) -> usize {
        self.edits
            .partition_point(|edit| edit.original.start <= position)
    }
}
