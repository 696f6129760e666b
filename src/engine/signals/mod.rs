//! Signals: what the rules say about each unit, before anything is decided.

mod memory;
mod oracle;
mod place;
mod round;
mod wording;

use std::cell::{Cell, LazyCell};

use crate::rules::{At, Candidate, Cue, CuePart, Haystack, Phrase, Rule, RuleSet, Scope, Scratch};
use crate::text::{Document, Span, Unit, Units, are_close, detect};
use crate::work::count_work;

use super::sites::applies_to_site;
use memory::{Asked, UnitMemory};
use place::{could_match, stands_at};
pub(super) use round::{Before, Round};

/// A unit up to this weight may be a button or a closing line.
const SHORT_UNIT: usize = 60;

/// A verified match of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signal {
    /// Number of the unit.
    pub unit: usize,
    /// Number of the rule.
    pub rule: usize,
    /// The match, in bytes of the original.
    pub span: Span,
    /// Whether it is an end phrase of a block.
    pub is_end: bool,
}

/// A match that a condition of its rule held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rejected {
    /// Number of the unit.
    pub unit: usize,
    /// Number of the rule.
    pub rule: usize,
    /// The match, in bytes of the original.
    pub span: Span,
    pub by: Condition,
}

/// A condition of a rule on a single match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Site,
    Length,
    Place,
    Language,
    Also,
    /// The number of the phrase in `unless`.
    Unless(usize),
    /// The number of the guard in the set.
    Guard(usize),
}

/// Is told of matches that were held back.
pub(super) trait Watch {
    /// Whether it wants to know. Matches that could be skipped unseen are then
    /// looked at.
    const IS_KEEN: bool;
    /// Whether cues are looked for by keywords, also where their rules do not look.
    const BY_KEYWORDS: bool = Self::IS_KEEN;

    fn held(&mut self, rejected: Rejected);
}

/// Nobody is watching.
impl Watch for () {
    const IS_KEEN: bool = false;

    fn held(&mut self, _: Rejected) {}
}

impl Watch for Vec<Rejected> {
    const IS_KEEN: bool = true;

    fn held(&mut self, rejected: Rejected) {
        self.push(rejected);
    }
}

/// All signals of a text, by unit and then by place, and the language that it seems to
/// be in, where a rule asked for that.
pub(super) fn signals<W: Watch>(
    rules: &RuleSet,
    document: &Document<'_>,
    units: &Units,
    before: Option<&Before<'_>>,
    watch: &mut W,
) -> (Vec<Signal>, Option<Option<&'static str>>) {
    let guessed = Cell::new(None);
    let mut scan = Scan {
        watch,
        rules,
        text: document.text(),
        units,
        site: document.site(),
        language: LazyCell::new(|| {
            document.language().or_else(|| {
                let guess = detect(document.text());
                guessed.set(Some(guess));
                guess
            })
        }),
        has_seams: true,
        found: Vec::new(),
    };
    let before = before.filter(|before| before.still_holds(document));
    scan.run(before);
    let mut found = scan.found;
    found.sort_by_key(|signal| (signal.unit, signal.span.start, signal.span.end, signal.rule));
    found.dedup();
    // What was taken over may rest on the language too.
    let known = before.and_then(|before| before.round.language);
    (found, guessed.get().or(known))
}

struct Scan<'a, 'w, W, L: FnOnce() -> Option<&'a str>> {
    watch: &'w mut W,
    rules: &'a RuleSet,
    text: &'a str,
    units: &'a Units,
    site: Option<&'a str>,
    /// The document's language; found out when a rule asks for it.
    language: LazyCell<Option<&'a str>, L>,
    /// Whether the unit may hold texts that were glued together.
    has_seams: bool,
    found: Vec<Signal>,
}

/// Where a cue may match in a unit.
#[derive(Clone, Copy)]
struct Places<'a> {
    /// In order.
    candidates: &'a [Candidate],
    /// Bytes at which a word may begin, in order, where they are known.
    words: Option<&'a [usize]>,
}

impl<'a, W: Watch, L: FnOnce() -> Option<&'a str>> Scan<'a, '_, W, L> {
    fn run(&mut self, before: Option<&Before<'_>>) {
        let rules = self.rules;
        let mut memory = UnitMemory::default();
        let mut candidates = Vec::new();
        let mut scratch = Scratch::default();
        let mut known = before.map(Before::units);
        let mut fresh = Vec::new();
        for (number, unit) in self.units.all().iter().enumerate() {
            if let Some(known) = known.as_mut().and_then(|known| known(unit)) {
                self.found.extend(known.signals(number));
                continue;
            }
            fresh.push(number);
            candidates.clear();
            self.has_seams = true;
            let haystack = self.haystack(unit);
            if W::BY_KEYWORDS {
                rules
                    .keywords()
                    .add_candidates(haystack.text, &mut candidates);
            } else {
                let core = unit.core.start - unit.folded.start;
                rules
                    .index()
                    .add_candidates(&haystack, core, &mut scratch, &mut candidates);
                self.has_seams = scratch.has_seams();
            }
            let words = (!W::BY_KEYWORDS).then(|| scratch.word_starts());
            candidates.sort_unstable();
            count_work(unit.folded.len() + candidates.len());
            for same in candidates.chunk_by(|one, next| one.number == next.number) {
                let cue = rules.cues[same[0].number as usize];
                let rule = &rules.rules[cue.rule as usize];
                if W::IS_KEEN || self.gate(rule, unit).is_none() {
                    let places = Places {
                        candidates: same,
                        words,
                    };
                    self.verify(number, unit, cue, places, &mut memory);
                }
            }
            for &rule in &rules.unindexed {
                self.verify_pattern(number, unit, rule as usize, &mut memory);
            }
        }
        self.has_seams = true;
        self.scan_wording(&fresh, &mut memory);
    }

    /// Looks for a cue of a rule where it may match.
    fn verify(
        &mut self,
        number: usize,
        unit: &Unit,
        cue: Cue,
        places: Places<'_>,
        memory: &mut UnitMemory,
    ) {
        let rule = cue.rule as usize;
        let checked = &self.rules.rules[rule];
        let haystack = self.haystack(unit);
        match cue.part {
            CuePart::Phrase(n) => {
                let last = match checked.at {
                    At::Whole | At::Start if !W::IS_KEEN => unit.core.start - unit.folded.start,
                    _ => usize::MAX - 1,
                };
                let phrase = &checked.cues[n as usize];
                each_match(phrase, &haystack, places, last, |found| {
                    self.accept(number, unit, rule, found, memory)
                });
            }
            CuePart::End(n) => {
                let phrase = &checked.end[n as usize];
                each_match(phrase, &haystack, places, usize::MAX - 1, |found| {
                    self.accept_end(number, unit, rule, found)
                });
            }
            CuePart::Pattern => self.verify_pattern(number, unit, rule, memory),
        }
    }

    /// An end cue counts in a short unit, or where it begins or ends one: inside
    /// a paragraph the same words are no button.
    fn accept_end(&mut self, number: usize, unit: &Unit, rule: usize, found: Span) -> bool {
        let haystack = self.haystack(unit);
        let stands = |at: At| stands_at(at, &haystack, unit, found);
        let counts = unit.weight <= SHORT_UNIT || stands(At::Start) || stands(At::End);
        if counts {
            self.found.push(Signal {
                unit: number,
                rule,
                span: self.original(unit, found),
                is_end: true,
            });
        }
        counts
    }

    fn verify_pattern(&mut self, number: usize, unit: &Unit, rule: usize, memory: &mut UnitMemory) {
        let checked = &self.rules.rules[rule];
        let Some(pattern) = &checked.pattern else {
            return;
        };
        if !W::IS_KEEN && self.gate(checked, unit).is_some() {
            return;
        }
        let text = self.units.text(unit);
        count_work(text.len());
        for found in pattern.find_all(text) {
            // A mark that the pattern asks for before its words is the end of the
            // sentence before.
            let words = found.of(text);
            let marks = words.len() - words.trim_start_matches(is_mark_between).len();
            let found = Span::new(found.start + marks, found.end);
            self.accept(number, unit, rule, found, memory);
        }
    }

    /// Conditions that can be told without looking at the words.
    fn gate(&self, rule: &Rule, unit: &Unit) -> Option<Condition> {
        if !applies_to_site(rule, self.site) {
            Some(Condition::Site)
        } else if could_match(rule, unit) {
            None
        } else {
            Some(Condition::Length)
        }
    }

    /// Adds a signal if the rule's conditions on place, company of words and
    /// guards hold for a match at `found`, in bytes of the unit's folded text.
    /// Tells whether they do.
    fn accept(
        &mut self,
        number: usize,
        unit: &Unit,
        rule: usize,
        found: Span,
        memory: &mut UnitMemory,
    ) -> bool {
        if found.is_empty() {
            return false;
        }
        let span = self.original(unit, found);
        match self.condition_against(number, unit, rule, found, memory) {
            Some(by) => {
                self.watch.held(Rejected {
                    unit: number,
                    rule,
                    span,
                    by,
                });
                false
            }
            None => {
                self.found.push(Signal {
                    unit: number,
                    rule,
                    span,
                    is_end: false,
                });
                true
            }
        }
    }

    /// The first condition of the rule that speaks against a match.
    fn condition_against(
        &self,
        number: usize,
        unit: &Unit,
        rule: usize,
        found: Span,
        memory: &mut UnitMemory,
    ) -> Option<Condition> {
        let checked = &self.rules.rules[rule];
        let haystack = self.haystack(unit);
        if W::IS_KEEN
            && let Some(gate) = self.gate(checked, unit)
        {
            return Some(gate);
        }
        if !stands_at(checked.at, &haystack, unit, found) {
            return Some(Condition::Place);
        }
        let is_label = checked.at == At::Whole || !checked.company.is_empty();
        if is_label && !self.is_expected_language(checked) {
            return Some(Condition::Language);
        }
        let is_block = checked.scope == Scope::Block;
        memory.turn_to(number);
        if !is_block && !checked.also.is_empty() {
            let whole = Span::new(0, haystack.text.len());
            let also = || {
                checked
                    .also
                    .iter()
                    .position(|phrase| phrase.is_in(&haystack))
            };
            if memory.answer(Asked::Also(rule), whole, also).is_none() {
                return Some(Condition::Also);
            }
        }
        if checked.unless.is_empty() && checked.guards.is_empty() {
            return None;
        }
        let sentence = memory.sentence(self.text, self.units, number, unit, found);
        if !checked.unless.is_empty() {
            let part = haystack.part(sentence);
            let unless = || checked.unless.iter().position(|phrase| phrase.is_in(&part));
            if let Some(phrase) = memory.answer(Asked::Unless(rule), sentence, unless) {
                return Some(Condition::Unless(phrase));
            }
        }
        let mut guards = checked.guards.iter().copied();
        let guard = guards.find(|&number| {
            let guard = &self.rules.guards[number];
            if guard.is_for_quotes() {
                return memory.is_quoted(haystack.text, found);
            }
            let forbids = || guard.forbids(&haystack, sentence, found).then_some(number);
            memory
                .answer(Asked::Guard(number), sentence, forbids)
                .is_some()
        });
        guard.map(Condition::Guard)
    }

    /// Whether labels in the rule's languages are to be expected. A label, and what
    /// counts only in company, is a word or two, and a word of one language is easily another's. English
    /// labels stand on pages in any language.
    fn is_expected_language(&self, rule: &Rule) -> bool {
        let own = rule.languages();
        own.is_empty()
            || own.iter().any(|own| matches!(own.as_str(), "any" | "en"))
            || self
                .language
                .is_none_or(|language| own.iter().any(|own| are_close(own, language)))
    }

    fn haystack(&self, unit: &Unit) -> Haystack<'a> {
        let source = (self.units.folded(), unit.folded.start, self.text);
        Haystack {
            text: self.units.text(unit),
            source: self.has_seams.then_some(source),
        }
    }

    fn original(&self, unit: &Unit, found: Span) -> Span {
        let offset = unit.folded.start;
        self.units
            .folded()
            .original(offset + found.start..offset + found.end)
    }
}

/// Shows `accept` the matches of a phrase from left to right, the longest at each place;
/// behind one that it takes the search goes on after it.
fn each_match(
    phrase: &Phrase,
    haystack: &Haystack<'_>,
    places: Places<'_>,
    last: usize,
    mut accept: impl FnMut(Span) -> bool,
) {
    let first_match = |starts| match places.words {
        Some(words) => phrase.find_at_words(haystack, words, starts),
        None => phrase.find_from(haystack, starts),
    };
    let mut next = 0;
    for candidate in places.candidates {
        let end = candidate.last.min(last) + 1;
        next = next.max(candidate.first);
        while let Some(found) = first_match(next..end) {
            next = if accept(found) {
                found.end
            } else {
                found.start + 1
            };
        }
        next = next.max(end);
    }
}

/// Marks that end a sentence, and blanks.
fn is_mark_between(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | ' ')
}
