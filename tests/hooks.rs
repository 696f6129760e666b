//! The hooks for pre-commit do what they say.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const HOOKS: &str = include_str!("../.pre-commit-hooks.yaml");
const RULES: &str = r#"
[[rule]]
id = "custom/toads"
why = "A greeting that stands on every page."
confidence = 0.99
phrases = ["greetings from the toad pond"]
remove = ["Greetings from the toad pond!"]
keep = ["The toad pond sends no greetings."]
"#;

/// Runs the entry of a hook on files, as pre-commit does.
fn run(id: &str, folder: &Path, files: &[&str]) -> Output {
    let hook = HOOKS
        .split("- id: ")
        .find(|hook| hook.lines().next() == Some(id));
    let mut lines = hook.unwrap().lines();
    let entry = lines
        .find_map(|line| line.trim().strip_prefix("entry: dechaff "))
        .unwrap();
    Command::new(env!("CARGO_BIN_EXE_dechaff"))
        .args(entry.split(' '))
        .args(files)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn texts_are_checked_and_cleaned() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "It rained all day.\n\nShare this article\n").unwrap();
    fs::write(folder.path().join("b.txt"), "It snowed.\n").unwrap();
    let files = ["a.txt", "b.txt"];
    assert_eq!(
        run("dechaff-check", folder.path(), &files).status.code(),
        Some(1)
    );
    assert!(run("dechaff-clean", folder.path(), &files).status.success());
    assert_eq!(fs::read_to_string(&path).unwrap(), "It rained all day.\n");
    assert!(run("dechaff-check", folder.path(), &files).status.success());
}

#[test]
fn rule_files_are_tested() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("toads.toml");
    fs::write(&path, RULES).unwrap();
    assert!(
        run("dechaff-rules", folder.path(), &["toads.toml"])
            .status
            .success()
    );
    fs::write(&path, RULES.replace("the toad pond\"", "a pond\"")).unwrap();
    assert!(
        !run("dechaff-rules", folder.path(), &["toads.toml"])
            .status
            .success()
    );
}
