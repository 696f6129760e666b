//! `dechaff completions` and `dechaff man`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use super::failure::Failure;
use super::session::write_out;

/// Arguments of `dechaff completions`.
#[derive(Debug, Args)]
pub struct CompletionArguments {
    /// The shell.
    shell: Shell,
}

/// Arguments of `dechaff man`.
#[derive(Debug, Args)]
pub struct ManArguments {
    /// Write a page for each command to this folder, instead of the first page to
    /// standard output.
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

/// Prints a script that completes commands and options in a shell.
pub fn completions(
    arguments: &CompletionArguments,
    mut command: Command,
) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "dechaff", &mut script);
    write_bytes(&script)
}

/// Prints the manual.
pub fn man(arguments: &ManArguments, command: Command) -> Result<ExitCode, Failure> {
    match &arguments.output {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command)
                .render(&mut page)
                .map_err(|error| Failure::work("render", "the page", error))?;
            write_bytes(&page)
        }
        Some(folder) => {
            let refuse = |error: io::Error| Failure::work("write", folder.display(), error);
            std::fs::create_dir_all(folder).map_err(refuse)?;
            clap_mangen::generate_to(command, folder).map_err(refuse)?;
            write_out(&format!("wrote the pages to {}\n", folder.display()))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn write_bytes(bytes: &[u8]) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::output(&error))?;
    Ok(ExitCode::SUCCESS)
}
