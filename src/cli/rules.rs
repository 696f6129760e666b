//! `dechaff rules`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use dechaff::RuleSet;
use dechaff::engine::{Outcome, verify};
use dechaff::rules::Layer;

use super::failure::{Failure, say};
use super::options::add_rule_files;

/// Arguments of `dechaff rules`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the examples of the built-in rules and of rule files.
    Test {
        /// Rule files, beside the built-in ones.
        files: Vec<PathBuf>,
    },
    /// Look for mistakes in rule files: errors, and rules that can never fire,
    /// repeat others, are slow. All built-in ones where no file is named.
    Check {
        /// Rule files, or folders of them.
        files: Vec<PathBuf>,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Test { files } => test(files),
        Command::Check { files } => check(files),
    }
}

fn check(files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let builtin = RuleSet::builder().add_builtin();
    let from = if files.is_empty() {
        Layer::Builtin
    } else {
        Layer::Project
    };
    let builder = add_rule_files(builtin, files)?;
    let warnings = builder
        .lint(from)
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let mut count = 0;
    for warning in warnings.iter() {
        count += 1;
        say(format!("{warning}\n"));
    }
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

fn test(files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let builder = add_rule_files(RuleSet::builder().add_builtin(), files)?;
    let verified = verify(&builder).map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let mut wrong = 0;
    for case in &verified {
        let message = match &case.outcome {
            Outcome::Missed(left) => format!("missed: {}: this stayed: {left}", case.rule),
            Outcome::Noisy(gone, rule) => {
                format!("noisy: {}: this went by {rule}: {gone}", case.rule)
            }
            _ => continue,
        };
        wrong += 1;
        say(format!(
            "{message}\n    example: {}",
            case.example.text.replace('\n', "\n             ")
        ));
    }
    say(format!("{} examples, {wrong} wrong", verified.len()));
    Ok(if wrong > 0 {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}
