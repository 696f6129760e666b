//! Keys: what to look for first of something that may match.

use crate::rules::Phrase;
use crate::rules::phrase::{ReadWord, Reading};
use crate::rules::schema::At;
use crate::text::{is_joiner_free_script, mix, word_hash};

/// Something that a text must hold for a phrase to match in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A word, words, or where the words of a unit begin, by their number.
    Words(u64),
    /// A part of a word.
    Part(String),
}

/// A key, and most bytes of a match before what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub key: Key,
    pub before: usize,
}

/// What a number of words stands for.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A word anywhere.
    Word = 1,
    /// Two words in a row anywhere.
    Pair,
    /// The first word of a unit.
    First,
    /// The first two words of a unit.
    FirstPair,
    /// All words of a unit.
    Whole,
}

impl Kind {
    /// The number of words: `hash` is that of the one word, or theirs mixed in order.
    pub(super) fn number(self, hash: u64) -> u64 {
        hash ^ (self as u64).wrapping_mul(0xa24b_aed4_963e_e407)
    }
}

/// Keys of which one is in every text that a phrase matches, standing `at` such a place
/// of its unit.
pub(super) fn keys(phrase: &Phrase, at: At) -> Vec<Placed> {
    let ways = phrase.ways();
    let best = ways
        .iter()
        .filter_map(|readings| keys_of(readings, at))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match best {
        Some((_, keys)) => keys,
        None => {
            let anchors = phrase.anchors().into_iter();
            let part = anchors.map(|anchor| Placed {
                key: Key::Part(anchor.word.to_owned()),
                before: anchor.before,
            });
            part.collect()
        }
    }
}

/// The best key of each reading, and how rare the most common of them is.
fn keys_of(readings: &[Reading], at: At) -> Option<(f32, Vec<Placed>)> {
    let mut lowest = f32::INFINITY;
    let mut keys: Vec<Placed> = Vec::new();
    for reading in readings {
        let (score, placed) = best_key(reading, at)?;
        lowest = lowest.min(score);
        match keys.iter_mut().find(|known| known.key == placed.key) {
            Some(known) => known.before = known.before.max(placed.before),
            None => keys.push(placed),
        }
    }
    // Many keys of the same score are found more often than few.
    (!keys.is_empty()).then(|| (lowest - (keys.len() as f32).log2(), keys))
}

/// The key of a reading that is found the least often, with a guess at how rare it is.
fn best_key(reading: &Reading, at: At) -> Option<(f32, Placed)> {
    let words = &reading.words;
    let is_exact = |word: &ReadWord| word.begins && word.ends;
    let hash = |word: &ReadWord| word_hash(word.text.as_bytes());
    let mut found: Vec<(f32, Placed)> = Vec::new();
    let mut add = |score: f32, key: Key, word: &ReadWord| {
        let before = word.before;
        found.push((score, Placed { key, before }));
    };
    let stands_first = matches!(at, At::Whole | At::Start) && reading.leads;
    for (number, word) in words.iter().enumerate() {
        if !is_exact(word) {
            add(
                rarity(&word.text) - PART,
                Key::Part(word.text.clone()),
                word,
            );
            continue;
        }
        let is_first = stands_first && number == 0;
        let kind = if is_first { Kind::First } else { Kind::Word };
        let bonus = if is_first { FIRST } else { 0.0 };
        let score = rarity(&word.text);
        add(score + bonus, Key::Words(kind.number(hash(word))), word);
        if let Some(next) = words.get(number + 1)
            && next.follows
            && is_exact(next)
        {
            let kind = if is_first {
                Kind::FirstPair
            } else {
                Kind::Pair
            };
            let both = mix(hash(word), hash(next));
            let score = score + rarity(&next.text) + bonus;
            add(score, Key::Words(kind.number(both)), word);
        }
    }
    if stands_first && at == At::Whole && reading.is_complete && words.iter().all(is_exact) {
        let all = words.iter().fold(0, |all, word| mix(all, hash(word)));
        let score = words.iter().map(|word| rarity(&word.text)).sum::<f32>() + 2.0 * FIRST;
        if let Some(first) = words.first() {
            add(score, Key::Words(Kind::Whole.number(all)), first);
        }
    }
    found
        .into_iter()
        .max_by(|one, other| one.0.total_cmp(&other.0))
}

/// What a key gains where it is looked for but once in a unit.
const FIRST: f32 = 5.0;
/// What a part of a word loses: it may be in many words.
const PART: f32 = 2.0;

/// A guess at how rare a word is, in bits.
fn rarity(word: &str) -> f32 {
    /// Words that every text is full of.
    const COMMON: &[&str] = &[
        "your", "this", "that", "with", "from", "have", "will", "more", "about", "their", "which",
        "there", "would", "first", "after", "other", "all", "the", "and", "for", "you", "our",
        "are", "not", "sie", "ihre", "ihren", "unser", "unsere", "unseren", "eine", "einen",
        "nicht", "auch", "oder", "mehr", "nach", "werden", "diese", "dieser", "dass", "pour",
        "votre", "notre", "vous", "nous", "dans", "avec", "plus", "sur", "para", "como", "este",
        "esta", "por", "con", "una", "nuestro", "nuestra", "questo", "della", "nella", "per",
        "voor", "onze", "het", "een",
    ];
    let Some(first) = word.chars().next() else {
        return 0.0;
    };
    if is_joiner_free_script(first) {
        return match first {
            '\u{3041}'..='\u{309f}' => 4.0,
            '\u{30a0}'..='\u{30ff}' => 5.5,
            _ => 7.5,
        };
    }
    if COMMON.contains(&word) {
        return 6.0;
    }
    match word.chars().count() {
        1 => 3.5,
        2 => 5.0,
        3 => 7.0,
        4 => 9.0,
        5 => 10.0,
        6 => 11.0,
        _ => 12.0,
    }
}
