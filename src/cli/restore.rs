//! `dechaff restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::pipeline::{Preserve, Restoring, Selection};

use super::documents::DocumentOptions;
use super::failure::Failure;
use super::jobs::{self, Inputs, Job, Output};
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
    /// Where the restored file or folder goes; standard output for a file where
    /// left out.
    #[arg(short, long, value_name = "PATH", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Replace the cleaned files.
    #[arg(long, requires = "removals")]
    in_place: bool,
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
    /// Keep permissions and times of files.
    #[arg(long)]
    preserve: bool,
    #[command(flatten)]
    reporting: Reporting,
    #[command(flatten)]
    documents: DocumentOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = Inputs::new(&arguments.paths)?;
    let output = match &arguments.output {
        _ if arguments.in_place && inputs.is_standard() => {
            return Err(Failure::Usage("--in-place needs a file or a folder".into()));
        }
        _ if arguments.in_place => Output::InPlace,
        Some(path) => Output::Path(path.clone()),
        None => Output::Standard,
    };
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
        preserve: if arguments.preserve {
            Preserve::All
        } else {
            Preserve::Needed
        },
        memory: None,
        editing: &restoring,
        is_embedded: arguments.removals.is_none(),
        name: restoring.only_document().filter(|_| inputs.is_stream()),
    };
    let missing = |session: &mut Session| {
        for missing in restoring.missing() {
            let (name, record) =
                missing.map_err(|error| Failure::work("read", "the ledger", error))?;
            let place = match record {
                Some(record) => format!("{name}:{record}"),
                None => name,
            };
            session.fail(format!(
                "{place}: not restored: the removals name it, but it is not here"
            ));
        }
        Ok(())
    };
    jobs::run(&job, Session::new(&arguments.reporting), missing)
}
