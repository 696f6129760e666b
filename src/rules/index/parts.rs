//! Looks for texts that may stand within words, by a few of their bytes.
//!
//! Of a long text the bytes at one of four places are enough, so that only every fourth
//! place of a unit is looked at (after Wu and Manber, "A fast algorithm for multi-pattern
//! searching", 1994, with a filter of bits for its table).

use super::table::Table;
use super::{Candidate, Owner};
use crate::text::mix;
use crate::work::count_work;

/// Bytes that a short text is known by.
const SHORT: usize = 4;
/// Bytes that a long text is known by.
const LONG: usize = 8;
/// Places of a long text of which one is looked at.
const STRIDE: usize = 4;

/// An index of texts.
#[derive(Debug)]
pub(super) struct PartIndex {
    texts: Vec<Text>,
    owners: Vec<Owner>,
    /// Where the first two bytes of texts stand that have few more.
    tiny: Table,
    /// Where `SHORT` bytes stand in texts: the number of the text, and how far in.
    short: Table,
    /// The same of `LONG` bytes.
    long: Table,
}

#[derive(Debug)]
struct Text {
    bytes: Box<[u8]>,
    first_owner: usize,
    last_owner: usize,
}

/// Gathers texts.
#[derive(Debug, Default)]
pub(super) struct PartIndexBuilder {
    texts: Vec<(Box<str>, Owner)>,
}

impl PartIndexBuilder {
    pub(super) fn add(&mut self, text: &str, owner: Owner) {
        self.texts.push((text.into(), owner));
    }

    pub(super) fn build(mut self) -> PartIndex {
        self.texts.sort_by(|one, other| one.0.cmp(&other.0));
        let owners: Vec<Owner> = self.texts.iter().map(|(_, owner)| *owner).collect();
        let (mut texts, mut tiny) = (Vec::new(), Vec::new());
        let (mut short, mut long) = (Vec::new(), Vec::new());
        let mut first_owner = 0;
        for same in self.texts.chunk_by(|one, next| one.0 == next.0) {
            let bytes = same[0].0.as_bytes();
            let number = texts.len() as u32;
            if bytes.len() < SHORT {
                let place = Owner { number, before: 0 };
                // A single byte is found whatever comes after it.
                let next = bytes.get(1).map_or(0..=u8::MAX, |&next| next..=next);
                tiny.extend(next.map(|next| (tiny_number(&[bytes[0], next], 0), place)));
            } else if bytes.len() < LONG + STRIDE - 1 {
                let at = rarest(bytes);
                let before = at as u32;
                short.push((short_number(bytes, at), Owner { number, before }));
            } else {
                let places = (0..STRIDE as u32).map(|before| Owner { number, before });
                let number_at = |place: Owner| long_number(bytes, place.before as usize);
                long.extend(places.map(|place| (number_at(place), place)));
            }
            texts.push(Text {
                bytes: bytes.into(),
                first_owner,
                last_owner: first_owner + same.len(),
            });
            first_owner += same.len();
        }
        PartIndex {
            tiny: Table::new(&tiny),
            texts,
            owners,
            short: Table::new(&short),
            long: Table::new(&long),
        }
    }
}

impl PartIndex {
    /// Adds a candidate for every place of a text in a unit.
    pub(super) fn add_candidates(&self, unit: &str, found: &mut Vec<Candidate>) {
        let bytes = unit.as_bytes();
        count_work(bytes.len());
        for at in 0..bytes.len() {
            self.look(&self.tiny, tiny_number(bytes, at), bytes, at, found);
        }
        let last = bytes.len().saturating_sub(SHORT - 1);
        for at in 0..last {
            self.look(&self.short, short_number(bytes, at), bytes, at, found);
        }
        let last = bytes.len().saturating_sub(LONG - 1);
        for at in (0..last).step_by(STRIDE) {
            self.look(&self.long, long_number(bytes, at), bytes, at, found);
        }
    }

    /// Looks for texts that hold the bytes at `at`, which have this number.
    fn look(&self, table: &Table, number: u32, unit: &[u8], at: usize, found: &mut Vec<Candidate>) {
        if !table.may_have(number) {
            return;
        }
        for place in table.get(number) {
            let text = &self.texts[place.number as usize];
            let start = at.checked_sub(place.before as usize);
            let stands = |&start: &usize| unit[start..].starts_with(&text.bytes);
            if let Some(start) = start.filter(stands) {
                self.add(place.number, start, found);
            }
        }
    }

    fn add(&self, number: u32, at: usize, found: &mut Vec<Candidate>) {
        let text = &self.texts[number as usize];
        let owners = &self.owners[text.first_owner..text.last_owner];
        found.extend(owners.iter().map(|owner| owner.candidate(at)));
    }
}

fn tiny_number(bytes: &[u8], at: usize) -> u32 {
    let next = bytes.get(at + 1).copied().unwrap_or_default();
    let pair = u32::from(bytes[at]) << 8 | u32::from(next);
    pair.wrapping_mul(0x9e37_79b1)
}

fn short_number(bytes: &[u8], at: usize) -> u32 {
    let part = bytes
        .get(at..at + SHORT)
        .and_then(|part| part.try_into().ok());
    let part = u32::from_le_bytes(part.unwrap_or_default());
    (u64::from(part).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

fn long_number(bytes: &[u8], at: usize) -> u32 {
    let part = bytes
        .get(at..at + LONG)
        .and_then(|part| part.try_into().ok());
    (mix(0, u64::from_le_bytes(part.unwrap_or_default())) >> 32) as u32
}

/// Where in a short text its rarest bytes begin, as far as letters tell.
fn rarest(bytes: &[u8]) -> usize {
    const COMMON: &[u8] = b" etaoinsrhldcu";
    let common = |byte: &u8| match COMMON.iter().position(|common| common == byte) {
        Some(place) => COMMON.len() - place,
        None => 0,
    };
    let parts = bytes.windows(SHORT).enumerate();
    let weight = |(_, part): &(usize, &[u8])| part.iter().map(common).sum::<usize>();
    parts.min_by_key(weight).map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str], unit: &str) -> Vec<(u32, usize)> {
        let mut index = PartIndexBuilder::default();
        for (text, number) in texts.iter().zip(0..) {
            index.add(text, Owner { number, before: 0 });
        }
        let mut found = Vec::new();
        index.build().add_candidates(unit, &mut found);
        found.sort_unstable();
        found.iter().map(|one| (one.number, one.last)).collect()
    }

    #[test]
    fn texts_of_any_length_are_found() {
        for (texts, unit, expected) in [
            (&["$", "a€"][..], "5 $ a€", &[(0, 2), (1, 4)][..]),
            (&["mail", "mail"], "emails", &[(0, 1), (1, 1)]),
            (&["newsletter", "etter"], "newsletters", &[(0, 0), (1, 5)]),
            (&["support our work"], "to support our work.", &[(0, 3)]),
            (&["support our work"], "support our wor", &[]),
            (&["aaaa"], "aaaaaa", &[(0, 0), (0, 1), (0, 2)]),
            (&[], "x", &[]),
        ] {
            assert_eq!(found(texts, unit), expected, "{texts:?} in {unit}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_place_is_found_once(
            texts in proptest::collection::vec("[ab é]{1,14}", 1..6),
            unit in "[ab é]{0,60}",
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut expected = Vec::new();
            for (text, number) in texts.iter().zip(0..) {
                let places = 0..unit.len();
                let places = places.filter(|&at| unit.as_bytes()[at..].starts_with(text.as_bytes()));
                expected.extend(places.map(|at| (number, at)));
            }
            proptest::prop_assert_eq!(found(&texts, &unit), expected);
        }
    }
}
