//! The program as tests call it.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

pub const PAGE: &str = "The mill closed in spring.\n\nSign up for our free weekly newsletter!\n\nNobody was surprised.\n";
pub const CLEAN: &str = "The mill closed in spring.\n\nNobody was surprised.\n";

/// The program with its arguments.
pub fn dechaff(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dechaff").unwrap();
    command.args(arguments).env_remove("NO_COLOR");
    command
}

/// Exit code, standard output, standard error.
pub fn run(arguments: &[&str], input: &[u8]) -> (i32, Vec<u8>, String) {
    let output = dechaff(arguments).write_stdin(input).output().unwrap();
    (
        output.status.code().unwrap(),
        output.stdout,
        String::from_utf8(output.stderr).unwrap(),
    )
}

pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every file below a folder with its content, in order, but for what a run
/// remembers.
pub fn tree(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".dechaff-state") {
                found.push((
                    path.strip_prefix(root).unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                ));
            }
        }
    }
    found.sort();
    found
}

/// Lines of a ledger or another file of JSON lines.
pub fn json_lines(path: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(path).unwrap();
    let line = |line| serde_json::from_str(line).unwrap();
    text.lines().map(line).collect()
}

/// Exit code and both outputs of a call in a folder; arguments have no blanks.
pub fn call(home: &Path, arguments: &str) -> (i32, String, String) {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let output = dechaff(&arguments).current_dir(home).output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}
