//! `dechaff rules`.

mod adopt;
mod check;
mod list;
mod new;
mod print;
mod show;
mod test;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::failure::Failure;
use super::session;

/// Arguments of `dechaff rules`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List rules.
    List(list::Arguments),
    /// Print a rule: what it is about, its phrases, its examples, its file.
    Show(show::Arguments),
    /// Run the examples of the built-in rules, of the project's and of rule
    /// files.
    Test(test::Arguments),
    /// Look for mistakes in rule files: errors, and rules that can never fire,
    /// repeat others, or are slow.
    Check(check::Arguments),
    /// Make a rule from a line that keeps coming back.
    New(new::Arguments),
    /// Take over the rules that `dechaff mine` proposed and a review accepted.
    Adopt(adopt::Arguments),
    /// Print the JSON schema of rule files, for editors.
    Schema(print::SchemaArguments),
    /// Print the catalogue of the built-in rules, as Markdown.
    Docs,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Adopt(arguments) => adopt::run(arguments),
        Command::Schema(arguments) => print::schema(arguments),
        Command::Docs => print::docs(),
    }
}

/// Writes a text to standard output, and is done.
fn write_out(text: &str) -> Result<ExitCode, Failure> {
    session::write_out(text).map(|()| ExitCode::SUCCESS)
}
