//! Folding: levelling what two spellings of the same words differ in.
//!
//! Case, Unicode compatibility forms, quotation marks, dashes, blanks and
//! invisible characters are levelled, so that one rule matches every spelling.
//! A sparse map leads back: only characters whose fold has another length leave
//! an entry, so ASCII text costs nothing.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::Span;

/// A stretch whose fold has another length than the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edit {
    folded: Span,
    original: Span,
}

/// Folded text with the way back to the original.
///
/// ```
/// use dechaff::text::fold;
///
/// let folded = fold("“SIGN\u{a0}UP”");
/// assert_eq!(folded.text(), "\"sign up\"");
/// let original = folded.original(1..8);
/// assert_eq!(original.of("“SIGN\u{a0}UP”"), "SIGN\u{a0}UP");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    edits: Vec<Edit>,
}

/// Folds a whole text.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    folded.push(text, 0);
    folded
}

/// A text folded, with every run of white space one blank, and none at its edges.
pub(crate) fn folded(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.text().split_whitespace().collect();
    words.join(" ")
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that the folded bytes `range` came from. A
    /// range that cuts the fold of one character is widened to the character.
    pub fn original(&self, range: Range<usize>) -> Span {
        let start = self.locate(range.start, |edit| edit.original.start);
        let end = self.locate(range.end, |edit| edit.original.end);
        Span::new(start, end.max(start))
    }

    /// The folded position of byte `position` of the original; the start of the
    /// fold where the position lies within a character or a run of blanks.
    pub(crate) fn position(&self, position: usize) -> usize {
        let next = self
            .edits
            .partition_point(|edit| edit.original.start <= position);
        let Some(edit) = next.checked_sub(1).map(|last| &self.edits[last]) else {
            return position.min(self.text.len());
        };
        if position >= edit.original.end {
            (edit.folded.end + (position - edit.original.end)).min(self.text.len())
        } else {
            edit.folded.start
        }
    }

    /// Folds `original`, which begins at byte `offset` of its document, to the
    /// end of the folded text. Returns where the fold stands.
    pub(crate) fn push(&mut self, original: &str, offset: usize) -> Range<usize> {
        let start = self.text.len();
        self.anchor(offset);
        let bytes = original.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let plain = plain_ascii_length(&bytes[at..]);
            if plain > 0 {
                let from = self.text.len();
                self.text.push_str(&original[at..at + plain]);
                self.text[from..].make_ascii_lowercase();
                at += plain;
                continue;
            }
            let length = cluster_length(&original[at..]);
            self.push_cluster(&original[at..at + length], offset + at);
            at += length;
        }
        start..self.text.len()
    }

    /// Ends a unit: a line end in the folded text that stands for no original
    /// byte of its own.
    pub(crate) fn end_unit(&mut self) {
        self.text.push('\n');
    }

    /// Joins two lines of a paragraph: a blank, or nothing where `before` ends
    /// in a hyphen inside a word.
    pub(crate) fn join(&mut self, before: &str, after: &str) {
        let splits_word = before
            .strip_suffix('-')
            .is_some_and(|word| word.ends_with(char::is_lowercase))
            && after.starts_with(char::is_lowercase);
        if splits_word {
            self.text.pop();
        } else if !(before.ends_with(is_joiner_free_script)
            && after.starts_with(is_joiner_free_script))
        {
            self.text.push(' ');
        }
    }

    /// Notes that the folded text goes on at byte `offset` of the original.
    fn anchor(&mut self, offset: usize) {
        let at = Span::new(self.text.len(), self.text.len());
        self.edits.push(Edit {
            folded: at,
            original: Span::new(offset, offset),
        });
    }

    fn push_cluster(&mut self, cluster: &str, offset: usize) {
        let start = self.text.len();
        if cluster.chars().all(super::lines::is_blank) {
            if cluster.chars().any(char::is_whitespace) {
                self.text.push(' ');
            }
        } else {
            for character in cluster.nfkc() {
                push_character(character, &mut self.text);
            }
        }
        let folded = &self.text[start..];
        let same_shape = folded.len() == cluster.len()
            && folded.chars().count() == 1
            && cluster.chars().nth(1).is_none();
        if !same_shape {
            self.edits.push(Edit {
                folded: Span::new(start, self.text.len()),
                original: Span::new(offset, offset + cluster.len()),
            });
        }
    }

    /// The original position of a folded one; `inside` chooses the side where
    /// the position lies within an edit.
    fn locate(&self, position: usize, inside: impl Fn(&Edit) -> usize) -> usize {
        let next = self
            .edits
            .partition_point(|edit| edit.folded.start <= position);
        let Some(edit) = next.checked_sub(1).map(|last| &self.edits[last]) else {
            return position;
        };
        if position >= edit.folded.end {
            edit.original.end + (position - edit.folded.end)
        } else if position == edit.folded.start {
            edit.original.start
        } else {
            inside(edit)
        }
    }
}

/// How many bytes from the start fold by case alone: ASCII with single blanks.
fn plain_ascii_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(&byte) = bytes.get(length) {
        let plain = matches!(byte, b'!'..=b'~' if byte != b'`')
            || (byte == b' ' && bytes.get(length + 1).is_some_and(u8::is_ascii_graphic));
        if !plain {
            break;
        }
        length += 1;
    }
    // A combining mark may follow the last letter and belongs to it.
    if length > 0 && length < bytes.len() && !bytes[length].is_ascii() && bytes[length - 1] != b' '
    {
        length -= 1;
    }
    length
}

/// Bytes of the first cluster: a run of blanks and invisible characters, or a
/// character with the marks that combine with it.
fn cluster_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else {
        return 0;
    };
    let first_is_blank = super::lines::is_blank(first);
    characters
        .find(|&(_, next)| {
            if first_is_blank {
                !super::lines::is_blank(next)
            } else {
                !extends(next)
            }
        })
        .map_or(text.len(), |(at, _)| at)
}

/// Whether a character is part of the one before it.
fn extends(character: char) -> bool {
    !character.is_ascii()
        && (canonical_combining_class(character) != 0
            || matches!(character, '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}' | '\u{fe00}'..='\u{fe0f}'))
}

/// Writes the fold of one normalised character.
fn push_character(character: char, out: &mut String) {
    match character {
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => {}
        // Arabic: vowel signs and the stretching mark are optional, alef and ya vary.
        '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => {}
        'آ' | 'أ' | 'إ' | 'ٱ' => out.push('ا'),
        'ى' => out.push('ي'),
        'ة' => out.push('ه'),
        '`' | '´' | '‘' | '’' | '‚' | '‛' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | '′' => {
            out.push('\'')
        }
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '″' | '「' | '」' | '『' | '』' => {
            out.push('"')
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => out.push('-'),
        'İ' | 'ı' => out.push('i'),
        'ß' | 'ẞ' => out.push_str("ss"),
        'ς' => out.push('σ'),
        'ё' | 'Ё' => out.push('е'),
        'ş' | 'Ş' => out.push('ș'),
        'ţ' | 'Ţ' => out.push('ț'),
        _ if character.is_whitespace() => out.push(' '),
        _ if character.is_ascii() => out.push(character.to_ascii_lowercase()),
        _ => out.extend(character.to_lowercase()),
    }
}

/// Whether words of the character's script are written without blanks, so that
/// a word boundary cannot be seen.
pub(crate) fn is_joiner_free_script(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_to_one() {
        for (original, expected) in [
            ("Sign  Up", "sign up"),
            ("l’abonné", "l'abonné"),
            ("e\u{301}te\u{301}", "été"),
            ("news\u{ad}letter", "newsletter"),
            ("A\u{a0}B\u{2009}C", "a b c"),
            ("ＳＵＢ", "sub"),
            (
                "İstanbul ILIK ışık",
                "istanbul ilik işik".replace('ş', "ș").as_str(),
            ),
            ("straße STRASSE", "strasse strasse"),
            ("أهلاً", "اهلا"),
            ("ｶﾞ", "ガ"),
            ("a…", "a..."),
            ("„So“ – «ja»", "\"so\" - \"ja\""),
            ("\u{200b}x\u{feff}", "x"),
        ] {
            assert_eq!(fold(original).text(), expected, "{original:?}");
        }
    }

    #[test]
    fn the_way_back_is_exact() {
        let original = "x  İstanbul’da “Abone”\u{a0}\u{a0}olun e\u{301}!";
        let folded = fold(original);
        for (needle, expected) in [
            ("istanbul", "İstanbul"),
            ("abone", "Abone"),
            ("abone\" olun", "Abone”\u{a0}\u{a0}olun"),
            ("é", "e\u{301}"),
            ("x i", "x  İ"),
        ] {
            let at = folded.text().find(needle).unwrap();
            assert_eq!(
                folded.original(at..at + needle.len()).of(original),
                expected
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn every_folded_range_maps_to_whole_characters(text in "\\PC{0,40}") {
            let folded = fold(&text);
            let ends: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).chain([folded.text().len()]).collect();
            for (index, &start) in ends.iter().enumerate() {
                for &end in &ends[index..] {
                    let span = folded.original(start..end);
                    proptest::prop_assert!(text.get(span.start..span.end).is_some(), "{text:?} {start} {end} {span:?}");
                }
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[a-zA-ZéÉßİı’“ \u{a0}\u{ad}]{0,30}") {
            let once = fold(&text).text().to_owned();
            let twice = fold(&once);
            proptest::prop_assert_eq!(twice.text(), once.as_str());
        }
    }
}
