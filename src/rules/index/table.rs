//! A table from numbers of words to what they may be of.

use super::Owner;

/// Bits of the filter for each number in the table, at least.
const BITS_A_NUMBER: usize = 16;

/// Numbers with their owners; most numbers that are not in it are known by one bit.
#[derive(Debug)]
pub(super) struct Table {
    filter: Vec<u64>,
    /// Open addressing: a number is at its place or after it. Twice as many places as
    /// numbers.
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
    pub(super) fn new(mut entries: Vec<(u32, Owner)>) -> Self {
        entries.sort_by_key(|(number, _)| *number);
        let numbers = entries.chunk_by(|one, next| one.0 == next.0);
        let count = numbers.clone().count().max(1);
        let mut table = Self {
            filter: vec![0; (count * BITS_A_NUMBER).next_power_of_two().max(64) / 64],
            places: vec![Place::default(); (count * 2).next_power_of_two()],
            owners: entries.iter().map(|(_, owner)| *owner).collect(),
        };
        let mut first = 0;
        for same in numbers {
            let number = same[0].0;
            let (word, bit) = table.bit(number);
            table.filter[word] |= bit;
            let mut at = table.start(number);
            while table.places[at].count > 0 {
                at = (at + 1) & (table.places.len() - 1);
            }
            table.places[at] = Place {
                number,
                first,
                count: same.len() as u32,
            };
            first += same.len() as u32;
        }
        table
    }

    /// Whether a number may be in the table.
    pub(super) fn may_have(&self, number: u32) -> bool {
        let (word, bit) = self.bit(number);
        self.filter[word] & bit != 0
    }

    /// The owners of a number.
    pub(super) fn get(&self, number: u32) -> &[Owner] {
        let mut at = self.start(number);
        loop {
            let place = self.places[at];
            if place.count == 0 {
                return &[];
            }
            if place.number == number {
                let first = place.first as usize;
                return &self.owners[first..first + place.count as usize];
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    fn bit(&self, number: u32) -> (usize, u64) {
        let word = (number >> 6) as usize & (self.filter.len() - 1);
        (word, 1u64 << (number & 63))
    }

    fn start(&self, number: u32) -> usize {
        // Other bits than those of the filter come first.
        number.rotate_left(16) as usize & (self.places.len() - 1)
    }
}
