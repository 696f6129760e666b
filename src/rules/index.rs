//! Finds which of many phrases may be in a text.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::Span;

/// An automaton over the anchors of many phrases. It tells where an anchor is;
/// whether the phrase matches is for the caller to verify.
#[derive(Debug)]
pub(crate) struct PhraseIndex {
    automaton: Option<AhoCorasick>,
    /// For each anchor, the numbers that its phrases were added under.
    owners: Vec<Vec<u32>>,
}

impl PhraseIndex {
    /// An index of anchors, each with the number of its phrase.
    pub(crate) fn new<'a>(anchors: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut words: Vec<&str> = Vec::new();
        let mut owners: Vec<Vec<u32>> = Vec::new();
        for (word, owner) in anchors {
            let number = *numbers.entry(word).or_insert_with(|| {
                words.push(word);
                owners.push(Vec::new());
                words.len() - 1
            });
            if owners[number].last() != Some(&owner) {
                owners[number].push(owner);
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

    /// Every occurrence of an anchor in `text`, by its end, with the numbers of
    /// the phrases that need it.
    pub(crate) fn hits<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Span, &'a [u32])> + 'a {
        let found = self
            .automaton
            .as_ref()
            .map(|automaton| automaton.find_overlapping_iter(text));
        found.into_iter().flatten().map(|hit| {
            (
                Span::new(hit.start(), hit.end()),
                &self.owners[hit.pattern().as_usize()][..],
            )
        })
    }
}
