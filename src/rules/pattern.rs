//! Regular expressions in rules: checked when they are read, built when they
//! are first needed.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

use crate::text::Span;

/// Largest compiled size in bytes; a larger pattern is refused.
const SIZE_LIMIT: usize = 1 << 20;
/// Most literals of one pattern; more are no help.
const MOST_LITERALS: usize = 128;
/// Shortest literal in bytes that is worth looking for first.
const SHORTEST_LITERAL: usize = 3;

/// A checked regular expression over folded text.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    regex: OnceLock<Option<Regex>>,
    literals: Vec<String>,
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
        };
        // What is too large can only be found by building it.
        let built = pattern.build().map_err(|error| last_line(&error))?;
        let _ = pattern.regex.set(Some(built));
        Ok(pattern)
    }

    /// Words of which one is in every match; empty where none is required.
    pub(crate) fn literals(&self) -> &[String] {
        &self.literals
    }

    /// Every match in `text`, as far as they do not overlap.
    pub(crate) fn find_all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let regex = self.regex.get_or_init(|| self.build().ok()).as_ref();
        regex
            .into_iter()
            .flat_map(move |regex| regex.find_iter(text))
            .map(|found| Span::new(found.start(), found.end()))
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.source)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(SIZE_LIMIT)
            .build()
    }
}

/// Literals of which one is in every match, the longest there are; `None` where
/// none is required, or one of them would be too short to look for.
fn required_literals(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            (text.len() >= SHORTEST_LITERAL).then(|| vec![text.to_owned()])
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
        ] {
            assert_eq!(
                Pattern::new(source).unwrap().literals(),
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
