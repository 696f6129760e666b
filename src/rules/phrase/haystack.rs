//! What phrases are looked for in.

use crate::text::{CharClass, Folded, Span};

/// The text that phrases are looked for in: a unit or a part of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Haystack<'a> {
    /// Folded text.
    pub text: &'a str,
    /// Where `text` begins in `folded`, and the original, to see seams. Left out where
    /// there are none.
    pub source: Option<(&'a Folded, usize, &'a str)>,
}

impl<'a> Haystack<'a> {
    /// The part of the haystack at `span`.
    pub(crate) fn part(&self, span: Span) -> Self {
        Self {
            text: span.of(self.text),
            source: self
                .source
                .map(|(folded, offset, original)| (folded, offset + span.start, original)),
        }
    }

    /// Whether a word may begin or end at `at`: no letter or digit on one side,
    /// a script without blanks, or a seam where two texts were glued together
    /// ("equipmentThe material").
    pub(super) fn is_boundary(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let (Some(before), Some(after)) = (before, bytes.get(at)) else {
            return true;
        };
        let is_mark = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
        if is_mark(before) || is_mark(after) {
            return true;
        }
        if before.is_ascii() && after.is_ascii() {
            return self.is_seam(at);
        }
        let before = self.text[..at].chars().next_back().map(CharClass::of);
        let after = self.text[at..].chars().next().map(CharClass::of);
        let ends = |class: Option<CharClass>| {
            class.is_none_or(|class| !class.is_word() || class.is_alone())
        };
        ends(before) || ends(after) || self.is_seam(at)
    }

    /// Whether a capital follows a small letter or digit at `at`.
    pub(crate) fn is_seam(&self, at: usize) -> bool {
        let Some((folded, offset, original)) = self.source else {
            return false;
        };
        let position = folded.original(offset + at..offset + at).start;
        let (Some(before), Some(after)) = (original.get(..position), original.get(position..))
        else {
            return false;
        };
        before
            .chars()
            .next_back()
            .is_some_and(|c| c.is_lowercase() || c.is_numeric())
            && after.chars().next().is_some_and(char::is_uppercase)
    }
}
