//! Parquet files: only the text's column changes.

#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int96, Int96Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

mod program;

use program::{folder, json_lines, run, text};

const ASK: &str = "Sign up for our free weekly newsletter!";
const SCHEMA: &str = "message pages {
    optional int96 seen;
    required binary url (UTF8);
    optional binary text (UTF8);
    optional group page { optional binary body (UTF8); }
    optional group parts (LIST) { repeated group list { optional binary element (UTF8); } }
}";

/// Two row groups of three rows: a text, a null, a text; the same inside a group, where
/// the group itself may be null; lists of two, none, and null.
fn write(path: &Path, compression: Compression) {
    let ask = format!("It rained.\n{ASK}");
    let text = |text: &str| ByteArray::from(text);
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "origin".into(),
            "here".to_owned(),
        )]))
        .build();
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for _ in 0..2 {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let mut seen = Int96::new();
        seen.set_data(1, 2, 3);
        column
            .typed::<Int96Type>()
            .write_batch(&[seen], Some(&[1, 0, 0]), None)
            .unwrap();
        column.close().unwrap();
        for (values, definitions, repetitions) in [
            (vec![text("https://a.example/"); 3], None, None),
            (vec![text(&ask), text("Dry.")], Some(vec![1, 0, 1]), None),
            (vec![text(&ask)], Some(vec![0, 1, 2]), None),
            (
                vec![text("Dry."), text(&ask)],
                Some(vec![3, 3, 1, 0]),
                Some(vec![0, 1, 0, 0]),
            ),
        ] {
            let mut column = group.next_column().unwrap().unwrap();
            let typed = column.typed::<ByteArrayType>();
            typed
                .write_batch(&values, definitions.as_deref(), repetitions.as_deref())
                .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// The rows as they are printed, and the bytes of each column in each row group.
fn content(path: &Path) -> (Vec<String>, Vec<Vec<u8>>) {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().to_string())
        .collect();
    let file = File::open(path).unwrap();
    let groups = reader.metadata().row_groups().iter();
    let chunks = groups.flat_map(|group| group.columns()).map(|chunk| {
        let (start, length) = chunk.byte_range();
        file.get_bytes(start, length as usize).unwrap().to_vec()
    });
    (rows, chunks.collect())
}

#[test]
fn other_columns_stay_byte_for_byte() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        for (field, column, records) in [
            ("text", 2, [1, 4]),
            ("page.body", 3, [3, 6]),
            ("parts", 4, [2, 4]),
        ] {
            let root = folder(&[]);
            let at = |name: &str| root.path().join(name);
            write(&at("in.parquet"), compression);
            let (input, out, ledger) = (at("in.parquet"), at("out.parquet"), at("ledger"));
            let common = ["--text-field", field, "--removals", text(&ledger)];
            let clean = ["clean", text(&input), "-o", text(&out)];
            let (code, _, err) = run(&[&clean[..], &common].concat(), b"");
            assert_eq!(code, 0, "{err}");
            let (rows, chunks) = content(&input);
            let (cleaned_rows, cleaned_chunks) = content(&out);
            assert_eq!(chunks.len(), 10);
            for (number, (before, after)) in chunks.iter().zip(&cleaned_chunks).enumerate() {
                assert_eq!(
                    before == after,
                    number % 5 != column,
                    "{field}: column {number}"
                );
            }
            let names = ["text", "body", "element"];
            let asking = |row: &String| row.matches("weekly newsletter").count();
            let gone: usize = rows.iter().map(asking).sum::<usize>()
                - cleaned_rows.iter().map(asking).sum::<usize>();
            assert_eq!(gone, 2, "{names:?} {cleaned_rows:#?}");
            let numbers: Vec<u64> = json_lines(&ledger)
                .iter()
                .map(|entry| entry["record"].as_u64().unwrap())
                .collect();
            assert_eq!(numbers, records, "{field}");
            let back = at("back.parquet");
            let restore = ["restore", text(&out), "-o", text(&back)];
            let (code, _, err) = run(&[&restore[..], &common].concat(), b"");
            assert_eq!(code, 0, "{err}");
            assert_eq!(content(&back).0, rows);
            for (before, after) in [(&input, &out), (&input, &back)] {
                let metadata = |path: &Path| {
                    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
                    let file = reader.metadata().file_metadata();
                    let groups: Vec<i64> = reader
                        .metadata()
                        .row_groups()
                        .iter()
                        .map(|group| group.num_rows())
                        .collect();
                    let compression = reader.metadata().row_group(0).column(2).compression();
                    (
                        file.schema().clone(),
                        file.key_value_metadata().cloned(),
                        groups,
                        compression,
                    )
                };
                assert_eq!(metadata(before), metadata(after));
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let root = folder(&[
        ("in/broken.parquet", b"PAR1 and then nothing"),
        ("in/a.txt", b"It rained.\n"),
    ]);
    let at = |name: &str| text(&root.path().join(name)).to_owned();
    let (code, _, err) = run(&["clean", &at("in"), "-o", &at("out")], b"");
    assert_eq!(code, 3, "{err}");
    assert!(
        err.contains("broken.parquet: passed through unchanged"),
        "{err}"
    );
    assert_eq!(
        fs::read(at("out/broken.parquet")).unwrap(),
        fs::read(at("in/broken.parquet")).unwrap()
    );
    write(&root.path().join("good.parquet"), Compression::SNAPPY);
    let (code, _, err) = run(
        &[
            "clean",
            &at("good.parquet"),
            "--text-field",
            "body",
            "-o",
            &at("x"),
        ],
        b"",
    );
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("no column `body` with text; --text-field names it; there are seen, url, text, page.body"), "{err}");
    // From standard input to standard output.
    let (code, out, err) = run(&["clean", "-q"], &fs::read(at("good.parquet")).unwrap());
    assert_eq!(code, 0, "{err}");
    fs::write(at("piped.parquet"), out).unwrap();
    assert_eq!(content(&root.path().join("piped.parquet")).0.len(), 6);
}
