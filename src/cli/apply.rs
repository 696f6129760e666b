//! `dechaff apply`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::pipeline::{Applying, Unchanged};

use super::decisions::DecisionOptions;
use super::destination::Destination;
use super::documents::DocumentOptions;
use super::failure::Failure;
use super::jobs::{self, Inputs, Job, Ledger};
use super::session::{Reporting, Session};

/// Arguments of `dechaff apply`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The proposals that `dechaff clean --stage` has written.
    proposals: PathBuf,
    /// The files and folders that they were made for; standard input where left out or
    /// `-`.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    destination: Destination,
    /// The ledger that removals are written to. One that is there is continued.
    #[arg(long, value_name = "FILE")]
    removals: Option<PathBuf>,
    #[command(flatten)]
    decisions: DecisionOptions,
    #[command(flatten)]
    reporting: Reporting,
    #[command(flatten)]
    documents: DocumentOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = Inputs::new(&arguments.paths)?;
    let output = arguments
        .destination
        .output(&inputs, arguments.removals.as_ref())?;
    let ledger = arguments.removals.as_deref();
    let book = arguments.decisions.open(&arguments.proposals)?;
    let mut beside = vec![
        ("PROPOSALS", arguments.proposals.as_path()),
        ("--decisions", book.path()),
    ];
    beside.extend(ledger.map(|path| ("--removals", path)));
    inputs.check(&output, &beside)?;
    if !book.is_there() {
        return Err(Failure::Usage(format!(
            "there are no decisions at {}; make them with `dechaff review {}`, or name the file with --decisions",
            book.path().display(),
            arguments.proposals.display()
        )));
    }
    let applying = Applying::new(&arguments.proposals, book.all()).map_err(|error| {
        Failure::Usage(format!(
            "cannot read {}: {error}",
            arguments.proposals.display()
        ))
    })?;
    let job = Job {
        inputs: &inputs,
        output: &output,
        documents: &arguments.documents,
        ledger: ledger.map(Ledger::Continued),
        preserve: arguments.destination.preserved(),
        unchanged: Unchanged::default(),
        memory: None,
        editing: &applying,
        name: applying.only_document().filter(|_| inputs.is_stream()),
        is_embedded: false,
    };
    let missing = |session: &mut Session| {
        jobs::tell_missing(session, applying.missing(), |place| {
            format!("{place}: proposals name it, but it is not here")
        })
    };
    let code = jobs::run(&job, Session::new(&arguments.reporting), missing)?;
    let stay = |count: usize, why: &str| {
        if count > 0 {
            arguments.reporting.hint(format!("{why}: {count}"));
        }
    };
    stay(applying.rejected(), "rejected, and stay");
    stay(
        applying.unfit(),
        "edited, without the words of the edit, and stay",
    );
    stay(applying.undecided(), "not decided yet, and stay");
    Ok(code)
}
