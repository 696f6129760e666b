//! The sample pages: what is marked in `samples/marked` is what goes from
//! `samples/pages`, with the category of the mark, and nothing else.
//!
//! A mark is `[[category|text]]`. `UPDATE_SAMPLES=1` writes `pages` from the
//! marked texts, and `cleaned` from what the program does; look at the changes
//! before you commit them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

mod differences;
mod marks;

use dechaff::{Cleaner, Document, RuleSet};
use differences::{differences, fates_of};
use marks::parse;

const FEWEST_SAMPLES: usize = 16;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name)
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
        let found = fates_of(&cleaned.removals);
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
