//! What folding does to a character, looked up instead of worked out.
//!
//! Normalising a character takes hundreds of instructions, a look into a table two or
//! three. The table is filled by blocks when a text first needs them, from the functions
//! that fold any cluster.

use std::sync::OnceLock;

use super::character::{extends, push_cluster};
use crate::text::lines::is_blank;

/// What folding does to a character that no mark follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It stays as it is.
    Same,
    /// It becomes this character.
    One(char),
    /// It becomes several characters or none; [`long_fold`] knows them.
    Long,
    /// It is white space or invisible, and folds with its like.
    Blank,
    /// It is part of the character before it.
    Mark(Mark),
}

/// What a character that is part of the one before it does there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It stays behind a character that folds to itself.
    Stays,
    /// It is dropped behind a character that folds to itself.
    Goes,
    /// It may become one with the character.
    Blends,
}

const BLOCK: usize = 256;
/// The blocks up to U+1FFFF; beyond are rare ideographs, tags and private characters.
const BLOCKS: usize = 512;

/// The classes of neighbouring characters.
struct Block {
    classes: [Class; BLOCK],
    /// The folds of [`Class::Long`], by the character's number in the block.
    long: Vec<(u8, String)>,
}

static TABLE: [OnceLock<Box<Block>>; BLOCKS] = [const { OnceLock::new() }; BLOCKS];

/// How many bytes from the start of a text are characters of [`Class::Same`] beyond ASCII,
/// and single blanks between them.
pub(super) fn same_length(bytes: &[u8]) -> usize {
    let payload = |byte: u8, mask: u8| usize::from(byte & mask);
    let mut rest = bytes;
    // Neighbouring characters are mostly of one block.
    let (mut number, mut known) = (BLOCKS, None);
    loop {
        let letters = match rest {
            [b' ', letters @ ..] => letters,
            _ => rest,
        };
        let (code, after) = match letters {
            [first @ 0xc2..=0xdf, second, after @ ..] => {
                let high = payload(*first, 0x1f) << 6;
                (high | payload(*second, 0x3f), after)
            }
            // Ideographs and Hangul syllables.
            [0xe4..=0xe9 | 0xeb | 0xec, _, _, after @ ..] => {
                rest = after;
                while let [0xe4..=0xe9 | 0xeb | 0xec, _, _, after @ ..] = rest {
                    rest = after;
                }
                continue;
            }
            [first @ 0xe0..=0xef, second, third, after @ ..] => {
                let high = payload(*first, 0xf) << 12 | payload(*second, 0x3f) << 6;
                (high | payload(*third, 0x3f), after)
            }
            _ => return bytes.len() - rest.len(),
        };
        if code / BLOCK != number {
            number = code / BLOCK;
            known = block(number);
        }
        if known.is_none_or(|block| block.classes[code % BLOCK] != Class::Same) {
            return bytes.len() - rest.len();
        }
        rest = after;
    }
}

/// The class of `character`.
pub(super) fn class(character: char) -> Class {
    // The two largest scripts need no table.
    if matches!(character, '\u{4000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}') {
        return Class::Same;
    }
    let (number, place) = split(character);
    match block(number) {
        Some(block) => block.classes[place as usize],
        None => work_out(character).0,
    }
}

/// Writes the fold of a character of [`Class::Long`].
pub(super) fn push_long_fold(character: char, out: &mut String) {
    let (number, place) = split(character);
    let known = block(number).and_then(|block| {
        let found = block.long.binary_search_by_key(&place, |long| long.0);
        found.ok().map(|found| &block.long[found].1)
    });
    match known {
        Some(fold) => out.push_str(fold),
        None => out.push_str(&work_out(character).1),
    }
}

/// The number of a character's block and its number in the block.
fn split(character: char) -> (usize, u8) {
    let code = u32::from(character);
    (code as usize / BLOCK, code as u8)
}

fn block(number: usize) -> Option<&'static Block> {
    let block = TABLE.get(number)?;
    Some(block.get_or_init(|| Box::new(Block::new(number))))
}

impl Block {
    #[cold]
    fn new(number: usize) -> Self {
        let mut block = Self {
            classes: [Class::Same; BLOCK],
            long: Vec::new(),
        };
        for place in 0..=u8::MAX {
            let code = (number * BLOCK) as u32 + u32::from(place);
            let Some(character) = char::from_u32(code) else {
                continue;
            };
            let (class, fold) = work_out(character);
            block.classes[place as usize] = class;
            if class == Class::Long {
                block.long.push((place, fold));
            }
        }
        block
    }
}

/// The class of a character, and its fold.
fn work_out(character: char) -> (Class, String) {
    let mut buffer = [0; 4];
    let mut fold = String::new();
    push_cluster(character.encode_utf8(&mut buffer), &mut fold);
    let mut characters = fold.chars();
    let class = if is_blank(character) {
        Class::Blank
    } else if extends(character) {
        Class::Mark(match characters.next() {
            _ if !keeps_apart(character) => Mark::Blends,
            None => Mark::Goes,
            Some(_) => Mark::Stays,
        })
    } else {
        match (characters.next(), characters.next()) {
            (Some(only), None) if only == character => Class::Same,
            (Some(only), None) => Class::One(only),
            _ => Class::Long,
        }
    };
    (class, fold)
}

/// Marks in everyday use that never become one with the character before them and have no
/// other form themselves: vowel signs of Arabic and Hebrew, tone marks of Thai and Lao,
/// the vowel killers of Indic scripts, and the selectors of a character's looks.
fn keeps_apart(mark: char) -> bool {
    matches!(mark,
        '\u{5b0}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{64b}'..='\u{652}' | '\u{670}'
        | '\u{94d}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{ccd}'
        | '\u{d4d}' | '\u{e38}'..='\u{e3a}' | '\u{e48}'..='\u{e4b}' | '\u{ec8}'..='\u{ecb}' | '\u{1039}'
        | '\u{103a}' | '\u{17d2}' | '\u{fe00}'..='\u{fe0f}')
}
