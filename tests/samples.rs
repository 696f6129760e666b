//! The sample pages: what is marked in `samples/marked` is what goes from
//! `samples/pages`, with the category of the mark, and nothing else.
//!
//! A mark is `[[category|text]]`. `UPDATE_SAMPLES=1` writes `pages` from the
//! marked texts, and `cleaned` from what the program does; look at the changes
//! before you commit them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use dechaff::{Cleaner, Document, RuleSet, Span};

const FEWEST_SAMPLES: usize = 16;

struct Marked {
    page: String,
    marks: Vec<(String, Span)>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name)
}

fn parse(marked: &str) -> Marked {
    let mut parsed = Marked {
        page: String::new(),
        marks: Vec::new(),
    };
    let mut rest = marked;
    while let Some((before, from)) = rest.split_once("[[") {
        let (category, from) = from.split_once('|').expect("a mark names its category");
        let (text, after) = from.split_once("]]").expect("a mark is closed");
        parsed.page.push_str(before);
        let start = parsed.page.len();
        parsed.page.push_str(text);
        parsed
            .marks
            .push((category.to_owned(), Span::new(start, parsed.page.len())));
        rest = after;
    }
    parsed.page.push_str(rest);
    parsed
}

/// For each byte that is not blank the category it goes by, if it goes.
fn fates(page: &str, removed: &[(String, Span)]) -> Vec<Option<String>> {
    let mut fates = vec![None; page.len()];
    for (category, span) in removed {
        fates[span.start..span.end].fill(Some(category.clone()));
    }
    for (at, character) in page
        .char_indices()
        .filter(|(_, character)| character.is_whitespace())
    {
        fates[at..at + character.len_utf8()].fill(None);
    }
    fates
}

/// Lines whose fate is not as marked, with what was expected and what came.
fn differences(page: &str, expected: &[(String, Span)], found: &[(String, Span)]) -> Vec<String> {
    let (expected, found) = (fates(page, expected), fates(page, found));
    let mut differences = Vec::new();
    let mut start = 0;
    for line in page.split_inclusive('\n') {
        let range = start..start + line.len();
        if expected[range.clone()] != found[range.clone()] {
            let names = |fates: &[Option<String>]| {
                let mut names: Vec<&str> = fates.iter().flatten().map(String::as_str).collect();
                names.dedup();
                if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join("+")
                }
            };
            let (wanted, got) = (
                names(&expected[range.clone()]),
                names(&found[range.clone()]),
            );
            differences.push(format!(
                "    wanted {wanted}, got {got}: {}",
                line.trim_end()
            ));
        }
        start = range.end;
    }
    differences
}

#[test]
fn what_is_marked_goes_and_nothing_else() {
    let update = std::env::var_os("UPDATE_SAMPLES").is_some();
    let cleaner = Cleaner::new(RuleSet::builtin());
    let mut paths: Vec<PathBuf> = fs::read_dir(folder("marked"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= FEWEST_SAMPLES, "samples are missing");
    let mut report = String::new();
    for path in paths {
        let name = path.file_name().unwrap();
        let marked = parse(&fs::read_to_string(&path).unwrap());
        let cleaned = cleaner.clean(&Document::new(marked.page.as_str()));
        if update {
            fs::write(folder("pages").join(name), &marked.page).unwrap();
            fs::write(folder("cleaned").join(name), &cleaned.text).unwrap();
        }
        let found: Vec<(String, Span)> = cleaned
            .removals
            .iter()
            .map(|removal| (removal.category.name().to_owned(), removal.span))
            .collect();
        let differences = differences(&marked.page, &marked.marks, &found);
        if !differences.is_empty() {
            report.push_str(&format!("{}\n{}\n", name.display(), differences.join("\n")));
        }
        assert_eq!(
            fs::read_to_string(folder("pages").join(name)).unwrap(),
            marked.page,
            "{}",
            name.display()
        );
        if report.is_empty() {
            assert_eq!(
                fs::read_to_string(folder("cleaned").join(name)).unwrap(),
                cleaned.text,
                "{}",
                name.display()
            );
        }
        assert_eq!(cleaned.restore(&marked.page), marked.page);
    }
    assert!(report.is_empty(), "\n{report}");
}
