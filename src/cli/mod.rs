//! The command line: the only place that prints.

mod apply;
mod check;
mod clean;
mod compare;
mod config;
mod decisions;
mod destination;
mod diff;
mod documents;
mod explain;
mod failure;
mod generate;
mod jobs;
mod mine;
mod options;
mod outlet;
mod pager;
mod report;
mod restore;
mod review;
mod rules;
mod session;
mod stats;
mod versions;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// Takes boilerplate out of scraped text, and shows what it removed and why.
#[derive(Debug, Parser)]
#[command(
    name = "dechaff",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Clean a file, a folder or standard input.
    Clean(clean::Arguments),
    /// List what would be removed, and exit with 1 if there is anything.
    Check(check::Arguments),
    /// Show what would be removed, as a diff; or what differs between two versions.
    Diff(diff::Arguments),
    /// Tell why a line goes, or what nearly took a line that stays.
    Explain(explain::Arguments),
    /// Decide about proposed removals, one by one or many at once.
    Review(review::Arguments),
    /// Carry out the proposed removals that were accepted.
    Apply(apply::Arguments),
    /// Put back what was removed.
    Restore(restore::Arguments),
    /// Show what a change of rules does before you adopt it.
    Compare(compare::Arguments),
    /// Find what repeats in a corpus, and propose rules for it.
    Mine(mine::Arguments),
    /// Count how rules are used, and tell what changes from crawl to crawl.
    Stats(stats::Arguments),
    /// Print the configuration that holds, and which layer set each key.
    Config(config::Arguments),
    /// Work with rules.
    Rules(rules::Arguments),
    /// Print a script that completes commands and options in a shell.
    Completions(generate::CompletionArguments),
    /// Print the manual page, or write one for each command.
    Man(generate::ManArguments),
}

/// Runs the program and gives its exit code: 0 done, 1 found something, 2 usage
/// or a bad rule file, 3 some records were passed through.
pub fn run() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Clean(arguments) => clean::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Apply(arguments) => apply::run(&arguments),
        Command::Restore(arguments) => restore::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Mine(arguments) => mine::run(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Completions(arguments) => generate::completions(&arguments, Arguments::command()),
        Command::Man(arguments) => generate::man(&arguments, Arguments::command()),
    };
    match result {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
