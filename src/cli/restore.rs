//! `dechaff restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::pipeline::{Restoring, Selection, Unchanged};

use super::destination::Destination;
use super::documents::DocumentOptions;
use super::failure::Failure;
use super::jobs::{self, Inputs, Job};
use super::options::OffsetUnit;
use super::session::{Reporting, Session};

/// Arguments of `dechaff restore`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Cleaned files and folders; standard input where left out or `-`.
    paths: Vec<PathBuf>,
    /// The ledger that `clean --removals FILE` wrote. Left out for JSON lines
    /// with embedded removals.
    #[arg(long, value_name = "FILE")]
    removals: Option<PathBuf>,
    #[command(flatten)]
    destination: Destination,
    /// Put back only what these rules removed (comma-separated, repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    rule: Vec<String>,
    /// Put back only what is of these categories (comma-separated, repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    category: Vec<String>,
    /// Put back only what was removed from these documents, as the ledger calls
    /// them (repeatable).
    #[arg(long, value_name = "NAME", requires = "removals")]
    document: Vec<String>,
    /// Put back only these removals, by their `id` in the ledger (comma-separated,
    /// repeatable).
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "removals")]
    id: Vec<String>,
    /// How embedded offsets are counted.
    #[arg(long, value_enum, default_value_t)]
    offsets: OffsetUnit,
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
    if arguments.removals.is_none() && !inputs.is_stream() {
        let message = "a folder is restored by its ledger; name it with --removals FILE";
        return Err(Failure::Usage(message.into()));
    }
    inputs.check(&output, &[])?;
    let selection = Selection {
        rules: arguments.rule.iter().cloned().collect(),
        categories: arguments.category.iter().cloned().collect(),
        documents: arguments.document.iter().cloned().collect(),
        ids: arguments.id.iter().cloned().collect(),
    };
    let restoring = match &arguments.removals {
        Some(ledger) => Restoring::by_ledger(ledger, selection).map_err(|error| {
            Failure::Usage(format!("cannot read {}: {error}", ledger.display()))
        })?,
        None => Restoring::by_records(arguments.offsets.into(), selection),
    };
    let job = Job {
        inputs: &inputs,
        output: &output,
        documents: &arguments.documents,
        ledger: None,
        preserve: arguments.destination.preserved(),
        unchanged: Unchanged::default(),
        memory: None,
        editing: &restoring,
        is_embedded: arguments.removals.is_none(),
        name: restoring.only_document().filter(|_| inputs.is_stream()),
    };
    let missing = |session: &mut Session| {
        jobs::tell_missing(session, restoring.missing(), |place| {
            format!("{place}: not restored: the removals name it, but it is not here")
        })
    };
    jobs::run(&job, Session::new(&arguments.reporting), missing)
}
