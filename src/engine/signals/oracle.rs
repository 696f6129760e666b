//! What is found by words is held against what the plain keyword automaton finds.

#![cfg(test)]

use crate::rules::RuleSet;
use crate::text::{Document, Units};

use super::{Rejected, Signal, Watch, signals};

/// Looks for everything by keywords.
struct ByKeywords;

impl Watch for ByKeywords {
    const IS_KEEN: bool = false;
    const BY_KEYWORDS: bool = true;

    fn held(&mut self, _: Rejected) {}
}

fn check(rules: &RuleSet, text: &str) -> Vec<Signal> {
    let document = Document::new(text);
    let units = Units::new(text);
    let (plain, _) = signals(rules, &document, &units, None, &mut ByKeywords);
    let (fast, _) = signals(rules, &document, &units, None, &mut ());
    let missing: Vec<_> = plain.iter().filter(|one| !fast.contains(one)).collect();
    let more: Vec<_> = fast.iter().filter(|one| !plain.contains(one)).collect();
    let id = |signals: &[&Signal]| -> Vec<String> {
        let ids = signals
            .iter()
            .map(|one| rules.rules[one.rule].id.to_string());
        ids.collect()
    };
    assert_eq!(id(&missing), id(&more), "{text}");
    assert!(missing.is_empty(), "{missing:?} {more:?} {text}");
    fast
}

#[test]
fn the_same_is_found_in_every_example() {
    let rules = RuleSet::builder().add_builtin().build_all().unwrap();
    let mut found = 0;
    for rule in rules.rules() {
        for example in rule.examples() {
            found += check(&rules, &example.text).len();
            // Glued to other text, in capitals and small, and wrapped.
            let glued = format!("equipment{}The end", example.text);
            found += check(&rules, &glued).len();
            check(&rules, &example.text.to_uppercase());
            check(&rules, &example.text.replace(' ', "\n"));
        }
    }
    assert!(found > 10_000, "{found}");
}

/// Reads JSON lines with a `text` from the file that `DECHAFF_TEXTS` names.
#[test]
#[ignore = "needs a corpus; scripts/oracle runs it"]
fn the_same_is_found_in_a_corpus() {
    let path = std::env::var("DECHAFF_TEXTS").unwrap();
    let rules = RuleSet::builder().add_builtin().build_all().unwrap();
    let (mut texts, mut found) = (0, 0);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        texts += 1;
        found += check(&rules, record["text"].as_str().unwrap()).len();
    }
    println!("{found} signals in {texts} texts, the same both ways");
}
