//! The pair that every format is read and written through.
//!
//! A [`Source`] cuts its input into frames: a text, a line, a row, a record, with
//! every byte of the input in one of them. A [`Frame`] shows its documents to an
//! [`Editor`] and becomes a [`Part`] of the output, and a [`Sink`] writes parts in
//! order. Frames of a batch can be edited in parallel; cleaning, restoring and
//! looking are all editors.

use std::io;

use super::encoding::Encoding;
use super::{Problem, json_string};
use crate::text::{Document, Span};

/// Bytes after which a batch of frames is full.
pub(super) const BATCH_BYTES: usize = 1 << 20;

/// Frames after which a batch is full: of very short ones, what is known about each
/// takes more room than its bytes.
const BATCH_FRAMES: usize = 4096;

/// Frames that are read together.
pub type Batch = Vec<Box<dyn Frame>>;

/// Reads frames.
pub trait Source: Send {
    /// The next frames, of about a megabyte together; `None` at the end.
    ///
    /// # Errors
    ///
    /// What the input says.
    fn batch(&mut self) -> io::Result<Option<Batch>>;
}

/// A stretch of the input, with no, one or several documents.
pub trait Frame: Send {
    /// Shows each document to `editor`, and gives what is written in its place.
    fn edit(self: Box<Self>, editor: &mut dyn Editor) -> Part;

    /// About how many bytes it holds.
    fn size(&self) -> usize;
}

/// Decides what becomes of documents.
pub trait Editor {
    /// What becomes of one document.
    fn edit(&mut self, found: &Found<'_>) -> Edit;

    /// Hears of a record that nothing can be done about: it passes through.
    fn pass(&mut self, record: Option<u64>, problem: Problem);
}

/// A document in a frame.
#[derive(Clone, Debug)]
pub struct Found<'f> {
    /// The number of the record in its file, from 1: the line of JSON lines, the
    /// row of a table with its header as row 1, the row of a Parquet file or the text
    /// in a column of lists, the record of an archive. `None` where the file is the
    /// document.
    pub record: Option<u64>,
    /// The document.
    pub document: Document<'f>,
    /// How its bytes are encoded.
    pub encoding: Encoding,
    /// JSON of the removals that an earlier run embedded.
    pub embedded: Option<&'f str>,
    /// The JSON string that spells the text.
    pub(super) raw: Option<&'f str>,
}

impl<'f> Found<'f> {
    pub(super) fn new(document: Document<'f>, encoding: Encoding) -> Self {
        Self {
            record: None,
            document,
            encoding,
            embedded: None,
            raw: None,
        }
    }

    pub(super) fn numbered(self, record: u64) -> Self {
        Self {
            record: Some(record),
            ..self
        }
    }

    /// How the input spells a stretch of the text, where the text alone would not
    /// tell: `caf\u00e9` in JSON.
    pub fn odd_spelling(&self, span: Span) -> Option<String> {
        json_string::odd_spelling(self.raw?, self.document.text(), span)
    }
}

/// What becomes of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// What is put in place of what; sorted, not overlapping.
    pub splices: Vec<Splice>,
    /// JSON to embed as the document's removals, where the format has room for it.
    pub removed: Option<String>,
    /// Whether to embed that the document was probably cut short.
    pub is_truncated: bool,
}

/// A stretch of a text, and what is put in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// Bytes of the text.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
    /// How it is spelled, where that is not told by the text.
    pub spelled: Option<String>,
}

impl Splice {
    /// Takes a stretch away.
    pub fn cut(span: Span) -> Self {
        Self {
            span,
            text: String::new(),
            spelled: None,
        }
    }
}

/// The text after the splices.
pub fn spliced(text: &str, splices: &[Splice]) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for splice in splices {
        edited.push_str(&text[at..splice.span.start]);
        edited.push_str(&splice.text);
        at = splice.span.end;
    }
    edited.push_str(&text[at..]);
    edited
}

/// What a frame became.
#[derive(Debug)]
#[non_exhaustive]
pub enum Part {
    /// Bytes of the output.
    Bytes(Vec<u8>),
    /// Values of a Parquet column.
    #[cfg(feature = "parquet")]
    Column(super::parquet::Piece),
}

/// Writes parts.
pub trait Sink: Send {
    /// Writes the next part.
    ///
    /// # Errors
    ///
    /// What the output says.
    fn write(&mut self, part: Part) -> io::Result<()>;

    /// Writes what is still held back.
    ///
    /// # Errors
    ///
    /// What the output says.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A stretch of the input that passes through, with the reason if it is one to
/// tell.
#[derive(Debug)]
pub(super) struct Passed {
    pub bytes: Vec<u8>,
    pub record: Option<u64>,
    pub problem: Option<Problem>,
}

impl Passed {
    /// Bytes that hold no document, such as blank lines.
    pub(super) fn silent(bytes: Vec<u8>) -> Box<dyn Frame> {
        Box::new(Self {
            bytes,
            record: None,
            problem: None,
        })
    }
}

impl Frame for Passed {
    fn edit(self: Box<Self>, editor: &mut dyn Editor) -> Part {
        if let Some(problem) = self.problem {
            editor.pass(self.record, problem);
        }
        Part::Bytes(self.bytes)
    }

    fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Frames until they fill a batch, from what gives them one by one.
pub(super) fn fill(
    mut next: impl FnMut() -> io::Result<Option<Box<dyn Frame>>>,
) -> io::Result<Option<Batch>> {
    let mut batch: Batch = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH_BYTES && batch.len() < BATCH_FRAMES {
        let Some(frame) = next()? else { break };
        bytes += frame.size();
        batch.push(frame);
    }
    Ok((!batch.is_empty()).then_some(batch))
}
