//! Regular expressions in rules: checked when they are read, built when they
//! are first needed.

mod automaton;
mod needs;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use regex::RegexBuilder;
use regex_automata::meta::Regex;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

use automaton::automaton;
use needs::{Needs, Pairs};

use super::bytes::Bytes;
use crate::text::{Span, fold};

/// Largest compiled size in bytes; a larger pattern is refused.
const SIZE_LIMIT: usize = 1 << 20;
/// Most literals of one pattern; more are no help.
const MOST_LITERALS: usize = 128;
/// Largest range of a class that is looked through for capitals.
const SMALL_CLASS: usize = 64;
/// Shortest literal in bytes that is worth looking for first.
const SHORTEST_LITERAL: usize = 3;

/// A checked regular expression over folded text.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pattern {
    source: String,
    #[serde(skip)]
    regex: OnceLock<Option<Regex>>,
    literals: Vec<String>,
    /// What a text must hold, packed: few patterns of a set are ever tried.
    packed_needs: Bytes,
    #[serde(skip)]
    needs: OnceLock<Needs>,
    unfolded: Option<char>,
}

impl Pattern {
    /// Checks a pattern. The error says what is wrong, in a line.
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        let hir = regex_syntax::ParserBuilder::new()
            .nest_limit(64)
            .build()
            .parse(source)
            .map_err(|error| last_line(&error))?;
        let literals = required_literals(&hir).unwrap_or_default();
        let pattern = Self {
            source: source.to_owned(),
            regex: OnceLock::new(),
            literals,
            packed_needs: postcard::to_allocvec(&Needs::of(&hir))
                .unwrap_or_default()
                .as_slice()
                .into(),
            needs: OnceLock::new(),
            unfolded: unfolded(&hir),
        };
        // What is too large can only be found by building it.
        RegexBuilder::new(source)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(SIZE_LIMIT)
            .build()
            .map_err(|error| last_line(&error))?;
        Ok(pattern)
    }

    /// Words of which one is in every match; empty where none is required.
    pub(crate) fn literals(&self) -> &[String] {
        &self.literals
    }

    /// Whether no word is required, so that it must be tried everywhere.
    pub(crate) fn is_hidden(&self) -> bool {
        self.literals.is_empty()
    }

    /// The pattern as it was written.
    #[cfg(test)]
    fn source(&self) -> &str {
        &self.source
    }

    /// A character that a match needs and that no folded text holds.
    pub(crate) fn unfolded(&self) -> Option<char> {
        self.unfolded
    }

    /// Every match in `text`, as far as they do not overlap.
    pub(crate) fn find_all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let regex = if self
            .needs()
            .are_met(text.as_bytes(), &Pairs::of(text.as_bytes()))
        {
            self.regex.get_or_init(|| automaton(&self.source)).as_ref()
        } else {
            None
        };
        regex
            .into_iter()
            .flat_map(move |regex| regex.find_iter(text))
            .map(|found| Span::new(found.start(), found.end()))
    }

    fn needs(&self) -> &Needs {
        self.needs.get_or_init(|| {
            let needs = postcard::from_bytes(&self.packed_needs);
            needs.unwrap_or(Needs::Nothing)
        })
    }
}

/// Literals of which one is in every match, the longest there are; `None` where
/// none is required, or one of them would be too short to look for.
fn required_literals(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            is_telling(text).then(|| vec![text.to_owned()])
        }
        HirKind::Capture(capture) => required_literals(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required_literals(&repetition.sub),
        HirKind::Concat(parts) => {
            let shortest = |literals: &Vec<String>| literals.iter().map(String::len).min();
            parts
                .iter()
                .filter_map(required_literals)
                .max_by_key(shortest)
        }
        HirKind::Alternation(parts) => {
            let all: Option<Vec<Vec<String>>> = parts.iter().map(required_literals).collect();
            all.map(|literals| literals.concat())
                .filter(|literals| literals.len() <= MOST_LITERALS)
        }
        _ => None,
    }
}

/// Whether a literal is rare enough to look for first: three bytes, or a sign
/// that few texts hold.
fn is_telling(literal: &str) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let is_rare = |c: char| is_sign(c) && !".,;:'\"-()[]/".contains(c);
    literal.len() >= SHORTEST_LITERAL || literal.len() == 2 && literal.contains(is_rare)
}

/// A character that the expression asks for and that folding changes.
fn unfolded(hir: &Hir) -> Option<char> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            text.chars().find(|&c| !survives_folding(c))
        }
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            let is_lost = |range: &ClassUnicodeRange| {
                (range.start()..=range.end()).all(|c| !survives_folding(c))
            };
            let is_small = |range: &ClassUnicodeRange| range.len() <= SMALL_CLASS;
            let first = ranges.first()?.start();
            (ranges.iter().all(is_small) && ranges.iter().all(is_lost)).then_some(first)
        }
        HirKind::Capture(capture) => unfolded(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => unfolded(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(unfolded),
        _ => None,
    }
}

fn survives_folding(c: char) -> bool {
    let mut text = [0; 4];
    let text: &str = c.encode_utf8(&mut text);
    c.is_whitespace() && c == ' ' || fold(text).text().contains(c)
}

fn last_line(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    text.lines()
        .last()
        .unwrap_or_default()
        .trim_start_matches("error: ")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_where_there_are_some() {
        for (source, expected) in [
            (r"https?://\S+", vec!["http"]),
            (r"^\W*(?:read|see) also\b", vec![" also"]),
            (r"\d+ (comments|replies)", vec!["comments", "replies"]),
            (r"\d+", vec![]),
            (r"©\s?\d+", vec!["©"]),
            (r"r\$ ?\d+", vec!["r$"]),
            (r"a-\d+", vec![]),
        ] {
            assert_eq!(
                Pattern::new(source).unwrap().literals(),
                expected,
                "{source}"
            );
        }
    }

    #[test]
    fn characters_that_folding_takes_away_are_noticed() {
        for (source, expected) in [
            ("sign up", None),
            ("Sign up", Some('S')),
            ("[A-Z]+ up", Some('A')),
            ("[A-Za-z]+ up", None),
            ("(?i)Sign up", None),
            ("it\u{2019}s here", Some('\u{2019}')),
            (r"\S+@\w+ here", None),
        ] {
            assert_eq!(
                Pattern::new(source).unwrap().unfolded(),
                expected,
                "{source}"
            );
        }
    }

    #[test]
    fn bad_and_huge_patterns_are_refused() {
        for source in ["(", "a{1000}{1000}", "\\p{Nope}", "(?<=a)b"] {
            assert!(Pattern::new(source).is_err(), "{source}");
        }
    }
}
