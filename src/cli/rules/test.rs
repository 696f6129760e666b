//! `dechaff rules test`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::RuleSet;
use dechaff::engine::{Outcome, verify};
use dechaff::rules::Layer;

use crate::cli::failure::{Failure, say};
use crate::cli::options::{ConfigOptions, add_rule_files};

/// Arguments of `dechaff rules test`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Rule files, or folders of them.
    files: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigOptions,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    // Examples are about the rules as they are written, not as a project has
    // changed them.
    let project = arguments.config.project(None)?;
    let rules = project.add_rules_to(RuleSet::builder().add_builtin());
    let rules = add_rule_files(Layer::CommandLine, rules, &arguments.files)?;
    let verified = verify(&rules).map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let mut counts = [0; 4];
    for case in &verified {
        let (outcome, message) = match &case.outcome {
            Outcome::Removed => (0, None),
            Outcome::Kept => (1, None),
            Outcome::Missed(left) => (2, Some(format!("this stayed: {left}"))),
            Outcome::Noisy(gone, rule) => (3, Some(format!("this went by {rule}: {gone}"))),
        };
        counts[outcome] += 1;
        if let Some(message) = message {
            let example = case.example.text.replace('\n', "\n             ");
            let name = ["removed", "kept", "missed", "noisy"][outcome];
            say(format!(
                "{name}: {}: {message}\n    example: {example}",
                case.rule
            ));
        }
    }
    let [removed, kept, missed, noisy] = counts;
    say(format!(
        "{} examples: {removed} removed, {kept} kept, {missed} missed, {noisy} noisy",
        verified.len()
    ));
    Ok(if missed + noisy > 0 {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}
