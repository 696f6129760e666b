//! The inline style: whole paragraphs with what goes marked in its place.

use std::fmt::Write;

use super::View;
use super::hunks::{hunks, lines};
use super::marks::{Side, marked_lines};
use super::subject::{Subject, name_line};

pub(super) fn inline(subject: &Subject<'_>, view: &View) -> String {
    let mut out = name_line(subject.name, view.palette);
    let mut next = 1;
    for hunk in hunks(&subject.revision, view.context) {
        elide(&mut out, hunk.old.first - next, view);
        for part in &hunk.parts {
            for line in marked_lines(subject, part, Side::Both, view.palette) {
                line.write_wrapped(&mut out, view.width);
            }
        }
        next = hunk.old.first + hunk.old.count;
    }
    let left = (lines(&subject.revision.old).count() + 1).saturating_sub(next);
    elide(&mut out, left, view);
    out.push('\n');
    out
}

fn elide(out: &mut String, count: usize, view: &View) {
    let noun = if count == 1 { "line" } else { "lines" };
    let note = view.palette.note();
    if count > 0 {
        let _ = writeln!(out, "{note}… {count} unchanged {noun} …{note:#}");
    }
}
