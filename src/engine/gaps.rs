//! From claims to removals: exact spans, with the gaps they leave closed.
//!
//! A unit that goes takes its line end along. Of the blank lines around a group
//! of such units the smaller gap goes, so that what is left is no wider than
//! what the writer had there; other white space is never touched.

use crate::rules::{Rule, RuleSet};
use crate::text::{Span, Unit};
use crate::work::count_work;

use super::claims::{Claim, Claims};
use super::decide::Case;
use super::extent::Extent;
use super::removal::{Evidence, Removal};

/// Most reasons of a unit that stand with each of its parts that go. Where there are more,
/// a line of many prompts, each part has those that stand in it.
const MOST_SHARED: usize = 64;

/// The removals that the claims come to, in order and disjoint.
pub(super) fn removals(case: &Case<'_>, claims: &Claims) -> Vec<Removal> {
    let units = case.units.all();
    let mut found = Vec::new();
    let mut unit = 0;
    while unit < units.len() {
        match claims.get(unit) {
            Some(claim) if claim.extent == Extent::Whole => {
                let last = group_end(claims, unit);
                push_group(case, claims, unit, last, &mut found);
                unit = last + 1;
            }
            Some(claim) => {
                push_parts(case, claim, &units[unit], &mut found);
                unit += 1;
            }
            None => unit += 1,
        }
    }
    found
}

/// The last of the neighbouring units that go whole.
fn group_end(claims: &Claims, first: usize) -> usize {
    let mut last = first;
    while claims.goes_whole(last + 1) {
        last += 1;
    }
    last
}

fn push_group(
    case: &Case<'_>,
    claims: &Claims,
    first: usize,
    last: usize,
    found: &mut Vec<Removal>,
) {
    let units = case.units.all();
    let whole = group_span(case.text, units, first, last);
    let mut unit = first;
    while unit <= last {
        let Some(claim) = claims.get(unit) else {
            return;
        };
        let next = claim.last_unit.max(unit) + 1;
        let start = if unit == first {
            whole.start
        } else {
            units[unit].lines.start
        };
        let end = if next > last {
            whole.end
        } else {
            units[next].lines.start
        };
        found.extend(removal(case.rules, claim, Span::new(start, end)));
        unit = next;
    }
}

/// The span of a group of units with the gap that goes along.
fn group_span(text: &str, units: &[Unit], first: usize, last: usize) -> Span {
    let region = units[first].lines.union(units[last].lines);
    let before = first.checked_sub(1).map(|before| units[before].lines.end);
    let after = units.get(last + 1).map(|after| after.lines.start);
    match (before, after) {
        (None, Some(after)) => Span::new(region.start, after),
        (None, None) => region,
        (Some(before), None) => {
            // The text keeps its ending: with a final line end or without.
            let ends_in_line_end = region.end > units[last].span.end
                && text[..region.end].ends_with(['\n', '\r', '\x0c']);
            let start = if ends_in_line_end {
                before
            } else {
                before - line_end_length(&text[..before])
            };
            Span::new(start, region.end)
        }
        (Some(before), Some(after)) => {
            if line_ends(&text[before..region.start]) <= line_ends(&text[region.end..after]) {
                Span::new(before, region.end)
            } else {
                Span::new(region.start, after)
            }
        }
    }
}

fn line_ends(blank: &str) -> usize {
    blank.bytes().filter(|byte| *byte == b'\n').count()
}

fn line_end_length(text: &str) -> usize {
    if text.ends_with("\r\n") {
        2
    } else {
        usize::from(text.ends_with(['\n', '\r', '\x0c']))
    }
}

fn push_parts(case: &Case<'_>, claim: &Claim, unit: &Unit, found: &mut Vec<Removal>) {
    let Extent::Parts(parts) = &claim.extent else {
        return;
    };
    let Some(reasons) = Reasons::new(case.rules, claim) else {
        return;
    };
    for part in parts {
        let span = close_gap(case.text, unit.span, *part);
        let evidence = if parts.len() > 1 && reasons.evidence.len() > MOST_SHARED {
            reasons.within(span)
        } else {
            reasons.evidence.clone()
        };
        count_work(evidence.len());
        found.push(reasons.removal(span, evidence));
    }
}

/// A part of a unit with the blanks on one side of it.
fn close_gap(text: &str, unit: Span, part: Span) -> Span {
    let after = &text[part.end..unit.end];
    let blanks = after.len() - after.trim_start().len();
    if blanks < after.len() {
        return Span::new(part.start, part.end + blanks);
    }
    let before = &text[unit.start..part.start];
    Span::new(unit.start + before.trim_end().len(), part.end)
}

fn removal(rules: &RuleSet, claim: &Claim, span: Span) -> Option<Removal> {
    let mut reasons = Reasons::new(rules, claim)?;
    let evidence = std::mem::take(&mut reasons.evidence);
    Some(reasons.removal(span, evidence))
}

/// Why a claim stands, written out.
struct Reasons<'r> {
    decider: &'r Rule,
    /// The deciding rule's first, each rule's by place.
    evidence: Vec<Evidence>,
    /// How much of the evidence is the deciding rule's.
    own: usize,
}

impl<'r> Reasons<'r> {
    fn new(rules: &'r RuleSet, claim: &Claim) -> Option<Self> {
        let decider = claim.deciding(&rules.rules)?;
        let mut grounds: Vec<_> = claim.grounds.iter().collect();
        grounds.sort_by_key(|ground| (ground.rule != decider.rule, ground.span.start));
        let own = grounds.partition_point(|ground| ground.rule == decider.rule);
        let evidence = grounds.into_iter().map(|ground| Evidence {
            rule: rules.rules[ground.rule].id.clone(),
            reason: ground.reason,
            span: ground.span,
        });
        Some(Self {
            decider: &rules.rules[decider.rule],
            evidence: evidence.collect(),
            own,
        })
    }

    /// The evidence in one of many parts, and before it the deciding rule's first where
    /// that rule has none there.
    fn within(&self, part: Span) -> Vec<Evidence> {
        let (own, others) = self.evidence.split_at(self.own);
        let of = |evidence: &[Evidence]| {
            let first = evidence.partition_point(|one| one.span.start < part.start);
            let count = evidence[first..].partition_point(|one| one.span.start < part.end);
            evidence[first..first + count].to_vec()
        };
        let mut found = of(own);
        if found.is_empty() {
            found.extend(own.first().cloned());
        }
        found.extend(of(others));
        found
    }

    fn removal(&self, span: Span, evidence: Vec<Evidence>) -> Removal {
        Removal {
            span,
            rule: self.decider.id.clone(),
            category: self.decider.category,
            confidence: self.decider.confidence,
            evidence,
        }
    }
}
