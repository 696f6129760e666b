//! Tables: rows of values between commas, tabs or other marks (RFC 4180).
//!
//! Only the value in the text's column changes; quotes around other values, blanks
//! and line ends stay as they came.

use std::io::{self, BufRead};
use std::path::Path;
use std::sync::Arc;

use super::encoding::{Encoding, UnitWidth, decode_line};
use super::fields::DAY_FIELDS;
use super::frame::{Batch, Edit, Editor, Found, Frame, Part, Passed, Source, fill, spliced};
use super::lines::{Chunk, LineReader};
use super::{Fields, Problem};
use crate::text::host;
use crate::text::{Day, Document, Span};

/// Marks that stand between values.
const DELIMITERS: [u8; 4] = *b",\t;|";

/// Where things are in a row.
#[derive(Clone, Debug)]
struct Columns {
    delimiter: u8,
    text: usize,
    site: Option<usize>,
    language: Option<usize>,
    /// The columns that may hold the day, the surest first.
    days: Vec<usize>,
}

impl Columns {
    /// The columns that a header names.
    fn new(header: &str, fields: &Fields, delimiter: Option<u8>) -> Result<Self, Problem> {
        let missing = |names: &[String]| Problem::NoColumn {
            name: fields.name(),
            found: names.join(", "),
        };
        let mut found = Vec::new();
        for delimiter in delimiter.map_or(DELIMITERS.to_vec(), |one| vec![one]) {
            let names: Vec<String> = values(header, delimiter)
                .iter()
                .map(|value| value.content(header))
                .collect();
            let column = |name: &str| names.iter().position(|own| own.trim() == name);
            if let Some(text) = column(&fields.name()) {
                let site = fields.site_columns();
                return Ok(Self {
                    delimiter,
                    text,
                    site: site.iter().find_map(|name| column(name)),
                    language: column("lang"),
                    days: DAY_FIELDS.iter().filter_map(|name| column(name)).collect(),
                });
            }
            if names.len() > found.len() {
                found = names;
            }
        }
        Err(missing(&found))
    }
}

/// Whether quotes are open, as far as a row was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoting {
    ValueStart,
    Bare,
    Quoted,
    /// After a quote inside quotes: the end, or the first of two.
    Closing,
}

impl Quoting {
    /// The state after one more byte of ASCII; anything else counts as a letter.
    fn after(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::ValueStart, b'"') | (Self::Closing, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Closing,
            (Self::Quoted, _) => Self::Quoted,
            (_, byte) if byte == delimiter || byte == b'\n' => Self::ValueStart,
            _ => Self::Bare,
        }
    }

    fn after_all(self, bytes: &[u8], width: UnitWidth, delimiter: u8) -> Self {
        let step = |state: Self, byte| state.after(byte, delimiter);
        let wide = |unit: &[u8], low: usize| if unit[1 - low] == 0 { unit[low] } else { b'x' };
        match width {
            UnitWidth::One => bytes.iter().copied().fold(self, step),
            UnitWidth::TwoLittle => bytes
                .chunks_exact(2)
                .map(|unit| wide(unit, 0))
                .fold(self, step),
            UnitWidth::TwoBig => bytes
                .chunks_exact(2)
                .map(|unit| wide(unit, 1))
                .fold(self, step),
        }
    }
}

/// A value's place in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value {
    span: Span,
    is_quoted: bool,
}

impl Value {
    fn content(self, row: &str) -> String {
        let written = self.span.of(row);
        if self.is_quoted {
            let inside = written.strip_prefix('"').unwrap_or(written);
            let inside = inside.strip_suffix('"').unwrap_or(inside);
            inside.replace("\"\"", "\"")
        } else {
            written.to_owned()
        }
    }

    /// How another text is written in its place.
    fn written(self, text: &str, delimiter: u8) -> String {
        // A quote inside a bare value is a letter like any other.
        let marks = ['\n', '\r', char::from(delimiter)];
        if self.is_quoted || text.starts_with('"') || text.contains(marks) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    }
}

/// The values of a row, without its line end.
fn values(row: &str, delimiter: u8) -> Vec<Value> {
    let end = row.trim_end_matches(['\n', '\r']).len();
    let mut values = Vec::new();
    let mut state = Quoting::ValueStart;
    let (mut start, mut is_quoted) = (0, false);
    for (at, byte) in row.bytes().enumerate().take(end) {
        let next = state.after(byte, delimiter);
        if state == Quoting::ValueStart {
            is_quoted = next == Quoting::Quoted;
        }
        if state != Quoting::Quoted && byte == delimiter {
            values.push(Value {
                span: Span::new(start, at),
                is_quoted,
            });
            (start, is_quoted) = (at + 1, false);
        }
        state = next;
    }
    values.push(Value {
        span: Span::new(start, end),
        is_quoted,
    });
    values
}

/// Reads rows.
pub(super) struct Rows<R> {
    reader: LineReader<R>,
    fields: Fields,
    delimiter: Option<u8>,
    encoding: Option<Encoding>,
    longest: usize,
    header: Header,
    row: u64,
    /// A row, or the rest of one, is open.
    quoting: Quoting,
    is_inside_long_row: bool,
}

/// What the first row says.
enum Header {
    Unread,
    Read(Arc<Columns>),
    /// It does not name the text's column: all passes through.
    Useless,
}

/// The mark between values that a name of a file promises.
pub(super) fn delimiter_of(path: &Path) -> Option<u8> {
    let extension = path.extension().and_then(|extension| extension.to_str())?;
    matches!(extension.to_ascii_lowercase().as_str(), "tsv" | "tab").then_some(b'\t')
}

impl<R: BufRead> Rows<R> {
    pub(super) fn new(
        input: R,
        fields: Fields,
        delimiter: Option<u8>,
        encoding: Option<Encoding>,
        longest: usize,
    ) -> Self {
        let width = encoding.map_or(UnitWidth::One, Encoding::unit_width);
        Self {
            reader: LineReader::new(input, longest, width),
            fields,
            delimiter,
            encoding,
            longest,
            header: Header::Unread,
            row: 0,
            quoting: Quoting::ValueStart,
            is_inside_long_row: false,
        }
    }

    fn width(&self) -> UnitWidth {
        self.encoding.map_or(UnitWidth::One, Encoding::unit_width)
    }

    /// The next row, or a piece of one that is too long.
    fn row(&mut self) -> io::Result<Option<Box<dyn Frame>>> {
        let delimiter = match &self.header {
            Header::Read(columns) => columns.delimiter,
            _ => self.delimiter.unwrap_or(b','),
        };
        let mut row = Vec::new();
        loop {
            let Some(chunk) = self.reader.chunk()? else {
                return Ok((!row.is_empty()).then(|| self.frame(row, true)));
            };
            let (Chunk::Line(piece) | Chunk::LongLine(piece) | Chunk::LongLineRest(piece)) = &chunk;
            self.quoting = self.quoting.after_all(piece, self.width(), delimiter);
            row.extend_from_slice(piece);
            // A row ends with a line end outside quotes.
            if self.quoting == Quoting::ValueStart && ends_line(piece, self.width()) {
                return Ok(Some(self.frame(row, true)));
            }
            if row.len() > self.longest {
                return Ok(Some(self.frame(row, false)));
            }
        }
    }

    fn frame(&mut self, bytes: Vec<u8>, is_end: bool) -> Box<dyn Frame> {
        let was_inside = std::mem::replace(&mut self.is_inside_long_row, !is_end);
        if was_inside {
            return Passed::silent(bytes);
        }
        self.row += 1;
        if !is_end {
            return Box::new(Passed {
                bytes,
                record: Some(self.row),
                problem: Some(Problem::TooLong),
            });
        }
        let encoding = self.encoding;
        self.encoding = encoding.map(Encoding::without_mark);
        match &self.header {
            Header::Useless => Passed::silent(bytes),
            Header::Read(columns) => Box::new(Row {
                bytes,
                number: self.row,
                encoding,
                columns: columns.clone(),
            }),
            Header::Unread => {
                let header = decode_line(&bytes, encoding);
                let columns =
                    header.and_then(|(row, _)| Columns::new(&row, &self.fields, self.delimiter));
                let problem = match columns {
                    Ok(columns) => {
                        self.header = Header::Read(Arc::new(columns));
                        None
                    }
                    Err(problem) => {
                        self.header = Header::Useless;
                        Some(problem)
                    }
                };
                Box::new(Passed {
                    bytes,
                    record: None,
                    problem,
                })
            }
        }
    }
}

fn ends_line(piece: &[u8], width: UnitWidth) -> bool {
    match width {
        UnitWidth::One => piece.ends_with(b"\n"),
        UnitWidth::TwoLittle => piece.ends_with(b"\n\0"),
        UnitWidth::TwoBig => piece.ends_with(b"\0\n"),
    }
}

impl<R: BufRead + Send> Source for Rows<R> {
    fn batch(&mut self) -> io::Result<Option<Batch>> {
        fill(|| self.row())
    }
}

/// A row below the header.
struct Row {
    bytes: Vec<u8>,
    number: u64,
    encoding: Option<Encoding>,
    columns: Arc<Columns>,
}

impl Row {
    fn edited(&self, editor: &mut dyn Editor) -> Result<Option<Vec<u8>>, Problem> {
        let (row, encoding) = decode_line(&self.bytes, self.encoding)?;
        if row.trim_matches(['\r', '\n']).is_empty() {
            return Ok(None);
        }
        let values = values(&row, self.columns.delimiter);
        let content = |column: usize| values.get(column).map(|value| value.content(&row));
        let place = values.get(self.columns.text).ok_or(Problem::ShortRow)?;
        let text = place.content(&row);
        let mut document = Document::new(text.as_str());
        let site = self.columns.site.and_then(content);
        if let Some(site) = site.as_deref().and_then(host) {
            document = document.with_site(site);
        }
        let language = self.columns.language.and_then(content);
        if let Some(language) = language.filter(|language| !language.is_empty()) {
            document = document.with_language(language);
        }
        let mut days = self.columns.days.iter();
        if let Some(day) = days.find_map(|&column| Day::find_in(&content(column)?)) {
            document = document.with_day(day);
        }
        let found = Found::new(document, encoding).numbered(self.number);
        let Edit { splices, .. } = editor.edit(&found);
        if splices.is_empty() {
            return Ok(None);
        }
        let text = spliced(&text, &splices);
        let mut edited = row[..place.span.start].to_owned();
        edited.push_str(&place.written(&text, self.columns.delimiter));
        edited.push_str(&row[place.span.end..]);
        Ok(Some(encoding.encode(&edited)))
    }
}

impl Frame for Row {
    fn edit(self: Box<Self>, editor: &mut dyn Editor) -> Part {
        Part::Bytes(match self.edited(editor) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => self.bytes,
            Err(problem) => {
                editor.pass(Some(self.number), problem);
                self.bytes
            }
        })
    }

    fn size(&self) -> usize {
        self.bytes.len()
    }
}
