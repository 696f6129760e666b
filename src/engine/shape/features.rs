//! What a unit looks like by itself, in its place and among its neighbours, in
//! numbers. No feature asks for words of a language.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use super::letters::Letters;
use super::place::Places;
use crate::engine::claims::Claims;
use crate::engine::decide::Case;
use crate::engine::words::{Token, WordSet, tokens};
use crate::engine::zones::Zones;
use crate::rules::Action;
use crate::text::{Span, Unit};

/// Neighbours before and after that are looked at.
const NEIGHBORS: usize = 3;
/// Features of a unit by itself.
pub(super) const OWN: usize = 24;
/// Features of its place and of the document.
pub(super) const PLACE: usize = 28;
/// Features of each neighbour.
const PER_NEIGHBOR: usize = 6;
/// Number of features.
pub(crate) const COUNT: usize = OWN + PLACE + 2 * NEIGHBORS * PER_NEIGHBOR;
/// The feature that counts words.
pub(crate) const WORDS: usize = 1;
/// The feature that tells the share of words that running text has too.
pub(crate) const KNOWN_WORDS: usize = 19;

/// The features of one unit.
pub(crate) type Row = [f32; COUNT];

/// The features of the units of a text, each found out when it is asked for.
pub(crate) struct Features<'a> {
    case: &'a Case<'a>,
    zones: &'a Zones,
    /// The claims of rules so far.
    claims: &'a Claims,
    places: OnceCell<Places>,
    prose: OnceCell<WordSet<'a>>,
    cues: OnceCell<Vec<Cue>>,
    repeated: OnceCell<HashMap<&'a str, usize>>,
    /// For each unit the share of known words, once it was asked for.
    known: Vec<Cell<Option<f32>>>,
    /// The words of the unit that was looked at last.
    distinct: RefCell<WordSet<'a>>,
}

/// What rules say about a unit.
#[derive(Clone, Copy, Default)]
struct Cue {
    /// The highest confidence of a rule that would remove it.
    confidence: f32,
    /// Whether a rule only reports it.
    is_tagged: bool,
}

impl<'a> Features<'a> {
    pub(crate) fn new(case: &'a Case<'a>, zones: &'a Zones, claims: &'a Claims) -> Self {
        Self {
            case,
            zones,
            claims,
            places: OnceCell::new(),
            prose: OnceCell::new(),
            cues: OnceCell::new(),
            repeated: OnceCell::new(),
            known: vec![Cell::new(None); case.units.all().len()],
            distinct: RefCell::default(),
        }
    }

    /// The features of a unit.
    pub(crate) fn row(&self, number: usize) -> Row {
        let mut row = [0.0; COUNT];
        let (own, rest) = row.split_at_mut(OWN);
        own.copy_from_slice(&self.own(number));
        let (place, neighbors) = rest.split_at_mut(PLACE);
        place.copy_from_slice(&self.places().of(number, self.zones));
        let (neighbors, _) = neighbors.as_chunks_mut();
        for (pair, offset) in neighbors.chunks_mut(2).zip(1..) {
            let before = number.checked_sub(offset);
            let after = Some(number + offset);
            for (neighbor, at) in pair.iter_mut().zip([before, after]) {
                *neighbor = at
                    .filter(|&at| at < self.known.len())
                    .map_or([-1.0; PER_NEIGHBOR], |at| self.to_neighbors(at));
            }
        }
        row
    }

    /// What all units have in common and what is told by a unit's place.
    pub(super) fn places(&self) -> &Places {
        self.places
            .get_or_init(|| Places::new(self.case.units.all(), self.claims))
    }

    /// What a unit looks like by itself.
    pub(super) fn own(&self, number: usize) -> [f32; OWN] {
        let unit = &self.case.units.all()[number];
        let text = unit.span.of(self.case.text);
        let letters = Letters::count(text);
        let words = self.words(number);
        let count = words.all.max(1) as f32;
        let known = words.known as f32 / count;
        self.known[number].set(Some(known));
        let weight = weight(unit);
        let cue = self.cue(number);
        [
            weight,
            words.all.min(400) as f32,
            flag(unit.ends_sentence),
            letters.commas as f32,
            letters.share(letters.capitals),
            letters.digits as f32 / letters.all.max(1) as f32,
            flag(unit.bulleted),
            letters.word_capitals as f32 / letters.word_starts.max(1) as f32,
            letters.quotes as f32,
            letters.separators as f32,
            letters.address as f32,
            words.distinct as f32 / count,
            flag(letters.first_is_small),
            flag(letters.last == ':'),
            flag(matches!(letters.last, '…' | '.') && text.ends_with("..")),
            flag(letters.smalls == 0 && letters.capitals > 3),
            self.repetitions(unit).min(10) as f32,
            weight / count,
            flag(unit.after_blank),
            known,
            cue.confidence,
            claimed(self.claims, number),
            flag(cue.is_tagged),
            words.short as f32 / count,
        ]
    }

    /// What its neighbours see of a unit.
    fn to_neighbors(&self, number: usize) -> [f32; PER_NEIGHBOR] {
        let unit = &self.case.units.all()[number];
        [
            weight(unit),
            flag(unit.ends_sentence),
            flag(unit.bulleted),
            self.known_words(number),
            self.cue(number).confidence,
            claimed(self.claims, number),
        ]
    }

    /// Whether a rule reports the unit.
    pub(super) fn is_tagged(&self, number: usize) -> bool {
        self.cue(number).is_tagged
    }

    /// Number of signs such as `@` and `#` in a unit.
    pub(super) fn address_signs(&self, number: usize) -> usize {
        Letters::count(self.case.units.all()[number].span.of(self.case.text)).address
    }

    fn cue(&self, number: usize) -> Cue {
        self.cues.get_or_init(|| cues(self.case))[number]
    }

    /// How often the words of a unit stand alone on a line of the text.
    fn repetitions(&self, unit: &Unit) -> usize {
        let units = self.case.units;
        let repeated = self.repeated.get_or_init(|| {
            let mut repeated = HashMap::with_capacity(units.all().len());
            for unit in units.all() {
                *repeated.entry(units.core(unit)).or_default() += 1;
            }
            repeated
        });
        repeated.get(units.core(unit)).copied().unwrap_or(1)
    }

    /// The share of a unit's words that running text has too.
    fn known_words(&self, number: usize) -> f32 {
        if let Some(known) = self.known[number].get() {
            return known;
        }
        let prose = self.prose();
        let text = self.case.units.folded().text();
        let (mut all, mut known) = (0_usize, 0_usize);
        words(text, self.part(number), |start, end| {
            all += 1;
            known += usize::from(prose.contains(text, start, end));
        });
        let share = known as f32 / all.max(1) as f32;
        self.known[number].set(Some(share));
        share
    }

    /// Every word of the running text that stays.
    fn prose(&self) -> &WordSet<'a> {
        self.prose.get_or_init(|| {
            let mut set = WordSet::default();
            let text = self.case.units.folded().text();
            for (number, unit) in self.case.units.all().iter().enumerate() {
                if unit.is_prose() && !self.claims.goes_whole(number) {
                    words(text, unit.folded, |start, end| set.insert(text, start, end));
                }
            }
            set
        })
    }

    /// Where a unit stands in the folded text.
    fn part(&self, number: usize) -> Span {
        self.case.units.all()[number].folded
    }

    fn words(&self, number: usize) -> WordCounts {
        let prose = self.prose();
        let text = self.case.units.folded().text();
        let mut counts = WordCounts::default();
        let mut distinct = self.distinct.borrow_mut();
        distinct.clear();
        words(text, self.part(number), |start, end| {
            counts.all += 1;
            counts.known += usize::from(prose.contains(text, start, end));
            counts.short += usize::from(end - start <= 3);
            distinct.insert(text, start, end);
        });
        counts.distinct = distinct.len();
        counts
    }
}

/// Counts of a unit's words.
#[derive(Default)]
struct WordCounts {
    all: usize,
    /// Words that running text has too.
    known: usize,
    /// Words of three bytes or less.
    short: usize,
    distinct: usize,
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

fn weight(unit: &Unit) -> f32 {
    unit.weight.min(2000) as f32
}

/// 1 where all of the unit goes by rules, one half where a part does.
fn claimed(claims: &Claims, unit: usize) -> f32 {
    if claims.goes_whole(unit) {
        1.0
    } else if claims.is_claimed(unit) {
        0.5
    } else {
        0.0
    }
}

fn cues(case: &Case<'_>) -> Vec<Cue> {
    let mut cues = vec![Cue::default(); case.units.all().len()];
    for signal in case.signals {
        let rule = &case.rules.rules[signal.rule];
        let cue = &mut cues[signal.unit];
        match rule.action() {
            Action::Remove => {
                cue.confidence = rule.confidence().max(f64::from(cue.confidence)) as f32;
            }
            Action::Tag => cue.is_tagged = true,
            Action::Keep => {}
        }
    }
    cues
}

/// Calls `visit` with the bytes of every word of a part of a folded text; each character of
/// scripts without blanks is one, and an apostrophe parts two.
#[inline]
fn words(folded: &str, part: Span, mut visit: impl FnMut(usize, usize)) {
    for token in tokens(folded, part) {
        match token {
            Token::Word(mut start, end) => {
                while let Some(apostrophe) = apostrophe(folded, start, end) {
                    if apostrophe > start {
                        visit(start, apostrophe);
                    }
                    start = apostrophe + 1;
                }
                if start < end {
                    visit(start, end);
                }
            }
            Token::Part(c, at) => visit(at, at + c.len_utf8()),
            Token::Mark(_) => {}
        }
    }
}

fn apostrophe(folded: &str, start: usize, end: usize) -> Option<usize> {
    let word = folded.as_bytes().get(start..end)?;
    let found = word.iter().position(|&byte| byte == b'\'');
    found.map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_joiner_free_script;

    /// The words as they are defined, a character at a time.
    fn plain_words(folded: &str) -> Vec<&str> {
        let mut words = Vec::new();
        for part in folded.split(|c: char| !c.is_alphanumeric() && !is_joiner_free_script(c)) {
            let mut start = 0;
            for (at, c) in part
                .char_indices()
                .filter(|&(_, c)| is_joiner_free_script(c))
            {
                words.extend([&part[start..at], &part[at..at + c.len_utf8()]]);
                start = at + c.len_utf8();
            }
            words.push(&part[start..]);
        }
        words.retain(|word| !word.is_empty());
        words
    }

    proptest::proptest! {
        #[test]
        fn words_are_found_in_texts_of_all_scripts(
            text in "([a-z]{1,12}|[0-9']{1,3}|[äßжا]{1,3}|[海ก็の]{1,2}|[ .,!?…€\u{301}-]){0,40}",
        ) {
            let mut found = Vec::new();
            words(&text, Span::new(0, text.len()), |start, end| found.push(&text[start..end]));
            proptest::prop_assert_eq!(found, plain_words(&text));
        }
    }
}
