//! `dechaff clean`.

mod folder;
mod jsonl;
mod text;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::formats::jsonl::Fields;
use dechaff::pipeline::check_target;
use dechaff::{Cleaner, formats};

use super::documents::DocumentOptions;
use super::failure::Failure;
use super::options::{Format, OffsetUnit, RuleOptions};

/// Arguments of `dechaff clean`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file or a folder; standard input where left out or `-`.
    path: Option<PathBuf>,
    /// Where the output goes: a file for a file, a folder for a folder.
    #[arg(short, long, value_name = "PATH", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Replace files by their cleaned text. Needs --removals FILE, so that
    /// there is a way back.
    #[arg(long)]
    in_place: bool,
    /// Show the summary and write nothing.
    #[arg(long, conflicts_with_all = ["in_place", "output"])]
    dry_run: bool,
    /// `embed` puts the removals into each JSON object; anything else is the
    /// file that they are written to, a JSON object a line.
    #[arg(long, value_name = "embed|FILE")]
    removals: Option<PathBuf>,
    /// How embedded offsets are counted.
    #[arg(long, value_enum, default_value_t)]
    offsets: OffsetUnit,
    /// Documents of more bytes are passed through unchanged.
    #[arg(long, value_name = "BYTES", default_value_t = 32 << 20)]
    max_size: usize,
    /// No summary.
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// Where removals are written to.
#[derive(Clone, Debug)]
enum Removals {
    Nowhere,
    Embedded(formats::Offsets),
    Ledger(PathBuf),
}

/// The arguments, checked and resolved.
#[derive(Debug)]
struct Job {
    cleaner: Cleaner,
    documents: DocumentOptions,
    fields: Fields,
    removals: Removals,
    max_size: usize,
    is_quiet: bool,
    is_dry: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let path = arguments
        .path
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let removals = match &arguments.removals {
        None => Removals::Nowhere,
        Some(path) if path.as_os_str() == "embed" => Removals::Embedded(arguments.offsets.into()),
        Some(path) => Removals::Ledger(path.clone()),
    };
    let job = Job {
        cleaner: arguments.rules.cleaner(path)?,
        fields: arguments.documents.fields(),
        documents: arguments.documents.clone(),
        removals,
        max_size: arguments.max_size,
        is_quiet: arguments.quiet,
        is_dry: arguments.dry_run,
    };
    if let Some(folder) = path.filter(|path| path.is_dir()) {
        let target = folder::Target::new(arguments, folder)?;
        return folder::run(&job, folder, &target);
    }
    if arguments.in_place {
        let path =
            path.ok_or_else(|| Failure::Usage("--in-place needs a file or a folder".into()))?;
        let target = folder::Target::new(arguments, path)?;
        return folder::run(&job, path, &target);
    }
    // The input is read while the output is written: they must not be one file.
    let ledger = match &job.removals {
        Removals::Ledger(ledger) => Some(ledger.as_path()),
        _ => None,
    };
    for (source, target) in [
        (path, arguments.output.as_deref()),
        (path, ledger),
        (arguments.output.as_deref(), ledger),
    ] {
        if let (Some(source), Some(target)) = (source, target) {
            check_target(source, target).map_err(|error| Failure::Usage(error.to_string()))?;
        }
    }
    match job.documents.format.of(path) {
        Format::Jsonl => jsonl::run(&job, open(path)?, arguments.output.as_deref()),
        _ => text::run(&job, path, open(path)?, arguments.output.as_deref()),
    }
}

/// The input as a stream.
fn open(path: Option<&Path>) -> Result<Box<dyn io::BufRead + Send>, Failure> {
    let input: Box<dyn Read + Send> = match path {
        None => Box::new(io::stdin()),
        Some(path) => Box::new(
            File::open(path).map_err(|error| Failure::work("read", path.display(), error))?,
        ),
    };
    Ok(Box::new(BufReader::with_capacity(1 << 16, input)))
}

/// What a single document is called in messages.
fn name_of(path: Option<&Path>) -> String {
    path.map_or_else(
        || "standard input".into(),
        |path| path.display().to_string(),
    )
}
