//! Formats: how documents are packed, and how they are unpacked again without
//! touching anything but the text.
//!
//! [`open`] finds out what an input is and gives a [`Source`] of its documents and
//! a [`Sink`] for the same format.
//!
//! ```
//! use dechaff::formats::{Charset, Edit, Editor, Fields, Found, Input, Problem, Reading, open};
//!
//! /// Counts the documents, and changes none.
//! struct Count(usize);
//!
//! impl Editor for Count {
//!     fn edit(&mut self, _: &Found<'_>) -> Edit {
//!         self.0 += 1;
//!         Edit::default()
//!     }
//!
//!     fn pass(&mut self, _: Option<u64>, problem: Problem) {
//!         panic!("{problem}");
//!     }
//! }
//!
//! let lines = b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n".as_slice();
//! let reading = Reading {
//!     format: None,
//!     fields: Fields::new("text"),
//!     charset: Charset::Unicode,
//!     delimiter: None,
//!     longest: 1 << 20,
//! };
//! let mut opened = open(Input::stream(lines), &reading)?;
//! let mut count = Count(0);
//! while let Some(batch) = opened.source.batch().unwrap() {
//!     for frame in batch {
//!         frame.edit(&mut count);
//!     }
//! }
//! assert_eq!(count.0, 2);
//! # Ok::<(), Problem>(())
//! ```

mod compression;
mod detect;
mod encoding;
mod fields;
mod frame;
mod html;
mod json_object;
mod json_string;
mod jsonl;
mod lines;
mod open;
#[cfg(feature = "parquet")]
mod parquet;
mod table;
mod text;
mod warc;

pub use compression::Compression;
pub use detect::Format;
pub use encoding::{Charset, Encoding, UnitWidth};
pub use fields::Fields;
pub use frame::{Batch, Edit, Editor, Found, Frame, Part, Sink, Source, Splice, spliced};
pub use html::is_html;
pub use open::{Content, Input, Opened, Reading, open};
#[cfg(feature = "parquet")]
pub use parquet::Piece;

use std::fmt;

/// Why a record was passed through unchanged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Problem {
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The bytes hold a NUL, as binary files do.
    Binary,
    /// The file's name says that it holds something else than plain text.
    NotText,
    /// The line is not JSON, or not an object.
    NotJson(String),
    /// The object has no text field of that name, or it is not a string.
    NoText(String),
    /// The file has no column of that name.
    NoColumn {
        /// The column.
        name: String,
        /// The columns that are there.
        found: String,
    },
    /// The row has fewer values than the header has names.
    ShortRow,
    /// The archive is damaged here.
    NotArchive,
    /// The bytes are not in this encoding, or would be written in another way.
    NotDecoded(String),
    /// It is the source of a page, not its text.
    Html,
    /// It is not what was cleaned, as the hash of the original tells.
    NotCleaned,
    /// It is not what the proposals were made for, as the hash tells.
    NotStaged,
    /// The file changed while it was read, or since.
    Changed,
    /// The file has other names (hard links), which would be parted from it.
    Linked,
    /// The removals of the record do not fit its text.
    WrongOffsets,
    /// The document is longer than the limit.
    TooLong,
    /// The file could not be read or written.
    Unreadable(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("not UTF-8 (--encoding names another encoding)"),
            Self::NoColumn { name, found } => write!(
                f,
                "no column `{name}` with text; --text-field names it; there are {}",
                if found.is_empty() { "none" } else { found }
            ),
            Self::ShortRow => f.write_str("the row ends before the text's column"),
            Self::NotArchive => f.write_str("not a record of a web archive, or cut short"),
            Self::NotDecoded(encoding) => {
                write!(f, "not {encoding} that comes back as it was")
            }
            Self::Html => f.write_str(
                "HTML, not text: extract the text first, or force it with --format text",
            ),
            Self::NotCleaned => f.write_str(
                "it is not what was cleaned: it changed since, or the removals are another run's",
            ),
            Self::NotStaged => {
                f.write_str("it changed since the proposals were made; run `dechaff clean --stage` again")
            }
            Self::Changed => f.write_str("it changed while it was worked on; clean it again"),
            Self::Linked => f.write_str(
                "it has other names (hard links) that would keep the old text; clean to another folder",
            ),
            Self::Binary => f.write_str("binary, not text"),
            Self::NotText => f.write_str("not a plain text file by its name"),
            Self::NotJson(error) => write!(f, "not a JSON object: {error}"),
            Self::NoText(field) => write!(f, "no text in the field `{field}`"),
            Self::WrongOffsets => {
                f.write_str("its removals do not fit its text: it changed since, or offsets count something else (--offsets)")
            }
            Self::TooLong => f.write_str("longer than the limit (--max-size)"),
            Self::Unreadable(error) => f.write_str(error),
        }
    }
}
