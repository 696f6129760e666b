//! Reads the written form of a phrase.

use std::fmt;

use super::{Alternative, Piece, Sequence};

/// How deep groups may be nested.
const DEEPEST_GROUP: usize = 6;

/// Why a phrase cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PhraseError {
    pub message: String,
    pub help: &'static str,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

pub(super) struct Parser<'s> {
    pub rest: &'s str,
    pub depth: usize,
}

impl Parser<'_> {
    /// Reads up to the end, or to a mark that ends an alternative.
    pub(super) fn sequence(&mut self) -> Result<Sequence, PhraseError> {
        let mut pieces: Sequence = Vec::new();
        while let Some(character) = self.rest.chars().next() {
            let piece = match character {
                '(' => self.group(pieces.last())?,
                ')' | '|' => break,
                ' ' => self.take(1, Piece::Blank),
                // A dash between words is what a blank matches already.
                '-' if pieces.last() == Some(&Piece::Blank) && self.rest.starts_with("- ") => {
                    self.rest = &self.rest[2..];
                    continue;
                }
                '#' => self.take(1, Piece::Number),
                '*' => self.take(1, Piece::Letters),
                '.' if self.rest.starts_with("...") => {
                    if pieces.last() == Some(&Piece::Blank) {
                        pieces.pop();
                    }
                    self.rest = self.rest[3..].trim_start();
                    Piece::Gap
                }
                _ => self.words(),
            };
            pieces.push(piece);
        }
        Ok(pieces)
    }

    fn take(&mut self, length: usize, piece: Piece) -> Piece {
        self.rest = &self.rest[length..];
        piece
    }

    fn words(&mut self) -> Piece {
        let mut end = self
            .rest
            .find(['(', ')', '|', ' ', '#', '*'])
            .unwrap_or(self.rest.len());
        if let Some(gap) = self.rest[..end].find("...") {
            end = gap;
        }
        let words = self.rest[..end].to_owned();
        self.take(end, Piece::Words(words))
    }

    /// Reads a group that stands after `before`.
    fn group(&mut self, before: Option<&Piece>) -> Result<Piece, PhraseError> {
        if self.depth == DEEPEST_GROUP {
            return Err(PhraseError {
                message: format!("groups nested deeper than {DEEPEST_GROUP}"),
                help: "write two phrases",
            });
        }
        self.depth += 1;
        let mut alternatives = Vec::new();
        let (mut has_first_blank, mut has_last_blank) = (false, false);
        loop {
            self.rest = &self.rest[1..];
            has_first_blank |= self.rest.starts_with(' ');
            self.rest = self.rest.trim_start();
            let mut alternative = self.sequence()?;
            if alternative.last() == Some(&Piece::Blank) {
                alternative.pop();
                has_last_blank |= !alternative.is_empty();
            }
            alternatives.push(Alternative::new(alternative));
            match self.rest.chars().next() {
                Some('|') => {}
                Some(')') => break,
                _ => {
                    return Err(PhraseError {
                        message: "a bracket is not closed".into(),
                        help: "close the group with `)`",
                    });
                }
            }
        }
        self.depth -= 1;
        self.rest = &self.rest[1..];
        let follows_word = matches!(before, Some(Piece::Words(_) | Piece::Letters));
        let precedes_word = !self.rest.starts_with([' ', ')', '|', '.']) && !self.rest.is_empty();
        if has_first_blank && follows_word || has_last_blank && precedes_word {
            return Err(PhraseError {
                message: "a blank at the edge of an alternative is no part of it".into(),
                help: "write the blank outside the brackets, as in `(much|) too late`",
            });
        }
        Ok(Piece::Group(alternatives))
    }
}
