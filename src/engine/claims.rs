//! Claims: which units go, and for which reasons.

use std::collections::{BTreeMap, HashSet};

use crate::rules::{Category, Rule};
use crate::text::Span;
use crate::work::count_work;

use super::extent::Extent;
use super::removal::Reason;

/// So many reasons are compared with those that are there one by one.
const FEW_GROUNDS: usize = 8;

/// A reason in numbers, before it is written out as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ground {
    pub rule: usize,
    pub reason: Reason,
    pub span: Span,
}

/// What is decided about one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub extent: Extent,
    /// The reasons; the deciding rule's first.
    pub grounds: Vec<Ground>,
    /// The last unit that goes with this one as a single removal; the unit
    /// itself but for blocks.
    pub last_unit: usize,
    /// The category of the neighbour that tipped the scale: a label that several
    /// rules know is taken to belong to what it stands beside.
    pub beside: Option<Category>,
}

/// The claims of a text, by unit.
#[derive(Debug)]
pub(super) struct Claims {
    claims: Vec<Option<Claim>>,
}

impl Claims {
    pub(super) fn new(units: usize) -> Self {
        Self {
            claims: vec![None; units],
        }
    }

    pub(super) fn get(&self, unit: usize) -> Option<&Claim> {
        self.claims.get(unit).and_then(Option::as_ref)
    }

    /// Whether some of the unit goes.
    pub(super) fn is_claimed(&self, unit: usize) -> bool {
        self.get(unit).is_some()
    }

    /// Whether all of the unit goes.
    pub(super) fn goes_whole(&self, unit: usize) -> bool {
        self.get(unit)
            .is_some_and(|claim| claim.extent == Extent::Whole)
    }

    /// Claims a unit; a claim that stands stays, with the new reasons added.
    pub(super) fn add(&mut self, unit: usize, extent: Extent, grounds: Vec<Ground>) {
        match &mut self.claims[unit] {
            Some(claim) => {
                if extent == Extent::Whole {
                    claim.extent = Extent::Whole;
                }
                // One or two reasons are looked for sooner than put into a set.
                if grounds.len() <= FEW_GROUNDS {
                    count_work(grounds.len() * claim.grounds.len());
                    for ground in grounds {
                        if !claim.grounds.contains(&ground) {
                            claim.grounds.push(ground);
                        }
                    }
                } else {
                    count_work(grounds.len() + claim.grounds.len());
                    let mut known: HashSet<Ground> = claim.grounds.iter().copied().collect();
                    let new = grounds.into_iter().filter(|ground| known.insert(*ground));
                    claim.grounds.extend(new);
                }
            }
            empty => {
                *empty = Some(Claim {
                    extent,
                    grounds,
                    last_unit: unit,
                    beside: None,
                })
            }
        }
    }

    /// Adds sentences to the parts of a unit that go, one after another: those that touch
    /// one of the parts and do not go already, each for its reason. Tells whether there
    /// was any.
    pub(super) fn widen(
        &mut self,
        unit: usize,
        whole: Span,
        text: &str,
        sentences: &[(Span, Ground)],
    ) -> bool {
        let Some(claim) = &mut self.claims[unit] else {
            return false;
        };
        let Extent::Parts(parts) = &claim.extent else {
            return false;
        };
        let mut parts: BTreeMap<usize, usize> =
            parts.iter().map(|part| (part.start, part.end)).collect();
        let before = claim.grounds.len();
        count_work(parts.len() + sentences.len());
        for (sentence, ground) in sentences {
            if add_touching(&mut parts, *sentence, text) {
                claim.grounds.push(*ground);
            }
        }
        let mut merged = parts.iter().map(|(&start, &end)| Span::new(start, end));
        let is_whole = merged.any(|part| part.contains(whole));
        claim.extent = if is_whole {
            Extent::Whole
        } else {
            let parts = parts.into_iter();
            Extent::Parts(parts.map(|(start, end)| Span::new(start, end)).collect())
        };
        claim.grounds.len() > before
    }

    /// Notes the category that a unit stands beside.
    pub(super) fn set_beside(&mut self, unit: usize, category: Option<Category>) {
        if let Some(claim) = &mut self.claims[unit] {
            claim.beside = claim.beside.or(category);
        }
    }

    /// Claims the units from `first` to `last` as one removal.
    pub(super) fn add_block(&mut self, first: usize, last: usize, mut grounds: Vec<Ground>) {
        for unit in first..=last {
            let earlier = self.claims[unit]
                .take()
                .map(|claim| claim.grounds)
                .unwrap_or_default();
            grounds.extend(earlier);
        }
        for unit in first..=last {
            self.claims[unit] = Some(Claim {
                extent: Extent::Whole,
                grounds: Vec::new(),
                last_unit: last,
                beside: None,
            });
        }
        if let Some(claim) = &mut self.claims[first] {
            claim.grounds = grounds;
        }
    }

    /// Gives a unit back.
    pub(super) fn withdraw(&mut self, unit: usize) {
        self.claims[unit] = None;
    }

    /// Leaves only these parts of a claimed unit to go.
    pub(super) fn cut_down(&mut self, unit: usize, parts: Vec<Span>) {
        if let Some(claim) = &mut self.claims[unit] {
            claim.extent = Extent::Parts(parts);
        }
    }

    /// Number of units, claimed or not.
    pub(super) fn len(&self) -> usize {
        self.claims.len()
    }
}

impl Claim {
    /// The ground that decides: one of the category beside it if there is one,
    /// then words of its own before a label above, then the surest rule's, then
    /// the longest match.
    pub(super) fn deciding(&self, rules: &[Rule]) -> Option<&Ground> {
        count_work(self.grounds.len());
        self.grounds
            .iter()
            .filter(|ground| ground.reason != Reason::RemovedNeighbor)
            .max_by(|a, b| {
                let (rule_a, rule_b) = (&rules[a.rule], &rules[b.rule]);
                let fits = |rule: &Rule| Some(rule.category) == self.beside;
                let is_cue = |ground: &Ground| ground.reason != Reason::Label;
                fits(rule_a)
                    .cmp(&fits(rule_b))
                    .then_with(|| is_cue(a).cmp(&is_cue(b)))
                    .then_with(|| rule_a.confidence.total_cmp(&rule_b.confidence))
                    .then_with(|| rule_b.category.cmp(&rule_a.category))
                    .then_with(|| a.span.len().cmp(&b.span.len()))
                    .then_with(|| b.rule.cmp(&a.rule))
            })
    }
}

/// Adds a sentence to parts, each with its end by its start, if only blanks are between
/// it and one of them. Tells whether it did.
fn add_touching(parts: &mut BTreeMap<usize, usize>, sentence: Span, text: &str) -> bool {
    let is_gap = |from: usize, to: usize| {
        from <= to && text.get(from..to).is_some_and(|gap| gap.trim().is_empty())
    };
    let before = parts.range(..sentence.end).next_back();
    let before = before.map(|(&start, &end)| Span::new(start, end));
    if before.is_some_and(|part| part.overlaps(sentence)) {
        return false;
    }
    let after = parts.range(sentence.end..).next();
    let after = after.map(|(&start, &end)| Span::new(start, end));
    let before = before.filter(|part| is_gap(part.end, sentence.start));
    let after = after.filter(|part| is_gap(sentence.end, part.start));
    if before.is_none() && after.is_none() {
        return false;
    }
    if let Some(after) = after {
        parts.remove(&after.start);
    }
    let start = before.map_or(sentence.start, |part| part.start);
    parts.insert(start, after.map_or(sentence.end, |part| part.end));
    true
}
