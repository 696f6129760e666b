//! Keys: what to look for first of something that may match.

use serde::{Deserialize, Serialize};

use crate::rules::Phrase;
use crate::rules::phrase::{ReadWord, Reading, is_common};
use crate::rules::schema::At;
use crate::text::{CharClass, is_joiner_free_script, mix, word_hash};

/// Something that a text must hold for a phrase to match in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Key {
    /// A word, words, or where the words of a unit begin, by their number.
    Words(u32),
    /// A part of a word.
    Part(String),
}

/// A key, and most bytes of a match before what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlacedKey {
    pub key: Key,
    /// In bytes.
    pub before: u32,
}

/// What a number of words stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
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
    /// The first bytes of a word, [`HEAD`] of them.
    Head,
    /// The first bytes of a word, [`LONG_HEAD`] of them.
    LongHead,
}

/// Bytes that a word of which only the beginning is known is looked for by.
pub(super) const HEAD: usize = 4;
/// The same where more of it is known.
pub(super) const LONG_HEAD: usize = 8;

impl Kind {
    /// The number of words: `hash` is that of the one word, or theirs mixed in order.
    pub(super) fn number(self, hash: u64) -> u32 {
        let number = hash ^ (self as u64).wrapping_mul(0xa24b_aed4_963e_e407);
        (number >> 32) as u32
    }
}

/// Keys of which one is in every text that a phrase matches, standing `at` such a place
/// of its unit.
pub(crate) fn keys(phrase: &Phrase, at: At) -> Vec<PlacedKey> {
    let ways = phrase.ways();
    let best = ways
        .iter()
        .flat_map(|readings| {
            let by = |kinds: &&[Kind]| keys_of(readings, at, kinds);
            CHOICES.iter().filter_map(by)
        })
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match best {
        Some((_, keys)) => keys,
        None => {
            let anchors = phrase.anchors().into_iter();
            let part = anchors.map(|anchor| PlacedKey {
                key: Key::Part(anchor.word.to_owned()),
                before: u32::try_from(anchor.before).unwrap_or(u32::MAX),
            });
            part.collect()
        }
    }
}

/// Keys of which one is in every text that holds `literal`, within words or across them.
pub(crate) fn literal_key(literal: &str) -> Key {
    let mut letters = literal.chars().peekable();
    let mut best: Option<(f32, Key)> = None;
    while let Some(letter) = letters.next() {
        let is_alone = |c: char| CharClass::of(c).is_alone() && CharClass::of(c).is_word();
        let Some(&next) = letters
            .peek()
            .filter(|next| is_alone(letter) && is_alone(**next))
        else {
            continue;
        };
        let (one, other) = (letter.to_string(), next.to_string());
        let score = rarity(&one) + rarity(&other);
        if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
            let both = mix(word_hash(one.as_bytes()), word_hash(other.as_bytes()));
            best = Some((score, Key::Words(Kind::Pair.number(both))));
        }
    }
    best.map_or_else(|| Key::Part(literal.to_owned()), |(_, key)| key)
}

/// Kinds of keys that a phrase may be found by. Fewer kinds may come to fewer keys.
const CHOICES: &[&[Kind]] = &[
    &[
        Kind::Whole,
        Kind::FirstPair,
        Kind::First,
        Kind::Pair,
        Kind::Word,
    ],
    &[Kind::FirstPair, Kind::First, Kind::Pair, Kind::Word],
    &[Kind::First, Kind::Word],
];

/// The best key of each reading, and how rare the most common of them is.
fn keys_of(readings: &[Reading], at: At, kinds: &[Kind]) -> Option<(f32, Vec<PlacedKey>)> {
    let mut lowest = f32::INFINITY;
    let mut keys: Vec<PlacedKey> = Vec::new();
    for reading in readings {
        let (score, placed) = best_key(reading, at, kinds)?;
        lowest = lowest.min(score);
        match keys.iter_mut().find(|known| known.key == placed.key) {
            Some(known) => known.before = known.before.max(placed.before),
            None => keys.push(placed),
        }
    }
    // Many keys are found more often than few of the same score, and take room.
    (!keys.is_empty()).then(|| (lowest - 3.0 * (keys.len() as f32).log2(), keys))
}

/// The key of a reading that is found the least often, with a guess at how rare it is.
fn best_key(reading: &Reading, at: At, kinds: &[Kind]) -> Option<(f32, PlacedKey)> {
    let words = &reading.words;
    let is_exact = |word: &ReadWord| word.begins && word.ends;
    let hash = |word: &ReadWord| word_hash(word.text.as_bytes());
    let mut found: Vec<(f32, PlacedKey)> = Vec::new();
    let mut add = |score: f32, key: Key, word: &ReadWord| {
        let before = u32::try_from(word.before).unwrap_or(u32::MAX);
        found.push((score.min(RARE), PlacedKey { key, before }));
    };
    let stands_first = matches!(at, At::Whole | At::Start) && reading.leads;
    for (number, word) in words.iter().enumerate() {
        if !is_exact(word) {
            add(rarity(&word.text) - PART, part_key(word), word);
            continue;
        }
        let is_first = stands_first && number == 0;
        let kind = if is_first { Kind::First } else { Kind::Word };
        let bonus = if is_first { FIRST } else { 0.0 };
        let score = rarity(&word.text);
        add(score + bonus, Key::Words(kind.number(hash(word))), word);
        let kind = if is_first {
            Kind::FirstPair
        } else {
            Kind::Pair
        };
        if let Some(next) = words.get(number + 1)
            && kinds.contains(&kind)
            && next.follows
            && is_exact(next)
        {
            let both = mix(hash(word), hash(next));
            let score = score + rarity(&next.text) + bonus;
            add(score, Key::Words(kind.number(both)), word);
        }
    }
    let is_whole = stands_first && at == At::Whole && reading.is_complete;
    if is_whole && kinds.contains(&Kind::Whole) && words.iter().all(is_exact) {
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

/// The key of a word of which only a part is known.
fn part_key(word: &ReadWord) -> Key {
    let head = |length: usize| word.text.as_bytes().get(..length).filter(|_| word.begins);
    let number = |kind: Kind, head: &[u8]| Key::Words(kind.number(word_hash(head)));
    let long = head(LONG_HEAD).map(|head| number(Kind::LongHead, head));
    long.or_else(|| head(HEAD).map(|head| number(Kind::Head, head)))
        .unwrap_or_else(|| Key::Part(word.text.clone()))
}

/// A key that is as rare as this is rare enough.
const RARE: f32 = 22.0;
/// What a key gains where it is looked for but once in a unit.
const FIRST: f32 = 5.0;
/// What a part of a word loses: it may be in many words.
const PART: f32 = 2.0;

/// A guess at how rare a word is, in bits.
fn rarity(word: &str) -> f32 {
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
    if is_common(word) {
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
