//! Whatever bytes an input has, every one of them comes out again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use dechaff::Span;
use dechaff::formats::{
    Charset, Edit, Editor, Fields, Format, Found, Input, Part, Problem, Reading, Splice, open,
};
use proptest::prelude::*;

/// Leaves every text as it is, or takes a letter out of it.
struct Cut(bool);

impl Editor for Cut {
    fn edit(&mut self, found: &Found<'_>) -> Edit {
        let first = found.document.text().chars().next().filter(|_| self.0);
        let cut = first.map(|letter| Splice::cut(Span::new(0, letter.len_utf8())));
        Edit {
            splices: cut.into_iter().collect(),
            ..Edit::default()
        }
    }

    fn pass(&mut self, _: Option<u64>, _: Problem) {}
}

/// The output for an input, or nothing where it is refused as a whole.
fn output(
    format: Format,
    charset: &str,
    longest: usize,
    input: &[u8],
    cuts: bool,
) -> Option<Vec<u8>> {
    let reading = Reading {
        format: Some(format),
        fields: Fields::new("text"),
        charset: charset.parse::<Charset>().unwrap(),
        delimiter: None,
        longest,
    };
    let mut opened = open(
        Input::stream(std::io::Cursor::new(input.to_vec())),
        &reading,
    )
    .ok()?;
    let mut output = Vec::new();
    while let Some(batch) = opened.source.batch().unwrap() {
        for frame in batch {
            match frame.edit(&mut Cut(cuts)) {
                Part::Bytes(bytes) => output.extend(bytes),
                part => panic!("{part:?}"),
            }
        }
    }
    Some(output)
}

/// Bytes such as the formats are made of.
fn inputs() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"text".to_vec()),
        Just(b"id,text\n".to_vec()),
        Just(b"{\"text\":\"a\\u00e9\\n\"}\n".to_vec()),
        Just(b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n".to_vec()),
        Just(b"Content-Length: 9\n".to_vec()),
        Just(vec![0xFF, 0xFE]),
        Just(vec![b'\n', 0]),
        Just(vec![0, b'\n']),
        prop::sample::select(b",;\t|\"\\\r\n {}[]:".to_vec()).prop_map(|byte| vec![byte]),
        "[a-zA-Zäß日🚲 ]{1,6}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_byte_is_lost(input in inputs(), longest in 0_usize..80, charset in prop::sample::select(vec!["utf-8", "auto", "latin1", "utf-16le", "shift_jis"])) {
        for format in [Format::Text, Format::Jsonl, Format::Table, Format::Warc] {
            if let Some(output) = output(format, charset, longest, &input, false) {
                prop_assert_eq!(&output, &input, "{:?}", format);
            }
        }
    }

    #[test]
    fn a_cut_takes_no_more_than_was_cut(input in inputs()) {
        for format in [Format::Text, Format::Jsonl, Format::Table] {
            if let Some(mut output) = output(format, "utf-8", 1 << 20, &input, true) {
                // A value that begins with a quote now must be quoted as a whole.
                if format == Format::Table {
                    output.retain(|byte| *byte != b'"');
                }
                prop_assert!(output.len() <= input.len(), "{format:?}");
                // What is left comes in the same order.
                let mut rest = input.iter();
                prop_assert!(output.iter().all(|byte| rest.any(|own| own == byte)), "{format:?}");
            }
        }
    }
}
