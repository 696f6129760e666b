//! Diffs: what is removed from a document with the rules beside it, and what differs
//! between two versions of one.
//!
//! What is known to be removed is never searched for: hunks are built straight from
//! the removals, in time that grows with the text. Only for two versions of which
//! nothing is known are lines and words compared, and that search is cut short
//! where it takes too long.
//!
//! ```
//! use dechaff::report::diff::{Palette, Shown, Style, View};
//! use dechaff::{Cleaner, Document, RuleSet};
//!
//! let cleaner = Cleaner::new(RuleSet::builtin());
//! let document = Document::new("The ferry runs.\nSign up for our free weekly newsletter!\n");
//! let scan = cleaner.scan(&document);
//! let shown = Shown {
//!     name: "ferry.txt",
//!     record: None,
//!     site: None,
//!     text: document.text(),
//!     removals: &scan.removals,
//!     rules: cleaner.rules(),
//! };
//! let view = View { palette: Palette::plain(), context: 3, width: 80 };
//! let diff = shown.diff(Style::Unified, &view);
//! assert!(diff.contains("\n-Sign up for our free weekly newsletter!\n"));
//! assert!(diff.contains("# line 2: newsletter/sign-up (newsletter, 0."));
//! ```

mod hunks;
mod inline;
mod json;
mod layout;
mod marks;
mod palette;
mod patch;
mod revision;
mod side_by_side;
mod stat;
mod subject;
mod unified;

pub use layout::{Row, visible, wrap};
pub use palette::{Palette, color};
pub use patch::{Presence, Unpatchable, patch, patch_name};
pub use revision::{Edit, Revision};
pub use stat::{Stat, Statistics};

use crate::engine::Removal;
use crate::rules::RuleSet;
use subject::Subject;

/// How a diff is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// Lines that go behind `-`, lines that come behind `+`, and above each hunk the
    /// rules that its removals are from.
    #[default]
    Unified,
    /// The paragraphs as they are, with the words that go marked in them.
    Inline,
    /// The original on the left, what is left of it on the right.
    SideBySide,
    /// A JSON object on a line for each document that changes. Of a document that
    /// rules were used on: `name`; `record`, the number of its record in its file, or
    /// null; `site`, or null; `bytes` of its text; `removals`, each a
    /// [`RemovalRecord`](crate::records::RemovalRecord) with `start` and `end` in bytes
    /// of UTF-8; and `why`, which says by id what the rules say of themselves. Of two
    /// versions: `name`; `record`; `only_in`, which is `old`, `new` or null; and `hunks`
    /// with `old_start`, `old_lines`, `new_start`, `new_lines`, counted from 1, and
    /// `lines`, each with its `kind` (`kept`, `removed`, `added`) and its `text`.
    Json,
}

/// How diffs are shown to somebody.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The colours.
    pub palette: Palette,
    /// Unchanged lines around a change.
    pub context: usize,
    /// Columns of the terminal.
    pub width: usize,
}

/// A document as diffs see it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Its name, with the number of the record where it is one.
    pub name: &'a str,
    /// The number of its record in its file.
    pub record: Option<u64>,
    /// The site that it is from.
    pub site: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// What is removed; sorted and disjoint.
    pub removals: &'a [Removal],
    /// The rules that decided.
    pub rules: &'a RuleSet,
}

impl Shown<'_> {
    /// The diff; empty where nothing is removed.
    pub fn diff(&self, style: Style, view: &View) -> String {
        if self.removals.is_empty() {
            return String::new();
        }
        match style {
            Style::Json => json::document(self),
            _ => self.subject().diff(style, view),
        }
    }

    /// What `--stat` counts of it.
    pub fn stat(&self) -> Stat {
        Stat::of(&self.subject())
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            name: self.name,
            revision: Revision::of_removals(self.text, self.removals),
            removals: self.removals,
            rules: Some(self.rules),
        }
    }
}

/// Two versions of a document, of which one may be missing.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    /// Its name, with the number of the record where it is one.
    pub name: &'a str,
    /// The number of its record in its file.
    pub record: Option<u64>,
    /// The text before; `None` where the document is new.
    pub old: Option<&'a str>,
    /// The text after; `None` where the document is gone.
    pub new: Option<&'a str>,
}

impl Versions<'_> {
    /// Whether the versions are not the same.
    pub fn differ(&self) -> bool {
        self.old != self.new
    }

    /// The diff; empty where both are the same. A document that is in one version
    /// only is named, and not shown.
    pub fn diff(&self, style: Style, view: &View) -> String {
        if !self.differ() {
            return String::new();
        }
        let subject = self.subject();
        if style == Style::Json {
            return json::versions(self, &subject.revision, view.context);
        }
        let place = match (self.old, self.new) {
            (Some(_), Some(_)) => return subject.diff(style, view),
            (Some(_), None) => "old",
            _ => "new",
        };
        let header = view.palette.header();
        let name = layout::visible(self.name);
        format!("{header}only in the {place} version: {name}{header:#}\n")
    }

    /// What `--stat` counts of it.
    pub fn stat(&self) -> Stat {
        Stat::of(&self.subject())
    }

    /// The edits between the versions; a missing one counts as empty.
    pub fn revision(&self) -> Revision<'_> {
        Revision::between(self.old.unwrap_or_default(), self.new.unwrap_or_default())
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            name: self.name,
            revision: self.revision(),
            removals: &[],
            rules: None,
        }
    }
}
