//! `dechaff diff`, from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test may"
)]

mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use dechaff::report::diff::{Presence, Revision, patch};
use dechaff::{Category, Removal, Span, apply};
use program::{CLEAN, PAGE, dechaff, folder, run, text, tree};
use proptest::prelude::*;

const PROMPT: &str = "Sign up for our free weekly newsletter!";

/// Standard output of a diff, which must go well.
fn diff(arguments: &[&str], input: &str) -> String {
    let (code, out, err) = run(&[&["diff"], arguments].concat(), input.as_bytes());
    assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
    String::from_utf8(out).unwrap()
}

#[test]
fn each_style_shows_removals_with_their_rules() {
    let why = "Asks the reader to sign up for the publisher's newsletter.";
    let note = format!("# line 3: newsletter/sign-up (newsletter, 0.98): {why}");
    let wrapped = note.replace(" newsletter.", "\nnewsletter.");
    for (style, expected) in [
        (
            "unified",
            format!(
                "--- a/stdin\n+++ b/stdin\n@@ -1,5 +1,3 @@ newsletter/sign-up\n{note}\n The mill closed in spring.\n-\n\
                 -{PROMPT}\n \n Nobody was surprised.\n"
            ),
        ),
        (
            "inline",
            format!(
                "stdin\nThe mill closed in spring.\n[-¶-]\n[-{PROMPT}-] {{newsletter/sign-up}}\n\nNobody was \
                 surprised.\n\n"
            ),
        ),
        (
            "side-by-side",
            format!(
                "stdin\n@@ -1,5 +1,3 @@\n{wrapped}\n\
                 The mill closed in spring.                        │ The mill closed in spring.\n\
                 [-¶-]                                             <\n\
                 [-{PROMPT}-]       <\n\
                 \x20                                                 │\n\
                 Nobody was surprised.                             │ Nobody was surprised.\n\n"
            ),
        ),
        (
            "patch",
            format!(
                "diff --git a/stdin b/stdin\n--- a/stdin\n+++ b/stdin\n@@ -1,5 +1,3 @@\n The mill closed in \
                 spring.\n-\n-{PROMPT}\n \n Nobody was surprised.\n"
            ),
        ),
    ] {
        let found = diff(&["--style", style, "--width", "101"], PAGE);
        assert_eq!(found, expected, "{style}:\n{found}");
        assert_eq!(diff(&["--style", style], CLEAN), "", "{style}");
    }
}

#[test]
fn context_is_chosen_and_the_rest_elided() {
    let page = format!("one\ntwo\nthree\n{PROMPT}\nfour\nfive\n");
    let expected = format!(
        "stdin\n… 2 unchanged lines …\nthree\n[-{PROMPT}-] {{newsletter/sign-up}}\nfour\n… 1 unchanged line …\n\n"
    );
    assert_eq!(
        diff(&["--style", "inline", "--context", "1"], &page),
        expected
    );
    let unified = diff(&["-U0"], &page);
    assert!(unified.contains("@@ -4 +3,0 @@"), "{unified}");
}

#[test]
fn only_the_words_of_a_long_line_are_marked() {
    let line =
        format!("The ferry was late again on Monday. {PROMPT} Nobody on the quay was surprised.\n");
    let found = diff(&["--style", "inline", "--width", "200"], &line);
    let marked = format!("Monday. [-{PROMPT} -] {{newsletter/sign-up}} Nobody on");
    assert!(found.contains(&marked), "{found}");
    let found = diff(&["--style", "side-by-side", "--color", "always"], &line);
    assert!(found.contains("\x1b["), "{found}");
    for row in found.lines().filter(|row| row.contains('~')) {
        let (_, right) = row.split_once('~').unwrap();
        assert!(!right.contains("Sign up"), "{row}");
    }
}

#[test]
fn json_tells_removals_and_reasons() {
    let lines =
        format!("{{\"site\": \"quay.example\", \"text\": {PAGE:?}}}\n{{\"text\": \"x\"}}\n");
    let input = folder(&[("lines.jsonl", lines.as_bytes())]);
    let found = diff(&[text(input.path()), "--style", "json"], "");
    let record: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!(record["name"], "lines.jsonl:1");
    assert_eq!(record["record"], 1);
    assert_eq!(record["site"], "quay.example");
    assert_eq!(record["bytes"], PAGE.len());
    assert_eq!(record["removals"][0]["rule"], "newsletter/sign-up");
    assert!(record["why"]["newsletter/sign-up"].is_string());
}

#[test]
fn counts_replace_the_diff() {
    let input = folder(&[("a.txt", PAGE.as_bytes()), ("b.txt", b"Nothing.\n")]);
    let expected = " a.txt | -41 bytes --\n 1 document changed, 41 bytes removed, 0 bytes added; 2 lines(-), 0 \
                    lines(+)\n by categories:\n   newsletter  1 removal, 41 bytes\n by rules:\n   \
                    newsletter/sign-up  1 removal, 41 bytes\n";
    assert_eq!(diff(&[text(input.path()), "--stat"], ""), expected);
}

#[test]
fn exit_codes_tell_what_was_found() {
    for (arguments, input, expected) in [
        (&["--exit-code"][..], PAGE, 1),
        (&["--exit-code", "--stat"], PAGE, 1),
        (&["--exit-code"], CLEAN, 0),
        (&["--width", "3"], PAGE, 2),
        (&["--style", "sideways"], PAGE, 2),
    ] {
        let (code, _, err) = run(&[&["diff"], arguments].concat(), input.as_bytes());
        assert_eq!(code, expected, "{arguments:?} {err}");
    }
}

#[test]
fn no_style_sends_control_characters_to_a_terminal() {
    let page =
        format!("A \x1b[2Jstorm\x07\u{9b}31m.\n\x1b]0;x\x07{PROMPT}\u{202e}\nEnd \x1b[0m.\n");
    let input = folder(&[("a\x1b[31m.txt", page.as_bytes())]);
    let path = text(input.path());
    let bare = |character: char| character.is_control() && character != '\n';
    for arguments in [
        &["--style", "unified"][..],
        &["--style", "inline"],
        &["--style", "side-by-side"],
        &["--style", "json"],
        &["--stat"],
    ] {
        let found = diff(&[&[path], arguments].concat(), "");
        assert!(!found.is_empty() && !found.contains(bare), "{found:?}");
    }
}

#[test]
fn colors_are_for_terminals_and_on_demand() {
    let color = |arguments: &[&str]| diff(arguments, PAGE).contains("\x1b[");
    assert!(!color(&[]));
    assert!(color(&["--color", "always"]));
    assert!(!color(&["--color", "never"]));
}

/// Applies a patch by a program to a copy of a folder; `None` where the program is
/// missing.
fn applied(
    program: &[&str],
    original: &Path,
    patch: &[u8],
) -> Option<Vec<(std::path::PathBuf, Vec<u8>)>> {
    let copy = folder(&[]);
    for (name, content) in tree(original) {
        let path = copy.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let started = Command::new(program[0])
        .args(&program[1..])
        .current_dir(copy.path())
        .env("GIT_CEILING_DIRECTORIES", copy.path().parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        println!("skipped: {} is not installed", program[0]);
        return None;
    };
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), patch).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{program:?}: {}{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(patch)
    );
    Some(tree(copy.path()))
}

const PROGRAMS: [&[&str]; 2] = [&["git", "apply"], &["patch", "-p1"]];

fn pages() -> Vec<(&'static str, String)> {
    let filler = "The tide came in and went out.\n".repeat(9);
    vec![
        ("plain.txt", PAGE.to_owned()),
        ("windows.txt", PAGE.replace('\n', "\r\n")),
        ("end.txt", format!("The mill closed.\n\n{PROMPT}")),
        (
            "no end.txt",
            format!("The mill closed.\n{PROMPT}\nNobody came."),
        ),
        ("caf\u{e9} 潮.txt", PAGE.to_owned()),
        ("odd\t\"name\".txt", PAGE.to_owned()),
        (
            "news/marked.txt",
            format!("\u{feff}{PROMPT}\nThe mill closed.\n"),
        ),
        (
            "inside.txt",
            format!(
                "The ferry was late again on Monday. {PROMPT} Nobody on the quay was surprised.\n"
            ),
        ),
        (
            "many.txt",
            format!("{PROMPT}\n{filler}{PROMPT}\n{filler}{PROMPT}\n"),
        ),
    ]
}

#[test]
fn patches_apply_and_give_the_cleaned_bytes() {
    let pages = pages();
    let files: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(name, page)| (*name, page.as_bytes()))
        .collect();
    let input = folder(&files);
    let cleaned = folder(&[]);
    let (code, _, err) = run(
        &[
            "clean",
            text(input.path()),
            "-o",
            text(cleaned.path()),
            "-q",
        ],
        b"",
    );
    assert_eq!(code, 0, "{err}");
    let expected = tree(cleaned.path());
    for ((name, before), (_, after)) in tree(input.path()).iter().zip(&expected) {
        assert_ne!(before, after, "{}", name.display());
    }
    for context in ["0", "1", "3"] {
        let patch = diff(&[text(input.path()), "--style", "patch", "-U", context], "");
        for program in PROGRAMS {
            let program = if context == "0" && program[0] == "git" {
                &["git", "apply", "--unidiff-zero"]
            } else {
                program
            };
            if let Some(found) = applied(program, input.path(), patch.as_bytes()) {
                assert_eq!(found, expected, "{program:?}\n{patch}");
            }
        }
    }
}

#[test]
fn what_no_patch_can_change_is_refused() {
    let lines = format!("{{\"text\": {PAGE:?}}}\n").repeat(3);
    let wide: Vec<u8> = format!("\u{feff}{PAGE}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let packed = {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, PAGE.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    for (name, content, message) in [
        (
            "lines.jsonl",
            lines.as_bytes(),
            "lines.jsonl: no patch for a record of a file",
        ),
        ("wide.txt", &wide, "wide.txt: no patch for text in UTF-16LE"),
        (
            "packed.txt.gz",
            &packed,
            "packed.txt.gz: no patch for a compressed file",
        ),
    ] {
        let input = folder(&[(name, content)]);
        let (code, out, err) = run(&["diff", text(input.path()), "--style", "patch"], b"");
        assert_eq!((code, out.len()), (3, 0), "{name}");
        assert!(err.contains(message), "{err}");
        assert_eq!(err.lines().count(), 1, "{err}");
    }
}

#[test]
fn versions_are_compared_in_every_style() {
    let old = folder(&[
        ("a.txt", b"The mill closed in spring.\nSame.\n"),
        ("gone.txt", b"x\n"),
        ("same.txt", b"y\n"),
        ("raw.bin", b"\0\x01"),
    ]);
    let new = folder(&[
        ("a.txt", b"The mill closed in autumn.\nSame.\n"),
        ("new.txt", b"z\n"),
        ("same.txt", b"y\n"),
        ("raw.bin", b"\0\x02"),
    ]);
    let paths = [text(old.path()), text(new.path())];
    let rest = "only in the old version: gone.txt\nonly in the new version: new.txt\nraw.bin: differs, but cannot be \
                shown: not a plain text file by its name\n";
    for (style, expected) in [
        (
            "unified",
            "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n-The mill closed in spring.\n+The mill closed in autumn.\n \
             Same.\n",
        ),
        (
            "inline",
            "a.txt\nThe mill closed in [-spring-]{+autumn+}.\nSame.\n\n",
        ),
        (
            "side-by-side",
            "a.txt\n@@ -1,2 +1,2 @@\n\
             The mill closed in [-spring-].         ~ The mill closed in {+autumn+}.\n\
             Same.                                  │ Same.\n\n",
        ),
    ] {
        let found = diff(&[paths[0], paths[1], "--style", style], "");
        assert_eq!(found, format!("{expected}{rest}"), "{style}");
    }
    let (code, out, _) = run(&["diff", paths[0], paths[1], "--style", "json"], b"");
    let first: serde_json::Value =
        serde_json::from_slice(out.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    assert_eq!(
        code, 3,
        "what is no text is a problem where it cannot be named in the output"
    );
    assert_eq!(
        first["hunks"][0]["lines"][1]["text"],
        "The mill closed in autumn.\n"
    );
    let (code, _, _) = run(&["diff", paths[0], paths[1], "--exit-code"], b"");
    assert_eq!(code, 1);
    let (code, _, _) = run(&["diff", paths[0], paths[0], "--exit-code"], b"");
    assert_eq!(code, 0);
    let (code, _, err) = run(&["diff", paths[0], text(&old.path().join("a.txt"))], b"");
    assert!(
        code == 2 && err.contains("name two folders or two files"),
        "{err}"
    );
}

#[test]
fn versions_of_folders_make_a_patch() {
    let old = folder(&[
        ("a.txt", b"one\ntwo"),
        ("gone.txt", b"x\n"),
        ("emptied.txt", b"x\ny\n"),
        ("lines.jsonl", b"{\"text\": \"one\"}\n"),
    ]);
    let new = folder(&[
        ("a.txt", b"one\nthree\n"),
        ("emptied.txt", b""),
        ("lines.jsonl", b"{\"text\": \"two\"}\n"),
        ("n\u{e9}w one.txt", b"z\n"),
    ]);
    let patch = diff(
        &[text(old.path()), text(new.path()), "--style", "patch"],
        "",
    );
    for program in PROGRAMS {
        if let Some(found) = applied(program, old.path(), patch.as_bytes()) {
            assert_eq!(found, tree(new.path()), "{program:?}\n{patch}");
        }
    }
}

#[test]
fn records_are_compared_one_by_one() {
    let lines = |texts: &[&str]| {
        let lines = texts.iter().map(|text| format!("{{\"text\": {text:?}}}\n"));
        lines.collect::<String>()
    };
    let (old, new) = (lines(&["same", "old", "more"]), lines(&["same", "new"]));
    let old = folder(&[("lines.jsonl", old.as_bytes())]);
    let new = folder(&[("lines.jsonl", new.as_bytes())]);
    let found = diff(
        &[text(old.path()), text(new.path()), "--style", "inline"],
        "",
    );
    assert_eq!(
        found,
        "lines.jsonl:2\n[-old-]{+new+}\n\nonly in the old version: lines.jsonl:3\n"
    );
    let found = diff(&[text(old.path()), text(new.path()), "--stat"], "");
    assert!(
        found.starts_with(" lines.jsonl:2 | -3 +3 bytes -+\n lines.jsonl:3 |"),
        "{found}"
    );
}

#[test]
fn hard_comparisons_end_in_time() {
    let noise = |seed: u64| {
        let mut state = seed;
        let line = |_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            format!("{}\n", (state >> 33) % 50)
        };
        (0..60_000).map(line).collect::<String>()
    };
    let (old, new) = (
        folder(&[("a.txt", noise(1).as_bytes())]),
        folder(&[("a.txt", noise(2).as_bytes())]),
    );
    let started = std::time::Instant::now();
    let found = diff(&[text(old.path()), text(new.path())], "");
    assert!(!found.is_empty());
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn a_pager_is_for_terminals() {
    let output = dechaff(&["diff"])
        .env("PAGER", "false")
        .write_stdin(PAGE)
        .output()
        .unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"--- a/stdin"));
}

/// What a patch of one file makes of a text.
fn patched(old: &str, patch: &str) -> String {
    let mut rest: Vec<&str> = old.split_inclusive('\n').collect();
    rest.reverse();
    let mut new = String::new();
    let mut taken = 0;
    let mut lines = patch.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        if let Some(header) = line.strip_prefix("@@ -") {
            let range = header.split(' ').next().unwrap();
            let (first, count) = range.split_once(',').unwrap_or((range, "1"));
            let first: usize = first.parse().unwrap();
            let before = if count == "0" { first } else { first - 1 };
            while taken < before {
                new.push_str(rest.pop().unwrap());
                taken += 1;
            }
            continue;
        }
        if line.starts_with("diff") || line.starts_with("---") || line.starts_with("+++") {
            continue;
        }
        let mut content = line[1..].to_owned();
        if lines.next_if(|next| next.starts_with('\\')).is_some() {
            content.pop();
        }
        if !line.starts_with('+') {
            assert_eq!(rest.pop().unwrap(), content, "{patch}");
            taken += 1;
        }
        if !line.starts_with('-') {
            new.push_str(&content);
        }
    }
    rest.reverse();
    new + &rest.concat()
}

proptest! {
    #[test]
    fn any_removals_make_a_patch_that_applies(
        text in "([ab\u{e9}]|\n|\r\n){0,60}",
        cuts in prop::collection::vec((0usize..80, 0usize..12), 0..8),
        context in 0usize..4,
    ) {
        let mut removals: Vec<Removal> = Vec::new();
        let mut cuts = cuts;
        cuts.sort_unstable();
        for (start, length) in cuts {
            let last = removals.last().map_or(0, |removal| removal.span.end);
            let (start, end) = (start.max(last), (start.max(last) + length).min(text.len()));
            if start < end && text.is_char_boundary(start) && text.is_char_boundary(end) {
                removals.push(Removal {
                    span: Span::new(start, end),
                    rule: "custom/cut".into(),
                    category: Category::Custom,
                    confidence: 1.0,
                    evidence: vec![],
                });
            }
        }
        let revision = Revision::of_removals(&text, &removals);
        let patch = patch(b"a.txt", &revision, Presence::Both, context);
        prop_assert_eq!(patched(&text, &patch), apply(&text, &removals));
    }

    #[test]
    fn any_two_texts_make_a_patch_that_applies(
        old in "([ab]|\n|word ){0,40}",
        new in "([ab]|\n|word ){0,40}",
        context in 0usize..4,
    ) {
        let revision = Revision::between(&old, &new);
        let patch = patch(b"a.txt", &revision, Presence::Both, context);
        prop_assert_eq!(patched(&old, &patch), new);
    }
}
