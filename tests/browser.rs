//! The HTML report in a browser. Skipped where there is no Chromium, no node, or
//! `npm ci --prefix tests/browser` has not been run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod pages;

use std::path::Path;
use std::process::Command;

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

#[test]
fn the_report_works_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let (browser, node) = match tools(&folder) {
        Ok(tools) => tools,
        Err(missing) => {
            println!("skipped: {missing} is not installed");
            return;
        }
    };
    let reports = tempfile::tempdir().unwrap();
    let small = reports.path().join("small.html");
    let large = reports.path().join("large.html");
    std::fs::write(&small, pages::small()).unwrap();
    std::fs::write(&large, pages::large(DOCUMENTS)).unwrap();
    let output = Command::new(node)
        .arg(folder.join("drive.mjs"))
        .args([&browser, small.to_str().unwrap(), large.to_str().unwrap()])
        .args(std::env::var_os("DECHAFF_SHOTS"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let last = told.lines().last().unwrap_or_default();
    let passed: usize = last
        .strip_suffix(" passed, 0 failed")
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("{told}\n{}", String::from_utf8_lossy(&output.stderr)));
    assert!(passed > 40, "{told}");
    assert!(output.status.success());
}
