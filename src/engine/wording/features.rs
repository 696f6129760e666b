//! What a text is made of, for the wording model: its words, pairs of them,
//! their beginnings and endings, as numbers of buckets.
//!
//! Features are hashed (Weinberger et al., "Feature hashing for large scale
//! multitask learning", 2009), so no list of words is needed, in no language.

use crate::engine::words::is_telling_mark;
use crate::text::is_joiner_free_script;

/// Number of bits of a bucket's number.
pub(crate) const BITS: u32 = 24;
/// A word of this many letters shows its stem without the last ones.
const STEM: usize = 5;
/// Letters of an ending.
const ENDING: usize = 4;
/// A word from this many letters on has an ending.
const ENDED: usize = 7;

const START: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// What a feature is about.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Word = 1,
    Pair,
    Triple,
    Stem,
    Ending,
    First,
    FirstPair,
    Last,
}

/// How many words a text has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Words with letters; a character of a script without blanks is one.
    pub words: usize,
    /// Numbers.
    pub numbers: usize,
}

/// Calls `visit` with the number of every feature of a folded text; a feature
/// that comes back is told again. Questions, calls and prices are known by their
/// marks; other marks say nothing.
pub(crate) fn features(folded: &str, visit: impl FnMut(usize)) -> Counts {
    let mut words = Words {
        visit,
        counts: Counts::default(),
        told: 0,
        before: [0; 2],
        current: None,
    };
    for c in folded.chars() {
        if is_joiner_free_script(c) {
            words.end();
            words.counts.words += 1;
            words.push_lone(c, true);
        } else if c.is_alphanumeric() || (c == '\'' && words.current.is_some()) {
            words.extend(c);
        } else {
            words.end();
            if is_telling_mark(c) {
                words.push_lone(c, false);
            }
        }
    }
    words.end();
    if words.told > 0 {
        let last = words.before[0];
        words.tell(Kind::Last, &[last]);
    }
    words.counts
}

/// A word as features see it.
#[derive(Clone, Copy)]
pub(super) struct Word {
    hash: u64,
    stem: u64,
    length: usize,
    ending: [char; ENDING],
    is_number: bool,
}

impl Word {
    /// The word before its first letter.
    fn start() -> Self {
        Self {
            hash: START,
            stem: START,
            length: 0,
            ending: ['\0'; ENDING],
            is_number: true,
        }
    }

    /// The word of these letters, which must be all of it.
    pub(super) fn of(letters: &str) -> Self {
        let mut word = Self::start();
        letters.chars().for_each(|c| word.extend(c));
        word
    }

    fn extend(&mut self, c: char) {
        self.hash = mix(self.hash, u64::from(u32::from(c)));
        self.length += 1;
        if self.length == STEM {
            self.stem = self.hash;
        }
        self.ending.rotate_left(1);
        self.ending[ENDING - 1] = c;
        self.is_number &= c.is_numeric();
    }

    /// What stands for the word in features; all numbers are alike.
    pub(super) fn hash(&self) -> u64 {
        if self.is_number { START } else { self.hash }
    }

    /// Calls `visit` with the features of the word's stem and ending.
    pub(super) fn parts(&self, mut visit: impl FnMut(usize)) {
        if !self.is_number && self.length > STEM {
            visit(bucket(Kind::Stem, &[self.stem]));
        }
        if !self.is_number && self.length >= ENDED {
            let ending = self.ending.map(|c| u64::from(u32::from(c)));
            visit(bucket(Kind::Ending, &ending));
        }
    }
}

/// What stands for a character in features that is no part of a word.
pub(super) fn lone(c: char) -> u64 {
    mix(START, u64::from(u32::from(c)))
}

/// The number of a feature.
pub(super) fn bucket(kind: Kind, parts: &[u64]) -> usize {
    let start = mix(START, kind as u64);
    let hash = parts.iter().fold(start, |hash, part| mix(hash, *part));
    // The upper bits of a product are its best mixed ones.
    let spread = (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (spread >> (64 - BITS)) as usize
}

struct Words<V> {
    visit: V,
    counts: Counts,
    /// Words, numbers and marks so far.
    told: usize,
    /// The hashes of the last word and of the one before it.
    before: [u64; 2],
    current: Option<Word>,
}

impl<V: FnMut(usize)> Words<V> {
    fn extend(&mut self, c: char) {
        self.current.get_or_insert_with(Word::start).extend(c);
    }

    fn end(&mut self) {
        let Some(word) = self.current.take() else {
            return;
        };
        if word.is_number {
            self.counts.numbers += 1;
        } else {
            self.counts.words += 1;
        }
        word.parts(&mut self.visit);
        self.push(word.hash(), false);
    }

    fn push_lone(&mut self, c: char, is_part: bool) {
        self.push(lone(c), is_part);
    }

    /// Adds a word; `is_part` says that words of its script are longer than it.
    fn push(&mut self, hash: u64, is_part: bool) {
        let [before, first] = self.before;
        self.tell(Kind::Word, &[hash]);
        match self.told {
            0 => self.tell(Kind::First, &[hash]),
            1 => self.tell(Kind::FirstPair, &[before, hash]),
            _ => {}
        }
        if self.told > 0 {
            self.tell(Kind::Pair, &[before, hash]);
        }
        if is_part && self.told > 1 {
            self.tell(Kind::Triple, &[first, before, hash]);
        }
        self.before = [hash, before];
        self.told += 1;
    }

    fn tell(&mut self, kind: Kind, parts: &[u64]) {
        (self.visit)(bucket(kind, parts));
    }
}

fn mix(hash: u64, part: u64) -> u64 {
    (hash ^ part).wrapping_mul(PRIME).rotate_left(23)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets(text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        features(text, |bucket| found.push(bucket));
        found
    }

    #[test]
    fn words_are_counted() {
        for (text, words, numbers) in [
            ("", 0, 0),
            (" . ", 0, 0),
            ("don't go", 2, 0),
            ("5 euro 99", 1, 2),
            ("春の海", 3, 0),
            ("see 春 now!", 3, 0),
        ] {
            assert_eq!(features(text, |_| {}), Counts { words, numbers }, "{text}");
        }
    }

    #[test]
    fn texts_share_what_they_have_in_common() {
        let shared = |a: &str, b: &str| {
            let other = buckets(b);
            buckets(a)
                .iter()
                .filter(|bucket| other.contains(bucket))
                .count()
        };
        // The stem, the first word's place is another word's.
        assert!(shared("abonnieren", "abonnement") >= 1);
        assert_eq!(shared("7 euro", "12 euro"), buckets("12 euro").len());
        assert!(shared("read this", "this read") < buckets("read this").len());
        assert!(
            buckets("read this")
                .iter()
                .all(|&bucket| bucket < 1 << BITS)
        );
    }
}
