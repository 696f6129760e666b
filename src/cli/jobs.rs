//! Commands that write what they have read: which input goes where, checked before
//! anything is written.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dechaff::formats::{Compression, Content, Format, Input, Problem, open};
use dechaff::pipeline::{
    Editing, Entry, Filter, LedgerWriter, Mirror, Notes, Origin, Plan, Preserve, RunError, State,
    Stopped, Target, Unchanged, Watch, check_target, document_name, entries, files, stream,
};
use dechaff::report::Totals;

use super::documents::DocumentOptions;
use super::failure::Failure;
use super::outlet::Outlet;
use super::session::{Session, on_threads, stop_on_signals};

/// A file that is written beside the output, and the option that names it.
pub type Beside<'p> = (&'static str, &'p Path);

/// What is read.
#[derive(Debug)]
pub struct Inputs {
    /// Nothing for standard input.
    paths: Vec<PathBuf>,
}

/// Where output goes.
#[derive(Clone, Debug)]
pub enum Output {
    /// To standard output.
    Standard,
    /// To a file or folder.
    Path(PathBuf),
    /// To where the input is.
    InPlace,
    /// Nowhere.
    Nowhere,
}

/// What a run may know of earlier ones with the same settings.
#[derive(Clone, Debug)]
pub enum Memory {
    /// What they have done is skipped.
    Heeded(String),
    /// It is forgotten.
    Anew(String),
}

/// A file that removals are written to.
#[derive(Clone, Copy, Debug)]
pub enum Ledger<'j> {
    /// One that is continued.
    Continued(&'j Path),
    /// One that is made anew.
    Anew(&'j Path),
}

impl<'j> Ledger<'j> {
    pub fn path(self) -> &'j Path {
        match self {
            Self::Continued(path) | Self::Anew(path) => path,
        }
    }
}

/// What is to be done.
pub struct Job<'j> {
    pub inputs: &'j Inputs,
    pub output: &'j Output,
    pub documents: &'j DocumentOptions,
    pub ledger: Option<Ledger<'j>>,
    pub preserve: Preserve,
    /// What is done with files of a folder of which nothing goes.
    pub unchanged: Unchanged,
    /// Where several files are worked on.
    pub memory: Option<Memory>,
    pub editing: &'j dyn Editing,
    /// What a single document is called, where its file's name is another.
    pub name: Option<&'j str>,
    /// Whether removals are embedded in records, which is for JSON lines alone.
    pub is_embedded: bool,
}

impl Inputs {
    /// The inputs that were named.
    ///
    /// # Errors
    ///
    /// Paths that are not there, the same one twice, or one inside another.
    pub fn new(paths: &[PathBuf]) -> Result<Self, Failure> {
        let is_standard = |path: &PathBuf| path.as_os_str() == "-";
        if paths.iter().any(is_standard) {
            if paths.len() > 1 {
                let message = "`-`, standard input, goes with no other input";
                return Err(Failure::Usage(message.into()));
            }
            return Ok(Self { paths: Vec::new() });
        }
        for (number, path) in paths.iter().enumerate() {
            path.metadata()
                .map_err(|error| Failure::work("read", path.display(), error))?;
            for other in &paths[..number] {
                if check_target(other, path).is_err() {
                    return Err(Failure::Usage(format!(
                        "{} and {} are the same, or one lies inside the other; name each once",
                        other.display(),
                        path.display()
                    )));
                }
                if path.file_name() == other.file_name() {
                    return Err(Failure::Usage(format!(
                        "{} and {} have the same name, and would be one in the output; clean them one by one",
                        other.display(),
                        path.display()
                    )));
                }
            }
        }
        Ok(Self {
            paths: paths.to_owned(),
        })
    }

    /// The first path; `None` for standard input.
    pub fn first(&self) -> Option<&Path> {
        self.paths.first().map(PathBuf::as_path)
    }

    /// Whether it is standard input.
    pub fn is_standard(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether it is one file or standard input.
    pub fn is_stream(&self) -> bool {
        match self.paths.as_slice() {
            [] => true,
            [one] => !one.is_dir(),
            _ => false,
        }
    }

    /// Checks that nothing is written over what is read.
    ///
    /// # Errors
    ///
    /// An output or ledger that is an input, lies in one or around one, and an output
    /// that is missing.
    pub fn check(&self, output: &Output, beside: &[Beside<'_>]) -> Result<(), Failure> {
        let check = |place: &Path, (option, path): &Beside<'_>| {
            check_target(place, path)
                .map_err(|error| Failure::Usage(format!("the file for {option}: {error}")))
        };
        let output = match output {
            Output::Path(path) => Some(path.as_path()),
            Output::Standard if !self.is_stream() => {
                let name = self.first().unwrap_or(Path::new("")).display();
                return Err(Failure::Usage(format!(
                    "{name} is a folder, or one of several inputs; say where to: -o FOLDER, --in-place or --dry-run"
                )));
            }
            _ => None,
        };
        for input in &self.paths {
            if let Some(output) = output {
                check_target(input, output).map_err(|error| Failure::Usage(error.to_string()))?;
            }
            beside.iter().try_for_each(|one| check(input, one))?;
        }
        if let Some(output) = output {
            beside.iter().try_for_each(|one| check(output, one))?;
        }
        for (number, one) in beside.iter().enumerate() {
            beside[..number]
                .iter()
                .try_for_each(|(_, other)| check(other, one))?;
        }
        if let (Some(output), false) = (output, self.is_stream())
            && output.exists()
            && !output.is_dir()
        {
            return Err(Failure::Usage(format!(
                "{} is a file; name a folder",
                output.display()
            )));
        }
        Ok(())
    }

    fn entries(&self, filter: &Filter) -> Box<dyn Iterator<Item = Entry> + Send> {
        if let [one] = self.paths.as_slice() {
            return Box::new(entries(one, Path::new(""), filter));
        }
        let each: Vec<_> = self
            .paths
            .iter()
            .map(|path| {
                let name = path.file_name().map(Path::new).unwrap_or(path);
                entries(path, name, filter)
            })
            .collect();
        Box::new(each.into_iter().flatten())
    }
}

/// Does the work, then `last`, and gives the exit code.
///
/// # Errors
///
/// What ends all of the work: an input, output or ledger that cannot be opened.
pub fn run(
    job: &Job<'_>,
    mut session: Session,
    last: impl FnOnce(&mut Session) -> Result<(), Failure>,
) -> Result<ExitCode, Failure> {
    let is_data_on_stdout = job.inputs.is_stream() && matches!(job.output, Output::Standard);
    session.share_stdout(is_data_on_stdout);
    let ended = if job.inputs.is_stream() && !matches!(job.output, Output::InPlace) {
        on_threads(job.documents.threads, || run_stream(job, &mut session))?
    } else {
        on_threads(job.documents.threads, || run_files(job, &mut session))?
    };
    match ended? {
        Ended::Done => {
            last(&mut session)?;
            Ok(session.finish())
        }
        Ended::Interrupted => Ok(session.interrupted()),
    }
}

/// Counts as failed what removals or proposals name and nobody has met.
///
/// # Errors
///
/// A file that can no longer be read.
pub fn tell_missing(
    session: &mut Session,
    missing: impl Iterator<Item = io::Result<(String, Option<u64>)>>,
    words: impl Fn(&str) -> String,
) -> Result<(), Failure> {
    for found in missing {
        let (name, record) = found.map_err(|error| Failure::work("read", "the removals", error))?;
        let place = match record {
            Some(record) => format!("{name}:{record}"),
            None => name,
        };
        session.fail(words(&place));
    }
    Ok(())
}

/// How the work ended.
enum Ended {
    Done,
    Interrupted,
}

fn run_files(job: &Job<'_>, session: &mut Session) -> Result<Ended, Failure> {
    let filter = job.documents.filter()?;
    let (target, memory) = match job.output {
        Output::Path(path) => {
            let mirror = Mirror::new(path)
                .map_err(|error| Failure::work("make the folder", path.display(), error))?;
            (Target::Mirror(mirror), Some(path.join(State::NAME)))
        }
        Output::InPlace => {
            let beside = job.ledger.map(|ledger| {
                let mut name = ledger.path().as_os_str().to_owned();
                name.push(".state");
                PathBuf::from(name)
            });
            (Target::InPlace, beside)
        }
        Output::Standard | Output::Nowhere => (Target::Nowhere, None),
    };
    // Without its ledger, what was done before could not be undone.
    let is_lost = job.ledger.is_some_and(|ledger| !ledger.path().exists());
    let state = match (memory, &job.memory) {
        (Some(path), Some(memory)) => {
            let opened = match memory {
                Memory::Heeded(settings) if !is_lost => State::open(&path, settings),
                Memory::Heeded(settings) | Memory::Anew(settings) => State::anew(&path, settings),
            };
            Some(opened.map_err(|error| Failure::work("write", path.display(), error))?)
        }
        _ => None,
    };
    session.count_files(job.inputs.entries(&filter));
    let filter = job.documents.filter()?;
    let plan = Plan {
        reading: job.documents.reading(),
        target,
        preserve: job.preserve,
        unchanged: job.unchanged,
        ledger: open_ledger(job)?,
        state,
        stop: stop_on_signals(),
    };
    let ended = files(job.inputs.entries(&filter), plan, job.editing, session);
    session.left_out(filter.left_out());
    match ended {
        Ok(()) => Ok(Ended::Done),
        Err(RunError::Interrupted) => Ok(Ended::Interrupted),
        Err(RunError::Ledger(error)) => {
            Err(Failure::work("write", "the file for --removals", error))
        }
        Err(RunError::State(error)) => Err(Failure::work("write", State::NAME, error)),
        Err(error) => Err(Failure::work("finish", "the run", format!("{error:?}"))),
    }
}

fn open_ledger(job: &Job<'_>) -> Result<Option<LedgerWriter>, Failure> {
    let Some(ledger) = job.ledger else {
        return Ok(None);
    };
    let opened = match ledger {
        Ledger::Continued(path) => LedgerWriter::open(path),
        Ledger::Anew(path) => LedgerWriter::anew(path),
    };
    let refuse = |error| Failure::work("write", ledger.path().display(), error);
    opened.map(Some).map_err(refuse)
}

/// Works on one file or standard input.
fn run_stream(job: &Job<'_>, session: &mut Session) -> Result<Ended, Failure> {
    let path = job.inputs.first();
    let shown = path.map_or("standard input".into(), |path| path.display().to_string());
    let name = match (job.name, path.and_then(Path::file_name)) {
        (Some(name), _) => name.to_owned(),
        (None, Some(name)) => document_name(Path::new(name)),
        (None, None) => "-".into(),
    };
    let content = match path {
        None => Content::Stream(Box::new(io::stdin())),
        Some(path) => {
            let file = File::open(path).map_err(|error| Failure::work("read", &shown, error))?;
            session.follow(&file);
            Content::File(file)
        }
    };
    let input = Input {
        name: path.map(Path::to_owned),
        content,
    };
    let mut reading = job.documents.reading();
    let is_unnamed = path.and_then(Format::of_name).is_none();
    if job.is_embedded && is_unnamed {
        reading.format = reading.format.or(Some(Format::Jsonl));
    }
    let mut opened = open(input, &reading).map_err(|problem| match problem {
        Problem::Html => Failure::Usage(format!("{shown} is {problem}")),
        problem => Failure::work("read", &shown, problem),
    })?;
    if job.is_embedded && opened.format != Format::Jsonl {
        return Err(Failure::Usage(format!(
            "{shown} is not JSON lines, and only they can carry removals; name a file with --removals FILE, or take --format jsonl"
        )));
    }
    let mut ledger = open_ledger(job)?;
    let outlet = Outlet::new(job.output)?;
    let compression = match job.output {
        Output::Path(path) => Compression::of_name(path),
        _ => opened.compression,
    };
    let mut sink = opened
        .sink(outlet.writer()?, compression)
        .map_err(|error| outlet.failure(&error))?;
    let origin = Origin {
        name: &name,
        relative: Path::new(""),
    };
    let mut is_refused = false;
    let worked = stream(
        &mut *opened.source,
        job.editing,
        origin,
        stop_on_signals(),
        |part, notes: Notes| {
            let mut totals = Totals::default();
            for note in notes {
                is_refused |= note.is_refused;
                note.outcome
                    .message()
                    .into_iter()
                    .for_each(|message| session.message(message));
                if let Some(page) = note.page {
                    session.page(page);
                }
                totals.add(&note.outcome);
                if let Some(ledger) = &mut ledger {
                    ledger.add(&note.ledger).map_err(|error| {
                        Failure::work("write", "the file for --removals", error)
                    })?;
                }
            }
            session.done(totals);
            if is_refused {
                return Ok(());
            }
            sink.write(part).map_err(|error| outlet.failure(&error))
        },
    );
    match worked {
        Ok(()) => {}
        Err(Stopped::Writing(failure)) => return Err(failure),
        Err(Stopped::Reading(error)) if error.kind() == io::ErrorKind::Interrupted => {
            return Ok(Ended::Interrupted);
        }
        Err(Stopped::Reading(error)) => {
            // What was read is written where it can no longer be held back.
            if matches!(outlet, Outlet::Standard) {
                let _ = sink.finish();
            }
            return Err(Failure::work("read", &shown, error));
        }
    }
    if is_refused {
        return Ok(Ended::Done);
    }
    sink.finish().map_err(|error| outlet.failure(&error))?;
    let finished = ledger.map_or(Ok(()), LedgerWriter::finish);
    finished.map_err(|error| Failure::work("write", "the file for removals", error))?;
    outlet.finish(path.filter(|_| job.preserve == Preserve::All))?;
    Ok(Ended::Done)
}
