//! `dechaff rules check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::RuleSet;
use dechaff::rules::Layer;

use crate::cli::failure::{Failure, say};
use crate::cli::options::{ConfigOptions, add_rule_files};

/// Arguments of `dechaff rules check`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Rule files, or folders of them; the project's where left out.
    files: Vec<PathBuf>,
    /// The built-in rules too.
    #[arg(long)]
    builtin: bool,
    #[command(flatten)]
    config: ConfigOptions,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let from = if arguments.builtin {
        Layer::Builtin
    } else {
        Layer::Project
    };
    let project = arguments.config.project(None)?;
    let rules = project.add_to(RuleSet::builder().add_builtin());
    let rules = add_rule_files(Layer::CommandLine, rules, &arguments.files)?;
    let usage = |mistakes: dechaff::rules::Diagnostics| Failure::Usage(mistakes.to_string());
    rules.build().map_err(usage)?;
    let warnings = rules.lint(from).map_err(usage)?;
    warnings
        .iter()
        .for_each(|warning| say(format!("{warning}\n")));
    let count = warnings.iter().count();
    say(match count {
        0 => "no mistakes found".to_owned(),
        1 => "1 warning".to_owned(),
        count => format!("{count} warnings"),
    });
    Ok(if count > 0 {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}
