//! Guards: what speaks against boilerplate in the sentence of a cue.

use super::index::Owner;
use super::phrase::Anchor;
use super::{Haystack, Phrase, PhraseIndex};
use crate::text::Span;

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
        index: PhraseIndex,
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
        let index = PhraseIndex::new(anchors);
        Self {
            name,
            kind: Kind::Phrases { phrases, index },
        }
    }

    /// The guard that holds where the match is quoted.
    pub(crate) fn quoted() -> Self {
        Self {
            name: "quoted".into(),
            kind: Kind::Quoted,
        }
    }

    /// Whether the guard forbids a match at `found` in `unit`, whose sentence is
    /// `sentence`; both are bytes of the unit's folded text.
    pub(crate) fn forbids(&self, unit: &Haystack<'_>, sentence: Span, found: Span) -> bool {
        match &self.kind {
            Kind::Phrases { phrases, index } => {
                let haystack = unit.part(sentence);
                index.hits(haystack.text).any(|(hit, owners)| {
                    owners.iter().any(|owner| {
                        let starts = hit.start.saturating_sub(owner.before)..hit.start + 1;
                        phrases[owner.number as usize]
                            .find_from(&haystack, starts)
                            .is_some()
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
