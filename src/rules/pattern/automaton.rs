//! The automaton of a pattern, made smaller than the usual one.
//!
//! Patterns are full of gaps such as `[^.!?]{0,60}`. A class of nearly all characters
//! takes dozens of states, as it tells valid bytes from others, and each of the sixty
//! takes them again. Folded text is valid in any case, so that the class can be told by
//! the first byte of a character and those that go on with it.

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::hir::{
    Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Repetition,
};

/// The automaton; `None` for what is no pattern.
pub(super) fn automaton(source: &str) -> Option<Regex> {
    let hir = regex_syntax::parse(source).ok()?;
    // Only where a match begins and ends is asked for, and only of long texts often
    // enough to make up for automata that are built at once.
    let config = Config::new()
        .which_captures(WhichCaptures::Implicit)
        .onepass(false);
    let builder = &mut Regex::builder();
    builder.configure(config).build_from_hir(&slim(hir)).ok()
}

/// The same expression with smaller classes and without captures.
fn slim(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(Class::Unicode(class)) => slim_class(class),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(slim(*repetition.sub)),
            ..repetition
        }),
        HirKind::Capture(capture) => slim(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(slim).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(slim).collect()),
    }
}

fn slim_class(class: ClassUnicode) -> Hir {
    const FIRST_LONG: char = '\u{80}';
    let holds_all_long = class
        .ranges()
        .last()
        .is_some_and(|range| range.start() <= FIRST_LONG && range.end() == char::MAX);
    if !holds_all_long {
        return Hir::class(Class::Unicode(class));
    }
    let bytes = |first: u8, last: u8| {
        let range = ClassBytesRange::new(first, last);
        Hir::class(Class::Bytes(ClassBytes::new([range])))
    };
    let short = class.ranges().iter().filter_map(|range| {
        let first = u8::try_from(range.start()).ok().filter(u8::is_ascii)?;
        let last = u8::try_from(range.end()).unwrap_or(u8::MAX).min(0x7f);
        Some(ClassBytesRange::new(first, last))
    });
    let short = Hir::class(Class::Bytes(ClassBytes::new(short)));
    let rest = Hir::repetition(Repetition {
        min: 1,
        max: None,
        greedy: true,
        sub: Box::new(bytes(0x80, 0xbf)),
    });
    let long = Hir::concat(vec![bytes(0xc2, 0xf4), rest]);
    Hir::alternation(vec![short, long])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleSet;

    /// Finds the same as the usual automaton in every text.
    fn check(source: &str, texts: &[&str]) {
        let usual = regex::Regex::new(source).unwrap();
        let slim = automaton(source).unwrap();
        for text in texts {
            let expected: Vec<_> = usual.find_iter(text).map(|found| found.range()).collect();
            let found: Vec<_> = slim.find_iter(text).map(|found| found.range()).collect();
            assert_eq!(found, expected, "{source} in {text}");
        }
    }

    #[test]
    fn built_in_patterns_find_the_same_in_their_examples() {
        let rules = RuleSet::builder().add_builtin().build_all().unwrap();
        let mut count = 0;
        for rule in rules.rules() {
            let Some(pattern) = &rule.pattern else {
                continue;
            };
            let examples = rule.examples().iter();
            let texts: Vec<String> = examples.map(|one| one.text.to_lowercase()).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            check(pattern.source(), &texts);
            count += texts.len();
        }
        assert!(count > 1000, "{count}");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(100))]

        #[test]
        fn gaps_end_between_characters(text in "(a|b|é|登|😀|[.]| |\n){0,30}") {
            for source in [
                "a[^.]{0,4}b", "a[^.]{0,4}?b", "a.{2}", "[^a]+", "(?s).", "a[^.]*", "[^é]b",
                "(a|[^.]{1,3}登) ?", "[^.a]{2,}?$", "\\b[^.]+\\b",
            ] {
                check(source, &[&text]);
            }
        }
    }
}
