//! Every format from outside: what is cleaned, what stays byte for byte, and that
//! the ledger brings everything back.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::{Read, Write};

mod program;

use program::{folder, json_lines, run, text};

const ASK: &str = "Sign up for our free weekly newsletter!";

/// Cleans a file to another, compares the output and brings the input back.
fn check(name: &str, file: &str, arguments: &[&str], input: &[u8], cleaned: &[u8], code: i32) {
    let root = folder(&[(file, input)]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let (source, out, ledger, back) = (at(file), at("out"), at("ledger"), at("back"));
    let clean = ["clean", &source, "-o", &out, "--removals", &ledger];
    let (found, _, err) = run(&[&clean[..], arguments].concat(), b"");
    assert_eq!(found, code, "{name}: {err}");
    let output = fs::read(&out).unwrap();
    assert!(
        output == cleaned,
        "{name}:\n{}\n{}",
        String::from_utf8_lossy(&output),
        String::from_utf8_lossy(cleaned)
    );
    // The name tells the format, so the cleaned file gets it too.
    let again = at(&format!("cleaned-{file}"));
    fs::rename(&out, &again).unwrap();
    let restore = ["restore", &again, "-o", &back, "--removals", &ledger];
    let (found, _, err) = run(&[&restore[..], arguments].concat(), b"");
    assert_eq!(found, 0, "{name}: {err}");
    assert!(
        fs::read(&back).unwrap() == input,
        "{name}: not the same again"
    );
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn only_the_text_changes_and_it_comes_back() {
    let odd = "\"n\": 0.50, \"big\":123456789012345678901234567890,\"dup\":1,\"dup\":2, \"odd\":\"\\ud800\"";
    for (name, file, arguments, input, cleaned, code) in [
        (
            "mixed line ends and no last one",
            "a.txt",
            &[][..],
            format!("It rained.\r\n\r\n{ASK}\r\n\nThe mill\rclosed."),
            "It rained.\r\n\nThe mill\rclosed.".to_owned(),
            0,
        ),
        (
            "a mark at the start",
            "a.txt",
            &[],
            format!("\u{feff}It rained.\n{ASK}\n"),
            "\u{feff}It rained.\n".into(),
            0,
        ),
        (
            "no name for the format",
            "lines",
            &[],
            format!("{{\"text\": \"It rained.\\n{ASK}\"}}\n"),
            "{\"text\": \"It rained.\"}\n".into(),
            0,
        ),
        (
            "other fields, repeated keys, escapes, no last line end",
            "a.jsonl",
            &[],
            format!("{{{odd},  \"text\":\"Caf\\u00e9 \\/ bar.\\n{ASK}\\u00a0\" , \"z\" : null}}\r\n\n{{\"text\":\"\\ud83d\\udeb2\"}}"),
            format!("{{{odd},  \"text\":\"Caf\\u00e9 \\/ bar.\" , \"z\" : null}}\r\n\n{{\"text\":\"\\ud83d\\udeb2\"}}"),
            0,
        ),
        (
            "bad lines among good ones",
            "a.jsonl",
            &[],
            format!("{{\"text\":\"a\nnull\n{{\"text\":\"\\ud800\"}}\n{{\"text\":\"It rained.\\n{ASK}\"}}\n"),
            "{\"text\":\"a\nnull\n{\"text\":\"\\ud800\"}\n{\"text\":\"It rained.\"}\n".into(),
            3,
        ),
        (
            "quotes, line ends in values, a short row",
            "a.csv",
            &[],
            format!("id,url,\"text\",n\r\n1,https://a.example/x,\"The \"\"mill\"\" closed.\n\n{ASK}\",0.50\r\n2,,It rained.,7\r\n\r\n3\r\n4,\"x\ny\",\"The mill closed in the spring of that year, and nobody at the quay was surprised by it. {ASK}\",\r\n"),
            "id,url,\"text\",n\r\n1,https://a.example/x,\"The \"\"mill\"\" closed.\",0.50\r\n2,,It rained.,7\r\n\r\n3\r\n4,\"x\ny\",\"The mill closed in the spring of that year, and nobody at the quay was surprised by it.\",\r\n".into(),
            3,
        ),
        (
            "semicolons",
            "a.csv",
            &["--text-field", "body"],
            format!("id;body\n1;The mill closed in the spring of that year, and nobody at the quay was surprised by it. {ASK}"),
            "id;body\n1;The mill closed in the spring of that year, and nobody at the quay was surprised by it.".into(),
            0,
        ),
        (
            "tabs",
            "a.tsv",
            &[],
            format!("text\tid\nThe mill closed in the spring of that year, and nobody at the quay was surprised by it, \"twice\". {ASK}\t1\n"),
            "text\tid\nThe mill closed in the spring of that year, and nobody at the quay was surprised by it, \"twice\".\t1\n".into(),
            0,
        ),
        (
            "no such column",
            "a.csv",
            &["--text-field", "body"],
            format!("id,text\n1,{ASK}\n"),
            format!("id,text\n1,{ASK}\n"),
            3,
        ),
    ] {
        check(name, file, arguments, input.as_bytes(), cleaned.as_bytes(), code);
    }
}

#[test]
fn texts_keep_their_encoding() {
    let marked = |text: &str| [vec![0xFF, 0xFE], utf16(text)].concat();
    let page = format!("Der Müller schläft.\n{ASK}\n");
    let table = format!("id\ttext\n1\t\"Ein \"\"Ö\"\".\n{ASK}\"\n2\tÄ\n");
    let lines = format!("{{\"text\":\"Ein Ö.\\n{ASK}\"}}\n");
    for (name, file, arguments, input, cleaned) in [
        (
            "UTF-16",
            "a.txt",
            &[][..],
            marked(&page),
            marked("Der Müller schläft.\n"),
        ),
        (
            "UTF-16 table",
            "a.tsv",
            &[],
            marked(&table),
            marked("id\ttext\n1\t\"Ein \"\"Ö\"\".\"\n2\tÄ\n"),
        ),
        (
            "UTF-16 lines",
            "a.jsonl",
            &[],
            marked(&lines),
            marked("{\"text\":\"Ein Ö.\"}\n"),
        ),
        (
            "legacy",
            "a.txt",
            &["--encoding", "latin1"],
            format!("Der M_ller schl_ft.\n{ASK}\n")
                .bytes()
                .map(|b| if b == b'_' { 0xFC } else { b })
                .collect(),
            b"Der M\xFCller schl\xFCft.\n".to_vec(),
        ),
        (
            "legacy, found by content",
            "a.txt",
            &["--encoding", "auto"],
            [
                b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0.\n",
                ASK.as_bytes(),
                b"\n",
            ]
            .concat(),
            b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0.\n".to_vec(),
        ),
    ] {
        check(name, file, arguments, &input, &cleaned, 0);
    }
    let broken = [vec![0xFF, 0xFE], utf16(&page), vec![0x00, 0xD8, b'x', 0]].concat();
    check("a lone surrogate", "a.txt", &[], &broken, &broken, 3);
}

#[test]
fn archives_keep_their_records() {
    let record = |kind: &str, body: &str, digest: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Block-Digest: sha1:{digest}\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    };
    let info = record("warcinfo", &format!("{ASK}\r\n"), "AAAA");
    // SHA-1 in base 32 of the two texts, counted by another program.
    let page = format!("It rained.\n{ASK}\n");
    let input = format!(
        "{info}{}{}",
        record("conversion", &page, "BU4WLE2RUUSLCQAUVYO3BFPW6GSUEMUR"),
        record("conversion", &page, "WRONG")
    );
    let cleaned = format!(
        "{info}{}{}",
        record(
            "conversion",
            "It rained.\n",
            "MMXN7XUQAYLA2B2XHL5UUXNV7XLAR3EL"
        ),
        record("conversion", "It rained.\n", "WRONG")
    );
    check(
        "an archive",
        "a.wet",
        &[],
        input.as_bytes(),
        cleaned.as_bytes(),
        0,
    );
    let cut = &input[..input.len() - 30];
    let whole_then_cut = format!(
        "{info}{}{}",
        record(
            "conversion",
            "It rained.\n",
            "MMXN7XUQAYLA2B2XHL5UUXNV7XLAR3EL"
        ),
        record("conversion", &page, "WRONG").trim_end_matches(&input[input.len() - 30..])
    );
    check(
        "an archive cut short",
        "a.wet",
        &[],
        cut.as_bytes(),
        whole_then_cut.as_bytes(),
        3,
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .read_to_end(&mut content)
        .unwrap();
    content
}

#[test]
fn compressed_files_stay_compressed() {
    let line = format!("{{\"text\":\"It rained.\\n{ASK}\"}}\n");
    let members = [gzip(line.as_bytes()), gzip(line.as_bytes())].concat();
    let frames = [
        zstd::encode_all(line.as_bytes(), 3).unwrap(),
        zstd::encode_all(line.as_bytes(), 3).unwrap(),
    ]
    .concat();
    let root = folder(&[
        ("in/a.jsonl.gz", &members),
        ("in/b.jsonl.zst", &frames),
        ("in/same.txt.gz", &gzip(b"It rained.\n")),
    ]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let (code, _, err) = run(&["clean", &at("in"), "-o", &at("out")], b"");
    assert_eq!(code, 0, "{err}");
    let expected = b"{\"text\":\"It rained.\"}\n{\"text\":\"It rained.\"}\n";
    assert_eq!(gunzip(&fs::read(at("out/a.jsonl.gz")).unwrap()), expected);
    assert_eq!(
        zstd::decode_all(&*fs::read(at("out/b.jsonl.zst")).unwrap()).unwrap(),
        expected
    );
    assert_eq!(
        fs::read(at("out/same.txt.gz")).unwrap(),
        fs::read(at("in/same.txt.gz")).unwrap(),
        "what does not change is not packed again"
    );
    // A stream is told by its content; a name decides about the output.
    let (code, out, err) = run(&["clean", "--format", "jsonl"], &members);
    assert_eq!((code, gunzip(&out).as_slice()), (0, &expected[..]), "{err}");
    let (code, _, err) = run(
        &["clean", &at("in/a.jsonl.gz"), "-o", &at("plain.jsonl")],
        b"",
    );
    assert_eq!(code, 0, "{err}");
    assert_eq!(fs::read(at("plain.jsonl")).unwrap(), expected);
}

#[test]
fn pages_are_refused_with_advice() {
    let page = b"<!doctype html>\n<p>Sign up for our newsletter!</p>".as_slice();
    let root = folder(&[("in/a.txt", page), ("in/b.html", page)]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let (code, out, err) = run(&["clean", &at("in/a.txt")], b"");
    assert_eq!((code, out.len()), (2, 0), "{err}");
    assert!(
        err.contains("HTML, not text: extract the text first"),
        "{err}"
    );
    let (code, out, _) = run(&["clean"], page);
    assert_eq!((code, out.len()), (2, 0));
    let (code, _, err) = run(&["clean", &at("in"), "-o", &at("out")], b"");
    assert_eq!(code, 3, "{err}");
    assert!(
        err.contains("a.txt: passed through unchanged: HTML"),
        "{err}"
    );
    assert_eq!(fs::read(at("out/a.txt")).unwrap(), page);
    assert_eq!(fs::read(at("out/b.html")).unwrap(), page);
    let line = format!("{{\"text\":\"<html><p>{ASK}</p>\"}}\n");
    let (code, out, err) = run(&["clean", "--format", "jsonl"], line.as_bytes());
    assert_eq!((code, out.as_slice()), (3, line.as_bytes()), "{err}");
    let (code, _, err) = run(&["clean", "--format", "text"], page);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn restoring_can_be_chosen() {
    let page = format!(
        "The mill closed in spring.\n{ASK}\n\nNobody was surprised.\n\nSupport our work with a donation today!\n"
    );
    let other = format!("It rained.\n{ASK}\n");
    let root = folder(&[
        ("in/a.txt", page.as_bytes()),
        ("in/b.txt", other.as_bytes()),
    ]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let ledger = at("ledger");
    let (code, _, err) = run(
        &["clean", &at("in"), "-o", &at("out"), "--removals", &ledger],
        b"",
    );
    assert_eq!(code, 0, "{err}");
    let entries = json_lines(root.path().join("ledger").as_path());
    let of = |name: &str, key: &str| {
        let entry = entries
            .iter()
            .find(|entry| entry["category"] == name)
            .unwrap();
        entry[key].as_str().unwrap().to_owned()
    };
    let bare = "The mill closed in spring.\n\nNobody was surprised.\n";
    let with_ask = format!("The mill closed in spring.\n{ASK}\n\nNobody was surprised.\n");
    let with_gift = format!("{bare}\nSupport our work with a donation today!\n");
    for (arguments, first, second) in [
        (
            vec!["--category".to_owned(), "newsletter".into()],
            &with_ask,
            &other,
        ),
        (
            vec!["--rule".into(), of("donation", "rule")],
            &with_gift,
            &"It rained.\n".to_owned(),
        ),
        (
            vec!["--id".into(), of("newsletter", "id")],
            &with_ask,
            &"It rained.\n".into(),
        ),
        (
            vec!["--document".into(), "b.txt".into()],
            &bare.to_owned(),
            &other,
        ),
        (vec![], &page, &other),
    ] {
        let back = at("back");
        let mut all = vec![
            "restore".to_owned(),
            at("out"),
            "-o".into(),
            back.clone(),
            "--removals".into(),
            ledger.clone(),
        ];
        all.extend(arguments);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let (code, _, err) = run(&all, b"");
        assert_eq!(code, 0, "{err}");
        assert_eq!(
            &fs::read_to_string(at("back/a.txt")).unwrap(),
            first,
            "{all:?}"
        );
        assert_eq!(
            &fs::read_to_string(at("back/b.txt")).unwrap(),
            second,
            "{all:?}"
        );
        fs::remove_dir_all(&back).unwrap();
    }
    // What was put back in part can still be put back in whole.
    let in_place = ["restore", &at("out"), "--in-place", "--removals", &ledger];
    for (arguments, expected) in [
        (&["--category", "donation"][..], &with_gift),
        (&[], &page),
        (&[], &page),
    ] {
        let (code, _, err) = run(&[&in_place[..], arguments].concat(), b"");
        assert_eq!(code, 0, "{err}");
        assert_eq!(&fs::read_to_string(at("out/a.txt")).unwrap(), expected);
    }
}

#[test]
fn what_does_not_fit_is_refused_and_not_written() {
    let root = folder(&[("a.txt", format!("It rained.\n{ASK}\n").as_bytes())]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let ledger = at("ledger");
    let clean = [
        "clean",
        &at("a.txt"),
        "-o",
        &at("b.txt"),
        "--removals",
        &ledger,
    ];
    assert_eq!(run(&clean, b"").0, 0);
    fs::write(at("b.txt"), "Something else.\n".repeat(9000)).unwrap();
    let restore = ["restore", &at("b.txt"), "--removals", &ledger];
    let (code, out, err) = run(&restore, b"");
    assert_eq!((code, out.len()), (3, 0), "{err}");
    assert!(
        err.contains("not restored: it is not what was cleaned"),
        "{err}"
    );
    let (code, _, _) = run(&[&restore[..], &["-o", &at("c.txt")]].concat(), b"");
    assert!(code == 3 && !root.path().join("c.txt").exists());
}

#[test]
fn only_json_lines_carry_removals() {
    let root = folder(&[("a.txt", format!("It rained.\n{ASK}\n").as_bytes())]);
    let file = text(&root.path().join("a.txt")).to_owned();
    for arguments in [
        &["clean", &file, "--removals", "embed"][..],
        &["clean", "--format", "csv", "--removals", "embed"],
        &["restore", &file],
    ] {
        let (code, out, err) = run(arguments, b"text\na\n");
        assert_eq!((code, out.len()), (2, 0), "{err}");
        assert!(
            err.contains("is not JSON lines, and only they can carry removals"),
            "{err}"
        );
    }
    // Whatever the first line is like.
    let lines = format!("nonsense\n{{\"text\":\"It rained.\\n{ASK}\"}}\n");
    let (code, out, _) = run(&["clean", "--removals", "embed"], lines.as_bytes());
    assert!(code == 3 && String::from_utf8_lossy(&out).contains("\"removed\": [{"));
    let (code, back, err) = run(&["restore"], &out);
    assert_eq!(code, 3, "{err}");
    assert!(String::from_utf8_lossy(&back).contains("weekly newsletter!\", \"removed\": []"));
}
