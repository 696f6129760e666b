//! Compression: gzip and zstd, told apart by content.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use flate2::write::GzEncoder;

use super::frame::{Part, Sink};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// It is not.
    #[default]
    None,
    /// gzip, of one member or many.
    Gzip,
    /// zstd, of one frame or many.
    Zstd,
}

impl Compression {
    /// The compression of a file that begins with these bytes.
    pub fn of_content(start: &[u8]) -> Self {
        match start {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The compression that a file's name asks for.
    pub fn of_name(path: &Path) -> Self {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("gz" | "gzip") => Self::Gzip,
            Some("zst" | "zstd") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Reads what `input` holds.
    ///
    /// # Errors
    ///
    /// A decompressor that cannot be made.
    pub fn reader(
        self,
        input: impl BufRead + Send + 'static,
    ) -> io::Result<Box<dyn BufRead + Send>> {
        Ok(match self {
            Self::None => Box::new(input),
            Self::Gzip => buffered(flate2::bufread::MultiGzDecoder::new(input)),
            Self::Zstd => buffered(zstd::Decoder::with_buffer(input)?),
        })
    }
}

fn buffered(input: impl Read + Send + 'static) -> Box<dyn BufRead + Send> {
    Box::new(BufReader::with_capacity(1 << 16, input))
}

/// A sink of bytes that compresses them.
pub(super) enum Bytes<W: Write> {
    Plain(W),
    Gzip(Box<GzEncoder<W>>),
    Zstd(Box<zstd::Encoder<'static, W>>),
    /// A gzip member or zstd frame for each part, so that readers can go to a
    /// record of an archive.
    Apart(W, Compression),
}

impl<W: Write> Bytes<W> {
    pub(super) fn new(output: W, compression: Compression) -> io::Result<Self> {
        Ok(match compression {
            Compression::None => Self::Plain(output),
            Compression::Gzip => Self::Gzip(Box::new(GzEncoder::new(
                output,
                flate2::Compression::default(),
            ))),
            Compression::Zstd => Self::Zstd(Box::new(zstd::Encoder::new(
                output,
                zstd::DEFAULT_COMPRESSION_LEVEL,
            )?)),
        })
    }

    /// Each part by itself.
    pub(super) fn apart(output: W, compression: Compression) -> Self {
        match compression {
            Compression::None => Self::Plain(output),
            compression => Self::Apart(output, compression),
        }
    }
}

impl<W: Write + Send> Sink for Bytes<W> {
    #[cfg_attr(
        not(feature = "parquet"),
        allow(
            clippy::infallible_destructuring_match,
            reason = "there are more kinds with Parquet"
        )
    )]
    fn write(&mut self, part: Part) -> io::Result<()> {
        let bytes = match part {
            Part::Bytes(bytes) => bytes,
            #[cfg(feature = "parquet")]
            Part::Column(_) => return Err(io::Error::other("a column in a stream of bytes")),
        };
        match self {
            Self::Plain(output) => output.write_all(&bytes),
            Self::Gzip(output) => output.write_all(&bytes),
            Self::Zstd(output) => output.write_all(&bytes),
            Self::Apart(output, compression) => {
                let mut one = Bytes::new(output as &mut (dyn Write + Send), *compression)?;
                one.write(Part::Bytes(bytes))?;
                one.end().map(|_| ())
            }
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.end()?.flush()
    }
}

impl<W: Write> Bytes<W> {
    /// Ends the compressed stream.
    fn end(self) -> io::Result<W> {
        match self {
            Self::Plain(output) | Self::Apart(output, _) => Ok(output),
            Self::Gzip(output) => output.finish(),
            Self::Zstd(output) => output.finish(),
        }
    }
}
