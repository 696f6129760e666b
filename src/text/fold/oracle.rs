//! Folding the simple way, cluster by cluster, to hold the quick way against.

use proptest::collection::vec;
use proptest::prelude::*;

use super::character::{extends, push_cluster};
use super::class::{Class, Mark, class};
use super::{Edit, Folded};
use crate::text::Span;
use crate::text::lines::is_blank;

/// A folded text and all its edits.
#[derive(Default)]
struct Plain {
    text: String,
    edits: Vec<Edit>,
}

impl Plain {
    fn push(&mut self, original: &str, offset: usize) {
        self.note(self.text.len(), Span::new(offset, offset));
        let mut at = 0;
        while at < original.len() {
            let end = at + cluster_length(&original[at..]);
            let start = self.text.len();
            push_cluster(&original[at..end], &mut self.text);
            let is_one = |text: &str| text.chars().count() == 1;
            let (cluster, fold) = (&original[at..end], &self.text[start..]);
            if !(is_one(cluster) && is_one(fold) && cluster.len() == fold.len()) {
                self.note(start, Span::new(offset + at, offset + end));
            }
            at = end;
        }
    }

    /// Notes an edit whose fold goes from `start` to the end.
    fn note(&mut self, start: usize, original: Span) {
        self.edits.push(Edit {
            folded: Span::new(start, self.text.len()),
            original,
        });
    }

    fn original(&self, start: usize, end: usize) -> Span {
        let locate = |position: usize, inside: fn(&Edit) -> usize| {
            let last = self
                .edits
                .iter()
                .rfind(|edit| edit.folded.start <= position);
            match last {
                None => position,
                Some(edit) if position >= edit.folded.end => {
                    edit.original.end + (position - edit.folded.end)
                }
                Some(edit) if position == edit.folded.start => edit.original.start,
                Some(edit) => inside(edit),
            }
        };
        let start = locate(start, |edit| edit.original.start);
        Span::new(start, locate(end, |edit| edit.original.end).max(start))
    }

    fn position(&self, position: usize) -> usize {
        let last = self
            .edits
            .iter()
            .rfind(|edit| edit.original.start <= position);
        let found = match last {
            None => position,
            Some(edit) if position >= edit.original.end => {
                edit.folded.end + (position - edit.original.end)
            }
            Some(edit) => return edit.folded.start,
        };
        found.min(self.text.len())
    }
}

fn cluster_length(text: &str) -> usize {
    let starts_blank = text.starts_with(is_blank);
    let belongs = |c| {
        if starts_blank {
            is_blank(c)
        } else {
            extends(c)
        }
    };
    let mut later = text.char_indices().skip(1);
    later
        .find(|&(_, c)| !belongs(c))
        .map_or(text.len(), |(at, _)| at)
}

/// Folds `lines`, each of which begins so many bytes after the one before, both ways, and
/// tells where they differ.
fn difference(lines: &[(&str, usize)]) -> Option<String> {
    let (mut quick, mut plain) = (Folded::default(), Plain::default());
    let mut offset = 0;
    for (line, gap) in lines {
        offset += gap;
        quick.push(line, offset);
        quick.end_unit();
        plain.push(line, offset);
        plain.text.push('\n');
        offset += line.len();
    }
    quick.level_case();
    if quick.text() != plain.text {
        return Some(format!("{:?} for {:?}", quick.text(), plain.text));
    }
    let ends = 0..=plain.text.len() + 2;
    let ranges = ends
        .clone()
        .flat_map(|start| [0, 1, 3].map(|length| (start, start + length)));
    for (start, end) in ranges {
        let (found, expected) = (quick.original(start..end), plain.original(start, end));
        if found != expected {
            return Some(format!("{found:?} for {expected:?} at {start}..{end}"));
        }
    }
    let mut positions = quick.positions(0);
    for at in 0..=offset + 2 {
        let expected = plain.position(at);
        if positions.at(at) != expected || quick.positions(at).at(at) != expected {
            return Some(format!("not {expected} for {at}"));
        }
    }
    None
}

#[test]
fn every_character_folds_as_it_does_plainly() {
    for character in '\0'..=char::MAX {
        let text = format!("A{character}b {character} ж{character}");
        assert_eq!(difference(&[(&text, 0)]), None, "{character:?}");
    }
}

#[test]
fn every_mark_folds_behind_letters_as_it_does_plainly() {
    let is_mark = |&mark: &char| matches!(class(mark), Class::Mark(_));
    let letters: Vec<char> = ('\0'..'\u{2000}').filter(|c| c.is_alphanumeric()).collect();
    let syllables = ('\u{ac00}'..'\u{d7a4}').step_by(97);
    let others: Vec<char> = ('\u{2000}'..'\u{ac00}')
        .step_by(31)
        .chain(syllables)
        .collect();
    for mark in ('\0'..'\u{20000}').filter(is_mark) {
        let blends = class(mark) == Class::Mark(Mark::Blends);
        let step = if blends { 61 } else { 1 };
        for letter in letters.iter().chain(&others).step_by(step) {
            let (mut plain, mut quick) = (Plain::default(), Folded::default());
            let text = format!("{letter}{mark}");
            plain.push(&text, 0);
            quick.push(&text, 0);
            quick.level_case();
            assert_eq!(quick.text(), plain.text, "{text:?}");
            assert_eq!(quick.original(0..1), plain.original(0, 1), "{text:?}");
        }
    }
}

proptest! {
    #[test]
    fn texts_fold_as_they_do_plainly(
        lines in vec(
            (
                "([a-zA-Z0-9 .,`’'“…•-]{0,24}|[éÉßİıçÀ\u{301}\u{327}]{0,4}|[жЖёй\u{306} ]{0,9}|[אל\u{5b8}\u{5bc}יּ]{0,5}|[اأآل\u{651}\u{64e}\u{640}ةى \u{653}]{0,6}|[港、。「Ｓ，ｶﾞ\u{3099}か ]{0,6}|[가\u{1100}\u{1161}\u{11a8}]{0,4}|[क्षड\u{93c}กี่]{0,5}|[😀❤\u{fe0f}\u{200d}\u{1f3fd}]{0,4}|[ \t\u{a0}\u{ad}\u{200b}\u{feff}\u{3000}\r\u{85}]{0,4}){0,6}",
                0_usize..4,
            ),
            0..5,
        )
    ) {
        let lines: Vec<(&str, usize)> = lines.iter().map(|(line, gap)| (line.as_str(), *gap)).collect();
        prop_assert_eq!(difference(&lines), None);
    }
}
