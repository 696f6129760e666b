//! The language of a text, as far as it can be told.

use std::cell::RefCell;

use whatlang::Lang;

/// Bytes of prose that the guess is made from.
const SAMPLE: usize = 2000;
/// Languages so close that a guess between them says little.
const FAMILIES: &[&[&str]] = &[
    &["sv", "no", "da"],
    &["ru", "uk", "be", "bg"],
    &["es", "pt", "ca", "gl"],
    &["cs", "sk"],
    &["ja", "zh"],
];

/// The ISO 639-1 code of the language of `text`, if a guess is reliable. Longest
/// lines are looked at first: menus tell little.
pub(crate) fn detect(text: &str) -> Option<&'static str> {
    thread_local! {
        /// The sample guessed from last, and the guess. A document is looked at again when
        /// something was taken out of it, which mostly leaves its longest lines as they were.
        static LAST: RefCell<(String, Option<&'static str>)> = RefCell::default();
    }
    let sample = sample(text);
    LAST.with_borrow_mut(|(last, guess)| {
        if *last != sample {
            *guess = guess_from(&sample);
            *last = sample;
        }
        *guess
    })
}

/// The longest lines of prose, up to the length of a sample or a little more.
fn sample(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().filter(|line| line.len() > 60).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.len().min(SAMPLE)));
    let mut sample = String::with_capacity(2 * SAMPLE);
    for line in lines {
        if sample.len() >= SAMPLE {
            break;
        }
        sample.push_str(start_of(line, SAMPLE));
        sample.push('\n');
    }
    sample
}

/// The first `most` characters of a line.
fn start_of(line: &str, most: usize) -> &str {
    if line.len() <= most {
        return line;
    }
    let end = line.char_indices().nth(most);
    end.map_or(line, |(end, _)| &line[..end])
}

fn guess_from(sample: &str) -> Option<&'static str> {
    let guess = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    code(guess.lang())
}

/// Whether words of the language `own` may be expected in a text in `language`.
pub(crate) fn are_close(own: &str, language: &str) -> bool {
    own == language
        || FAMILIES
            .iter()
            .any(|family| family.contains(&own) && family.contains(&language))
}

/// The codes of ISO 639-1.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig \
    ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml \
    mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg \
    sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo \
    xh yi yo za zh zu";

/// Whether `code` is the ISO 639-1 code of a language.
pub(crate) fn is_language(code: &str) -> bool {
    CODES.split_whitespace().any(|known| known == code)
}

fn code(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Pol => "pl",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Fin => "fi",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Bul => "bg",
        Lang::Tur => "tr",
        Lang::Ara => "ar",
        Lang::Jpn => "ja",
        Lang::Cmn => "zh",
        Lang::Kor => "ko",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Ron => "ro",
        Lang::Ell => "el",
        Lang::Hun => "hu",
        Lang::Ind => "id",
        Lang::Vie => "vi",
        Lang::Hin => "hi",
        Lang::Pes => "fa",
        Lang::Heb => "he",
        Lang::Cat => "ca",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_prose_not_by_menus() {
        for (text, expected) in [
            (
                "Share\nMenu\nDer Hafen wurde zum ersten Mal seit vierzig Jahren ausgebaggert, und die Fischer sahen vom Kai aus zu, wie der Sand verschwand.",
                Some("de"),
            ),
            (
                "The harbour was dredged for the first time in forty years, and the fishermen watched from the quay as the sand was taken away.",
                Some("en"),
            ),
            ("Share\nMenu", None),
        ] {
            assert_eq!(detect(text), expected, "{text}");
        }
        assert!(are_close("da", "no") && !are_close("da", "de"));
    }

    #[test]
    fn a_guess_holds_for_its_own_text_alone() {
        let german = "Der Hafen wurde zum ersten Mal seit vierzig Jahren ausgebaggert, und die Fischer sahen vom Kai aus zu.";
        let english = "The harbour was dredged for the first time in forty years, and the fishermen watched from the quay.";
        for (text, expected) in [
            (german, "de"),
            (german, "de"),
            (english, "en"),
            (german, "de"),
        ] {
            assert_eq!(detect(text), Some(expected), "{text}");
        }
        assert_eq!(detect(""), None);
        assert_eq!(detect(english), Some("en"));
    }

    proptest::proptest! {
        #[test]
        fn a_sample_holds_the_longest_lines(text in "(([a-z ]|[äж港]){0,90}[\n]){0,4}", times in 1_usize..60) {
            let text = text.repeat(times).replace("ab", &"long ".repeat(450));
            let mut lines: Vec<&str> = text.lines().filter(|line| line.len() > 60).collect();
            lines.sort_by_key(|line| std::cmp::Reverse(line.len().min(SAMPLE)));
            let mut expected = String::new();
            for line in lines {
                if expected.len() < SAMPLE {
                    expected.extend(line.chars().take(SAMPLE));
                    expected.push('\n');
                }
            }
            proptest::prop_assert_eq!(sample(&text), expected);
        }
    }
}
