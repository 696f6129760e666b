//! What a page is recognised by, however it was extracted.

use crate::text::{Document, Unit};

use super::tokens::{Rows, Token, row_hash};

/// Words of a shingle.
const SHINGLE: usize = 6;
/// One shingle in so many is looked at.
const SAMPLED: u64 = 4;
/// Shingles that are kept of a page, those of the smallest hashes.
pub(super) const MOST_KEPT: usize = 48;
/// Weight from which on a unit counts as running text here.
const RUNNING_WEIGHT: usize = 60;

/// A sample of a page's rows of six words: the same article has much the same sample
/// under another address, from another crawl and from another extractor. About 200 bytes.
///
/// Of the shingles (Broder, "On the resemblance and containment of documents", 1997)
/// those of the smallest hashes are kept. They are of running text, where there is any:
/// menus are the same on all pages of a site.
#[derive(Clone, Debug)]
pub struct Signature {
    pub(super) site: Option<String>,
    /// Ascending.
    pub(super) shingles: Vec<u32>,
    /// How many words the sample is of.
    pub(super) words: u32,
    /// A number for all of these words.
    pub(super) whole: u64,
}

impl Signature {
    /// The signature of a page.
    pub fn new(document: &Document<'_>) -> Self {
        let rows = Rows::new(document.text());
        let running = words(&rows, |unit| unit.weight >= RUNNING_WEIGHT);
        let words = if running.len() >= SHINGLE {
            running
        } else {
            words(&rows, |_| true)
        };
        let hashes = words.windows(SHINGLE).map(|shingle| row_hash(0, shingle));
        let sampled = hashes.filter(|hash| hash % SAMPLED == 0);
        let mut shingles: Vec<u32> = sampled.map(|hash| (hash >> 32) as u32).collect();
        shingles.sort_unstable();
        shingles.dedup();
        shingles.truncate(MOST_KEPT);
        Self {
            site: document.site().map(str::to_owned),
            shingles,
            words: u32::try_from(words.len()).unwrap_or(u32::MAX),
            whole: row_hash(0, &words),
        }
    }
}

fn words(rows: &Rows<'_>, is_wanted: impl Fn(&Unit) -> bool) -> Vec<Token> {
    let lines = rows.lines().filter(|(unit, _)| is_wanted(unit));
    lines
        .flat_map(|(_, row)| row.words.iter().copied())
        .collect()
}
