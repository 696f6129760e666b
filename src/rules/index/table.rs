//! A table from numbers of words to what they may be of.

use super::Owner;

/// Bits of the filter for each number in the table, at least.
const BITS_A_NUMBER: usize = 16;

/// Numbers with their owners; most numbers that are not in it are known by one bit.
#[derive(Debug)]
pub(super) struct Table {
    filter: Vec<u64>,
    /// Open addressing: a number is at its place or after it. Some places are free.
    places: Vec<Place>,
    owners: Vec<Owner>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    number: u32,
    first: u32,
    count: u32,
}

impl Table {
    /// A table of numbers, each with what it may be of.
    pub(super) fn new(entries: &[(u32, Owner)]) -> Self {
        let size = (entries.len() * 4 / 3 + 1).next_power_of_two();
        let mut table = Self {
            filter: vec![0; (entries.len() * BITS_A_NUMBER).next_power_of_two().max(64) / 64],
            places: vec![Place::default(); size],
            owners: vec![Owner::default(); entries.len()],
        };
        for &(number, _) in entries {
            let (word, bit) = table.bit(number);
            table.filter[word] |= bit;
            let at = table.place_of(number);
            table.places[at].number = number;
            table.places[at].count += 1;
        }
        // Each place is filled from its end.
        let mut end = 0;
        for place in table.places.iter_mut().filter(|place| place.count > 0) {
            end += place.count;
            place.first = end;
        }
        for &(number, owner) in entries.iter().rev() {
            let at = table.place_of(number);
            let place = &mut table.places[at];
            place.first -= 1;
            table.owners[place.first as usize] = owner;
        }
        table
    }

    /// Whether a number may be in the table.
    pub(super) fn may_have(&self, number: u32) -> bool {
        let (word, bit) = self.bit(number);
        self.filter[word] & bit != 0
    }

    /// The owners of a number, in the order in which they were given.
    pub(super) fn get(&self, number: u32) -> &[Owner] {
        let place = self.places[self.place_of(number)];
        let first = place.first as usize;
        &self.owners[first..first + place.count as usize]
    }

    /// The place of a number, or the free one where it would be.
    fn place_of(&self, number: u32) -> usize {
        let mask = self.places.len() - 1;
        // Other bits than those of the filter come first.
        let mut at = number.rotate_left(16) as usize & mask;
        while self.places[at].count > 0 && self.places[at].number != number {
            at = (at + 1) & mask;
        }
        at
    }

    fn bit(&self, number: u32) -> (usize, u64) {
        let word = (number >> 6) as usize & (self.filter.len() - 1);
        (word, 1u64 << (number & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_found_by_their_numbers() {
        let owner = |number| Owner { number, before: 0 };
        // Numbers that want the same place, and more of them than bits tell apart.
        let entries: Vec<(u32, Owner)> = (0..900).map(|n| ((n % 300) << 9, owner(n))).collect();
        let table = Table::new(&entries);
        for n in 0..300 {
            let found: Vec<u32> = table.get(n << 9).iter().map(|one| one.number).collect();
            assert_eq!(found, [n, n + 300, n + 600]);
            assert!(table.may_have(n << 9));
        }
        assert!(table.get(1).is_empty());
        assert!(Table::new(&[]).get(7).is_empty());
    }
}
