//! Text in columns of a terminal: what a character looks like there, how wide it is,
//! and where a line that is too long is broken.
//!
//! The text is a stranger's. Control characters are shown and never sent, characters
//! that turn the direction of writing are spelled out, and grapheme clusters are
//! never cut.

use std::borrow::Cow;
use std::fmt::Write;

use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::Span;

/// Columns between tab stops.
const TAB: usize = 8;
/// What is shown for a cluster that is wider than its column.
const TOO_WIDE: &str = "\u{fffd}";
/// Around text that holds letters of a right-to-left script, so that it does not
/// turn what stands beside it.
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';

/// Text in which each stretch has a style.
#[derive(Clone, Debug, Default)]
pub(super) struct Painted {
    text: String,
    /// Where styles begin; each holds up to the next.
    styles: Vec<(usize, Style)>,
}

impl Painted {
    /// Text of one style.
    pub fn new(text: &str, style: Style) -> Self {
        let mut painted = Self::default();
        painted.push(text, style);
        painted
    }

    /// Adds text.
    pub fn push(&mut self, text: &str, style: Style) {
        if self.styles.last().map(|(_, last)| *last) != Some(style) {
            self.styles.push((self.text.len(), style));
        }
        self.text.push_str(text);
    }

    /// Writes the text on rows of `width` columns.
    pub fn write_wrapped(&self, out: &mut String, width: usize) {
        for row in wrap(&self.text, width) {
            self.write_row(out, row, width);
            out.push('\n');
        }
    }

    /// Writes the text on one row, however long it is.
    pub fn write_line(&self, out: &mut String) {
        let whole = Row {
            span: Span::new(0, self.text.len()),
            shown: Span::new(0, self.text.len()),
            width: 0,
        };
        self.write_row(out, whole, usize::MAX);
        out.push('\n');
    }

    /// The rows of columns of `width`.
    pub fn rows(&self, width: usize) -> Vec<Row> {
        wrap(&self.text, width)
    }

    /// Writes a row of a column of `width`. It is not filled up with blanks.
    pub fn write_row(&self, out: &mut String, row: Row, width: usize) {
        let is_turned = row.shown.of(&self.text).chars().any(is_right_to_left);
        if is_turned {
            out.push(ISOLATE);
        }
        let mut next = self
            .styles
            .partition_point(|(start, _)| *start <= row.shown.start);
        let mut style = match next.checked_sub(1) {
            Some(before) => self.styles[before].1,
            None => Style::new(),
        };
        let _ = write!(out, "{style}");
        for cell in cells(&self.text, row.shown, width) {
            while let Some((_, following)) = self
                .styles
                .get(next)
                .filter(|(start, _)| *start <= cell.start)
            {
                let _ = write!(out, "{style:#}{following}");
                style = *following;
                next += 1;
            }
            out.push_str(&cell.shown);
        }
        let _ = write!(out, "{style:#}");
        if is_turned {
            out.push(END_ISOLATE);
        }
    }
}

/// A row of a wrapped text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Bytes of the text that it stands for.
    pub span: Span,
    /// The part of them that is shown: a blank where the row breaks may have no room.
    pub shown: Span,
    /// Columns that it takes.
    pub width: usize,
}

/// The rows of a text in a column of `width`, which is at least 1; one for an empty
/// text. Rows end behind blanks and wide characters where they can. Their spans tile
/// the text.
pub fn wrap(text: &str, width: usize) -> Vec<Row> {
    let width = width.max(1);
    let mut rows = vec![row(text, 0, width)];
    while let Some(last) = rows.last().filter(|row| row.span.end < text.len()) {
        rows.push(row(text, last.span.end, width));
    }
    rows
}

/// The row that begins at `start`.
fn row(text: &str, start: usize, width: usize) -> Row {
    let mut row = Row {
        span: Span::new(start, start),
        shown: Span::new(start, start),
        width: 0,
    };
    // The row as it was behind its last word, and where it may end.
    let mut words = row;
    let mut breakable: Option<Row> = None;
    for cell in cells(text, Span::new(start, text.len()), width) {
        let end = cell.start + cell.length;
        if row.width + cell.width > width {
            if cell.is_blank {
                words.span.end = end;
                return words;
            }
            return breakable.unwrap_or(row);
        }
        row.width += cell.width;
        row.span.end = end;
        row.shown.end = end;
        if !cell.is_blank {
            words = row;
        }
        if cell.is_blank || cell.width > 1 {
            breakable = Some(Row {
                span: row.span,
                ..words
            });
        }
    }
    row
}

/// The width of a text on one row, tabs expanded.
pub(super) fn width(text: &str) -> usize {
    cells(text, Span::new(0, text.len()), usize::MAX)
        .map(|cell| cell.width)
        .sum()
}

/// The text with its control characters made visible, but for tabs. What comes from
/// strangers goes through this on its way to a terminal, names of files too.
///
/// ```
/// use dechaff::report::diff::visible;
///
/// assert_eq!(visible("a\x1b[2Jb"), "a\u{241b}[2Jb");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = |character| character == '\t' || sign(character).is_none();
    if text.chars().all(is_plain) {
        return text.into();
    }
    let shown = text.chars().map(|character| match sign(character) {
        Some(sign) if character != '\t' => Cow::Owned(sign),
        _ => Cow::Owned(character.to_string()),
    });
    shown.collect::<String>().into()
}

/// A grapheme cluster as it is shown.
struct Cell<'t> {
    start: usize,
    /// Bytes of the text.
    length: usize,
    shown: Cow<'t, str>,
    width: usize,
    is_blank: bool,
}

/// The cells of a stretch that begins at the left edge of a column.
fn cells(text: &str, span: Span, room: usize) -> impl Iterator<Item = Cell<'_>> {
    let mut column = 0;
    let clusters = span.of(text).grapheme_indices(true);
    clusters.map(move |(at, cluster)| {
        let (shown, width) = if cluster == "\t" {
            let to_stop = TAB - column % TAB;
            // A tab reaches to the edge at most, and is a column wide at least.
            let width = to_stop.min(room.saturating_sub(column)).max(1);
            (Cow::Owned(" ".repeat(width)), width)
        } else {
            let shown = visible(cluster);
            let width = shown.width();
            if width > room {
                (Cow::Borrowed(TOO_WIDE), 1)
            } else {
                (shown, width)
            }
        };
        column += width;
        Cell {
            start: span.start + at,
            length: cluster.len(),
            is_blank: width > 0 && cluster.chars().all(char::is_whitespace),
            shown,
            width,
        }
    })
}

/// What is shown for a character that a terminal would obey, or that would turn the
/// text beside it.
fn sign(character: char) -> Option<String> {
    let code = u32::from(character);
    Some(match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + code).map_or_else(String::new, String::from),
        '\u{7f}' => '\u{2421}'.to_string(),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        // Tags and other characters that are there to be unseen.
        | '\u{fff9}'..='\u{fffb}' => format!("<U+{code:04X}>"),
        _ => return None,
    })
}

/// Whether a character is a letter that is written from right to left.
fn is_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str, width: usize) -> Vec<String> {
        let painted = Painted::new(text, Style::new());
        let write = |row| {
            let mut out = String::new();
            painted.write_row(&mut out, row, width);
            out
        };
        painted.rows(width).into_iter().map(write).collect()
    }

    #[test]
    fn rows_break_where_they_should() {
        for (text, width, expected) in [
            ("", 5, &[""][..]),
            ("one two", 7, &["one two"]),
            ("one two", 6, &["one", "two"]),
            ("one two", 3, &["one", "two"]),
            ("seaweeds", 3, &["sea", "wee", "ds"]),
            ("a tide-table", 10, &["a", "tide-table"]),
            ("潮汐表", 4, &["潮汐", "表"]),
            ("潮汐表", 5, &["潮汐", "表"]),
            ("a潮", 1, &["a", "\u{fffd}"]),
            (
                "e\u{301}e\u{301}e\u{301}",
                2,
                &["e\u{301}e\u{301}", "e\u{301}"],
            ),
            ("👩‍👩‍👧👩‍👩‍👧", 3, &["👩‍👩‍👧", "👩‍👩‍👧"]),
            ("a\u{200b}b", 1, &["a\u{200b}", "b"]),
            ("a\tb", 20, &["a       b"]),
            ("a\tb", 4, &["a", "b"]),
            ("\x1b[2Jx", 20, &["\u{241b}[2Jx"]),
            ("a\r\x07\x7f", 20, &["a\u{240d}\u{2407}\u{2421}"]),
            ("a\u{9b}31m", 20, &["a<U+009B>31m"]),
            ("a\u{202e}b", 20, &["a<U+202E>b"]),
            ("a\u{202e}b", 4, &["a\u{fffd}b"]),
            ("שלום", 6, &["\u{2068}שלום\u{2069}"]),
            ("ab שלום", 4, &["ab", "\u{2068}שלום\u{2069}"]),
        ] {
            assert_eq!(shown(text, width), expected, "{text:?} in {width}");
        }
    }

    #[test]
    fn long_paragraphs_are_wrapped_in_linear_time() {
        let paragraph = "word ".repeat(200_000);
        assert_eq!(wrap(&paragraph, 20).len(), 50_000);
        assert_eq!(wrap(&"x".repeat(10_000), 10).len(), 1000);
    }

    #[test]
    fn styles_begin_and_end_with_their_stretch() {
        let bold = Style::new().bold();
        let mut painted = Painted::new("ab ", Style::new());
        painted.push("cd", bold);
        painted.push("e", Style::new());
        let mut out = String::new();
        painted.write_wrapped(&mut out, 4);
        assert_eq!(out, "ab\n\x1b[1mcd\x1b[0me\n");
    }

    proptest! {
        #[test]
        fn rows_fit_and_tile_the_text(
            text in "(\\PC|[a-z \t\u{1b}\r\u{301}\u{200d}👩👧🏽潮ש]){0,60}",
            room in 1usize..30,
        ) {
            let rows = wrap(&text, room);
            let mut at = 0;
            for row in &rows {
                prop_assert_eq!(row.span.start, at);
                prop_assert!(row.span.contains(row.shown));
                prop_assert!(row.width <= room);
                let mut out = String::new();
                Painted::new(&text, Style::new()).write_row(&mut out, *row, room);
                let bare: String = out
                    .chars()
                    .filter(|c| !matches!(*c, ISOLATE | END_ISOLATE))
                    .collect();
                prop_assert!(!bare.contains(char::is_control), "{:?}", bare);
                // Blanks where a row breaks are all that may be missing.
                let hidden = Span::new(row.shown.end, row.span.end);
                prop_assert!(hidden.of(&text).chars().all(char::is_whitespace));
                at = row.span.end;
            }
            prop_assert_eq!(at, text.len());
            let put_together: String = rows.iter().map(|row| row.span.of(&text)).collect();
            prop_assert_eq!(put_together, text);
        }
    }
}
