//! `dechaff mine`.

mod folder;
mod listing;
mod passes;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::mine::{Settings, propose};

use super::documents::DocumentOptions;
use super::failure::{Failure, SOME_FAILED, say};
use super::jobs::{Inputs, Output};
use super::options::{RuleOptions, share};
use folder::Folder;
pub use passes::Corpus;

/// Arguments of `dechaff mine`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files and folders. They are read several times.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Write the proposed rules, places to review them by, and what may be content to this
    /// folder; without it they are only listed.
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Write the places to review the rules by as one HTML file too.
    #[arg(long, value_name = "FILE.html", requires = "output")]
    report: Option<PathBuf>,
    /// Fewest pages of a site that have a line.
    #[arg(long, value_name = "N", default_value_t = Settings::default().pages)]
    min_pages: u32,
    /// Smallest share of a site's pages, from 0 to 1; both must be reached.
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = Settings::default().share)]
    min_share: f64,
    /// Fewest sites that have a line that is proposed for all of them.
    #[arg(long, value_name = "N", default_value_t = Settings::default().sites)]
    min_sites: u32,
    /// A JSON object a line, for each proposed rule and each repeat that may be content.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// The inputs of a command that reads them several times.
pub fn inputs(paths: &[PathBuf]) -> Result<Inputs, Failure> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        let message =
            "the input is read several times, so it cannot be standard input; write it to a file";
        return Err(Failure::Usage(message.into()));
    }
    Inputs::new(paths)
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = inputs(&arguments.paths)?;
    if let Some(report) = &arguments.report {
        inputs.check(&Output::Nowhere, &[("--report", report)])?;
    }
    let folder = match &arguments.output {
        Some(path) => Some(Folder::open(path, &inputs)?),
        None => None,
    };
    let settings = Settings {
        pages: arguments.min_pages,
        share: arguments.min_share,
        sites: arguments.min_sites,
    };
    let rules = arguments.rules.builder(inputs.first())?;
    let cleaner = arguments.rules.cleaner(inputs.first())?;
    let corpus = Corpus {
        paths: &arguments.paths,
        documents: &arguments.documents,
    };
    let found = corpus.read(&settings, &cleaner)?;
    let mined = propose(
        found.known(&settings),
        &found.counts,
        &found.details,
        &rules,
    )
    .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    listing::print(&mined, &found.pages, arguments.json)?;
    if let Some(folder) = folder {
        folder.write(&mined, &corpus, &found.pages, arguments.report.as_deref())?;
        if !mined.proposals.is_empty() && !arguments.json {
            say(format!(
                "proposals: {0}; look through them with `dechaff review {0}`, see what they do with `dechaff compare --rules {1} PATH`, take over what was accepted with `dechaff rules adopt {2}`",
                folder.proposals().display(),
                folder.rules().display(),
                folder.path().display(),
            ));
        }
    }
    Ok(if found.failed > 0 {
        ExitCode::from(SOME_FAILED)
    } else {
        ExitCode::SUCCESS
    })
}
