//! Prompts as publishers write them, and article text that sounds like them, in
//! many languages: how much goes and how much stays.
//!
//! `tests/data/wording/LANGUAGE.txt` has a category, or `article`, and a text a
//! line, apart by `|`. The wording model was fitted on these texts, so they say
//! whether rules and model still know what they were taught; what fresh text
//! gives is in docs/ACCURACY.md.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dechaff::{Cleaner, Document, Level, RuleSet};

/// Fewest texts there must be, so that a lost file does not go unnoticed.
const FEWEST: usize = 8000;
/// Share of the prompts of a language that go at the default level.
const GONE: f64 = 0.93;
/// Share of the article texts of a language that may be touched, at the default
/// level and at the boldest.
const TOUCHED: [f64; 2] = [0.005, 0.02];

/// Language, label and text of every line.
fn texts() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/wording");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for line in fs::read_to_string(&path).unwrap().lines() {
            let (label, text) = line.split_once('|').unwrap();
            found.push((language.clone(), label.to_owned(), text.to_owned()));
        }
    }
    found
}

fn cleaner(level: Level) -> Cleaner {
    let rules = RuleSet::builder().add_builtin().level(level).build();
    // Of a text that is nothing but a prompt, all goes.
    Cleaner::uncapped(rules.unwrap())
}

/// Share of a text's letters that go.
fn gone(cleaner: &Cleaner, language: &str, text: &str) -> f64 {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let cleaned = cleaner.clean(&Document::new(text).with_language(language));
    1.0 - letters(&cleaned.text) as f64 / letters(text).max(1) as f64
}

#[test]
fn prompts_go_and_what_sounds_like_them_stays() {
    let texts = texts();
    assert!(texts.len() >= FEWEST, "{} texts", texts.len());
    let [careful, thorough] = [Level::Careful, Level::Thorough].map(cleaner);
    // By language: prompts, those that went, articles, those touched.
    let mut counts: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    let mut failures = String::new();
    for (language, label, text) in &texts {
        let count = counts.entry(language).or_default();
        let share = gone(&careful, language, text);
        match label.as_str() {
            "newsletter" | "paywall" | "donation" => {
                count[0] += 1;
                count[1] += usize::from(share >= 0.8);
                if share < 0.8 {
                    failures += &format!("{language} stays: {text}\n");
                }
            }
            "article" => {
                let boldly = gone(&thorough, language, text);
                count[2] += 1;
                count[3] += usize::from(share > 0.0);
                count[4] += usize::from(boldly > 0.0);
                if share > 0.0 || boldly > 0.0 {
                    failures += &format!("{language} touched: {share:.2} {boldly:.2} {text}\n");
                }
            }
            _ => {}
        }
    }
    let mut is_good = true;
    for (language, [prompts, went, articles, touched, boldly]) in counts {
        let share = |part: usize, all: usize| part as f64 / all as f64;
        println!("{language}: {went} of {prompts} went; {touched}, {boldly} of {articles} touched");
        is_good &= share(went, prompts) >= GONE
            && share(touched, articles) <= TOUCHED[0]
            && share(boldly, articles) <= TOUCHED[1];
    }
    assert!(is_good, "{failures}");
}
