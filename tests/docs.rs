//! Documentation that is made from the program is fresh, and the rules in it
//! work. `UPDATE_DOCS=1` writes what is made.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use dechaff::engine::verify;
use dechaff::report::docs::{catalogue, key_table, value_table};
use dechaff::rules::{Layer, choices_schema, rule_file_schema};
use dechaff::{Level, RuleSet};

fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name)
}

fn check(name: &str, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(page(name), expected).unwrap();
    }
    let found = fs::read_to_string(page(name)).unwrap();
    assert!(
        found == expected,
        "docs/{name} is stale: run UPDATE_DOCS=1 cargo test --test docs"
    );
}

#[test]
fn the_catalogue_is_fresh() {
    let all = RuleSet::builder().add_builtin().build_all().unwrap();
    check("RULES.md", &catalogue(&all));
}

/// The table that a marker in the page asks for.
fn table(name: &str) -> String {
    let (rules, choices) = (rule_file_schema(), choices_schema());
    match name {
        "RuleFile" => key_table(&rules, ""),
        "ChoiceFile" => key_table(&choices, ""),
        "AdjustmentKeys" => key_table(&choices, name),
        "RuleKeys" | "GuardKeys" => key_table(&rules, name),
        _ => value_table(&rules, name),
    }
}

#[test]
fn tables_of_keys_are_those_of_the_schema() {
    let written = fs::read_to_string(page("WRITING-RULES.md")).unwrap();
    let mut expected = String::new();
    let mut rest = written.as_str();
    let mut tables = 0;
    while let Some((before, after)) = rest.split_once("<!-- table: ") {
        let (name, after) = after.split_once(" -->\n").expect("a marker ends");
        let (_, after) = after.split_once("<!-- end -->").expect("a table ends");
        let table = table(name);
        assert!(table.lines().count() > 3, "{name} is no table:\n{table}");
        expected.push_str(&format!(
            "{before}<!-- table: {name} -->\n\n{table}\n<!-- end -->"
        ));
        rest = after;
        tables += 1;
    }
    assert_eq!(tables, 10);
    expected.push_str(rest);
    check("WRITING-RULES.md", &expected);
}

#[test]
fn rules_and_choices_in_the_page_work() {
    let written = fs::read_to_string(page("WRITING-RULES.md")).unwrap();
    let blocks: Vec<&str> = written
        .split("```toml\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap())
        .collect();
    let (rules, others): (Vec<_>, Vec<_>) = blocks
        .into_iter()
        .partition(|block| block.contains("[[rule]]"));
    assert!(rules.len() >= 4 && others.len() >= 4);
    let mut builder = RuleSet::builder().add_builtin();
    for (number, block) in rules.iter().enumerate() {
        builder = builder.add_toml(format!("block {number}"), *block);
    }
    let warnings = builder.lint(Layer::Project).unwrap();
    assert!(warnings.is_empty(), "{warnings}");
    let wrong: Vec<_> = verify(&builder)
        .unwrap()
        .into_iter()
        .filter(|case| !case.outcome.is_right())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");

    let choices = others.last().unwrap();
    let choices = dechaff::rules::Choices::parse(Layer::Project, "dechaff.toml", choices).unwrap();
    let set = RuleSet::builder()
        .add_builtin()
        .choose(choices)
        .build()
        .unwrap();
    assert!(
        set.rules()
            .all(|rule| Level::Balanced.admits(rule.confidence()))
    );
}

#[test]
fn the_built_in_rules_have_no_warnings() {
    let warnings = RuleSet::builder()
        .add_builtin()
        .lint(Layer::Builtin)
        .unwrap();
    assert!(warnings.is_empty(), "{warnings}");
}
