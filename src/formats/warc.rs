//! Web archives (WARC 1.0 and 1.1), with the texts of conversion records, as in
//! WET files.
//!
//! Of a record whose text changes, the length and the digests in its header change
//! too; all other records stay as they came.

use std::io::{self, BufRead, Read};

use sha1::{Digest, Sha1};

use super::Problem;
use super::encoding::Encoding;
use super::frame::{
    BATCH_BYTES, Batch, Edit, Editor, Found, Frame, Part, Passed, Source, fill, spliced,
};
use crate::text::host;
use crate::text::{Day, Document};

/// Bytes of a header at most; what is longer is no header.
const LONGEST_HEADER: u64 = 1 << 20;

/// Reads records.
pub(super) struct Records<R> {
    input: R,
    longest: usize,
    number: u64,
    /// Bytes of a record's block that still pass through.
    left: u64,
    /// Nothing more can be told apart.
    is_lost: bool,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R, longest: usize) -> Self {
        Self {
            input,
            longest,
            number: 0,
            left: 0,
            is_lost: false,
        }
    }

    fn frame(&mut self) -> io::Result<Option<Box<dyn Frame>>> {
        if self.is_lost {
            let bytes = self.bytes(BATCH_BYTES as u64)?;
            return Ok((!bytes.is_empty()).then(|| Passed::silent(bytes)));
        }
        if self.left > 0 {
            let mut bytes = self.bytes(self.left.min(BATCH_BYTES as u64))?;
            self.left -= bytes.len() as u64;
            if bytes.is_empty() {
                return Ok(None);
            }
            if self.left == 0 {
                bytes.extend(self.line_ends()?);
            }
            return Ok(Some(Passed::silent(bytes)));
        }
        let header = self.header()?;
        if header.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let Some(length) = Header(&header).length() else {
            self.is_lost = true;
            return Ok(Some(self.passed(header, Problem::NotArchive)));
        };
        if length > self.longest as u64 {
            self.left = length;
            return Ok(Some(if Header(&header).has_text() {
                self.passed(header, Problem::TooLong)
            } else {
                Passed::silent(header)
            }));
        }
        let block = self.bytes(length)?;
        let is_whole = block.len() as u64 == length;
        let end = self.line_ends()?;
        if !Header(&header).has_text() || !is_whole {
            let bytes = [header, block, end].concat();
            return Ok(Some(if is_whole {
                Passed::silent(bytes)
            } else {
                self.passed(bytes, Problem::NotArchive)
            }));
        }
        Ok(Some(Box::new(Conversion {
            number: self.number,
            header,
            block,
            end,
        })))
    }

    fn passed(&self, bytes: Vec<u8>, problem: Problem) -> Box<dyn Frame> {
        Box::new(Passed {
            bytes,
            record: Some(self.number),
            problem: Some(problem),
        })
    }

    fn bytes(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// A header with its blank line.
    fn header(&mut self) -> io::Result<Vec<u8>> {
        let mut header = Vec::new();
        let mut input = self.input.by_ref().take(LONGEST_HEADER);
        loop {
            let start = header.len();
            let read = input.read_until(b'\n', &mut header)?;
            let line = header[start..].trim_ascii();
            if read == 0 || line.is_empty() && start > 0 {
                return Ok(header);
            }
        }
    }

    /// The line ends after a record.
    fn line_ends(&mut self) -> io::Result<Vec<u8>> {
        let mut ends = Vec::new();
        while let Some(&byte @ (b'\r' | b'\n')) = self.input.fill_buf()?.first() {
            ends.push(byte);
            self.input.consume(1);
        }
        Ok(ends)
    }
}

impl<R: BufRead + Send> Source for Records<R> {
    fn batch(&mut self) -> io::Result<Option<Batch>> {
        fill(|| self.frame())
    }
}

/// The header of a record.
#[derive(Clone, Copy)]
struct Header<'h>(&'h [u8]);

impl<'h> Header<'h> {
    /// The values of a named field; names are not case-sensitive.
    fn value(self, name: &str) -> Option<&'h str> {
        let lines = self.0.split(|byte| *byte == b'\n');
        lines.skip(1).find_map(|line| {
            let line = std::str::from_utf8(line).ok()?;
            let (own, value) = line.split_once(':')?;
            own.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn length(self) -> Option<u64> {
        let is_archive = self.0.trim_ascii_start().starts_with(b"WARC/");
        let length = self.value("Content-Length").filter(|_| is_archive)?;
        length.parse().ok()
    }

    /// Whether the block is a text that was made from a page.
    fn has_text(self) -> bool {
        let kind = self.value("Content-Type").unwrap_or("text/plain");
        self.value("WARC-Type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("conversion"))
            && kind.to_ascii_lowercase().starts_with("text/plain")
    }

    /// The header for another block.
    fn for_block(self, old: &[u8], new: &[u8]) -> Vec<u8> {
        let mut header = Vec::with_capacity(self.0.len());
        for line in self.0.split_inclusive(|byte| *byte == b'\n') {
            header.extend(changed_field(line, old, new).unwrap_or_else(|| line.to_vec()));
        }
        header
    }
}

/// A header field with its new value, if it tells about the block.
fn changed_field(line: &[u8], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let line = std::str::from_utf8(line).ok()?;
    let (name, value) = line.split_once(':')?;
    let written = value.trim();
    let changed = match name.trim().to_ascii_lowercase().as_str() {
        "content-length" => new.len().to_string(),
        // A digest that was wrong or is of another kind is not made up anew.
        "warc-block-digest" | "warc-payload-digest" if written == digest(old) => digest(new),
        _ => return None,
    };
    let start = name.len() + 1 + value.len() - value.trim_start().len();
    let mut field = line[..start].to_owned();
    field.push_str(&changed);
    field.push_str(&line[start + written.len()..]);
    Some(field.into_bytes())
}

/// The digest as archives write it.
fn digest(block: &[u8]) -> String {
    let sum = data_encoding::BASE32.encode(&Sha1::digest(block));
    format!("sha1:{sum}")
}

/// A record with the text of a page.
struct Conversion {
    number: u64,
    header: Vec<u8>,
    block: Vec<u8>,
    end: Vec<u8>,
}

impl Conversion {
    fn edited(&self, editor: &mut dyn Editor) -> Result<Option<Vec<u8>>, Problem> {
        let encoding = Encoding::default();
        let text = encoding.decode(&self.block)?;
        let mut document = Document::new(&*text);
        let address = Header(&self.header).value("WARC-Target-URI");
        if let Some(site) = address.and_then(|uri| host(uri.trim_matches(['<', '>']))) {
            document = document.with_site(site);
        }
        if let Some(day) = address.and_then(Day::find_in) {
            document = document.with_day(day);
        }
        let Edit { splices, .. } =
            editor.edit(&Found::new(document, encoding).numbered(self.number));
        Ok((!splices.is_empty()).then(|| spliced(&text, &splices).into_bytes()))
    }
}

impl Frame for Conversion {
    fn edit(self: Box<Self>, editor: &mut dyn Editor) -> Part {
        let edited = self.edited(editor).unwrap_or_else(|problem| {
            editor.pass(Some(self.number), problem);
            None
        });
        Part::Bytes(match edited {
            Some(block) => {
                let header = Header(&self.header).for_block(&self.block, &block);
                [header, block, self.end].concat()
            }
            None => [self.header, self.block, self.end].concat(),
        })
    }

    fn size(&self) -> usize {
        self.header.len() + self.block.len()
    }
}
