//! The unified style.

use std::fmt::Write;

use anstyle::Style;

use super::View;
use super::hunks::{Hunk, Part, hunks, lines};
use super::layout::visible;
use super::subject::Subject;
use crate::text::Span;

/// The marker that the last line has no end.
pub(super) const NO_END: &str = "\\ No newline at end of file\n";

pub(super) fn unified(subject: &Subject<'_>, view: &View) -> String {
    let mut out = String::new();
    let header = view.palette.header();
    let name = visible(subject.name);
    let _ = writeln!(
        out,
        "{header}--- a/{name}{header:#}\n{header}+++ b/{name}{header:#}"
    );
    for hunk in hunks(&subject.revision, view.context) {
        let _ = writeln!(
            out,
            "{header}{}{header:#}{}",
            hunk.header(),
            rules_in(subject, &hunk)
        );
        for note in subject.notes(&hunk, view.palette) {
            note.write_line(&mut out);
        }
        for part in &hunk.parts {
            write_part(&mut out, subject, part, view);
        }
    }
    out
}

fn write_part(out: &mut String, subject: &Subject<'_>, part: &Part, view: &View) {
    let revision = &subject.revision;
    if part.is_kept() {
        for line in lines(part.old.of(&revision.old)) {
            write_line(out, ' ', line, Style::new());
        }
        return;
    }
    let mut edits = revision.edits[part.edits.clone()].iter().peekable();
    let mut at = part.old.start;
    for line in lines(part.old.of(&revision.old)) {
        let bytes = Span::new(at, at + line.len());
        at = bytes.end;
        while edits.next_if(|edit| edit.old.end <= bytes.start).is_some() {}
        let edit = edits.peek().filter(|edit| edit.old.overlaps(bytes));
        let style = edit.map_or(view.palette.gone(), |edit| {
            subject.paint(edit, view.palette)
        });
        write_line(out, '-', line, style);
    }
    for line in lines(part.new.of(&revision.new)) {
        write_line(out, '+', line, view.palette.added());
    }
}

fn write_line(out: &mut String, sign: char, line: &str, style: Style) {
    let (text, end) = match line.strip_suffix('\n') {
        Some(text) => (text.strip_suffix('\r').unwrap_or(text), ""),
        None => (line, NO_END),
    };
    let _ = write!(out, "{style}{sign}{}{style:#}\n{end}", visible(text));
}

/// The rules of a hunk, each once, in order.
fn rules_in(subject: &Subject<'_>, hunk: &Hunk) -> String {
    let mut rules: Vec<&str> = Vec::new();
    for number in hunk.edits() {
        if let Some(removal) = subject.removal(&subject.revision.edits[number])
            && !rules.contains(&&*removal.rule)
        {
            rules.push(&removal.rule);
        }
    }
    if rules.is_empty() {
        String::new()
    } else {
        format!(" {}", rules.join(", "))
    }
}
