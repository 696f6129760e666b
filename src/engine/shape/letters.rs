//! Counts over the characters of a unit as it is written.

/// How many characters of each kind a text has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    pub all: usize,
    pub capitals: usize,
    pub smalls: usize,
    pub digits: usize,
    pub commas: usize,
    pub quotes: usize,
    pub separators: usize,
    pub address: usize,
    pub word_starts: usize,
    pub word_capitals: usize,
    pub first_is_small: bool,
    pub last: char,
}

/// What a character is, as a set of the kinds below.
type Kinds = u16;

const CAPITAL: Kinds = 1;
const SMALL: Kinds = 1 << 1;
const DIGIT: Kinds = 1 << 2;
const COMMA: Kinds = 1 << 3;
const QUOTE: Kinds = 1 << 4;
const SEPARATOR: Kinds = 1 << 5;
const ADDRESS: Kinds = 1 << 6;
const LETTER: Kinds = 1 << 7;
/// A letter or a digit.
const OF_WORD: Kinds = 1 << 8;

/// The kinds of ASCII characters.
const ASCII: [Kinds; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' => CAPITAL | LETTER | OF_WORD,
            b'a'..=b'z' => SMALL | LETTER | OF_WORD,
            b'0'..=b'9' => DIGIT | OF_WORD,
            b',' => COMMA,
            b'"' => QUOTE,
            b'|' | b'/' | b'>' => SEPARATOR,
            b'@' | b'_' | b'#' | b'[' | b']' => ADDRESS,
            _ => 0,
        };
        byte += 1;
    }
    table
};

impl Letters {
    pub(super) fn count(text: &str) -> Self {
        let mut letters = Self::default();
        let mut before = 0;
        for c in text.chars() {
            let kinds = ASCII.get(c as usize).copied().unwrap_or_else(|| kinds(c));
            letters.all += 1;
            if kinds & LETTER != 0 && before & OF_WORD == 0 {
                if letters.word_starts == 0 {
                    letters.first_is_small = kinds & SMALL != 0;
                }
                letters.word_starts += 1;
                letters.word_capitals += usize::from(kinds & CAPITAL != 0);
            }
            match kinds & !(LETTER | OF_WORD) {
                0 => {}
                SMALL => letters.smalls += 1,
                CAPITAL => letters.capitals += 1,
                DIGIT => letters.digits += 1,
                COMMA => letters.commas += 1,
                QUOTE => letters.quotes += 1,
                SEPARATOR => letters.separators += 1,
                _ => letters.address += 1,
            }
            before = kinds;
        }
        letters.last = text.chars().next_back().unwrap_or(' ');
        letters
    }

    pub(super) fn share(&self, count: usize) -> f32 {
        count as f32 / (self.capitals + self.smalls).max(1) as f32
    }
}

/// The kinds of any character.
fn kinds(c: char) -> Kinds {
    let of_word = if c.is_alphabetic() {
        LETTER | OF_WORD
    } else if c.is_numeric() {
        OF_WORD
    } else {
        0
    };
    of_word
        | match c {
            _ if c.is_uppercase() => CAPITAL,
            _ if c.is_lowercase() => SMALL,
            _ if c.is_numeric() => DIGIT,
            ',' | '，' | '、' => COMMA,
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' => QUOTE,
            '|' | '•' | '·' | '›' | '/' | '→' | '>' => SEPARATOR,
            '@' | '_' | '#' | '[' | ']' | '©' => ADDRESS,
            _ => 0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_characters_are() {
        for (c, &found) in ('\0'..='\u{7f}').zip(&ASCII) {
            assert_eq!(found, kinds(c), "{c:?}");
        }
    }

    #[test]
    fn characters_are_counted() {
        let letters = Letters::count("© Élan, the 3rd «Été» of A_B >");
        let expected = Letters {
            all: 30,
            capitals: 4,
            smalls: 12,
            digits: 1,
            commas: 1,
            quotes: 2,
            separators: 1,
            address: 2,
            word_starts: 6,
            word_capitals: 4,
            first_is_small: false,
            last: '>',
        };
        assert_eq!(letters, expected);
        assert_eq!(Letters::count("").last, ' ');
    }
}
