//! Bytes to code points, however often it is asked.

/// Bytes between two counts that are kept.
const STRIDE: usize = 256;

/// Counts the code points before places of a text.
pub(super) struct CodePoints<'t> {
    bytes: &'t [u8],
    /// The code points before every place that is a multiple of the stride.
    counts: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut counts = vec![0];
        let mut count = 0;
        for block in bytes.chunks_exact(STRIDE) {
            count += starts_in(block);
            counts.push(count);
        }
        Self { bytes, counts }
    }

    /// The code points before byte `at`, where one begins; all of them past the end.
    pub(super) fn before(&self, at: usize) -> usize {
        let at = at.min(self.bytes.len());
        let known = at / STRIDE;
        self.counts[known] + starts_in(&self.bytes[known * STRIDE..at])
    }
}

/// How many code points begin in these bytes.
fn starts_in(bytes: &[u8]) -> usize {
    let is_start = |byte: u8| byte & 0xc0 != 0x80;
    bytes.iter().filter(|&&byte| is_start(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn code_points_are_those_before(text in "[a-zé中🙂]{0,700}") {
            let points = CodePoints::of(&text);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                proptest::prop_assert_eq!(points.before(at), text[..at].chars().count());
            }
        }
    }
}
