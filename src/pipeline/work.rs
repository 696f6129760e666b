//! What is done with frames, on any thread.

use std::path::Path;

use crate::formats::{Frame, Part, Problem};
use crate::report::{Outcome, Page};

/// What happened to a document.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// For messages and counts.
    pub outcome: Outcome,
    /// Lines for the ledger.
    pub ledger: Vec<u8>,
    /// The document for a report, where one is wanted.
    pub page: Option<Page>,
    /// Whether the file must not be written.
    pub is_refused: bool,
}

impl Note {
    /// A document that passes through.
    pub(super) fn passed(origin: Origin<'_>, record: Option<u64>, problem: Problem) -> Self {
        Self {
            outcome: Outcome::failed(origin.name, record, problem),
            ..Self::default()
        }
    }

    /// Whether the document is another now.
    pub(super) fn is_change(&self) -> bool {
        !self.outcome.removals.is_empty() || self.outcome.restored > 0
    }
}

/// What happened to the documents of a frame, in their order.
pub type Notes = Vec<Note>;

/// A file whose frames are worked on.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'o> {
    /// The name of its documents.
    pub name: &'o str,
    /// Its path below the input; empty for a single input.
    pub relative: &'o Path,
}

/// Work on frames: cleaning, restoring, looking.
pub trait Editing: Sync {
    /// Works on one frame.
    fn edit(&self, origin: Origin<'_>, frame: Box<dyn Frame>) -> (Part, Notes);

    /// What is to be told about a file that passes through as a whole.
    fn pass(&self, origin: Origin<'_>, problem: Problem) -> Option<Note> {
        Some(Note::passed(origin, None, problem))
    }
}
