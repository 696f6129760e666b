//! Closes the gap that a proposal leaves where what stands right beside it stays.
//!
//! Neighbouring lines that go are proposed with the blank lines around all of them. Where
//! only some are accepted, each takes the smaller gap beside it, as if it went alone.

use crate::text::Span;

/// The span of a proposal with the gap that it leaves by itself. What is no whole line is
/// left as it is.
pub(super) fn closed(text: &str, span: Span) -> Span {
    let own = span.of(text);
    let start = span.start + (own.len() - own.trim_start().len());
    let end = start + own.trim().len();
    let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let next = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let is_blank = |from: usize, to: usize| text[from..to].trim().is_empty();
    if start == end || !is_blank(first, start) || !is_blank(end, next) {
        return span;
    }
    let kept_before = text[..first].trim_end().len();
    let before = text[kept_before..first]
        .find('\n')
        .map_or(first, |at| kept_before + at + 1);
    let kept_after = text.len() - text[next..].trim_start().len();
    let after = text[..kept_after]
        .rfind('\n')
        .map_or(next, |at| at + 1)
        .max(next);
    let ends = |from: usize, to: usize| text[from..to].matches('\n').count();
    if kept_before == 0 {
        Span::new(first, after)
    } else if kept_after == text.len() {
        Span::new(before, text.len())
    } else if ends(before, first) <= ends(next, after) {
        Span::new(before, next)
    } else {
        Span::new(first, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_gap_goes_along() {
        for (text, expected) in [
            ("a\n[\nX\n\n]b\n\nc\n", "a\n\nb\n\nc\n"),
            ("a\n\nb\n\n[X\n]\n\nc\n", "a\n\nb\n\n\nc\n"),
            ("a\n[X\n]\nb\n", "a\n\nb\n"),
            ("a\n\n[X\n]b\n", "a\n\nb\n"),
            ("[X\n\n]a\n", "a\n"),
            ("a\n\n[X\n]", "a\n"),
            ("a\r\n[\r\nX\r\n\r\n]b\r\n", "a\r\n\r\nb\r\n"),
            ("a [X ]b\n", "a b\n"),
            ("[X]", ""),
            ("a[ \n ]b", "ab"),
        ] {
            let start = text.find('[').unwrap();
            let end = text.find(']').unwrap() - 1;
            let whole = text.replace(['[', ']'], "");
            let span = closed(&whole, Span::new(start, end));
            let mut left = whole.clone();
            left.replace_range(span.start..span.end, "");
            assert_eq!(left, expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_word_beside_it_goes(text in "[ab \n]{0,6}", own in "[ \n]{0,2}[xy]{1,2}[ \n]{0,2}", after in "[ab \n]{0,6}") {
            let whole = format!("{text}{own}{after}");
            let span = closed(&whole, Span::new(text.len(), text.len() + own.len()));
            let mut left = whole.clone();
            left.replace_range(span.start..span.end, "");
            let words = |text: &str| text.replace(char::is_whitespace, "");
            proptest::prop_assert_eq!(words(&left), words(&format!("{text}{after}")), "{:?}", whole);
        }
    }
}
