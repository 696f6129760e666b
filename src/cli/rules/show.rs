//! `dechaff rules show`.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use dechaff::report;
use dechaff::rules::Rule;

use super::write_out;
use crate::cli::failure::Failure;
use crate::cli::options::{RuleOptions, nearest_id};

/// Arguments of `dechaff rules show`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The rule's id, such as `newsletter/sign-up`.
    id: String,
    #[command(flatten)]
    rules: RuleOptions,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let all = arguments
        .rules
        .builder(None)?
        .build_all()
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    match all.rules().find(|rule| rule.id() == arguments.id) {
        Some(rule) => write_out(&page(rule)),
        None => Err(Failure::Usage(format!(
            "there is no rule `{}`; {}",
            arguments.id,
            nearest_id(&all, &arguments.id)
        ))),
    }
}

fn page(rule: &Rule) -> String {
    let mut page = String::new();
    let mut say = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(page, "# {name:<11} {value}");
        }
    };
    say("file", &format!("{}:{}", rule.file(), rule.line()));
    say("layer", rule.layer().name());
    say("acts from", report::docs::level_name(rule));
    say("action", rule.action().name());
    say("languages", &rule.languages().join(", "));
    say("sites", &rule.sites().join(", "));
    for change in rule.changes() {
        let place = if change.place.is_empty() {
            change.layer.to_string()
        } else {
            format!("{}, {}", change.layer, change.place)
        };
        say("changed", &format!("{} ({place})", change.key));
    }
    let _ = writeln!(page, "\n{}", rule.source());
    page
}
