//! `dechaff rules new`.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::RuleSet;
use dechaff::engine::{Wanted, draft};
use dechaff::rules::Layer;

use super::write_out;
use crate::cli::failure::{Failure, say};
use crate::cli::options::{ConfigOptions, add_rule_files};

/// Arguments of `dechaff rules new`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The line; standard input where it is `-`.
    line: String,
    /// The rule's id [default: made from the line].
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The only site that the rule is for.
    #[arg(long, value_name = "HOST")]
    site: Option<String>,
    /// Add the rule to this file, which is made where it is missing; standard
    /// output where left out.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigOptions,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let line = match arguments.line.as_str() {
        "-" => read_line()?,
        line => line.to_owned(),
    };
    let project = arguments.config.project(None)?;
    let mut rules = project.add_rules_to(RuleSet::builder().add_builtin());
    if let Some(file) = arguments.output.as_ref().filter(|file| file.exists()) {
        rules = add_rule_files(Layer::CommandLine, rules, std::slice::from_ref(file))?;
    }
    let wanted = Wanted {
        line: &line,
        id: arguments.id.as_deref(),
        site: arguments.site.as_deref(),
    };
    let draft = draft(&rules, &wanted).map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    if let Some(known) = &draft.known {
        say(format!(
            "note: `{known}` removes this line already at the default level"
        ));
    }
    match &arguments.output {
        None => write_out(&draft.toml),
        Some(file) => {
            add_to(file, &draft.toml)
                .map_err(|error| Failure::work("write", file.display(), error))?;
            say(format!("added {} to {}", draft.id, file.display()));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read_line() -> Result<String, Failure> {
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::work("read", "standard input", error))?;
    Ok(text)
}

/// Appends a rule to a file, a blank line before it.
fn add_to(file: &Path, toml: &str) -> io::Result<()> {
    let is_empty = std::fs::metadata(file).map_or(true, |found| found.len() == 0);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut out = OpenOptions::new().create(true).append(true).open(file)?;
    let gap = if is_empty { "" } else { "\n" };
    out.write_all(format!("{gap}{toml}").as_bytes())
}
