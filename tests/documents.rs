//! Whole documents in many languages: what is marked goes at the default level,
//! and the article stays.
//!
//! `tests/data/documents/LANGUAGE` holds articles, whole pages, wrapped mails,
//! teasers, letters of appeal, forms, and texts beyond news, all self-written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod marks;

use std::fs;
use std::path::{Path, PathBuf};

use dechaff::{Cleaner, Document, RuleSet, Span};
use marks::{Marked, parse};

/// Fewest documents there must be, so that a lost folder does not go unnoticed.
const FEWEST: usize = 250;
/// Largest share of an article's characters that may go, in each language.
const MOST_LOST: f64 = 0.005;
/// Smallest share of marked prompts that must go, in each language.
const FEWEST_GONE: f64 = 0.9;

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

/// Characters of a span that are not blank, and how many of them go.
fn share(page: &str, span: Span, gone: &[bool]) -> (usize, usize) {
    let mut counts = (0, 0);
    for (at, c) in page[span.start..span.end].char_indices() {
        if !c.is_whitespace() {
            counts.0 += 1;
            counts.1 += usize::from(gone[span.start + at]);
        }
    }
    counts
}

#[derive(Default)]
struct Score {
    article: usize,
    lost: usize,
    prompts: usize,
    gone: usize,
    told: String,
}

impl Score {
    fn add(&mut self, name: &str, marked: &Marked, removed: &[Span]) {
        let page = marked.page.as_str();
        let mut gone = vec![false; page.len()];
        for span in removed {
            gone[span.start..span.end].fill(true);
        }
        let mut at = 0;
        let end = Span::new(page.len(), page.len());
        for mark in marked.marks.iter().map(|(_, span)| *span).chain([end]) {
            let (all, lost) = share(page, Span::new(at, mark.start), &gone);
            self.article += all;
            self.lost += lost;
            if lost > 0 {
                self.told
                    .push_str(&format!("{name}: {lost} characters of the article go\n"));
            }
            at = mark.end;
        }
        for (_, mark) in &marked.marks {
            let (all, taken) = share(page, *mark, &gone);
            self.prompts += 1;
            if taken * 10 >= all * 9 {
                self.gone += 1;
            } else {
                self.told
                    .push_str(&format!("{name}: stays: {}\n", mark.of(page)));
            }
        }
    }
}

#[test]
fn prompts_go_and_articles_stay_in_every_language() {
    let cleaner = Cleaner::new(RuleSet::builtin());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents");
    let mut documents = 0;
    let mut wrong = String::new();
    for folder in sorted(&root) {
        let language = folder.file_name().unwrap().to_str().unwrap();
        let mut score = Score::default();
        for path in sorted(&folder) {
            let marked = parse(&fs::read_to_string(&path).unwrap());
            let scan = cleaner.scan(&Document::new(marked.page.as_str()));
            let removed: Vec<Span> = scan.removals.iter().map(|removal| removal.span).collect();
            score.add(&path.display().to_string(), &marked, &removed);
            documents += 1;
        }
        let lost = score.lost as f64 / score.article as f64;
        let gone = score.gone as f64 / score.prompts as f64;
        println!("{language}: article lost {lost:.4}, prompts gone {gone:.3}");
        if lost > MOST_LOST || gone < FEWEST_GONE {
            wrong.push_str(&format!("{language}: {lost:.4} {gone:.3}\n{}", score.told));
        }
    }
    assert!(documents >= FEWEST, "{documents} documents");
    assert!(wrong.is_empty(), "\n{wrong}");
}
