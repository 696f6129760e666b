//! Folder trees: what is in them, and where their output may go.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::overrides::{Override, OverrideBuilder};

use super::write::UNFINISHED;

/// The ignore file that is heeded in every folder.
const IGNORE_FILE: &str = ".dechaffignore";

/// A file below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file.
    pub path: PathBuf,
    /// Its path below the folder; empty for a file that was named itself.
    pub relative: PathBuf,
    /// Why it cannot be read, if so.
    pub obstacle: Option<String>,
}

/// Which files of a folder are taken.
#[derive(Clone, Debug)]
pub struct Filter {
    globs: Override,
    ignored: Gitignore,
    left_out: Arc<AtomicUsize>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            globs: Override::empty(),
            ignored: Gitignore::empty(),
            left_out: Arc::default(),
        }
    }
}

impl Filter {
    /// Takes what one of `include` matches, or all where there is none, and leaves
    /// out what one of `exclude` or a line of `ignore_files` matches. Globs are as in
    /// `.gitignore`.
    ///
    /// # Errors
    ///
    /// A glob that is none, and an ignore file that cannot be read.
    pub fn new(
        include: &[String],
        exclude: &[String],
        ignore_files: &[PathBuf],
    ) -> Result<Self, ignore::Error> {
        // Globs hold for paths below the input, wherever that is.
        let mut globs = OverrideBuilder::new("");
        for glob in include {
            globs.add(glob)?;
        }
        for glob in exclude {
            globs.add(&format!("!{glob}"))?;
        }
        let mut ignored = GitignoreBuilder::new("");
        for file in ignore_files {
            if let Some(error) = ignored.add(file) {
                return Err(error);
            }
        }
        Ok(Self {
            globs: globs.build()?,
            ignored: ignored.build()?,
            left_out: Arc::default(),
        })
    }

    /// How many files and folders were left out so far.
    pub fn left_out(&self) -> usize {
        self.left_out.load(Ordering::Relaxed)
    }

    fn leaves_out(&self, relative: &Path, is_folder: bool, folders: &[Folder]) -> bool {
        let by_glob = self.globs.matched(relative, is_folder);
        let is_out = match by_glob {
            Match::Ignore(_) => true,
            Match::Whitelist(_) => false,
            Match::None => {
                let own = folders
                    .iter()
                    .rev()
                    .filter_map(|folder| folder.ignored.as_ref());
                let mut found = own
                    .chain([&self.ignored])
                    .map(|ignored| ignored.matched(relative, is_folder));
                found
                    .find(|found| !found.is_none())
                    .is_some_and(|found| found.is_ignore())
            }
        };
        if is_out {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
        is_out
    }
}

/// All files below `root` that the filter takes, hidden ones too, in the order of
/// their names; `root` itself where it is a file. Symbolic links are not followed;
/// they and other special files come with an obstacle, as do folders that cannot
/// be read. Paths are told below `prefix`.
pub fn entries(
    root: &Path,
    prefix: &Path,
    filter: &Filter,
) -> impl Iterator<Item = Entry> + Send + use<> {
    let mut walk = Walk {
        filter: filter.clone(),
        folders: Vec::new(),
        waiting: None,
    };
    // A link that the user names is followed.
    if root.is_dir() {
        walk.enter(root.to_owned(), PathBuf::new(), prefix.to_owned());
    } else {
        walk.waiting = Some(Entry {
            path: root.to_owned(),
            relative: prefix.to_owned(),
            obstacle: fs::metadata(root).map_or_else(
                |error| Some(error.to_string()),
                |metadata| obstacle(metadata.file_type()),
            ),
        });
    }
    walk
}

/// A folder that is being walked. It holds the names in it, and no more of them, so
/// that a million files in one folder fit into memory.
struct Folder {
    path: PathBuf,
    /// Its path below the root.
    inner: PathBuf,
    relative: PathBuf,
    /// In reverse order.
    names: Vec<(Box<OsStr>, FileType)>,
    ignored: Option<Gitignore>,
}

struct Walk {
    filter: Filter,
    folders: Vec<Folder>,
    waiting: Option<Entry>,
}

impl Walk {
    fn enter(&mut self, path: PathBuf, inner: PathBuf, relative: PathBuf) {
        let names = fs::read_dir(&path).and_then(|found| {
            found
                .map(|entry| {
                    let entry = entry?;
                    Ok((entry.file_name().into_boxed_os_str(), entry.file_type()?))
                })
                .collect::<std::io::Result<Vec<_>>>()
        });
        match names {
            Err(error) => {
                self.waiting = Some(Entry {
                    path,
                    relative,
                    obstacle: Some(error.to_string()),
                });
            }
            Ok(mut names) => {
                names.sort_unstable_by(|a, b| b.0.cmp(&a.0));
                let file = path.join(IGNORE_FILE);
                let ignored = file.is_file().then(|| {
                    let mut lines = GitignoreBuilder::new(&inner);
                    lines.add(&file);
                    lines.build().ok()
                });
                self.folders.push(Folder {
                    path,
                    inner,
                    relative,
                    names,
                    ignored: ignored.flatten(),
                });
            }
        }
    }
}

impl Iterator for Walk {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.waiting.take() {
                return Some(entry);
            }
            let folder = self.folders.last_mut()?;
            let Some((name, kind)) = folder.names.pop() else {
                self.folders.pop();
                continue;
            };
            let inner = folder.inner.join(&*name);
            let (path, relative) = (folder.path.join(&*name), folder.relative.join(&*name));
            let is_unfinished = name.to_string_lossy().starts_with(UNFINISHED);
            if is_unfinished && kind.is_file()
                || self.filter.leaves_out(&inner, kind.is_dir(), &self.folders)
            {
                continue;
            }
            if kind.is_dir() {
                self.enter(path, inner, relative);
                continue;
            }
            return Some(Entry {
                path,
                relative,
                obstacle: obstacle(kind),
            });
        }
    }
}

fn obstacle(kind: FileType) -> Option<String> {
    if kind.is_symlink() {
        Some("a symbolic link, not followed".to_owned())
    } else if kind.is_file() {
        None
    } else {
        Some("not a regular file".to_owned())
    }
}

/// Why a target cannot be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeError {
    /// The target is the input itself.
    Same(PathBuf),
    /// The target lies inside the input.
    Inside(PathBuf),
    /// The input lies inside the target.
    Around(PathBuf),
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(path) => {
                write!(
                    f,
                    "the output {} is the input itself; take --in-place, or another folder",
                    path.display()
                )
            }
            Self::Inside(path) => {
                write!(
                    f,
                    "the output {} lies inside the input and would be cleaned again; take a folder outside",
                    path.display()
                )
            }
            Self::Around(path) => {
                write!(
                    f,
                    "the input lies inside the output {}; take another folder",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for TreeError {}

/// Checks that writing to `target` cannot touch the input.
///
/// # Errors
///
/// A target that is, lies in, or holds the input, symbolic links resolved.
pub fn check_target(input: &Path, target: &Path) -> Result<(), TreeError> {
    let (input, resolved) = (resolve(input), resolve(target));
    if input == resolved {
        Err(TreeError::Same(target.to_owned()))
    } else if resolved.starts_with(&input) {
        Err(TreeError::Inside(target.to_owned()))
    } else if input.starts_with(&resolved) {
        Err(TreeError::Around(target.to_owned()))
    } else {
        Ok(())
    }
}

/// The path without links, as far as it exists.
fn resolve(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut existing = path.to_owned();
    loop {
        if let Ok(resolved) = existing.canonicalize() {
            return missing
                .iter()
                .rev()
                .fold(resolved, |path, name| path.join(name));
        }
        match (
            existing.file_name().map(ToOwned::to_owned),
            existing.parent().map(Path::to_owned),
        ) {
            (Some(name), Some(parent)) => {
                missing.push(name);
                existing = if parent.as_os_str().is_empty() {
                    PathBuf::from(".")
                } else {
                    parent
                };
            }
            _ => return path.to_owned(),
        }
    }
}
