//! What the cues of a rule are found by, packed: there are many of them, and each is read
//! but once.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::cues::CuePart;
use super::index::{Key, PlacedKey};

/// The keys of the cues of a rule, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CueKeys(Bytes);

/// Set in the first byte of a key that is a part of a word.
const IS_PART: u8 = 0x80;

impl CueKeys {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys, with what of the rule each is for.
    pub(super) fn iter(&self) -> impl Iterator<Item = (CuePart, PlacedKey)> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let (kind, after) = rest.split_first()?;
            let (number, after) = split_number(after)?;
            let (before, after) = split_number(after)?;
            let part = match kind & !IS_PART {
                0 => CuePart::Phrase(number),
                1 => CuePart::End(number),
                _ => CuePart::Pattern,
            };
            let (value, after) = split_number(after)?;
            let (key, after) = if kind & IS_PART == 0 {
                (Key::Words(value), after)
            } else {
                let (text, after) = after.split_at_checked(value as usize)?;
                (Key::Part(String::from_utf8_lossy(text).into_owned()), after)
            };
            rest = after;
            Some((part, PlacedKey { key, before }))
        })
    }
}

fn split_number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, after) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*number), after))
}

impl FromIterator<(CuePart, PlacedKey)> for CueKeys {
    fn from_iter<I: IntoIterator<Item = (CuePart, PlacedKey)>>(keys: I) -> Self {
        let mut bytes = Vec::new();
        for (part, PlacedKey { key, before }) in keys {
            let (kind, number) = match part {
                CuePart::Phrase(number) => (0, number),
                CuePart::End(number) => (1, number),
                CuePart::Pattern => (2, 0),
            };
            let (kind, value, text) = match &key {
                Key::Words(words) => (kind, *words, ""),
                Key::Part(text) => (kind | IS_PART, text.len() as u32, text.as_str()),
            };
            bytes.push(kind);
            for number in [number, before, value] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend(text.as_bytes());
        }
        Self(bytes.as_slice().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_out_as_they_went_in() {
        let key = |part, key, before| (part, PlacedKey { key, before });
        let keys = [
            key(CuePart::Phrase(0), Key::Words(7), 0),
            key(CuePart::Phrase(70_000), Key::Part("é登".into()), 1),
            key(CuePart::End(3), Key::Part(String::new()), u32::MAX),
            key(CuePart::Pattern, Key::Words(u32::MAX), 256),
        ];
        let packed: CueKeys = keys.iter().cloned().collect();
        assert_eq!(packed.iter().collect::<Vec<_>>(), keys);
        assert!(CueKeys::default().iter().next().is_none());
    }
}
