//! Plain text: a file is a document.

use super::Problem;

/// The text in `bytes`, if it is text.
///
/// # Errors
///
/// Bytes that are not UTF-8, and bytes with a NUL among them.
pub fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    if memchr::memchr(0, bytes).is_some() {
        return Err(Problem::Binary);
    }
    std::str::from_utf8(bytes).map_err(|_| Problem::NotUtf8)
}
