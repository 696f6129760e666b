//! `dechaff config`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::rules::Setting;

use super::failure::Failure;
use super::options::{RuleOptions, build};
use super::session::stdout_to_send;

/// Arguments of `dechaff config`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file or folder whose configuration is wanted; the working folder
    /// where left out.
    path: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let builder = arguments.rules.builder(arguments.path.as_deref())?;
    build(&builder)?;
    let mut out = stdout_to_send();
    let mut table = String::new();
    let mut write = |setting: &Setting| {
        if setting.table != table {
            table.clone_from(&setting.table);
            writeln!(out, "\n[{table}]")?;
        }
        writeln!(out, "{:<44} # {}", line(setting), origin(setting))
    };
    let settings = builder.settings();
    settings
        .iter()
        .try_for_each(&mut write)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::output(&error))?;
    Ok(ExitCode::SUCCESS)
}

fn line(setting: &Setting) -> String {
    format!("{} = {}", setting.key, setting.value)
}

fn origin(setting: &Setting) -> String {
    if setting.place.is_empty() {
        setting.layer.to_string()
    } else {
        format!("{}, {}", setting.layer, setting.place)
    }
}
