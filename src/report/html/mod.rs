//! The report as one HTML file: an overview, every changed document with its
//! removals marked, and a review whose decisions can be saved.
//!
//! The file needs no network. Documents are data blocks that nothing runs; the
//! script reads one when it is opened, and a policy in the page allows that script
//! and its style sheet, and nothing else. Documents are written as they come; only
//! a small index is kept until the end.

mod escape;
mod index;
mod page;
mod parts;

use std::io::{self, Write};

use crate::rules::RuleSet;
use index::Index;

pub use page::{Page, PageSource};

/// An HTML report that is being written.
///
/// ```
/// use dechaff::report::{HtmlReport, Page, PageSource};
/// use dechaff::{Cleaner, Document, RuleSet};
///
/// let cleaner = Cleaner::new(RuleSet::builtin());
/// let document = Document::new("The ferry runs again.\n\nSign up for our newsletter!\n");
/// let removals = cleaner.scan(&document).removals;
/// let page = Page::new(&PageSource {
///     name: "ferry.txt",
///     record: None,
///     site: document.site(),
///     text: document.text(),
///     removals: &removals,
/// });
/// let mut report = HtmlReport::begin(Vec::new(), "ferry.txt")?;
/// report.add(&page)?;
/// let html = report.finish(cleaner.rules())?;
/// assert!(html.starts_with(b"<!doctype html>"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct HtmlReport<W> {
    out: W,
    index: Index,
    heading: String,
    /// Over all data blocks; names the report.
    hasher: blake3::Hasher,
}

impl<W: Write> HtmlReport<W> {
    /// Begins a report; `heading` says what it is about, such as the name of the
    /// folder.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn begin(mut out: W, heading: &str) -> io::Result<Self> {
        out.write_all(parts::head(heading).as_bytes())?;
        Ok(Self {
            out,
            index: Index::default(),
            heading: heading.to_owned(),
            hasher: blake3::Hasher::new(),
        })
    }

    /// Writes a document; of one without removals only the size is counted.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn add(&mut self, page: &Page) -> io::Result<()> {
        let Some(number) = self.index.add(page) else {
            return Ok(());
        };
        self.hasher.update(page.data().as_bytes());
        self.block(&format!("d{number}"), page.data())
    }

    /// Writes what is known about all documents, with what `rules` says about the
    /// rules that decided, and gives back what was written to.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn finish(mut self, rules: &RuleSet) -> io::Result<W> {
        for (name, rows) in self.index.tables(rules) {
            self.rows(name, rows)?;
        }
        let id = self.hasher.finalize().to_hex();
        let facts = self.index.facts(&self.heading, &id[..16]);
        self.block("facts", &facts)?;
        self.out.write_all(parts::tail().as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn block(&mut self, id: &str, data: &str) -> io::Result<()> {
        writeln!(
            self.out,
            r#"<script type="application/json" id="{id}">{data}</script>"#
        )
    }

    /// A data block that is a list, a row a line.
    fn rows(&mut self, id: &str, rows: Vec<String>) -> io::Result<()> {
        self.block(id, &format!("[\n{}\n]", rows.join(",\n")))
    }
}
