//! Restoring the documents of frames, whole or in part.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::ledger::{BadLine, LedgerEntry, LedgerIndex, hash};
use super::pieces::Pieces;
use super::work::{Editing, Note, Notes, Origin};
use crate::formats::{Edit, Editor, Found, Frame, Part, Problem};
use crate::records::{Offsets, RemovalRecord, removed};
use crate::report::Outcome;

/// Which removals are put back. Empty sets choose all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Of these rules.
    pub rules: BTreeSet<String>,
    /// Of these categories.
    pub categories: BTreeSet<String>,
    /// Of these documents.
    pub documents: BTreeSet<String>,
    /// These, by their ids in the ledger.
    pub ids: BTreeSet<String>,
}

impl Selection {
    fn admits_document(&self, name: &str) -> bool {
        self.documents.is_empty() || self.documents.contains(name)
    }

    fn admits(&self, removal: &RemovalRecord<'_>, id: Option<&str>) -> bool {
        let admits = |set: &BTreeSet<String>, name: &str| set.is_empty() || set.contains(name);
        admits(&self.rules, &removal.rule)
            && admits(&self.categories, &removal.category)
            && id.is_none_or(|id| admits(&self.ids, id))
    }
}

/// Where removals are taken from.
#[derive(Debug)]
enum Removals {
    Ledger(LedgerIndex),
    /// The records carry them.
    Embedded(Offsets),
}

/// Restores documents.
#[derive(Debug)]
pub struct Restoring {
    removals: Removals,
    selection: Selection,
}

impl Restoring {
    /// Restores by a ledger.
    ///
    /// # Errors
    ///
    /// A ledger that cannot be read, and one with a line that is no entry: to
    /// restore by half a ledger would look like success.
    pub fn by_ledger(path: &Path, selection: Selection) -> io::Result<Self> {
        match LedgerIndex::read(path)? {
            Ok(index) => Ok(Self {
                removals: Removals::Ledger(index),
                selection,
            }),
            Err(BadLine { number, error }) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("line {number} is no removal: {error}"),
            )),
        }
    }

    /// Restores by what the records carry, whose offsets are counted so.
    pub fn by_records(offsets: Offsets, selection: Selection) -> Self {
        Self {
            removals: Removals::Embedded(offsets),
            selection,
        }
    }

    /// The document, where the ledger knows but one: a single file may be called
    /// something else after cleaning.
    pub fn only_document(&self) -> Option<&str> {
        match &self.removals {
            Removals::Ledger(index) => index.only_document.as_deref(),
            Removals::Embedded(_) => None,
        }
    }

    /// The documents that the ledger names and nobody has restored, each once.
    ///
    /// # Errors
    ///
    /// A ledger that can no longer be read.
    pub fn missing(&self) -> impl Iterator<Item = io::Result<(String, Option<u64>)>> {
        let index = match &self.removals {
            Removals::Ledger(index) => Some(index),
            Removals::Embedded(_) => None,
        };
        let unused = index.into_iter().flat_map(LedgerIndex::unused);
        unused
            .map(|entry| entry.map(|entry| (entry.document, entry.record)))
            .filter(|found| match found {
                Ok((name, _)) => self.selection.admits_document(name),
                Err(_) => true,
            })
    }
}

impl Editing for Restoring {
    fn edit(&self, origin: Origin<'_>, frame: Box<dyn Frame>) -> (Part, Notes) {
        let mut editor = RestoringEditor {
            restoring: self,
            origin,
            notes: Vec::new(),
        };
        let part = frame.edit(&mut editor);
        (part, editor.notes)
    }

    fn pass(&self, origin: Origin<'_>, problem: Problem) -> Option<Note> {
        let concerns = self.concerns(origin.name, None);
        concerns.then(|| Note {
            is_refused: true,
            ..Note::passed(origin, None, problem)
        })
    }
}

impl Restoring {
    /// Whether something was removed from a document, as far as can be told: what
    /// cleaning passed through, restoring does too, without a word.
    fn concerns(&self, name: &str, record: Option<u64>) -> bool {
        match &self.removals {
            Removals::Ledger(index) => index.of(name, record).is_ok_and(|found| !found.is_empty()),
            Removals::Embedded(_) => true,
        }
    }
}

struct RestoringEditor<'a> {
    restoring: &'a Restoring,
    origin: Origin<'a>,
    notes: Notes,
}

impl RestoringEditor<'_> {
    fn restored(&self, found: &Found<'_>) -> Result<Edit, Problem> {
        let selection = &self.restoring.selection;
        let name = self.origin.name;
        match &self.restoring.removals {
            Removals::Embedded(offsets) => embedded(found, *offsets, selection),
            Removals::Ledger(index) => {
                let unreadable = |error: io::Error| Problem::Unreadable(error.to_string());
                let cleanings = index.of(name, found.record).map_err(unreadable)?;
                if cleanings.is_empty() || !selection.admits_document(name) {
                    return Ok(Edit::default());
                }
                let pieces = original(found.document.text(), &cleanings, selection)?;
                Ok(Edit {
                    splices: pieces.insertions(),
                    ..Edit::default()
                })
            }
        }
    }
}

impl Editor for RestoringEditor<'_> {
    fn edit(&mut self, found: &Found<'_>) -> Edit {
        let bytes = found.document.text().len();
        match self.restored(found) {
            Ok(edit) => {
                let mut outcome = Outcome::seen(self.origin.name, found.record, bytes);
                outcome.restored = edit.splices.iter().map(|splice| splice.text.len()).sum();
                self.notes.push(Note {
                    outcome,
                    ..Note::default()
                });
                edit
            }
            Err(problem) => {
                let mut note = Note::passed(self.origin, found.record, problem);
                // A record that is refused lets the others through; a file does not
                // become what it is not.
                note.is_refused = found.record.is_none();
                self.notes.push(note);
                Edit::default()
            }
        }
    }

    fn pass(&mut self, record: Option<u64>, problem: Problem) {
        if self.restoring.concerns(self.origin.name, record) {
            self.notes.push(Note::passed(self.origin, record, problem));
        }
    }
}

/// Restores by the removals that the record carries, of which those stay that were
/// not chosen.
fn embedded(found: &Found<'_>, offsets: Offsets, selection: &Selection) -> Result<Edit, Problem> {
    let no_list = || Problem::NoText("removed".into());
    let json = found.embedded.ok_or_else(no_list)?;
    let records: Vec<RemovalRecord<'_>> = serde_json::from_str(json)
        .map_err(|error| Problem::NotJson(format!("`removed`: {error}")))?;
    let text = found.document.text();
    let spans = removed(text, &records, offsets).map_err(|_| Problem::WrongOffsets)?;
    let mut pieces = Pieces::new(text);
    for (record, (span, _)) in records.iter().zip(spans) {
        pieces
            .insert(span.start, record, selection.admits(record, None))
            .ok_or(Problem::WrongOffsets)?;
    }
    let left: Vec<&RemovalRecord<'_>> = records
        .iter()
        .filter(|record| !selection.admits(record, None))
        .collect();
    let is_changed = left.len() < records.len();
    Ok(Edit {
        splices: pieces.insertions(),
        removed: if is_changed {
            serde_json::to_string(&left).ok()
        } else {
            None
        },
        is_truncated: false,
    })
}

/// The original of a text after one or several cleanings, the last undone first.
/// Only what the selection admits is marked to be put back.
fn original<'t>(
    text: &'t str,
    cleanings: &[Vec<LedgerEntry<'static>>],
    selection: &Selection,
) -> Result<Pieces<'t>, Problem> {
    let mut pieces = Pieces::new(text);
    let mut current = text.to_owned();
    let mut fits = false;
    for entries in cleanings.iter().rev() {
        let Some(first) = entries.first() else {
            continue;
        };
        if hash(current.as_bytes()) == first.hash {
            fits = true;
            continue;
        }
        let Some(missing) = missing(&current, entries, &first.hash) else {
            continue;
        };
        for entry in missing {
            let chosen = selection.admits(&entry.removal, Some(&entry.id));
            pieces
                .insert(entry.removal.start, &entry.removal, chosen)
                .ok_or(Problem::WrongOffsets)?;
        }
        current = pieces.text();
        fits = true;
    }
    if fits {
        Ok(pieces)
    } else {
        Err(Problem::NotCleaned)
    }
}

/// The entries whose texts are missing in a cleaned text: all of them, or, where
/// some were put back before, the rest.
fn missing<'e>(
    cleaned: &str,
    entries: &'e [LedgerEntry<'static>],
    original: &str,
) -> Option<Vec<&'e LedgerEntry<'static>>> {
    let all: Vec<&LedgerEntry<'_>> = entries.iter().collect();
    let is_it = |missing: &[&LedgerEntry<'_>]| {
        let mut pieces = Pieces::new(cleaned);
        let inserted = missing.iter().all(|one| {
            pieces
                .insert(one.removal.start, &one.removal, true)
                .is_some()
        });
        inserted && hash(pieces.text().as_bytes()) == original
    };
    if is_it(&all) {
        return Some(all);
    }
    let mut gone = 0;
    let absent = |entry: &&LedgerEntry<'_>| {
        let removal = &entry.removal;
        let at = removal.start.checked_sub(gone);
        let rest = at.and_then(|at| cleaned.get(at..));
        let is_there = rest.is_some_and(|rest| rest.starts_with(&*removal.text));
        gone += if is_there { 0 } else { removal.text.len() };
        !is_there
    };
    let rest: Vec<&LedgerEntry<'_>> = entries.iter().filter(absent).collect();
    is_it(&rest).then_some(rest)
}
