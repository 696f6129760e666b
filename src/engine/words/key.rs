//! Words as numbers.

/// Bytes of a word with a key at most.
const LONGEST: usize = 16;

/// The bytes of a word, filled up with zeros, which no word has. So equal keys are
/// equal words; the empty key is that of no word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) struct Key([u64; LONGEST / 8]);

impl Key {
    /// The key of the word from `start` to `end`; `None` where it is too long.
    #[inline]
    pub(in crate::engine) fn new(folded: &str, start: usize, end: usize) -> Option<Self> {
        let length = end - start;
        if length > LONGEST || length == 0 {
            return None;
        }
        let rest = folded.as_bytes().get(start..)?;
        if length <= 8
            && let Some(first) = rest.first_chunk()
        {
            let word = u64::from_le_bytes(*first) & (u64::MAX >> (64 - 8 * length));
            return Some(Self([word, 0]));
        }
        if length > 8
            && let Some(both) = rest.first_chunk::<LONGEST>()
        {
            let both = u128::from_le_bytes(*both);
            let rest = (both >> 64) as u64 & (u64::MAX >> (128 - 8 * length));
            return Some(Self([both as u64, rest]));
        }
        let mut bytes = [0; LONGEST];
        bytes[..length].copy_from_slice(rest.get(..length)?);
        let (halves, _) = bytes.as_chunks();
        Some(Self([
            u64::from_le_bytes(halves[0]),
            u64::from_le_bytes(halves[1]),
        ]))
    }

    /// A number of so many bits, for the place of the word in a table.
    #[inline]
    pub(in crate::engine) fn place(self, bits: u32) -> usize {
        let Self([first, second]) = self;
        let spread = (first ^ second.rotate_left(23)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (spread >> (64 - bits)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_all_of_their_bytes() {
        let text = "abcdefghijklmnop abcdefgh a ab über";
        let mut keys = Vec::new();
        for (start, end) in [(0, 16), (17, 25), (26, 27), (28, 30), (31, 36)] {
            keys.push(Key::new(text, start, end).unwrap());
            let alone = &text[start..end];
            assert_eq!(keys.last(), Key::new(alone, 0, alone.len()).as_ref());
        }
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 5);
        assert_eq!(Key::new("abcdefghijklmnopq", 0, 17), None);
    }
}
