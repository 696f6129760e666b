//! Layers of choices: the later one wins.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dechaff::rules::{Action, Choices, Layer, RuleSetBuilder};
use dechaff::{Level, RuleSet};

/// Two newsletter rules and one of comments, at three levels.
const RULES: &str = r#"
[[rule]]
id = "newsletter/a"
why = "A."
confidence = 0.99
phrases = ["first letter"]
remove = ["First letter"]
keep = ["x"]
[[rule]]
id = "newsletter/b"
why = "B."
confidence = 0.9
phrases = ["second letter"]
remove = ["Second letter"]
keep = ["x"]
[[rule]]
id = "comment/c"
why = "C."
confidence = 0.6
phrases = ["third letter"]
remove = ["Third letter"]
keep = ["x"]
"#;

fn builder(layers: &[(Layer, &str)]) -> RuleSetBuilder {
    layers.iter().fold(
        RuleSet::builder().add_toml("rules.toml", RULES),
        |rules, (layer, text)| rules.choose(Choices::parse(*layer, "choices", text).unwrap()),
    )
}

fn ids(rules: &RuleSetBuilder) -> Vec<String> {
    let set = rules.build().unwrap();
    set.rules()
        .map(|rule| rule.id().split('/').next_back().unwrap().to_owned())
        .collect()
}

#[test]
fn later_layers_win() {
    let thorough = "level = \"thorough\"\n";
    for (project, decisions, only, skip, expected) in [
        ("", "", "", "", "abc"),
        ("level = \"balanced\"", "", "", "", "abc"),
        ("skip = [\"newsletter\"]", "", "", "", "c"),
        ("skip = [\"newsletter\"]", "", "newsletter/a", "", "a"),
        ("skip = [\"newsletter\"]", "", "newsletter", "", "ab"),
        // What is skipped by its id comes back by its id only.
        ("skip = [\"newsletter/a\"]", "", "newsletter", "", "b"),
        ("skip = [\"newsletter/a\"]", "", "newsletter/a", "", "a"),
        ("only = [\"newsletter\"]", "", "", "newsletter/b", "a"),
        ("only = [\"newsletter\"]", "", "comment", "", "c"),
        ("", "skip = [\"newsletter/a\"]", "", "", "bc"),
        (
            "only = [\"newsletter/a\"]",
            "only = [\"newsletter/b\"]",
            "",
            "",
            "b",
        ),
    ] {
        let names =
            |names: &str| -> Vec<String> { names.split_whitespace().map(str::to_owned).collect() };
        // Added in the wrong order: what counts is the layer.
        let rules = builder(&[(Layer::Decisions, decisions), (Layer::Project, project)])
            .choose(Choices::parse(Layer::Builtin, "first", thorough).unwrap())
            .level(Level::Thorough)
            .only(names(only))
            .skip(names(skip));
        assert_eq!(
            ids(&rules).concat(),
            expected,
            "{project} {decisions} --only {only} --skip {skip}"
        );
    }
}

#[test]
fn a_level_is_set_by_the_last_layer_that_names_one() {
    let project = (Layer::Project, "level = \"balanced\"");
    assert_eq!(ids(&builder(&[])).concat(), "a");
    assert_eq!(ids(&builder(&[project])).concat(), "ab");
    assert_eq!(
        ids(&builder(&[project]).level(Level::Thorough)).concat(),
        "abc"
    );
    assert_eq!(
        ids(&builder(&[project]).level(Level::Careful)).concat(),
        "a"
    );
}

#[test]
fn rules_are_changed_by_id_and_by_category() {
    let rules = builder(&[
        (
            Layer::Project,
            "[actions]\nnewsletter = \"tag\"\n[rule.\"newsletter/b\"]\nconfidence = 0.97\naction = \"remove\"",
        ),
        (Layer::Decisions, "[actions]\nnewsletter = \"keep\""),
    ]);
    let set = rules.build().unwrap();
    let found: Vec<_> = set.rules().map(|rule| (rule.id(), rule.action())).collect();
    // An action of its own is not changed with the category.
    assert_eq!(
        found,
        [
            ("newsletter/a", Action::Keep),
            ("newsletter/b", Action::Remove)
        ]
    );
    let changes: Vec<_> = set
        .rules()
        .next()
        .unwrap()
        .changes()
        .iter()
        .map(|one| (one.key, one.layer, one.place.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("action", Layer::Project, "choices:2"),
            ("action", Layer::Decisions, "choices:2")
        ]
    );
}

#[test]
fn every_choice_changes_the_fingerprint() {
    let fingerprint = |rules: &RuleSetBuilder| rules.build().unwrap().fingerprint();
    let plain = builder(&[]);
    let mut seen = vec![fingerprint(&plain)];
    for other in [
        plain.clone().level(Level::Balanced),
        plain.clone().only(["newsletter"]),
        plain.clone().skip(["newsletter"]),
        builder(&[(Layer::Project, "[actions]\nnewsletter = \"tag\"")]),
    ] {
        let found = fingerprint(&other);
        assert!(!seen.contains(&found));
        seen.push(found);
    }
}
