//! Cleans JSON lines with the library alone: `cargo run --release --example clean_lines < pages.jsonl`.
//!
//! For each line with a `text` it prints an object with the cleaned text and what was
//! removed, offsets in code points. The program does the same, and more; this is how little
//! a program of your own needs.

use std::error::Error;
use std::io::{self, BufRead, Write};

use dechaff::records::{Offsets, RemovalRecord};
use dechaff::text::host;
use dechaff::{Cleaner, Document, RuleSet};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let cleaner = Cleaner::new(RuleSet::builtin());
    let mut output = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let page: Value = serde_json::from_str(&line?)?;
        let Some(text) = page["text"].as_str() else {
            continue;
        };
        let mut document = Document::new(text);
        let origin = page["site"].as_str().or(page["url"].as_str());
        if let Some(site) = origin.and_then(host) {
            document = document.with_site(site);
        }
        if let Some(language) = page["lang"].as_str() {
            document = document.with_language(language);
        }
        let cleaned = cleaner.clean(&document);
        let removals = RemovalRecord::all(text, &cleaned.removals, Offsets::Chars);
        writeln!(
            output,
            "{}",
            json!({ "text": cleaned.text, "removed": removals })
        )?;
    }
    output.flush()?;
    Ok(())
}
