//! The bytes that a match can begin with, so that most places need no trying.

use super::Piece;

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
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
            Piece::Letters | Piece::Number => (0..=255).for_each(|byte| set.add(byte)),
            Piece::Blank | Piece::Gap => {}
        }
        if !piece.may_be_empty() {
            return;
        }
    }
}
