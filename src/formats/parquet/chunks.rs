//! Reads of a file at given places.
//!
//! The reader and the writer of a Parquet file work on one file at the same time, on
//! different threads. Copies of a file share its position, so every read names its
//! place.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A file that is read at given places.
#[derive(Clone, Debug)]
pub(super) struct Chunks {
    file: Arc<File>,
    length: u64,
}

impl Chunks {
    pub(super) fn new(file: File) -> io::Result<Self> {
        Ok(Self {
            length: file.metadata()?.len(),
            file: Arc::new(file),
        })
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<Position>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(Position {
            file: self.file.clone(),
            at: start,
        }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let left = self.length.saturating_sub(start);
        if (left as u128) < length as u128 {
            return Err(ParquetError::EOF("the file ends too early".into()));
        }
        let mut bytes = vec![0; length];
        self.get_read(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// A place in a file.
#[derive(Debug)]
pub(super) struct Position {
    file: Arc<File>,
    at: u64,
}

impl Read for Position {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, bytes, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, bytes, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
