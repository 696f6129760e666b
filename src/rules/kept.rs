//! Whole texts that rules keep.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::fold;

/// A text that stays, with what must stand around it, as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptText {
    /// Folded, blanks levelled, from the first letter or digit to the last.
    needle: String,
    /// The bytes of the needle that stay; the rest is what stands around.
    core: Range<usize>,
}

impl KeptText {
    /// The text between `before` and `after`; `None` where nothing of it is a letter
    /// or digit.
    pub(crate) fn new(before: &str, text: &str, after: &str) -> Option<Self> {
        let folded = fold(&format!("{before}{text}{after}"));
        let level = folded.text();
        let start = folded.position(before.len());
        let end = folded.position(before.len() + text.len());
        let core = core_of(level, start.min(end)..end)?;
        let outer = core_of(level, 0..level.len())?;
        Some(Self {
            needle: level[outer.clone()].to_owned(),
            core: core.start - outer.start..core.end - outer.start,
        })
    }
}

/// From the first letter or digit of a range to the last.
fn core_of(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let start = part.find(char::is_alphanumeric)?;
    let end = part.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    Some(range.start + start..range.start + end)
}

/// Finds the kept texts of all rules at once.
#[derive(Debug)]
pub(crate) struct KeptTexts {
    automaton: AhoCorasick,
    /// Rule and core of each needle.
    owners: Vec<(usize, Range<usize>)>,
}

impl KeptTexts {
    /// Finds texts, each with the number of its rule; `None` where there are none.
    pub(crate) fn new<'t>(texts: impl Iterator<Item = (usize, &'t KeptText)>) -> Option<Self> {
        let (owners, needles): (Vec<_>, Vec<_>) = texts
            .map(|(rule, text)| ((rule, text.core.clone()), text.needle.as_str()))
            .unzip();
        if needles.is_empty() {
            return None;
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(needles)
            // Only more text than fits an address space is refused.
            .ok()?;
        Some(Self { automaton, owners })
    }

    /// Where kept texts stand in a folded text: the rule, and the bytes that stay.
    /// Line ends count as blanks.
    pub(crate) fn find(&self, folded: &str) -> Vec<(usize, Range<usize>)> {
        let level = folded.replace('\n', " ");
        self.automaton
            .find_overlapping_iter(&level)
            .map(|found| {
                let (rule, core) = &self.owners[found.pattern().as_usize()];
                let start = found.start();
                (*rule, start + core.start..start + core.end)
            })
            .filter(|(_, core)| stands_free(&level, core.clone()))
            .collect()
    }
}

/// Whether no word goes on beyond the edges of a range.
fn stands_free(text: &str, range: Range<usize>) -> bool {
    let joins = |a: Option<char>, b: Option<char>| {
        let is_word = |c: char| c.is_alphanumeric() && !crate::text::is_joiner_free_script(c);
        a.is_some_and(is_word) && b.is_some_and(is_word)
    };
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let inside = &text[range];
    !joins(before.chars().next_back(), inside.chars().next())
        && !joins(inside.chars().next_back(), after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_what_they_say_and_where_they_stand() {
        let found = |before: &str, text: &str, after: &str, folded: &str| {
            let kept = KeptText::new(before, text, after).unwrap();
            let texts = KeptTexts::new([(7, &kept)].into_iter()).unwrap();
            let found = texts.find(folded);
            found
                .into_iter()
                .map(|(rule, range)| {
                    assert_eq!(rule, 7);
                    folded[range].to_owned()
                })
                .collect::<Vec<_>>()
        };
        for (before, text, after, folded, expected) in [
            ("", "* Sign UP »", "", "do sign up now", &["sign up"][..]),
            ("", "Sign up", "", "resign up", &[]),
            ("", "Sign up", "", "sign upward", &[]),
            (
                "",
                "A line\n\n* and another",
                "",
                "x\na line\n* and another\n",
                &["a line\n* and another"],
            ),
            (
                "The end. ",
                "Sign up",
                " Next",
                "the end. sign up\nnext",
                &["sign up"],
            ),
            ("The end. ", "Sign up", " Next", "sign up\nnext", &[]),
            ("end.", "Sign up", "", "end.sign up! sign up", &["sign up"]),
            ("", "登録", "", "今すぐ登録する", &["登録"]),
            ("", "aa", "", "aa aa", &["aa", "aa"]),
        ] {
            assert_eq!(
                found(before, text, after, folded),
                expected,
                "{before:?} {text:?} {after:?}"
            );
        }
        assert_eq!(KeptText::new("", "***", ""), None);
    }
}
