//! Marks that end sentences.

use std::ops::Range;

/// Whether a character ends sentences.
pub(crate) fn is_final_mark(character: char) -> bool {
    matches!(
        character,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '؟' | '۔' | '।' | '։' | '፧' | '።'
    )
}

/// The final marks of a text, looked for from one place after another. Those of ASCII and
/// the others are looked for apart, each kind once: a text has few of one.
pub(super) struct FinalMarks<'t> {
    text: &'t str,
    /// Where the next mark of ASCII stands, the end of the text if none does.
    ascii: usize,
    /// The same of the other marks.
    other: usize,
}

impl<'t> FinalMarks<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let other = if text.is_ascii() {
            text.len()
        } else {
            next_beyond_ascii(text, 0)
        };
        Self {
            text,
            ascii: next_ascii(text, 0),
            other,
        }
    }

    /// The first mark at or after byte `from`, which must not be less than it was before.
    pub(super) fn next(&mut self, from: usize) -> Option<(usize, char)> {
        if self.ascii < from {
            self.ascii = next_ascii(self.text, from);
        }
        if self.other < from {
            self.other = next_beyond_ascii(self.text, from);
        }
        let at = self.ascii.min(self.other);
        Some((at, self.text[at..].chars().next()?))
    }
}

fn next_ascii(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from..];
    from + memchr::memchr3(b'.', b'!', b'?', rest).unwrap_or(rest.len())
}

fn next_beyond_ascii(text: &str, mut from: usize) -> usize {
    /// Bytes looked at together.
    const STEP: usize = 32;
    let bytes = text.as_bytes();
    while let Some(step) = bytes[from..].first_chunk::<STEP>() {
        let is_likely = step
            .iter()
            .fold(false, |any, &byte| any | may_begin_mark(byte));
        if is_likely
            && begins_mark_in(step, bytes.get(from + STEP).copied())
            && let Some(found) = first_mark_in(text, from..from + STEP)
        {
            return found;
        }
        from += STEP;
    }
    first_mark_in(text, from..bytes.len()).unwrap_or(bytes.len())
}

/// The first final mark beyond ASCII that begins in `range`.
fn first_mark_in(text: &str, range: Range<usize>) -> Option<usize> {
    let bytes = &text.as_bytes()[range.clone()];
    let likely = range.zip(bytes).filter(|(_, byte)| may_begin_mark(**byte));
    let mut places = likely.map(|(at, _)| at);
    places.find(|&at| text[at..].starts_with(is_final_mark))
}

/// Whether a final mark beyond ASCII may begin with `byte`. All comparisons are made, here
/// and below, so that many bytes can be looked at together.
fn may_begin_mark(byte: u8) -> bool {
    (0xd6..=0xe3).contains(&byte) | (byte == 0xef)
}

/// Whether a final mark beyond ASCII may begin in `step`, after which `last` follows.
fn begins_mark_in<const STEP: usize>(step: &[u8; STEP], last: Option<u8>) -> bool {
    let mut next = [0; STEP];
    next[..STEP - 1].copy_from_slice(&step[1..]);
    next[STEP - 1] = last.unwrap_or_default();
    let mut any = false;
    for (&byte, &next) in step.iter().zip(&next) {
        any |= ((byte == 0xd6) & (next == 0x89))
            | ((byte == 0xd8) & (next == 0x9f))
            | ((byte == 0xdb) & (next == 0x94))
            | ((byte == 0xe0) & (next == 0xa5))
            | ((byte == 0xe1) & (next == 0x8d))
            | (((byte == 0xe2) | (byte == 0xe3)) & (next == 0x80))
            | ((byte == 0xef) & (next == 0xbc));
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_final_mark_is_found() {
        for mark in ('\0'..=char::MAX).filter(|&c| is_final_mark(c)) {
            for before in ["", "a", "ä", "港", "’’ ж"] {
                let text = format!("{before}{mark}");
                let found = FinalMarks::new(&text).next(0);
                assert_eq!(found, Some((before.len(), mark)), "{text:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn marks_are_found_in_order(text in "([a-z ]{0,40}[.!?…。！．؟۔।։፧’–äжبनअ港か]){0,8}") {
            let mut marks = FinalMarks::new(&text);
            let mut from = 0;
            for (at, mark) in text.char_indices().filter(|&(_, c)| is_final_mark(c)) {
                proptest::prop_assert_eq!(marks.next(from), Some((at, mark)));
                from = at + mark.len_utf8();
            }
            proptest::prop_assert_eq!(marks.next(from), None);
        }
    }
}
