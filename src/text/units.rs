//! Units: what rules look at and decisions are made about.

use super::fold::Folded;
use super::lines::{Line, lines};
use super::marks::is_final_mark;
use super::sentences::is_closing;
use super::wrap::WrapWidth;
use super::{Span, is_joiner_free_script};

/// A line, or the joined lines of a paragraph in hard-wrapped text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Bytes of the original, without surrounding white space.
    pub span: Span,
    /// Where the folded unit stands in [`Units::folded`].
    pub folded: Span,
    /// The folded unit without bullets and decoration at its ends, in
    /// [`Units::folded`]; from the first letter or digit to the last.
    pub core: Span,
    /// Bytes of the original from the start of its first line to the start of
    /// the line after it: line ends and indentation included.
    pub lines: Span,
    /// Length in characters; a character of a script without blanks between
    /// words counts two and a half, as it says that much more.
    pub weight: usize,
    /// Whether it ends in a sentence-final mark.
    pub ends_sentence: bool,
    /// Whether it begins with a bullet.
    pub bulleted: bool,
    /// Whether a blank line stands before it.
    pub after_blank: bool,
}

/// Bytes of a line in text of many short lines, to tell how much room units may take.
const SHORT_LINE: usize = 40;
/// Most units that room is made for before they are found.
const MOST_RESERVED: usize = 1000;
/// Below this weight a unit that ends no sentence counts as short.
const SHORT_WEIGHT: usize = 100;
/// From this weight on a unit that ends in a final mark counts as prose.
const PROSE_WEIGHT: usize = 120;

impl Unit {
    /// Whether the unit looks like a button, a title or an item of a list: short,
    /// without a sentence end.
    pub fn is_short(&self) -> bool {
        !self.ends_sentence && self.weight < SHORT_WEIGHT
    }

    /// Whether the unit looks like running text: long, with a sentence end.
    pub fn is_prose(&self) -> bool {
        self.ends_sentence && self.weight >= PROSE_WEIGHT
    }
}

/// A text tiled into units, with its folded text.
///
/// ```
/// use dechaff::text::Units;
///
/// let units = Units::new("First line.\n\n* Second");
/// assert_eq!(units.all().len(), 2);
/// assert_eq!(units.core(&units.all()[1]), "second");
/// ```
#[derive(Clone, Debug)]
pub struct Units {
    folded: Folded,
    units: Vec<Unit>,
}

impl Units {
    /// Tiles `text`. Blank lines belong to no unit.
    pub fn new(text: &str) -> Self {
        let width = WrapWidth::detect(text);
        let mut tiling = Self {
            folded: Folded::with_room_for(text.len()),
            units: Vec::with_capacity((text.len() / SHORT_LINE).min(MOST_RESERVED)),
        };
        let mut lines = lines(text).peekable();
        let mut after_blank = false;
        while let Some(first) = lines.next() {
            if first.is_blank() {
                after_blank = true;
                continue;
            }
            let start = tiling.folded.text().len();
            tiling.fold(text, &first);
            let mut last = first;
            while let Some(width) = width
                && let Some(next) = lines.next_if(|next| width.joins(text, &last, next))
            {
                tiling
                    .folded
                    .join(last.content.of(text), next.content.of(text));
                tiling.fold(text, &next);
                last = next;
            }
            let unit = tiling.unit(text, (&first, &last), start, after_blank);
            tiling.units.push(unit);
            tiling.folded.end_unit();
            after_blank = false;
        }
        tiling.folded.level_case();
        tiling
    }

    /// All units, in order.
    pub fn all(&self) -> &[Unit] {
        &self.units
    }

    /// The folded text of all units, a line each.
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// The folded text of one unit.
    pub fn text(&self, unit: &Unit) -> &str {
        unit.folded.of(self.folded.text())
    }

    /// The folded text of one unit, without bullets and decoration.
    pub fn core(&self, unit: &Unit) -> &str {
        unit.core.of(self.folded.text())
    }

    fn fold(&mut self, text: &str, line: &Line) {
        self.folded.push(line.content.of(text), line.content.start);
    }

    /// The unit from the first of `lines` to the last, whose fold begins at `start` and is
    /// the last one of all.
    fn unit(
        &self,
        text: &str,
        (first, last): (&Line, &Line),
        start: usize,
        after_blank: bool,
    ) -> Unit {
        let folded = Span::new(start, self.folded.text().len());
        let folded_text = folded.of(self.folded.text());
        let bullet = bullet_length(first.content.of(text));
        Unit {
            span: Span::new(first.content.start, last.content.end),
            folded,
            core: core(folded_text, bullet, folded.start),
            lines: Span::new(first.start, last.next),
            weight: weight(folded_text),
            ends_sentence: folded_text
                .trim_end_matches(is_closing)
                .ends_with(is_final_mark),
            bulleted: bullet > 0,
            after_blank,
        }
    }
}

/// Length of a text in characters, those of scripts without blanks counted two
/// and a half times.
pub(crate) fn weight(folded: &str) -> usize {
    if folded.is_ascii() {
        return folded.len();
    }
    let (characters, free) = characters(folded);
    (characters * 2 + free * 3) / 2
}

/// The number of all characters, and of those of scripts without blanks between words.
fn characters(text: &str) -> (usize, usize) {
    /// Bytes looked at together.
    const STEP: usize = 32;
    let (mut all, mut free) = (0, 0);
    for (number, step) in text.as_bytes().chunks(STEP).enumerate() {
        let (mut first_bytes, mut ideographs, mut any_unsure) = (0_u8, 0_u8, false);
        for &byte in step {
            first_bytes += u8::from(byte & 0xc0 != 0x80);
            ideographs += u8::from((0xe4..=0xe9).contains(&byte));
            any_unsure |= is_unsure(byte);
        }
        all += usize::from(first_bytes);
        free += usize::from(ideographs);
        if any_unsure {
            let range = number * STEP..number * STEP + step.len();
            let unsure = range.zip(step).filter(|(_, byte)| is_unsure(**byte));
            let is_free = |&(at, _): &(usize, &u8)| text[at..].starts_with(is_joiner_free_script);
            free += unsure.filter(is_free).count();
        }
    }
    (all, free)
}

/// Whether characters that begin with this byte are partly of scripts without blanks.
/// Those begin at U+0E00, which takes a first byte from 0xE0 up; from 0xE4 to 0xE9 stand
/// ideographs alone, and from 0xEA to 0xEE and at 0xE2 none.
fn is_unsure(byte: u8) -> bool {
    (byte == 0xe0) | (byte == 0xe1) | (byte == 0xe3) | (byte >= 0xef)
}

/// Bytes of the bullet and the blank after it; zero without one.
fn bullet_length(content: &str) -> usize {
    let mut characters = content.chars().peekable();
    let Some(first) = characters.next() else {
        return 0;
    };
    let is_mark = matches!(
        first,
        '*' | '•'
            | '·'
            | '-'
            | '–'
            | '—'
            | '+'
            | '▪'
            | '▫'
            | '◦'
            | '○'
            | '●'
            | '■'
            | '►'
            | '▶'
            | '»'
            | '›'
            | '‣'
            | '>'
            | '|'
    );
    // Some extractors write nested list items with a small letter o.
    let is_nested = first == 'o'
        && content[1..]
            .trim_start()
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let blank_follows = characters.peek().is_some_and(|next| next.is_whitespace());
    if (is_mark || is_nested) && blank_follows {
        first.len_utf8() + 1
    } else {
        0
    }
}

/// From the first letter or digit to the last, as a span of the folded text
/// that begins at `offset`; empty where there is none.
fn core(folded: &str, bullet: usize, offset: usize) -> Span {
    let mut skip = bullet.min(folded.len());
    while !folded.is_char_boundary(skip) {
        skip += 1;
    }
    let rest = &folded[skip..];
    let start = match rest.as_bytes() {
        [first, ..] if first.is_ascii_alphanumeric() => Some(0),
        _ => rest.find(is_alphanumeric),
    };
    let Some(start) = start else {
        return Span::new(offset + folded.len(), offset + folded.len());
    };
    let end = match rest.as_bytes() {
        [.., last] if last.is_ascii_alphanumeric() => rest.len(),
        [.., before, last] if before.is_ascii_alphanumeric() && last.is_ascii() => rest.len() - 1,
        _ => rest.trim_end_matches(|c| !is_alphanumeric(c)).len(),
    };
    Span::new(offset + skip + start, offset + skip + end)
}

/// Whether a character is a letter or a digit. Letters of common scripts are known before
/// the tables of all are searched.
fn is_alphanumeric(character: char) -> bool {
    matches!(character,
        'a'..='z' | '\u{430}'..='\u{45f}' | '\u{620}'..='\u{64a}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
        || character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        for character in '\0'..=char::MAX {
            let expected = character.is_alphanumeric();
            assert_eq!(is_alphanumeric(character), expected, "{character:?}");
        }
    }

    #[test]
    fn the_weight_counts_characters_by_script() {
        for character in '\0'..=char::MAX {
            let halves = if is_joiner_free_script(character) {
                5
            } else {
                2
            };
            for (before, beside) in [
                ("", 0),
                ("é", 2),
                ("plain words that go on for a while: ", 72),
            ] {
                let text = format!("{before}{character}");
                assert_eq!(weight(&text), (halves + beside) / 2, "{text:?}");
            }
        }
    }

    #[test]
    fn bullets_and_decoration_are_not_part_of_the_core() {
        for (text, expected) in [
            ("* Subscribe »", "subscribe"),
            ("o Newsletter", "newsletter"),
            ("O Globo", "o globo"),
            ("#### **Sign up**", "sign up"),
            ("→ [Donate]", "donate"),
            ("– – –", ""),
            ("• 登録", "登録"),
        ] {
            let units = Units::new(text);
            assert_eq!(units.core(&units.all()[0]), expected, "{text}");
        }
    }

    #[test]
    fn wrapped_lines_are_joined_and_words_made_whole() {
        let text = "The council voted on Tuesday to widen the road that leads\n\
            to the harbour. Readers who want to know more can sign up\n\
            for our news-\n\nletter\n\
            The council voted on Tuesday to widen the road that leads\n\
            to the harbour. Readers who want to know more get a news-\n\
            letter every day.";
        let units = Units::new(text);
        let texts: Vec<&str> = units.all().iter().map(|unit| units.text(unit)).collect();
        assert!(texts[0].contains("leads to the harbour"), "{texts:?}");
        assert!(
            texts.last().unwrap().contains("a newsletter every"),
            "{texts:?}"
        );
        let at = units.folded().text().find("newsletter").unwrap();
        assert_eq!(
            units.folded().original(at..at + 10).of(text),
            "news-\nletter"
        );
    }

    proptest::proptest! {
        #[test]
        fn the_core_goes_from_letter_to_letter(
            text in "[a-zA-Z0-9*•.,\"“ \u{301}é港가ж]{0,12}",
            bullet in 0_usize..5,
        ) {
            let mut starts = text.char_indices().map(|(at, _)| at);
            let skip = starts.find(|&at| at >= bullet).unwrap_or(text.len());
            let rest = text[skip..].trim_matches(|c: char| !c.is_alphanumeric());
            let found = core(&text, bullet, 7);
            proptest::prop_assert_eq!(&text[found.start - 7..found.end - 7], rest);
            if rest.is_empty() {
                proptest::prop_assert_eq!(found.start, 7 + text.len());
            }
        }

        #[test]
        fn units_hold_all_that_is_not_blank(text in "[a-zA-Z*•. \n\r\u{a0}é中]{0,80}") {
            let units = Units::new(&text);
            let mut rest = text.clone();
            for unit in units.all().iter().rev() {
                proptest::prop_assert!(!unit.span.is_empty());
                rest.replace_range(unit.span.start..unit.span.end, "");
            }
            proptest::prop_assert!(rest.trim().is_empty(), "{:?}", rest);
        }
    }
}
