//! Reads lines in batches, without ever holding a line that is too long.

use std::io::{self, BufRead};

/// Bytes after which a batch is full.
const BATCH_BYTES: usize = 1 << 20;

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

/// Splits a stream into batches of lines.
#[derive(Debug)]
pub struct LineReader<R> {
    input: R,
    longest: usize,
    is_inside_long_line: bool,
}

impl<R: BufRead> LineReader<R> {
    /// Reads from `input`; lines of more than `longest` bytes come in pieces.
    pub fn new(input: R, longest: usize) -> Self {
        Self {
            input,
            longest,
            is_inside_long_line: false,
        }
    }

    /// The next batch; `None` at the end.
    ///
    /// # Errors
    ///
    /// What the stream says.
    pub fn batch(&mut self) -> io::Result<Option<Vec<Chunk>>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            let Some(chunk) = self.chunk()? else { break };
            let (Chunk::Line(content) | Chunk::LongLine(content) | Chunk::LongLineRest(content)) =
                &chunk;
            bytes += content.len();
            batch.push(chunk);
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    fn chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut content = Vec::new();
        let most = self.longest.max(1);
        loop {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            let room = most + 1 - content.len();
            let available = &buffer[..buffer.len().min(room)];
            let end = memchr::memchr(b'\n', available).map(|at| at + 1);
            let taken = end.unwrap_or(available.len());
            content.extend_from_slice(&available[..taken]);
            let is_end = available.is_empty();
            self.input.consume(taken);
            if end.is_some() || is_end || content.len() > most {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_come_in_pieces_and_nothing_is_lost() {
        let input = b"ab\n0123456789012\ncd".as_slice();
        let mut reader = LineReader::new(io::BufReader::with_capacity(3, input), 4);
        let chunks = reader.batch().unwrap().unwrap();
        let expected = [
            Chunk::Line(b"ab\n".to_vec()),
            Chunk::LongLine(b"01234".to_vec()),
            Chunk::LongLineRest(b"56789".to_vec()),
            Chunk::LongLineRest(b"012\n".to_vec()),
            Chunk::Line(b"cd".to_vec()),
        ];
        assert_eq!(chunks, expected);
        assert_eq!(reader.batch().unwrap(), None);
    }
}
