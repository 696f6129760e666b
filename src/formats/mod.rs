//! Formats: how documents are packed, and how they are unpacked again without
//! touching anything but the text.

pub mod jsonl;
mod site;
pub mod text;
mod wire;

pub use site::host;
pub use wire::{Misfit, Offsets, RemovalRecord, removed};

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
            Self::NotUtf8 => f.write_str("not UTF-8"),
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
