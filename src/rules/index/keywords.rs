//! The plain way to find candidates: an automaton over a keyword of each.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Candidate, Owner};

/// An automaton over the keywords of many phrases.
#[derive(Debug)]
pub(crate) struct KeywordIndex {
    automaton: Option<AhoCorasick>,
    /// For each keyword, what it belongs to.
    owners: Vec<Vec<Owner>>,
}

impl KeywordIndex {
    /// An index of keywords, each with what it belongs to.
    pub(crate) fn new<'a>(keywords: impl IntoIterator<Item = (&'a str, Owner)>) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut words: Vec<&str> = Vec::new();
        let mut owners: Vec<Vec<Owner>> = Vec::new();
        for (word, owner) in keywords {
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

    /// Adds a candidate for every occurrence of a keyword in a folded text.
    pub(crate) fn add_candidates(&self, text: &str, found: &mut Vec<Candidate>) {
        let hits = self
            .automaton
            .iter()
            .flat_map(|one| one.find_overlapping_iter(text));
        for hit in hits {
            let owners = &self.owners[hit.pattern().as_usize()];
            found.extend(owners.iter().map(|owner| owner.candidate(hit.start())));
        }
    }
}
