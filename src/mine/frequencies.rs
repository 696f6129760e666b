//! The first count: on how many pages rows and words stand, at most.

use std::collections::HashMap;

use crate::text::{Document, mix, word_hash};

use super::pages::Pages;
use super::sketch::Sketch;
use super::tokens::{NUMBER, Row, Rows, row_hash};

/// Words of the longest row that may have slots.
pub(super) const LONGEST_SLOTTED: usize = 60;
/// Sentences of running text that are looked at on each site to tell its common words.
const MOST_SENTENCES: u32 = 50_000;
/// One sentence in so many has a common word.
const COMMON_IN: u32 = 16;
/// Fewest sentences that tell anything.
const FEWEST_SENTENCES: u32 = 100;

/// What a key is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    Line,
    Sentence,
    /// A word that stands in a line that may have slots.
    Word,
    /// A sentence of running text has the word.
    Prose,
    /// A line with its rare words left out.
    Pattern,
}

/// A number for a site; that of all sites together is [`EVERYWHERE`].
pub(super) fn site_seed(site: Option<&str>) -> u64 {
    mix(1, word_hash(site.unwrap_or_default().as_bytes()))
}

/// Stands for all sites together.
pub(super) const EVERYWHERE: u64 = 0;

/// The number of something on a site.
pub(super) fn key(about: About, seed: u64, hash: u64) -> u64 {
    mix(mix(seed, about as u64 + 1), hash)
}

/// The number of a row on a site.
pub(super) fn row_key(seed: u64, row: &Row) -> u64 {
    let about = if row.is_sentence {
        About::Sentence
    } else {
        About::Line
    };
    key(about, seed, row_hash(0, &row.words))
}

/// What one document adds to the first count.
#[derive(Debug)]
pub struct FrequencyTrace {
    seed: u64,
    /// Once each.
    keys: Vec<u64>,
    /// The words of sentences of running text, once for each sentence.
    prose: Vec<u64>,
    sentences: u32,
}

impl FrequencyTrace {
    /// What `document` adds.
    pub fn new(document: &Document<'_>) -> Self {
        let rows = Rows::new(document.text());
        let seed = site_seed(document.site());
        let mut keys = Vec::new();
        let mut prose = Vec::new();
        let mut sentences = 0;
        for row in rows.all() {
            if !is_row(row) {
                continue;
            }
            keys.push(row_key(seed, row));
            if !row.is_sentence {
                keys.push(row_key(EVERYWHERE, row));
            }
            if !row.is_sentence && row.words.len() <= LONGEST_SLOTTED {
                let words = row.words.iter().filter(|word| word.hash != NUMBER);
                keys.extend(words.map(|word| key(About::Word, seed, word.hash)));
            }
            if row.is_sentence && rows.units()[row.unit].is_prose() {
                sentences += 1;
                let mut words: Vec<u64> = row.words.iter().map(|word| word.hash).collect();
                words.sort_unstable();
                words.dedup();
                prose.extend(words.into_iter().map(|word| key(About::Prose, seed, word)));
            }
        }
        keys.sort_unstable();
        keys.dedup();
        Self {
            seed,
            keys,
            prose,
            sentences,
        }
    }
}

/// Whether a row has words at all.
pub(super) fn is_row(row: &Row) -> bool {
    row.words.iter().any(|word| word.hash != NUMBER)
}

/// How frequent rows and words are, in a fixed room.
#[derive(Debug)]
pub struct Frequencies {
    sketch: Sketch,
    /// Sentences that were looked at, by the number of their site.
    sentences: HashMap<u64, u32>,
}

impl Default for Frequencies {
    fn default() -> Self {
        Self {
            sketch: Sketch::new(),
            sentences: HashMap::new(),
        }
    }
}

impl Frequencies {
    /// Counts the next document, numbered as `pages` numbers them.
    pub fn add(&mut self, pages: &Pages, number: usize, trace: &FrequencyTrace) {
        if !pages.is_counted(number) {
            return;
        }
        trace.keys.iter().for_each(|&key| self.sketch.add(key));
        let sentences = self.sentences.entry(trace.seed).or_default();
        if *sentences < MOST_SENTENCES {
            *sentences += trace.sentences;
            trace.prose.iter().for_each(|&key| self.sketch.add(key));
        }
    }

    /// Counts one more of a key.
    pub(super) fn add_key(&mut self, key: u64) {
        self.sketch.add(key);
    }

    /// Pages that have the key, at most.
    pub(super) fn count(&self, key: u64) -> u32 {
        self.sketch.count(key)
    }

    /// Whether running text of the site is full of the word.
    pub(super) fn is_common(&self, seed: u64, word: u64) -> bool {
        let sentences = self.sentences.get(&seed).copied().unwrap_or_default();
        let with = self.count(key(About::Prose, seed, word));
        with > sentences.max(FEWEST_SENTENCES) / COMMON_IN
    }
}
