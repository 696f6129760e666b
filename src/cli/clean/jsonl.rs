//! Cleaning JSON lines from a stream to a stream.

use std::fs::File;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::ExitCode;

use dechaff::formats::Problem;
use dechaff::formats::jsonl::Record;
use dechaff::pipeline::{Chunk, LedgerEntry, LineReader, Stopped, fingerprint, in_order};
use dechaff::report::Outcome;

use super::{Job, Removals};
use crate::cli::failure::Failure;
use crate::cli::session::{Session, buffered_stdout, on_threads};

pub fn run(
    job: &Job,
    input: Box<dyn BufRead + Send>,
    output: Option<&Path>,
) -> Result<ExitCode, Failure> {
    on_threads(job.documents.threads, || stream(job, input, output))?
}

fn stream(
    job: &Job,
    input: Box<dyn BufRead + Send>,
    output: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let create = |path: &Path| {
        File::create(path).map_err(|error| Failure::work("write", path.display(), error))
    };
    let mut ledger = match &job.removals {
        Removals::Ledger(path) if !job.is_dry => Some(io::BufWriter::new(create(path)?)),
        _ => None,
    };
    let mut out: Box<dyn Write + Send> = match output {
        _ if job.is_dry => Box::new(io::sink()),
        Some(path) => Box::new(io::BufWriter::with_capacity(1 << 16, create(path)?)),
        None => Box::new(SendableStdout::default()),
    };
    let version = fingerprint(job.cleaner.rules());
    let mut session = Session::new(job.is_quiet);
    let mut reader = LineReader::new(input, job.max_size);
    let mut line = 0;
    let result = in_order(
        || reader.batch(),
        |chunk| clean_chunk(job, chunk),
        |mut done: Done| {
            line += usize::from(done.begins_line);
            if let Some(outcome) = &mut done.outcome {
                outcome.name = format!("line {line}");
                session.add(outcome);
                if let Some(ledger) = &mut ledger {
                    write_ledger(
                        ledger,
                        &outcome.name,
                        &done.text,
                        &outcome.removals,
                        &version,
                    )?;
                }
            }
            out.write_all(&done.bytes)
        },
    );
    let flushed = out
        .flush()
        .and_then(|()| ledger.as_mut().map_or(Ok(()), Write::flush));
    match result {
        Err(Stopped::Reading(error)) => return Err(Failure::work("read", "the input", error)),
        Err(Stopped::Writing(error)) => return Err(Failure::output(&error)),
        Ok(()) => flushed.map_err(|error| Failure::output(&error))?,
    }
    Ok(session.finish())
}

/// A line that is done.
struct Done {
    bytes: Vec<u8>,
    /// Whether a line begins here; false for later pieces of a long line.
    begins_line: bool,
    /// The text, where the ledger wants it.
    text: String,
    /// Missing for later pieces of a long line and for blank lines.
    outcome: Option<Outcome>,
}

fn clean_chunk(job: &Job, chunk: Chunk) -> Done {
    let begins_line = !matches!(chunk, Chunk::LongLineRest(_));
    let passed = |bytes, outcome| Done {
        bytes,
        begins_line,
        text: String::new(),
        outcome,
    };
    match chunk {
        Chunk::LongLineRest(bytes) => passed(bytes, None),
        Chunk::LongLine(bytes) => passed(bytes, Some(Outcome::failed("", Problem::TooLong))),
        Chunk::Line(bytes) if bytes.trim_ascii().is_empty() => passed(bytes, None),
        Chunk::Line(bytes) => match clean_line(job, &bytes) {
            Err(problem) => passed(bytes, Some(Outcome::failed("", problem))),
            Ok((line, outcome, text)) => {
                let text = if matches!(job.removals, Removals::Ledger(_)) {
                    text
                } else {
                    String::new()
                };
                Done {
                    bytes: line.into_bytes(),
                    begins_line,
                    text,
                    outcome: Some(outcome),
                }
            }
        },
    }
}

/// The cleaned line, what happened, and the text as it was.
fn clean_line(job: &Job, line: &[u8]) -> Result<(String, Outcome, String), Problem> {
    let record = Record::parse(line, &job.fields)?;
    let document = job.documents.place(record.document(), Path::new(""));
    let cleaned = job.cleaner.clean(&document);
    let outcome = Outcome::cleaned("", record.text.len(), &cleaned);
    let embed = match &job.removals {
        Removals::Embedded(offsets) => Some(*offsets),
        _ => None,
    };
    Ok((record.write(&cleaned, embed), outcome, record.text))
}

fn write_ledger(
    ledger: &mut impl Write,
    name: &str,
    text: &str,
    removals: &[dechaff::Removal],
    version: &str,
) -> io::Result<()> {
    for entry in LedgerEntry::all(name, text, removals, version) {
        ledger.write_all(&entry.to_line())?;
    }
    Ok(())
}

/// Standard output that may move to the writing thread: it is locked for each
/// buffer, not for the run.
#[derive(Default)]
struct SendableStdout {
    buffer: Vec<u8>,
}

impl Write for SendableStdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= 1 << 16 {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut stdout = buffered_stdout();
        stdout.write_all(&self.buffer)?;
        self.buffer.clear();
        stdout.flush()
    }
}
