//! Where sentences end.

use super::{Span, is_joiner_free_script};

/// Abbreviations after which a full stop ends no sentence, folded.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "no", "vol", "gen", "sen", "rep",
    "gov", "lt", "col", "sgt", "rev", "hon", "inc", "ltd", "co", "corp", "approx", "est", "fig",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "nr",
    "bzw", "ca", "usw", "evtl", "ggf", "inkl", "zzgl", "tel", "str", "hr", "fr", "bspw", "sog",
    "vgl", "mme", "mlle", "sra", "srta", "dott", "ing", "avv", "ul", "tzw", "np", "im", "г", "ул",
    "им", "т", "р", "вул", "ім", "bl", "dhr", "mevr", "bijv", "kl", "t",
];

/// Sentences of `text`, in order, without the blanks between them; together
/// they hold every character that is not blank.
///
/// A sentence ends at a final mark (`.`, `!`, `?`, `…` and their like in other
/// scripts) with its closing quotes and brackets, where a blank follows and the
/// next word does not start small. Marks of scripts without blanks end it at
/// once.
///
/// ```
/// use dechaff::text::sentences;
///
/// let text = "Dr. Ames left. \"Why?\" he asked. Nobody knew!";
/// let found: Vec<&str> = sentences(text).map(|span| span.of(text)).collect();
/// assert_eq!(found, ["Dr. Ames left.", "\"Why?\" he asked.", "Nobody knew!"]);
/// ```
pub fn sentences(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        start += text[start..].len() - text[start..].trim_start().len();
        if start >= text.len() {
            return None;
        }
        let end = sentence_end(text, start);
        let span = Span::new(start, start + text[start..end].trim_end().len());
        start = end;
        Some(span)
    })
}

fn sentence_end(text: &str, start: usize) -> usize {
    let mut characters = text[start..]
        .char_indices()
        .map(|(at, c)| (start + at, c))
        .peekable();
    while let Some((at, mark)) = characters.next() {
        if !is_final_mark(mark) {
            continue;
        }
        let mut end = at + mark.len_utf8();
        while let Some(&(next, closing)) = characters.peek() {
            if !(is_final_mark(closing) || is_closing(closing)) {
                break;
            }
            end = next + closing.len_utf8();
            characters.next();
        }
        if ends_sentence(text, start, at, mark, end) {
            return end;
        }
    }
    text.len()
}

fn ends_sentence(text: &str, start: usize, at: usize, mark: char, end: usize) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.chars().next() else {
        return true;
    };
    if matches!(mark, '。' | '！' | '？' | '．') || is_joiner_free_script(next) {
        return true;
    }
    if !next.is_whitespace() {
        return false;
    }
    let next_word = rest.trim_start_matches(|c: char| c.is_whitespace() || is_opening(c));
    if next_word.chars().next().is_some_and(char::is_lowercase) {
        return false;
    }
    mark != '.' || !is_abbreviation(&text[start..at])
}

fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || is_opening(c))
        .next()
        .unwrap_or_default();
    let last_part = word.rsplit('.').next().unwrap_or_default();
    let mut letters = last_part.chars();
    let is_initial = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    is_initial || ABBREVIATIONS.contains(&last_part.to_lowercase().as_str())
}

/// Whether a character ends sentences.
pub(crate) fn is_final_mark(character: char) -> bool {
    matches!(
        character,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '؟' | '۔' | '।' | '։' | '፧' | '።'
    )
}

/// Whether a character closes a quotation or a bracket.
pub(crate) fn is_closing(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '”'
            | '’'
            | '“'
            | '»'
            | '«'
            | '›'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '*'
            | '_'
    )
}

fn is_opening(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '«'
            | '»'
            | '‹'
            | '('
            | '['
            | '{'
            | '「'
            | '『'
            | '¿'
            | '¡'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_many_scripts() {
        let cases: &[(&str, &[&str])] = &[
            ("One. Two", &["One.", "Two"]),
            ("At 3.5 percent. Up!", &["At 3.5 percent.", "Up!"]),
            (
                "The U.S. Army went. It won.",
                &["The U.S. Army went.", "It won."],
            ),
            (
                "Er kam z.B. gestern. Dann ging er.",
                &["Er kam z.B. gestern.", "Dann ging er."],
            ),
            ("“Go.” She went.", &["“Go.”", "She went."]),
            ("これは文です。次の文。", &["これは文です。", "次の文。"]),
            ("هل جاء؟ نعم.", &["هل جاء؟", "نعم."]),
            ("Wait... what? Yes", &["Wait... what?", "Yes"]),
            ("", &[]),
            ("   ", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = sentences(text).map(|span| span.of(text)).collect();
            assert_eq!(&found, expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_between_sentences_but_blanks(text in "[A-Za-z .!?。”\n]{0,60}") {
            let mut at = 0;
            for span in sentences(&text) {
                proptest::prop_assert!(text[at..span.start].trim().is_empty());
                proptest::prop_assert!(!span.is_empty());
                at = span.end;
            }
            proptest::prop_assert!(text[at..].trim().is_empty());
        }
    }
}
