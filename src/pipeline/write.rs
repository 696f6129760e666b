//! Writes files so that they are whole or not there at all.

use std::fs::{self, File, FileTimes, TryLockError};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::NamedTempFile;

/// How the names of unfinished files begin. Walks skip such files.
pub(super) const UNFINISHED: &str = ".dechaff-";

/// What tells whether a file is still the one that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Device and number of the file, where the system tells.
    identity: (u64, u64),
}

impl Stamp {
    /// The stamp of a file.
    pub fn new(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let identity = (0, 0);
        Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            identity,
        }
    }

    /// Whether the file at `path` is this one, unchanged.
    pub fn is_still(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|metadata| Self::new(&metadata) == *self)
    }
}

/// What a new file takes over from the one it was made of.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    permissions: Option<fs::Permissions>,
    times: Option<FileTimes>,
}

impl Attributes {
    /// The permissions of a file.
    pub fn permissions(metadata: &fs::Metadata) -> Self {
        Self {
            permissions: Some(metadata.permissions()),
            times: None,
        }
    }

    /// The permissions and times of a file.
    pub fn all(metadata: &fs::Metadata) -> Self {
        let mut times = FileTimes::new();
        if let Ok(modified) = metadata.modified() {
            times = times.set_modified(modified);
        }
        if let Ok(accessed) = metadata.accessed() {
            times = times.set_accessed(accessed);
        }
        Self {
            times: Some(times),
            ..Self::permissions(metadata)
        }
    }
}

/// A file that appears under its name when it is finished, and not before. Dropped
/// unfinished, it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    file: BufWriter<NamedTempFile>,
}

impl NewFile {
    /// A file that will be at `path`, whose folder must be there.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder_of(path))?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 16, file),
        })
    }

    /// Another handle that writes to it. Every byte written through it counts once
    /// it is flushed.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn handle(&self) -> io::Result<File> {
        self.file.get_ref().as_file().try_clone()
    }

    /// Writes bytes at once, without a copy of them.
    pub(super) fn write_through(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_mut().as_file_mut().write_all(bytes)
    }

    /// Bytes that were written and flushed.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(super) fn bytes(&self) -> io::Result<u64> {
        Ok(self.file.get_ref().as_file().metadata()?.len())
    }

    /// Gives it its name.
    ///
    /// # Errors
    ///
    /// What the file system says; what was at `path` is still there then.
    pub fn finish(self, path: &Path, attributes: Attributes) -> io::Result<()> {
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        if let Some(permissions) = attributes.permissions {
            file.as_file().set_permissions(permissions)?;
        }
        if let Some(times) = attributes.times {
            file.as_file().set_times(times)?;
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Makes sure that the content outlives a loss of power, then gives it its
    /// name.
    ///
    /// # Errors
    ///
    /// What the file system says; what was at `path` is still there then.
    pub fn finish_durably(mut self, path: &Path, attributes: Attributes) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().as_file().sync_data()?;
        self.finish(path, attributes)
    }
}

/// Where a file is that may be replaced: what a link leads to.
///
/// # Errors
///
/// Something that is no regular file, such as a device: it would be gone afterwards.
pub fn replaceable(path: &Path) -> io::Result<PathBuf> {
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => path.canonicalize(),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is there and is no regular file",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(error),
    }
}

/// Puts a text into a file, which is whole at any time.
///
/// # Errors
///
/// What the file system says, and a path that is no regular file.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = replaceable(path)?;
    let mut file = NewFile::create(&path)?;
    file.write_all(text.as_bytes())?;
    let attributes = path
        .metadata()
        .map(|metadata| Attributes::permissions(&metadata));
    file.finish(&path, attributes.unwrap_or_default())
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The folder of a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Takes hold of a file that only one run may write to.
///
/// # Errors
///
/// A file that another run holds.
pub(super) fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another run is writing to it",
        )),
        // Some file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// Takes away a last line without an end, which an interrupted run left.
///
/// # Errors
///
/// What the file system says.
pub(super) fn drop_broken_line(file: &mut File) -> io::Result<()> {
    const STEP: u64 = 1 << 16;
    let mut end = file.seek(SeekFrom::End(0))?;
    let length = end;
    while end > 0 {
        let start = end.saturating_sub(STEP);
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        Read::by_ref(file)
            .take(end - start)
            .read_to_end(&mut bytes)?;
        if let Some(at) = memchr::memrchr(b'\n', &bytes) {
            end = start + at as u64 + 1;
            break;
        }
        end = start;
    }
    if end < length {
        file.set_len(end)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_is_taken_away() {
        for (content, expected) in [
            ("one\ntwo\n", "one\ntwo\n"),
            ("one\ntw", "one\n"),
            ("on", ""),
            ("", ""),
            (&format!("one\n{}", "x".repeat(200_000)), "one\n"),
        ] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(content.as_bytes()).unwrap();
            drop_broken_line(&mut file).unwrap();
            let mut left = String::new();
            file.rewind().unwrap();
            file.read_to_string(&mut left).unwrap();
            assert_eq!(left, expected);
        }
    }

    #[test]
    fn an_unfinished_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        drop(file);
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }
}
