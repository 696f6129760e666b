//! Where sentences end.

use super::marks::{FinalMarks, is_final_mark};
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
    let mut marks = FinalMarks::new(text);
    let mut start = 0;
    std::iter::from_fn(move || {
        start += text[start..].len() - text[start..].trim_start().len();
        if start >= text.len() {
            return None;
        }
        let end = sentence_end(text, start, &mut marks);
        let span = Span::new(start, start + text[start..end].trim_end().len());
        start = end;
        Some(span)
    })
}

fn sentence_end(text: &str, start: usize, marks: &mut FinalMarks<'_>) -> usize {
    let mut from = start;
    while let Some((at, mark)) = marks.next(from) {
        let rest = text[at..].trim_start_matches(|c| is_final_mark(c) || is_closing(c));
        let end = text.len() - rest.len();
        if ends_sentence(text, start, at, mark, end) {
            return end;
        }
        from = end;
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
    let last_part = last_part(before);
    let mut letters = last_part.chars();
    let is_initial = match (letters.next(), letters.next()) {
        (Some(only), None) => only.is_alphabetic(),
        _ => false,
    };
    is_initial || packed(last_part).is_some_and(|word| PACKED.binary_search(&word).is_ok())
}

/// What stands after the last blank, opening mark or full stop.
fn last_part(before: &str) -> &str {
    let is_between = |c: char| c == '.' || c.is_whitespace() || is_opening(c);
    // A word of ASCII letters needs no decoding.
    let bytes = before.as_bytes();
    let letters = bytes
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric());
    let start = bytes.len() - letters.count();
    match start.checked_sub(1).map(|last| char::from(bytes[last])) {
        None => before,
        Some(last) if last.is_ascii() && is_between(last) => &before[start..],
        _ => before.rsplit(is_between).next().unwrap_or_default(),
    }
}

/// Bytes of the longest word that can be packed.
const LONGEST: usize = size_of::<u64>();

/// The abbreviations, packed and sorted.
const PACKED: [u64; ABBREVIATIONS.len()] = {
    let mut all = [0; ABBREVIATIONS.len()];
    let mut number = 0;
    while number < all.len() {
        let bytes = ABBREVIATIONS[number].as_bytes();
        let (mut word, mut index) = (0, 0);
        while index < bytes.len() {
            word = word << 8 | bytes[index] as u64;
            index += 1;
        }
        let mut place = number;
        while place > 0 && all[place - 1] > word {
            all[place] = all[place - 1];
            place -= 1;
        }
        all[place] = word;
        number += 1;
    }
    all
};

/// The bytes of a word in small letters as one number; none for a long word.
fn packed(word: &str) -> Option<u64> {
    if word.len() > LONGEST {
        return None;
    }
    let pack = |packed, byte| packed << 8 | u64::from(byte);
    if word.is_ascii() {
        let small = word.bytes().map(|byte| byte.to_ascii_lowercase());
        return Some(small.fold(0, pack));
    }
    let mut buffer = [0; 4];
    let small = word.chars().flat_map(char::to_lowercase);
    let (packed, length) = small.fold((0, 0), |(packed, length), c| {
        let bytes = c.encode_utf8(&mut buffer).bytes();
        (bytes.fold(packed, pack), length + c.len_utf8())
    });
    (length <= LONGEST).then_some(packed)
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

    /// The sentences of a text, told character by character.
    fn plainly(text: &str) -> Vec<&str> {
        let (mut found, mut start) = (Vec::new(), 0);
        loop {
            start += text[start..].len() - text[start..].trim_start().len();
            if start >= text.len() {
                return found;
            }
            let mut end = text.len();
            let mut characters = text[start..].char_indices().peekable();
            while let Some((at, mark)) = characters.next() {
                if !is_final_mark(mark) {
                    continue;
                }
                let mut after = at + mark.len_utf8();
                while let Some((next, closing)) =
                    characters.next_if(|&(_, c)| is_final_mark(c) || is_closing(c))
                {
                    after = next + closing.len_utf8();
                }
                if ends_plainly(text, (start, start + at), mark, start + after) {
                    end = start + after;
                    break;
                }
            }
            found.push(text[start..end].trim_end());
            start = end;
        }
    }

    fn ends_plainly(text: &str, (start, at): (usize, usize), mark: char, end: usize) -> bool {
        let rest = &text[end..];
        let Some(next) = rest.chars().next() else {
            return true;
        };
        if matches!(mark, '。' | '！' | '？' | '．') || is_joiner_free_script(next) {
            return true;
        }
        let next_word = rest.trim_start_matches(|c: char| c.is_whitespace() || is_opening(c));
        let starts_small = next_word.chars().next().is_some_and(char::is_lowercase);
        let before = text[start..at].rsplit(|c: char| c.is_whitespace() || is_opening(c));
        let last_part = before.take(1).flat_map(|word| word.rsplit('.').take(1));
        let is_abbreviation = last_part.collect::<String>();
        let is_initial = is_abbreviation.chars().count() == 1
            && is_abbreviation.chars().all(char::is_alphabetic);
        let is_known = ABBREVIATIONS.contains(&is_abbreviation.to_lowercase().as_str());
        next.is_whitespace() && !starts_small && (mark != '.' || !(is_initial || is_known))
    }

    #[test]
    fn abbreviations_are_known_in_any_case() {
        for &word in ABBREVIATIONS {
            for word in [
                word.to_owned(),
                word.to_uppercase(),
                word.replace('k', "\u{212a}"),
            ] {
                assert!(is_abbreviation(&format!("So {word}")), "{word}");
                assert!(is_abbreviation(&format!("e.g.{word}")), "{word}");
            }
            let longer = format!("{word}{word}");
            let is_known = ABBREVIATIONS.contains(&longer.as_str());
            assert_eq!(is_abbreviation(&longer), is_known, "{longer}");
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

        #[test]
        fn sentences_are_those_told_plainly(
            text in "(([A-Za-z]{0,7}|Dr|Kl|[éäßжїгт]{0,3}|港文|가나|अब|هل|ש)(([.!?…。！؟।۔։፧][\"'”»)’]{0,2})|[,:’–-])?[ \u{a0}\n\u{3000}]{0,2}[\"“(„«]?){0,12}"
        ) {
            let found: Vec<&str> = sentences(&text).map(|span| span.of(&text)).collect();
            proptest::prop_assert_eq!(found, plainly(&text));
        }
    }
}
