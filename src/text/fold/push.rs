//! Folding at the end of a folded text.

use super::character::push_cluster;
use super::class::{Class, Mark, class, push_long_fold, same_length};
use super::plain::plain_length;
use super::{Edit, Folded};
use crate::text::Span;

impl Folded {
    /// Folds `original`, which begins at byte `offset` of its document, to the
    /// end of the folded text. ASCII letters keep their case until [`level_case`](Self::level_case),
    /// which levels that of a whole text faster than that of its pieces.
    pub(crate) fn push(&mut self, original: &str, offset: usize) {
        self.edits.anchor(self.text.len(), offset);
        let mut folding = Folding {
            folded: self,
            original,
            offset,
            done: 0,
            at: 0,
        };
        folding.run();
    }

    /// Levels the case of ASCII letters.
    pub(crate) fn level_case(&mut self) {
        self.text.make_ascii_lowercase();
    }
}

/// A text on its way to the end of a folded one.
struct Folding<'a> {
    folded: &'a mut Folded,
    original: &'a str,
    /// Where `original` begins in its document.
    offset: usize,
    /// What is folded already. From here up to `at` only the case of ASCII letters changes.
    done: usize,
    at: usize,
}

impl Folding<'_> {
    fn run(&mut self) {
        while let [byte, rest @ ..] = &self.original.as_bytes()[self.at..] {
            let is_ascii = byte.is_ascii_graphic()
                || *byte == b' ' && rest.first().is_some_and(u8::is_ascii_graphic);
            let bytes = &self.original.as_bytes()[self.at..];
            let passed = if is_ascii {
                plain_length(bytes)
            } else {
                same_length(bytes)
            };
            self.at += passed;
            if passed == 0 {
                self.fold_next();
            }
        }
        self.push_done();
    }

    /// Folds the next character, and what belongs to it.
    fn fold_next(&mut self) {
        let Some(character) = self.character(self.at) else {
            return;
        };
        let next = self.at + character.len_utf8();
        match class(character) {
            Class::Same => self.at = next,
            Class::Blank => self.push_blanks(character, next),
            Class::Mark(_) => {
                // The character before it stands there still, as it folds to itself.
                let base = self.original[self.done..self.at].chars().next_back();
                let length = base.filter(|&c| c != ' ').map_or(0, char::len_utf8);
                self.push_with_marks(self.at - length);
            }
            _ if self.mark(next).is_some() => self.push_with_marks(self.at),
            Class::One(fold) => {
                self.push_done();
                let start = self.folded.text.len();
                self.folded.text.push(fold);
                self.advance(next, start, fold.len_utf8() == character.len_utf8());
            }
            Class::Long => {
                self.push_done();
                let start = self.folded.text.len();
                push_long_fold(character, &mut self.folded.text);
                self.advance(next, start, false);
            }
        }
    }

    fn character(&self, at: usize) -> Option<char> {
        self.original[at..].chars().next()
    }

    /// The mark at `at`, if there is one.
    fn mark(&self, at: usize) -> Option<Mark> {
        let is_ascii = self.original.as_bytes().get(at).is_none_or(u8::is_ascii);
        match class(self.character(at).filter(|_| !is_ascii)?) {
            Class::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Writes what changes its case at most.
    fn push_done(&mut self) {
        if self.done < self.at {
            let done = &self.original[self.done..self.at];
            self.folded.text.push_str(done);
            self.done = self.at;
        }
    }

    /// Goes on at `next`. The fold of what is passed begins at `start`; an edit is noted
    /// where it is not one character for one of the same length.
    fn advance(&mut self, next: usize, start: usize, has_same_shape: bool) {
        if !has_same_shape {
            self.folded.edits.push(Edit {
                folded: Span::new(start, self.folded.text.len()),
                original: Span::new(self.offset + self.at, self.offset + next),
            });
        }
        self.at = next;
        self.done = next;
    }

    /// Folds a run of blanks and invisible characters, `first` up to `next` and more.
    fn push_blanks(&mut self, first: char, mut next: usize) {
        let mut is_visible = first.is_whitespace();
        let after_first = next;
        while let Some(character) = self.character(next)
            && class(character) == Class::Blank
        {
            is_visible |= character.is_whitespace();
            next += character.len_utf8();
        }
        if first == ' ' && next == after_first {
            self.at = next;
            return;
        }
        self.push_done();
        let start = self.folded.text.len();
        if is_visible {
            self.folded.text.push(' ');
        }
        self.advance(next, start, next - self.at == 1);
    }

    /// Folds the character at `base`, the marks behind it included. What stands before it
    /// is folded first.
    fn push_with_marks(&mut self, base: usize) {
        self.at = base;
        self.push_done();
        let start = self.folded.text.len();
        let Some(character) = self.character(base) else {
            return;
        };
        let first_mark = base + character.len_utf8();
        let (mut next, mut marks) = (first_mark, 0);
        let mut mark = Mark::Blends;
        while let Some(found) = self.mark(next) {
            mark = found;
            marks += 1;
            next += self.character(next).map_or(0, char::len_utf8);
        }
        let original = self.original;
        let keeps_apart = marks == 1 && mark != Mark::Blends && class(character) == Class::Same;
        if keeps_apart {
            let end = if mark == Mark::Stays {
                next
            } else {
                first_mark
            };
            self.folded.text.push_str(&original[base..end]);
        } else {
            push_cluster(&original[base..next], &mut self.folded.text);
        }
        self.advance(next, start, marks == 0 && self.keeps_length(start, next));
    }

    /// Whether the fold from `start` on is one character, as long as what stands up to `next`.
    fn keeps_length(&self, start: usize, next: usize) -> bool {
        let fold = &self.folded.text[start..];
        fold.len() == next - self.at && fold.chars().nth(1).is_none()
    }
}
