//! Looks for texts that may stand within words.

use std::collections::BTreeMap;

use super::{Candidate, Owner};

/// An index of texts.
#[derive(Debug)]
pub(super) struct PartIndex {
    automaton: super::KeywordIndex,
}

/// Gathers texts.
#[derive(Debug, Default)]
pub(super) struct PartIndexBuilder {
    texts: BTreeMap<String, Vec<Owner>>,
}

impl PartIndexBuilder {
    pub(super) fn add(&mut self, text: &str, owner: Owner) {
        self.texts.entry(text.to_owned()).or_default().push(owner);
    }

    pub(super) fn build(self) -> PartIndex {
        if std::env::var("STATS").is_ok() {
            let mut by = BTreeMap::new();
            for (t, o) in &self.texts {
                *by.entry(t.len()).or_insert(0) += 1;
                if t.len() < 6 {
                    eprintln!("{t:?} {}", o.len());
                }
            }
            eprintln!("{by:?}");
        }
        PartIndex {
            automaton: super::KeywordIndex::new(self.texts.iter().flat_map(|(text, owners)| {
                owners.iter().map(move |owner| (text.as_str(), *owner))
            })),
        }
    }
}

impl PartIndex {
    pub(super) fn add_candidates(&self, text: &str, found: &mut Vec<Candidate>) {
        self.automaton.add_candidates(text, found);
    }
}
