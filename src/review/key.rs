//! What makes two removals the same to a reviewer: the rule, and what they say.

use crate::text::{Span, fold};

/// Hexadecimal digits of a group's id.
const ID_LENGTH: usize = 16;
/// Characters on each side that tell one removal from its equals.
const CONTEXT_LENGTH: usize = 80;

/// What a text says: folded, its blanks and line ends levelled, from the first
/// letter or digit to the last. Bullets, arrows and spacing make no difference.
///
/// ```
/// use dechaff::review::content_key;
///
/// assert_eq!(content_key("* SIGN\u{a0}UP\n  for our letter »"), "sign up for our letter");
/// assert_eq!(content_key("***"), "***");
/// ```
pub fn content_key(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.text().split_whitespace().collect();
    let level = words.join(" ");
    let core = level.trim_matches(|c: char| !c.is_alphanumeric());
    if core.is_empty() {
        level
    } else {
        core.to_owned()
    }
}

/// The name of all removals by `rule` that say the same as `text`: 16 hexadecimal
/// digits, the same in every run.
///
/// ```
/// use dechaff::review::group_id;
///
/// assert_eq!(group_id("newsletter/sign-up", "Sign up »"), group_id("newsletter/sign-up", "* SIGN UP"));
/// assert_ne!(group_id("newsletter/sign-up", "Sign up"), group_id("login/sign-up", "Sign up"));
/// ```
pub fn group_id(rule: &str, text: &str) -> String {
    let parts = format!("{rule}\n{}", content_key(text));
    blake3::hash(parts.as_bytes()).to_hex()[..ID_LENGTH].to_owned()
}

/// A text as decisions quote it: trimmed, each run of white space one blank.
///
/// ```
/// assert_eq!(dechaff::review::quoted(" Sign\n  up\n"), "Sign up");
/// ```
pub fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The text with each run of white space, line ends too, turned into one blank.
pub fn level_blanks(text: &str) -> String {
    let mut level = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if !c.is_whitespace() => level.push(c),
            _ if level.ends_with(' ') => {}
            _ => level.push(' '),
        }
    }
    level
}

/// What stands right before and right after the words in `span`: up to 80
/// characters each, with every run of white space as one blank. White space
/// between the words and their neighbours is one blank too. Empty at an edge of the
/// text, and where only white space follows up to it.
///
/// ```
/// use dechaff::review::context;
/// use dechaff::text::Span;
///
/// let text = "The end.\n\nSign up\nNext line";
/// let (before, after) = context(text, Span::new(9, 17));
/// assert_eq!((before.as_str(), after.as_str()), ("The end. ", " Next line"));
/// ```
pub fn context(text: &str, span: Span) -> (String, String) {
    let words = span.of(text);
    let start = span.start + words.len() - words.trim_start().len();
    let end = (span.start + words.trim_end().len()).max(start);
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let reversed = level_start(before.chars().rev());
    (reversed.chars().rev().collect(), level_start(after.chars()))
}

/// The first characters with runs of white space as one blank; nothing where there
/// is nothing else.
fn level_start(characters: impl Iterator<Item = char>) -> String {
    let mut level = String::new();
    let mut length = 0;
    let mut is_blank = false;
    for character in characters {
        let was_blank = std::mem::replace(&mut is_blank, character.is_whitespace());
        if is_blank && was_blank {
            continue;
        }
        if length == CONTEXT_LENGTH {
            break;
        }
        level.push(if is_blank { ' ' } else { character });
        length += 1;
    }
    if level == " " { String::new() } else { level }
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
            let found = context(&text, span);
            assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_span_that_does_not_fit_does_no_harm() {
        context("äö", Span::new(1, 9));
    }
}
