//! Anchors: the words that an index looks for before a phrase is tried.

use super::{Piece, is_common};

/// A word of which one is in every text that a phrase matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Anchor<'p> {
    pub word: &'p str,
    /// Most bytes that a match has before the word.
    pub before: usize,
}

/// The best anchors of a sequence with their score: of its pieces that must be
/// there, the one whose most common word is the rarest.
pub(super) fn anchors(pieces: &[Piece]) -> Option<(usize, Vec<Anchor<'_>>)> {
    let mut best: Option<(usize, Vec<Anchor<'_>>)> = None;
    let mut before = 0;
    for piece in pieces {
        let found = match piece {
            Piece::Words(word) => Some((rarity(word) * 16, vec![Anchor { word, before: 0 }])),
            Piece::Group(alternatives) => alternatives
                .iter()
                .map(|one| anchors(&one.pieces))
                .try_fold((usize::MAX, Vec::new()), |(lowest, mut words), found| {
                    let (score, more) = found?;
                    words.extend(more);
                    Some((lowest.min(score), words))
                }),
            _ => None,
        };
        if let Some((score, mut words)) = found {
            let score = score.saturating_sub(words.len()).max(1);
            if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                words.iter_mut().for_each(|anchor| anchor.before += before);
                best = Some((score, words));
            }
        }
        before += piece.longest();
    }
    best
}

/// A guess at how rare a word is: its length in bytes, less for words that
/// every text is full of.
fn rarity(word: &str) -> usize {
    if is_common(word) { 1 } else { word.len() }
}
