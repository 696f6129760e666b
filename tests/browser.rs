//! The HTML report in a browser. Skipped where there is no Chromium, no node, or
//! `npm ci --prefix tests/browser` has not been run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod pages;
mod program;

use std::io::Write;
use std::path::Path;
use std::process::Command;

use program::{dechaff, folder};

const DOCUMENTS: usize = 5000;
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Where a program is, if it is installed.
fn program(name: &str) -> Option<String> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name));
    let mut found = found.filter(|path| path.is_file());
    found.next().map(|path| path.display().to_string())
}

/// The browser and node, or what is missing.
fn tools(folder: &Path) -> Result<(String, String), &'static str> {
    let browser = BROWSERS
        .iter()
        .find_map(|name| program(name))
        .ok_or("Chromium")?;
    let node = program("node").ok_or("node")?;
    if folder.join("node_modules/playwright-core").is_dir() {
        Ok((browser, node))
    } else {
        Err("playwright-core (npm ci --prefix tests/browser)")
    }
}

/// Runs a script of `tests/browser` with the browser; tells how many checks passed.
/// `None` where something is not installed, which is told.
fn drive(script: &str, arguments: &[&Path]) -> Option<usize> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let (browser, node) = match tools(&folder) {
        Ok(tools) => tools,
        Err(missing) => {
            // Written past the test runner, which keeps what tests print to itself.
            let line = format!("skipped: the browser test {script}, {missing} is not installed\n");
            std::io::stderr().write_all(line.as_bytes()).unwrap();
            return None;
        }
    };
    let output = Command::new(node)
        .arg(folder.join(script))
        .arg(&browser)
        .args(arguments)
        .args(std::env::var_os("DECHAFF_SHOTS"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let last = told.lines().last().unwrap_or_default();
    let passed: usize = last
        .strip_suffix(" passed, 0 failed")
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("{told}\n{}", String::from_utf8_lossy(&output.stderr)));
    assert!(output.status.success());
    Some(passed)
}

#[test]
fn the_report_works_in_a_browser() {
    let reports = tempfile::tempdir().unwrap();
    let small = reports.path().join("small.html");
    let large = reports.path().join("large.html");
    std::fs::write(&small, pages::small()).unwrap();
    std::fs::write(&large, pages::large(DOCUMENTS)).unwrap();
    if let Some(passed) = drive("drive.mjs", &[&small, &large]) {
        assert!(passed > 40);
    }
}

#[test]
fn decisions_of_the_browser_are_applied() {
    let article = "The mill by the river closed in spring, after a hundred years of work.";
    let prompts = [
        "Sign up for our free weekly newsletter from the valley!",
        "Please support our independent journalism today!",
        "Subscribe now to read the full story.",
    ];
    let text = |prompts: &[&str]| {
        format!(
            "{article}\n{}\n{article}\n",
            prompts.join(&format!("\n{article}\n"))
        )
    };
    let page = text(&prompts);
    let home = folder(&[
        ("pages/news.example/a.txt", page.as_bytes()),
        ("pages/other.example/b.txt", page.as_bytes()),
    ]);
    let call = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        dechaff(&arguments)
            .current_dir(home.path())
            .assert()
            .success();
    };
    call("clean pages --site-by-folder --stage p.jsonl --report r.html -q");
    let decisions = home.path().join("d.toml");
    let passed = drive("apply.mjs", &[&home.path().join("r.html"), &decisions]);
    if passed.is_none() {
        return;
    }
    call("apply p.jsonl pages -o out --decisions d.toml -q");
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
    let without = |gone: &[usize]| {
        let cut = |page: String, at: &usize| page.replace(&format!("{}\n", prompts[*at]), "");
        gone.iter().fold(page.clone(), cut)
    };
    assert_eq!(
        read("out/news.example/a.txt"),
        without(&[0, 2]),
        "{}",
        read("d.toml")
    );
    assert_eq!(
        read("out/other.example/b.txt"),
        without(&[0]),
        "{}",
        read("d.toml")
    );
}
