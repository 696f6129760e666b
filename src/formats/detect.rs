//! Which format an input has, by its name and its first bytes.

use std::path::Path;

use super::Compression;

/// Bytes of an input that tell its format.
pub(super) const LOOKED_AT: usize = 4096;

/// How documents are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// The input is a document.
    Text,
    /// A document is a line with a JSON object.
    Jsonl,
    /// A document is a value in a row of a table.
    Table,
    /// A document is a record of a web archive.
    Warc,
    /// A document is a value in a Parquet column.
    Parquet,
}

impl Format {
    /// The format that a file's name promises, compressed or not; `None` where the
    /// name says nothing.
    pub fn of_name(path: &Path) -> Option<Self> {
        let inner = match Compression::of_name(path) {
            Compression::None => path.to_owned(),
            _ => path.with_extension(""),
        };
        let extension = inner.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "txt" | "text" | "md" | "markdown" | "rst" | "log" | "utf8" | "utf-8" => Self::Text,
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" | "tsv" | "tab" => Self::Table,
            "warc" | "wet" => Self::Warc,
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }

    /// The format of an input that begins with these bytes, not compressed.
    pub fn of_content(start: &[u8]) -> Self {
        if start.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        if start.starts_with(b"WARC/") {
            return Self::Warc;
        }
        let content = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
        let content = content.trim_ascii_start();
        let end = memchr::memchr(b'\n', content);
        let line = content[..end.unwrap_or(content.len())].trim_ascii();
        let is_cut = end.is_none() && start.len() >= LOOKED_AT;
        let is_object = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
        if line.starts_with(b"{\"") && (is_object || is_cut) {
            Self::Jsonl
        } else {
            Self::Text
        }
    }

    /// Whether a file has a name of which nothing more need be known to leave it
    /// alone: pictures, programs, pages.
    pub fn is_foreign(path: &Path) -> bool {
        let has_extension = match Compression::of_name(path) {
            Compression::None => path.extension().is_some(),
            _ => path.with_extension("").extension().is_some(),
        };
        has_extension && Self::of_name(path).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, expected) in [
            ("a.txt", Some(Format::Text)),
            ("a.JSONL.gz", Some(Format::Jsonl)),
            ("a.warc.wet.gz", Some(Format::Warc)),
            ("a.tsv.zst", Some(Format::Table)),
            ("a.parquet", Some(Format::Parquet)),
            ("a.png", None),
            ("a", None),
            ("a.gz", None),
        ] {
            assert_eq!(Format::of_name(Path::new(name)), expected, "{name}");
        }
        for (name, expected) in [
            ("a.png", true),
            ("a", false),
            ("a.gz", false),
            ("a.txt.gz", false),
        ] {
            assert_eq!(Format::is_foreign(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn contents() {
        for (start, expected) in [
            (b"PAR1\x15".as_slice(), Format::Parquet),
            (b"WARC/1.0\r\n", Format::Warc),
            (b"{\"text\":\"a\"}\n{\"te", Format::Jsonl),
            (
                format!("{{\"text\":\"{}", "long ".repeat(1000)).as_bytes(),
                Format::Jsonl,
            ),
            (b"\n {\"text\":\"a\"}", Format::Jsonl),
            (b"{\"text\": a}\nb", Format::Text),
            (b"{a} set of braces\n", Format::Text),
            (b"", Format::Text),
        ] {
            assert_eq!(Format::of_content(start), expected, "{start:?}");
        }
    }
}
