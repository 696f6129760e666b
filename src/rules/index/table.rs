//! A table from numbers of words to what they may be of.

use std::collections::BTreeMap;

use super::Owner;

/// Bits of the filter for each number in the table.
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
    number: u64,
    first: u32,
    count: u32,
}

/// What goes into a table.
pub(super) struct TableBuilder(BTreeMap<u64, Vec<Owner>>);

impl From<BTreeMap<u64, Vec<Owner>>> for TableBuilder {
    fn from(owners: BTreeMap<u64, Vec<Owner>>) -> Self {
        Self(owners)
    }
}

impl TableBuilder {
    pub(super) fn build(self) -> Table {
        let count = self.0.len().max(1);
        let mut table = Table {
            filter: vec![0; (count * BITS_A_NUMBER).next_power_of_two() / 64],
            places: vec![Place::default(); (count * 2).next_power_of_two()],
            owners: Vec::new(),
        };
        for (number, owners) in self.0 {
            let (word, bit) = table.bit(number);
            table.filter[word] |= bit;
            let mut at = table.start(number);
            while table.places[at].count > 0 {
                at = (at + 1) & (table.places.len() - 1);
            }
            table.places[at] = Place {
                number,
                first: table.owners.len() as u32,
                count: owners.len() as u32,
            };
            table.owners.extend(owners);
        }
        table
    }
}

impl Table {
    /// Whether a number may be in the table.
    pub(super) fn may_have(&self, number: u64) -> bool {
        let (word, bit) = self.bit(number);
        self.filter[word] & bit != 0
    }

    /// The owners of a number.
    pub(super) fn get(&self, number: u64) -> &[Owner] {
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

    fn bit(&self, number: u64) -> (usize, u64) {
        let word = (number >> 6) as usize & (self.filter.len() - 1);
        (word, 1 << (number & 63))
    }

    fn start(&self, number: u64) -> usize {
        (number >> 32) as usize & (self.places.len() - 1)
    }
}
