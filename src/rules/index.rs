//! Finds which of many phrases may be in a text.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::Span;

/// What an anchor belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The number that it was added under.
    pub number: u32,
    /// Most bytes that a match has before the anchor.
    pub before: usize,
}

/// An automaton over the anchors of many phrases. It tells where an anchor is;
/// whether the phrase matches is for the caller to verify.
#[derive(Debug)]
pub(crate) struct PhraseIndex {
    automaton: Option<AhoCorasick>,
    /// For each anchor, what it belongs to.
    owners: Vec<Vec<Owner>>,
}

impl PhraseIndex {
    /// An index of anchors, each with what it belongs to.
    pub(crate) fn new<'a>(anchors: impl IntoIterator<Item = (&'a str, Owner)>) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut words: Vec<&str> = Vec::new();
        let mut owners: Vec<Vec<Owner>> = Vec::new();
        for (word, owner) in anchors {
            let number = *numbers.entry(word).or_insert_with(|| {
                words.push(word);
                owners.push(Vec::new());
                words.len() - 1
            });
            match owners[number].last_mut() {
                Some(last) if last.number == owner.number => {
                    last.before = last.before.max(owner.before)
                }
                _ => owners[number].push(owner),
            }
        }
        // Building fails only past the limits of the automaton's state numbers,
        // two thousand million states; the index then finds nothing, and every
        // example test fails.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&words)
            .ok();
        Self { automaton, owners }
    }

    /// Every occurrence of an anchor in `text`, by its end, with what it belongs
    /// to.
    pub(crate) fn hits<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Span, &'a [Owner])> + 'a {
        let found = self
            .automaton
            .as_ref()
            .map(|automaton| automaton.find_overlapping_iter(text));
        let owners = |hit: aho_corasick::Match| &self.owners[hit.pattern().as_usize()][..];
        found
            .into_iter()
            .flatten()
            .map(move |hit| (Span::new(hit.start(), hit.end()), owners(hit)))
    }
}
