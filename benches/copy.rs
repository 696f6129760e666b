//! Copies a file line by line: the floor under every way from JSON lines to JSON
//! lines, which `benches/compare` holds the program against.
//!
//! usage: copy INPUT OUTPUT

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

/// As large as the pieces that the program reads and writes.
const BUFFER: usize = 1 << 20;

fn main() -> io::Result<()> {
    // Cargo adds `--bench`, which says nothing here.
    let paths: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let [input, output] = paths.as_slice() else {
        // `cargo bench` without paths: there is nothing to copy.
        return Ok(());
    };
    let mut reader = BufReader::with_capacity(BUFFER, File::open(input)?);
    let mut writer = BufWriter::with_capacity(BUFFER, File::create(output)?);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        writer.write_all(&line)?;
        line.clear();
    }
    writer.flush()
}
