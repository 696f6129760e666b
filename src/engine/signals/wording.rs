//! Signals of rules that go by wording.

use crate::engine::wording::{Model, Scores};
use crate::rules::{Rule, Scope};
use crate::text::{Span, Unit};

use super::{Scan, SentenceCache, Watch};

impl<'a, W: Watch, L: FnOnce() -> Option<&'a str>> Scan<'a, '_, W, L> {
    /// Adds the units, and the sentences, that are worded like prompts.
    pub(super) fn scan_wording(&mut self, cache: &mut SentenceCache) {
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
        let units = self.units;
        for (number, unit) in units.all().iter().enumerate() {
            let whole = Span::new(0, unit.folded.len());
            let scores = Model::builtin().scores(units.text(unit));
            self.take(number, unit, whole, scores, &of_units, cache);
            if of_sentences.is_empty() {
                continue;
            }
            let sentences = cache.all(self.text, units, number, unit).to_vec();
            if sentences.len() < 2 {
                self.take(number, unit, whole, scores, &of_sentences, cache);
                continue;
            }
            for sentence in sentences {
                let scores = Model::builtin().scores(sentence.of(units.text(unit)));
                self.take(number, unit, sentence, scores, &of_sentences, cache);
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
        cache: &mut SentenceCache,
    ) {
        let Some(scores) = scores else {
            return;
        };
        for (rule, checked, needed) in rules {
            let is_open = W::IS_KEEN || self.gate(checked, unit).is_none();
            if is_open && scores.of(checked.category) >= *needed {
                self.accept(number, unit, *rule, found, cache);
            }
        }
    }
}
