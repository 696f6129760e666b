//! Folder trees: what is in them, and where their output may go.

use std::fmt;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// A file below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file.
    pub path: PathBuf,
    /// Its path below the folder.
    pub relative: PathBuf,
    /// Why it cannot be read, if so.
    pub obstacle: Option<String>,
}

/// All files below `root`, hidden ones too, in the order of their names.
/// Symbolic links are not followed; they and other special files come with an
/// obstacle, as do folders that cannot be read.
pub fn entries(root: &Path) -> impl Iterator<Item = Entry> + Send + use<> {
    let root = root.to_owned();
    let walk = WalkBuilder::new(&root)
        .standard_filters(false)
        .sort_by_file_name(Ord::cmp)
        .build();
    walk.filter_map(move |found| {
        let (path, obstacle) = match found {
            Ok(found) => {
                let kind = found.file_type()?;
                if kind.is_dir() {
                    return None;
                }
                let obstacle = if kind.is_symlink() {
                    Some("a symbolic link, not followed".to_owned())
                } else if kind.is_file() {
                    None
                } else {
                    Some("not a regular file".to_owned())
                };
                (found.into_path(), obstacle)
            }
            Err(error) => (root.clone(), Some(error.to_string())),
        };
        let relative = path.strip_prefix(&root).unwrap_or(&path).to_owned();
        Some(Entry {
            path,
            relative,
            obstacle,
        })
    })
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
