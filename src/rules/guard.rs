//! Guards: what speaks against boilerplate in the sentence of a cue.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::index::{PlacedKey, WordIndexBuilder, keys};
use super::schema::At;
use super::{Haystack, Phrase, Scratch, WordIndex};
use crate::text::{Span, are_close};

/// Phrases that one file gives to a guard.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct GuardSource {
    pub name: String,
    /// The languages of the phrases; any where empty.
    pub languages: Vec<String>,
    phrases: Vec<Phrase>,
    /// What each phrase is found by.
    keys: Vec<Vec<PlacedKey>>,
}

impl GuardSource {
    pub(crate) fn new(name: String, languages: Vec<String>, phrases: Vec<Phrase>) -> Self {
        Self {
            keys: phrases.iter().map(|one| keys(one, At::Anywhere)).collect(),
            name,
            languages,
            phrases,
        }
    }
}

/// All guards, each built for the languages of the rules that name it: a word of
/// one language says nothing in a sentence of another.
#[derive(Debug)]
pub(crate) struct Guards {
    sources: Vec<Arc<GuardSource>>,
    built: Vec<Guard>,
    /// The numbers of the guards that are built, by name and languages.
    numbers: HashMap<(String, Vec<String>), usize>,
}

impl Guards {
    pub(crate) fn new(sources: Vec<GuardSource>) -> Self {
        Self {
            sources: sources.into_iter().map(Arc::new).collect(),
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
        let sources = named
            .filter(|source| {
                is_any(languages)
                    || is_any(&source.languages)
                    || source
                        .languages
                        .iter()
                        .any(|one| languages.iter().any(|own| are_close(own, one)))
            })
            .cloned()
            .collect();
        self.built.push(Guard::new(name.to_owned(), sources));
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
        sources: Vec<Arc<GuardSource>>,
        /// An index of the phrases of all sources in a row, once it is needed.
        index: Box<OnceLock<WordIndex>>,
    },
    /// The match stands in quotation marks.
    Quoted,
}

impl Guard {
    /// A guard that holds where one of the phrases is.
    fn new(name: String, sources: Vec<Arc<GuardSource>>) -> Self {
        Self {
            name,
            kind: Kind::Phrases {
                sources,
                index: Box::default(),
            },
        }
    }

    /// The guard that holds where the match is quoted.
    pub(crate) fn quoted() -> Self {
        Self {
            name: QUOTED.into(),
            kind: Kind::Quoted,
        }
    }

    /// Whether the guard asks for quotation marks around a match, not for words in its
    /// sentence.
    pub(crate) fn is_for_quotes(&self) -> bool {
        matches!(self.kind, Kind::Quoted)
    }

    /// Whether the guard forbids a match at `found` in `unit`, whose sentence is
    /// `sentence`; both are bytes of the unit's folded text.
    pub(crate) fn forbids(&self, unit: &Haystack<'_>, sentence: Span, found: Span) -> bool {
        match &self.kind {
            Kind::Phrases { sources, index } => {
                let haystack = unit.part(sentence);
                let index = index.get_or_init(|| index_of(sources));
                let mut candidates = Vec::new();
                index.add_candidates(&haystack, 0, &mut Scratch::default(), &mut candidates);
                candidates.into_iter().any(|candidate| {
                    let phrase = phrase(sources, candidate.number as usize);
                    phrase.is_some_and(|phrase| {
                        phrase.find_from(&haystack, candidate.starts()).is_some()
                    })
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

fn index_of(sources: &[Arc<GuardSource>]) -> WordIndex {
    let mut index = WordIndexBuilder::default();
    let keys = sources.iter().flat_map(|source| &source.keys);
    for (keys, number) in keys.zip(0..) {
        keys.iter().for_each(|placed| index.add(number, placed));
    }
    index.build()
}

/// The phrase of that number, counted through all sources.
fn phrase(sources: &[Arc<GuardSource>], mut number: usize) -> Option<&Phrase> {
    for source in sources {
        match source.phrases.get(number) {
            Some(phrase) => return Some(phrase),
            None => number -= source.phrases.len(),
        }
    }
    None
}
