//! `dechaff clean`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::pipeline::{Cleaning, Recording, Unchanged, fingerprint, hash};

use super::destination::Destination;
use super::documents::DocumentOptions;
use super::failure::Failure;
use super::jobs::{self, Beside, Inputs, Job, Ledger, Memory, Output};
use super::options::{OffsetUnit, RuleOptions};
use super::report::ReportFile;
use super::session::{Reporting, Session};

/// Arguments of `dechaff clean`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files and folders; standard input where left out or `-`.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    destination: Destination,
    /// Show the summary and write nothing.
    #[arg(long, conflicts_with_all = ["in_place", "output"])]
    dry_run: bool,
    /// `embed` puts the removals into each JSON object; anything else is the
    /// ledger that they are written to, a JSON object a line. A ledger that is there
    /// is continued.
    #[arg(long, value_name = "embed|FILE")]
    removals: Option<PathBuf>,
    /// Remove nothing; write what would be removed to this file of proposals. `dechaff
    /// review` goes through them, `dechaff apply` carries out what was accepted.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "in_place", "dry_run", "removals"])]
    stage: Option<PathBuf>,
    /// Write a report as one HTML file: what goes from where and why, to read and to
    /// review in a browser.
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// How embedded offsets are counted.
    #[arg(long, value_enum, default_value_t)]
    offsets: OffsetUnit,
    /// Clean all files of a folder, also those that an earlier run has done.
    #[arg(long)]
    fresh: bool,
    /// Where the output goes to a folder, make files of which nothing goes hard links to
    /// the input; copies where the disk has no links. Later runs replace such a file and
    /// never write into it, but other programs that do change both.
    #[arg(long, requires = "output", conflicts_with_all = ["in_place", "dry_run", "stage"])]
    link_unchanged: bool,
    #[command(flatten)]
    reporting: Reporting,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = Inputs::new(&arguments.paths)?;
    let output = if arguments.dry_run || arguments.stage.is_some() {
        Output::Nowhere
    } else {
        arguments
            .destination
            .output(&inputs, arguments.removals.as_ref())?
    };
    let (recording, ledger) = match (&arguments.removals, &arguments.stage) {
        (_, Some(path)) => (Recording::Proposals, Some(Ledger::Anew(path))),
        (None, None) => (Recording::Counts, None),
        (Some(path), None) if path.as_os_str() == "embed" => {
            (Recording::Embedded(arguments.offsets.into()), None)
        }
        (Some(path), None) => (Recording::Ledger, Some(Ledger::Continued(path))),
    };
    if matches!(recording, Recording::Embedded(_)) && !inputs.is_stream() {
        let message = "--removals embed is for a stream of JSON lines; name a file";
        return Err(Failure::Usage(message.into()));
    }
    if arguments.link_unchanged && inputs.is_stream() {
        let message =
            "--link-unchanged is for folders and several files; a single output is written anew";
        return Err(Failure::Usage(message.into()));
    }
    let ledger = ledger.filter(|_| !arguments.dry_run);
    // What was decided before is looked up when proposals are reviewed and applied.
    let cleaner = match arguments.stage {
        Some(_) => arguments.rules.undecided_cleaner(inputs.first())?,
        None => arguments.rules.cleaner(inputs.first())?,
    };
    let ledger_path = ledger.map(Ledger::path);
    let option = if arguments.stage.is_some() {
        "--stage"
    } else {
        "--removals"
    };
    let mut beside: Vec<Beside<'_>> = ledger_path.map(|path| (option, path)).into_iter().collect();
    beside.extend(arguments.report.as_deref().map(|path| ("--report", path)));
    inputs.check(&output, &beside)?;
    let fingerprint = fingerprint(cleaner.rules());
    let settings = settings(arguments, &fingerprint, recording, ledger_path);
    let mut cleaning = Cleaning::new(cleaner, arguments.documents.placement(), recording);
    let mut session = Session::new(&arguments.reporting);
    if matches!(output, Output::Nowhere) {
        session = session.planning();
    }
    if let Some(path) = &arguments.report {
        let heading = inputs.first().map(|path| path.display().to_string());
        let heading = heading.unwrap_or_else(|| "standard input".into());
        session = session.with_report(ReportFile::create(path, &heading)?);
        cleaning = cleaning.with_pages();
    }
    let job = Job {
        inputs: &inputs,
        output: &output,
        documents: &arguments.documents,
        ledger,
        preserve: arguments.destination.preserved(),
        unchanged: if arguments.link_unchanged {
            Unchanged::Linked
        } else {
            Unchanged::Copied
        },
        // A report is about everything, also what an earlier run has done.
        memory: Some(if arguments.fresh || arguments.report.is_some() {
            Memory::Anew(settings)
        } else {
            Memory::Heeded(settings)
        }),
        editing: &cleaning,
        name: None,
        is_embedded: matches!(recording, Recording::Embedded(_)),
    };
    let code = jobs::run(&job, session, |session| {
        session.finish_report(cleaning.rules())
    })?;
    if let Some(path) = arguments.stage.as_ref().filter(|path| path.exists()) {
        arguments.reporting.hint(format!(
            "proposals: {0}; look through them with `dechaff review {0}`",
            path.display()
        ));
    }
    Ok(code)
}

/// What the result depends on.
fn settings(
    arguments: &Arguments,
    rules: &str,
    recording: Recording,
    ledger: Option<&Path>,
) -> String {
    let ledger = ledger.map(|path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let all = format!(
        "{rules} {} {recording:?} {ledger:?}",
        arguments.documents.settings()
    );
    hash(all.as_bytes())
}
