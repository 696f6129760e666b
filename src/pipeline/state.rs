//! What earlier runs have done, so that a run can skip it.
//!
//! A line for each finished file says what was in it, by hash, and how long its
//! output is. The first line says which rules and settings that holds for; under
//! others everything is done anew.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::write::{drop_broken_line, lock};

/// Bytes that a line has at least: the keys and a hash.
const SHORTEST_LINE: u64 = 100;

/// The first line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    dechaff_state: u32,
    settings: String,
}

/// The line of a file.
#[derive(Debug, Serialize, Deserialize)]
struct Line<'l> {
    path: &'l str,
    /// BLAKE3 of the input.
    input: &'l str,
    /// Bytes of the output.
    bytes: u64,
    /// Documents that were passed through because of a problem.
    #[serde(default, skip_serializing_if = "is_zero")]
    failed: usize,
}

/// What was made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// Bytes of the output.
    pub bytes: u64,
    /// Documents that were passed through because of a problem.
    pub failed: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A line in memory. A million of them take 48 MB.
#[derive(Clone, Copy, Debug)]
struct Known {
    path: [u8; 16],
    input: [u8; 16],
    bytes: u64,
    failed: u32,
    line: u32,
}

/// What is known about finished files, and the file to add to.
#[derive(Debug)]
pub struct State {
    /// What earlier runs have finished.
    pub finished: Finished,
    /// Adds what this run finishes.
    pub writer: StateWriter,
}

/// What earlier runs have finished.
#[derive(Debug, Default)]
pub struct Finished {
    /// By path; of several lines for a path the last counts.
    known: Vec<Known>,
}

/// Adds finished files to a state.
#[derive(Debug)]
pub struct StateWriter {
    file: File,
}

impl State {
    /// The name of the file in a folder that is written to.
    pub const NAME: &str = ".dechaff-state";

    /// Reads the state at `path`. What it says holds for runs with the same
    /// `settings`; it is begun anew where they differ.
    ///
    /// # Errors
    ///
    /// What the file system says, and a file that another run writes to.
    pub fn open(path: &Path, settings: &str) -> io::Result<Self> {
        Self::read(path, settings, |found, head| found == head)
    }

    /// Begins a state anew, whatever earlier runs have done.
    ///
    /// # Errors
    ///
    /// What the file system says, and a file that another run writes to.
    pub fn anew(path: &Path, settings: &str) -> io::Result<Self> {
        Self::read(path, settings, |_, _| false)
    }

    fn read(
        path: &Path,
        settings: &str,
        is_wanted: impl Fn(&Head, &Head) -> bool,
    ) -> io::Result<Self> {
        let mut file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(path)?;
        lock(&file)?;
        drop_broken_line(&mut file)?;
        file.rewind()?;
        let head = Head {
            dechaff_state: 1,
            settings: settings.to_owned(),
        };
        let mut lines = BufReader::new(&file).split(b'\n');
        let is_ours = match lines.next().transpose()? {
            Some(line) => serde_json::from_slice(&line).is_ok_and(|found| is_wanted(&found, &head)),
            None => false,
        };
        let mut known = Vec::new();
        if is_ours {
            let bytes = file.metadata()?.len();
            known.reserve(usize::try_from(bytes / SHORTEST_LINE).unwrap_or(0));
            for (line, number) in lines.zip(0..) {
                known.extend(Known::read(&line?, number));
            }
            known.sort_unstable_by_key(|one| (one.path, one.line));
        } else {
            drop(lines);
            file.set_len(0)?;
            let mut line = serde_json::to_vec(&head)?;
            line.push(b'\n');
            file.write_all(&line)?;
        }
        Ok(Self {
            finished: Finished { known },
            writer: StateWriter { file },
        })
    }
}

impl Finished {
    /// What was made of this input, if anything.
    pub fn product_of(&self, name: &str, input: &blake3::Hash) -> Option<Product> {
        let path = short(&blake3::hash(name.as_bytes()));
        let after = self.known.partition_point(|one| one.path <= path);
        let last = self.known.get(after.checked_sub(1)?)?;
        (last.path == path && last.input == short(input)).then_some(Product {
            bytes: last.bytes,
            failed: last.failed as usize,
        })
    }
}

impl StateWriter {
    /// Adds finished files.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn add(&mut self, lines: &[u8]) -> io::Result<()> {
        self.file.write_all(lines)
    }

    /// The line for a finished file.
    pub(super) fn line(name: &str, input: &blake3::Hash, product: Product) -> Vec<u8> {
        let input = input.to_hex();
        let line = Line {
            path: name,
            input: &input,
            bytes: product.bytes,
            failed: product.failed,
        };
        // Texts and numbers can always be written as JSON.
        let mut line = serde_json::to_vec(&line).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

impl Known {
    /// A line of the file; one that is damaged counts as missing.
    fn read(line: &[u8], number: u32) -> Option<Self> {
        #[derive(Deserialize)]
        struct Owned {
            path: String,
            input: String,
            bytes: u64,
            #[serde(default)]
            failed: usize,
        }
        let line: Owned = serde_json::from_slice(line).ok()?;
        Some(Self {
            path: short(&blake3::hash(line.path.as_bytes())),
            input: short(&blake3::Hash::from_hex(line.input).ok()?),
            bytes: line.bytes,
            failed: u32::try_from(line.failed).unwrap_or(u32::MAX),
            line: number,
        })
    }
}

fn short(hash: &blake3::Hash) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&hash.as_bytes()[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_holds_for_the_same_settings_and_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (one, two) = (blake3::hash(b"one"), blake3::hash(b"two"));
        let product = |bytes| Product { bytes, failed: 1 };
        let mut state = State::open(&path, "careful").unwrap();
        assert_eq!(state.finished.product_of("a.txt", &one), None);
        for (name, hash, bytes) in [("a.txt", &one, 3), ("b.txt", &one, 4), ("a.txt", &two, 5)] {
            let line = StateWriter::line(name, hash, product(bytes));
            state.writer.add(&line).unwrap();
        }
        // A line that was broken off by a kill.
        state.writer.add(b"{\"path\":\"c.t").unwrap();
        assert!(State::open(&path, "careful").is_err(), "one run at a time");
        drop(state);
        let State { finished, writer } = State::open(&path, "careful").unwrap();
        assert_eq!(finished.product_of("a.txt", &one), None);
        assert_eq!(finished.product_of("a.txt", &two), Some(product(5)));
        assert_eq!(finished.product_of("b.txt", &one), Some(product(4)));
        assert_eq!(finished.product_of("c.txt", &one), None);
        drop(writer);
        let state = State::open(&path, "thorough").unwrap();
        assert_eq!(state.finished.product_of("b.txt", &one), None);
    }
}
