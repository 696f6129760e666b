//! What may go wrong while the program works: kills, full disks, files that change.
//! Every byte of input is accounted for in every case.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

mod program;

use program::{folder, json_lines, run, text, tree};

const ASK: &str = "Sign up for our free weekly newsletter!";

fn start(arguments: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("dechaff"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-s", name, &id])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// Waits until `is_reached`, or until the program has ended, and tells which.
fn watch(child: &mut Child, mut is_reached: impl FnMut() -> bool) -> bool {
    while !is_reached() {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    true
}

/// Numbers that look random and are the same in every run.
fn random(seed: &mut u64, below: u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

fn page(number: usize) -> String {
    format!(
        "Page {number} of the harbour book.\n\n{ASK}\n\nThe ferry left at {number} past nine.\n"
    )
}

fn cleaned(number: usize) -> String {
    format!("Page {number} of the harbour book.\n\nThe ferry left at {number} past nine.\n")
}

fn many(pages: usize) -> TempDir {
    let root = TempDir::new().unwrap();
    for number in 0..pages {
        let folder = root.path().join("in").join(format!("{}", number % 7));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.txt")), page(number)).unwrap();
    }
    root
}

fn number_of(path: &Path) -> usize {
    path.file_stem().unwrap().to_str().unwrap().parse().unwrap()
}

/// Files with their content.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// The finished files of a tree.
fn finished(root: &Path) -> Files {
    let is_unfinished = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(".dechaff-")
    };
    let files = if root.exists() {
        tree(root)
    } else {
        Vec::new()
    };
    files
        .into_iter()
        .filter(|(path, _)| !is_unfinished(path))
        .collect()
}

/// How far a run is, by what it has written down.
fn bytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Kills a run again and again, each time after it has done a little more, and lets
/// the last one end. Returns how many kills hit. Progress is what the run has
/// finished: one that is killed after it has begun more would never come to an end.
fn kill_again_and_again(arguments: &[&str], progress: &Path, check: impl Fn()) -> usize {
    let mut seed = 7;
    let mut kills = 0;
    loop {
        let before = bytes(progress);
        let more = 1 + random(&mut seed, 2_000);
        let mut child = start(arguments);
        let hit = watch(&mut child, || bytes(progress) >= before + more);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        check();
        if !hit {
            assert_eq!(status.code(), Some(0), "{arguments:?}");
            return kills;
        }
        assert!(status.signal().is_some() || status.code() == Some(0));
        kills += usize::from(status.signal().is_some());
    }
}

#[test]
fn killed_runs_leave_whole_files_and_go_on() {
    const PAGES: usize = 1500;
    let root = many(PAGES);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let ledger = root.path().join("ledger");
    let arguments = [
        "clean",
        &at("in"),
        "-o",
        &at("out"),
        "--removals",
        text(&ledger),
        "-q",
    ];
    let out = root.path().join("out");
    let is_whole = || {
        for (path, content) in finished(&out) {
            assert!(
                content == cleaned(number_of(&path)).as_bytes(),
                "{}",
                path.display()
            );
        }
    };
    let kills = kill_again_and_again(&arguments, &out.join(".dechaff-state"), is_whole);
    assert!(kills >= 20, "{kills} kills hit");
    assert_eq!(finished(&out).len(), PAGES);
    // Every removal is in the ledger, and brings everything back.
    let (code, _, err) = run(
        &[
            "restore",
            &at("out"),
            "-o",
            &at("back"),
            "--removals",
            text(&ledger),
        ],
        b"",
    );
    assert_eq!(code, 0, "{err}");
    assert!(tree(&root.path().join("back")) == tree(&root.path().join("in")));
    // Nothing is left to do.
    let (code, _, err) = run(&arguments[..6], b"");
    assert_eq!(code, 0);
    assert!(
        err.contains(&format!("an earlier run: {PAGES} files")),
        "{err}"
    );
}

#[test]
fn runs_in_place_that_are_killed_can_be_undone() {
    const PAGES: usize = 1500;
    let root = many(PAGES);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let ledger = root.path().join("ledger");
    let input = root.path().join("in");
    let before = tree(&input);
    let arguments = [
        "clean",
        &at("in"),
        "--in-place",
        "--removals",
        text(&ledger),
        "-q",
    ];
    let is_whole = || {
        let files = finished(&input);
        assert_eq!(files.len(), PAGES);
        for (path, content) in files {
            let number = number_of(&path);
            let is_whole =
                content == page(number).as_bytes() || content == cleaned(number).as_bytes();
            assert!(is_whole, "{}", path.display());
        }
    };
    let kills = kill_again_and_again(&arguments, &root.path().join("ledger.state"), is_whole);
    assert!(kills >= 20, "{kills} kills hit");
    assert!(
        finished(&input)
            .iter()
            .all(|(path, content)| content == cleaned(number_of(path)).as_bytes())
    );
    let (code, _, err) = run(
        &[
            "restore",
            &at("in"),
            "--in-place",
            "--removals",
            text(&ledger),
        ],
        b"",
    );
    assert_eq!(code, 0, "{err}");
    assert!(finished(&input) == before);
}

#[test]
fn a_killed_stream_leaves_no_half_output() {
    let line = format!("{{\"text\":\"It rained.\\n{ASK}\"}}\n");
    let root = folder(&[
        ("in.jsonl", line.repeat(20_000).as_bytes()),
        ("old.jsonl", b"old\n"),
    ]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let ledger = root.path().join("ledger");
    let mut seed = 3;
    for _ in 0..10 {
        let before = bytes(&ledger);
        let more = 1 + random(&mut seed, 900_000);
        let mut child = start(&[
            "clean",
            &at("in.jsonl"),
            "-o",
            &at("old.jsonl"),
            "--removals",
            text(&ledger),
        ]);
        let hit = watch(&mut child, || bytes(&ledger) >= before + more);
        child.kill().unwrap();
        assert!(child.wait().unwrap().signal().is_some() && hit);
        assert_eq!(fs::read(at("old.jsonl")).unwrap(), b"old\n");
    }
}

#[test]
fn an_interrupt_ends_cleanly() {
    const PAGES: usize = 1500;
    let root = many(PAGES);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let ledger = root.path().join("ledger");
    let arguments = [
        "clean",
        &at("in"),
        "-o",
        &at("out"),
        "--removals",
        text(&ledger),
    ];
    let mut child = start(&arguments);
    assert!(watch(&mut child, || bytes(&ledger) > 10));
    signal(&child, "INT");
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{err}");
    assert!(
        err.contains("the same command goes on where this one stopped"),
        "{err}"
    );
    let out = root.path().join("out");
    let done = finished(&out);
    assert!(
        !done.is_empty() && done.len() < PAGES,
        "{} files",
        done.len()
    );
    assert_eq!(done.len(), tree(&out).len(), "something unfinished is left");
    for (path, content) in &done {
        assert!(*content == cleaned(number_of(path)).as_bytes());
    }
    let (code, _, err) = run(&arguments, b"");
    assert_eq!(code, 0, "{err}");
    assert!(
        err.contains(&format!("an earlier run: {} files", done.len())),
        "{err}"
    );
    assert_eq!(finished(&out).len(), PAGES);
}

#[test]
fn a_second_run_does_what_is_new_or_changed() {
    let root = many(20);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    fs::write(root.path().join("in/latin.txt"), b"caf\xe9").unwrap();
    let clean = [
        "clean",
        &at("in"),
        "-o",
        &at("out"),
        "--removals",
        &at("ledger"),
    ];
    let summary = |arguments: &[&str], code: i32| {
        let (found, out, err) = run(&[&clean[..], &["--json"], arguments].concat(), b"");
        assert_eq!(found, code, "{err}");
        let summary: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let number = |name: &str| summary[name].as_u64().unwrap();
        (
            number("documents"),
            number("skipped_files"),
            number("passed_through"),
        )
    };
    assert_eq!(summary(&[], 3), (21, 0, 1));
    assert_eq!(summary(&[], 3), (0, 21, 1), "what is wrong is told again");
    fs::write(
        root.path().join("in/0/0.txt"),
        format!("It rained.\n{ASK}\n"),
    )
    .unwrap();
    fs::write(root.path().join("in/new.txt"), "New.\n").unwrap();
    fs::remove_file(root.path().join("in/1/1.txt")).unwrap();
    fs::remove_file(root.path().join("out/2/2.txt")).unwrap();
    assert_eq!(summary(&[], 3), (3, 18, 1));
    assert_eq!(
        fs::read_to_string(at("out/0/0.txt")).unwrap(),
        "It rained.\n"
    );
    assert_eq!(
        fs::read_to_string(at("out/1/1.txt")).unwrap(),
        cleaned(1),
        "nothing is removed"
    );
    assert_eq!(fs::read_to_string(at("out/2/2.txt")).unwrap(), cleaned(2));
    // Other rules, another ledger, or the user's wish: all is done anew.
    assert_eq!(summary(&["--level", "balanced"], 3), (21, 0, 1));
    assert_eq!(summary(&[], 3), (21, 0, 1));
    fs::remove_file(at("ledger")).unwrap();
    assert_eq!(summary(&[], 3), (21, 0, 1));
    assert_eq!(json_lines(&root.path().join("ledger")).len(), 19);
    assert_eq!(summary(&["--fresh"], 3), (21, 0, 1));
    assert_eq!(summary(&[], 3), (0, 21, 1));
}

#[test]
fn a_ledger_is_continued() {
    let root = folder(&[("in/a.txt", format!("It rained.\n{ASK}\n").as_bytes())]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let clean = [
        "clean",
        &at("in"),
        "--in-place",
        "--removals",
        &at("ledger"),
    ];
    let file = root.path().join("in/a.txt");
    assert_eq!(run(&clean, b"").0, 0);
    assert_eq!(run(&clean, b"").0, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "It rained.\n");
    // The text goes on, and is cleaned once more: two ways back, one after the other.
    let more = "It rained.\nSupport our work with a donation today!\n";
    fs::write(&file, more).unwrap();
    assert_eq!(run(&clean, b"").0, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "It rained.\n");
    let restore = [
        "restore",
        &at("in"),
        "--in-place",
        "--removals",
        &at("ledger"),
    ];
    let (code, _, err) = run(&restore, b"");
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        more,
        "back to what the last run found"
    );
    // A broken last line is no reason to lose the others.
    let mut ledger = File::options().append(true).open(at("ledger")).unwrap();
    ledger.write_all(b"{\"id\":\"12").unwrap();
    assert_eq!(run(&clean, b"").0, 0);
    assert_eq!(run(&restore, b"").0, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), more);
    // A line that is no removal is one: half a way back would look like a whole one.
    ledger.write_all(b"nonsense\n").unwrap();
    let (code, _, err) = run(&restore, b"");
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("is no removal"), "{err}");
}

#[test]
fn one_run_at_a_time() {
    let root = many(10);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    fs::create_dir(root.path().join("out")).unwrap();
    let state = File::create(root.path().join("out/.dechaff-state")).unwrap();
    state.lock().unwrap();
    let (code, _, err) = run(&["clean", &at("in"), "-o", &at("out")], b"");
    assert_eq!(code, 3);
    assert!(err.contains("another run is writing to it"), "{err}");
}

#[test]
fn special_files_are_told_and_never_followed() {
    let root = folder(&[("in/a.txt", b"It rained.\n"), ("secret.txt", b"Secret.\n")]);
    let input = root.path().join("in");
    symlink("../secret.txt", input.join("link.txt")).unwrap();
    symlink("missing.txt", input.join("dangling.txt")).unwrap();
    symlink(".", input.join("loop")).unwrap();
    let made = Command::new("mkfifo")
        .arg(input.join("pipe.txt"))
        .status()
        .unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(input.join("socket.txt")).unwrap();
    let out = root.path().join("out");
    let (code, _, err) = run(&["clean", text(&input), "-o", text(&out)], b"");
    assert_eq!(code, 3);
    for told in [
        "link.txt: not written: a symbolic link, not followed",
        "dangling.txt: not written: a symbolic link",
        "loop: not written: a symbolic link",
        "pipe.txt: not written: not a regular file",
        "socket.txt: not written: not a regular file",
    ] {
        assert!(err.contains(told), "{told}: {err}");
    }
    let names: Vec<PathBuf> = tree(&out).into_iter().map(|(path, _)| path).collect();
    assert_eq!(names, [Path::new("a.txt")]);
    // A link in the output is no way out of it.
    let elsewhere = TempDir::new().unwrap();
    let deep = folder(&[("sub/a.txt", b"It rained.\n")]);
    let out = TempDir::new().unwrap();
    symlink(elsewhere.path(), out.path().join("sub")).unwrap();
    let (code, _, err) = run(&["clean", text(deep.path()), "-o", text(out.path())], b"");
    assert_eq!(code, 3, "{err}");
    assert!(
        err.contains("is a link or a file, and is not followed"),
        "{err}"
    );
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn hard_links_permissions_and_times() {
    let page = format!("It rained.\n{ASK}\n");
    let root = folder(&[("in/a.txt", page.as_bytes()), ("in/b.txt", page.as_bytes())]);
    let at = |name: &str| root.path().join(name);
    fs::hard_link(at("in/b.txt"), at("other.txt")).unwrap();
    fs::set_permissions(at("in/a.txt"), fs::Permissions::from_mode(0o640)).unwrap();
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    File::options()
        .append(true)
        .open(at("in/a.txt"))
        .unwrap()
        .set_modified(old)
        .unwrap();
    let out = text(&at("out")).to_owned();
    let (code, _, err) = run(&["clean", text(&at("in")), "-o", &out, "--preserve"], b"");
    assert_eq!(code, 0, "{err}");
    let metadata = fs::metadata(at("out/a.txt")).unwrap();
    assert_eq!(
        (metadata.mode() & 0o777, metadata.modified().unwrap()),
        (0o640, old)
    );
    let ledger = text(&at("ledger")).to_owned();
    let (code, _, err) = run(
        &[
            "clean",
            text(&at("in")),
            "--in-place",
            "--removals",
            &ledger,
        ],
        b"",
    );
    assert_eq!(code, 3);
    assert!(
        err.contains("b.txt: passed through unchanged: it has other names (hard links)"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(at("in/a.txt")).unwrap(), "It rained.\n");
    assert_eq!(fs::metadata(at("in/a.txt")).unwrap().mode() & 0o777, 0o640);
    assert_eq!(fs::read_to_string(at("in/b.txt")).unwrap(), page);
    assert_eq!(fs::read_to_string(at("other.txt")).unwrap(), page);
}

const HARBOUR_RULE: &str = r#"[[rule]]
id = "custom/harbour"
why = "A line about the harbour."
confidence = 0.99
phrases = ["ferry stayed in the harbour"]
remove = ["The ferry stayed in the harbour"]
keep = ["It was seen beside the harbour."]
"#;

/// The numbers of files.
fn files_of(paths: &[PathBuf]) -> Vec<u64> {
    let number = |path: &PathBuf| fs::metadata(path).unwrap().ino();
    paths.iter().map(number).collect()
}

#[test]
fn unchanged_files_can_be_links_that_nothing_writes_through() {
    let plain = "It rained on Monday.\n\nThe ferry stayed in the harbour.\n";
    let asking = format!("It rained.\n{ASK}\n");
    let root = folder(&[
        ("in/plain.txt", plain.as_bytes()),
        ("in/deep/asking.txt", asking.as_bytes()),
        ("in/deep/picture.png", b"\x89PNG"),
        ("in/lines.jsonl", b"{\"text\":\"It rained.\"}\n"),
        ("harbour.toml", HARBOUR_RULE.as_bytes()),
    ]);
    let at = |name: &str| root.path().join(name);
    let (input, out) = (text(&at("in")).to_owned(), text(&at("out")).to_owned());
    let clean = ["clean", &input, "-o", &out, "--link-unchanged", "-q"];
    let linked = ["plain.txt", "deep/picture.png", "lines.jsonl"];
    let below = |folder: &str| linked.map(|name| at(folder).join(name));
    let before = tree(&at("in"));
    for arguments in [&[][..], &["--fresh"]] {
        let (code, _, err) = run(&[&clean[..], arguments].concat(), b"");
        assert!(matches!(code, 0 | 3), "{err}");
        assert_eq!(files_of(&below("in")), files_of(&below("out")));
        assert_eq!(tree(&at("out")).len(), before.len(), "a name too many");
        let cleaned = fs::read_to_string(at("out/deep/asking.txt")).unwrap();
        assert_eq!(cleaned, "It rained.\n");
        assert!(tree(&at("in")) == before);
    }
    // Under other rules the link is replaced, with the option and without.
    let rules = text(&at("harbour.toml")).to_owned();
    for option in [&["--link-unchanged"][..], &[]] {
        let (code, _, err) = run(&[&clean[..], &["--fresh"]].concat(), b"");
        assert!(matches!(code, 0 | 3), "{err}");
        let arguments = [&clean[..4], option, &["--rules", &rules, "-q"]].concat();
        let (code, _, err) = run(&arguments, b"");
        assert!(matches!(code, 0 | 3), "{err}");
        let cleaned = fs::read_to_string(at("out/plain.txt")).unwrap();
        assert_eq!(cleaned, "It rained on Monday.\n");
        assert!(tree(&at("in")) == before);
        let is_same = files_of(&below("in"))[1..] == files_of(&below("out"))[1..];
        assert_eq!(is_same, !option.is_empty());
    }
    // In place neither side is touched while they are one.
    let (code, _, err) = run(&[&clean[..], &["--fresh"]].concat(), b"");
    assert!(matches!(code, 0 | 3), "{err}");
    let ledger = text(&at("ledger")).to_owned();
    let (code, _, err) = run(
        &[
            "clean",
            &out,
            "--in-place",
            "--removals",
            &ledger,
            "--rules",
            &rules,
        ],
        b"",
    );
    assert_eq!(code, 3);
    assert!(
        err.contains("plain.txt: passed through unchanged: it has other names"),
        "{err}"
    );
    assert!(tree(&at("in")) == before);
}

#[test]
fn links_are_for_folders() {
    let root = folder(&[("in/a.txt", b"It rained.\n")]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    for (arguments, message) in [
        (
            vec![
                at("in"),
                "--in-place".into(),
                "--removals".into(),
                at("ledger"),
            ],
            "--in-place",
        ),
        (
            vec![at("in/a.txt"), "-o".into(), at("out.txt")],
            "is for folders",
        ),
        (vec![at("in"), "--dry-run".into()], "--dry-run"),
        (vec![at("in")], "--output <PATH>"),
    ] {
        let mut all = vec!["clean", "--link-unchanged"];
        all.extend(arguments.iter().map(String::as_str));
        let (code, _, err) = run(&all, b"");
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(message), "{err}");
    }
    assert_eq!(tree(root.path()).len(), 1);
}

#[test]
fn where_no_link_can_be_unchanged_files_are_copied() {
    let root = folder(&[("in/a.txt", b"It rained.\n")]);
    let script = "\"$DECHAFF\" clean in -o disk/out --link-unchanged -q; cat disk/out/a.txt";
    // Another disk: the program needs leave to mount one.
    let Some(output) = on_small_disk(root.path(), "size=1m", script) else {
        return;
    };
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(out, "mounted\nIt rained.\n");
    assert_eq!(
        fs::metadata(root.path().join("in/a.txt")).unwrap().nlink(),
        1
    );
}

#[test]
fn killed_runs_that_link_leave_whole_files_and_the_input() {
    const PAGES: usize = 1500;
    let root = many(PAGES);
    let plain = |number: usize| format!("Page {number} of the harbour book.\n");
    for number in (0..PAGES).step_by(2) {
        let path = root.path().join(format!("in/{}/{number}.txt", number % 7));
        fs::write(path, plain(number)).unwrap();
    }
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let out = root.path().join("out");
    let before = tree(&root.path().join("in"));
    let is_whole = || {
        for (path, content) in finished(&out) {
            let number = number_of(&path);
            let expected = if number.is_multiple_of(2) {
                plain(number)
            } else {
                cleaned(number)
            };
            assert!(content == expected.as_bytes(), "{}", path.display());
        }
    };
    let arguments = [
        "clean",
        &at("in"),
        "-o",
        &at("out"),
        "--link-unchanged",
        "-q",
    ];
    let kills = kill_again_and_again(&arguments, &out.join(".dechaff-state"), is_whole);
    assert!(kills >= 10, "{kills} kills hit");
    assert_eq!(finished(&out).len(), PAGES);
    assert!(tree(&root.path().join("in")) == before);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_written() {
    let line = format!(
        "{{\"text\":\"It rained.\\n{ASK}\",\"n\":\"{}\"}}\n",
        "x".repeat(600)
    );
    for vanishes in [true, false] {
        for in_place in [true, false] {
            let root = folder(&[("in/a.jsonl", line.repeat(20_000).as_bytes())]);
            let at = |name: &str| text(&root.path().join(name)).to_owned();
            let ledger = root.path().join("ledger");
            let (input, out) = (at("in"), at("out"));
            let mut arguments = vec!["clean", &input, "--removals", text(&ledger)];
            arguments.extend(if in_place {
                vec!["--in-place"]
            } else {
                vec!["-o", &out]
            });
            let mut child = start(&arguments);
            assert!(watch(&mut child, || bytes(&ledger) > 0));
            let file = root.path().join("in/a.jsonl");
            let expected = if vanishes {
                fs::remove_file(&file).unwrap();
                None
            } else {
                File::options()
                    .append(true)
                    .open(&file)
                    .unwrap()
                    .write_all(b"more\n")
                    .unwrap();
                Some(fs::read(&file).unwrap())
            };
            let mut err = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut err)
                .unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(3), "{err}");
            assert!(err.contains("it changed while it was worked on"), "{err}");
            assert_eq!(fs::read(&file).ok(), expected);
            assert!(!root.path().join("out/a.jsonl").exists());
        }
    }
}

#[test]
fn damaged_archives_pass_through_whole() {
    let lines = format!("{{\"text\":\"It rained.\\n{ASK}\"}}\n").repeat(3000);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    let (gzip, zstd) = (&gzip[..gzip.len() - 20], &zstd[..zstd.len() - 20]);
    let root = folder(&[
        ("in/a.jsonl.gz", gzip),
        ("in/b.jsonl.zst", zstd),
        ("in/c.txt", b"It rained.\n"),
    ]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let (code, _, err) = run(
        &[
            "clean",
            &at("in"),
            "-o",
            &at("out"),
            "--removals",
            &at("ledger"),
        ],
        b"",
    );
    assert_eq!(code, 3, "{err}");
    assert!(tree(&root.path().join("in")) == tree(&root.path().join("out")));
    assert!(
        err.contains("passed through unchanged: 2 documents"),
        "{err}"
    );
    for name in ["in/a.jsonl.gz", "in/b.jsonl.zst"] {
        let (code, _, err) = run(&["clean", &at(name), "-o", &at("one")], b"");
        assert_eq!(code, 3);
        assert!(err.contains("error: cannot read"), "{err}");
        assert!(!root.path().join("one").exists());
    }
    let (code, _, err) = run(
        &[
            "restore",
            &at("out"),
            "-o",
            &at("back"),
            "--removals",
            &at("ledger"),
        ],
        b"",
    );
    assert_eq!(code, 0, "{err}");
    assert!(tree(&root.path().join("in")) == tree(&root.path().join("back")));
}

/// Runs a script with a file system of its own below `root/disk`. `None` where this
/// machine does not let a test mount one.
fn on_small_disk(root: &Path, mount: &str, script: &str) -> Option<std::process::Output> {
    let disk = root.join("disk");
    fs::create_dir(&disk).unwrap();
    let mounted =
        format!("mount -t tmpfs -o {mount} none disk && echo mounted && {{ {script} ; }}");
    let program = assert_cmd::cargo::cargo_bin("dechaff");
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", &mounted])
        .env("DECHAFF", program)
        .current_dir(root)
        .output()
        .ok()?;
    output.stdout.starts_with(b"mounted").then_some(output)
}

/// A run on a disk that gets full: what it printed, and the files it left.
fn on_full_disk(mount: &str, script: &str) -> Option<(String, Files)> {
    let root = many(400);
    let output = on_small_disk(root.path(), mount, script)?;
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    let told = format!("{out}{err}");
    assert!(told.contains("No space left on device"), "{told}");
    assert!(told.contains("code 3") && !told.contains("cp:"), "{told}");
    Some((told, finished(&root.path().join("seen"))))
}

#[test]
fn a_full_disk_loses_nothing() {
    let mirror =
        "\"$DECHAFF\" clean in -o disk/out --removals ledger; echo code $?; cp -r disk/out seen";
    let Some((told, seen)) = on_full_disk("size=1m", mirror) else {
        println!("skipped: this machine does not let a test mount a small disk");
        return;
    };
    assert!(!seen.is_empty() && seen.len() < 400, "{told}");
    for (path, content) in seen {
        assert!(
            content == cleaned(number_of(&path)).as_bytes(),
            "{}",
            path.display()
        );
    }
    let in_place = "cp -r in disk/in; \"$DECHAFF\" clean disk/in --in-place --removals ledger; \
        echo code $?; cp -r disk/in seen";
    let (told, seen) = on_full_disk("size=1750k", in_place).unwrap();
    assert_eq!(seen.len(), 400, "{told}");
    let is_cleaned = |(path, content): &(PathBuf, Vec<u8>)| {
        let number = number_of(path);
        let is_cleaned = content == cleaned(number).as_bytes();
        assert!(
            is_cleaned || content == page(number).as_bytes(),
            "{}",
            path.display()
        );
        is_cleaned
    };
    let cleaned = seen.iter().filter(|file| is_cleaned(file)).count();
    assert!(cleaned > 0 && cleaned < 400, "{cleaned}: {told}");
}

#[test]
fn a_disk_that_cannot_be_written_is_told() {
    let root = many(3);
    let script = "\"$DECHAFF\" clean in -o disk/out; echo code $?";
    let Some(output) = on_small_disk(root.path(), "size=1m,ro", script) else {
        println!("skipped: this machine does not let a test mount a small disk");
        return;
    };
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(out.contains("code 3"), "{out}{err}");
    assert!(err.contains("Read-only file system"), "{out}{err}");
}

#[test]
fn what_must_not_be_read_twice_is_refused() {
    let root = folder(&[
        ("in/a.txt", b"x"),
        ("other/a.txt", b"y"),
        ("in/sub/b.txt", b"z"),
    ]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    for (arguments, told) in [
        (
            vec![at("in"), at("in")],
            "the same, or one lies inside the other",
        ),
        (
            vec![at("in"), at("in/sub")],
            "the same, or one lies inside the other",
        ),
        (
            vec![at("in/a.txt"), at("other/a.txt")],
            "have the same name",
        ),
        (
            vec![at("in"), "-".into()],
            "standard input, goes with no other",
        ),
        (vec![at("missing")], "cannot read"),
    ] {
        let mut all = vec!["clean".to_owned(), "-o".into(), at("out")];
        all.extend(arguments);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let (code, _, err) = run(&all, b"");
        assert!(code == 2 || code == 3 && told == "cannot read", "{err}");
        assert!(err.contains(told), "{err}");
        assert!(!root.path().join("out").exists());
    }
    let (code, _, err) = run(&["clean", &at("in"), &at("other"), "-o", &at("out")], b"");
    assert_eq!(code, 0, "{err}");
    assert!(
        root.path().join("out/in/sub/b.txt").exists()
            && root.path().join("out/other/a.txt").exists()
    );
}

#[test]
fn files_can_be_left_out() {
    let page = format!("It rained.\n{ASK}\n");
    let root = folder(&[
        ("in/a.txt", page.as_bytes()),
        ("in/b.md", page.as_bytes()),
        ("in/sub/c.txt", page.as_bytes()),
        ("in/sub/d.txt", page.as_bytes()),
        ("in/sub/.dechaffignore", b"d.*\n"),
        ("more", b"b.md\n"),
    ]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    for (arguments, expected) in [
        (
            &[][..],
            &["a.txt", "b.md", "sub/.dechaffignore", "sub/c.txt"][..],
        ),
        (
            &["--include", "*.txt"],
            &["a.txt", "sub/c.txt", "sub/d.txt"],
        ),
        (&["--exclude", "sub"], &["a.txt", "b.md"]),
        (
            &["--exclude", "/*.txt"],
            &["b.md", "sub/.dechaffignore", "sub/c.txt"],
        ),
        (
            &["--ignore-file", &at("more"), "--exclude", ".*"],
            &["a.txt", "sub/c.txt"],
        ),
    ] {
        let (_, _, err) = run(
            &[&["clean", &at("in"), "-o", &at("out")][..], arguments].concat(),
            b"",
        );
        let found = tree(&root.path().join("out"));
        let found: Vec<&str> = found.iter().map(|(path, _)| text(path)).collect();
        assert_eq!(found, expected, "{err}");
        assert!(err.contains("left out by"), "{err}");
        fs::remove_dir_all(at("out")).unwrap();
    }
}
