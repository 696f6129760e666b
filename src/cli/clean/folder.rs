//! Cleaning a folder tree to a mirrored one, or files in place.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dechaff::formats::jsonl::Record;
use dechaff::formats::{self, Problem};
use dechaff::pipeline::{
    Entry, LedgerEntry, Stopped, TreeError, check_target, entries, fingerprint, in_order,
    write_new, write_over,
};
use dechaff::report::Outcome;
use dechaff::{Cleaned, Document};

use super::{Arguments, Job, Removals};
use crate::cli::failure::Failure;
use crate::cli::options::{Format, is_text_name};
use crate::cli::session::{Session, on_threads};

/// Files that make a batch.
const BATCH: usize = 64;

/// Where cleaned files go.
#[derive(Debug)]
pub enum Target {
    /// To the same place below another folder.
    Mirror(PathBuf),
    /// To where they are.
    InPlace,
    /// Nowhere.
    Dry,
}

impl Target {
    /// The target that the arguments name, once it is sure that it does no
    /// harm.
    pub fn new(arguments: &Arguments, input: &Path) -> Result<Self, Failure> {
        let has_ledger = arguments
            .removals
            .as_ref()
            .is_some_and(|path| path.as_os_str() != "embed");
        if arguments.removals.is_some() && !has_ledger {
            return Err(Failure::Usage(
                "--removals embed is for a stream of JSON lines; name a file".into(),
            ));
        }
        if arguments.dry_run {
            return Ok(Self::Dry);
        }
        if arguments.in_place {
            return if has_ledger {
                Ok(Self::InPlace)
            } else {
                let help = "--in-place needs --removals FILE: with that file `dechaff restore` puts everything back";
                Err(Failure::Usage(help.into()))
            };
        }
        let Some(output) = &arguments.output else {
            let message = format!(
                "{} is a folder; say where to: -o FOLDER, --in-place or --dry-run",
                input.display()
            );
            return Err(Failure::Usage(message));
        };
        check_target(input, output).map_err(|error| Failure::Usage(error.to_string()))?;
        if output.exists() && !output.is_dir() {
            return Err(Failure::Usage(format!(
                "{} is a file; name a folder",
                output.display()
            )));
        }
        Ok(Self::Mirror(output.clone()))
    }
}

pub fn run(job: &Job, input: &Path, target: &Target) -> Result<ExitCode, Failure> {
    let ledger = match (&job.removals, target) {
        (Removals::Ledger(path), Target::Mirror(_) | Target::InPlace) => {
            Some(create_ledger(input, path)?)
        }
        _ => None,
    };
    on_threads(job.documents.threads, || {
        clean_all(job, input, target, ledger)
    })?
}

type Ledger = io::BufWriter<File>;

/// Creates the ledger, which must not lie among the files to clean.
fn create_ledger(input: &Path, path: &Path) -> Result<Ledger, Failure> {
    if let Err(error @ (TreeError::Inside(_) | TreeError::Same(_))) = check_target(input, path) {
        return Err(Failure::Usage(format!("the file for --removals: {error}")));
    }
    let file = File::create(path).map_err(|error| Failure::work("write", path.display(), error))?;
    Ok(io::BufWriter::new(file))
}

fn clean_all(
    job: &Job,
    input: &Path,
    target: &Target,
    mut ledger: Option<Ledger>,
) -> Result<ExitCode, Failure> {
    let version = fingerprint(job.cleaner.rules());
    let mut files = entries(input);
    let mut session = Session::new(job.is_quiet);
    let worker = Worker {
        job,
        target,
        version: &version,
    };
    let source = || {
        let batch: Vec<Entry> = files.by_ref().take(BATCH).collect();
        Ok::<_, Infallible>((!batch.is_empty()).then_some(batch))
    };
    let sink = |mut done: Done| {
        if let Some(ledger) = &mut ledger {
            let written = ledger
                .write_all(&done.ledger)
                .and_then(|()| match done.pending {
                    Some(_) => ledger.flush(),
                    None => Ok(()),
                });
            written.map_err(|error| Failure::work("write", "the file for --removals", error))?;
        }
        // The way back is written before the way forth.
        if let Some((path, content)) = done.pending
            && let Err(error) = write_over(&path, &content)
        {
            done.outcomes = vec![Outcome::failed(
                path.display().to_string(),
                unreadable(&error),
            )];
        }
        done.outcomes
            .iter()
            .for_each(|outcome| session.add(outcome));
        Ok(())
    };
    match in_order(source, |entry: Entry| worker.clean(&entry), sink) {
        Err(Stopped::Writing(failure)) => return Err(failure),
        Err(Stopped::Reading(never)) => match never {},
        Ok(()) => {}
    }
    if let Some(mut ledger) = ledger {
        ledger
            .flush()
            .map_err(|error| Failure::work("write", "the file for --removals", error))?;
    }
    Ok(session.finish())
}

/// A file that is done, but for what has to happen in order.
struct Done {
    outcomes: Vec<Outcome>,
    /// Lines for the ledger.
    ledger: Vec<u8>,
    /// A file to replace once the ledger is written.
    pending: Option<(PathBuf, Vec<u8>)>,
}

struct Worker<'a> {
    job: &'a Job,
    target: &'a Target,
    version: &'a str,
}

impl Worker<'_> {
    fn clean(&self, entry: &Entry) -> Done {
        let name = entry.relative.to_string_lossy().into_owned();
        let name = if name.is_empty() {
            entry.path.display().to_string()
        } else {
            name
        };
        let failed = |problem| Done {
            outcomes: vec![Outcome::failed(&name, problem)],
            ledger: Vec::new(),
            pending: None,
        };
        match &entry.obstacle {
            Some(obstacle) => failed(Problem::Unreadable(obstacle.clone())),
            None => self.clean_file(entry, &name).unwrap_or_else(failed),
        }
    }

    fn clean_file(&self, entry: &Entry, name: &str) -> Result<Done, Problem> {
        let size = entry
            .path
            .metadata()
            .map_err(|error| unreadable(&error))?
            .len();
        let format = self.job.documents.format.of(Some(&entry.path));
        let is_ours = format == Format::Jsonl
            || self.job.documents.format == Format::Text
            || is_text_name(&entry.path);
        if size > self.job.max_size as u64 || !is_ours {
            self.copy(entry).map_err(|error| unreadable(&error))?;
            return Err(if is_ours {
                Problem::TooLong
            } else {
                Problem::NotText
            });
        }
        let bytes = std::fs::read(&entry.path).map_err(|error| unreadable(&error))?;
        let mut done = Done {
            outcomes: Vec::new(),
            ledger: Vec::new(),
            pending: None,
        };
        let content = match format {
            Format::Jsonl => self.clean_lines(&bytes, name, &entry.relative, &mut done),
            _ => self.clean_text(&bytes, name, &entry.relative, &mut done),
        };
        match self.target {
            Target::Mirror(folder) => {
                write_new(&folder.join(&entry.relative), &content, &mut io::empty())
                    .map_err(|error| unreadable(&error))?
            }
            Target::InPlace if bytes != content => {
                done.pending = Some((entry.path.clone(), content))
            }
            Target::InPlace | Target::Dry => {}
        }
        Ok(done)
    }

    fn clean_text(&self, bytes: &[u8], name: &str, relative: &Path, done: &mut Done) -> Vec<u8> {
        match formats::text::decode(bytes) {
            Err(problem) => {
                done.outcomes.push(Outcome::failed(name, problem));
                bytes.to_vec()
            }
            Ok(text) => {
                let cleaned = self
                    .job
                    .cleaner
                    .clean(&self.job.documents.place(Document::new(text), relative));
                done.outcomes
                    .push(Outcome::cleaned(name, text.len(), &cleaned));
                self.note(name, text, &cleaned, done);
                cleaned.text.into_bytes()
            }
        }
    }

    fn clean_lines(&self, bytes: &[u8], name: &str, relative: &Path, done: &mut Done) -> Vec<u8> {
        let mut content = Vec::with_capacity(bytes.len());
        for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let name = format!("{name}:{}", number + 1);
            match Record::parse(line, &self.job.fields) {
                _ if line.trim_ascii().is_empty() => content.extend_from_slice(line),
                Err(problem) => {
                    done.outcomes.push(Outcome::failed(name, problem));
                    content.extend_from_slice(line);
                }
                Ok(record) => {
                    let cleaned = self
                        .job
                        .cleaner
                        .clean(&self.job.documents.place(record.document(), relative));
                    done.outcomes
                        .push(Outcome::cleaned(&name, record.text.len(), &cleaned));
                    self.note(&name, &record.text, &cleaned, done);
                    content.extend_from_slice(record.write(&cleaned, None).as_bytes());
                }
            }
        }
        content
    }

    /// Adds a document's removals to the lines for the ledger.
    fn note(&self, name: &str, text: &str, cleaned: &Cleaned, done: &mut Done) {
        if matches!(self.job.removals, Removals::Ledger(_)) {
            for entry in LedgerEntry::all(name, text, &cleaned.removals, self.version) {
                done.ledger.extend(entry.to_line());
            }
        }
    }

    /// Copies a file that is not cleaned.
    fn copy(&self, entry: &Entry) -> io::Result<()> {
        match self.target {
            Target::Mirror(folder) => write_new(
                &folder.join(&entry.relative),
                &[],
                &mut File::open(&entry.path)?,
            ),
            Target::InPlace | Target::Dry => Ok(()),
        }
    }
}

fn unreadable(error: &io::Error) -> Problem {
    Problem::Unreadable(error.to_string())
}
