//! Cues: the single things that rules look for, and the indexes that find them.

use super::cue_keys::CueKeys;
use super::index::{Owner, PlacedKey, WordIndexBuilder, keys, literal_key};
use super::schema::At;
use super::set::Rule;
use super::{KeywordIndex, Pattern, Phrase, WordIndex};

/// One thing to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    /// The number of the rule.
    pub rule: u32,
    pub part: CuePart,
}

/// What of a rule is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CuePart {
    /// A phrase of the rule, by its number.
    Phrase(u32),
    /// An end phrase of a block, by its number.
    End(u32),
    /// The rule's pattern.
    Pattern,
}

/// The cues of rules: of each its phrases, its ends and its pattern, in this order.
pub(super) fn cues(rules: &[Rule]) -> Vec<Cue> {
    let mut cues = Vec::new();
    for (rule, number) in rules.iter().zip(0..) {
        let phrases = (0..rule.cues.len() as u32).map(CuePart::Phrase);
        let ends = (0..rule.end.len() as u32).map(CuePart::End);
        let pattern = rule.pattern.iter().filter(|pattern| !pattern.is_hidden());
        let parts = phrases.chain(ends).chain(pattern.map(|_| CuePart::Pattern));
        cues.extend(parts.map(|part| Cue { rule: number, part }));
    }
    cues
}

/// What the cues of a rule are found by, in their order.
pub(super) fn cue_keys(rule: &Rule) -> CueKeys {
    let of = |phrases: &[Phrase], at: At, part: fn(u32) -> CuePart| -> Vec<(CuePart, PlacedKey)> {
        let numbered = phrases.iter().zip(0..);
        let all = numbered.flat_map(|(phrase, number)| {
            let part = part(number);
            let keys = keys(phrase, at).into_iter();
            keys.map(move |key| (part, key))
        });
        all.collect()
    };
    let literals = rule.pattern.as_ref().map(Pattern::literals);
    let of_pattern = literals.unwrap_or_default().iter().map(|literal| {
        let key = literal_key(literal);
        (CuePart::Pattern, PlacedKey { key, before: 0 })
    });
    let mut all = of(&rule.cues, rule.at, CuePart::Phrase);
    all.extend(of(&rule.end, At::Anywhere, CuePart::End));
    all.extend(of_pattern);
    all.into_iter().collect()
}

/// The index that finds where cues may match, by the words of a unit.
pub(super) fn word_index(rules: &[Rule], cues: &[Cue]) -> WordIndex {
    let mut index = WordIndexBuilder::default();
    let mut first = 0;
    for own in cues.chunk_by(|one, next| one.rule == next.rule) {
        let rule = &rules[own[0].rule as usize];
        let worked_out;
        let keys = if rule.keys.is_empty() {
            worked_out = cue_keys(rule);
            &worked_out
        } else {
            &rule.keys
        };
        for (part, key) in keys.iter() {
            let number = match part {
                CuePart::Phrase(number) => number,
                CuePart::End(number) => rule.cues.len() as u32 + number,
                CuePart::Pattern => own.len() as u32 - 1,
            };
            index.add(first + number, &key);
        }
        first += own.len() as u32;
    }
    index.build()
}

/// An index of the cues by a keyword of each. It finds candidates at every place, also
/// where the rule does not look.
pub(super) fn keyword_index(rules: &[Rule], cues: &[Cue]) -> KeywordIndex {
    let keywords = cues.iter().zip(0..).flat_map(|(cue, number)| {
        let rule = &rules[cue.rule as usize];
        let keywords: Vec<(&str, usize)> = match cue.part {
            CuePart::Phrase(part) => anchors(&rule.cues[part as usize]),
            CuePart::End(part) => anchors(&rule.end[part as usize]),
            CuePart::Pattern => {
                let literals = rule.pattern.as_ref().map(Pattern::literals);
                let literals = literals.unwrap_or_default().iter();
                literals.map(|literal| (literal.as_str(), 0)).collect()
            }
        };
        keywords.into_iter().map(move |(word, before)| {
            let before = u32::try_from(before).unwrap_or(u32::MAX);
            (word, Owner { number, before })
        })
    });
    KeywordIndex::new(keywords)
}

fn anchors(phrase: &Phrase) -> Vec<(&str, usize)> {
    let anchors = phrase.anchors().into_iter();
    anchors.map(|anchor| (anchor.word, anchor.before)).collect()
}
