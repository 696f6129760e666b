//! The bytes that a match can begin with, so that most places need no trying.

use super::Piece;

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(super) const ALL: Self = Self([u64::MAX; 4]);

    pub(super) fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    pub(super) fn union(&mut self, other: Self) {
        for (own, more) in self.0.iter_mut().zip(other.0) {
            *own |= more;
        }
    }

    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }
}

/// Adds the bytes that a match of the sequence can begin with.
pub(super) fn add_first_bytes(pieces: &[Piece], set: &mut ByteSet) {
    for piece in pieces {
        match piece {
            Piece::Words(words) => words.bytes().take(1).for_each(|byte| set.add(byte)),
            Piece::Group(alternatives) => alternatives
                .iter()
                .for_each(|one| set.union(one.first_bytes)),
            Piece::Letters | Piece::Number => *set = ByteSet::ALL,
            Piece::Blank | Piece::Gap => {}
        }
        if !piece.may_be_empty() {
            return;
        }
    }
}

/// The bytes of which one follows where a match of `pieces` begins: all of them, unless
/// the first piece tells.
pub(super) fn next_bytes(pieces: &[Piece]) -> ByteSet {
    let mut set = ByteSet::default();
    match pieces.first() {
        Some(first @ (Piece::Words(_) | Piece::Group(_))) if !first.may_be_empty() => {
            add_first_bytes(&pieces[..1], &mut set);
            set
        }
        _ => ByteSet::ALL,
    }
}

/// Whether each match of the sequence begins with a letter or digit that is written out.
pub(super) fn begins_with_word(pieces: &[Piece]) -> bool {
    for piece in pieces {
        let begins = match piece {
            Piece::Words(words) => words.starts_with(char::is_alphanumeric),
            Piece::Blank => true,
            Piece::Group(alternatives) => alternatives
                .iter()
                .all(|one| one.may_be_empty && one.pieces.is_empty() || one.begins_with_word),
            Piece::Gap | Piece::Number | Piece::Letters => false,
        };
        if !begins || !piece.may_be_empty() {
            return begins;
        }
    }
    false
}
