//! Folding: levelling what two spellings of the same words differ in.
//!
//! Case, Unicode compatibility forms, quotation marks, dashes, blanks and
//! invisible characters are levelled, so that one rule matches every spelling.
//! A sparse map leads back: only characters whose fold has another length leave
//! an entry, so ASCII text costs nothing.
//!
//! Most text folds to itself but for the case of its ASCII letters. Such stretches are
//! found in wide steps and copied; single characters are looked up, and only characters
//! with marks on them are normalised.

mod character;
mod class;
mod edits;
#[cfg(test)]
mod oracle;
mod plain;
mod push;

use std::ops::Range;

use super::Span;
pub(crate) use character::is_joiner_free_script;
use edits::{Edit, Edits};

/// Folded text with the way back to the original.
///
/// ```
/// use dechaff::text::fold;
///
/// let folded = fold("“SIGN\u{a0}UP”");
/// assert_eq!(folded.text(), "\"sign up\"");
/// let original = folded.original(1..8);
/// assert_eq!(original.of("“SIGN\u{a0}UP”"), "SIGN\u{a0}UP");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    edits: Edits,
}

/// Folds a whole text.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    folded.push(text, 0);
    folded.level_case();
    folded
}

/// A text folded, with every run of white space one blank, and none at its edges.
pub(crate) fn folded(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.text().split_whitespace().collect();
    words.join(" ")
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// An empty text with room for the fold of `length` bytes.
    pub(crate) fn with_room_for(length: usize) -> Self {
        Self {
            text: String::with_capacity(length),
            edits: Edits::with_room_for(length),
        }
    }

    /// The bytes of the original that the folded bytes `range` came from. A
    /// range that cuts the fold of one character is widened to the character.
    pub fn original(&self, range: Range<usize>) -> Span {
        let first = self.edits.last_up_to(range.start);
        let last = if range.is_empty() {
            first
        } else {
            self.edits.last_up_to(range.end)
        };
        let start = locate(range.start, first, |edit| edit.original.start);
        let end = locate(range.end, last, |edit| edit.original.end);
        Span::new(start, end.max(start))
    }

    /// Folded positions of positions in the original; they must be asked for in
    /// ascending order, beginning at `first`.
    pub(crate) fn positions(&self, first: usize) -> Positions<'_> {
        Positions {
            text_length: self.text.len(),
            edits: self.edits.all(),
            next: self.edits.after_original(first),
        }
    }

    /// Ends a unit: a line end in the folded text that stands for no original
    /// byte of its own.
    pub(crate) fn end_unit(&mut self) {
        self.text.push('\n');
    }

    /// Joins two lines of a paragraph: a blank, or nothing where `before` ends
    /// in a hyphen inside a word.
    pub(crate) fn join(&mut self, before: &str, after: &str) {
        let splits_word = before
            .strip_suffix('-')
            .is_some_and(|word| word.ends_with(char::is_lowercase))
            && after.starts_with(char::is_lowercase);
        if splits_word {
            self.text.pop();
        } else if !(before.ends_with(is_joiner_free_script)
            && after.starts_with(is_joiner_free_script))
        {
            self.text.push(' ');
        }
    }
}

/// The original position of a folded one, before which `edit` is the last; `inside` chooses
/// the side where the position lies within the edit.
fn locate(position: usize, edit: Option<&Edit>, inside: impl Fn(&Edit) -> usize) -> usize {
    let Some(edit) = edit else {
        return position;
    };
    if position >= edit.folded.end {
        edit.original.end + (position - edit.folded.end)
    } else if position == edit.folded.start {
        edit.original.start
    } else {
        inside(edit)
    }
}

/// The way from positions in the original to folded ones, in ascending order.
pub(crate) struct Positions<'a> {
    text_length: usize,
    edits: &'a [Edit],
    /// The first edit that begins after the position asked for last.
    next: usize,
}

impl Positions<'_> {
    /// The folded position of byte `position` of the original; the start of the
    /// fold where the position lies within a character or a run of blanks.
    pub(crate) fn at(&mut self, position: usize) -> usize {
        while self
            .edits
            .get(self.next)
            .is_some_and(|edit| edit.original.start <= position)
        {
            self.next += 1;
        }
        let Some(edit) = self.next.checked_sub(1).map(|last| &self.edits[last]) else {
            return position.min(self.text_length);
        };
        if position >= edit.original.end {
            (edit.folded.end + (position - edit.original.end)).min(self.text_length)
        } else {
            edit.folded.start
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_to_one() {
        for (original, expected) in [
            ("Sign  Up", "sign up"),
            ("l’abonné", "l'abonné"),
            ("e\u{301}te\u{301}", "été"),
            ("news\u{ad}letter", "newsletter"),
            ("A\u{a0}B\u{2009}C", "a b c"),
            ("ＳＵＢ", "sub"),
            (
                "İstanbul ILIK ışık",
                "istanbul ilik işik".replace('ş', "ș").as_str(),
            ),
            ("straße STRASSE", "strasse strasse"),
            ("أهلاً", "اهلا"),
            ("ｶﾞ", "ガ"),
            ("a…", "a..."),
            ("„So“ – «ja»", "\"so\" - \"ja\""),
            ("\u{200b}x\u{feff}", "x"),
        ] {
            assert_eq!(fold(original).text(), expected, "{original:?}");
        }
    }

    #[test]
    fn the_way_back_is_exact() {
        let original = "x  İstanbul’da “Abone”\u{a0}\u{a0}olun e\u{301}!";
        let folded = fold(original);
        for (needle, expected) in [
            ("istanbul", "İstanbul"),
            ("abone", "Abone"),
            ("abone\" olun", "Abone”\u{a0}\u{a0}olun"),
            ("é", "e\u{301}"),
            ("x i", "x  İ"),
        ] {
            let at = folded.text().find(needle).unwrap();
            assert_eq!(
                folded.original(at..at + needle.len()).of(original),
                expected
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn every_folded_range_maps_to_whole_characters(text in "\\PC{0,40}") {
            let folded = fold(&text);
            let ends: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).chain([folded.text().len()]).collect();
            for (index, &start) in ends.iter().enumerate() {
                for &end in &ends[index..] {
                    let span = folded.original(start..end);
                    proptest::prop_assert!(text.get(span.start..span.end).is_some(), "{text:?} {start} {end} {span:?}");
                }
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[a-zA-ZéÉßİı’“ \u{a0}\u{ad}]{0,30}") {
            let once = fold(&text).text().to_owned();
            let twice = fold(&once);
            proptest::prop_assert_eq!(twice.text(), once.as_str());
        }
    }
}
