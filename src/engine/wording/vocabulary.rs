//! Words that were met before, with what the model says about them, so that a word
//! is hashed and looked up once.

use super::features::{Kind, Word, bucket, lone};
use super::model::{Model, Sums};
use crate::engine::words::Key;

/// Words that are remembered; another word takes the place of one with the same
/// number.
const PLACES: usize = 1 << PLACE_BITS;
const PLACE_BITS: u32 = 12;

/// What the model says about a word, a number or a mark by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// What stands for it in features.
    pub hash: u64,
    /// The weights of its features.
    pub sums: Sums,
    /// The number of its features.
    pub features: u32,
}

/// The words that were met last.
#[derive(Debug)]
pub(super) struct Vocabulary {
    places: Box<[(Key, Known); PLACES]>,
    /// The last word that has no key.
    long: Known,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        Self {
            places: Box::new([Default::default(); PLACES]),
            long: Known::default(),
        }
    }

    /// What the model says about the word from `start` to `end` of a folded text.
    #[inline]
    pub(super) fn word(&mut self, model: &Model, folded: &str, start: usize, end: usize) -> &Known {
        let Some(key) = Key::new(folded, start, end) else {
            self.long = read(model, folded, start, end);
            return &self.long;
        };
        let (known, word) = &mut self.places[key.place(PLACE_BITS)];
        if *known != key {
            *word = read(model, folded, start, end);
            *known = key;
        }
        word
    }
}

/// What the model says about a character that is no part of a word.
pub(super) fn character(model: &Model, c: char) -> Known {
    let mut known = Known {
        hash: lone(c),
        sums: Sums::default(),
        features: 1,
    };
    model.add(bucket(Kind::Word, &[known.hash]), &mut known.sums);
    known
}

#[cold]
fn read(model: &Model, folded: &str, start: usize, end: usize) -> Known {
    let word = Word::of(folded.get(start..end).unwrap_or_default());
    let mut known = Known {
        hash: word.hash(),
        sums: Sums::default(),
        features: 1,
    };
    model.add(bucket(Kind::Word, &[known.hash]), &mut known.sums);
    word.parts(|feature| {
        known.features += 1;
        model.add(feature, &mut known.sums);
    });
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_word_that_comes_back_is_the_same(words in proptest::collection::vec("[a-cü7']{0,3}[a-b]{1,18}", 1..60)) {
            let model = Model::builtin();
            let mut vocabulary = Vocabulary::new();
            for word in words.iter().chain(&words) {
                let found = vocabulary.word(model, word, 0, word.len());
                proptest::prop_assert_eq!(*found, read(model, word, 0, word.len()));
            }
        }
    }
}
