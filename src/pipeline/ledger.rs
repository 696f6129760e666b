//! The ledger: every removal of a run, so that it can be undone.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::write::{Attributes, NewFile, replaceable};
use crate::engine::Removal;
use crate::formats::Encoding;
use crate::records::{Offsets, RemovalRecord};
use crate::rules::RuleSet;
use crate::text::{Span, context};

/// Characters around a proposal that go into its entry, on each side.
pub const SURROUNDINGS: usize = 400;

/// Bytes of a first line that are read to tell what a file holds.
const LONGEST_FIRST_LINE: u64 = 64 << 20;

/// A line of the ledger: a removal, and the document it is from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerEntry<'t> {
    /// What this removal is called: the same in every run over the same text.
    pub id: String,
    /// The document: the path of its file below the folder that was cleaned, with
    /// `/`; the file's name for a single file, `-` for standard input.
    pub document: String,
    /// The number of the record in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// BLAKE3 of the original text in UTF-8, in hexadecimal.
    pub hash: String,
    /// The program's version and the rules' fingerprint, `version+fingerprint`.
    pub version: String,
    /// The site of the document, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The encoding of the document where it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Whether the text was probably cut short by a paywall.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// The removal, with byte offsets.
    #[serde(flatten, borrow)]
    pub removal: RemovalRecord<'t>,
    /// Of a proposal, what stands before the removal, for people to see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Of a proposal, what stands after the removal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Of a proposal, what stands right before and after it apart from other
    /// proposals: what tells the places of the same words apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<(String, String)>,
}

/// What is known about the document of some entries.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'p> {
    /// Its name in the ledger.
    pub document: &'p str,
    /// The number of its record.
    pub record: Option<u64>,
    /// Its site.
    pub site: Option<&'p str>,
    /// What [`fingerprint`] gives.
    pub version: &'p str,
    /// How its bytes are encoded.
    pub encoding: Encoding,
    /// Whether it was probably cut short.
    pub is_truncated: bool,
}

impl<'t> LedgerEntry<'t> {
    /// The entries of one document.
    pub(super) fn all(
        provenance: &Provenance<'_>,
        text: &str,
        removals: Vec<RemovalRecord<'t>>,
    ) -> Vec<Self> {
        let hash = hash(text.as_bytes());
        let encoding = provenance.encoding;
        let entry = |removal: RemovalRecord<'t>| Self {
            id: id(provenance, &hash, &removal),
            document: provenance.document.to_owned(),
            record: provenance.record,
            hash: hash.clone(),
            version: provenance.version.to_owned(),
            site: provenance.site.map(str::to_owned),
            encoding: (!encoding.is_utf8()).then(|| encoding.to_string()),
            truncated: provenance.is_truncated,
            removal,
            before: None,
            after: None,
            around: None,
        };
        removals.into_iter().map(entry).collect()
    }

    /// Proposed removals of one document, which people can decide about.
    pub fn proposals(
        provenance: &Provenance<'_>,
        text: &str,
        removals: &[Removal],
    ) -> Vec<LedgerEntry<'static>> {
        let gone: Vec<Span> = removals.iter().map(|removal| removal.span).collect();
        let records = RemovalRecord::all(text, removals, Offsets::Bytes);
        let entries = LedgerEntry::all(provenance, text, records).into_iter();
        entries
            .map(|entry| entry.with_surroundings(text, &gone).into_owned())
            .collect()
    }

    /// The same as a proposal, with some of the text around it.
    #[must_use]
    pub(super) fn with_surroundings(mut self, text: &str, gone: &[Span]) -> Self {
        let (start, end) = (self.removal.start, self.removal.end);
        let first = text[..start]
            .char_indices()
            .rev()
            .take(SURROUNDINGS)
            .last()
            .map_or(start, |(at, _)| at);
        let after = &text[end..];
        let length = after
            .char_indices()
            .nth(SURROUNDINGS)
            .map_or(after.len(), |(at, _)| at);
        self.before = Some(text[first..start].to_owned());
        self.after = Some(after[..length].to_owned());
        self.around = Some(context(text, Span::new(start, end), gone));
        self
    }

    /// The entry as a line of the ledger.
    pub fn to_line(&self) -> Vec<u8> {
        // Texts and numbers can always be written as JSON.
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

fn id(provenance: &Provenance<'_>, hash: &str, removal: &RemovalRecord<'_>) -> String {
    let Provenance {
        document, record, ..
    } = provenance;
    let parts = format!(
        "{document}\n{record:?}\n{hash}\n{}\n{}",
        removal.start, removal.end
    );
    self::hash(parts.as_bytes())[..16].to_owned()
}

/// The hash that tells whether a document is the one that was cleaned.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Version of the program and fingerprint of the rules and choices.
pub fn fingerprint(rules: &RuleSet) -> String {
    format!("{}+{:016x}", env!("CARGO_PKG_VERSION"), rules.fingerprint())
}

/// Adds to a ledger. One that is there is continued: it may be the only way back
/// from an earlier run.
#[derive(Debug)]
pub struct LedgerWriter {
    file: File,
    /// A ledger that is made anew, and where it will be.
    unfinished: Option<(NewFile, PathBuf)>,
}

impl LedgerWriter {
    /// Opens the ledger at `path`. A last line that was broken off is taken away.
    ///
    /// # Errors
    ///
    /// What the file system says, and a ledger that another run writes to.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(path)?;
        super::write::lock(&file)?;
        super::write::drop_broken_line(&mut file)?;
        Ok(Self {
            file,
            unfinished: None,
        })
    }

    /// A new file of proposals, in the place of one that may be at `path`. It appears when
    /// it is [finished](Self::finish).
    ///
    /// # Errors
    ///
    /// What the file system says, and a file that is there and holds something else than
    /// proposals: a ledger may be the only way back.
    pub fn anew(path: &Path) -> io::Result<Self> {
        let path = replaceable(path)?;
        if path.exists() && !holds_proposals(&path)? {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it is there and holds something else; name another file",
            ));
        }
        let unfinished = NewFile::create(&path)?;
        Ok(Self {
            file: unfinished.handle()?,
            unfinished: Some((unfinished, path)),
        })
    }

    /// Puts a new file in its place.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn finish(self) -> io::Result<()> {
        match self.unfinished {
            Some((file, path)) => file.finish(&path, Attributes::default()),
            None => Ok(()),
        }
    }

    /// Adds lines.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn add(&mut self, lines: &[u8]) -> io::Result<()> {
        self.file.write_all(lines)
    }

    /// Makes sure that what was added outlives a loss of power.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()
    }
}

/// Whether a file is empty or begins with a proposal.
fn holds_proposals(path: &Path) -> io::Result<bool> {
    let mut line = Vec::new();
    BufReader::new(File::open(path)?)
        .take(LONGEST_FIRST_LINE)
        .read_until(b'\n', &mut line)?;
    let entry: serde_json::Result<LedgerEntry<'_>> = serde_json::from_slice(&line);
    Ok(line.is_empty() || entry.is_ok_and(|entry| entry.around.is_some()))
}

/// Reads a ledger by document, without holding it in memory.
#[derive(Debug)]
pub(super) struct LedgerIndex {
    file: Mutex<File>,
    /// Runs of entries that one cleaning of one document wrote; by key, then by
    /// place in the ledger.
    groups: Vec<Group>,
    is_used: Vec<AtomicBool>,
    /// The document, where the ledger knows but one.
    pub(super) only_document: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    key: u64,
    start: u64,
    length: u32,
}

/// A line that is no entry.
#[derive(Debug)]
pub(super) struct BadLine {
    pub number: usize,
    pub error: String,
}

impl LedgerIndex {
    /// Reads a ledger once.
    ///
    /// # Errors
    ///
    /// What the file system says; the inner error is a line that is no entry.
    /// Restoring by half a ledger would look like success.
    pub(super) fn read(path: &Path) -> io::Result<Result<Self, BadLine>> {
        let file = File::open(path)?;
        let mut groups: Vec<Group> = Vec::new();
        let mut documents = BTreeSet::new();
        let mut last: Option<(u64, String, usize)> = None;
        let mut start = 0;
        let mut line = Vec::new();
        let mut reader = BufReader::with_capacity(1 << 16, &file);
        for number in 1.. {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            let entry: LedgerEntry<'_> = match serde_json::from_slice(&line) {
                Ok(entry) => entry,
                Err(error) => {
                    let error = error.to_string();
                    return Ok(Err(BadLine { number, error }));
                }
            };
            let key = key(&entry.document, entry.record);
            if documents.len() < 2 && !documents.contains(&entry.document) {
                documents.insert(entry.document.clone());
            }
            // Entries of one cleaning come in the order of the text.
            let goes_on = last.as_ref().is_some_and(|(own, hash, end)| {
                *own == key && *hash == entry.hash && *end <= entry.removal.start
            });
            let length = u32::try_from(line.len()).unwrap_or(u32::MAX);
            match groups.last_mut().filter(|_| goes_on) {
                Some(group) => group.length = group.length.saturating_add(length),
                None => groups.push(Group { key, start, length }),
            }
            last = Some((key, entry.hash, entry.removal.end));
            start += u64::from(length);
        }
        groups.sort_by_key(|group| (group.key, group.start));
        let is_used = groups.iter().map(|_| AtomicBool::new(false)).collect();
        Ok(Ok(Self {
            file: Mutex::new(file),
            groups,
            is_used,
            only_document: documents.pop_first().filter(|_| documents.is_empty()),
        }))
    }

    /// What the cleanings of a document took, a list for each, the first first.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(super) fn of(
        &self,
        document: &str,
        record: Option<u64>,
    ) -> io::Result<Vec<Vec<LedgerEntry<'static>>>> {
        let key = key(document, record);
        let first = self.groups.partition_point(|group| group.key < key);
        let groups = self.groups[first..].iter().zip(&self.is_used[first..]);
        let mut found = Vec::new();
        for (group, is_used) in groups.take_while(|(group, _)| group.key == key) {
            let entries = self.entries(*group)?;
            let is_it =
                |entry: &LedgerEntry<'_>| entry.document == document && entry.record == record;
            if entries.first().is_some_and(is_it) {
                is_used.store(true, Ordering::Relaxed);
                found.push(entries);
            }
        }
        Ok(found)
    }

    /// The documents that nobody asked for, with the number of their record.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(super) fn unused(&self) -> impl Iterator<Item = io::Result<LedgerEntry<'static>>> {
        let unused = self
            .groups
            .iter()
            .zip(&self.is_used)
            .filter(|(_, is_used)| !is_used.load(Ordering::Relaxed));
        let mut last = None;
        let unused = unused.filter(move |(group, _)| last.replace(group.key) != Some(group.key));
        unused.filter_map(|(group, _)| match self.entries(*group) {
            Ok(entries) => entries.into_iter().next().map(Ok),
            Err(error) => Some(Err(error)),
        })
    }

    fn entries(&self, group: Group) -> io::Result<Vec<LedgerEntry<'static>>> {
        let mut bytes = vec![0; group.length as usize];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(group.start))?;
            file.read_exact(&mut bytes)?;
        }
        let lines = bytes.split(|byte| *byte == b'\n');
        lines
            .filter(|line| !line.is_empty())
            .map(|line| {
                let entry: LedgerEntry<'_> = serde_json::from_slice(line)?;
                Ok(entry.into_owned())
            })
            .collect()
    }
}

impl LedgerEntry<'_> {
    fn into_owned(self) -> LedgerEntry<'static> {
        LedgerEntry {
            removal: self.removal.into_owned(),
            id: self.id,
            document: self.document,
            record: self.record,
            hash: self.hash,
            version: self.version,
            site: self.site,
            encoding: self.encoding,
            truncated: self.truncated,
            before: self.before,
            after: self.after,
            around: self.around,
        }
    }
}

fn key(document: &str, record: Option<u64>) -> u64 {
    let hash = blake3::hash(format!("{record:?}/{document}").as_bytes());
    let mut key = [0; 8];
    key.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(key)
}
