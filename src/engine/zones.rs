//! Head, body and tail of a text, and what kind of text it is.

use crate::rules::{Kind, Rule, Zone};
use crate::text::Unit;

/// Where the running text of a document begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Zones {
    kind: Kind,
    first_prose: Option<usize>,
    last_prose: Option<usize>,
}

impl Zones {
    /// Zones by the units that are prose; `is_boilerplate` tells which do not
    /// count because they would go themselves.
    pub(super) fn new(units: &[Unit], is_boilerplate: impl Fn(usize) -> bool) -> Self {
        let is_anchor = |&number: &usize| units[number].is_prose() && !is_boilerplate(number);
        let short = units.iter().filter(|unit| unit.is_short()).count();
        Self {
            kind: if short * 2 > units.len() {
                Kind::Page
            } else {
                Kind::Article
            },
            first_prose: (0..units.len()).find(is_anchor),
            last_prose: (0..units.len()).rev().find(is_anchor),
        }
    }

    /// The zone of a unit. A text without prose is all body: nothing tells what
    /// its content is.
    pub(super) fn of(&self, unit: usize) -> Zone {
        match (self.first_prose, self.last_prose) {
            (Some(first), _) if unit < first => Zone::Head,
            (_, Some(last)) if unit > last => Zone::Tail,
            _ => Zone::Body,
        }
    }

    /// Whether a rule is for this kind of text, and for the zone of a unit.
    pub(super) fn suit(&self, rule: &Rule, unit: usize) -> bool {
        (rule.kinds.is_empty() || rule.kinds.contains(&self.kind))
            && (rule.zones.is_empty() || rule.zones.contains(&self.of(unit)))
    }

    /// The unit of prose that makes `zone` what it is.
    pub(super) fn witness(&self, zone: Zone) -> Option<usize> {
        match zone {
            Zone::Head => self.first_prose,
            Zone::Tail => self.last_prose,
            Zone::Body => None,
        }
    }
}
