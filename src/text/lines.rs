//! Lines and their ends.

use super::Span;

/// A line: its content without surrounding blanks, and where the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Content without leading and trailing white space; empty for a blank line.
    pub content: Span,
    /// First byte of the line itself, blanks included.
    pub start: usize,
    /// First byte after the line end.
    pub next: usize,
}

impl Line {
    pub(crate) fn is_blank(&self) -> bool {
        self.content.is_empty()
    }
}

/// Lines of `text`. A line ends at LF, CR LF, a lone CR or a form feed; a text
/// that ends in a line end has no empty line after it.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    untrimmed_lines(text).map(|line| Line {
        content: trim(text, line.content),
        ..line
    })
}

/// The same lines with the white space around their content.
pub(crate) fn untrimmed_lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= bytes.len() {
            return None;
        }
        let rest = &bytes[start..];
        let (length, end_length) = match memchr::memchr3(b'\n', b'\r', b'\x0c', rest) {
            Some(at) if rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n') => (at, 2),
            Some(at) => (at, 1),
            None => (rest.len(), 0),
        };
        let line = Line {
            content: Span::new(start, start + length),
            start,
            next: start + length + end_length,
        };
        start = line.next;
        Some(line)
    })
}

/// `span` without white space and invisible characters at its ends.
pub(crate) fn trim(text: &str, span: Span) -> Span {
    let mut content = &text.as_bytes()[span.start..span.end];
    let mut start = span.start;
    while let [b' ' | b'\t'..=b'\r', rest @ ..] = content {
        (content, start) = (rest, start + 1);
    }
    while let [rest @ .., b' ' | b'\t'..=b'\r'] = content {
        content = rest;
    }
    let span = Span::new(start, start + content.len());
    if let (Some(first), Some(last)) = (content.first(), content.last())
        && first.is_ascii()
        && last.is_ascii()
    {
        return span;
    }
    let content = span.of(text);
    let from_start = content.trim_start_matches(is_blank);
    let start = span.start + (content.len() - from_start.len());
    Span::new(start, start + from_start.trim_end_matches(is_blank).len())
}

/// White space, zero-width characters and the byte-order mark.
pub(crate) fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end() {
        let text = "a\r\n b \rc\n\n\u{feff}d\x0ce";
        let found: Vec<&str> = lines(text).map(|line| line.content.of(text)).collect();
        assert_eq!(found, ["a", "b", "c", "", "d", "e"]);
    }

    #[test]
    fn lines_tile_the_text() {
        for text in ["", "\n", "a", "a\n", "a\n\nb", "\r\n\r", "é\u{2003}\nx"] {
            let mut at = 0;
            for line in lines(text) {
                assert_eq!(line.start, at, "{text:?}");
                at = line.next;
            }
            assert_eq!(at, text.len(), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_blank_at_the_ends_is_no_content(text in "[a-c. \t\r\u{1c}\u{85}\u{a0}\u{ad}\u{200b}\u{feff}é]{0,8}") {
            let content = trim(&text, Span::new(0, text.len()));
            proptest::prop_assert_eq!(content.of(&text), text.trim_matches(is_blank));
        }
    }
}
