//! Runs over files: in parallel, in order, in bounded memory.

use std::convert::Infallible;
use std::fs;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use super::done::Done;
use super::file::{FileWork, Preserve, Target};
use super::ledger::LedgerWriter;
use super::link::Unchanged;
use super::ordered::{Stopped, in_order};
use super::state::{State, StateWriter};
use super::tree::Entry;
use super::work::Editing;
use crate::formats::{Compression, Reading};
use crate::report::{Page, Totals};

/// Files that make a batch.
const BATCH_FILES: usize = 64;
/// Bytes of files that make a batch. A larger file is worked on by all threads
/// together, and is never in memory as a whole.
const BATCH_BYTES: u64 = 8 << 20;
/// Bytes of a compressed file from which on it counts as large.
const LARGE_COMPRESSED: u64 = 1 << 16;

/// How a run goes.
#[derive(Debug)]
pub struct Plan<'p> {
    /// How files are read.
    pub reading: Reading,
    /// Where output goes.
    pub target: Target,
    /// What new files take over.
    pub preserve: Preserve,
    /// What is done with files of which nothing goes, where output goes to a mirror.
    pub unchanged: Unchanged,
    /// Where removals are written to.
    pub ledger: Option<LedgerWriter>,
    /// What earlier runs have done.
    pub state: Option<State>,
    /// Set to end the run early: what is under way is finished.
    pub stop: &'p AtomicBool,
}

/// Hears of what happens.
pub trait Watch: Send {
    /// Something has to be told to the user.
    fn message(&mut self, message: String);

    /// A file, or a part of one, is done, and this has happened in it.
    fn done(&mut self, totals: Totals);

    /// A document is done that a report is to show.
    fn page(&mut self, page: Page);
}

/// Why a run ended early.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// The ledger cannot be written.
    Ledger(io::Error),
    /// The state cannot be written.
    State(io::Error),
    /// The user wants it so.
    Interrupted,
}

/// Works on files.
///
/// # Errors
///
/// A ledger or state that cannot be written, and an early end. What goes wrong with
/// a single file is told to `watch`, and the others go on.
pub fn files(
    entries: impl Iterator<Item = Entry> + Send,
    plan: Plan<'_>,
    editing: &dyn Editing,
    watch: &mut dyn Watch,
) -> Result<(), RunError> {
    let stop = plan.stop;
    let (finished, writer) = match plan.state {
        Some(State { finished, writer }) => (Some(finished), Some(writer)),
        None => (None, None),
    };
    let work = FileWork {
        reading: &plan.reading,
        target: &plan.target,
        preserve: plan.preserve,
        unchanged: plan.unchanged,
        finished: finished.as_ref(),
        editing,
        stop,
    };
    let mut books = Books {
        ledger: plan.ledger,
        state: writer,
        watch,
    };
    let mut entries = entries.map(|entry| {
        let metadata = fs::symlink_metadata(&entry.path);
        let bytes = metadata.map_or(0, |metadata| metadata.len());
        (entry, bytes)
    });
    loop {
        let mut large = None;
        let mut is_end = false;
        let source = || {
            let mut batch = Vec::new();
            let mut total = 0;
            while batch.len() < BATCH_FILES && total < BATCH_BYTES && large.is_none() {
                match entries.next().filter(|_| !stop.load(Ordering::Relaxed)) {
                    None => {
                        is_end = true;
                        break;
                    }
                    Some((entry, bytes)) if is_large(&entry, bytes) => large = Some(entry),
                    Some((entry, bytes)) => {
                        total += bytes;
                        batch.push(entry);
                    }
                }
            }
            Ok::<_, Infallible>((!batch.is_empty()).then_some(batch))
        };
        let small = |entry: Entry| work.small(&entry);
        match in_order(source, small, |batch| books.finish(batch)) {
            Ok(()) => {}
            Err(Stopped::Writing(error)) => return Err(error),
            Err(Stopped::Reading(never)) => match never {},
        }
        if let Some(entry) = large {
            let done = work.large(&entry, &mut books)?;
            books.finish(vec![done])?;
        }
        if stop.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        if is_end {
            return books.close();
        }
    }
}

fn is_large(entry: &Entry, bytes: u64) -> bool {
    let most = match Compression::of_name(&entry.path) {
        Compression::None => BATCH_BYTES,
        _ => LARGE_COMPRESSED,
    };
    entry.obstacle.is_none() && bytes > most
}

/// What is written down in the order of the files.
pub(super) struct Books<'w> {
    ledger: Option<LedgerWriter>,
    state: Option<StateWriter>,
    pub watch: &'w mut dyn Watch,
}

impl Books<'_> {
    /// Adds to the ledger.
    pub(super) fn enter(&mut self, lines: &[u8]) -> Result<(), RunError> {
        match &mut self.ledger {
            Some(ledger) if !lines.is_empty() => ledger.add(lines).map_err(RunError::Ledger),
            _ => Ok(()),
        }
    }

    fn close(self) -> Result<(), RunError> {
        let finished = self.ledger.map_or(Ok(()), LedgerWriter::finish);
        finished.map_err(RunError::Ledger)
    }

    /// Ends the work on some files: the way back is written before the way forth.
    fn finish(&mut self, batch: Vec<Done>) -> Result<(), RunError> {
        let mut replaces = false;
        for done in &batch {
            self.enter(&done.ledger)?;
            replaces |= done.pending.is_some();
        }
        if let Some(ledger) = self.ledger.as_mut().filter(|_| replaces) {
            ledger.sync().map_err(RunError::Ledger)?;
        }
        let mut lines = Vec::new();
        for mut done in batch {
            done.replace();
            lines.extend(done.finished);
            for message in done.messages {
                self.watch.message(message);
            }
            for page in done.pages {
                self.watch.page(page);
            }
            self.watch.done(done.totals);
        }
        match &mut self.state {
            Some(state) => state.add(&lines).map_err(RunError::State),
            None => Ok(()),
        }
    }
}
