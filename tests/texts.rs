//! Single texts in many languages: prompts that must go at the default level,
//! article sentences that no level may touch.
//!
//! `tests/data/positives/LANGUAGE.tsv` has a category and a prompt a line,
//! `tests/data/negatives/LANGUAGE.txt` an article sentence or short passage.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use dechaff::{Cleaner, Document, Level, RuleSet, Span};

/// A paragraph of article text, to stand around a prompt.
const PROSE: &str = "The harbour of Lindholm was dredged for the first time in forty years, and the fishermen who had \
    asked for it since the last great flood watched from the quay as the sand was taken away.";

/// Fewest texts there must be, so that a lost file does not go unnoticed.
const FEWEST_POSITIVES: usize = 1200;
const FEWEST_NEGATIVES: usize = 1100;

fn cleaner(level: Level) -> Cleaner {
    Cleaner::new(
        RuleSet::builder()
            .add_builtin()
            .level(level)
            .build()
            .unwrap(),
    )
}

/// Language and line of every file in a folder of test data.
fn lines(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        found.extend(
            text.lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| (language.clone(), line.to_owned())),
        );
    }
    found
}

fn document(language: &str, text: String) -> Document<'static> {
    Document::new(text).with_language(language)
}

#[test]
fn prompts_go_at_the_default_level_with_the_right_category() {
    let cleaner = cleaner(Level::Careful);
    let lines = lines("positives");
    assert!(lines.len() >= FEWEST_POSITIVES, "{} positives", lines.len());
    let mut wrong = Vec::new();
    for (language, line) in lines {
        let (category, prompt) = line.split_once('\t').unwrap();
        let cleaned = cleaner.clean(&document(
            &language,
            format!("{PROSE}\n\n{prompt}\n\n{PROSE}\n\n{PROSE}\n"),
        ));
        if cleaned.text != format!("{PROSE}\n\n{PROSE}\n\n{PROSE}\n") {
            wrong.push(format!("{language}: stays: {prompt}"));
        } else if cleaned.removals[0].category.name() != category {
            wrong.push(format!(
                "{language}: {} instead of {category}: {prompt}",
                cleaned.removals[0].rule
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn article_sentences_stay_at_every_level() {
    let cleaner = cleaner(Level::Thorough);
    let lines = lines("negatives");
    assert!(lines.len() >= FEWEST_NEGATIVES, "{} negatives", lines.len());
    let mut wrong = Vec::new();
    for (language, line) in lines {
        for text in [
            line.clone(),
            format!("{PROSE}\n\n{line}\n\n{PROSE}\n"),
            format!("{PROSE}\n\n{PROSE}\n\n{line}\n"),
        ] {
            if let Some(removal) = cleaner
                .scan(&document(&language, text.clone()))
                .removals
                .first()
            {
                wrong.push(format!(
                    "{language}: {} took {:?}",
                    removal.rule,
                    removal.span.of(&text)
                ));
            }
        }
    }
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Plain sentences that begin like the sign-offs and ways to pay of an appeal.
const BESIDE: [&str; 15] = [
    "The team won the cup again on Saturday.",
    "The staff walked out at noon.",
    "The crew will train until the end of the month.",
    "Your team can now book the pitch online.",
    "The editors of both papers have agreed to meet on Friday.",
    "Checks at the border will begin in June.",
    "Cheers rang out across the harbour at midnight.",
    "It takes less than an hour by ferry.",
    "Love of the sea drew the family to the coast.",
    "All of us at the school know the bridge will close.",
    "From all of us, a present went to the new doctor.",
    "Reference books are to leave the library in May.",
    "Bitcoin fell below 40,000 dollars on Tuesday.",
    "Founder and baker Ilse Harrow retires in May.",
    "All are welcome in the old mill from nine on.",
];

#[test]
fn plain_sentences_beside_a_prompt_stay_at_the_default_level() {
    let cleaner = cleaner(Level::Careful);
    let mut wrong = Vec::new();
    for line in BESIDE {
        for text in [
            format!("{PROSE}\n\n{PROSE}\n\n{line}\n\nShare this article\n"),
            format!("{PROSE}\n\nSign up for our free weekly newsletter!\n\n{line}\n\n{PROSE}\n"),
        ] {
            let scan = cleaner.scan(&document("en", text.clone()));
            let start = text.find(line).unwrap();
            let own = Span::new(start, start + line.len());
            let mut taken = scan.removals.iter();
            if let Some(removal) = taken.find(|removal| removal.span.overlaps(own)) {
                let rule = &removal.rule;
                wrong.push(format!("{rule} took {:?}", removal.span.of(&text)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
