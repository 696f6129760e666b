//! A new file that is made when it is known to be wanted.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::write::NewFile;

/// Bytes that are held in memory. Of most files nothing is written before it is known
/// what becomes of them.
const MOST_HELD: usize = 1 << 20;

/// The content of a file to be: in memory while it is small, and in an unfinished file
/// from then on. Dropped, it leaves nothing.
pub(super) struct Draft {
    shared: Shared,
}

type Shared = Arc<Mutex<Content>>;

struct Content {
    path: PathBuf,
    held: Vec<u8>,
    file: Option<NewFile>,
}

impl Draft {
    /// A draft of the file at `path`, whose folder must be there.
    pub(super) fn new(path: &Path) -> Self {
        let content = Content {
            path: path.to_owned(),
            held: Vec::new(),
            file: None,
        };
        Self {
            shared: Arc::new(Mutex::new(content)),
        }
    }

    /// What adds to the content.
    pub(super) fn writer(&self) -> impl Write + Send + use<> {
        DraftWriter(Arc::clone(&self.shared))
    }

    /// The file with all that was written, not yet under its name.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(super) fn into_file(self) -> io::Result<NewFile> {
        lock(&self.shared).create()
    }
}

struct DraftWriter(Shared);

impl Write for DraftWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut content = lock(&self.0);
        if content.file.is_none() && content.held.len() + bytes.len() > MOST_HELD {
            content.file = Some(content.create()?);
        }
        match &mut content.file {
            Some(file) => file.write(bytes),
            None => content.held.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        lock(&self.0).file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Content {
    fn create(&mut self) -> io::Result<NewFile> {
        match self.file.take() {
            Some(mut file) => file.flush().map(|()| file),
            None => {
                let mut file = NewFile::create(&self.path)?;
                file.write_through(&std::mem::take(&mut self.held))?;
                Ok(file)
            }
        }
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Content> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::pipeline::Attributes;

    #[test]
    fn a_draft_becomes_a_file_when_it_is_large_or_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let files = || fs::read_dir(folder.path()).unwrap().count();
        for (pieces, files_before) in [(0, 0), (3, 0), (300, 1)] {
            let piece = [b'x'; 10_000];
            let draft = Draft::new(&path);
            let mut writer = draft.writer();
            (0..pieces).for_each(|_| writer.write_all(&piece).unwrap());
            assert_eq!(files(), files_before, "{pieces}");
            draft
                .into_file()
                .unwrap()
                .finish(&path, Attributes::default())
                .unwrap();
            assert_eq!(fs::read(&path).unwrap(), piece.repeat(pieces));
            fs::remove_file(&path).unwrap();
            let draft = Draft::new(&path);
            let mut writer = draft.writer();
            (0..pieces).for_each(|_| writer.write_all(&piece).unwrap());
            drop((draft, writer));
            assert_eq!(files(), 0, "{pieces}");
        }
    }
}
