//! Regular expressions in rules: checked when they are read, built when they
//! are first needed.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};

use crate::text::Span;

/// Largest compiled size in bytes; a larger pattern is refused.
const SIZE_LIMIT: usize = 1 << 20;
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
        let literals = required_literals(&hir);
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

/// Literals at the start or the end of every match, of which one must be there.
fn required_literals(hir: &regex_syntax::hir::Hir) -> Vec<String> {
    let mut prefixes = Extractor::new().extract(hir);
    prefixes.optimize_for_prefix_by_preference();
    if let Some(literals) = usable(&prefixes) {
        return literals;
    }
    let mut suffixes = Extractor::new().kind(ExtractKind::Suffix).extract(hir);
    suffixes.optimize_for_suffix_by_preference();
    usable(&suffixes).unwrap_or_default()
}

fn usable(literals: &Seq) -> Option<Vec<String>> {
    let literals = literals.literals()?;
    let texts: Option<Vec<String>> = literals
        .iter()
        .map(|literal| {
            std::str::from_utf8(literal.as_bytes())
                .ok()
                .filter(|text| text.len() >= SHORTEST_LITERAL)
        })
        .map(|text| text.map(str::to_owned))
        .collect();
    texts.filter(|texts| !texts.is_empty())
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
            (r"\d+ (comments|replies)", vec![" comments", " replies"]),
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
