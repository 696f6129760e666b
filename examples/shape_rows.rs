//! Writes the table that `scripts/fit-shape` fits the shape model on.
//!
//! Standard input: JSON lines with `text`, `site`, `extractor` and `lines`, a
//! list of `[start, end, label]` in bytes of the text, with labels `article`,
//! `mixed`, `boilerplate` and others, which are left out. Standard output: for
//! each line of text its label (1 boilerplate, 0 article, -1 neither), whether
//! words take it, its weight in bytes, the document's number and the features,
//! all as 32-bit floats, row after row; the number of columns goes first.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a tool for developers"
)]

use std::io::{BufRead, Write};

use dechaff::engine::shape_rows;
use dechaff::{Cleaner, Document, RuleSet};
use serde_json::Value;

fn main() {
    let rules = RuleSet::builder().add_builtin().skip(["shape"]).build();
    let cleaner = Cleaner::new(rules.expect("the built-in rules are valid"));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut columns = None;
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let record: Value = serde_json::from_str(&line.unwrap()).expect("a JSON object a line");
        let text = record["text"].as_str().expect("a text");
        let labels = labels(&record);
        for row in shape_rows(&cleaner, &Document::new(text)) {
            let label = label(&labels, row.span.start, row.span.end);
            let head = [
                label,
                f32::from(u8::from(row.is_claimed)),
                row.span.len() as f32,
                number as f32,
            ];
            let values: Vec<f32> = head.into_iter().chain(row.features).collect();
            if columns.is_none() {
                columns = Some(values.len());
                out.write_all(&(values.len() as u32).to_le_bytes()).unwrap();
            }
            for value in values {
                out.write_all(&value.to_le_bytes()).unwrap();
            }
        }
    }
    out.flush().unwrap();
}

type Label = (usize, usize, f32);

/// The labelled spans; article counts as 0, boilerplate as 1.
fn labels(record: &Value) -> Vec<Label> {
    let lines = record["lines"].as_array().map_or(&[][..], Vec::as_slice);
    let label = |line: &Value| {
        let label = match line[2].as_str()? {
            "article" | "mixed" => 0.0,
            "boilerplate" => 1.0,
            _ => return None,
        };
        Some((
            line[0].as_u64()? as usize,
            line[1].as_u64()? as usize,
            label,
        ))
    };
    lines.iter().filter_map(label).collect()
}

/// The label of the bytes from `start` to `end`: article where any of it is.
fn label(labels: &[Label], start: usize, end: usize) -> f32 {
    let first = labels.partition_point(|label| label.1 <= start);
    let inside = labels[first..].iter().take_while(|label| label.0 < end);
    inside.map(|label| label.2).reduce(f32::min).unwrap_or(-1.0)
}
