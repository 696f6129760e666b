//! Hard links: the same file under another name.

use std::fs;
use std::io;
use std::path::Path;

use super::write::{Stamp, UNFINISHED, folder_of};

/// What is done with a file of which nothing goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unchanged {
    /// It is copied.
    #[default]
    Copied,
    /// The output is a hard link to the input where the file system can have one, and
    /// a copy elsewhere. Who writes into one of them changes both; a run never does:
    /// it replaces files.
    Linked,
}

/// Gives the file at `source`, which had this stamp when it was read, the other name
/// `path`. A file that is there is replaced; at no time is nothing there.
///
/// # Errors
///
/// What the file system says: another disk, one without links, too many of them; and
/// a source that is another now. Nothing was done then.
pub(super) fn link(source: &Path, stamp: Stamp, path: &Path) -> io::Result<()> {
    let is_it = |path: &Path| {
        if stamp.is_still(path) {
            Ok(())
        } else {
            Err(io::Error::other("another file has its name now"))
        }
    };
    match fs::hard_link(source, path) {
        Ok(()) => is_it(path).inspect_err(|_| {
            let _ = fs::remove_file(path);
        }),
        // A link to the same file would not be replaced, and its new name stay.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && stamp.is_still(path) => {
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let mut builder = tempfile::Builder::new();
            builder.prefix(UNFINISHED);
            let new = builder.make_in(folder_of(path), |new| fs::hard_link(source, new))?;
            is_it(new.path())?;
            new.persist(path).map_err(|error| error.error)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_takes_the_place_of_a_file_and_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("in"), "content").unwrap();
        fs::write(at("other"), "old").unwrap();
        fs::hard_link(at("other"), at("out")).unwrap();
        let stamp = Stamp::new(&fs::symlink_metadata(at("in")).unwrap());
        for _ in 0..2 {
            link(&at("in"), stamp, &at("out")).unwrap();
            assert!(stamp.is_still(&at("out")));
            assert_eq!(fs::read_to_string(at("other")).unwrap(), "old");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        }
        link(&at("in"), stamp, &at("new")).unwrap();
        // A file that is another since is not linked.
        fs::write(at("in2"), "content").unwrap();
        for out in ["other", "newer"] {
            assert!(link(&at("in2"), stamp, &at(out)).is_err());
        }
        assert!(stamp.is_still(&at("new")));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
    }
}
