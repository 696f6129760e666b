//! `dechaff explain`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::engine::{Explainer, Explanation};
use dechaff::{Category, Document, Evidence, Removal};

use super::documents::{DocumentOptions, Seen, each_document};
use super::failure::{Failure, SOME_FAILED, say};
use super::options::RuleOptions;
use super::session::write_out;

/// Characters of a text that are shown.
const SHOWN: usize = 100;

/// Arguments of `dechaff explain`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file, or FILE:LINE for one line of it; standard input where it is `-`.
    /// Of JSON lines, LINE is the record, and all lines of its text are
    /// explained.
    place: String,
    /// Lines without anything to say about too.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (path, line) = split(&arguments.place)?;
    let path = Some(path).filter(|path| path != Path::new("-"));
    if path.as_ref().is_some_and(|path| path.is_dir()) {
        let message = format!("{} is a folder; name a file", arguments.place);
        return Err(Failure::Usage(message));
    }
    let rules = arguments.rules.builder(path.as_deref())?;
    let explainer =
        Explainer::new(&rules).map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let is_records = arguments.documents.is_records(path.as_deref());
    let mut code = ExitCode::SUCCESS;
    let mut is_found = line.is_none();
    let is_other_record = |name: &str| {
        let record = name.rsplit(':').next();
        is_records && line.is_some() && record.and_then(|number| number.parse().ok()) != line
    };
    each_document(
        &arguments.documents,
        path.as_deref(),
        |name, document| {
            let explanations = match line {
                Some(_) if is_other_record(name) => Vec::new(),
                Some(line) if !is_records => explainer.explain(document, |number| number == line),
                _ => explainer.explain(document, |_| true),
            };
            let is_asked = arguments.all || line.is_some() && !is_records;
            let page: String = explanations
                .iter()
                .filter(|one| is_asked || !one.removals.is_empty() || is_near_by_words(one))
                .map(|one| shown(name, document, one))
                .collect();
            (page, !explanations.is_empty())
        },
        |Seen { name, result }| match result {
            Ok((page, has_lines)) => {
                is_found |= has_lines;
                write_out(&page)
            }
            Err(_) if is_other_record(&name) => Ok(()),
            Err(problem) => {
                is_found = true;
                code = ExitCode::from(SOME_FAILED);
                say(format!("{name}: {problem}"));
                Ok(())
            }
        },
    )?;
    if !is_found {
        return Err(Failure::Usage(format!(
            "there is no such line: {}",
            arguments.place
        )));
    }
    Ok(code)
}

/// A path and the line after its last colon. A file whose name has a colon wins.
fn split(place: &str) -> Result<(PathBuf, Option<usize>), Failure> {
    let whole = PathBuf::from(place);
    if whole.exists() {
        return Ok((whole, None));
    }
    match place.rsplit_once(':') {
        Some((path, line)) => match line.parse() {
            Ok(line) if line > 0 => Ok((PathBuf::from(path), Some(line))),
            _ => Err(Failure::Usage(format!(
                "`{line}` in {place} is no line; lines count from 1"
            ))),
        },
        None => Ok((whole, None)),
    }
}

fn shown(name: &str, document: &Document<'_>, one: &Explanation) -> String {
    let text = document.text();
    let number = text[..one.line.start].matches('\n').count() + 1;
    let goes = one
        .removals
        .iter()
        .any(|removal| removal.span.contains(one.line));
    let fate = match (goes, one.removals.is_empty()) {
        (true, _) => "goes",
        (false, false) => "goes in part",
        (false, true) => "stays",
    };
    let mut page = format!("{name}:{number}: {fate}: {}\n", excerpt(one.line.of(text)));
    for removal in &one.removals {
        page.push_str(&removal_in_words(text, removal));
    }
    if let Some(flag) = one.flag {
        let _ = writeln!(page, "    the document is left as it is: {flag}");
    }
    for near in &one.near {
        let _ = writeln!(
            page,
            "    not by {} ({:.2}): {:?} {}, but {}",
            near.rule,
            near.confidence,
            excerpt(near.span.of(text)),
            if near.category == Category::Shape {
                "looks like it"
            } else {
                "matches"
            },
            near.held
        );
    }
    if one.removals.is_empty() && one.near.is_empty() {
        page.push_str(
            "    no rule has anything on it; `dechaff rules new \"THE LINE\"` makes one\n",
        );
    }
    page
}

/// Whether words nearly took a line. By its shape many a line was near.
fn is_near_by_words(one: &Explanation) -> bool {
    one.near.iter().any(|near| near.category != Category::Shape)
}

fn removal_in_words(text: &str, removal: &Removal) -> String {
    let mut page = format!(
        "    by {} ({}, {:.2})\n",
        removal.rule, removal.category, removal.confidence
    );
    let mut told: Vec<&Evidence> = Vec::new();
    for evidence in &removal.evidence {
        if !told.contains(&evidence) {
            told.push(evidence);
            let _ = writeln!(
                page,
                "        {}: {:?}{}",
                evidence.reason,
                excerpt(evidence.span.of(text)),
                if evidence.rule == removal.rule {
                    String::new()
                } else {
                    format!(" ({})", evidence.rule)
                }
            );
        }
    }
    page
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    let mut line: String = text.trim().chars().take(SHOWN).collect();
    if text.trim().chars().count() > SHOWN {
        line.push('…');
    }
    line.replace(['\n', '\r', '\t'], " ")
}
