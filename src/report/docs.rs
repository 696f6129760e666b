//! Documentation that is made from the rules and from the format's own words.

use std::fmt::Write;

use serde_json::Value;

use crate::rules::{Category, Level, Rule, RuleSet};

/// The catalogue of rules, as Markdown.
pub fn catalogue(rules: &RuleSet) -> String {
    let mut page = String::from(
        "# Rules\n\nEvery built-in rule. This page is made by `dechaff rules docs`; \
         `dechaff rules show ID` prints a rule with its phrases and examples.\n\n\
         A rule acts at its level and at those after it: careful (the default), balanced, thorough.\n",
    );
    for category in Category::ALL {
        let of_category = |rule: &&Rule| rule.category() == *category;
        let mut own: Vec<&Rule> = rules.rules().filter(of_category).collect();
        if own.is_empty() {
            continue;
        }
        own.sort_by_key(|rule| rule.id());
        let _ = write!(
            page,
            "\n## {category}\n\n{}. Default action: {}.\n\n\
             | rule | acts from | languages | what it is |\n|---|---|---|---|\n",
            category.title(),
            category.default_action().name(),
        );
        for rule in own {
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {}{} |",
                rule.id(),
                level_name(rule),
                rule.languages().join(", "),
                cell(rule.why()),
                place(rule),
            );
        }
    }
    page
}

/// The first level at which a rule acts, or `never`.
pub fn level_name(rule: &Rule) -> &'static str {
    Level::ALL
        .into_iter()
        .find(|level| level.admits(rule.confidence()))
        .map_or("never", Level::name)
}

fn place(rule: &Rule) -> String {
    match rule.sites() {
        [] => String::new(),
        sites => format!(" ({})", sites.join(", ")),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A table of the keys of `name`, one of the definitions of a JSON schema, or of
/// the file itself where `name` is empty.
pub fn key_table(schema: &Value, name: &str) -> String {
    let owner = if name.is_empty() {
        schema
    } else {
        &schema["$defs"][name]
    };
    let mut table = String::from("| key | value | meaning |\n|---|---|---|\n");
    let required: Vec<&str> = owner["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, value) in owner["properties"].as_object().into_iter().flatten() {
        let needed = if required.contains(&key.as_str()) {
            " (required)"
        } else {
            ""
        };
        let _ = writeln!(
            table,
            "| `{key}`{needed} | {} | {} |",
            kind(schema, value),
            cell(&description(value)),
        );
    }
    table
}

/// A table of the values of an enumeration in a JSON schema.
pub fn value_table(schema: &Value, name: &str) -> String {
    let mut table = String::from("| value | meaning |\n|---|---|\n");
    for value in schema["$defs"][name]["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let written = value["const"].as_str().unwrap_or_default();
        let _ = writeln!(table, "| `{written}` | {} |", cell(&description(value)));
    }
    table
}

fn description(value: &Value) -> String {
    let text = value["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a value is, in a word or two.
fn kind(schema: &Value, value: &Value) -> String {
    if let Some(reference) = value["$ref"].as_str() {
        return named(schema, reference);
    }
    if let Some(choices) = value["anyOf"].as_array() {
        let known = choices.iter().find(|choice| choice["type"] != "null");
        return known.map_or_else(String::new, |choice| kind(schema, choice));
    }
    let own = match &value["type"] {
        Value::Array(types) => types
            .iter()
            .filter_map(Value::as_str)
            .find(|one| *one != "null"),
        one => one.as_str(),
    };
    match own {
        Some("array") => format!("list of {}s", kind(schema, &value["items"])),
        Some("integer") => "number".to_owned(),
        Some("object") => "table".to_owned(),
        Some(own) => own.to_owned(),
        None => String::new(),
    }
}

/// A definition in a word: the name of an enumeration, or `table`.
fn named(schema: &Value, reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or_default();
    if schema["$defs"][name]["oneOf"].is_array() {
        name.to_lowercase()
    } else {
        "table".to_owned()
    }
}
