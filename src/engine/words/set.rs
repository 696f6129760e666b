//! Sets of words.

use std::collections::HashSet;

use super::key::Key;

/// Places of a set at least.
const FEWEST_BITS: u32 = 6;

/// A set of words of one folded text.
#[derive(Debug, Default)]
pub(in crate::engine) struct WordSet<'t> {
    /// Words with a key, each at its place or in the next that was free. There are
    /// twice as many places as words, or more.
    places: Vec<Key>,
    bits: u32,
    short: usize,
    long: HashSet<&'t str>,
}

impl<'t> WordSet<'t> {
    /// Takes all words out.
    pub(in crate::engine) fn clear(&mut self) {
        self.places.clear();
        self.short = 0;
        self.long.clear();
    }

    /// Number of words.
    pub(in crate::engine) fn len(&self) -> usize {
        self.short + self.long.len()
    }

    /// Adds the word from `start` to `end`.
    #[inline]
    pub(in crate::engine) fn insert(&mut self, folded: &'t str, start: usize, end: usize) {
        let Some(key) = Key::new(folded, start, end) else {
            self.long.insert(folded.get(start..end).unwrap_or_default());
            return;
        };
        if self.places.len() <= 2 * self.short {
            self.grow();
        }
        self.insert_key(key);
    }

    /// Whether the word from `start` to `end` is in the set.
    #[inline]
    pub(in crate::engine) fn contains(&self, folded: &str, start: usize, end: usize) -> bool {
        match Key::new(folded, start, end) {
            Some(_) if self.places.is_empty() => false,
            Some(key) => self.places[self.find(key)] == key,
            None => {
                let word = folded.get(start..end).unwrap_or_default();
                self.long.contains(word)
            }
        }
    }

    fn insert_key(&mut self, key: Key) {
        let at = self.find(key);
        if self.places[at] != key {
            self.places[at] = key;
            self.short += 1;
        }
    }

    /// The place of a word, or the free one where it would stand.
    #[inline]
    fn find(&self, key: Key) -> usize {
        let mut at = key.place(self.bits);
        while self.places[at] != key && self.places[at] != Key::default() {
            at = (at + 1) % self.places.len();
        }
        at
    }

    #[cold]
    fn grow(&mut self) {
        self.bits = if self.places.is_empty() {
            FEWEST_BITS
        } else {
            self.bits + 1
        };
        let places = vec![Key::default(); 1 << self.bits];
        let old = std::mem::replace(&mut self.places, places);
        self.short = 0;
        for key in old.into_iter().filter(|&key| key != Key::default()) {
            self.insert_key(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_set_holds_each_word_once(
            words in proptest::collection::vec("[a-c]{1,3}|[a-bé]{14,18}|[0-9]{2}", 0..200),
        ) {
            let mut set = WordSet::default();
            for _ in 0..2 {
                let mut expected = HashSet::new();
                set.clear();
                for word in &words {
                    let is_known = set.contains(word, 0, word.len());
                    proptest::prop_assert_eq!(is_known, !expected.insert(word));
                    set.insert(word, 0, word.len());
                    proptest::prop_assert_eq!(set.len(), expected.len());
                }
            }
        }
    }
}
