//! Units that stand apart from the text: between blank lines, or at its edges.

use crate::text::Unit;
use crate::work::count_work;

/// Which units stand apart, together with their neighbours that also want to.
#[derive(Debug)]
pub(super) struct Apart(Vec<bool>);

impl Apart {
    /// Looks at all units; `wanting` are the numbers of those that want to stand apart.
    pub(super) fn new(units: &[Unit], wanting: impl Iterator<Item = usize>) -> Self {
        count_work(units.len());
        let mut wants_it = vec![false; units.len()];
        for unit in wanting {
            wants_it[unit] = true;
        }
        let mut is_free = true;
        let mut apart = Vec::with_capacity(units.len());
        for (number, unit) in units.iter().enumerate() {
            is_free = unit.after_blank || number == 0 || wants_it[number - 1] && is_free;
            apart.push(is_free);
        }
        let mut is_free = true;
        for number in (0..units.len()).rev() {
            is_free = match units.get(number + 1) {
                Some(next) => next.after_blank || wants_it[number + 1] && is_free,
                None => true,
            };
            apart[number] &= is_free;
        }
        Self(apart)
    }

    /// Whether a unit stands apart.
    pub(super) fn stands_apart(&self, unit: usize) -> bool {
        self.0.get(unit).copied().unwrap_or(false)
    }
}
