//! What documents are called in ledgers and messages.

use std::path::{Component, Path};

/// The name of a document by the path of its file below the input, with `/` between
/// folders on every system. Bytes that are not UTF-8 are written as `\xE9`.
///
/// ```
/// use std::path::Path;
/// use dechaff::pipeline::document_name;
///
/// assert_eq!(document_name(Path::new("news/page.txt")), "news/page.txt");
/// ```
pub fn document_name(relative: &Path) -> String {
    let mut name = String::new();
    for part in relative.components() {
        if let Component::Normal(part) = part {
            if !name.is_empty() {
                name.push('/');
            }
            for chunk in part.as_encoded_bytes().utf8_chunks() {
                name.push_str(chunk.valid());
                for byte in chunk.invalid() {
                    name.push_str(&format!("\\x{byte:02X}"));
                }
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn odd_bytes_are_spelled_out() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9/\xc3\xa9.txt");
        assert_eq!(document_name(Path::new(name)), "caf\\xE9/é.txt");
    }
}
