//! Words: letters and digits in a row, and what tells them apart quickly.

use std::sync::OnceLock;

use super::{Span, is_joiner_free_script};

/// Characters below this have an entry in the table; those above are looked up by the
/// standard library.
const TABLE: usize = 0x800;

/// What a character is, as far as words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CharClass(u8);

impl CharClass {
    const WORD: u8 = 1;
    const ALONE: u8 = 2;
    const SMALL: u8 = 4;
    const CAPITAL: u8 = 8;

    fn new(c: char) -> Self {
        let flag = |is: bool, bit: u8| if is { bit } else { 0 };
        Self(
            flag(c.is_alphanumeric(), Self::WORD)
                | flag(is_joiner_free_script(c), Self::ALONE)
                | flag(c.is_lowercase() || c.is_numeric(), Self::SMALL)
                | flag(c.is_uppercase(), Self::CAPITAL),
        )
    }

    /// The class of a character.
    pub(crate) fn of(c: char) -> Self {
        static CLASSES: OnceLock<Box<[u8]>> = OnceLock::new();
        let classes = CLASSES.get_or_init(|| {
            let known = (0..TABLE as u32).filter_map(char::from_u32);
            known.map(|c| Self::new(c).0).collect()
        });
        match classes.get(c as usize) {
            Some(&class) => Self(class),
            None => Self::new(c),
        }
    }

    /// Whether it is a letter or digit.
    pub(crate) fn is_word(self) -> bool {
        self.0 & Self::WORD != 0
    }

    /// Whether it is of a script without blanks between words.
    pub(crate) fn is_alone(self) -> bool {
        self.0 & Self::ALONE != 0
    }

    /// Whether a capital right after it begins another text: a small letter, a digit.
    pub(crate) fn is_small(self) -> bool {
        self.0 & Self::SMALL != 0
    }

    /// Whether it is a capital.
    pub(crate) fn is_capital(self) -> bool {
        self.0 & Self::CAPITAL != 0
    }
}

/// A word of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub span: Span,
    /// A number that other words hardly have.
    pub hash: u64,
}

/// Adds the words of a folded text, in order. A letter of a script without blanks is a
/// word by itself.
pub(crate) fn add_words(text: &str, words: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    let mut add = |start: usize, end: usize| {
        words.push(Word {
            span: Span::new(start, end),
            hash: word_hash(&bytes[start..end]),
        });
    };
    let mut at = 0;
    let mut start = None;
    while let Some(&byte) = bytes.get(at) {
        let (length, class) = if byte.is_ascii() {
            (1, CharClass(u8::from(byte.is_ascii_alphanumeric())))
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            (c.len_utf8(), CharClass::of(c))
        };
        if class.is_word() && !class.is_alone() {
            start.get_or_insert(at);
        } else {
            if let Some(start) = start.take() {
                add(start, at);
            }
            if class.is_word() {
                add(at, at + length);
            }
        }
        at += length;
    }
    if let Some(start) = start {
        add(start, at);
    }
}

/// Odd numbers without a pattern in their bits, to multiply with.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
const MORE: u64 = 0xd1b5_4a32_d192_ed03;

/// A number for the bytes of a word.
pub(crate) fn word_hash(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    let four = |at: usize| -> u64 {
        let part = bytes.get(at..at + 4).and_then(|part| part.try_into().ok());
        u64::from(u32::from_le_bytes(part.unwrap_or_default()))
    };
    let eight = |at: usize| -> u64 {
        let part = bytes.get(at..at + 8).and_then(|part| part.try_into().ok());
        u64::from_le_bytes(part.unwrap_or_default())
    };
    let mut hash = (length as u64).wrapping_mul(MORE);
    // The last step looks at some bytes once more rather than one by one.
    let last = match length {
        0 => 0,
        1..=3 => {
            let (first, middle, last) = (bytes[0], bytes[length / 2], bytes[length - 1]);
            u64::from(first) | u64::from(middle) << 8 | u64::from(last) << 16
        }
        4..=7 => four(0) | four(length - 4) << 32,
        _ => {
            let mut at = 0;
            while at + 8 < length {
                hash = mix(hash, eight(at));
                at += 8;
            }
            eight(length - 8)
        }
    };
    mix(hash, last)
}

/// One number for two, in this order.
pub(crate) fn mix(one: u64, other: u64) -> u64 {
    // Each step can be undone, so that no two numbers `other` become the same.
    let mut mixed = (one ^ other.rotate_left(32)).wrapping_mul(MIX);
    mixed = (mixed ^ (mixed >> 32)).wrapping_mul(MORE);
    mixed ^ (mixed >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        add_words(text, &mut words);
        words.iter().map(|word| word.span.of(text)).collect()
    }

    #[test]
    fn words_are_letters_and_digits_in_a_row() {
        for (text, expected) in [
            ("", &[][..]),
            (" - ", &[]),
            ("sign up now!", &["sign", "up", "now"]),
            ("l'été 2024", &["l", "été", "2024"]),
            ("abc登録x", &["abc", "登", "録", "x"]),
            ("подпишись на", &["подпишись", "на"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn different_words_have_different_numbers() {
        let mut seen: HashMap<u64, String> = HashMap::new();
        let letters = ["a", "b", "ab", "é", "登", "0"];
        let mut texts = vec![String::new()];
        for _ in 0..6 {
            let longer = texts
                .iter()
                .flat_map(|text| letters.map(|one| format!("{text}{one}")));
            texts = longer.collect();
            for text in &texts {
                let before = seen.insert(word_hash(text.as_bytes()), text.clone());
                assert!(before.is_none_or(|before| before == *text), "{text}");
            }
        }
    }
}
