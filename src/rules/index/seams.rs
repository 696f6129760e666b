//! Seams: where two texts were glued together, so that words begin within words.

use crate::rules::Haystack;
use crate::text::{CharClass, Span};

/// The seams of a unit, in bytes of its folded text.
#[derive(Debug, Default)]
pub(super) struct Seams(Vec<usize>);

impl Seams {
    /// Reads those of a unit.
    pub(super) fn read(&mut self, unit: &Haystack<'_>) {
        self.0.clear();
        let Some((folded, offset, original)) = unit.source else {
            return;
        };
        let span = folded.original(offset..offset + unit.text.len());
        let text = span.of(original);
        if !may_have_seam(text.as_bytes()) {
            return;
        }
        let mut positions = folded.positions(span.start);
        let mut is_small_before = false;
        for (at, c) in text.char_indices() {
            let class = CharClass::of(c);
            if is_small_before && class.is_capital() {
                let at = span.start + at;
                let mut seam = positions.at(at).saturating_sub(offset);
                // A capital may fold to several characters.
                while seam < unit.text.len() && unit.is_seam(seam) {
                    self.0.push(seam);
                    let next = unit.text[seam..].chars().next();
                    seam += next.map_or(1, char::len_utf8);
                }
            }
            is_small_before = class.is_small();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in order.
    pub(super) fn all(&self) -> &[usize] {
        &self.0
    }

    /// Whether a seam is within a span, not at its edges.
    pub(super) fn are_within(&self, span: Span) -> bool {
        !self.0.is_empty() && self.within(span).next().is_some()
    }

    /// The seams within a span, not at its edges.
    pub(super) fn within(&self, span: Span) -> impl Iterator<Item = usize> {
        let first = self.0.partition_point(|&seam| seam <= span.start);
        let seams = self.0[first..].iter().copied();
        seams.take_while(move |&seam| seam < span.end)
    }

    /// The last seams within a span, not at its edges, up to as many as `most`.
    pub(super) fn last_within(&self, span: Span, most: usize) -> &[usize] {
        let first = self.0.partition_point(|&seam| seam <= span.start);
        let end = self.0.partition_point(|&seam| seam < span.end).max(first);
        &self.0[first.max(end.saturating_sub(most))..end]
    }
}

/// Whether a capital may follow a small letter or digit, told by bytes alone.
fn may_have_seam(bytes: &[u8]) -> bool {
    let is_seam = |before: u8, after: u8| {
        let may_be_small = before >= b'a' || before.wrapping_sub(b'0') < 10;
        // The first bytes of two-byte characters with capitals, and of some longer ones.
        let may_be_capital = after.wrapping_sub(b'A') < 26
            || after.wrapping_sub(0xc3) < 20
            || matches!(after, 0xe1 | 0xe2 | 0xea | 0xef | 0xf0);
        may_be_small & may_be_capital
    };
    let next = bytes.get(1..).unwrap_or_default();
    // Blocks without a way out in between are compared many bytes at a time.
    bytes
        .chunks(64)
        .zip(next.chunks(64))
        .any(|(before, after)| {
            let pairs = before.iter().zip(after);
            pairs.fold(false, |any, (&before, &after)| any | is_seam(before, after))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn seams(text: &str) -> Vec<usize> {
        let folded = fold(text);
        let mut seams = Seams::default();
        seams.read(&Haystack {
            text: folded.text(),
            source: Some((&folded, 0, text)),
        });
        seams.0
    }

    #[test]
    fn seams_are_where_a_capital_follows_a_small_letter() {
        for (text, expected) in [
            ("equipmentThe material", &[9][..]),
            ("Sign Up", &[]),
            ("2024Sign upНовости", &[4, 11]),
            ("новостиНовости", &[14]),
            ("NEWS", &[]),
            ("e\u{301}Up", &[]),
            ("straßeẞx", &[7, 8]),
        ] {
            assert_eq!(seams(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_seam_is_missed(text in "[a-cA-C0-2 éÉßẞшШİı\u{200b}登]{0,20}") {
            let folded = fold(&text);
            let haystack = Haystack { text: folded.text(), source: Some((&folded, 0, &text)) };
            let places = folded.text().char_indices().map(|(at, _)| at);
            let expected: Vec<usize> = places.filter(|&at| haystack.is_seam(at)).collect();
            proptest::prop_assert_eq!(seams(&text), expected);
        }
    }
}
