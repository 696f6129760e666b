//! A file that was worked on, and what is left to do with it.

use std::path::{Path, PathBuf};

use super::state::{Product, StateWriter};
use super::work::{Note, Origin};
use super::write::{Attributes, NewFile, Stamp};
use crate::formats::Problem;
use crate::report::{Page, Totals};

/// Messages about one file that are kept; more would grow with its records.
const MOST_MESSAGES: usize = 100;

/// A file that is done, but for what has to happen in order.
#[derive(Default)]
pub(super) struct Done {
    pub totals: Totals,
    pub messages: Vec<String>,
    /// Lines for the ledger.
    pub ledger: Vec<u8>,
    /// Documents for a report.
    pub pages: Vec<Page>,
    /// Lines for the state, once the file is in its place.
    pub finished: Vec<u8>,
    /// A file to replace once the ledger is written.
    pub pending: Option<Pending>,
    /// Whether a document of it is another now.
    pub is_changed: bool,
    /// Whether it must not be written.
    pub is_refused: bool,
}

/// A new content for a file that is still the one that was read.
pub(super) struct Pending {
    pub path: PathBuf,
    pub name: String,
    pub stamp: Stamp,
    pub file: NewFile,
    pub attributes: Attributes,
}

impl Done {
    pub(super) fn note(&mut self, note: Note) {
        if self.messages.len() < MOST_MESSAGES {
            self.messages.extend(note.outcome.message());
        }
        self.is_changed |= note.is_change();
        self.is_refused |= note.is_refused;
        self.totals.add(&note.outcome);
        self.ledger.extend(note.ledger);
        self.pages.extend(note.page);
    }

    pub(super) fn skip(&mut self, product: Product) {
        self.totals.skipped += 1;
        self.totals.failed += product.failed;
    }

    /// Notes that the file, which had this hash, is done.
    pub(super) fn finish(&mut self, name: &str, hash: Option<&blake3::Hash>, bytes: u64) {
        if let Some(hash) = hash {
            let failed = self.totals.failed;
            self.finished = StateWriter::line(name, hash, Product { bytes, failed });
        }
    }

    /// Carries out what is pending.
    pub(super) fn replace(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        let Pending {
            path,
            name,
            stamp,
            file,
            attributes,
        } = pending;
        let replaced = if stamp.is_still(&path) {
            file.finish(&path, attributes)
                .map_err(|error| Problem::Unreadable(error.to_string()))
        } else {
            Err(Problem::Changed)
        };
        if let Err(problem) = replaced {
            self.totals = Totals::default();
            self.finished.clear();
            let origin = Origin {
                name: &name,
                relative: Path::new(""),
            };
            self.note(Note::passed(origin, None, problem));
        }
    }
}
