//! What the words of a repeated line tell of it, whatever the site.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::pattern::Part;
use crate::text::folded;

/// Words in the languages of the built-in rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    we: HashSet<String>,
    you: HashSet<String>,
    by: HashSet<String>,
    roles: HashSet<String>,
    about: HashSet<String>,
    days: HashSet<String>,
}

impl Words {
    /// The words that the program has.
    pub(super) fn builtin() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| {
            // The file is part of the program, and a test reads it.
            let words: Words = toml::from_str(include_str!("words.toml")).unwrap_or(Words {
                we: HashSet::new(),
                you: HashSet::new(),
                by: HashSet::new(),
                roles: HashSet::new(),
                about: HashSet::new(),
                days: HashSet::new(),
            });
            let plain =
                |words: HashSet<String>| words.iter().map(|word| plain(&folded(word))).collect();
            Words {
                we: plain(words.we),
                you: plain(words.you),
                by: plain(words.by),
                roles: plain(words.roles),
                about: plain(words.about),
                days: plain(words.days),
            }
        })
    }

    /// Whether the publisher speaks of itself.
    pub(super) fn has_publisher(&self, parts: &[Part]) -> bool {
        has(&self.we, parts)
    }

    /// Whether the reader is spoken to.
    pub(super) fn has_reader(&self, parts: &[Part]) -> bool {
        has(&self.you, parts)
    }

    /// Whether it says who has written something.
    pub(super) fn is_byline(&self, parts: &[Part]) -> bool {
        /// Parts of the longest byline.
        const LONGEST: usize = 8;
        let begins = || {
            is_one(&self.by, parts.first()) && !self.has_reader(parts) && !self.has_publisher(parts)
        };
        let has_role = || parts.first() == Some(&Part::Slot) && has(&self.roles, parts);
        parts.len() <= LONGEST && parts.len() > 1 && (begins() || has_role())
    }

    /// Whether it says when something was written, and where.
    pub(super) fn is_dateline(&self, parts: &[Part]) -> bool {
        /// Parts of the longest dateline.
        const LONGEST: usize = 10;
        let has_day = || has(&self.days, parts);
        let has_number = || parts.contains(&Part::Number);
        parts.len() <= LONGEST && has_day() && has_number()
    }

    /// Whether it begins as the heading of a paragraph about somebody does.
    pub(super) fn is_about(&self, parts: &[Part]) -> bool {
        /// Parts of the longest heading.
        const LONGEST: usize = 7;
        let begins = parts
            .iter()
            .take(2)
            .any(|part| is_one(&self.about, Some(part)));
        parts.len() > 1 && parts.len() <= LONGEST && begins && !self.has_publisher(parts)
    }
}

fn has(words: &HashSet<String>, parts: &[Part]) -> bool {
    parts.iter().any(|part| is_one(words, Some(part)))
}

fn is_one(words: &HashSet<String>, part: Option<&Part>) -> bool {
    matches!(part, Some(Part::Word(word)) if words.contains(&plain(word)))
}

/// A folded word without accents.
fn plain(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::candidates::plain_parts;

    #[test]
    fn lines_are_told_by_their_words() {
        let words = Words::builtin();
        assert!(words.we.len() > 50);
        for (line, [byline, dateline, about, publisher, reader]) in [
            ("By Agnes Thorley", [true, false, false, false, false]),
            ("Von Bram Hallowell", [true, false, false, false, false]),
            ("Harwick, 3 March 2026", [false, true, false, false, false]),
            ("Lübeck, 3. März", [false, true, false, false, false]),
            ("About Harrow Mills", [false, false, true, false, false]),
            ("Über die Mühle", [false, false, true, false, false]),
            ("About us", [false, false, false, true, false]),
            ("Read our letter", [false, false, false, true, false]),
            ("Your account", [false, false, false, false, true]),
            ("Home", [false; 5]),
        ] {
            let parts = plain_parts(line);
            let found = [
                words.is_byline(&parts),
                words.is_dateline(&parts),
                words.is_about(&parts),
                words.has_publisher(&parts),
                words.has_reader(&parts),
            ];
            assert_eq!(
                found,
                [byline, dateline, about, publisher, reader],
                "{line}"
            );
        }
    }
}
