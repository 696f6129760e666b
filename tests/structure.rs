//! The house rules that the compiler does not check.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn module(name: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name);
    let found: Vec<_> = sources(&root)
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    assert!(!found.is_empty(), "{name} has no sources");
    found
}

/// The part of a source that is compiled into the program.
fn without_tests(source: &str) -> &str {
    if source.contains("#![cfg(test)]") {
        return "";
    }
    let tests = "#[cfg(test)]\nmod tests {";
    source.split(tests).next().unwrap_or_default()
}

#[test]
fn modules_import_in_one_direction() {
    // Each may import those before it.
    let order = [
        "text", "rules", "engine", "mine", "records", "formats", "review", "report", "pipeline",
    ];
    for (level, name) in order.iter().enumerate() {
        for (path, source) in module(name) {
            for later in &order[level + 1..] {
                let import = format!("crate::{later}");
                assert!(
                    !without_tests(&source).contains(&import),
                    "{} imports {later}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_core_does_no_input_or_output() {
    for name in ["text", "rules", "engine", "mine"] {
        for (path, source) in module(name) {
            for forbidden in [
                "std::fs",
                "std::io",
                "std::env",
                "std::net",
                "std::thread",
                "println!",
                "eprintln!",
            ] {
                assert!(
                    !without_tests(&source).contains(forbidden),
                    "{} uses {forbidden}",
                    path.display()
                );
            }
        }
    }
}
