//! `dechaff check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use dechaff::records::{Offsets, RemovalRecord};
use serde_json::json;

use super::documents::{DocumentOptions, Seen, each_document};
use super::failure::{Failure, SOME_FAILED, say};
use super::options::RuleOptions;
use super::session::write_out;

/// Bytes of a removal that are shown.
const MOST_SHOWN: usize = 72;

/// Arguments of `dechaff check`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files and folders; standard input where left out or `-`.
    paths: Vec<PathBuf>,
    /// A JSON object a line, for each removal.
    #[arg(long)]
    json: bool,
    /// Only the exit code.
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::SUCCESS;
    let (mut found, mut failed) = (0_usize, false);
    let named: Vec<_> = arguments
        .paths
        .iter()
        .map(|path| Some(path.as_path()))
        .collect();
    let paths = if named.is_empty() { vec![None] } else { named };
    let paths = paths
        .into_iter()
        .map(|path| path.filter(|path| path.as_os_str() != "-"));
    let paths: Vec<_> = paths.collect();
    let cleaner = arguments.rules.cleaner(paths[0])?;
    for path in paths {
        each_document(
            &arguments.documents,
            path,
            |name, document| {
                let removals = cleaner.scan(document).removals;
                let text = document.text();
                let records = RemovalRecord::all(text, &removals, Offsets::Bytes);
                let lines = records.iter().map(|record| {
                    if arguments.json {
                        json_line(name, record)
                    } else {
                        line(name, text, record)
                    }
                });
                (removals.len(), lines.collect::<String>())
            },
            |Seen { name, result }| match result {
                Ok((removals, lines)) => {
                    found += removals;
                    if arguments.quiet {
                        Ok(())
                    } else {
                        write_out(&lines)
                    }
                }
                Err(problem) => {
                    failed = true;
                    say(format!("{name}: {problem}"));
                    Ok(())
                }
            },
        )?;
    }
    if found > 0 {
        code = ExitCode::from(1);
    }
    if failed {
        code = ExitCode::from(SOME_FAILED);
    }
    Ok(code)
}

/// A removal for people: where it is, which rule, and how it begins.
fn line(name: &str, text: &str, record: &RemovalRecord<'_>) -> String {
    let words = record.text.trim();
    let start = record.start + record.text.len() - record.text.trim_start().len();
    let number = text[..start].matches('\n').count() + 1;
    let mut end = words.len().min(MOST_SHOWN);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    let rest = if end < words.len() { "…" } else { "" };
    let shown = words[..end].replace(['\n', '\r'], " ");
    format!("{name}: line {number}: {}: {shown}{rest}\n", record.rule)
}

fn json_line(name: &str, record: &RemovalRecord<'_>) -> String {
    format!("{}\n", json!({"document": name, "removal": record}))
}
