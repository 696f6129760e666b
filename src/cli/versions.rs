//! `dechaff diff OLD NEW`: two versions of a folder or file, held against each
//! other file by file, and record by record where files hold records.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use dechaff::formats::{
    Compression, Edit, Editor, Encoding, Format, Found, Opened, Problem, Reading,
};
use dechaff::pipeline::{Entry, document_name, entries};
use dechaff::report::diff::{Presence, Style, Unpatchable, Versions, patch, patch_name, visible};

use super::diff::{Output, Piece, Showing};
use super::documents::{DocumentOptions, open_entry};
use super::failure::Failure;

/// Bytes of each file that are compared at a time.
const COMPARED: usize = 1 << 16;

/// Shows what differs between two files, or between the files of two folders.
pub fn show(
    old: &Path,
    new: &Path,
    options: &DocumentOptions,
    showing: &mut Showing,
) -> Result<(), Failure> {
    for path in [old, new] {
        path.metadata()
            .map_err(|error| Failure::work("read", path.display(), error))?;
    }
    if old.is_dir() != new.is_dir() {
        let (folder, file) = if old.is_dir() { (old, new) } else { (new, old) };
        return Err(Failure::Usage(format!(
            "{} is a folder and {} is a file: name two folders or two files",
            folder.display(),
            file.display()
        )));
    }
    let mut reading = options.reading();
    if showing.output == Output::Patch && reading.format.is_none() {
        // A patch is about lines of files, whatever they hold.
        reading.format = Some(Format::Text);
    }
    let filter = options.filter()?;
    let mut old = entries(old, Path::new(""), &filter).peekable();
    let mut new = entries(new, Path::new(""), &filter).peekable();
    loop {
        // Both come in the order of their paths.
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.relative.cmp(&new.relative),
        };
        let pair = Pair {
            old: (order != Ordering::Greater).then(|| old.next()).flatten(),
            new: (order != Ordering::Less).then(|| new.next()).flatten(),
        };
        pair.show(&reading, showing)?;
    }
}

/// The versions of a file.
struct Pair {
    old: Option<Entry>,
    new: Option<Entry>,
}

impl Pair {
    fn show(&self, reading: &Reading, showing: &mut Showing) -> Result<(), Failure> {
        let name = self.name();
        let entries = [&self.old, &self.new].into_iter().flatten();
        if let Some(obstacle) = entries.clone().find_map(|entry| entry.obstacle.as_ref()) {
            showing.fail(format!("{name}: {obstacle}"));
            return Ok(());
        }
        if let (Some(old), Some(new)) = (&self.old, &self.new) {
            match are_equal(&old.path, &new.path) {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(error) => {
                    showing.fail(format!("{name}: cannot compare: {error}"));
                    return Ok(());
                }
            }
        }
        if let (Output::Diff(style), true) = (showing.output, self.is_one_sided()) {
            // The file is named; what it holds does not matter.
            let versions = Versions {
                name: &name,
                record: None,
                old: self.old.as_ref().map(|_| ""),
                new: self.new.as_ref().map(|_| ""),
            };
            return showing.show(Piece::Text(versions.diff(style, &showing.view)));
        }
        let open = |entry: &Option<Entry>| match entry {
            Some(entry) => open_entry(entry, reading).map(|opened| Some(Records::new(opened))),
            None => Ok(None),
        };
        match open(&self.old).and_then(|old| Ok((old, open(&self.new)?))) {
            Ok((old, new)) => self.show_records([old, new], showing),
            Err(problem) => self.name_only(&problem, showing),
        }
    }

    fn is_one_sided(&self) -> bool {
        self.old.is_none() || self.new.is_none()
    }

    /// Goes over the documents of both files at once.
    fn show_records(
        &self,
        mut files: [Option<Records>; 2],
        showing: &mut Showing,
    ) -> Result<(), Failure> {
        let name = self.name();
        loop {
            let [old, new] = &mut files;
            let next = next(old).and_then(|old| Ok((old, next(new)?)));
            let (old, new) = match next {
                Ok(next) => next,
                Err(error) => {
                    showing.fail(format!("{name}: cannot read: {error}"));
                    return Ok(());
                }
            };
            let number = |record: &Option<Record>| record.as_ref().map(|record| record.number);
            let (before, after) = (number(&old), number(&new));
            let (old, new) = match (before, after) {
                (None, None) => return Ok(()),
                // The one with the higher number waits: its fellow is missing.
                (Some(before), Some(after)) if before < after => {
                    put_back(&mut files[1], new);
                    (old, None)
                }
                (Some(before), Some(after)) if before > after => {
                    put_back(&mut files[0], old);
                    (None, new)
                }
                _ => (old, new),
            };
            self.show_record(old, new, showing)?;
        }
    }

    fn show_record(
        &self,
        old: Option<Record>,
        new: Option<Record>,
        showing: &mut Showing,
    ) -> Result<(), Failure> {
        let record = old.as_ref().or(new.as_ref()).and_then(|one| one.number);
        let (old_text, new_text) = match (text_of(&old), text_of(&new)) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(problem), _) | (_, Err(problem)) => {
                return match record {
                    None => self.name_only(problem, showing),
                    Some(record) => {
                        showing.fail(format!("{}:{record}: {problem}", self.name()));
                        Ok(())
                    }
                };
            }
        };
        let name = match record {
            Some(record) => format!("{}:{record}", self.name()),
            None => self.name(),
        };
        let versions = Versions {
            name: &name,
            record,
            old: old_text,
            new: new_text,
        };
        if !versions.differ() {
            return Ok(());
        }
        match showing.output {
            Output::Diff(style) => showing.show(Piece::Text(versions.diff(style, &showing.view))),
            Output::Stat => showing.show(Piece::Stat(versions.stat())),
            Output::Patch => {
                let mut records = [&old, &new].into_iter().flatten();
                match records.find_map(|record| record.unpatchable()) {
                    Some(refused) => {
                        showing.differs();
                        showing.fail(format!("{}: {refused}", self.name()));
                        Ok(())
                    }
                    None => {
                        let text = self.patch(&old, &new, showing.view.context);
                        showing.show(Piece::Text(text))
                    }
                }
            }
        }
    }

    fn patch(&self, old: &Option<Record>, new: &Option<Record>, context: usize) -> String {
        let marked = |record: &Option<Record>| {
            let record = record.as_ref()?;
            let text = record.text.as_ref().ok()?;
            String::from_utf8(record.encoding.encode(text)).ok()
        };
        let (old, new) = (marked(old), marked(new));
        let versions = Versions {
            name: "",
            record: None,
            old: old.as_deref(),
            new: new.as_deref(),
        };
        let presence = match (&old, &new) {
            (Some(_), None) => Presence::Old,
            (None, Some(_)) => Presence::New,
            _ => Presence::Both,
        };
        patch(
            &patch_name(self.path()),
            &versions.revision(),
            presence,
            context,
        )
    }

    /// Says of a file that holds no text that it differs.
    fn name_only(&self, problem: &Problem, showing: &mut Showing) -> Result<(), Failure> {
        showing.differs();
        let message = format!("{}: differs, but cannot be shown: {problem}", self.name());
        match showing.output {
            Output::Diff(Style::Json) | Output::Patch | Output::Stat => {
                showing.fail(message);
                Ok(())
            }
            Output::Diff(_) => showing.show(Piece::Text(format!("{}\n", visible(&message)))),
        }
    }

    /// The path below the folders, or of the older file.
    fn path(&self) -> &Path {
        let entry = self.old.as_ref().or(self.new.as_ref());
        match entry {
            Some(entry) if entry.relative.as_os_str().is_empty() => &entry.path,
            Some(entry) => &entry.relative,
            None => Path::new(""),
        }
    }

    fn name(&self) -> String {
        let entry = self.old.as_ref().or(self.new.as_ref());
        match entry.map(|entry| document_name(&entry.relative)) {
            Some(name) if !name.is_empty() => name,
            _ => self.path().display().to_string(),
        }
    }
}

/// Whether two files hold the same bytes.
fn are_equal(old: &PathBuf, new: &PathBuf) -> io::Result<bool> {
    let (mut old, mut new) = (File::open(old)?, File::open(new)?);
    if old.metadata()?.len() != new.metadata()?.len() {
        return Ok(false);
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    loop {
        before.clear();
        after.clear();
        old.by_ref()
            .take(COMPARED as u64)
            .read_to_end(&mut before)?;
        new.by_ref().take(COMPARED as u64).read_to_end(&mut after)?;
        if before != after {
            return Ok(false);
        }
        if before.is_empty() {
            return Ok(true);
        }
    }
}

/// A document of a file.
struct Record {
    number: Option<u64>,
    text: Result<String, Problem>,
    encoding: Encoding,
    compression: Compression,
}

impl Record {
    fn unpatchable(&self) -> Option<Unpatchable> {
        if self.number.is_some() {
            Some(Unpatchable::Record)
        } else if self.compression != Compression::None {
            Some(Unpatchable::Compressed)
        } else if !self.encoding.is_utf8() {
            Some(Unpatchable::Encoding(self.encoding.to_string()))
        } else {
            None
        }
    }
}

fn text_of(record: &Option<Record>) -> Result<Option<&str>, &Problem> {
    let text = record.as_ref().map(|record| record.text.as_deref());
    text.transpose()
}

/// The documents of a file, one after the other.
struct Records {
    opened: Opened,
    waiting: VecDeque<Record>,
}

impl Records {
    fn new(opened: Opened) -> Self {
        Self {
            opened,
            waiting: VecDeque::new(),
        }
    }
}

fn next(records: &mut Option<Records>) -> io::Result<Option<Record>> {
    let Some(records) = records else {
        return Ok(None);
    };
    loop {
        if let Some(record) = records.waiting.pop_front() {
            return Ok(Some(record));
        }
        let Some(batch) = records.opened.source.batch()? else {
            return Ok(None);
        };
        let mut taking = Taking {
            records: &mut records.waiting,
            compression: records.opened.compression,
        };
        for frame in batch {
            frame.edit(&mut taking);
        }
    }
}

fn put_back(records: &mut Option<Records>, record: Option<Record>) {
    if let (Some(records), Some(record)) = (records, record) {
        records.waiting.push_front(record);
    }
}

/// Takes the texts of documents, and changes none.
struct Taking<'t> {
    records: &'t mut VecDeque<Record>,
    compression: Compression,
}

impl Editor for Taking<'_> {
    fn edit(&mut self, found: &Found<'_>) -> Edit {
        self.records.push_back(Record {
            number: found.record,
            text: Ok(found.document.text().to_owned()),
            encoding: found.encoding,
            compression: self.compression,
        });
        Edit::default()
    }

    fn pass(&mut self, record: Option<u64>, problem: Problem) {
        self.records.push_back(Record {
            number: record,
            text: Err(problem),
            encoding: Encoding::default(),
            compression: self.compression,
        });
    }
}
