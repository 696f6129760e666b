//! `dechaff rules schema` and `dechaff rules docs`.

use std::process::ExitCode;

use clap::Args;
use dechaff::rules::{choices_schema, rule_file_schema};
use dechaff::{RuleSet, report};

use super::write_out;
use crate::cli::failure::Failure;

/// Arguments of `dechaff rules schema`.
#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// That of dechaff.toml instead.
    #[arg(long)]
    config: bool,
}

pub fn schema(arguments: &SchemaArguments) -> Result<ExitCode, Failure> {
    let schema = if arguments.config {
        choices_schema()
    } else {
        rule_file_schema()
    };
    write_out(&format!("{schema:#}\n"))
}

pub fn docs() -> Result<ExitCode, Failure> {
    let all = RuleSet::builder()
        .add_builtin()
        .build_all()
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    write_out(&report::docs::catalogue(&all))
}
