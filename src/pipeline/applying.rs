//! Carries out proposals that were accepted.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::gap::closed;
use super::ledger::{BadLine, LedgerEntry, LedgerIndex, Provenance, hash};
use super::work::{Editing, Note, Notes, Origin};
use crate::engine::Removal;
use crate::formats::{Edit, Editor, Found, Frame, Part, Problem, Splice};
use crate::records::RemovalRecord;
use crate::report::Outcome;
use crate::review::{Decisions, Subject, Verdict, content_key, find, find_where, place_key};
use crate::text::Span;

/// Bytes around a proposal in which words of an edit are looked for at least.
const AROUND_EDIT: usize = 4096;

/// Carries out what decisions accept of a file of proposals.
#[derive(Debug)]
pub struct Applying {
    index: LedgerIndex,
    decisions: Decisions,
    undecided: AtomicUsize,
    rejected: AtomicUsize,
    unfit: AtomicUsize,
}

impl Applying {
    /// Carries out proposals of the file at `path`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and one that holds no proposals.
    pub fn new(path: &Path, decisions: Decisions) -> io::Result<Self> {
        match LedgerIndex::read(path)? {
            Ok(index) => Ok(Self {
                index,
                decisions,
                undecided: AtomicUsize::new(0),
                rejected: AtomicUsize::new(0),
                unfit: AtomicUsize::new(0),
            }),
            Err(BadLine { number, error }) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("line {number} is no proposal: {error}"),
            )),
        }
    }

    /// The document, where the proposals are about one only.
    pub fn only_document(&self) -> Option<&str> {
        self.index.only_document.as_deref()
    }

    /// Proposals that stay because nobody decided about them yet.
    pub fn undecided(&self) -> usize {
        self.undecided.load(Ordering::Relaxed)
    }

    /// Proposals that stay because they were rejected.
    pub fn rejected(&self) -> usize {
        self.rejected.load(Ordering::Relaxed)
    }

    /// Proposals that stay because the words of their edit are not there.
    pub fn unfit(&self) -> usize {
        self.unfit.load(Ordering::Relaxed)
    }

    /// The documents that proposals are about and that were not met, each once.
    ///
    /// # Errors
    ///
    /// A file of proposals that can no longer be read.
    pub fn missing(&self) -> impl Iterator<Item = io::Result<(String, Option<u64>)>> {
        let unused = self.index.unused();
        unused.map(|entry| entry.map(|entry| (entry.document, entry.record)))
    }

    /// What was decided about a proposal.
    fn verdict(&self, entry: &LedgerEntry<'_>) -> Option<&Verdict> {
        let (before, after) = entry.around.clone().unwrap_or_default();
        let subject = Subject {
            rule: &entry.removal.rule,
            content: &content_key(&entry.removal.text),
            place: place_key(&before, &after),
            site: entry.site.as_deref(),
        };
        self.decisions.of(&subject).map(|found| &found.verdict)
    }

    /// What of the proposals for a text goes: the span, and the proposal.
    fn accepted<'e>(
        &self,
        text: &str,
        entries: &'e [LedgerEntry<'static>],
    ) -> Vec<(Span, &'e LedgerEntry<'static>)> {
        let mut accepted: Vec<(Span, &LedgerEntry<'_>)> = Vec::new();
        let goes = |entry: Option<&LedgerEntry<'_>>, at: usize| {
            entry.is_none_or(|entry| {
                let removal = &entry.removal;
                let touches = removal.start == at || removal.end == at;
                !touches || self.verdict(entry) == Some(&Verdict::Accept)
            })
        };
        for (number, entry) in entries.iter().enumerate() {
            let proposed = Span::new(entry.removal.start, entry.removal.end);
            let span = match self.verdict(entry) {
                None => {
                    self.undecided.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                Some(Verdict::Reject) => {
                    self.rejected.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                Some(Verdict::Accept) => {
                    let before = number.checked_sub(1).map(|before| &entries[before]);
                    let is_whole =
                        goes(before, proposed.start) && goes(entries.get(number + 1), proposed.end);
                    Some(if is_whole {
                        proposed
                    } else {
                        closed(text, proposed)
                    })
                }
                Some(Verdict::Edit(remove)) => edited(text, proposed, remove),
            };
            let Some(span) = span else {
                self.unfit.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            // An edit may reach into what goes already.
            let end = accepted.last().map_or(0, |(span, _)| span.end);
            if span.end > end {
                accepted.push((Span::new(span.start.max(end), span.end), entry));
            }
        }
        accepted
    }
}

/// Where the text that an edit removes stands, in the proposal or around it.
fn edited(text: &str, proposed: Span, remove: &str) -> Option<Span> {
    let inside = find(proposed.of(text), remove)
        .map(|span| Span::new(proposed.start + span.start, proposed.start + span.end));
    inside.or_else(|| {
        let reach = AROUND_EDIT + remove.len() * 2;
        let start = floor(text, proposed.start.saturating_sub(reach));
        let end = floor(text, (proposed.end + reach).min(text.len()));
        let whole = |span: Span| Span::new(start + span.start, start + span.end);
        let found = find_where(&text[start..end], remove, |span| {
            whole(span).overlaps(proposed)
        });
        found.map(whole)
    })
}

/// The last end of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

impl Editing for Applying {
    fn edit(&self, origin: Origin<'_>, frame: Box<dyn Frame>) -> (Part, Notes) {
        let mut editor = ApplyingEditor {
            applying: self,
            origin,
            notes: Vec::new(),
        };
        let part = frame.edit(&mut editor);
        (part, editor.notes)
    }
}

struct ApplyingEditor<'a> {
    applying: &'a Applying,
    origin: Origin<'a>,
    notes: Notes,
}

impl ApplyingEditor<'_> {
    fn apply(&self, found: &Found<'_>) -> Result<(Edit, Note), Problem> {
        let text = found.document.text();
        let name = self.origin.name;
        let unreadable = |error: io::Error| Problem::Unreadable(error.to_string());
        let index = &self.applying.index;
        let stagings = index.of(name, found.record).map_err(unreadable)?;
        let mut note = Note {
            outcome: Outcome::seen(name, found.record, text.len()),
            ..Note::default()
        };
        let Some(entries) = stagings.last() else {
            return Ok((Edit::default(), note));
        };
        let own = hash(text.as_bytes());
        if entries
            .iter()
            .any(|entry| entry.hash != own || !entry.fits(text))
        {
            return Err(Problem::NotStaged);
        }
        let accepted = self.applying.accepted(text, entries);
        let mut records = Vec::new();
        for (span, entry) in &accepted {
            let Ok(category) = entry.removal.category.parse() else {
                return Err(Problem::NotStaged);
            };
            note.outcome.removals.push(Removal {
                span: *span,
                rule: entry.removal.rule.as_str().into(),
                category,
                confidence: entry.removal.confidence,
                evidence: Vec::new(),
            });
            let record = entry.removal.clone();
            records.push(RemovalRecord {
                start: span.start,
                end: span.end,
                text: span.of(text).to_owned().into(),
                spelled: found.odd_spelling(*span),
                ..record
            });
        }
        if let Some(first) = entries.first() {
            let provenance = Provenance {
                document: name,
                record: found.record,
                site: first.site.as_deref(),
                version: &first.version,
                encoding: found.encoding,
                is_truncated: first.truncated,
            };
            for entry in LedgerEntry::all(&provenance, text, records) {
                note.ledger.extend(entry.to_line());
            }
        }
        let edit = Edit {
            splices: accepted
                .iter()
                .map(|(span, _)| Splice::cut(*span))
                .collect(),
            ..Edit::default()
        };
        Ok((edit, note))
    }
}

impl LedgerEntry<'_> {
    fn fits(&self, text: &str) -> bool {
        text.get(self.removal.start..self.removal.end) == Some(&*self.removal.text)
    }
}

impl Editor for ApplyingEditor<'_> {
    fn edit(&mut self, found: &Found<'_>) -> Edit {
        match self.apply(found) {
            Ok((edit, note)) => {
                self.notes.push(note);
                edit
            }
            Err(problem) => {
                let mut note = Note::passed(self.origin, found.record, problem);
                // A record that is refused lets the others through.
                note.is_refused = found.record.is_none();
                self.notes.push(note);
                Edit::default()
            }
        }
    }

    fn pass(&mut self, record: Option<u64>, problem: Problem) {
        self.notes.push(Note::passed(self.origin, record, problem));
    }
}
