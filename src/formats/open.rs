//! Opens an input: what it is compressed with, what format it has, and the source
//! and sink for it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, Write};
use std::path::PathBuf;

use super::compression::{Bytes, Compression};
use super::detect::{Format, LOOKED_AT};
use super::encoding::{Charset, UnitWidth, of_lines};
use super::frame::{Sink, Source};
use super::lines::LineReader;
use super::{Fields, Problem, html, jsonl, table, text, warc};

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The format; found by name and content where `None`.
    pub format: Option<Format>,
    /// Where text and site are in a record.
    pub fields: Fields,
    /// The encoding to expect.
    pub charset: Charset,
    /// The mark between the values of a table; found by name and content where
    /// `None`.
    pub delimiter: Option<u8>,
    /// Bytes of a document above which it passes through.
    pub longest: usize,
}

/// Something to read.
pub struct Input {
    /// The name of the file, where it has one.
    pub name: Option<PathBuf>,
    /// Its bytes.
    pub content: Content,
}

/// Where bytes come from.
pub enum Content {
    /// A file, from its start.
    File(File),
    /// Anything else.
    Stream(Box<dyn Read + Send>),
}

impl Input {
    /// A stream without a name.
    pub fn stream(content: impl Read + Send + 'static) -> Self {
        Self {
            name: None,
            content: Content::Stream(Box::new(content)),
        }
    }
}

/// An input that was opened.
pub struct Opened {
    /// Its format.
    pub format: Format,
    /// Its compression.
    pub compression: Compression,
    /// Its documents.
    pub source: Box<dyn Source>,
    #[cfg(feature = "parquet")]
    parquet: Option<super::parquet::Table>,
}

impl Opened {
    /// A sink for an output that is like the input, but for the compression.
    ///
    /// # Errors
    ///
    /// A compressor that cannot be made.
    pub fn sink(
        &self,
        output: Box<dyn Write + Send>,
        compression: Compression,
    ) -> io::Result<Box<dyn Sink>> {
        #[cfg(feature = "parquet")]
        if let Some(parquet) = &self.parquet {
            return Ok(parquet.sink(output));
        }
        Ok(match self.format {
            Format::Warc => Box::new(Bytes::apart(output, compression)),
            _ => Box::new(Bytes::new(output, compression)?),
        })
    }
}

/// Opens an input.
///
/// # Errors
///
/// What cannot be read, has a column missing, is HTML, or is of a format that this
/// program was built without.
pub fn open(input: Input, reading: &Reading) -> Result<Opened, Problem> {
    let unreadable = |error: io::Error| Problem::Unreadable(error.to_string());
    let Input { name, content } = input;
    let (file, content): (_, Box<dyn Read + Send>) = match content {
        Content::File(file) => (file.try_clone().ok(), Box::new(file)),
        Content::Stream(stream) => (None, stream),
    };
    let raw = BufReader::with_capacity(1 << 16, content);
    let (start, raw) = peeked(raw).map_err(unreadable)?;
    let compression = Compression::of_content(&start);
    let (start, mut content) = match compression {
        Compression::None => (start, raw),
        _ => peeked(compression.reader(raw).map_err(unreadable)?).map_err(unreadable)?,
    };
    let by_name = name.as_deref().and_then(Format::of_name);
    let format = reading.format.or(by_name);
    let format = format.unwrap_or_else(|| Format::of_content(&start));
    let is_page = html::is_html(&String::from_utf8_lossy(&start));
    if format == Format::Text && reading.format.is_none() && is_page {
        return Err(Problem::Html);
    }
    let opened = |source| Opened {
        format,
        compression,
        source,
        #[cfg(feature = "parquet")]
        parquet: None,
    };
    let longest = reading.longest;
    let fields = reading.fields.clone();
    let by_name = name.as_deref().and_then(table::delimiter_of);
    Ok(match format {
        Format::Text => opened(Box::new(text::Text::new(content, reading.charset, longest))),
        Format::Warc => opened(Box::new(warc::Records::new(content, longest))),
        Format::Table => {
            let encoding = of_lines(&start, reading.charset)?;
            let delimiter = reading.delimiter.or(by_name);
            let rows = table::Rows::new(content, fields, delimiter, encoding, longest);
            opened(Box::new(rows))
        }
        Format::Jsonl => {
            let encoding = of_lines(&start, reading.charset)?;
            let width = encoding.map_or(UnitWidth::One, |encoding| encoding.unit_width());
            let lines = LineReader::new(content, longest, width);
            opened(Box::new(jsonl::Lines::new(lines, fields, encoding)))
        }
        Format::Parquet => {
            // The format is read from its end, so a stream goes to a file first.
            let file = match file.filter(|_| compression == Compression::None) {
                Some(file) => file,
                None => stored(&mut content).map_err(unreadable)?,
            };
            parquet(file, compression, reading)?
        }
    })
}

fn stored(content: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(content, &mut file)?;
    file.rewind()?;
    Ok(file)
}

#[cfg(feature = "parquet")]
fn parquet(file: File, compression: Compression, reading: &Reading) -> Result<Opened, Problem> {
    let table = super::parquet::Table::open(file, &reading.fields)?;
    Ok(Opened {
        format: Format::Parquet,
        compression,
        source: Box::new(table.source(reading.longest)),
        parquet: Some(table),
    })
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: File, _: Compression, _: &Reading) -> Result<Opened, Problem> {
    Err(Problem::Unreadable(
        "Parquet, which this program was built without (feature `parquet`)".into(),
    ))
}

/// The first bytes of an input, and the input with them.
fn peeked(
    mut input: impl BufRead + Send + 'static,
) -> io::Result<(Vec<u8>, Box<dyn BufRead + Send>)> {
    let mut start = Vec::new();
    input
        .by_ref()
        .take(LOOKED_AT as u64)
        .read_to_end(&mut start)?;
    let whole = Cursor::new(start.clone()).chain(input);
    Ok((start, Box::new(whole)))
}
