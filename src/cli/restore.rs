//! `dechaff restore`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::formats::jsonl::{Fields, Record};
use dechaff::formats::{Offsets, Problem, removed};
use dechaff::pipeline::{
    Chunk, LedgerEntry, LineReader, check_target, entries, hash, write_new, write_over,
};
use dechaff::restore;

use super::failure::{Failure, SOME_FAILED, say};
use super::options::{Format, OffsetUnit};
use super::session::buffered_stdout;

/// Arguments of `dechaff restore`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The cleaned file or folder; JSON lines with embedded removals may come
    /// from standard input.
    path: Option<PathBuf>,
    /// The removals that `clean --removals FILE` wrote. Left out for JSON lines
    /// with embedded removals.
    #[arg(long, value_name = "FILE")]
    removals: Option<PathBuf>,
    /// Where the restored file or folder goes; standard output for a file where
    /// left out.
    #[arg(short, long, value_name = "PATH", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Replace the cleaned files.
    #[arg(long, requires = "removals")]
    in_place: bool,
    /// The field of a JSON object that holds the text.
    #[arg(long, value_name = "FIELD", default_value = "text")]
    text_field: String,
    /// How embedded offsets are counted.
    #[arg(long, value_enum, default_value_t)]
    offsets: OffsetUnit,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let path = arguments
        .path
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    match (&arguments.removals, path) {
        (None, path) => restore_lines(path, arguments),
        (Some(_), None) => Err(Failure::Usage("name the cleaned file or folder".into())),
        (Some(ledger), Some(path)) => restore_files(path, &Ledger::read(ledger)?, arguments),
    }
}

/// Restores JSON lines by the removals that they carry. The text comes back
/// byte for byte; the list of removals becomes empty.
fn restore_lines(path: Option<&Path>, arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let (Some(path), Some(output)) = (path, &arguments.output) {
        check_target(path, output).map_err(|error| Failure::Usage(error.to_string()))?;
    }
    let input: Box<dyn io::Read> = match path {
        Some(path) => Box::new(
            File::open(path).map_err(|error| Failure::work("read", path.display(), error))?,
        ),
        None => Box::new(io::stdin()),
    };
    let mut out: Box<dyn Write> = match &arguments.output {
        Some(path) => {
            Box::new(io::BufWriter::new(File::create(path).map_err(|error| {
                Failure::work("write", path.display(), error)
            })?))
        }
        None => Box::new(buffered_stdout()),
    };
    let fields = Fields::new(&arguments.text_field);
    let mut reader = LineReader::new(BufReader::new(input), usize::MAX - 1);
    let (mut number, mut failed) = (0, 0);
    while let Some(batch) = reader
        .batch()
        .map_err(|error| Failure::work("read", "the input", error))?
    {
        for chunk in batch {
            let (Chunk::Line(line) | Chunk::LongLine(line) | Chunk::LongLineRest(line)) = chunk;
            number += 1;
            let restored = if line.trim_ascii().is_empty() {
                None
            } else {
                Some(restore_line(&line, &fields, arguments.offsets.into()))
            };
            let content = match restored {
                Some(Ok(restored)) => restored.into_bytes(),
                Some(Err(problem)) => {
                    say(format!(
                        "line {number}: passed through unchanged: {problem}"
                    ));
                    failed += 1;
                    line
                }
                None => line,
            };
            out.write_all(&content)
                .map_err(|error| Failure::output(&error))?;
        }
    }
    out.flush().map_err(|error| Failure::output(&error))?;
    Ok(if failed > 0 {
        ExitCode::from(SOME_FAILED)
    } else {
        ExitCode::SUCCESS
    })
}

fn restore_line(line: &[u8], fields: &Fields, offsets: Offsets) -> Result<String, Problem> {
    let record = Record::parse(line, fields)?;
    let removals = record.removals()?;
    if removals.is_empty() {
        return Ok(record.splice(None, None));
    }
    let removed = removed(&record.text, &removals, offsets).map_err(|_| Problem::WrongOffsets)?;
    Ok(record.splice(Some(&restore(&record.text, removed)), Some(&[])))
}

/// The removals of each document.
struct Ledger {
    lines: Vec<String>,
}

impl Ledger {
    fn read(path: &Path) -> Result<Self, Failure> {
        let file =
            File::open(path).map_err(|error| Failure::work("read", path.display(), error))?;
        let lines: io::Result<Vec<String>> = BufReader::new(file).lines().collect();
        Ok(Self {
            lines: lines.map_err(|error| Failure::work("read", path.display(), error))?,
        })
    }

    /// The entries by document; a line that is none ends the command, because
    /// restoring by half a ledger would look like success.
    fn documents(&self) -> Result<BTreeMap<String, Vec<LedgerEntry<'_>>>, Failure> {
        let mut documents: BTreeMap<String, Vec<LedgerEntry<'_>>> = BTreeMap::new();
        for (number, line) in self.lines.iter().enumerate() {
            let entry: LedgerEntry<'_> = serde_json::from_str(line).map_err(|error| {
                Failure::Usage(format!(
                    "line {} of the removals is not one: {error}",
                    number + 1
                ))
            })?;
            documents
                .entry(entry.document.clone())
                .or_default()
                .push(entry);
        }
        Ok(documents)
    }
}

/// Restores text files by a ledger.
fn restore_files(path: &Path, ledger: &Ledger, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let documents = ledger.documents()?;
    let is_folder = path.is_dir();
    if is_folder && !arguments.in_place && arguments.output.is_none() {
        return Err(Failure::Usage(format!(
            "{} is a folder; say where to: -o FOLDER or --in-place",
            path.display()
        )));
    }
    if let Some(output) = &arguments.output {
        check_target(path, output).map_err(|error| Failure::Usage(error.to_string()))?;
    }
    let mut failed = 0;
    let mut known: BTreeSet<String> = documents.keys().cloned().collect();
    for entry in entries(path) {
        let name = match entry.relative.to_string_lossy() {
            name if name.is_empty() => path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            name => name.into_owned(),
        };
        let restorer = Restorer {
            documents: &documents,
            fields: Fields::new(&arguments.text_field),
            is_folder,
        };
        let restored = match &entry.obstacle {
            Some(obstacle) => Err(obstacle.clone()),
            None => restorer.restore(&entry.path, &name, &mut known),
        };
        let written = restored.and_then(|content| {
            let target = arguments.output.as_ref();
            let target = target.map(|output| {
                if is_folder {
                    output.join(&entry.relative)
                } else {
                    output.clone()
                }
            });
            write(&entry.path, target.as_deref(), arguments.in_place, content)
                .map_err(|error| error.to_string())
        });
        if let Err(problem) = written {
            say(format!("{name}: not restored: {problem}"));
            failed += 1;
        }
    }
    for missing in known {
        say(format!(
            "{missing}: not restored: the removals name it, but it is not here"
        ));
        failed += 1;
    }
    Ok(if failed > 0 {
        ExitCode::from(SOME_FAILED)
    } else {
        ExitCode::SUCCESS
    })
}

struct Restorer<'a> {
    documents: &'a BTreeMap<String, Vec<LedgerEntry<'a>>>,
    fields: Fields,
    is_folder: bool,
}

impl Restorer<'_> {
    /// The original content of a file. What is found in the removals is taken
    /// off `left`.
    fn restore(
        &self,
        path: &Path,
        name: &str,
        left: &mut BTreeSet<String>,
    ) -> Result<Vec<u8>, String> {
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        if Format::Auto.of(Some(path)) == Format::Jsonl {
            return self.restore_lines(&bytes, name, left);
        }
        left.remove(name);
        let Some(removals) = self.documents.get(name) else {
            return Ok(bytes);
        };
        let text = String::from_utf8(bytes).map_err(|_| Problem::NotUtf8.to_string())?;
        original(&text, removals).map(String::into_bytes)
    }

    /// The original lines of a file of JSON lines.
    fn restore_lines(
        &self,
        bytes: &[u8],
        name: &str,
        left: &mut BTreeSet<String>,
    ) -> Result<Vec<u8>, String> {
        let mut content = Vec::with_capacity(bytes.len());
        for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1..) {
            let document = if self.is_folder {
                format!("{name}:{number}")
            } else {
                format!("line {number}")
            };
            left.remove(&document);
            let Some(removals) = self.documents.get(&document) else {
                content.extend_from_slice(line);
                continue;
            };
            let record = Record::parse(line, &self.fields)
                .map_err(|problem| format!("line {number}: {problem}"))?;
            let text = original(&record.text, removals)
                .map_err(|problem| format!("line {number}: {problem}"))?;
            content.extend_from_slice(record.splice(Some(&text), None).as_bytes());
        }
        Ok(content)
    }
}

/// The original of a text, if it is what the ledger's hash says.
fn original(text: &str, removals: &[LedgerEntry<'_>]) -> Result<String, String> {
    let Some(first) = removals.first() else {
        return Ok(text.to_owned());
    };
    if hash(text.as_bytes()) == first.hash {
        return Ok(text.to_owned());
    }
    let removed = removals.iter().map(|entry| {
        let (span, text) = entry.removed();
        (span, &**text)
    });
    let original = restore(text, removed);
    if hash(original.as_bytes()) != first.hash {
        return Err(
            "it is not what was cleaned: it changed since, or the removals are another run's"
                .into(),
        );
    }
    Ok(original)
}

fn write(path: &Path, target: Option<&Path>, in_place: bool, content: Vec<u8>) -> io::Result<()> {
    match target {
        Some(target) => write_new(target, &content, &mut io::empty()),
        None if in_place => write_over(path, &content),
        None => {
            let mut stdout = buffered_stdout();
            stdout.write_all(&content)?;
            stdout.flush()
        }
    }
}
