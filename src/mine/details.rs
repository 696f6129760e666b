//! The third count: lines with slots, and what has to be known of a repeat before a rule is
//! made of it.

use std::collections::{BTreeMap, HashMap};

use crate::engine::Cleaner;
use crate::text::{Day, Document, Span, detect, fold, mix};

use super::counts::{Counts, Known, Look, is_enough, name_number, origin};
use super::frequencies::site_seed;
use super::pages::Pages;
use super::pattern::{Part, masks, parts};
use super::settings::Settings;
use super::tally::{Sighting, Tally};
use super::tokens::{Row, tokens};

/// Weight from which on a sentence is one that a reader would miss.
const SENTENCE_WEIGHT: usize = 40;
/// Characters of the longest sentence that serves as an example.
const LONGEST_EXAMPLE: usize = 400;
/// Share of a text's words, in hundredths, that a near miss has.
const NEAR: u32 = 50;

/// Finds sentences that are easily mistaken for something that repeats.
#[derive(Debug, Default)]
pub struct NearMisses {
    by_start: HashMap<u64, Vec<Target>>,
}

#[derive(Debug)]
struct Target {
    key: u64,
    words: Vec<u64>,
}

impl NearMisses {
    /// For what the second count found.
    pub fn new(counts: &Counts, pages: &Pages) -> Self {
        let mut found = Self::default();
        for (key, stats) in counts.own.in_order() {
            let Some(text) = stats.samples.first() else {
                continue;
            };
            let site = pages.sites()[stats.site as usize].as_deref();
            let mut words: Vec<u64> = tokens(fold(text).text())
                .iter()
                .map(|word| word.hash)
                .collect();
            let start = start(site_seed(site), &words);
            words.sort_unstable();
            words.dedup();
            found
                .by_start
                .entry(start)
                .or_default()
                .push(Target { key, words });
        }
        found
    }

    fn add(&self, look: &Look<'_>, row: &Row, near: &mut Vec<Near>) {
        let hashes: Vec<u64> = row.words.iter().map(|word| word.hash).collect();
        for at in 0..hashes.len() {
            for length in 1..=2 {
                let Some(own) = hashes.get(at..at + length) else {
                    continue;
                };
                let targets = self.by_start.get(&start(look.seed, own));
                for target in targets.into_iter().flatten() {
                    // A start of one word is that of a text of one word.
                    if (target.words.len() == 1) != (length == 1) {
                        continue;
                    }
                    let shared = target
                        .words
                        .iter()
                        .filter(|word| hashes.contains(word))
                        .count();
                    let share = (shared * 100 / target.words.len()) as u32;
                    if share >= NEAR {
                        near.push(Near {
                            key: target.key,
                            share,
                            text: row.span.of(look.rows.text()).to_owned(),
                        });
                    }
                }
            }
        }
    }
}

/// The number of how a row begins: its first two words.
fn start(seed: u64, words: &[u64]) -> u64 {
    words
        .iter()
        .take(2)
        .fold(seed, |hash, word| mix(hash, *word))
}

/// A sentence that shares words with something that repeats.
#[derive(Clone, Debug)]
pub(super) struct Near {
    key: u64,
    share: u32,
    pub text: String,
}

/// What the third pass goes by.
#[derive(Clone, Copy, Debug)]
pub struct Detailing<'d> {
    /// What the first passes have found.
    pub known: Known<'d>,
    /// What the second count found.
    pub counts: &'d Counts,
    /// For the near misses.
    pub near: &'d NearMisses,
    /// Cleans by the rules that there are already.
    pub cleaner: &'d Cleaner,
}

/// What one document adds to the third count.
#[derive(Debug)]
pub struct DetailTrace {
    name: u64,
    day: Option<Day>,
    patterns: Vec<(Sighting, Vec<Part>)>,
    near: Vec<Near>,
    /// What repeats here, and whether it goes already.
    gone: Vec<(u64, bool)>,
    /// The language, of a document that is looked at closely.
    language: Option<String>,
}

impl DetailTrace {
    /// What the document called `name` adds.
    pub fn new(detailing: Detailing<'_>, name: &str, document: &Document<'_>) -> Self {
        let look = Look::new(detailing.known, document);
        let name = name_number(name);
        let mut trace = Self {
            name,
            day: document.day(),
            patterns: Vec::new(),
            near: Vec::new(),
            gone: Vec::new(),
            language: None,
        };
        let mut sampled: Vec<(u64, Span)> = Vec::new();
        for (number, row) in look.rows() {
            let key = look.key(number);
            if let Some(stats) = detailing.counts.own.get(key) {
                if stats.documents.contains(&name) {
                    sampled.push((key, row.span));
                }
                continue;
            }
            if !row.is_sentence {
                for mask in masks(&look, row) {
                    if detailing.counts.masks.count(mask.key) >= look.needed {
                        let parts = parts(look.rows.folded(), row, &mask.is_slot);
                        trace
                            .patterns
                            .push((look.sighting(number, mask.key), parts));
                    }
                }
            }
            if is_sentence(&look, number, row) {
                detailing.near.add(&look, row, &mut trace.near);
            }
        }
        if !sampled.is_empty() {
            let named = document.language().map(str::to_owned);
            trace.language = named.or_else(|| detect(document.text()).map(str::to_owned));
            let removals = detailing.cleaner.scan(document).removals;
            trace.gone = sampled
                .into_iter()
                .map(|(key, span)| {
                    (
                        key,
                        removals.iter().any(|removal| removal.span.contains(span)),
                    )
                })
                .collect();
        }
        trace
    }
}

/// Whether a row is one whole sentence of an article.
fn is_sentence(look: &Look<'_>, number: usize, row: &Row) -> bool {
    let next = look.rows.all().get(number + 1);
    let is_one = row.is_sentence || next.is_none_or(|next| !next.is_sentence);
    let unit = &look.rows.units()[row.unit];
    let text = row.span.of(look.rows.text());
    unit.ends_sentence && (SENTENCE_WEIGHT..LONGEST_EXAMPLE).contains(&text.len()) && is_one
}

/// The third count.
#[derive(Debug, Default)]
pub struct Details {
    pub(super) patterns: Tally,
    pub(super) parts: HashMap<u64, Vec<Part>>,
    near: HashMap<u64, Near>,
    /// How often the rules that there are were looked at, and how often they took it.
    gone: HashMap<u64, (u32, u32)>,
    /// How many documents of a site are in a language.
    languages: BTreeMap<(u32, String), u32>,
}

impl Details {
    /// Counts the next document.
    pub fn add(&mut self, pages: &Pages, number: usize, trace: DetailTrace) {
        let Some(origin) = origin(pages, number, trace.name, trace.day) else {
            return;
        };
        let mut sightings = Vec::with_capacity(trace.patterns.len());
        for (sighting, parts) in trace.patterns {
            self.parts.entry(sighting.key).or_insert(parts);
            sightings.push(sighting);
        }
        self.patterns.add(origin, sightings);
        for near in trace.near {
            match self.near.get_mut(&near.key) {
                Some(known) if known.share >= near.share => {}
                Some(known) => *known = near,
                None => {
                    self.near.insert(near.key, near);
                }
            }
        }
        if let Some(language) = trace.language {
            *self.languages.entry((origin.site, language)).or_default() += 1;
        }
        for (key, is_gone) in trace.gone {
            let (looked, gone) = self.gone.entry(key).or_default();
            *looked += 1;
            *gone += u32::from(is_gone);
        }
    }

    /// Ends the count: patterns that turned out to be rarer than they seemed are dropped.
    #[must_use]
    pub fn finish(mut self, settings: &Settings, pages: &Pages) -> Self {
        self.patterns
            .retain(|stats| is_enough(settings, pages, stats));
        self
    }

    /// The language that most documents of a site are in.
    pub(super) fn language(&self, site: u32) -> Option<&str> {
        let own = self.languages.range((site, String::new())..);
        let own = own.take_while(|((other, _), _)| *other == site);
        own.max_by_key(|(_, count)| **count)
            .map(|((_, language), _)| language.as_str())
    }

    /// A sentence that is easily mistaken for what has this key.
    pub(super) fn near(&self, key: u64) -> Option<&str> {
        self.near.get(&key).map(|near| near.text.as_str())
    }

    /// Whether the rules that there are take what has this key wherever they were looked at.
    pub(super) fn goes_already(&self, key: u64) -> bool {
        self.gone
            .get(&key)
            .is_some_and(|(looked, gone)| looked == gone)
    }
}
