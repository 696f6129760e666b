//! Cleaning one text from a file or standard input.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use dechaff::Document;
use dechaff::formats::{self, Problem};
use dechaff::pipeline::{LedgerEntry, fingerprint, write_new};
use dechaff::report::Outcome;

use super::{Job, Removals, name_of};
use crate::cli::failure::Failure;
use crate::cli::session::{Session, buffered_stdout};

pub fn run(
    job: &Job,
    path: Option<&Path>,
    mut input: impl Read,
    output: Option<&Path>,
) -> Result<ExitCode, Failure> {
    if matches!(job.removals, Removals::Embedded(_)) {
        return Err(Failure::Usage(
            "--removals embed is for JSON lines; name a file, or take --format jsonl".into(),
        ));
    }
    let name = name_of(path);
    let mut bytes = Vec::new();
    let limit = job.max_size as u64 + 1;
    input
        .by_ref()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::work("read", &name, error))?;
    let mut session = Session::new(job.is_quiet);
    if bytes.len() > job.max_size {
        session.add(&Outcome::failed(&name, Problem::TooLong));
        pass_through(job, &bytes, input, output)?;
        return Ok(session.finish());
    }
    let (outcome, cleaned) = match formats::text::decode(&bytes) {
        Err(problem) => (Outcome::failed(&name, problem), None),
        Ok(text) => {
            let cleaned = job
                .cleaner
                .clean(&job.documents.place(Document::new(text), Path::new("")));
            let outcome = Outcome::cleaned(&name, text.len(), &cleaned);
            if let Removals::Ledger(ledger) = &job.removals
                && !job.is_dry
            {
                write_ledger(job, ledger, path, text, &cleaned.removals)?;
            }
            (outcome, Some(cleaned.text))
        }
    };
    session.add(&outcome);
    let content = cleaned.as_ref().map_or(bytes.as_slice(), String::as_bytes);
    pass_through(job, content, io::empty(), output)?;
    Ok(session.finish())
}

/// Writes `start`, then whatever is left of the input.
fn pass_through(
    job: &Job,
    start: &[u8],
    mut rest: impl Read,
    output: Option<&Path>,
) -> Result<(), Failure> {
    if job.is_dry {
        return Ok(());
    }
    let Some(output) = output else {
        let mut stdout = buffered_stdout();
        let written = stdout
            .write_all(start)
            .and_then(|()| io::copy(&mut rest, &mut stdout))
            .and_then(|_| stdout.flush());
        return written.map_err(|error| Failure::output(&error));
    };
    write_new(output, start, &mut rest)
        .map_err(|error| Failure::work("write", output.display(), error))
}

fn write_ledger(
    job: &Job,
    ledger: &Path,
    path: Option<&Path>,
    text: &str,
    removals: &[dechaff::Removal],
) -> Result<(), Failure> {
    let name = path
        .and_then(Path::file_name)
        .map_or_else(|| "-".into(), |name| name.to_string_lossy().into_owned());
    let entries = LedgerEntry::all(&name, text, removals, &fingerprint(job.cleaner.rules()));
    let lines: Vec<u8> = entries.iter().flat_map(LedgerEntry::to_line).collect();
    write_new(ledger, &lines, &mut io::empty())
        .map_err(|error| Failure::work("write", ledger.display(), error))
}
