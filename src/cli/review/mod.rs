//! `dechaff review`.

mod flags;
mod list;
mod reviewer;
mod screen;
mod terminal;
mod words;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::pipeline::{Proposals, check_target};
use dechaff::review::{Queue, Session};

pub use words::shortened;

use super::decisions::DecisionOptions;
use super::failure::{Failure, say};

/// Arguments of `dechaff review`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The proposals that `dechaff clean --stage` has written.
    proposals: PathBuf,
    /// Accept all removals of a rule, of a rule on a site (`RULE@SITE`), or of a group by
    /// its id (comma-separated, repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    accept: Vec<String>,
    /// Reject all removals of a rule, of a rule on a site (`RULE@SITE`), or of a group by
    /// its id (comma-separated, repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    reject: Vec<String>,
    /// Print the groups, the most doubtful and most frequent first, and the decisions
    /// that are about nothing any more.
    #[arg(long)]
    list: bool,
    /// With --list: a JSON object a line.
    #[arg(long, requires = "list")]
    json: bool,
    /// Look at this many removals of a rule, drawn by chance, and note how many were
    /// right.
    #[arg(long, value_name = "N", requires = "rule")]
    sample: Option<usize>,
    /// The rule that a sample is drawn from.
    #[arg(long, value_name = "ID", requires = "sample")]
    rule: Option<String>,
    /// Write what the decisions come to as a rule file: a rule that keeps each rejected
    /// text, and for each edit a proposed rule.
    #[arg(long, value_name = "FILE")]
    rules_out: Option<PathBuf>,
    #[command(flatten)]
    decisions: DecisionOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let path = &arguments.proposals;
    let (proposals, queue) =
        Proposals::open(path).map_err(|error| Failure::work("read", path.display(), error))?;
    let mut book = arguments.decisions.open(path)?;
    let is_by_flags = !arguments.accept.is_empty() || !arguments.reject.is_empty();
    if is_by_flags {
        flags::decide(&queue, &mut book, &arguments.accept, &arguments.reject)?;
    }
    if let Some(file) = &arguments.rules_out {
        for (other, what) in [(path.as_path(), "proposals"), (book.path(), "decisions")] {
            if check_target(other, file).is_err() {
                let message = format!("--rules-out names the file of {what}; name another");
                return Err(Failure::Usage(message));
            }
        }
        flags::write_rules(&book.all(), &arguments.decisions, file)?;
    }
    if arguments.list {
        tell_stale(&queue, &book);
        return list::print(&queue, &book.all(), arguments.json);
    }
    if is_by_flags || arguments.rules_out.is_some() {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(rule) = &arguments.rule {
        flags::check_sampled(&queue, rule)?;
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::Usage(
            "a review needs a terminal; without one use --list, --list --json, --accept NAME and --reject NAME".into(),
        ));
    }
    tell_stale(&queue, &book);
    let session = match (&arguments.rule, arguments.sample) {
        (Some(rule), Some(size)) => Session::sample(queue, book.all(), rule, size),
        _ => Session::new(queue, book.all()),
    };
    if session.total() == 0 {
        say("there is nothing to review");
        return Ok(ExitCode::SUCCESS);
    }
    let whys = words::whys(&arguments.decisions.config, path)?;
    terminal::run(session, proposals, &whys, &mut book)?;
    words::tell_end(&book, path, &arguments.decisions);
    Ok(ExitCode::SUCCESS)
}

/// Tells of decisions that are about nothing in the queue.
fn tell_stale(queue: &Queue, book: &super::decisions::Book) {
    let all = book.all();
    for decision in queue.stale(&all) {
        say(format!("stale: {}", words::decision(decision)));
    }
}
