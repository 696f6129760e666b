//! The folder that a tree is mirrored to.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Folders that are remembered as safe.
const MOST_REMEMBERED: usize = 1 << 14;

/// A folder to write to. Links inside it are never followed.
#[derive(Debug)]
pub struct Mirror {
    root: PathBuf,
    safe: Mutex<HashSet<PathBuf>>,
}

impl Mirror {
    /// A mirror in the folder `root`, which is made if it is missing.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn new(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self {
            root: root.to_owned(),
            safe: Mutex::default(),
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file goes. The folders above it are made.
    ///
    /// # Errors
    ///
    /// What the file system says, and a link or file where a folder should be.
    pub(super) fn place(&self, relative: &Path) -> io::Result<PathBuf> {
        if let Some(parent) = relative.parent() {
            let is_known = |safe: &HashSet<PathBuf>| safe.contains(parent);
            let safe = self.safe.lock().unwrap_or_else(PoisonError::into_inner);
            if !is_known(&safe) {
                drop(safe);
                self.make(parent)?;
            }
        }
        Ok(self.root.join(relative))
    }

    fn make(&self, folder: &Path) -> io::Result<()> {
        let mut path = self.root.clone();
        for part in folder.components() {
            path.push(part);
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {}
                Ok(_) => {
                    return Err(io::Error::new(
                        io::ErrorKind::NotADirectory,
                        format!(
                            "{} is a link or a file, and is not followed",
                            path.display()
                        ),
                    ));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    match fs::create_dir(&path) {
                        // Another thread was faster.
                        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                        made => made?,
                    }
                }
                Err(error) => return Err(error),
            }
        }
        let mut safe = self.safe.lock().unwrap_or_else(PoisonError::into_inner);
        if safe.len() >= MOST_REMEMBERED {
            safe.clear();
        }
        safe.insert(folder.to_owned());
        Ok(())
    }
}
