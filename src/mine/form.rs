//! How a rule finds a repeated line again.

use std::fmt::Write;
use std::ops::Range;

use crate::engine::{phrase_of, quoted};
use crate::text::{Span, fold, sentences};

use super::candidates::Candidate;
use super::pattern::Part;
use super::tally::Place;
use super::tokens::{NUMBER, Token, tokens};

/// Words of the longest line that is one phrase.
const LONGEST_PHRASE: usize = 40;
/// Words of a longer one that are looked for at its start, and at its end.
const START_WORDS: usize = 12;
const END_WORDS: usize = 8;
/// Fewest words of an end that are no numbers.
const FEWEST_END: usize = 2;
/// Fewest words of a start.
const FEWEST_START: usize = 3;
/// Words up to which a line may easily be something else on any page.
const FEW_WORDS: usize = 3;
/// Characters of the longest line that may be a heading elsewhere.
const LONGEST_LABEL: usize = 60;

/// What a rule looks for, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    /// One of these is enough.
    pub phrases: Vec<String>,
    /// The keys of the rule that say where, as lines of a rule file. Rules can be one where
    /// these are the same.
    pub place: String,
}

/// The ways to find a candidate, the best first.
pub(super) fn forms(one: &Candidate) -> Vec<Form> {
    let text = one.sample();
    let folded = fold(text);
    let folded = folded.text().trim();
    let words = tokens(folded);
    let Some(slots) = align(folded, &one.parts, &words) else {
        return Vec::new();
    };
    let is_slot = |span: Span| {
        let at = words.partition_point(|word| word.span.end <= span.start);
        slots.get(at).copied().unwrap_or_default()
    };
    let zones = zones(one);
    let longest = one
        .stats
        .samples
        .iter()
        .map(|sample| sample.chars().count())
        .max();
    let longest = longest.unwrap_or_default() * 3 / 2;
    let length = if longest > 400 {
        format!("max_length = {longest}\n")
    } else {
        String::new()
    };
    let is_several = sentences(text).count() > 1;
    let mut forms = Vec::new();
    let mut add = |phrase: Option<String>, place: String| {
        let says = |phrase: &String| phrase.chars().any(char::is_alphanumeric);
        forms.extend(phrase.filter(says).map(|phrase| Form {
            phrases: vec![phrase],
            place,
        }));
    };
    let begins = slots.first() == Some(&false);
    let ends = slots.last() == Some(&false);
    if one.stats.is_sentence {
        add(
            phrase_of(folded, usize::MAX, is_slot),
            format!("at = \"clause\"\nscope = \"sentence\"\n{zones}"),
        );
        return forms;
    }
    if begins && ends && !is_several && words.len() <= LONGEST_PHRASE {
        add(
            phrase_of(folded, usize::MAX, is_slot),
            format!("at = \"whole\"\n{zones}{length}"),
        );
    }
    let most = format!("max_length = {}\n", longest.max(40));
    if begins && (is_several || words.len() > LONGEST_PHRASE) {
        let parts = sentence_words(text, &words);
        let first = parts.first().cloned().unwrap_or(0..words.len());
        let last = parts
            .iter()
            .rev()
            .find_map(|part| last_words(folded, &words[part.clone()], &slots[part.clone()]));
        if first.len() >= FEWEST_START
            && let Some(last) = last
        {
            add(
                phrase_of(
                    &folded[..words[first.end - 1].span.end],
                    START_WORDS,
                    is_slot,
                ),
                format!(
                    "at = \"start\"\nscope = \"unit\"\nalso = [{}]\n{zones}{most}",
                    quoted(&last)
                ),
            );
        }
    }
    if !is_several && begins && !ends {
        add(
            phrase_of(folded, usize::MAX, is_slot),
            format!("at = \"start\"\nscope = \"unit\"\n{zones}{most}"),
        );
    }
    if !is_several && ends && !begins {
        add(
            phrase_of(folded, usize::MAX, is_slot),
            format!("at = \"end\"\nscope = \"unit\"\n{zones}{most}"),
        );
    }
    if let Some(pattern) = pattern(folded, &words, &slots) {
        forms.push(Form {
            phrases: Vec::new(),
            place: format!(
                "pattern = {}\nat = \"whole\"\n{zones}{most}",
                quoted(&pattern)
            ),
        });
    }
    forms
}

/// Which of the words each sentence of a text has. Folded sentences have no capitals to be
/// told by.
fn sentence_words(text: &str, words: &[Token]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for sentence in sentences(text) {
        let count = tokens(fold(sentence.of(text)).text()).len();
        let end = (start + count).min(words.len());
        ranges.push(start..end);
        start = end;
    }
    ranges.retain(|range| !range.is_empty());
    ranges
}

/// The last words of a sentence, as far as nothing is left out; `None` where they say too
/// little.
fn last_words(folded: &str, words: &[Token], slots: &[bool]) -> Option<String> {
    let pairs = words.iter().zip(slots).rev();
    let plain: Vec<&Token> = pairs
        .take_while(|(_, is_slot)| !**is_slot)
        .take(END_WORDS)
        .map(|(word, _)| word)
        .collect();
    let said = plain.iter().filter(|word| word.hash != NUMBER).count();
    let (last, first) = (plain.first()?, plain.last()?);
    let end = &folded[first.span.start..last.span.end];
    phrase_of(end, usize::MAX, |_| false).filter(|_| said >= FEWEST_END)
}

/// Which words of a sample are in slots.
fn align(folded: &str, parts: &[Part], words: &[Token]) -> Option<Vec<bool>> {
    match (parts, words) {
        ([], []) => Some(Vec::new()),
        ([Part::Slot, rest @ ..], [_, ..]) => (1..=words.len().min(8)).find_map(|length| {
            let mut aligned = align(folded, rest, &words[length..])?;
            aligned.splice(0..0, std::iter::repeat_n(true, length));
            Some(aligned)
        }),
        ([part, rest @ ..], [word, others @ ..]) => {
            let is_same = match part {
                Part::Word(own) => **own == *word.span.of(folded),
                _ => word.hash == NUMBER,
            };
            let mut aligned = is_same.then(|| align(folded, rest, others)).flatten()?;
            aligned.insert(0, false);
            Some(aligned)
        }
        _ => None,
    }
}

/// An expression for the whole line.
fn pattern(folded: &str, words: &[Token], slots: &[bool]) -> Option<String> {
    let mut pattern = String::new();
    let mut end = words.first()?.span.start;
    let mut was_slot = false;
    for (word, &is_slot) in words.iter().zip(slots) {
        if is_slot && was_slot {
            end = word.span.end;
            continue;
        }
        pattern.push_str(&regex::escape(&folded[end..word.span.start]));
        if is_slot {
            pattern.push_str("[^\\n]{1,120}?");
        } else if word.hash == NUMBER {
            pattern.push_str("[0-9][0-9.,:/]*");
        } else {
            pattern.push_str(&regex::escape(word.span.of(folded)));
        }
        was_slot = is_slot;
        end = word.span.end;
    }
    Some(pattern)
}

/// Where a short line goes: it may be a heading elsewhere.
fn zones(one: &Candidate) -> String {
    let stats = &one.stats;
    let is_label = one.sample().chars().count() <= LONGEST_LABEL;
    let is_elsewhere =
        stats.at(Place::Between) > 0 || stats.at(Place::Alone) > 0 && one.parts.len() > FEW_WORDS;
    if !is_label || stats.is_sentence || is_elsewhere {
        return String::new();
    }
    let mut zones = Vec::new();
    for (place, name) in [(Place::Head, "\"head\""), (Place::Tail, "\"tail\"")] {
        if stats.at(place) > 0 {
            zones.push(name);
        }
    }
    if zones.is_empty() {
        return String::new();
    }
    format!("zones = [{}]\n", zones.join(", "))
}

/// An example with the places around it that the rule asks for.
pub(super) fn example(form: &Form, text: &str) -> Option<String> {
    if text.contains("[[") || text.contains("]]") || text.contains("{prose}") {
        return None;
    }
    Some(if form.place.contains("zones = [\"head\"") {
        format!("[[{text}]]\n{{prose}}")
    } else if form.place.contains("zones = [\"tail\"") {
        format!("{{prose}}\n[[{text}]]")
    } else {
        text.to_owned()
    })
}

/// A rule as it stands in a file.
pub(super) struct Written<'w> {
    pub id: &'w str,
    pub why: &'w str,
    pub site: Option<&'w str>,
    pub form: &'w Form,
    pub remove: &'w [String],
    pub keep: &'w str,
    /// Lines above it, for people.
    pub notes: &'w [String],
}

impl Written<'_> {
    pub(super) fn to_toml(&self) -> String {
        let mut toml = String::new();
        for note in self.notes {
            let _ = writeln!(toml, "# {note}");
        }
        let _ = writeln!(
            toml,
            "[[rule]]\nid = {}\nwhy = {}\nconfidence = 0.98",
            quoted(self.id),
            quoted(self.why)
        );
        let _ = writeln!(toml, "languages = [\"any\"]");
        if let Some(site) = self.site {
            let _ = writeln!(toml, "sites = [{}]", quoted(site));
        }
        let _ = writeln!(toml, "action = \"remove\"");
        write_list(&mut toml, "phrases", &self.form.phrases);
        toml.push_str(&self.form.place);
        write_list(&mut toml, "remove", self.remove);
        let _ = writeln!(toml, "keep = [{}]", quoted(self.keep));
        toml
    }
}

/// A list of texts, one a line where there are several.
fn write_list(toml: &mut String, key: &str, texts: &[String]) {
    match texts {
        [] => {}
        [one] => {
            let _ = writeln!(toml, "{key} = [{}]", quoted(one));
        }
        several => {
            let _ = writeln!(toml, "{key} = [");
            for text in several {
                let _ = writeln!(toml, "    {},", quoted(text));
            }
            let _ = writeln!(toml, "]");
        }
    }
}
