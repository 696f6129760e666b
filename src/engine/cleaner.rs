//! The way in: a document goes in, its removals come out.

use std::sync::Arc;

use crate::rules::{Action, RuleSet};
use crate::text::{Document, Span, Units};
use crate::work::count_work;

use super::cuts::Cuts;
use super::decide::{Case, Reviews, decide};
use super::gaps;
use super::kept::{Kept, keepers, placed};
use super::removal::{Evidence, Flag, Reason, Removal};
use super::signals::{Before, Round, Signal, signals};
use super::truncation;
use super::verdict;

/// Rounds of scanning. Removing a sentence can leave a line that is a prompt by
/// itself; such leftovers go in the next round, so that cleaning a cleaned text
/// removes nothing more.
const MOST_ROUNDS: usize = 16;

/// Cleans documents by a set of rules. Clones share the rules.
///
/// ```
/// use dechaff::{Cleaner, Document, RuleSet};
///
/// let cleaner = Cleaner::new(RuleSet::builtin());
/// let document = Document::new("The bridge opened on Monday.\n\nSign up for our free newsletter!\n");
/// let cleaned = cleaner.clean(&document);
/// assert_eq!(cleaned.text, "The bridge opened on Monday.\n");
/// assert_eq!(cleaned.removals[0].category.name(), "newsletter");
/// assert_eq!(cleaned.restore(document.text()), document.text());
/// ```
#[derive(Clone, Debug)]
pub struct Cleaner {
    rules: Arc<RuleSet>,
    is_capped: bool,
    uses_models: bool,
}

/// What a scan found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// What goes: sorted, not overlapping.
    pub removals: Vec<Removal>,
    /// What rules only report; it stays in the text. In order, may overlap.
    pub tags: Vec<Removal>,
    /// Why the document is left as it is although rules matched.
    pub flag: Option<Flag>,
    /// Whether the text was probably cut short: it ends where a paywall begins.
    pub is_truncated: bool,
}

/// A cleaned document.
#[derive(Clone, Debug, PartialEq)]
pub struct Cleaned {
    /// The input without the removals.
    pub text: String,
    /// What was removed: spans of the input, sorted, not overlapping.
    pub removals: Vec<Removal>,
    /// What rules only report; spans of the input.
    pub tags: Vec<Removal>,
    /// Why the document was left as it is although rules matched.
    pub flag: Option<Flag>,
    /// Whether the text was probably cut short: it ends where a paywall begins.
    pub is_truncated: bool,
}

impl Cleaner {
    /// A cleaner by these rules.
    pub fn new(rules: impl Into<Arc<RuleSet>>) -> Self {
        Self {
            rules: rules.into(),
            is_capped: true,
            uses_models: true,
        }
    }

    /// A cleaner that removes whatever the rules say, even the whole text.
    pub fn uncapped(rules: impl Into<Arc<RuleSet>>) -> Self {
        Self {
            rules: rules.into(),
            is_capped: false,
            uses_models: true,
        }
    }

    /// The same cleaner going by phrases and patterns alone.
    pub(super) fn without_models(&self) -> Self {
        Self {
            uses_models: false,
            ..self.clone()
        }
    }

    /// The rules.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Finds what goes.
    pub fn scan(&self, document: &Document<'_>) -> Scan {
        let has_placed = self
            .rules
            .kept
            .as_ref()
            .is_some_and(|kept| kept.has_placed());
        if !has_placed {
            return self.scan_with(document, Reviews::Heeded(&[]));
        }
        // What stands around a text is told by what would stay without any decision: so
        // it is the same in the cleaned text.
        let undecided = self.undecided(document);
        let placed = self.with_case(document, |case| placed(case, &undecided.removals));
        self.scan_with(document, Reviews::Heeded(&placed))
    }

    /// The ids of the rules that keep something of a document, whether or not another rule
    /// would take it.
    pub fn keepers(&self, document: &Document<'_>) -> Vec<Arc<str>> {
        self.with_case(document, |case| {
            let rules = &self.rules.rules;
            let by_words = case.signals.iter().map(|signal| signal.rule);
            let by_words = by_words.filter(|&rule| rules[rule].action == Action::Keep);
            let mut keepers: Vec<usize> = keepers(case).into_iter().chain(by_words).collect();
            keepers.sort_unstable();
            keepers.dedup();
            keepers.iter().map(|&rule| rules[rule].id.clone()).collect()
        })
    }

    /// What goes where no decision counts.
    pub(super) fn undecided(&self, document: &Document<'_>) -> Scan {
        self.scan_with(document, Reviews::Ignored)
    }

    /// Scans until nothing more goes.
    fn scan_with(&self, document: &Document<'_>, reviews: Reviews<'_>) -> Scan {
        let mut round = self.read(document, None);
        let mut scan = self.decide(document, &round, reviews);
        // The removals of the last round, in bytes of its text.
        let mut last = scan.removals.clone();
        for _ in 1..MOST_ROUNDS {
            if last.is_empty() {
                break;
            }
            let rest = apply(document.text(), &scan.removals);
            let rest = document.with_text(&rest);
            let before = Before {
                round: &round,
                cuts: &Cuts::new(&last),
            };
            let next = self.read(&rest, Some(&before));
            let more = match reviews {
                Reviews::Ignored => self.decide(&rest, &next, reviews),
                Reviews::Heeded(placed) => {
                    let cuts = Cuts::new(&scan.removals);
                    let placed: Vec<Kept> = placed
                        .iter()
                        .map(|one| Kept {
                            span: cuts.cleaned(one.span, &scan.removals),
                            ..*one
                        })
                        .collect();
                    self.decide(&rest, &next, Reviews::Heeded(&placed))
                }
            };
            round = next;
            last.clone_from(&more.removals);
            merge(&mut scan.removals, more.removals);
        }
        scan
    }

    /// Cleans a document.
    pub fn clean(&self, document: &Document<'_>) -> Cleaned {
        let Scan {
            removals,
            tags,
            flag,
            is_truncated,
        } = self.scan(document);
        Cleaned {
            text: apply(document.text(), &removals),
            removals,
            tags,
            flag,
            is_truncated,
        }
    }

    /// Decides about what was read.
    fn decide(&self, document: &Document<'_>, round: &Round, reviews: Reviews<'_>) -> Scan {
        if round.signals.is_empty() && !self.rules.has_shape {
            return Scan::default();
        }
        let case = &Case {
            reviews,
            ..self.case(document, round)
        };
        let decision = decide(case);
        let tags = decision
            .tags
            .iter()
            .map(|signal| self.tag(signal))
            .collect();
        let removals = gaps::removals(case, &decision.claims);
        let flag = verdict::flag(case.text, case.units.all(), &removals);
        let flag = flag.filter(|_| self.is_capped);
        let removals = if flag.is_some() { Vec::new() } else { removals };
        Scan {
            removals,
            tags,
            flag,
            is_truncated: truncation::is_truncated(case, &decision.claims),
        }
    }

    /// Calls `look` with the document's units and what the rules say about them.
    pub(super) fn with_case<T>(
        &self,
        document: &Document<'_>,
        look: impl FnOnce(&Case<'_>) -> T,
    ) -> T {
        look(&self.case(document, &self.read(document, None)))
    }

    /// The document's units, and what the rules say about them. What stands in it as it
    /// stood in the round before is not looked at again.
    fn read(&self, document: &Document<'_>, before: Option<&Before<'_>>) -> Round {
        let units = Units::new(document.text());
        count_work(document.text().len());
        let (mut signals, language) = signals(&self.rules, document, &units, before, &mut ());
        if !self.uses_models {
            signals.retain(|signal| self.rules.rules[signal.rule].wording.is_none());
        }
        Round {
            units,
            signals,
            language,
        }
    }

    fn case<'c>(&'c self, document: &'c Document<'_>, round: &'c Round) -> Case<'c> {
        Case {
            rules: &self.rules,
            text: document.text(),
            units: &round.units,
            signals: &round.signals,
            site: document.site(),
            uses_models: self.uses_models,
            reviews: Reviews::Heeded(&[]),
        }
    }

    fn tag(&self, signal: &Signal) -> Removal {
        let rule = &self.rules.rules[signal.rule];
        let evidence = Evidence {
            rule: rule.id.clone(),
            reason: Reason::of(rule),
            span: signal.span,
        };
        Removal {
            span: signal.span,
            rule: rule.id.clone(),
            category: rule.category,
            confidence: rule.confidence,
            evidence: vec![evidence],
        }
    }
}

impl Cleaned {
    /// The original: the cleaned text with everything put back. `original` is
    /// where the removed bytes are taken from.
    pub fn restore(&self, original: &str) -> String {
        let texts = self
            .removals
            .iter()
            .map(|removal| (removal.span, removal.span.of(original)));
        restore(&self.text, texts)
    }
}

/// The text without the removals, which must be sorted and must not overlap; a
/// removal that does not fit the text is left out.
///
/// ```
/// use dechaff::{Cleaner, Document, RuleSet, apply};
///
/// let document = Document::new("It rained.\nSubscribe to our newsletter\n");
/// let removals = Cleaner::new(RuleSet::builtin()).scan(&document).removals;
/// assert_eq!(apply(document.text(), &removals), "It rained.\n");
/// ```
pub fn apply(text: &str, removals: &[Removal]) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut at = 0;
    for removal in removals {
        if let Some(kept) = text.get(at..removal.span.start) {
            cleaned.push_str(kept);
            at = removal.span.end;
        }
    }
    cleaned.push_str(text.get(at..).unwrap_or_default());
    cleaned
}

/// Puts all removed texts back into a cleaned text. `removed` are spans of the
/// original with what stood there, sorted. To put only some back, restore all
/// and [`apply`] the others again.
///
/// ```
/// use dechaff::{Span, restore};
///
/// let cleaned = "ad";
/// assert_eq!(restore(cleaned, [(Span::new(1, 3), "bc")]), "abcd");
/// ```
pub fn restore<'t>(cleaned: &str, removed: impl IntoIterator<Item = (Span, &'t str)>) -> String {
    let mut original = String::with_capacity(cleaned.len());
    let mut at = 0;
    for (span, text) in removed {
        let missing = span.start.saturating_sub(original.len());
        let end = (at + missing).min(cleaned.len());
        original.push_str(cleaned.get(at..end).unwrap_or_default());
        original.push_str(text);
        at = end;
    }
    original.push_str(cleaned.get(at..).unwrap_or_default());
    original
}

/// Adds removals found in the text that `removals` leave, with their spans led
/// back to the original. What overlaps becomes one removal.
fn merge(removals: &mut Vec<Removal>, more: Vec<Removal>) {
    let cuts = Cuts::new(removals);
    count_work(removals.len() + more.len());
    for mut removal in more {
        removal.span = cuts.original(removal.span);
        for evidence in &mut removal.evidence {
            evidence.span = cuts.original(evidence.span);
        }
        removals.push(removal);
    }
    removals.sort_by_key(|removal| (removal.span.start, std::cmp::Reverse(removal.span.end)));
    removals.dedup_by(|later, earlier| {
        let overlaps = later.span.overlaps(earlier.span);
        if overlaps {
            earlier.span = earlier.span.union(later.span);
            earlier.evidence.append(&mut later.evidence);
        }
        overlaps
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removal(start: usize, end: usize) -> Removal {
        let category = crate::Category::Custom;
        Removal {
            span: Span::new(start, end),
            rule: "custom/x".into(),
            category,
            confidence: 1.0,
            evidence: vec![],
        }
    }

    #[test]
    fn later_rounds_are_led_back_to_the_original() {
        // abCDefGHij -> abefij; then "bef" of that goes.
        let mut removals = vec![removal(2, 4), removal(6, 8)];
        merge(&mut removals, vec![removal(1, 4)]);
        let spans: Vec<Span> = removals.iter().map(|removal| removal.span).collect();
        assert_eq!(spans, [Span::new(1, 6), Span::new(6, 8)]);
        assert_eq!(apply("abCDefGHij", &removals), "aij");
    }

    #[test]
    fn what_was_taken_out_can_be_put_back() {
        let text = "ab\ncd\nef";
        let removals = [removal(0, 3), removal(4, 5), removal(6, 8)];
        let cleaned = apply(text, &removals);
        assert_eq!(cleaned, "c\n");
        assert_eq!(
            restore(
                &cleaned,
                removals
                    .iter()
                    .map(|removal| (removal.span, removal.span.of(text)))
            ),
            text
        );
    }
}
