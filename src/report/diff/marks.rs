//! Lines with marks on the words that go and come.

use anstyle::Style;

use super::Palette;
use super::hunks::Part;
use super::layout::Painted;
use super::palette::struck;
use super::subject::Subject;

/// Which version of a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The old one, with the words marked that go.
    Old,
    /// The new one, with the words marked that come.
    New,
    /// Both in one, with the rules behind what goes.
    Both,
}

/// What shows that a line end goes or comes where nothing else of the line does.
const LINE_END: &str = "¶";

/// The lines of a part, without their ends.
pub(super) fn marked_lines(
    subject: &Subject<'_>,
    part: &Part,
    side: Side,
    palette: Palette,
) -> Vec<Painted> {
    let (old, new) = (&*subject.revision.old, &*subject.revision.new);
    let mut marking = Marking {
        palette,
        lines: Vec::new(),
        line: Painted::default(),
        is_begun: false,
        is_labelled: false,
    };
    let mut at = part.old.start;
    for edit in &subject.revision.edits[part.edits.clone()] {
        marking.kept(&old[at..edit.old.start]);
        if side != Side::New {
            let removal = subject.removal(edit).filter(|_| side == Side::Both);
            marking.changed(&Change {
                text: edit.old.of(old),
                style: struck(subject.paint(edit, palette)),
                signs: ["[-", "-]"],
                label: removal.map(|removal| &*removal.rule),
            });
        }
        if side != Side::Old {
            marking.changed(&Change {
                text: edit.new.of(new),
                style: palette.added(),
                signs: ["{+", "+}"],
                label: None,
            });
        }
        at = edit.old.end;
    }
    marking.kept(&old[at..part.old.end]);
    marking.end()
}

/// Text that goes or comes.
struct Change<'c> {
    text: &'c str,
    style: Style,
    /// What stands around it where there are no colours.
    signs: [&'static str; 2],
    label: Option<&'c str>,
}

struct Marking {
    palette: Palette,
    lines: Vec<Painted>,
    line: Painted,
    is_begun: bool,
    /// Whether a label ends the line so far.
    is_labelled: bool,
}

impl Marking {
    fn kept(&mut self, text: &str) {
        for piece in text.split_inclusive('\n') {
            let shown = without_end(piece);
            // The blank before the next word may be gone with the removal.
            if self.is_labelled && !shown.is_empty() && !shown.starts_with(char::is_whitespace) {
                self.line.push(" ", Style::new());
            }
            self.is_labelled = false;
            self.line.push(shown, Style::new());
            self.is_begun = true;
            if piece.ends_with('\n') {
                self.break_line();
            }
        }
    }

    fn changed(&mut self, change: &Change<'_>) {
        let is_blank = |piece: &str| piece.trim().is_empty();
        let pieces: Vec<&str> = change.text.split_inclusive('\n').collect();
        let last_words = pieces.iter().rposition(|piece| !is_blank(piece));
        let labelled = last_words.or(pieces.len().checked_sub(1));
        for (number, piece) in pieces.into_iter().enumerate() {
            let is_end = piece.ends_with('\n');
            let shown = if is_end && is_blank(piece) {
                LINE_END
            } else {
                without_end(piece)
            };
            let [before, after] = if self.palette.is_plain() {
                change.signs
            } else {
                ["", ""]
            };
            for text in [before, shown, after] {
                self.line.push(text, change.style);
            }
            self.is_begun = true;
            self.is_labelled = false;
            if let Some(label) = change.label.filter(|_| labelled == Some(number)) {
                self.line
                    .push(&format!(" {{{label}}}"), self.palette.note());
                self.is_labelled = true;
            }
            if is_end {
                self.break_line();
            }
        }
    }

    fn break_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.is_begun = false;
        self.is_labelled = false;
    }

    fn end(mut self) -> Vec<Painted> {
        if self.is_begun {
            self.break_line();
        }
        self.lines
    }
}

fn without_end(piece: &str) -> &str {
    let line = piece.strip_suffix('\n').unwrap_or(piece);
    match line.strip_suffix('\r') {
        Some(before) if piece.len() > line.len() => before,
        _ => line,
    }
}
