//! Where one output goes: a stream, a file that appears when it is whole, or a device.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use dechaff::pipeline::{Attributes, NewFile};

use super::failure::Failure;
use super::jobs::Output;
use super::session::stdout_to_send;

/// Where one output goes.
pub enum Outlet {
    Standard,
    Nowhere,
    /// A file that is made anew, or replaced.
    File(PathBuf, NewFile),
    /// A device or pipe, which is written to and not replaced.
    Special(PathBuf),
}

impl Outlet {
    pub fn new(output: &Output) -> Result<Self, Failure> {
        let Output::Path(path) = output else {
            return Ok(match output {
                Output::Nowhere => Self::Nowhere,
                _ => Self::Standard,
            });
        };
        // A link is written through, not replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.clone());
        if path.is_dir() {
            let message = format!("{} is a folder; name a file", path.display());
            return Err(Failure::Usage(message));
        }
        if path.exists() && !path.is_file() {
            return Ok(Self::Special(path));
        }
        let file = NewFile::create(&path)
            .map_err(|error| Failure::work("write", path.display(), error))?;
        Ok(Self::File(path, file))
    }

    pub fn writer(&self) -> Result<Box<dyn Write + Send>, Failure> {
        let file = match self {
            Self::Standard => return Ok(stdout_to_send()),
            Self::Nowhere => return Ok(Box::new(io::sink())),
            Self::File(_, file) => file.handle(),
            Self::Special(path) => File::options().write(true).open(path),
        };
        let file = file.map_err(|error| self.failure(&error))?;
        Ok(Box::new(io::BufWriter::with_capacity(1 << 16, file)))
    }

    pub fn failure(&self, error: &io::Error) -> Failure {
        match self {
            Self::Standard | Self::Nowhere => Failure::output(error),
            Self::File(path, _) | Self::Special(path) => {
                Failure::work("write", path.display(), error)
            }
        }
    }

    /// Puts the file in its place, with permissions and times of `like`.
    pub fn finish(self, like: Option<&Path>) -> Result<(), Failure> {
        let Self::File(path, file) = self else {
            return Ok(());
        };
        let attributes = match (like, path.metadata()) {
            (Some(like), _) => like.metadata().map(|metadata| Attributes::all(&metadata)),
            (None, Ok(replaced)) => Ok(Attributes::permissions(&replaced)),
            (None, Err(_)) => Ok(Attributes::default()),
        };
        attributes
            .and_then(|attributes| file.finish_durably(&path, attributes))
            .map_err(|error| Failure::work("write", path.display(), error))
    }
}
