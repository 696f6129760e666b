//! `dechaff rules adopt`.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::RuleSet;
use dechaff::config;
use dechaff::engine::verify;
use dechaff::pipeline::replace;
use dechaff::review::{Decisions, Subject, Verdict, content_key};
use dechaff::rules::{Expectation, Layer, Rule, RuleSetBuilder};
use toml_edit::{Array, DocumentMut, Item, Table};

use crate::cli::decisions::{DecisionOptions, mined_rules};
use crate::cli::failure::{Failure, say};
use crate::cli::options::{add_rule_files, build};

/// Arguments of `dechaff rules adopt`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder that `dechaff mine` has written.
    folder: PathBuf,
    /// The folder for the rules [default: the first that dechaff.toml names].
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    #[command(flatten)]
    decisions: DecisionOptions,
}

/// What was decided about a rule, or about one line of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decided {
    Accepted,
    Rejected,
    Not,
}

/// How many rules came to what.
#[derive(Default)]
struct Counts {
    adopted: usize,
    rejected: usize,
    undecided: usize,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let proposals = arguments.folder.join("proposals.jsonl");
    let Some(mined) = mined_rules(&proposals) else {
        return Err(Failure::Usage(format!(
            "{} is no folder that `dechaff mine -o` has written",
            arguments.folder.display()
        )));
    };
    let target = target(arguments)?;
    let decisions = arguments.decisions.open(&proposals)?.all();
    let files = config::rule_files(&mined)
        .map_err(|error| Failure::work("read", mined.display(), error))?;
    let mut counts = Counts::default();
    let mut written = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)
            .map_err(|error| Failure::work("read", file.display(), error))?;
        let rules = build(&RuleSet::builder().add_toml(file.display().to_string(), text.as_str()))?;
        let accepted = accepted(&text, &rules, &decisions, &mut counts)?;
        let name = file.file_name().unwrap_or_default();
        let path = target.join(name);
        if let Some(merged) = merged(&path, &accepted)? {
            written.push((path, merged));
        }
    }
    check(arguments, &target, &written)?;
    let refuse = |path: &Path, error: io::Error| Failure::work("write", path.display(), error);
    for (path, text) in &written {
        fs::create_dir_all(&target).map_err(|error| refuse(path, error))?;
        replace(path, text).map_err(|error| refuse(path, error))?;
        say(format!("wrote {}", path.display()));
    }
    let Counts {
        adopted,
        rejected,
        undecided,
    } = counts;
    say(format!(
        "rules: {adopted} accepted, {rejected} rejected, {undecided} not decided about"
    ));
    Ok(ExitCode::SUCCESS)
}

/// The folder that rules go to.
fn target(arguments: &Arguments) -> Result<PathBuf, Failure> {
    if let Some(folder) = &arguments.output {
        return Ok(folder.clone());
    }
    let project = arguments
        .decisions
        .config
        .project_to_review(Some(&arguments.folder))?;
    project.rule_folders().first().cloned().ok_or_else(|| {
        Failure::Usage("no dechaff.toml names a folder of rules; name one with -o FOLDER, and add it there: rules = [\"FOLDER\"]".into())
    })
}

/// The rules of a file that were accepted, without the lines that were rejected.
fn accepted(
    text: &str,
    rules: &RuleSet,
    decisions: &Decisions,
    counts: &mut Counts,
) -> Result<DocumentMut, Failure> {
    let mut file: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| Failure::Usage(error.to_string()))?;
    let Some(tables) = file.get_mut("rule").and_then(Item::as_array_of_tables_mut) else {
        return Ok(file);
    };
    let mut stays = Vec::new();
    for table in tables.iter_mut() {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default();
        let decided = match rules.rules().find(|rule| rule.id() == id) {
            Some(rule) => decide(rule, table_lines(rule), decisions, table),
            None => Decided::Not,
        };
        match decided {
            Decided::Accepted => counts.adopted += 1,
            Decided::Rejected => counts.rejected += 1,
            Decided::Not => counts.undecided += 1,
        }
        stays.push(decided == Decided::Accepted);
    }
    let mut stays = stays.into_iter();
    tables.retain(|_| stays.next().unwrap_or_default());
    Ok(file)
}

/// The texts that a rule takes, as its examples say.
fn table_lines(rule: &Rule) -> Vec<String> {
    let examples = rule.examples().iter();
    let removed = examples.filter(|example| example.expectation == Expectation::Remove);
    removed
        .map(|example| {
            let marked = example.marked.iter().map(|span| span.of(&example.text));
            marked.collect::<Vec<_>>().join("\n")
        })
        .collect()
}

/// What was decided about a rule. Lines that were rejected are taken out of it.
fn decide(rule: &Rule, lines: Vec<String>, decisions: &Decisions, table: &mut Table) -> Decided {
    let decided: Vec<Decided> = lines
        .iter()
        .map(|line| of_line(rule, line, decisions))
        .collect();
    let has = |wanted| decided.contains(&wanted);
    if !has(Decided::Accepted) {
        return if has(Decided::Rejected) {
            Decided::Rejected
        } else {
            Decided::Not
        };
    }
    if !has(Decided::Rejected) && !has(Decided::Not) {
        return Decided::Accepted;
    }
    // A line of a rule with several phrases has one of them, and one example.
    let is_a_phrase_each = table
        .get("phrases")
        .and_then(Item::as_array)
        .is_some_and(|phrases| phrases.len() == lines.len());
    if !is_a_phrase_each {
        // One wording stands for the others.
        return if has(Decided::Rejected) {
            Decided::Rejected
        } else {
            Decided::Accepted
        };
    }
    for key in ["phrases", "remove"] {
        if let Some(list) = table.get_mut(key).and_then(Item::as_array_mut) {
            keep_accepted(list, &decided);
        }
    }
    Decided::Accepted
}

fn keep_accepted(list: &mut Array, decided: &[Decided]) {
    let mut decided = decided.iter();
    list.retain(|_| decided.next() == Some(&Decided::Accepted));
}

fn of_line(rule: &Rule, line: &str, decisions: &Decisions) -> Decided {
    let subject = Subject {
        rule: rule.id(),
        content: &content_key(line),
        place: 0,
        site: rule.sites().first().map(String::as_str),
    };
    match decisions.of(&subject).map(|decision| &decision.verdict) {
        Some(Verdict::Accept) => Decided::Accepted,
        Some(Verdict::Reject | Verdict::Edit(_)) => Decided::Rejected,
        None => Decided::Not,
    }
}

/// The file at `path` with the accepted rules that it has not yet; nothing where there are
/// none.
fn merged(path: &Path, accepted: &DocumentMut) -> Result<Option<String>, Failure> {
    let known = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::work("read", path.display(), error)),
    };
    let parsed: DocumentMut = known.parse().map_err(|error: toml_edit::TomlError| {
        Failure::Usage(format!("{}: {error}", path.display()))
    })?;
    let ids = |file: &DocumentMut| -> HashSet<String> {
        let tables = file.get("rule").and_then(Item::as_array_of_tables);
        let ids = tables
            .into_iter()
            .flatten()
            .filter_map(|table| table.get("id")?.as_str());
        ids.map(str::to_owned).collect()
    };
    let there = ids(&parsed);
    let mut new = accepted.clone();
    if let Some(tables) = new.get_mut("rule").and_then(Item::as_array_of_tables_mut) {
        tables.retain(|table| {
            let id = table.get("id").and_then(Item::as_str);
            id.is_some_and(|id| !there.contains(id))
        });
    }
    if ids(&new).is_empty() {
        return Ok(None);
    }
    let text = new.to_string();
    let rules = text
        .split_once("\n\n")
        .map_or(text.as_str(), |(_, rules)| rules);
    let gap = if known.is_empty() { "" } else { "\n" };
    Ok(Some(format!("{known}{gap}{}\n", rules.trim())))
}

/// Checks that the rules' examples come out right beside all others.
fn check(
    arguments: &Arguments,
    target: &Path,
    written: &[(PathBuf, String)],
) -> Result<(), Failure> {
    let project = arguments
        .decisions
        .config
        .project_to_review(Some(&arguments.folder))?;
    let mut rules = RuleSet::builder().add_builtin();
    let is_in_project = project.rule_folders().iter().any(|folder| folder == target);
    if !is_in_project {
        rules = project.add_rules_to(rules);
    }
    let others = others_of(target, written)?;
    rules = add_rule_files(Layer::Project, rules, &others)?;
    for (path, text) in written {
        rules = rules.add_toml_to(Layer::Project, path.display().to_string(), text.as_str());
    }
    verified(&rules)
}

/// The rule files of a folder that are not written anew.
fn others_of(target: &Path, written: &[(PathBuf, String)]) -> Result<Vec<PathBuf>, Failure> {
    let has_rules = target.is_dir() && config::rule_files(target).is_ok();
    if !has_rules {
        return Ok(Vec::new());
    }
    let files = config::rule_files(target)
        .map_err(|error| Failure::work("read", target.display(), error))?;
    Ok(files
        .into_iter()
        .filter(|file| written.iter().all(|(path, _)| path != file))
        .collect())
}

fn verified(rules: &RuleSetBuilder) -> Result<(), Failure> {
    let verified = verify(rules).map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let wrong: Vec<&str> = verified
        .iter()
        .filter(|case| !case.outcome.is_right())
        .map(|case| &*case.rule)
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "with these rules some examples do not come out right, those of {}; nothing was written",
        wrong.join(", ")
    )))
}
