//! Guards: what speaks against boilerplate in the sentence of a cue.

use std::collections::HashMap;

use super::index::Owner;
use super::phrase::Anchor;
use super::{Haystack, KeywordIndex, Phrase};
use crate::text::{Span, are_close};

/// Phrases that one file gives to a guard.
#[derive(Debug)]
pub(crate) struct GuardSource {
    pub name: String,
    /// The languages of the phrases; any where empty.
    pub languages: Vec<String>,
    pub phrases: Vec<Phrase>,
}

/// All guards, each built for the languages of the rules that name it: a word of
/// one language says nothing in a sentence of another.
#[derive(Debug)]
pub(crate) struct Guards {
    sources: Vec<GuardSource>,
    built: Vec<Guard>,
    /// The numbers of the guards that are built, by name and languages.
    numbers: HashMap<(String, Vec<String>), usize>,
}

impl Guards {
    pub(crate) fn new(sources: Vec<GuardSource>) -> Self {
        Self {
            sources,
            built: vec![Guard::quoted()],
            numbers: HashMap::new(),
        }
    }

    /// The names of all guards.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let sources = self.sources.iter().map(|source| source.name.as_str());
        std::iter::once(QUOTED).chain(sources)
    }

    /// The number of a guard for rules in these languages; `None` where no guard
    /// has the name.
    pub(crate) fn number(&mut self, name: &str, languages: &[String]) -> Option<usize> {
        if name == QUOTED {
            return Some(0);
        }
        let mut key = (name.to_owned(), languages.to_vec());
        key.1.sort_unstable();
        if let Some(&number) = self.numbers.get(&key) {
            return Some(number);
        }
        let is_any = |languages: &[String]| {
            languages.is_empty() || languages.iter().any(|language| language == "any")
        };
        let mut named = self
            .sources
            .iter()
            .filter(|one| one.name == name)
            .peekable();
        named.peek()?;
        let phrases = named
            .filter(|source| {
                is_any(languages)
                    || is_any(&source.languages)
                    || source
                        .languages
                        .iter()
                        .any(|one| languages.iter().any(|own| are_close(own, one)))
            })
            .flat_map(|source| source.phrases.iter().cloned())
            .collect();
        self.built.push(Guard::new(name.to_owned(), phrases));
        self.numbers.insert(key, self.built.len() - 1);
        Some(self.built.len() - 1)
    }

    /// The guards that rules have asked for, by their numbers.
    pub(crate) fn into_built(self) -> Vec<Guard> {
        self.built
    }
}

/// The name of the guard that is built in.
const QUOTED: &str = "quoted";

/// A named condition that forbids a rule.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) name: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// One of the phrases is in the sentence.
    Phrases {
        phrases: Vec<Phrase>,
        index: KeywordIndex,
    },
    /// The match stands in quotation marks.
    Quoted,
}

impl Guard {
    /// A guard that holds where one of the phrases is.
    pub(crate) fn new(name: String, phrases: Vec<Phrase>) -> Self {
        let numbered = phrases.iter().zip(0..);
        let anchors = numbered.flat_map(|(phrase, number)| {
            let owner = move |anchor: Anchor<'_>| Owner {
                number,
                before: anchor.before,
            };
            phrase
                .anchors()
                .into_iter()
                .map(move |anchor| (anchor.word, owner(anchor)))
        });
        let index = KeywordIndex::new(anchors);
        Self {
            name,
            kind: Kind::Phrases { phrases, index },
        }
    }

    /// The guard that holds where the match is quoted.
    pub(crate) fn quoted() -> Self {
        Self {
            name: QUOTED.into(),
            kind: Kind::Quoted,
        }
    }

    /// Whether the guard forbids a match at `found` in `unit`, whose sentence is
    /// `sentence`; both are bytes of the unit's folded text.
    pub(crate) fn forbids(&self, unit: &Haystack<'_>, sentence: Span, found: Span) -> bool {
        match &self.kind {
            Kind::Phrases { phrases, index } => {
                let haystack = unit.part(sentence);
                let mut candidates = Vec::new();
                index.add_candidates(haystack.text, &mut candidates);
                candidates.into_iter().any(|candidate| {
                    phrases[candidate.number as usize]
                        .find_from(&haystack, candidate.starts())
                        .is_some()
                })
            }
            Kind::Quoted => {
                let before = unit.text.get(..found.start).unwrap_or_default();
                let after = unit.text.get(found.end..).unwrap_or_default();
                before.matches('"').count() % 2 == 1 && after.contains('"')
            }
        }
    }
}
