//! What stands around a stretch of text.

use super::{Span, folded};

/// Characters on each side.
const LENGTH: usize = 80;
/// Characters of them, folded, that tell places apart: fewer, as marks beside the words
/// may be counted to them or not.
const TELLING: usize = 40;

/// What stands right before and right after the words in `span`, apart from the
/// stretches `gone`, which are sorted: up to 80 characters each, with every run of
/// white space as one blank. White space between the words and their neighbours is one
/// blank too. Empty at an edge of the text, and where only white space follows up to it.
///
/// It tells the places of the same words apart, and stays the same when `gone` is taken
/// out of the text.
///
/// ```
/// use dechaff::text::{Span, context};
///
/// let text = "The end.\n\nSign up\nLog in\nNext line";
/// let (before, after) = context(text, Span::new(9, 17), &[Span::new(18, 25)]);
/// assert_eq!((before.as_str(), after.as_str()), ("The end. ", " Next line"));
/// ```
pub fn context(text: &str, span: Span, gone: &[Span]) -> (String, String) {
    let words = text.get(span.start..span.end).unwrap_or_default();
    let start = (span.start + words.len() - words.trim_start().len()).min(text.len());
    let end = (span.start + words.trim_end().len()).clamp(start, text.len());
    let is_other = |one: &&Span| !one.overlaps(span);
    let (mut before, mut after) = (Level::default(), Level::default());
    let mut at = start;
    let first = gone.partition_point(|one| one.start < start);
    for cut in gone[..first].iter().rev().filter(is_other) {
        let from = cut.end.min(at);
        before.push(text.get(from..at).unwrap_or_default().chars().rev());
        at = cut.start.min(at);
        if before.is_full() {
            break;
        }
        before.push([' '].into_iter());
    }
    before.push(text.get(..at).unwrap_or_default().chars().rev());
    at = end;
    let first = gone.partition_point(|one| one.end <= end);
    for cut in gone[first..].iter().filter(is_other) {
        after.push(text.get(at..cut.start.max(at)).unwrap_or_default().chars());
        at = cut.end.max(at);
        if after.is_full() {
            break;
        }
        after.push([' '].into_iter());
    }
    after.push(text.get(at..).unwrap_or_default().chars());
    (before.text().chars().rev().collect(), after.text())
}

/// What of a [`context`] tells places apart: folded, from the nearest letter or digit on,
/// so that it does not matter which marks count as part of the words.
pub(crate) fn surroundings(before: &str, after: &str) -> (String, String) {
    let is_mark = |c: char| !c.is_alphanumeric();
    let before = folded(before);
    let before = before.trim_end_matches(is_mark);
    let first = before.char_indices().rev().nth(TELLING - 1);
    let after = folded(after);
    let after = after.trim_start_matches(is_mark);
    let last = after.char_indices().nth(TELLING);
    (
        before[first.map_or(0, |(at, _)| at)..].to_owned(),
        after[..last.map_or(after.len(), |(at, _)| at)]
            .trim_end()
            .to_owned(),
    )
}

/// Characters with runs of white space as one blank, up to the most there may be.
#[derive(Default)]
struct Level {
    text: String,
    length: usize,
}

impl Level {
    fn push(&mut self, characters: impl Iterator<Item = char>) {
        for character in characters {
            let is_blank = character.is_whitespace();
            if is_blank && self.text.ends_with(' ') {
                continue;
            }
            if self.is_full() {
                return;
            }
            self.text.push(if is_blank { ' ' } else { character });
            self.length += 1;
        }
    }

    fn is_full(&self) -> bool {
        self.length == LENGTH
    }

    fn text(self) -> String {
        if self.text == " " {
            String::new()
        } else {
            self.text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_is_what_stands_around_the_words() {
        let long = "x".repeat(100);
        for (before, removed, after, expected) in [
            ("", "Sign up", "", ("", "")),
            ("\n ", "Sign up", " \n", ("", "")),
            ("The end.", "Sign up", "More.", ("The end.", "More.")),
            (
                "The \n end.\n",
                "\nSign up\n",
                "More\u{a0}\r\nhere.",
                ("The end. ", " More here."),
            ),
            ("\n\nA", "Sign up", "B\n", (" A", "B ")),
            ("ÄÖ\u{3000}", "登録", "。", ("ÄÖ ", "。")),
            (
                &long,
                " Sign up ",
                &long,
                (&format!("{} ", &long[..79]), &format!(" {}", &long[..79])),
            ),
            ("A", " \n ", "B", ("A ", "B")),
        ] {
            let text = format!("{before}{removed}{after}");
            let span = Span::new(before.len(), before.len() + removed.len());
            let found = context(&text, span, &[]);
            assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_span_that_does_not_fit_does_no_harm() {
        context("äö", Span::new(1, 9), &[]);
    }

    #[test]
    fn what_is_gone_does_not_stand_around() {
        let text = "A.\nsign up\nX\nlog in\n\nlog out\nB.";
        let span = |words: &str| {
            let at = text.find(words).unwrap();
            Span::new(at, at + words.len())
        };
        let gone = [span("sign up\n"), span("log in"), span("log out\n")];
        assert_eq!(
            context(text, span("X\n"), &gone),
            ("A. ".into(), " B.".into())
        );
        assert_eq!(
            context("A.\nX\nB.", Span::new(3, 4), &[]),
            ("A. ".into(), " B.".into())
        );
        // Where it is among what goes itself, it stands where it stood.
        assert_eq!(
            context(text, span("log in"), &gone),
            ("A. X ".into(), " B.".into())
        );
    }
}
