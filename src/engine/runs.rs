//! Runs: the title-like lines under a label such as "Read more".

use crate::rules::Zone;

use super::decide::Case;
use super::zones::Zones;

/// Longest title in characters.
const LONGEST_TITLE: usize = 160;

/// The last unit that belongs to the label at `label`; the label itself where
/// none follows.
///
/// After the last prose every title-like unit belongs to it. Before that, a
/// subheading of the article may follow, so only a list with bullets counts.
pub(super) fn last_unit(case: &Case<'_>, zones: &Zones, label: usize, max_units: usize) -> usize {
    let units = case.units.all();
    let in_tail = zones.of(label) == Zone::Tail;
    let mut last = label;
    for (number, unit) in units.iter().enumerate().skip(label + 1).take(max_units) {
        let is_title = unit.weight <= LONGEST_TITLE && !ends_in_full_stop(case.units.text(unit));
        if !is_title || !(in_tail || unit.bulleted) {
            break;
        }
        last = number;
    }
    last
}

fn ends_in_full_stop(text: &str) -> bool {
    text.ends_with(['.', '。', '।', '۔']) && !text.ends_with("...")
}
