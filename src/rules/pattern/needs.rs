//! What a text must hold for a pattern to match in it.

use regex_syntax::hir::{Hir, HirKind};
use serde::{Deserialize, Serialize};

/// Shortest text in bytes that is worth asking for before a pattern is tried.
const SHORTEST_NEED: usize = 2;

/// What a text must hold for a pattern to match in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Needs {
    Nothing,
    Text(String),
    All(Vec<Needs>),
    Any(Vec<Needs>),
}

impl Needs {
    pub(super) fn of(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) if text.len() >= SHORTEST_NEED => Self::Text(text.to_owned()),
                _ => Self::Nothing,
            },
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Repetition(repetition) if repetition.min > 0 => Self::of(&repetition.sub),
            HirKind::Concat(parts) => {
                let mut needs: Vec<Self> = parts.iter().map(Self::of).collect();
                needs.retain(|one| *one != Self::Nothing);
                match needs.len() {
                    0 => Self::Nothing,
                    _ => Self::All(needs),
                }
            }
            HirKind::Alternation(parts) => {
                let needs: Vec<Self> = parts.iter().map(Self::of).collect();
                if needs.contains(&Self::Nothing) {
                    Self::Nothing
                } else {
                    Self::Any(needs)
                }
            }
            _ => Self::Nothing,
        }
    }

    /// Whether a text, which has these pairs of bytes, holds all of it, in whatever
    /// order.
    pub(super) fn are_met(&self, text: &[u8], pairs: &Pairs) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(need) => {
                let need = need.as_bytes();
                pairs.may_hold(need)
                    && memchr::memchr_iter(need[0], text).any(|at| text[at..].starts_with(need))
            }
            Self::All(needs) => needs.iter().all(|one| one.are_met(text, pairs)),
            Self::Any(needs) => needs.iter().any(|one| one.are_met(text, pairs)),
        }
    }
}

/// The pairs of neighbouring bytes of a text, as bits; some pairs share one.
pub(super) struct Pairs([u64; 64]);

impl Pairs {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut pairs = Self([0; 64]);
        for pair in text.windows(2) {
            let (word, bit) = Self::bit(pair);
            pairs.0[word] |= bit;
        }
        pairs
    }

    fn may_hold(&self, text: &[u8]) -> bool {
        text.windows(2).all(|pair| {
            let (word, bit) = Self::bit(pair);
            self.0[word] & bit != 0
        })
    }

    fn bit(pair: &[u8]) -> (usize, u64) {
        (usize::from(pair[0] & 63), 1u64 << (pair[1] & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_in_every_match() {
        for (source, text, expected) in [
            ("(sign|log) .{0,9}up", "log it up", true),
            ("(sign|log) .{0,9}up", "log it", false),
            ("(a mail|be(st|ll)e?) now", "the bell now", true),
            ("(a mail|be(st|ll)e?) now", "now the bed", false),
            ("(a mail)? now", " now", true),
            (r"\d+", "none", true),
        ] {
            let needs = Needs::of(&regex_syntax::parse(source).unwrap());
            let bytes = text.as_bytes();
            let are_met = needs.are_met(bytes, &Pairs::of(bytes));
            assert_eq!(are_met, expected, "{source} in {text}");
        }
    }
}
