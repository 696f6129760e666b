//! The patch style: what `git apply` and `patch -p1` take. It is made of the text's
//! own bytes and shown as they are, on a terminal too: altered it would not apply.

use std::fmt;
use std::fmt::Write;
use std::path::{Component, Path};

use super::Revision;
use super::hunks::{hunks, lines};
use super::unified::NO_END;

/// In which versions a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// In both.
    Both,
    /// In the old one: the patch deletes it.
    Old,
    /// In the new one: the patch makes it.
    New,
}

/// Why a change cannot be told as a patch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unpatchable {
    /// The text is a record of a file.
    Record,
    /// The file is compressed.
    Compressed,
    /// The text is in another encoding than UTF-8, which is named.
    Encoding(String),
}

impl fmt::Display for Unpatchable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record => f.write_str(
                "no patch for a record of a file: a patch changes lines of plain text files; take --style json, or \
                 `dechaff clean`",
            ),
            Self::Compressed => f.write_str(
                "no patch for a compressed file: its bytes are not the text's; decompress it first",
            ),
            Self::Encoding(name) => write!(
                f,
                "no patch for text in {name}: a patch is written in UTF-8; convert it first, or take --style json"
            ),
        }
    }
}

impl std::error::Error for Unpatchable {}

/// What a patch calls a file: its path below the folder that the patch is applied
/// in. A path that does not lie below a folder, such as `/srv/a.txt` or `../a.txt`,
/// is called by its file name.
pub fn patch_name(path: &Path) -> Vec<u8> {
    let is_below = path
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let parts: Vec<&[u8]> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.as_encoded_bytes()),
            _ => None,
        })
        .collect();
    match parts.last() {
        Some(name) if !is_below => name.to_vec(),
        _ => parts.join(&b'/'),
    }
}

/// The patch of a file with `context` unchanged lines around each change; empty where
/// nothing changes. `name` is what [`patch_name`] gives. The texts begin with the
/// byte-order mark where the file does.
pub fn patch(name: &[u8], revision: &Revision<'_>, presence: Presence, context: usize) -> String {
    if revision.edits.is_empty() && presence == Presence::Both {
        return String::new();
    }
    let (old, new) = (quoted(b"a/", name), quoted(b"b/", name));
    let mut out = format!("diff --git {old} {new}\n");
    match presence {
        Presence::Both => {}
        Presence::Old => out.push_str("deleted file mode 100644\n"),
        Presence::New => out.push_str("new file mode 100644\n"),
    }
    if revision.edits.is_empty() {
        return out;
    }
    // A name with a blank in it ends in a tab: else `patch` takes what comes behind
    // the blank for a date.
    let end = if name.contains(&b' ') { "\t" } else { "" };
    let nothing = || "/dev/null".to_owned();
    let (old, new) = match presence {
        Presence::Both => (old + end, new + end),
        Presence::Old => (old + end, nothing()),
        Presence::New => (nothing(), new + end),
    };
    let _ = write!(out, "--- {old}\n+++ {new}\n");
    for hunk in hunks(revision, context) {
        let _ = writeln!(out, "{}", hunk.header());
        for part in &hunk.parts {
            if part.is_kept() {
                write_lines(&mut out, ' ', part.old.of(&revision.old));
            } else {
                write_lines(&mut out, '-', part.old.of(&revision.old));
                write_lines(&mut out, '+', part.new.of(&revision.new));
            }
        }
    }
    out
}

fn write_lines(out: &mut String, sign: char, text: &str) {
    for line in lines(text) {
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push('\n');
            out.push_str(NO_END);
        }
    }
}

/// A name as git writes it: in quotes where it holds quotes, backslashes, control
/// characters or anything but ASCII.
fn quoted(prefix: &[u8], name: &[u8]) -> String {
    let is_odd = |byte: &u8| !(b' '..=b'~').contains(byte) || matches!(byte, b'"' | b'\\');
    let is_quoted = name.iter().any(is_odd);
    let mut out = String::new();
    for byte in prefix.iter().chain(name) {
        match *byte {
            byte if !is_odd(&byte) => out.push(char::from(byte)),
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            byte => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    if is_quoted { format!("\"{out}\"") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_git_does() {
        for (name, expected) in [
            ("news/page.txt", "a/news/page.txt"),
            ("two words.txt", "a/two words.txt"),
            ("caf\u{e9}.txt", "\"a/caf\\303\\251.txt\""),
            ("a\tb\"c\\d\u{1}", "\"a/a\\tb\\\"c\\\\d\\001\""),
        ] {
            assert_eq!(quoted(b"a/", name.as_bytes()), expected);
        }
    }

    #[test]
    fn names_lie_below_the_folder() {
        for (path, expected) in [
            ("news/page.txt", "news/page.txt"),
            ("./page.txt", "page.txt"),
            ("../page.txt", "page.txt"),
            ("/srv/page.txt", "page.txt"),
        ] {
            assert_eq!(patch_name(Path::new(path)), expected.as_bytes());
        }
    }
}
