//! Memory stays bounded, whatever the size of the input.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use tempfile::TempDir;

/// Megabytes that the program may take at its default settings.
const MOST: u64 = 300;
/// Megabytes that mining may take: two sketches of 128, and what repeats.
const MOST_MINING: u64 = 450;

/// The most memory that a process has had, in megabytes; `None` once it has ended.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// Feeds the program and measures it before its input ends: all but the last batch
/// was dealt with then.
fn check(name: &str, arguments: &[&str], feed: impl Fn(&mut BufWriter<&mut ChildStdin>)) {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("dechaff"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut writer = BufWriter::with_capacity(1 << 20, &mut input);
    feed(&mut writer);
    writer.flush().unwrap();
    drop(writer);
    let peak = peak(&child).unwrap();
    drop(input);
    child.wait().unwrap();
    assert!(peak < MOST, "{name}: {peak} MB");
}

#[test]
fn mining_does_not_fill_memory() {
    // Half a million lines of 25 sites, most of them different.
    let home = TempDir::new().unwrap();
    let path = home.path().join("pages.jsonl");
    let mut file = BufWriter::new(fs::File::create(&path).unwrap());
    for page in 0..12_500_usize {
        let mut text = String::new();
        for line in 0..40_usize {
            let number = (page * 40 + line).wrapping_mul(0x9e37_79b9) % 0xffff_ffff;
            let words = [
                number % 997,
                number % 1009,
                number / 7 % 1013,
                number / 11 % 1019,
            ];
            let words = words.map(|word| {
                format!(
                    "w{}x",
                    "abcdefghij".repeat(word / 10 % 3 + 1) + &word.to_string()
                )
            });
            text.push_str(&if line < 8 {
                format!("Menu {line} of the tower\\n")
            } else {
                format!("{}\\n", words.join(" "))
            });
        }
        writeln!(
            file,
            "{{\"site\":\"s{}.example\",\"text\":\"{text}\"}}",
            page % 25
        )
        .unwrap();
    }
    file.flush().unwrap();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("dechaff"))
        .arg("mine")
        .arg(&path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The mark never falls, so the last look sees the peak.
    let mut most = 0;
    while let Some(peak) = peak(&child) {
        most = most.max(peak);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    assert!((1..MOST_MINING).contains(&most), "{most} MB");
}

#[test]
fn streams_do_not_fill_memory() {
    let prose = "The ferry runs again from Monday, and the pilots wait at the quay. ".repeat(20);
    let page = format!("{prose}\\n\\nSign up for our free weekly newsletter!");
    let record = format!(
        "{{\"text\":\"{page}\",\"page\":\"{}\"}}\n",
        "x".repeat(200_000)
    );
    check(
        "many records",
        &["clean", "--format", "jsonl", "--removals", "embed"],
        |input| {
            for _ in 0..4_000 {
                input.write_all(record.as_bytes()).unwrap();
            }
        },
    );
    let megabyte = vec![b'x'; 1 << 20];
    let gigabyte = |input: &mut BufWriter<&mut ChildStdin>| {
        for _ in 0..1024 {
            input.write_all(&megabyte).unwrap();
        }
    };
    check("one line of a gigabyte", &["clean"], gigabyte);
    check(
        "one JSON line of a gigabyte",
        &["clean", "--format", "jsonl"],
        gigabyte,
    );
    check(
        "one row of a gigabyte",
        &["clean", "--format", "csv"],
        |input| {
            input.write_all(b"id,text\n1,\"").unwrap();
            gigabyte(input);
        },
    );
    check(
        "one record of a gigabyte",
        &["clean", "--format", "warc"],
        |input| {
            let head = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1073741824\r\n\r\n";
            input.write_all(head.as_bytes()).unwrap();
            gigabyte(input);
        },
    );
    let gzip = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..1024 {
            gzip.write_all(&megabyte).unwrap();
        }
        gzip.finish().unwrap()
    };
    check("a gigabyte in a few bytes", &["clean"], |input| {
        input.write_all(&gzip).unwrap()
    });
}

#[test]
fn folders_do_not_fill_memory() {
    let root = TempDir::new().unwrap();
    let at = |name: &str| root.path().join(name);
    fs::create_dir(at("in")).unwrap();
    let prose = "The ferry runs again from Monday, and the pilots wait at the quay.\n";
    // So many things to tell that to keep them would fill the memory.
    fs::write(at("in").join("bad.jsonl"), "[]\n".repeat(4_000_000)).unwrap();
    // Files just below and above the size from which on they are streamed.
    for number in 0..6 {
        let path = at("in").join(format!("{number}.jsonl"));
        let record = format!(
            "{{\"text\":\"x\",\"n\":\"{}\"}}\n",
            prose.trim().repeat(3000)
        );
        fs::write(path, record.repeat(if number % 2 == 0 { 36 } else { 60 })).unwrap();
    }
    for number in 0..3_000 {
        fs::write(at("in").join(format!("{number}.txt")), prose).unwrap();
    }
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("dechaff"))
        .args(["clean", &text(&at("in")), "-o", &text(&at("out")), "--json"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut highest = 0;
    while child.try_wait().unwrap().is_none() {
        highest = highest.max(peak(&child).unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert!(highest > 0 && highest < MOST, "{highest} MB");
}
