//! Blocks: prose that is boilerplate as a whole, such as a letter of appeal.
//!
//! A block reaches from a unit with a start cue to the last unit with an end
//! cue. Without an end, or without one of the words that the rule also wants,
//! there is no block.

use std::collections::HashMap;

use crate::rules::{Action, Haystack, Rule, Scope};
use crate::work::count_work;

use super::claims::{Claims, Ground};
use super::decide::Case;
use super::removal::Reason;
use super::signals::Signal;
use super::zones::Zones;

/// End cues may follow each other with this many units between them: the
/// buttons under a letter.
const END_GAP: usize = 3;

/// Claims every block.
pub(super) fn claim(case: &Case<'_>, zones: &Zones, claims: &mut Claims) {
    let mut next_free = 0;
    // The unit in which each rule had a start last that began no block.
    let mut tried: HashMap<usize, usize> = HashMap::new();
    let mut ends: Option<Ends<'_>> = None;
    for start in case.signals.iter().filter(|signal| !signal.is_end) {
        let rule = &case.rules.rules[start.rule];
        if rule.scope != Scope::Block || rule.action != Action::Remove || start.unit < next_free {
            continue;
        }
        if !zones.suit(rule, start.unit) {
            continue;
        }
        if tried.get(&start.rule) == Some(&start.unit) {
            continue;
        }
        let ends = ends.get_or_insert_with(|| Ends::new(case));
        let Some(end) = end_of(case, rule, start, ends.of(start.rule)) else {
            tried.insert(start.rule, start.unit);
            continue;
        };
        let ground = |signal: &Signal, reason| Ground {
            rule: start.rule,
            reason,
            span: signal.span,
        };
        claims.add_block(
            start.unit,
            end.unit,
            vec![
                ground(start, Reason::BlockStart),
                ground(end, Reason::BlockEnd),
            ],
        );
        next_free = end.unit + 1;
    }
}

/// The last end cue of each rule in each unit.
struct Ends<'a>(HashMap<usize, Vec<&'a Signal>>);

impl<'a> Ends<'a> {
    fn new(case: &Case<'a>) -> Self {
        let mut ends: HashMap<usize, Vec<&Signal>> = HashMap::new();
        for signal in case.signals.iter().filter(|signal| signal.is_end) {
            let own = ends.entry(signal.rule).or_default();
            match own.last_mut() {
                Some(last) if last.unit == signal.unit => *last = signal,
                _ => own.push(signal),
            }
        }
        Self(ends)
    }

    /// Those of a rule, by unit.
    fn of(&self, rule: usize) -> &[&'a Signal] {
        self.0.get(&rule).map_or(&[], Vec::as_slice)
    }
}

/// The end of the block that `start` begins: the last of the first group of
/// end cues, within the rule's bound, up to which the block has what the rule
/// also wants.
fn end_of<'a>(
    case: &Case<'_>,
    rule: &Rule,
    start: &Signal,
    ends: &[&'a Signal],
) -> Option<&'a Signal> {
    let first = ends.partition_point(|end| end.unit < start.unit);
    let ends = ends[first..]
        .iter()
        .copied()
        .take_while(|end| end.unit <= start.unit + rule.max_units);
    let is_block = |end: &&Signal| has_also(case, rule, start.unit, end.unit);
    let mut last: Option<&Signal> = None;
    for end in ends {
        count_work(1);
        if let Some(earlier) = last
            && end.unit > earlier.unit + END_GAP + 1
            && is_block(&earlier)
        {
            break;
        }
        last = Some(end);
    }
    last.filter(is_block)
}

fn has_also(case: &Case<'_>, rule: &Rule, first: usize, last: usize) -> bool {
    rule.also.is_empty()
        || case.units.all()[first..=last].iter().any(|unit| {
            let haystack = Haystack {
                text: case.units.text(unit),
                source: Some((case.units.folded(), unit.folded.start, case.text)),
            };
            rule.also.iter().any(|phrase| phrase.is_in(&haystack))
        })
}
