//! `dechaff stats`.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::mine::{Settings, propose};
use dechaff::pipeline::replace;
use dechaff::report::{Change, DocumentUsage, Drift, NewRepeat, Usage};

use super::documents::DocumentOptions;
use super::failure::{Failure, SOME_FAILED, say};
use super::jobs::{Inputs, Output};
use super::mine::Corpus;
use super::options::RuleOptions;
use super::review::shortened;
use super::session::write_out;

/// Exit code where something was found.
const FOUND: u8 = 1;

/// Arguments of `dechaff stats`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files and folders. They are read several times.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// What an earlier crawl was like. Where there is no such file, it is written; where there
    /// is, what differs is told.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the baseline anew after it was compared.
    #[arg(long, requires = "baseline")]
    update: bool,
    /// Exit with 1 where something differs.
    #[arg(long, requires = "baseline")]
    exit_code: bool,
    /// A JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = super::mine::inputs(&arguments.paths)?;
    let baseline = arguments.baseline.as_deref();
    let beside: Vec<_> = baseline
        .map(|path| ("--baseline", path))
        .into_iter()
        .collect();
    inputs.check(&Output::Nowhere, &beside)?;
    let before = match baseline {
        Some(path) => read(path)?,
        None => None,
    };
    let (usage, failed, drift) = look(arguments, &inputs, before.as_ref())?;
    let is_written = baseline.is_some() && (before.is_none() || arguments.update);
    if let Some(path) = baseline.filter(|_| is_written) {
        replace(path, &usage.to_json())
            .map_err(|error| Failure::work("write", path.display(), error))?;
    }
    match (&drift, baseline) {
        (Some(drift), _) => write_out(&told(drift, arguments.json))?,
        (None, Some(path)) => say(format!("baseline: {}", path.display())),
        (None, None) if arguments.json => write_out(&usage.to_json())?,
        (None, None) => write_out(&table(&usage))?,
    }
    let differs = drift.is_some_and(|drift| !drift.is_empty());
    Ok(if failed {
        ExitCode::from(SOME_FAILED)
    } else if arguments.exit_code && differs {
        ExitCode::from(FOUND)
    } else {
        ExitCode::SUCCESS
    })
}

/// Counts how rules are used, and what repeats although there are rules; tells whether some
/// documents could not be read, and what differs from `before`.
fn look(
    arguments: &Arguments,
    inputs: &Inputs,
    before: Option<&Usage>,
) -> Result<(Usage, bool, Option<Drift>), Failure> {
    let rules = arguments.rules.builder(inputs.first())?;
    let cleaner = arguments.rules.cleaner(inputs.first())?;
    let corpus = Corpus {
        paths: &arguments.paths,
        documents: &arguments.documents,
    };
    let mut usage = Usage::default();
    let mut failed = false;
    corpus.each(
        |packed| DocumentUsage::new(&cleaner, packed.document),
        |seen| {
            match seen.result {
                Ok(document) => usage.add(document),
                Err(problem) => {
                    say(format!("{}: {problem}", seen.name));
                    failed = true;
                }
            }
            Ok(())
        },
    )?;
    if arguments.baseline.is_some() {
        let settings = Settings::default();
        let found = corpus.read(&settings, &cleaner)?;
        let mined = propose(
            found.known(&settings),
            &found.counts,
            &found.details,
            &rules,
        )
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
        for proposal in &mined.proposals {
            for text in &proposal.texts {
                usage.add_repeat(proposal.site.as_deref(), text);
            }
        }
        for repeat in &mined.repeats {
            usage.add_repeat(repeat.site.as_deref(), &repeat.text);
        }
    }
    let drift = before.map(|before| usage.since(before, cleaner.rules()));
    Ok((usage, failed, drift))
}

fn read(path: &Path) -> Result<Option<Usage>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Usage::parse(&text).map(Some).map_err(|error| {
            Failure::Usage(format!(
                "{} is no baseline that `dechaff stats` has written: {error}",
                path.display()
            ))
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::work("read", path.display(), error)),
    }
}

fn table(usage: &Usage) -> String {
    let mut out = format!("{} documents\n", usage.documents());
    let _ = writeln!(out, "{:>10} {:>9}  rule on site", "per 1,000", "hits");
    for (rule, site, hits, per_1000) in usage.hits() {
        let _ = writeln!(out, "{per_1000:>10.1} {hits:>9}  {rule}{}", on(site));
    }
    out
}

fn on(site: Option<&str>) -> String {
    site.map_or_else(String::new, |site| format!(" on {site}"))
}

/// What differs, in words or as JSON.
fn told(drift: &Drift, is_json: bool) -> String {
    if is_json {
        // Texts and numbers can always be written as JSON.
        return serde_json::to_string_pretty(drift).unwrap_or_default() + "\n";
    }
    if drift.is_empty() {
        return "nothing differs from the baseline\n".to_owned();
    }
    let change = |one: &Change| {
        let (before, now) = (one.before, one.now);
        format!(
            "{}{}: {before:.1} in 1,000 documents before, {now:.1} now",
            one.rule,
            on(one.site.as_deref())
        )
    };
    let repeat = |one: &NewRepeat| format!("{}{}", shortened(&one.text), on(one.site.as_deref()));
    let mut out = String::new();
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "{title}:");
            lines.iter().for_each(|line| {
                let _ = writeln!(out, "  {line}");
            });
        }
    };
    section("stopped firing", drift.stopped.iter().map(change).collect());
    section(
        "fire far more often",
        drift.more.iter().map(change).collect(),
    );
    section("never fired", drift.never.clone());
    section("keep what was never there", drift.unused_keeps.clone());
    section(
        "repeat now, and no rule takes them; `dechaff mine` proposes rules",
        drift.new_repeats.iter().map(repeat).collect(),
    );
    out
}
