//! Recognises hard-wrapped text, as PDF readers and e-mail programs leave it.
//!
//! A line break is *soft* where the first word of the next line would not have
//! fitted. In hard-wrapped text nearly all breaks inside a paragraph are soft
//! and many fall before a small letter; in text with a line per paragraph, and
//! in menus and poems, few are.

use super::Span;
use super::fold::is_joiner_free_script;
use super::lines::{Line, lines, trim, untrimmed_lines};
use super::marks::is_final_mark;
use super::sentences::is_closing;

/// Widths in columns between which text counts as wrapped by a program.
const WIDTHS: std::ops::RangeInclusive<usize> = 45..=120;
/// A spaced line longer than this means that lines are not wrapped at all.
const LONGEST_LINE: usize = 132;
/// Fewest breaks between neighbouring lines that allow a judgement.
const FEWEST_BREAKS: usize = 3;

/// The width to which a text was wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrapWidth(usize);

impl WrapWidth {
    /// Recognises wrapped text by its lines; `None` where lines are paragraphs.
    pub(crate) fn detect(text: &str) -> Option<Self> {
        let mut widest = 0;
        for line in untrimmed_lines(text) {
            if line.content.len() <= widest {
                continue;
            }
            let content = trim(text, line.content).of(text);
            if content.len() > widest && may_break(content) {
                widest = widest.max(columns(content, LONGEST_LINE + 1));
                if widest > LONGEST_LINE {
                    return None;
                }
            }
        }
        if !WIDTHS.contains(&widest) {
            return None;
        }
        let width = Self(widest);
        let (mut breaks, mut soft, mut inside_sentence) = (0, 0, 0);
        let mut before = "";
        for line in lines(text) {
            let after = line.content.of(text);
            if !before.is_empty() && !after.is_empty() {
                breaks += 1;
                if width.is_soft(before, after) {
                    soft += 1;
                    inside_sentence += usize::from(goes_on_inside_sentence(before, after));
                }
            }
            before = after;
        }
        (breaks >= FEWEST_BREAKS && soft * 10 >= breaks * 6 && inside_sentence * 10 >= soft * 3)
            .then_some(width)
    }

    /// Whether `next` continues the paragraph of `line`.
    pub(crate) fn joins(self, text: &str, line: &Line, next: &Line) -> bool {
        !line.is_blank()
            && !next.is_blank()
            && !starts_item(text, next.content)
            && self.is_soft(line.content.of(text), next.content.of(text))
    }

    fn is_soft(self, line: &str, next: &str) -> bool {
        // Print fonts are proportional: a full line may have fewer characters.
        let full = self.0 * 88 / 100;
        let next_word = if next.starts_with(is_joiner_free_script) {
            WIDE
        } else {
            let word = next.split_whitespace().next().unwrap_or_default();
            1 + columns(word, LONGEST_LINE)
        };
        may_break(line) && columns(line, LONGEST_LINE) + next_word > full
    }
}

/// Columns of a character of a script without blanks between words.
const WIDE: usize = 2;

/// Whether a line could have been broken elsewhere: at a blank, or anywhere in a
/// script without blanks.
fn may_break(line: &str) -> bool {
    line.bytes().any(|byte| byte == b' ')
        || line.contains(|c: char| c.is_whitespace() || is_joiner_free_script(c))
}

/// Columns that a text takes, counted up to `most` characters.
fn columns(text: &str, most: usize) -> usize {
    let start = &text.as_bytes()[..text.len().min(most)];
    if start.is_ascii() {
        return start.len();
    }
    let wide = |c| if is_joiner_free_script(c) { WIDE } else { 1 };
    text.chars().take(most).map(wide).sum()
}

fn goes_on_inside_sentence(line: &str, next: &str) -> bool {
    let ends = line.trim_end_matches(is_closing).ends_with(is_final_mark);
    let starts_with_capital = next.chars().next().is_some_and(char::is_uppercase);
    !ends && !starts_with_capital
}

fn starts_item(text: &str, line: Span) -> bool {
    let mut characters = line.of(text).chars();
    matches!(
        characters.next(),
        Some('*' | '•' | '-' | '–' | '·' | '>' | '+')
    ) && characters.next() == Some(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(text: &str) -> bool {
        WrapWidth::detect(text).is_some()
    }

    #[test]
    fn wrapped_text_is_told_from_lists_poems_and_paragraphs() {
        let wrapped = "The council voted on Tuesday to widen the road that leads\n\
            to the harbour, after a debate that went on for more than\n\
            six hours and ended without a compromise between the two\n\
            camps in the chamber.\n\nWork is to begin in spring.";
        let titles = "Harbour road to be widened\nCouncil meets again on Friday for a longer debate\n\
            New school opens\nFlood warnings lifted along the river and in the valley\nMarket days change";
        let poem = "The tide goes out, the tide comes in,\nand all the boats lie still,\n\
            the gulls have gone, the lamps are dim,\nno wind is on the hill.";
        let paragraphs = "A long paragraph that stands on one line, as web pages have it, which goes on and on until \
            it has more characters than any wrapped line would have.\nShort line\nAnother\nOne more";
        let wide = "港の会議は火曜日に、町から桟橋へ下りる道を広げることを決め\n\
            たが、六時間を超える話し合いのあとも二つの側は折り合わず、春\n\
            に始まるはずの工事がいつ終わるのかは、誰にも分からないままで\n\
            ある。町長は記者の問いに短く答えただけで席を立った。";
        assert!(detect(wrapped));
        assert!(detect(wide));
        for text in [titles, poem, paragraphs, ""] {
            assert!(!detect(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn columns_and_places_to_break_are_those_of_the_characters(
            text in "([a-z.]{0,9}|[ é\u{a0}ж港ท\u{2003}\t]){0,9}",
            most in 0_usize..40,
        ) {
            let is_wide = |c: &char| is_joiner_free_script(*c);
            let expected: usize = text.chars().take(most).map(|c| 1 + usize::from(is_wide(&c))).sum();
            proptest::prop_assert_eq!(columns(&text, most), expected);
            let breaks = text.chars().any(|c| c.is_whitespace() || is_wide(&c));
            proptest::prop_assert_eq!(may_break(&text), breaks);
        }
    }
}
