//! Where units stand in their text: among prose, among short lines, and among what
//! goes.

use super::features::PLACE;
use crate::engine::claims::Claims;
use crate::engine::zones::Zones;
use crate::rules::Zone;
use crate::text::Unit;

/// Distances and counts are looked at up to this.
const FAR: usize = 50;

/// Sums over the whole text.
#[derive(Debug)]
pub(super) struct Places {
    prose: Marked,
    claimed: Marked,
    /// Weight of prose in all units before each, and in all at the end.
    prose_before: Vec<usize>,
    /// For each unit the first and the last of the short lines around it.
    runs: Vec<(usize, usize)>,
    median: f32,
    short_share: f32,
    blank_share: f32,
}

impl Places {
    pub(super) fn new(units: &[Unit], claims: &Claims) -> Self {
        let is_prose = |number: usize| units[number].is_prose() && !claims.goes_whole(number);
        let prose = Marked::new(units.len(), is_prose);
        let mut sum = 0;
        let mut prose_before = Vec::with_capacity(units.len() + 1);
        prose_before.push(0);
        prose_before.extend((0..units.len()).map(|number| {
            sum += if prose.is(number) {
                units[number].weight
            } else {
                0
            };
            sum
        }));
        let share = |is: &dyn Fn(&Unit) -> bool| {
            units.iter().filter(|unit| is(unit)).count() as f32 / units.len().max(1) as f32
        };
        Self {
            prose,
            claimed: Marked::new(units.len(), |number| claims.goes_whole(number)),
            prose_before,
            runs: runs(units),
            median: median(units).min(500) as f32,
            short_share: share(&Unit::is_short),
            blank_share: share(&|unit| unit.after_blank),
        }
    }

    /// The features of a unit's place.
    pub(super) fn of(&self, number: usize, zones: &Zones) -> [f32; PLACE] {
        let (prose, claimed) = (&self.prose, &self.claimed);
        let count = self.runs.len();
        let all = count.max(1) as f32;
        let (first, last) = self.runs[number];
        let weight_total = self.prose_before.last().copied().unwrap_or(0);
        [
            number.min(400) as f32,
            number as f32 / all,
            (count - number).min(400) as f32,
            prose.before[number].min(FAR) as f32,
            (prose.total() - prose.before[number]).min(FAR) as f32,
            f32::from(prose.nearest_before[number]),
            f32::from(prose.nearest_after[number]),
            match zones.of(number) {
                Zone::Head => 1.0,
                Zone::Body => 0.0,
                Zone::Tail => 2.0,
            },
            (last - first + 1).min(100) as f32,
            (number - first).min(100) as f32,
            within(&self.prose_before, number, 3),
            within(&self.prose_before, number, 8),
            within(&self.prose_before, number, 20),
            self.prose_before[number] as f32 / weight_total.max(1) as f32,
            within(&claimed.before, number, 3),
            within(&claimed.before, number, 8),
            within(&claimed.before, number, 20),
            f32::from(claimed.nearest_before[number]),
            f32::from(claimed.nearest_after[number]),
            count.min(2000) as f32,
            prose.total() as f32 / all,
            (weight_total as f32).min(100_000.0),
            self.median,
            self.short_share,
            self.blank_share,
            claimed.total() as f32 / all,
            claimed.before[number] as f32 / claimed.total().max(1) as f32,
            claimed.total().min(500) as f32,
        ]
    }
}

/// Units of one kind, and how far others are from them.
#[derive(Debug)]
struct Marked {
    /// How many there are before each unit, and in all at the end.
    before: Vec<usize>,
    /// How many units before each the nearest one is, and how many after it; [`FAR`]
    /// where it is farther, or nowhere.
    nearest_before: Vec<u8>,
    nearest_after: Vec<u8>,
}

impl Marked {
    fn new(units: usize, is: impl Fn(usize) -> bool) -> Self {
        let mut before = Vec::with_capacity(units + 1);
        let mut nearest_before = Vec::with_capacity(units);
        let (mut count, mut distance) = (0, FAR as u8);
        before.push(0);
        for number in 0..units {
            nearest_before.push(distance);
            let is = is(number);
            count += usize::from(is);
            before.push(count);
            distance = farther(distance, is);
        }
        let mut nearest_after = vec![FAR as u8; units];
        let mut distance = FAR as u8;
        for number in (0..units).rev() {
            nearest_after[number] = distance;
            distance = farther(distance, before[number + 1] > before[number]);
        }
        Self {
            before,
            nearest_before,
            nearest_after,
        }
    }

    fn is(&self, number: usize) -> bool {
        self.before[number + 1] > self.before[number]
    }

    fn total(&self) -> usize {
        self.before.last().copied().unwrap_or(0)
    }
}

/// The distance from the next unit, where one is this far or is `here`.
fn farther(distance: u8, here: bool) -> u8 {
    if here {
        1
    } else {
        (distance + 1).min(FAR as u8)
    }
}

/// The sum of a running total within `reach` units of `number`.
fn within(totals: &[usize], number: usize, reach: usize) -> f32 {
    let last = totals.len() - 1;
    let (from, to) = (number.saturating_sub(reach), (number + reach + 1).min(last));
    (totals[to] - totals[from]) as f32
}

fn median(units: &[Unit]) -> usize {
    let mut weights: Vec<usize> = units.iter().map(|unit| unit.weight).collect();
    let middle = weights.len() / 2;
    if weights.is_empty() {
        0
    } else {
        *weights.select_nth_unstable(middle).1
    }
}

fn runs(units: &[Unit]) -> Vec<(usize, usize)> {
    let mut runs = Vec::with_capacity(units.len());
    for group in units.chunk_by(|a, b| a.is_short() == b.is_short()) {
        let first = runs.len();
        let last = first + group.len() - 1;
        let is_run = group.first().is_some_and(Unit::is_short);
        runs.extend((first..=last).map(|at| if is_run { (first, last) } else { (at, at) }));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_nearest_is_found_both_ways(
            is in proptest::collection::vec(proptest::bool::weighted(0.03), 0..200),
        ) {
            let marked = Marked::new(is.len(), |number| is[number]);
            for number in 0..is.len() {
                let before = (1..=number).find(|&distance| is[number - distance]);
                let after = (1..is.len() - number).find(|&distance| is[number + distance]);
                let far = |distance: Option<usize>| distance.unwrap_or(FAR).min(FAR) as u8;
                proptest::prop_assert_eq!(marked.nearest_before[number], far(before));
                proptest::prop_assert_eq!(marked.nearest_after[number], far(after));
                let count = is[..number].iter().filter(|&&is| is).count();
                proptest::prop_assert_eq!(marked.before[number], count);
            }
        }
    }
}
