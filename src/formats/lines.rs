//! Reads lines in batches, without ever holding a line that is too long.

use std::io::{self, BufRead};

use super::encoding::UnitWidth;

/// A piece of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// A line with its line end.
    Line(Vec<u8>),
    /// The first piece of a line that is too long to be looked at.
    LongLine(Vec<u8>),
    /// A later piece of such a line.
    LongLineRest(Vec<u8>),
}

/// Splits a stream into lines.
#[derive(Debug)]
pub struct LineReader<R> {
    input: R,
    longest: usize,
    width: UnitWidth,
    is_inside_long_line: bool,
}

impl<R: BufRead> LineReader<R> {
    /// Reads from `input`; lines of more than `longest` bytes come in pieces.
    pub fn new(input: R, longest: usize, width: UnitWidth) -> Self {
        Self {
            input,
            // An even length keeps the pieces of wide code units whole.
            longest: longest.clamp(2, usize::MAX - 2) & !1,
            width,
            is_inside_long_line: false,
        }
    }

    /// The next line or piece of one; `None` at the end.
    ///
    /// # Errors
    ///
    /// What the stream says.
    pub fn chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut content = Vec::new();
        let most = self.longest + 2;
        loop {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            let room = most - content.len();
            let available = &buffer[..buffer.len().min(room)];
            let end = line_end(&content, available, self.width);
            let taken = end.unwrap_or(available.len());
            content.extend_from_slice(&available[..taken]);
            let is_end = available.is_empty();
            self.input.consume(taken);
            if end.is_some() || is_end || content.len() >= most {
                let is_whole = end.is_some() || is_end;
                return Ok((!content.is_empty()).then(|| self.pack(content, is_whole)));
            }
        }
    }

    fn pack(&mut self, content: Vec<u8>, is_whole: bool) -> Chunk {
        let was_inside = std::mem::replace(&mut self.is_inside_long_line, !is_whole);
        match (was_inside, is_whole) {
            (true, _) => Chunk::LongLineRest(content),
            (false, true) => Chunk::Line(content),
            (false, false) => Chunk::LongLine(content),
        }
    }
}

/// One past the line's last byte in `available`, which follows `before`.
fn line_end(before: &[u8], available: &[u8], width: UnitWidth) -> Option<usize> {
    let unit = match width {
        UnitWidth::One => return memchr::memchr(b'\n', available).map(|at| at + 1),
        UnitWidth::TwoLittle => [b'\n', 0],
        UnitWidth::TwoBig => [0, b'\n'],
    };
    let byte = |at: usize| match at.checked_sub(before.len()) {
        Some(at) => available[at],
        None => before[at],
    };
    let ends = before.len()..before.len() + available.len();
    let mut ends = ends.filter(|end| end % 2 == 1);
    ends.find(|&end| [byte(end - 1), byte(end)] == unit)
        .map(|end| end + 1 - before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(input: &[u8], capacity: usize, width: UnitWidth) -> Vec<Chunk> {
        let input = io::BufReader::with_capacity(capacity, input);
        let mut reader = LineReader::new(input, 4, width);
        std::iter::from_fn(|| reader.chunk().unwrap()).collect()
    }

    #[test]
    fn long_lines_come_in_pieces_and_nothing_is_lost() {
        for capacity in 1..8 {
            let found = chunks(b"ab\n0123456789012\ncd", capacity, UnitWidth::One);
            let expected = [
                Chunk::Line(b"ab\n".to_vec()),
                Chunk::LongLine(b"012345".to_vec()),
                Chunk::LongLineRest(b"678901".to_vec()),
                Chunk::LongLineRest(b"2\n".to_vec()),
                Chunk::Line(b"cd".to_vec()),
            ];
            assert_eq!(found, expected, "{capacity}");
        }
    }

    #[test]
    fn wide_line_ends_are_whole_code_units() {
        // U+0A00 and U+000A in a row, then one that straddles two code units.
        for capacity in 1..8 {
            let little = chunks(
                b"\x00\x0a\x0a\x00\x0aa\x00b\x0a\x00",
                capacity,
                UnitWidth::TwoLittle,
            );
            let expected = [b"\x00\x0a\x0a\x00".to_vec(), b"\x0aa\x00b\x0a\x00".to_vec()];
            assert_eq!(little, expected.map(Chunk::Line), "{capacity}");
            let big = chunks(b"\x0a\x00\x00\x0aa\x00", capacity, UnitWidth::TwoBig);
            let expected = [b"\x0a\x00\x00\x0a".to_vec(), b"a\x00".to_vec()];
            assert_eq!(big, expected.map(Chunk::Line), "{capacity}");
        }
    }
}
