//! Whole texts that rules keep.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use crate::text::{folded, surroundings};

/// A text that stays, as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptText {
    /// Folded, from the first letter or digit to the last.
    needle: String,
    /// The bytes of the needle that stay.
    kept: Vec<Range<usize>>,
    /// What stands around it apart from what rules take, folded; where it is kept only
    /// there.
    around: Option<(String, String)>,
}

impl KeptText {
    /// A text of which all stays but `goes`; `around` is what stands before and after it,
    /// empty where that does not matter. `None` where nothing of it is a letter or digit.
    pub(crate) fn new(text: &str, goes: &str, around: [&str; 2]) -> Option<Self> {
        let level = folded(text);
        let outer = core_of(&level, 0..level.len())?;
        let goes = folded(goes);
        let found = level.find(&goes).filter(|_| !goes.is_empty());
        let gone = found.map_or(outer.end..outer.end, |at| at..at + goes.len());
        let parts = [outer.start..gone.start, gone.end..outer.end];
        let kept = parts.into_iter().filter(|part| part.start < part.end);
        let kept = kept.filter_map(|part| core_of(&level, part));
        let is_placed = around.iter().any(|one| !one.trim().is_empty());
        Some(Self {
            kept: kept
                .map(|core| core.start - outer.start..core.end - outer.start)
                .collect(),
            needle: level[outer].to_owned(),
            around: is_placed.then(|| surroundings(around[0], around[1])),
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
    /// Rule and text of each needle.
    owners: Vec<(usize, KeptText)>,
}

/// Where a kept text stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptFound<'k> {
    /// The number of its rule.
    pub rule: usize,
    /// All of it, in bytes of the folded text.
    pub whole: Range<usize>,
    /// What of it stays, in bytes of the folded text.
    pub kept: Vec<Range<usize>>,
    /// What must stand around it.
    pub around: Option<&'k (String, String)>,
}

impl KeptTexts {
    /// Finds texts, each with the number of its rule; `None` where there are none.
    pub(crate) fn new<'t>(texts: impl Iterator<Item = (usize, &'t KeptText)>) -> Option<Self> {
        let owners: Vec<_> = texts.map(|(rule, text)| (rule, text.clone())).collect();
        if owners.is_empty() {
            return None;
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(owners.iter().map(|(_, text)| &text.needle))
            // Only more text than fits an address space is refused.
            .ok()?;
        Some(Self { automaton, owners })
    }

    /// Whether some are kept only where something stands around them.
    pub(crate) fn has_placed(&self) -> bool {
        self.owners.iter().any(|(_, text)| text.around.is_some())
    }

    /// Where kept texts stand in a folded text. Line ends count as blanks.
    pub(crate) fn find(&self, folded: &str) -> Vec<KeptFound<'_>> {
        let level = folded.replace('\n', " ");
        let found = self.automaton.find_overlapping_iter(&level);
        found
            .filter(|found| stands_free(&level, found.range()))
            .map(|found| {
                let (rule, text) = &self.owners[found.pattern().as_usize()];
                let start = found.start();
                let kept = text.kept.iter();
                KeptFound {
                    rule: *rule,
                    whole: found.range(),
                    kept: kept
                        .map(|part| start + part.start..start + part.end)
                        .collect(),
                    around: text.around.as_ref(),
                }
            })
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
    fn texts_are_found_by_what_they_say() {
        let found = |text: &str, folded: &str| {
            let (text, goes) = text.split_once('|').unwrap_or((text, ""));
            let kept = KeptText::new(text, goes, ["", ""]).unwrap();
            let texts = KeptTexts::new([(7, &kept)].into_iter()).unwrap();
            let found = texts.find(folded);
            let kept = found.iter().flat_map(|one| one.kept.clone());
            kept.map(|range| folded[range].to_owned())
                .collect::<Vec<_>>()
        };
        for (text, folded, expected) in [
            ("* Sign UP »", "do sign up now", &["sign up"][..]),
            ("Sign up", "resign up", &[]),
            ("Sign up", "sign upward", &[]),
            (
                "A line\n\n* and another",
                "x\na line\n* and another\n",
                &["a line\n* and another"],
            ),
            (
                "The mayor spoke. Sign up|SIGN up",
                "the mayor spoke. sign up",
                &["the mayor spoke"],
            ),
            (
                "The mayor spoke. Sign up|sign up",
                "the mayor spoke. log in",
                &[],
            ),
            (
                "Now sign up now|sign up",
                "now sign up now",
                &["now", "now"],
            ),
            ("[[x", "a [[x", &["x"]),
            ("登録", "今すぐ登録する", &["登録"]),
            ("aa", "aa aa", &["aa", "aa"]),
        ] {
            assert_eq!(found(text, folded), expected, "{text:?}");
        }
        assert_eq!(KeptText::new("***", "", ["", ""]), None);
    }
}
