//! The side-by-side style: the original on the left, the cleaned text on the right.

use std::fmt::Write;

use super::View;
use super::hunks::{Part, hunks, lines};
use super::layout::Painted;
use super::marks::{Side, marked_lines};
use super::revision::Revision;
use super::subject::{Subject, name_line};

/// What stands between the columns, with a sign in its middle.
const GUTTER: usize = 3;

/// Lines that stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    /// Numbers of lines in the part.
    left: Option<usize>,
    right: Option<usize>,
}

pub(super) fn side_by_side(subject: &Subject<'_>, view: &View) -> String {
    let mut out = name_line(subject.name, view.palette);
    let header = view.palette.header();
    for hunk in hunks(&subject.revision, view.context) {
        let _ = writeln!(out, "{header}{}{header:#}", hunk.header());
        for note in subject.notes(&hunk, view.palette) {
            note.write_wrapped(&mut out, view.width);
        }
        for part in &hunk.parts {
            let left = marked_lines(subject, part, Side::Old, view.palette);
            let right = marked_lines(subject, part, Side::New, view.palette);
            for pair in pairs(&subject.revision, part) {
                let sign = match (part.is_kept(), pair.left, pair.right) {
                    (true, ..) => '│',
                    (_, Some(_), None) => '<',
                    (_, None, _) => '>',
                    _ => '~',
                };
                let line = |of: &[Painted], number: Option<usize>| {
                    number.and_then(|number| of.get(number).cloned())
                };
                let lines = [line(&left, pair.left), line(&right, pair.right)];
                write_pair(&mut out, &lines, sign, view);
            }
        }
    }
    out.push('\n');
    out
}

fn write_pair(out: &mut String, lines: &[Option<Painted>; 2], sign: char, view: &View) {
    let width = (view.width.saturating_sub(GUTTER) / 2).max(1);
    let note = view.palette.note();
    let rows = lines
        .each_ref()
        .map(|line| line.as_ref().map_or_else(Vec::new, |line| line.rows(width)));
    let [left, right] = &rows;
    for number in 0..left.len().max(right.len()) {
        let mut taken = 0;
        if let (Some(line), Some(row)) = (&lines[0], left.get(number)) {
            line.write_row(out, *row, width);
            taken = row.width;
        }
        out.push_str(&" ".repeat(width - taken));
        let _ = write!(out, " {note}{sign}{note:#}");
        if let (Some(line), Some(row)) = (&lines[1], right.get(number))
            && row.width > 0
        {
            out.push(' ');
            line.write_row(out, *row, width);
        }
        out.push('\n');
    }
}

/// Which lines of a part belong together: a new line stands beside the old one that
/// its first character is from.
fn pairs(revision: &Revision<'_>, part: &Part) -> Vec<Pair> {
    let old: Vec<usize> = starts(part.old.start, part.old.of(&revision.old));
    let new: Vec<usize> = starts(part.new.start, part.new.of(&revision.new));
    let mut edits = revision.edits[part.edits.clone()].iter().peekable();
    let (mut old_shift, mut new_shift) = (part.old.start, part.new.start);
    let mut pairs = Vec::with_capacity(old.len().max(new.len()));
    let mut next = 0;
    for (number, start) in new.into_iter().enumerate() {
        while let Some(edit) = edits.next_if(|edit| edit.new.end <= start) {
            (old_shift, new_shift) = (edit.old.end, edit.new.end);
        }
        let from = match edits.peek().filter(|edit| edit.new.start <= start) {
            // In the middle of new words: as far into the old ones.
            Some(edit) => (edit.old.start + (start - edit.new.start)).min(edit.old.end),
            None => old_shift + (start - new_shift),
        };
        let line = old.partition_point(|start| *start <= from).checked_sub(1);
        match line.filter(|line| *line >= next) {
            Some(line) => {
                pairs.extend((next..line).map(|left| Pair {
                    left: Some(left),
                    right: None,
                }));
                pairs.push(Pair {
                    left: Some(line),
                    right: Some(number),
                });
                next = line + 1;
            }
            None => pairs.push(Pair {
                left: None,
                right: Some(number),
            }),
        }
    }
    pairs.extend((next..old.len()).map(|left| Pair {
        left: Some(left),
        right: None,
    }));
    pairs
}

/// Where each line begins.
fn starts(first: usize, text: &str) -> Vec<usize> {
    let starts = lines(text).scan(first, |at, line| {
        let start = *at;
        *at += line.len();
        Some(start)
    });
    starts.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::diff::{Palette, Style, Versions};

    fn shown(old: &str, new: &str) -> String {
        let versions = Versions {
            name: "x",
            record: None,
            old: Some(old),
            new: Some(new),
        };
        let view = View {
            palette: Palette::plain(),
            context: 3,
            width: 43,
        };
        versions.diff(Style::SideBySide, &view)
    }

    #[test]
    fn lines_stand_beside_what_became_of_them() {
        for (old, new, expected) in [
            (
                "The mill\nstands.\n",
                "The mill stands.\n",
                "The mill[-¶-]        ~ The mill{+ +}stands.\n\
                 stands.              <\n",
            ),
            (
                "One.\nTwo.\n",
                "One.\nNew.\nTwo.\n",
                "One.                 │ One.\n\
                 \x20                    > {+New.+}\n\
                 Two.                 │ Two.\n",
            ),
            (
                "The grey mill closed in spring.\n",
                "The mill closed in spring.\n",
                "The [-grey -]mill    ~ The mill closed in\n\
                 closed in spring.    ~ spring.\n",
            ),
        ] {
            let found = shown(old, new);
            let (_, rows) = found.split_once("@@\n").unwrap();
            assert_eq!(rows, format!("{expected}\n"), "{found}");
        }
    }

    proptest! {
        #[test]
        fn every_line_stands_somewhere_once(
            old in "([ab]|\n|word ){0,40}",
            new in "([ab]|\n|word ){0,40}",
        ) {
            let revision = Revision::between(&old, &new);
            for hunk in hunks(&revision, 1) {
                for part in &hunk.parts {
                    let pairs = pairs(&revision, part);
                    let left: Vec<usize> = pairs.iter().filter_map(|pair| pair.left).collect();
                    let right: Vec<usize> = pairs.iter().filter_map(|pair| pair.right).collect();
                    let all = |text: &str| (0..lines(text).count()).collect::<Vec<_>>();
                    prop_assert_eq!(left, all(part.old.of(&old)));
                    prop_assert_eq!(right, all(part.new.of(&new)));
                }
            }
        }
    }
}
