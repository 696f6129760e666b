//! Site packs: what is marked in `tests/data/site/HOST` goes from a document of
//! that site, and nothing else. Everything is text in this repository.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod differences;
mod marks;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dechaff::rules::Layer;
use dechaff::{Cleaner, Document, RuleSet};
use differences::{differences, fates_of};
use marks::parse;

fn fixtures() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/site");
    let mut found = Vec::new();
    for host in fs::read_dir(root).unwrap() {
        let host = host.unwrap();
        for file in fs::read_dir(host.path()).unwrap() {
            let name = host.file_name().into_string().unwrap();
            found.push((name, file.unwrap().path()));
        }
    }
    found.sort();
    found
}

#[test]
fn each_pack_is_named_like_its_site_and_has_a_fixture() {
    let all = RuleSet::builder().add_builtin().build_all().unwrap();
    let hosts: BTreeSet<String> = fixtures().into_iter().map(|(host, _)| host).collect();
    let mut packs = BTreeSet::new();
    for rule in all.rules().filter(|rule| rule.layer() == Layer::Site) {
        let first = &rule.sites()[0];
        assert_eq!(
            rule.file(),
            format!("rules/site/{first}.toml"),
            "{}",
            rule.id()
        );
        packs.insert(first.clone());
    }
    assert_eq!(packs, hosts);
    assert!(packs.len() >= 15, "packs are missing");
}

#[test]
fn what_is_marked_goes_from_pages_of_the_site_and_nothing_else() {
    let cleaner = Cleaner::new(RuleSet::builtin());
    let mut report = String::new();
    for (host, path) in fixtures() {
        let marked = parse(&fs::read_to_string(&path).unwrap());
        let page = marked.page.as_str();
        let scan = cleaner.scan(&Document::new(page).with_site(host.as_str()));
        let wrong = differences(page, &marked.marks, &fates_of(&scan.removals));
        if !wrong.is_empty() {
            report.push_str(&format!("{}\n{}\n", path.display(), wrong.join("\n")));
        }
        // On another site some of it stays: the pack is what took it.
        let elsewhere = cleaner.scan(&Document::new(page).with_site("other.example"));
        assert_ne!(elsewhere.removals, scan.removals, "{}", path.display());
    }
    assert!(report.is_empty(), "\n{report}");
}
