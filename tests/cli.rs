//! The program from outside: what goes in, what comes out, exit codes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

mod program;

use program::{CLEAN, PAGE, folder, run, text, tree};

#[test]
fn text_from_standard_input() {
    let (code, out, err) = run(&["clean"], PAGE.as_bytes());
    assert_eq!((code, String::from_utf8(out).unwrap().as_str()), (0, CLEAN));
    assert!(err.starts_with("1 document, 1 changed; 41 of "), "{err}");
    assert!(err.contains("newsletter/sign-up"), "{err}");
}

#[test]
fn odd_input_passes_through_untouched() {
    let long_line = vec![b'x'; 200 << 20];
    for (name, input, arguments, code, message) in [
        ("empty", &b""[..], &["clean"][..], 0, "0 changed"),
        ("blank", b"\n \r\n\t", &["clean"], 0, "0 changed"),
        (
            "only a prompt",
            b"Sign up for our newsletter!",
            &["clean"],
            0,
            "nothing would have been left",
        ),
        (
            "latin-1",
            b"caf\xe9\nSign up for our newsletter!\n",
            &["clean"],
            3,
            "not UTF-8",
        ),
        ("binary", b"\x7fELF\0\0\x01", &["clean"], 3, "binary"),
        (
            "long line",
            &long_line,
            &["clean"],
            3,
            "longer than the limit",
        ),
        (
            "long JSON line",
            &long_line,
            &["clean", "--format", "jsonl"],
            3,
            "longer than the limit",
        ),
        (
            "no JSON",
            b"nonsense\n{\"a\":1}\n[]\n",
            &["clean", "--format", "jsonl"],
            3,
            "standard input:2: passed through unchanged: no text",
        ),
        (
            "blank JSON lines",
            b"\n\n",
            &["clean", "--format", "jsonl"],
            0,
            "0 documents",
        ),
    ] {
        let (found, out, err) = run(arguments, input);
        assert_eq!(found, code, "{name}: {err}");
        assert!(out == input, "{name}: the output differs");
        assert!(err.contains(message), "{name}: {err}");
    }
}

#[test]
fn json_lines_keep_everything_but_the_text() {
    let input = "{\"id\": 1, \"n\": 0.50, \"text\": \"The mill closed.\\nSign up for our newsletter!\", \"z\": null}\r\nnonsense\n{\"text\": \"Nothing.\"}";
    let (code, out, err) = run(
        &["clean", "--format", "jsonl", "--removals", "embed", "-q"],
        input.as_bytes(),
    );
    let out = String::from_utf8(out).unwrap();
    assert_eq!(code, 3);
    assert_eq!(
        err,
        "standard input:2: passed through unchanged: not a JSON object: expected ident at line 1 column 2\n"
    );
    assert!(out.starts_with("{\"id\": 1, \"n\": 0.50, \"text\": \"The mill closed.\", \"z\": null, \"removed\": [{\"start\":16,\"end\":44,"), "{out}");
    assert!(
        out.ends_with("]}\r\nnonsense\n{\"text\": \"Nothing.\", \"removed\": []}"),
        "{out}"
    );

    let (code, restored, err) = run(&["restore"], out.as_bytes());
    assert_eq!(code, 3, "{err}");
    let restored = String::from_utf8(restored).unwrap();
    assert!(restored.starts_with("{\"id\": 1, \"n\": 0.50, \"text\": \"The mill closed.\\nSign up for our newsletter!\", \"z\": null"), "{restored}");
}

#[test]
fn offsets_can_count_code_points() {
    let line = "{\"text\": \"Añadió €5.\\nSign up for our “free” newsletter!\"}";
    for (unit, expected, other) in [
        ("bytes", "\"start\":14,", "chars"),
        ("chars", "\"start\":10,", "bytes"),
    ] {
        let arguments = [
            "clean",
            "--format",
            "jsonl",
            "--removals",
            "embed",
            "-q",
            "--offsets",
            unit,
        ];
        let (_, out, _) = run(&arguments, line.as_bytes());
        assert!(String::from_utf8_lossy(&out).contains(expected), "{unit}");
        let (code, restored, err) = run(&["restore", "--offsets", unit], &out);
        assert_eq!(code, 0, "{err}");
        assert!(
            restored.starts_with(line.trim_end_matches('}').as_bytes()),
            "{unit}"
        );
        // Counted in the wrong unit, the removals are refused, not misplaced.
        let (code, unchanged, err) = run(&["restore", "--offsets", other], &out);
        assert_eq!((code, unchanged), (3, out), "{err}");
        assert!(err.contains("--offsets"), "{err}");
    }
}

#[test]
fn a_folder_is_mirrored_and_every_file_accounted_for() {
    let input = folder(&[
        ("a.txt", PAGE.as_bytes()),
        ("deep/er/b.md", b"Nothing here.\n"),
        ("deep/c.bin", b"\0\x01"),
        ("deep/latin.txt", b"caf\xe9\n"),
        (
            "lines.jsonl",
            b"{\"text\": \"The mill closed.\\nSign up for our newsletter!\"}\n",
        ),
        ("page.html", b"<p>Sign up for our newsletter!</p>"),
    ]);
    std::os::unix::fs::symlink("nowhere", input.path().join("dangling")).unwrap();
    let output = TempDir::new().unwrap();
    let target = output.path().join("out");
    let (code, _, err) = run(&["clean", text(input.path()), "-o", text(&target)], b"");
    assert_eq!(code, 3, "{err}");
    for message in [
        "dangling: not written: a symbolic link, not followed",
        "deep/c.bin: passed through unchanged: not a plain text file by its name",
        "deep/latin.txt: passed through unchanged: not UTF-8",
        "page.html: passed through unchanged: not a plain text file by its name",
        "7 documents, 2 changed",
        "passed through unchanged: 3 documents",
        "not written: 1 document",
    ] {
        assert!(err.contains(message), "{message} is not in:\n{err}");
    }
    let expected: Vec<(PathBuf, Vec<u8>)> = [
        ("a.txt", CLEAN.as_bytes()),
        ("deep/c.bin", b"\0\x01"),
        ("deep/er/b.md", b"Nothing here.\n"),
        ("deep/latin.txt", b"caf\xe9\n"),
        ("lines.jsonl", b"{\"text\": \"The mill closed.\"}\n"),
        ("page.html", b"<p>Sign up for our newsletter!</p>"),
    ]
    .map(|(name, content)| (PathBuf::from(name), content.to_vec()))
    .to_vec();
    assert_eq!(tree(&target), expected);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let pages: Vec<(String, String)> = (0..300)
        .map(|n| {
            (
                format!("{n:03}.txt"),
                format!("Page {n}.\n\n{PAGE}\nShare\nTweet\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(name, page)| (name.as_str(), page.as_bytes()))
        .collect();
    let input = folder(&files);
    let lines: String = pages
        .iter()
        .map(|(_, page)| format!("{{\"text\": {page:?}}}\n"))
        .collect();
    let results: Vec<_> = ["1", "2", "8"]
        .iter()
        .map(|threads| {
            let output = TempDir::new().unwrap();
            let ledger = output.path().join("removals.jsonl");
            let target = output.path().join("out");
            let (code, _, err) = run(
                &[
                    "clean",
                    text(input.path()),
                    "-o",
                    text(&target),
                    "--removals",
                    text(&ledger),
                    "--threads",
                    threads,
                ],
                b"",
            );
            assert_eq!(code, 0, "{err}");
            let (_, streamed, _) = run(
                &[
                    "clean",
                    "--format",
                    "jsonl",
                    "--removals",
                    "embed",
                    "--threads",
                    threads,
                ],
                lines.as_bytes(),
            );
            (tree(&target), fs::read(&ledger).unwrap(), err, streamed)
        })
        .collect();
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn in_place_needs_a_way_back_and_has_it() {
    let input = folder(&[("a.txt", PAGE.as_bytes()), ("b.txt", b"Nothing.\n")]);
    let elsewhere = TempDir::new().unwrap();
    let ledger = elsewhere.path().join("removals.jsonl");
    let (code, _, err) = run(&["clean", text(input.path()), "--in-place"], b"");
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("--in-place needs --removals FILE"), "{err}");
    assert_eq!(
        fs::read_to_string(input.path().join("a.txt")).unwrap(),
        PAGE
    );

    let (code, _, err) = run(
        &[
            "clean",
            text(input.path()),
            "--in-place",
            "--removals",
            text(&ledger),
        ],
        b"",
    );
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        fs::read_to_string(input.path().join("a.txt")).unwrap(),
        CLEAN
    );

    let restored = elsewhere.path().join("restored");
    let back = ["restore", text(input.path()), "--removals", text(&ledger)];
    let (code, _, err) = run(&[&back[..], &["-o", text(&restored)]].concat(), b"");
    assert_eq!(code, 0, "{err}");
    assert_eq!(fs::read_to_string(restored.join("a.txt")).unwrap(), PAGE);

    fs::write(input.path().join("a.txt"), "Something else.\n").unwrap();
    let (code, _, err) = run(&[&back[..], &["--in-place"]].concat(), b"");
    assert_eq!(code, 3);
    assert!(
        err.contains("a.txt: not restored: it is not what was cleaned"),
        "{err}"
    );
    assert_eq!(
        fs::read_to_string(input.path().join("a.txt")).unwrap(),
        "Something else.\n"
    );
}

#[test]
fn json_lines_come_back_by_their_ledger() {
    let lines = "\n{\"id\": 1, \"text\": \"It rained.\\nSign up for our newsletter!\"}\n{\"text\": \"Nothing.\"}\n";
    let input = folder(&[("in/lines.jsonl", lines.as_bytes())]);
    let at = |name: &str| input.path().join(name).to_str().unwrap().to_owned();
    for (source, cleaned) in [("in", "out"), ("in/lines.jsonl", "out.jsonl")] {
        let ledger = at("removals.jsonl");
        let (code, _, err) = run(
            &[
                "clean",
                &at(source),
                "-o",
                &at(cleaned),
                "--removals",
                &ledger,
            ],
            b"",
        );
        assert_eq!(code, 0, "{err}");
        let (code, _, err) = run(
            &[
                "restore",
                &at(cleaned),
                "--removals",
                &ledger,
                "-o",
                &at("back"),
            ],
            b"",
        );
        assert_eq!(code, 0, "{err}");
        let back = if source == "in" {
            at("back/lines.jsonl")
        } else {
            at("back")
        };
        assert_eq!(fs::read_to_string(back).unwrap(), lines);
        if source == "in" {
            fs::remove_dir_all(at("back")).unwrap();
        }
    }
    // A ledger that names what is not there is not done silently.
    fs::write(at("out.jsonl"), "").unwrap();
    let (code, _, err) = run(
        &[
            "restore",
            &at("out.jsonl"),
            "--removals",
            &at("removals.jsonl"),
        ],
        b"",
    );
    assert_eq!(code, 3);
    assert!(
        err.contains("lines.jsonl:2: not restored: the removals name it, but it is not here"),
        "{err}"
    );
}

#[test]
fn nothing_is_written_where_it_would_do_harm() {
    let input = folder(&[("a.txt", PAGE.as_bytes())]);
    let inside = input.path().join("out");
    for (output, message) in [
        (inside.as_path(), "lies inside the input"),
        (input.path(), "is the input itself"),
        (
            input.path().parent().unwrap(),
            "the input lies inside the output",
        ),
    ] {
        let (code, _, err) = run(&["clean", text(input.path()), "-o", text(output)], b"");
        assert_eq!(code, 2);
        assert!(err.contains(message), "{err}");
    }
    let file = input.path().join("a.txt");
    let (code, _, err) = run(&["clean", text(&file), "-o", text(&file)], b"");
    assert_eq!(code, 2);
    assert!(err.contains("is the input itself"), "{err}");
    let lines = folder(&[("a.jsonl", b"{\"text\": \"x\"}\n")]);
    let (source, other) = (lines.path().join("a.jsonl"), lines.path().join("b.jsonl"));
    for arguments in [
        &["-o", text(&source)][..],
        &["--removals", text(&source)],
        &["-o", text(&other), "--removals", text(&other)],
    ] {
        let (code, _, err) = run(&[&["clean", text(&source)], arguments].concat(), b"");
        assert_eq!(code, 2, "{err}");
        assert_eq!(fs::read_to_string(&source).unwrap(), "{\"text\": \"x\"}\n");
        assert!(!other.exists());
    }
    let (code, _, err) = run(&["restore", text(&source), "-o", text(&source)], b"");
    assert_eq!(code, 2, "{err}");
    assert_eq!(fs::read_to_string(&source).unwrap(), "{\"text\": \"x\"}\n");
    let (code, _, err) = run(&["clean", text(input.path())], b"");
    assert_eq!(code, 2);
    assert!(err.contains("-o FOLDER, --in-place or --dry-run"), "{err}");
    assert_eq!(
        tree(input.path()),
        [(PathBuf::from("a.txt"), PAGE.as_bytes().to_vec())]
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let input = folder(&[("a.txt", PAGE.as_bytes())]);
    let elsewhere = TempDir::new().unwrap();
    let ledger = elsewhere.path().join("removals.jsonl");
    let (code, out, err) = run(
        &[
            "clean",
            text(input.path()),
            "--dry-run",
            "--removals",
            text(&ledger),
        ],
        b"",
    );
    assert_eq!((code, out.len()), (0, 0));
    assert!(err.contains("1 document, 1 would change"), "{err}");
    assert!(!ledger.exists());
    assert_eq!(
        tree(input.path()),
        [(PathBuf::from("a.txt"), PAGE.as_bytes().to_vec())]
    );
}

#[test]
fn rules_can_be_chosen_and_added() {
    let page = "The mill closed.\nHarbour Post: printed by the sea\nSign up for our newsletter!\nNobody saw it.\n";
    let mine = "[[rule]]\nid = \"custom/imprint\"\nwhy = \"The imprint.\"\nconfidence = 0.99\n\
        phrases = [\"printed by the sea\"]\nremove = [\"Printed by the sea\"]\nkeep = [\"The sea\"]\n";
    let files = folder(&[
        ("mine.toml", mine.as_bytes()),
        ("bad.toml", b"[[rule]]\nid = \"x\"\nphrase = [\"a\"]\n"),
    ]);
    let mine = files.path().join("mine.toml");
    let bad = files.path().join("bad.toml");
    let imprint = "Harbour Post: printed by the sea\n";
    let prompt = "Sign up for our newsletter!\n";
    for (arguments, gone) in [
        (vec!["--rules", text(&mine)], vec![imprint, prompt]),
        (
            vec!["--rules", text(&mine), "--only", "custom"],
            vec![imprint],
        ),
        (
            vec!["--rules", text(&mine), "--skip", "custom/imprint,login"],
            vec![prompt],
        ),
        (vec!["--only", "paywall"], vec![]),
    ] {
        let (code, out, err) = run(&[&["clean"], &arguments[..]].concat(), page.as_bytes());
        let expected = gone
            .iter()
            .fold(page.to_owned(), |page, gone| page.replace(gone, ""));
        assert_eq!(
            (code, String::from_utf8(out).unwrap()),
            (0, expected),
            "{arguments:?} {err}"
        );
    }
    for (arguments, message) in [
        (vec!["--only", "newsleter"], "did you mean `newsletter`?"),
        (vec!["--rules", text(&bad)], "a rule has no key `phrase`"),
        (
            vec!["--rules", "missing.toml"],
            "cannot read the rule file missing.toml",
        ),
        (vec!["--level", "wild"], "invalid value 'wild'"),
    ] {
        let (code, out, err) = run(&[&["clean"], &arguments[..]].concat(), page.as_bytes());
        assert_eq!((code, out.len()), (2, 0), "{arguments:?}");
        assert!(err.contains(message), "{err}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::Stdio;
    let line = format!("{{\"text\": {PAGE:?}}}\n").repeat(40_000);
    let file = folder(&[("lines.jsonl", line.as_bytes())]);
    let path = file.path().join("lines.jsonl");
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("dechaff"))
        .args(["clean", text(&path)])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn all_examples_of_the_built_in_rules_come_out_right() {
    let (code, _, err) = run(&["rules", "test"], b"");
    assert_eq!(code, 0, "{err}");
    let count: usize = err.split(' ').next().unwrap().parse().unwrap();
    assert!(count > 200, "{err}");
}

#[test]
fn check_lists_what_would_go() {
    let input = folder(&[
        ("a.txt", PAGE.as_bytes()),
        ("b.txt", b"Nothing.\n"),
        (
            "lines.jsonl",
            b"{\"text\":\"It rained.\"}\n{\"text\":\"It rained.\\nSign up for our newsletter!\"}\n",
        ),
    ]);
    let (code, out, err) = run(&["check", text(input.path())], b"");
    let expected = "a.txt: line 3: newsletter/sign-up: Sign up for our free weekly newsletter!\n\
        lines.jsonl:2: line 2: newsletter/sign-up: Sign up for our newsletter!\n";
    assert_eq!(
        (code, String::from_utf8(out).unwrap().as_str()),
        (1, expected),
        "{err}"
    );
    let (code, out, _) = run(&["check", "--json", text(input.path())], b"");
    let first: serde_json::Value =
        serde_json::from_slice(out.split(|b| *b == b'\n').next().unwrap()).unwrap();
    assert_eq!(
        (code, &first["document"], &first["removal"]["start"]),
        (1, &"a.txt".into(), &27.into())
    );
    let (code, out, _) = run(&["check", "-q", text(input.path())], b"");
    assert_eq!((code, out.len()), (1, 0));
    let (code, out, _) = run(&["check"], b"Nothing.\n");
    assert_eq!((code, out.len()), (0, 0));
    let (code, _, err) = run(&["check"], b"caf\xe9\n");
    assert_eq!(code, 3, "{err}");
}

#[test]
fn texts_that_were_cut_short_are_told() {
    let teaser = format!(
        "{}\\n\\nSubscribe to continue reading.",
        "The ferry runs again from Monday, and the pilots wait at the quay. ".repeat(6)
    );
    let lines = format!("{{\"text\":\"{teaser}\"}}\n{{\"text\":\"It rained.\"}}\n");
    let (code, out, err) = run(
        &["clean", "--format", "jsonl", "--removals", "embed"],
        lines.as_bytes(),
    );
    let out = String::from_utf8(out).unwrap();
    let (first, second) = out.split_once('\n').unwrap();
    assert!(first.ends_with(", \"truncated\": true}"), "{first}");
    assert_eq!(
        (code, second),
        (0, "{\"text\":\"It rained.\", \"removed\": []}\n")
    );
    assert!(
        err.contains("probably cut short by a paywall: 1 document"),
        "{err}"
    );
    let root = folder(&[("in.jsonl", lines.as_bytes())]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let (code, out, _) = run(
        &[
            "clean",
            &at("in.jsonl"),
            "-o",
            &at("out"),
            "--removals",
            &at("ledger"),
            "--json",
        ],
        b"",
    );
    let summary: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!((code, &summary["probably_truncated"]), (0, &1.into()));
    assert_eq!(
        program::json_lines(&root.path().join("ledger"))[0]["truncated"],
        true
    );
    // Text on standard output leaves it to the text.
    let (_, out, err) = run(&["clean", "--json"], PAGE.as_bytes());
    assert_eq!(out, CLEAN.as_bytes());
    let summary: serde_json::Value = serde_json::from_str(&err).unwrap();
    assert_eq!(summary["rules"]["newsletter/sign-up"]["removals"], 1);
}

#[test]
fn shells_and_manuals_are_served() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = run(&["completions", shell], b"");
        let out = String::from_utf8(out).unwrap();
        assert!(
            code == 0 && out.contains("in-place") && out.contains("restore"),
            "{shell}"
        );
    }
    let folder = TempDir::new().unwrap();
    let (code, _, _) = run(&["man", "-o", text(folder.path())], b"");
    assert_eq!(code, 0);
    let page = fs::read_to_string(folder.path().join("dechaff-clean.1")).unwrap();
    assert!(page.contains("\\-\\-removals"), "{page}");
    let (code, out, _) = run(&["man"], b"");
    assert!(code == 0 && out.starts_with(b".ie"));
}

#[test]
fn special_outputs_are_written_to_and_not_replaced() {
    let (code, out, err) = run(&["clean", "-o", "/dev/null"], PAGE.as_bytes());
    assert_eq!((code, out.len()), (0, 0), "{err}");
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    let root = folder(&[("target.txt", b"old")]);
    let at = |name: &str| root.path().join(name);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(at("target.txt"), at("link.txt")).unwrap();
        let (code, _, err) = run(&["clean", "-o", text(&at("link.txt"))], PAGE.as_bytes());
        assert_eq!(code, 0, "{err}");
        assert!(fs::symlink_metadata(at("link.txt")).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(at("target.txt")).unwrap(), CLEAN);
    }
    let (code, _, err) = run(&["clean", "-o", text(root.path())], PAGE.as_bytes());
    assert_eq!(code, 2, "{err}");
}
