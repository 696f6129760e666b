//! What makes two removals the same to a reviewer: the rule, and what they say; and
//! what tells the places of the same words apart.

use crate::text::{Span, fold};

/// Hexadecimal digits of a group's id.
const ID_LENGTH: usize = 16;
/// Code points of what stands around a text that tell where it stands.
const AROUND: usize = 80;

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

/// What stands right before and after a span, its blanks levelled: at most 80 code
/// points of each. White space at the edges of the span counts as around it.
///
/// ```
/// use dechaff::Span;
/// use dechaff::review::context;
///
/// let text = "It rained.\n\nSign up\nIt snowed.\n";
/// assert_eq!(context(text, Span::new(11, 20)), ("It rained. ".into(), " It snowed. ".into()));
/// ```
pub fn context(text: &str, span: Span) -> (String, String) {
    let own = span.of(text);
    let start = span.start + (own.len() - own.trim_start().len());
    let end = start + own.trim().len();
    let (before, after) = (&text[..start.min(end)], &text[end..]);
    let mut reversed: Vec<char> = level(before.chars().rev());
    reversed.reverse();
    (
        reversed.into_iter().collect(),
        level(after.chars()).into_iter().collect(),
    )
}

/// The first characters, with blanks levelled.
fn level(characters: impl Iterator<Item = char>) -> Vec<char> {
    let mut level = Vec::with_capacity(AROUND);
    for c in characters {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && level.last() == Some(&' ') {
            continue;
        }
        if level.len() == AROUND {
            break;
        }
        level.push(c);
    }
    level
}
