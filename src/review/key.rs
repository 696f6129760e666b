//! What makes two removals the same to a reviewer: the rule, and what they say.

use crate::text::folded;

/// Hexadecimal digits of a group's id.
const ID_LENGTH: usize = 16;

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
    let level = folded(text);
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
