//! Readings: the texts that a phrase matches, as the words that must be in them.

use super::Piece;
use crate::text::is_joiner_free_script;

/// Most readings that are listed for a phrase, or for a part of it.
const MOST_READINGS: usize = 512;

/// A text that a phrase, or a part of it, matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The words that must be there, in order.
    pub words: Vec<ReadWord>,
    /// Whether the first word is the first of the match.
    pub leads: bool,
    /// Whether the words are all that there may be.
    pub is_complete: bool,
}

/// A word of a reading: letters and digits in a row, or one character of a script
/// without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadWord {
    pub text: String,
    /// Whether a word of the text begins with it, and is not only somewhere in one.
    pub begins: bool,
    /// Whether a word of the text ends with it.
    pub ends: bool,
    /// Whether it is the next word after the one before it.
    pub follows: bool,
    /// Most bytes that a match has before it.
    pub before: usize,
}

/// Ways to read a sequence, each a list of readings of which one is in every match: of
/// all of it where there are few enough, else of its parts.
pub(super) fn ways(pieces: &[Piece]) -> Vec<Vec<Reading>> {
    let mut ways = Vec::new();
    let mut last_end = 0;
    for first in 0..pieces.len() {
        let mut end = first;
        let mut count = 1;
        while let Some(piece) = pieces.get(end) {
            count *= readings_of(piece);
            if count > MOST_READINGS {
                break;
            }
            end += 1;
        }
        // A part of the one before would tell nothing new.
        if end > last_end {
            ways.push(part(pieces, first, end));
            last_end = end;
        }
    }
    ways
}

/// How many readings a piece has, or one more than are listed.
fn readings_of(piece: &Piece) -> usize {
    let Piece::Group(alternatives) = piece else {
        return 1;
    };
    let counts = alternatives.iter().map(|one| {
        let counts = one.pieces.iter().map(readings_of);
        counts.fold(1, |all, count| (all * count).min(MOST_READINGS + 1))
    });
    counts.sum::<usize>().min(MOST_READINGS + 1)
}

/// The readings of the pieces from `first` to before `end`.
fn part(pieces: &[Piece], first: usize, end: usize) -> Vec<Reading> {
    let before: usize = pieces[..first].iter().map(Piece::longest).sum();
    let is_break = |piece: &Piece| matches!(piece, Piece::Blank | Piece::Gap);
    let begins = first == 0 || is_break(&pieces[first - 1]);
    let ends = pieces.get(end).is_none_or(is_break);
    let is_all = first == 0 && end == pieces.len();
    expand(&pieces[first..end])
        .into_iter()
        .map(|leaves| {
            let mut reader = Reader {
                reading: Reading {
                    words: Vec::new(),
                    leads: first == 0,
                    is_complete: is_all,
                },
                current: None,
                begins,
                follows: first == 0,
                length: before,
            };
            leaves.into_iter().for_each(|leaf| reader.read(leaf));
            reader.end_word(ends);
            reader.reading
        })
        .collect()
}

/// Every way through the groups of a sequence, as the pieces without groups.
fn expand(pieces: &[Piece]) -> Vec<Vec<&Piece>> {
    let mut all = vec![Vec::new()];
    for piece in pieces {
        let Piece::Group(alternatives) = piece else {
            all.iter_mut().for_each(|one| one.push(piece));
            continue;
        };
        let inner: Vec<Vec<&Piece>> = alternatives
            .iter()
            .flat_map(|one| expand(&one.pieces))
            .collect();
        all = all
            .iter()
            .flat_map(|one| inner.iter().map(|more| [one.as_slice(), more].concat()))
            .collect();
    }
    all
}

/// Gathers the words of a reading.
struct Reader {
    reading: Reading,
    current: Option<ReadWord>,
    /// Whether the next letter begins a word.
    begins: bool,
    /// Whether no other word can come before the next one.
    follows: bool,
    /// Most bytes read so far.
    length: usize,
}

impl Reader {
    fn read(&mut self, piece: &Piece) {
        match piece {
            Piece::Words(words) => {
                words.chars().for_each(|c| self.read_char(c));
                return;
            }
            Piece::Blank => self.end_word(true),
            Piece::Gap => {
                self.end_word(true);
                self.skip_words();
            }
            Piece::Letters | Piece::Number => {
                self.end_word(false);
                self.skip_words();
                self.begins = false;
            }
            Piece::Group(_) => {}
        }
        self.length += piece.longest();
    }

    fn read_char(&mut self, c: char) {
        if !c.is_alphanumeric() {
            self.end_word(true);
        } else if is_joiner_free_script(c) {
            self.end_word(true);
            self.extend(c);
            self.end_word(true);
        } else {
            self.extend(c);
        }
        self.length += c.len_utf8();
    }

    fn extend(&mut self, c: char) {
        let word = self.current.get_or_insert_with(|| ReadWord {
            text: String::new(),
            begins: self.begins,
            ends: false,
            follows: self.follows,
            before: self.length,
        });
        word.text.push(c);
    }

    fn end_word(&mut self, ends: bool) {
        if let Some(word) = self.current.take() {
            if self.reading.words.is_empty() {
                self.reading.leads &= word.follows;
            }
            self.reading.words.push(ReadWord { ends, ..word });
            self.follows = true;
        }
        self.begins = true;
    }

    fn skip_words(&mut self) {
        self.follows = false;
        self.reading.is_complete = false;
    }
}
