//! Parts of rule files that the program writes itself: phrases, examples and ids.

use crate::rules::Category;
use crate::text::Span;

/// Words of a line that make the rule's name.
const NAME_WORDS: usize = 4;

/// A phrase for words that stand side by side in a folded text, up to `most` words; `is_slot`
/// tells which of them are not said, by their bytes. It neither begins nor ends with a gap;
/// `None` where nothing is left to say.
pub(crate) fn phrase_of(
    folded: &str,
    most: usize,
    is_slot: impl Fn(Span) -> bool,
) -> Option<String> {
    let mut phrase = String::new();
    let mut end = 0;
    let mut has_gap = false;
    for (start, word) in words_of(folded).take(most) {
        let span = Span::new(start, start + word.len());
        if is_slot(span) {
            has_gap = true;
        } else {
            if !phrase.is_empty() {
                phrase.push_str(if has_gap {
                    " ... "
                } else {
                    between(&folded[end..start])
                });
            }
            let is_number = word
                .chars()
                .all(|c| c.is_numeric() || matches!(c, '.' | ','));
            phrase.push_str(if is_number { "#" } else { word });
            has_gap = false;
        }
        end = span.end;
    }
    (!phrase.is_empty()).then_some(phrase)
}

/// Words with their places: letters and digits, with the marks inside them.
pub(crate) fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '.' | ',' | '&' | '/' | '@');
    let mut at = 0;
    text.split(move |c| !is_part(c)).filter_map(move |piece| {
        let start = at;
        // Every separator is one character, of one byte or more.
        at = start + piece.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        let trimmed = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let offset = piece.find(trimmed).unwrap_or(0);
        (!trimmed.is_empty()).then_some((start + offset, trimmed))
    })
}

/// What a phrase has for the signs between two words.
fn between(signs: &str) -> &'static str {
    let marks: String = signs.chars().filter(|c| *c != ' ').collect();
    if marks.is_empty() || matches!(marks.as_str(), "-" | "," | ":" | ";" | "(") {
        " "
    } else {
        " ... "
    }
}

/// Sentences that mention the line and stay, the best first.
pub(crate) fn keeps(line: &str) -> [String; 3] {
    let mention = line.replace(['"', '\n'], " ");
    let mention = mention.trim().trim_end_matches(['.', '!', '?']);
    [
        format!(
            "On the old sign she had read the words \"{mention}\" for years, until it fell into the harbour."
        ),
        format!(
            "Nobody knew who had painted \"{mention}\" on the wall of the mill, and nobody asked."
        ),
        "The ferry to the island runs again from Monday, said the harbour master.".to_owned(),
    ]
}

/// An id made of a site and the first words of a line, which `is_taken` does not refuse.
pub(crate) fn free_id(
    category: Category,
    site: Option<&str>,
    line: &str,
    is_taken: impl Fn(&str) -> bool,
) -> String {
    let mut name = site.map_or_else(String::new, slug);
    let words = slug(line);
    for word in words
        .split('-')
        .filter(|word| !word.is_empty())
        .take(NAME_WORDS)
    {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    if name.is_empty() {
        name.push_str("line");
    }
    let id = format!("{category}/{name}");
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.clone())
        .chain(numbered)
        .find(|id| !is_taken(id))
        .unwrap_or(id)
}

fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A string as TOML.
pub(crate) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
