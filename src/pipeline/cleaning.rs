//! Cleaning the documents of frames.

use std::path::Path;

use super::ledger::{LedgerEntry, Provenance, fingerprint};
use super::work::{Editing, Note, Notes, Origin};
use crate::engine::Cleaner;
use crate::formats::{Edit, Editor, Found, Frame, Part, Problem, Splice, is_html};
use crate::records::{Offsets, RemovalRecord};
use crate::report::{Outcome, Page, PageSource};
use crate::rules::RuleSet;
use crate::text::{Document, Span, host};

/// What the user says about where documents are from.
#[derive(Clone, Debug, Default)]
pub enum Placement {
    /// Nothing.
    #[default]
    Unknown,
    /// All are from this site.
    Site(String),
    /// The folder right below the input is named like the site.
    ByFolder,
}

impl Placement {
    /// The document with its site; `relative` is the path of its file below the
    /// input.
    pub fn place<'t>(&self, document: Document<'t>, relative: &Path) -> Document<'t> {
        let site = match self {
            Self::Unknown => None,
            Self::Site(site) => host(site).map(str::to_owned),
            Self::ByFolder => site_of_folder(relative),
        };
        match site {
            Some(site) => document.with_site(site),
            None => document,
        }
    }
}

fn site_of_folder(relative: &Path) -> Option<String> {
    let mut parts = relative.components();
    let folder = parts.next()?.as_os_str().to_str()?.to_owned();
    parts.next().map(|_| folder)
}

/// What is kept of removals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Counts only.
    Counts,
    /// They are embedded in the record.
    Embedded(Offsets),
    /// They go to the ledger.
    Ledger,
    /// They go to a file of proposals, and nothing is removed.
    Proposals,
}

/// Cleans documents.
#[derive(Clone, Debug)]
pub struct Cleaning {
    cleaner: Cleaner,
    placement: Placement,
    recording: Recording,
    version: String,
    /// Whether documents are handed on for a report.
    has_pages: bool,
}

impl Cleaning {
    /// Cleans by `cleaner`.
    pub fn new(cleaner: Cleaner, placement: Placement, recording: Recording) -> Self {
        Self {
            version: fingerprint(cleaner.rules()),
            cleaner,
            placement,
            recording,
            has_pages: false,
        }
    }

    /// The same, with each document handed on for a report.
    #[must_use]
    pub fn with_pages(self) -> Self {
        Self {
            has_pages: true,
            ..self
        }
    }

    /// The rules that it cleans by.
    pub fn rules(&self) -> &RuleSet {
        self.cleaner.rules()
    }
}

impl Editing for Cleaning {
    fn edit(&self, origin: Origin<'_>, frame: Box<dyn Frame>) -> (Part, Notes) {
        let mut editor = CleaningEditor {
            cleaning: self,
            origin,
            // Most frames hold one document.
            notes: Vec::with_capacity(1),
        };
        let part = frame.edit(&mut editor);
        (part, editor.notes)
    }
}

struct CleaningEditor<'a> {
    cleaning: &'a Cleaning,
    origin: Origin<'a>,
    notes: Notes,
}

impl Editor for CleaningEditor<'_> {
    fn edit(&mut self, found: &Found<'_>) -> Edit {
        let text = found.document.text();
        // A whole file was looked at when it was opened.
        if found.record.is_some() && is_html(text) {
            self.pass(found.record, Problem::Html);
            return Edit::default();
        }
        let cleaning = self.cleaning;
        let document = found.document.clone();
        let document = cleaning.placement.place(document, self.origin.relative);
        let scan = cleaning.cleaner.scan(&document);
        let records = || {
            let offsets = match cleaning.recording {
                Recording::Embedded(offsets) => offsets,
                _ => Offsets::Bytes,
            };
            let mut records = RemovalRecord::all(text, &scan.removals, offsets);
            for (record, removal) in records.iter_mut().zip(&scan.removals) {
                record.spelled = found.odd_spelling(removal.span);
            }
            records
        };
        let mut ledger = Vec::new();
        let mut removed = None;
        match cleaning.recording {
            Recording::Counts => {}
            // Lists of plain values can always be written as JSON.
            Recording::Embedded(_) => removed = serde_json::to_string(&records()).ok(),
            Recording::Ledger | Recording::Proposals if scan.removals.is_empty() => {}
            Recording::Ledger | Recording::Proposals => {
                let provenance = Provenance {
                    document: self.origin.name,
                    record: found.record,
                    site: document.site(),
                    version: &cleaning.version,
                    encoding: found.encoding,
                    is_truncated: scan.is_truncated,
                };
                let gone: Vec<Span> = scan.removals.iter().map(|one| one.span).collect();
                for entry in LedgerEntry::all(&provenance, text, records()) {
                    let entry = match cleaning.recording {
                        Recording::Proposals => entry.with_surroundings(text, &gone),
                        _ => entry,
                    };
                    ledger.extend(entry.to_line());
                }
            }
        }
        let cuts = scan.removals.iter().map(|one| Splice::cut(one.span));
        let edit = Edit {
            splices: match cleaning.recording {
                Recording::Proposals => Vec::new(),
                _ => cuts.collect(),
            },
            is_truncated: scan.is_truncated && removed.is_some(),
            removed,
        };
        let page = cleaning.has_pages.then(|| {
            Page::new(&PageSource {
                name: self.origin.name,
                record: found.record,
                site: document.site(),
                text,
                removals: &scan.removals,
            })
        });
        self.notes.push(Note {
            page,
            outcome: Outcome::of_scan(self.origin.name, found.record, text.len(), scan),
            ledger,
            is_refused: false,
        });
        edit
    }

    fn pass(&mut self, record: Option<u64>, problem: Problem) {
        self.notes.push(Note::passed(self.origin, record, problem));
    }
}
