//! Writes files so that they are whole or not there at all.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// Writes `start` and then all of `rest` to `path`, through a temporary file
/// beside it. Folders above it are made. A new file gets the permissions that
/// new files get.
///
/// # Errors
///
/// What the file system or `rest` says; nothing is at `path` then that was not
/// there before.
pub fn write_new(path: &Path, start: &[u8], rest: &mut impl Read) -> io::Result<()> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dechaff-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(start)?;
    io::copy(rest, &mut file)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Replaces the content of `path`, which keeps its permissions.
///
/// # Errors
///
/// What the file system says; the file is as it was then.
pub fn write_over(path: &Path, content: &[u8]) -> io::Result<()> {
    let permissions = fs::metadata(path)?.permissions();
    let mut file = tempfile::Builder::new()
        .prefix(".dechaff-")
        .tempfile_in(folder_of(path))?;
    file.as_file().set_permissions(permissions)?;
    file.write_all(content)?;
    // The old content is gone with the rename: the new one must be on the disk.
    file.as_file().sync_data()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
