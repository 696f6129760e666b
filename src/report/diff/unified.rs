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

#[cfg(test)]
mod tests {
    use super::super::{Palette, Shown, Style as Written};
    use super::*;
    use crate::engine::Removal;
    use crate::rules::{Category, RuleSet};

    /// The hunks of a text without what stands at these bytes.
    fn hunks_of(text: &str, cuts: &[(usize, usize)]) -> String {
        let cut = |(start, end): &(usize, usize)| Removal {
            span: Span::new(*start, *end),
            rule: "custom/cut".into(),
            category: Category::Custom,
            confidence: 1.0,
            evidence: vec![],
        };
        let removals: Vec<Removal> = cuts.iter().map(cut).collect();
        let rules = RuleSet::builder().build().unwrap();
        let shown = Shown {
            name: "x",
            record: None,
            site: None,
            text,
            removals: &removals,
            rules: &rules,
        };
        let view = View {
            palette: Palette::plain(),
            context: 1,
            width: 80,
        };
        let diff = shown.diff(Written::Unified, &view);
        let lines = diff.split_inclusive('\n').skip(2);
        lines.filter(|line| !line.starts_with('#')).collect()
    }

    #[test]
    fn hunks_are_built_from_removals() {
        for (text, cuts, expected) in [
            (
                "a\nb\nc\n",
                &[(2, 4)][..],
                "@@ -1,3 +1,2 @@ custom/cut\n a\n-b\n c\n",
            ),
            (
                "a\nb\nc\n",
                &[(1, 2)],
                "@@ -1,3 +1,2 @@ custom/cut\n-a\n-b\n+ab\n c\n",
            ),
            (
                "a\nbcd\n",
                &[(3, 4)],
                "@@ -1,2 +1,2 @@ custom/cut\n a\n-bcd\n+bd\n",
            ),
            (
                "abc\n",
                &[(0, 1), (2, 3)],
                "@@ -1 +1 @@ custom/cut\n-abc\n+b\n",
            ),
            ("a\nb\n", &[(0, 4)], "@@ -1,2 +0,0 @@ custom/cut\n-a\n-b\n"),
            (
                "a\nb",
                &[(1, 3)],
                "@@ -1,2 +1 @@ custom/cut\n-a\n-b\n\\ No newline at end of file\n+a\n\\ No newline at end of \
                 file\n",
            ),
            (
                "a\nb\nc\nd\ne\n",
                &[(0, 2), (8, 10)],
                "@@ -1,2 +1 @@ custom/cut\n-a\n b\n@@ -4,2 +3 @@ custom/cut\n d\n-e\n",
            ),
            (
                "a\nb\nc\nd\n",
                &[(0, 2), (6, 8)],
                "@@ -1,4 +1,2 @@ custom/cut\n-a\n b\n c\n-d\n",
            ),
            (
                "a\r\nb\r\n",
                &[(0, 3)],
                "@@ -1,2 +1 @@ custom/cut\n-a\n b\n",
            ),
        ] {
            let found = hunks_of(text, cuts);
            assert_eq!(found, expected, "{text:?} {cuts:?}\n{found}");
        }
    }
}
