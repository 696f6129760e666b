//! `dechaff rules list`.

use std::collections::HashSet;
use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use dechaff::rules::{Category, Rule};
use dechaff::{Level, RuleSet, report};
use serde::Serialize;

use super::write_out;
use crate::cli::failure::Failure;
use crate::cli::options::{RuleOptions, build};

/// Arguments of `dechaff rules list`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only rules of this category (repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    category: Vec<Category>,
    /// Only rules for this language, as an ISO 639-1 code, or `any`.
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Only rules for this site, not those for all.
    #[arg(long, value_name = "HOST")]
    site: Option<String>,
    /// A JSON object a line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RuleOptions,
}

/// A rule in JSON output.
#[derive(Serialize)]
struct Listed<'r> {
    id: &'r str,
    category: Category,
    action: &'static str,
    confidence: f64,
    /// The first level at which it acts; `never` where there is none.
    level: &'static str,
    /// Whether choices leave it on.
    on: bool,
    languages: &'r [String],
    sites: &'r [String],
    why: &'r str,
    layer: &'static str,
    file: &'r str,
    line: usize,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let builder = arguments.rules.builder(None)?;
    let acting = build(&builder)?;
    let all = builder
        .build_all()
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let switched_on = build(&builder.clone().level(Level::Thorough))?;
    let on: HashSet<&str> = switched_on.rules().map(Rule::id).collect();
    let set: &RuleSet = if arguments.rules.names_level() {
        &acting
    } else {
        &all
    };
    let mut out = String::new();
    for rule in set.rules().filter(|rule| is_wanted(arguments, rule)) {
        let is_on = on.contains(rule.id());
        if arguments.json {
            out.push_str(&json(rule, is_on));
        } else {
            let _ = writeln!(out, "{}", line(rule, is_on));
        }
    }
    write_out(&out)
}

fn is_wanted(arguments: &Arguments, rule: &Rule) -> bool {
    let has = |names: &[String], wanted: &Option<String>| {
        wanted
            .as_ref()
            .is_none_or(|wanted| names.iter().any(|name| name == wanted))
    };
    (arguments.category.is_empty() || arguments.category.contains(&rule.category()))
        && has(rule.languages(), &arguments.language)
        && has(rule.sites(), &arguments.site)
}

fn line(rule: &Rule, is_on: bool) -> String {
    let places = [rule.languages(), rule.sites()].concat().join(",");
    let state = if is_on { "" } else { " (off)" };
    format!(
        "{:<44} {:<8} {:<6} {:<5} {}{state}",
        rule.id(),
        report::docs::level_name(rule),
        rule.action().name(),
        places,
        rule.why(),
    )
}

fn json(rule: &Rule, is_on: bool) -> String {
    let listed = Listed {
        id: rule.id(),
        category: rule.category(),
        action: rule.action().name(),
        confidence: rule.confidence(),
        level: report::docs::level_name(rule),
        on: is_on,
        languages: rule.languages(),
        sites: rule.sites(),
        why: rule.why(),
        layer: rule.layer().name(),
        file: rule.file(),
        line: rule.line(),
    };
    let mut json = serde_json::to_string(&listed).unwrap_or_default();
    json.push('\n');
    json
}
