//! `dechaff diff`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use dechaff::report::{Colors, unified};

use super::documents::{DocumentOptions, Seen, each_document};
use super::failure::{Failure, SOME_FAILED, say};
use super::options::RuleOptions;
use super::report::{Looked, write_html};
use super::session::write_out;

/// How removals are shown.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Style {
    /// A unified diff.
    #[default]
    Unified,
    /// One HTML page, to read and review in a browser.
    Html,
}

/// Arguments of `dechaff diff`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file or a folder; standard input where left out or `-`.
    path: Option<PathBuf>,
    /// Exit with 1 where something would be removed.
    #[arg(long)]
    exit_code: bool,
    /// How removals are shown.
    #[arg(long, value_enum, default_value_t)]
    style: Style,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let path = arguments
        .path
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let cleaner = arguments.rules.cleaner(path)?;
    if matches!(arguments.style, Style::Html) {
        let looked = write_html(&arguments.documents, path, &cleaner)?;
        return Ok(exit_code(arguments, looked));
    }
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || !io::stdout().is_terminal();
    let colors = if is_plain {
        Colors::default()
    } else {
        Colors::terminal()
    };
    let (mut differs, mut failed) = (false, false);
    each_document(
        &arguments.documents,
        path,
        |name, document| {
            let scan = cleaner.scan(document);
            unified(name, document.text(), &scan.removals, colors)
        },
        |Seen { name, result }| match result {
            Ok(diff) => {
                differs |= !diff.is_empty();
                write_out(&diff)
            }
            Err(problem) => {
                failed = true;
                say(format!("{name}: {problem}"));
                Ok(())
            }
        },
    )?;
    Ok(exit_code(arguments, Looked { differs, failed }))
}

fn exit_code(arguments: &Arguments, looked: Looked) -> ExitCode {
    match (looked.differs, looked.failed) {
        (_, true) => ExitCode::from(SOME_FAILED),
        (true, false) if arguments.exit_code => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    }
}
