//! Signals of rules that go by wording.

use crate::engine::wording::{Model, Needed, Scores, may_have};
use crate::rules::{Rule, Scope};
use crate::text::{Span, Unit};

use super::{Scan, UnitMemory, Watch};

/// What a unit must have for some rule to take it or a sentence of it.
struct Screen {
    /// Weight of the units that rules for whole units are for at most.
    longest: usize,
    /// What they and their sentences must have, and what sentences of others must;
    /// nothing is known to be needed where this is `None`.
    short: Option<Needed>,
    long: Option<Needed>,
    /// Whether there are rules for sentences.
    has_sentences: bool,
}

impl Screen {
    fn new<W: Watch>(
        of_units: &[(usize, &Rule, f32)],
        of_sentences: &[(usize, &Rule, f32)],
    ) -> Self {
        let lowest = |rules: &[(usize, &Rule, f32)]| {
            let needed = rules.iter().map(|(_, _, needed)| *needed);
            needed.fold(f32::INFINITY, f32::min)
        };
        let sentences = lowest(of_sentences);
        let longest = of_units.iter().map(|(_, rule, _)| rule.max_length).max();
        let needed = |least| Needed::for_score(Model::builtin(), least);
        Self {
            longest: if W::IS_KEEN {
                usize::MAX
            } else {
                longest.unwrap_or(0)
            },
            short: needed(sentences.min(lowest(of_units))),
            long: needed(sentences),
            has_sentences: !of_sentences.is_empty(),
        }
    }

    /// Whether a unit of a folded text has to be looked at.
    fn passes(&self, unit: &Unit, folded: &str) -> bool {
        let is_short = unit.weight <= self.longest;
        let needed = if is_short { &self.short } else { &self.long };
        (is_short || self.has_sentences)
            && needed
                .as_ref()
                .is_none_or(|needed| may_have(folded, unit.folded, needed))
    }
}

impl<'a, W: Watch, L: FnOnce() -> Option<&'a str>> Scan<'a, '_, W, L> {
    /// Adds those of the units, and their sentences, that are worded like prompts.
    pub(super) fn scan_wording(&mut self, numbers: &[usize], memory: &mut UnitMemory) {
        let rules = self.rules;
        let by_scope = |wanted: fn(&Rule) -> bool| -> Vec<(usize, &Rule, f32)> {
            let numbered = rules.wording.iter().map(|&number| number as usize);
            numbered
                .filter_map(|number| {
                    let rule = &rules.rules[number];
                    rule.wording
                        .filter(|_| wanted(rule))
                        .map(|needed| (number, rule, needed))
                })
                .collect()
        };
        let of_sentences = by_scope(|rule| rule.scope == Scope::Sentence);
        let of_units = by_scope(|rule| rule.scope != Scope::Sentence);
        if of_sentences.is_empty() && of_units.is_empty() {
            return;
        }
        let screen = Screen::new::<W>(&of_units, &of_sentences);
        let units = self.units;
        for &number in numbers {
            let unit = &units.all()[number];
            if !screen.passes(unit, units.folded().text()) {
                continue;
            }
            let whole = Span::new(0, unit.folded.len());
            let scores = Model::builtin().scores(units.text(unit));
            self.take(number, unit, whole, scores, &of_units, memory);
            if of_sentences.is_empty() {
                continue;
            }
            let sentences = memory.sentences(self.text, units, number, unit).to_vec();
            if sentences.len() < 2 {
                self.take(number, unit, whole, scores, &of_sentences, memory);
                continue;
            }
            for sentence in sentences {
                let scores = Model::builtin().scores(sentence.of(units.text(unit)));
                self.take(number, unit, sentence, scores, &of_sentences, memory);
            }
        }
    }

    /// Adds a signal for every rule that `found`, in bytes of the unit's folded
    /// text, has the score for.
    fn take(
        &mut self,
        number: usize,
        unit: &Unit,
        found: Span,
        scores: Option<Scores>,
        rules: &[(usize, &Rule, f32)],
        memory: &mut UnitMemory,
    ) {
        let Some(scores) = scores else {
            return;
        };
        for (rule, checked, needed) in rules {
            let is_open = W::IS_KEEN || self.gate(checked, unit).is_none();
            if is_open && scores.of(checked.category) >= *needed {
                self.accept(number, unit, *rule, found, memory);
            }
        }
    }
}
