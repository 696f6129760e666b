//! Laws that hold for every rule file: no text of one can make the program
//! panic or hang, and what is refused says where.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dechaff::engine::{Explainer, verify};
use dechaff::rules::{Choices, Layer};
use dechaff::{Cleaner, Document, RuleSet, restore};
use proptest::prelude::*;

/// Text that phrases and patterns are made of, odd characters included.
fn source() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-cß中 ()|#*.\\-]{0,24}",
        r"[a-c.()|+*?\[\]{}0-9^$\\pLdbwÉ-]{0,24}",
        Just("(a{1,30}){1,30}b".to_owned()),
        Just("(?s).*.*.*.*x".to_owned()),
    ]
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn rule(number: usize, phrase: &str, pattern: Option<&str>, keys: &str) -> String {
    let pattern = pattern.map_or_else(String::new, |pattern| {
        format!("pattern = {}\n", quoted(pattern))
    });
    format!(
        "[[rule]]\nid = \"custom/r{number}\"\nwhy = \"w\"\nconfidence = 0.97\nphrases = [{}]\n{pattern}{keys}\n\
         remove = [{}]\nkeep = [\"a keep 中\"]\n",
        quoted(phrase),
        quoted(phrase)
    )
}

fn keys() -> impl Strategy<Value = String> {
    let at = prop::sample::select(vec!["anywhere", "clause", "start", "end", "whole"]);
    let scope = prop::sample::select(vec![
        "line", "unit", "sentence", "match", "run", "tail", "block",
    ]);
    let company = prop::sample::select(vec![
        "",
        "\"removed\"",
        "\"run\"",
        "\"tail\", \"head\"",
        "\"apart\"",
    ]);
    let action = prop::sample::select(vec!["remove", "tag", "keep"]);
    (at, scope, company, action, 0_usize..200).prop_map(|(at, scope, company, action, length)| {
        let end = if scope == "block" { "end = [\"c\"]\n" } else { "" };
        format!(
            "at = \"{at}\"\nscope = \"{scope}\"\ncompany = [{company}]\naction = \"{action}\"\n{end}max_length = {length}"
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_rule_makes_the_program_panic_or_hang(
        phrases in prop::collection::vec((source(), prop::option::of(source()), keys()), 1..4),
        text in "[a-cA-C é中ß.!0-9\n-]{0,120}",
    ) {
        let rules: String = phrases
            .iter()
            .enumerate()
            .map(|(number, (phrase, pattern, keys))| rule(number, phrase, pattern.as_deref(), keys))
            .collect();
        let builder = RuleSet::builder().add_toml("x.toml", rules);
        match builder.build() {
            Ok(set) => {
                let document = Document::new(text.as_str());
                let cleaned = Cleaner::new(set).clean(&document);
                let removed = cleaned.removals.iter().map(|one| (one.span, one.span.of(&text)));
                prop_assert_eq!(restore(&cleaned.text, removed), text.clone());
                Explainer::new(&builder).unwrap().explain(&document, |_| true);
                verify(&builder).unwrap();
                builder.lint(Layer::Builtin).unwrap();
            }
            Err(mistakes) => {
                for mistake in mistakes.iter() {
                    prop_assert!(mistake.line > 0 && mistake.column > 0, "{mistake}");
                    prop_assert!(!mistake.to_string().is_empty());
                }
            }
        }
    }

    #[test]
    fn no_file_makes_the_program_panic(
        lines in prop::collection::vec(
            prop_oneof![
                Just("[[rule]]".to_owned()),
                Just("[rule.\"newsletter/x\"]".to_owned()),
                Just("[actions]".to_owned()),
                Just("id = \"newsletter/x\"".to_owned()),
                Just("[[guard]]".to_owned()),
                Just("guards = [\"é\", 中]".to_owned()),
                Just("level = \"中é\"".to_owned()),
                "[a-zé中\"'= \\[\\]{}.#0-9]{0,30}",
            ],
            0..12,
        ),
    ) {
        let text = lines.join("\n");
        if let Err(mistakes) = RuleSet::builder().add_toml("x.toml", text.as_str()).build() {
            prop_assert!(!mistakes.to_string().is_empty());
        }
        if let Err(mistakes) = Choices::parse(Layer::Project, "dechaff.toml", &text) {
            prop_assert!(!mistakes.to_string().is_empty());
        }
    }
}
