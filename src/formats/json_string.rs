//! JSON strings as they are written: a stretch of the text, and the bytes that
//! spell it.
//!
//! Many programs write `\u00e9` for `é`, some `\/` for `/`. Where a text changes,
//! what stays of it keeps its spelling.

use super::frame::Splice;
use crate::text::Span;

/// The place in `raw`, a JSON string with its quotes, of each of the sorted byte
/// offsets into the text that it spells.
fn places(raw: &str, offsets: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut units = Units {
        raw: raw.as_bytes(),
        at: 1,
        text: 0,
    };
    offsets
        .into_iter()
        .map(|offset| {
            while units.text < offset && units.at + 1 < raw.len() {
                units.step();
            }
            units.at
        })
        .collect()
}

/// A walk over what spells a text, character by character.
struct Units<'r> {
    raw: &'r [u8],
    /// Byte of the string.
    at: usize,
    /// Byte of the text.
    text: usize,
}

impl Units<'_> {
    fn step(&mut self) {
        let (spelled, text) = match (self.raw[self.at], self.raw.get(self.at + 1)) {
            (b'\\', Some(b'u')) => match self.escape(self.at) {
                Some(0xD800..0xDC00) => (12, 4),
                Some(unit) => (6, utf8_length(unit)),
                None => (2, 1),
            },
            (b'\\', _) => (2, 1),
            _ => (1, 1),
        };
        self.at += spelled;
        self.text += text;
    }

    /// The code unit of an escape such as `\u00e9`.
    fn escape(&self, at: usize) -> Option<u16> {
        let digits = self.raw.get(at + 2..at + 6)?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }
}

fn utf8_length(unit: u16) -> usize {
    match unit {
        0..0x80 => 1,
        0x80..0x800 => 2,
        _ => 3,
    }
}

/// The string with the splices carried out, which must be sorted.
pub(super) fn spliced(raw: &str, splices: &[Splice]) -> String {
    let ends = splices
        .iter()
        .flat_map(|one| [one.span.start, one.span.end]);
    let places = places(raw, ends);
    let mut edited = String::with_capacity(raw.len());
    let mut at = 0;
    for (splice, place) in splices.iter().zip(places.chunks_exact(2)) {
        edited.push_str(&raw[at..place[0]]);
        match &splice.spelled {
            Some(spelled) => edited.push_str(spelled),
            None => edited.push_str(&standard(&splice.text)),
        }
        at = place[1];
    }
    edited.push_str(&raw[at..]);
    edited
}

/// How a stretch of the text is spelled, where it is not as this program would
/// spell it.
pub(super) fn odd_spelling(raw: &str, text: &str, span: Span) -> Option<String> {
    let places = places(raw, [span.start, span.end]);
    let spelled = &raw[places[0]..places[1]];
    (spelled != standard(span.of(text))).then(|| spelled.to_owned())
}

/// A text as JSON spells it, without quotes.
fn standard(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    quoted
        .strip_prefix('"')
        .and_then(|quoted| quoted.strip_suffix('"'))
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_keeps_its_spelling() {
        let raw = r#""a\u00e9\/ \ud83d\udeb2 \"é\n\u20ac""#;
        let text: String = serde_json::from_str(raw).unwrap();
        assert_eq!(text, "aé/ 🚲 \"é\n€");
        let ends: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        for (number, &start) in ends.iter().enumerate() {
            for &end in &ends[number..] {
                let span = Span::new(start, end);
                let cut = Splice::cut(span);
                let cut_raw = spliced(raw, &[cut]);
                let expected = format!("{}{}", &text[..start], &text[end..]);
                let found: String = serde_json::from_str(&cut_raw).unwrap();
                assert_eq!(found, expected, "{cut_raw}");
                let back = Splice {
                    span: Span::new(start, start),
                    text: span.of(&text).to_owned(),
                    spelled: odd_spelling(raw, &text, span),
                };
                assert_eq!(spliced(&cut_raw, &[back]), raw);
            }
        }
        assert_eq!(odd_spelling(raw, &text, Span::new(0, 1)), None);
    }
}
