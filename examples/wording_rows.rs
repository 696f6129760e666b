//! Writes the table that `scripts/fit-wording` fits the wording model on.
//!
//! Standard input: a JSON string a line. Standard output: for each the number of
//! its features, and the features, as 32-bit numbers.

#![allow(clippy::unwrap_used, reason = "a tool for developers")]

use std::io::{BufRead, Write};

use dechaff::engine::wording_buckets;

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line.unwrap()).unwrap();
        let buckets = wording_buckets(&text);
        out.write_all(&(buckets.len() as u32).to_le_bytes())
            .unwrap();
        for bucket in buckets {
            out.write_all(&bucket.to_le_bytes()).unwrap();
        }
    }
    out.flush().unwrap();
}
