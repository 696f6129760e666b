//! Words of a page as mining compares them.

use crate::text::{Span, Unit, Units, add_words, mix, sentences};

/// What stands for every number: "3 articles left" and "2 articles left" are the same.
pub(super) const NUMBER: u64 = 0x4e75_6d62_6572;

/// Weight of a unit from which on its sentences are looked at one by one.
const SEVERAL_WEIGHT: usize = 80;

/// A word, or a number with the marks inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Bytes of the folded text.
    pub span: Span,
    /// The same for the same word; [`NUMBER`] for every number.
    pub hash: u64,
}

/// The words of a folded text, in order; its numbers are levelled.
pub(super) fn tokens(folded: &str) -> Vec<Token> {
    let mut words = Vec::new();
    add_words(folded, &mut words);
    let mut tokens: Vec<Token> = Vec::with_capacity(words.len());
    for word in words {
        let is_number = word
            .span
            .of(folded)
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            || word.span.of(folded).chars().all(char::is_numeric);
        if !is_number {
            tokens.push(Token {
                span: word.span,
                hash: word.hash,
            });
            continue;
        }
        match tokens.last_mut() {
            // The marks inside prices, times and dates.
            Some(last) if last.hash == NUMBER && is_inside(folded, last.span, word.span) => {
                last.span.end = word.span.end;
            }
            _ => tokens.push(Token {
                span: word.span,
                hash: NUMBER,
            }),
        }
    }
    tokens
}

fn is_inside(folded: &str, before: Span, after: Span) -> bool {
    matches!(&folded[before.end..after.start], "." | "," | ":" | "/")
}

/// A number for a row of words.
pub(super) fn row_hash(seed: u64, tokens: &[Token]) -> u64 {
    tokens
        .iter()
        .fold(seed, |hash, token| mix(hash, token.hash))
}

/// A page as rows of words: its units, and the sentences of those that hold several.
#[derive(Debug)]
pub(super) struct Rows<'t> {
    text: &'t str,
    units: Units,
    rows: Vec<Row>,
}

/// A unit, or one of its sentences.
#[derive(Debug)]
pub(super) struct Row {
    /// Which unit it is, or is of.
    pub unit: usize,
    /// Whether it is one sentence of several.
    pub is_sentence: bool,
    /// Bytes of the text.
    pub span: Span,
    /// Its words.
    pub words: Vec<Token>,
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let units = Units::new(text);
        let folded = units.folded();
        let mut rows = Vec::with_capacity(units.all().len());
        for (number, unit) in units.all().iter().enumerate() {
            let mut words = tokens(units.core(unit));
            for token in &mut words {
                token.span.start += unit.core.start;
                token.span.end += unit.core.start;
            }
            let spans: Vec<Span> = sentences(unit.span.of(text))
                .map(|span| Span::new(unit.span.start + span.start, unit.span.start + span.end))
                .collect();
            let mut sentences = Vec::new();
            if spans.len() > 1 && unit.weight >= SEVERAL_WEIGHT {
                let mut positions = folded.positions(unit.span.start);
                let mut rest = words.as_slice();
                for span in spans {
                    let end = positions.at(span.end);
                    let (own, others) =
                        rest.split_at(rest.partition_point(|token| token.span.start < end));
                    rest = others;
                    sentences.push(Row {
                        unit: number,
                        is_sentence: true,
                        span,
                        words: own.to_vec(),
                    });
                }
            }
            rows.push(Row {
                unit: number,
                is_sentence: false,
                span: unit.span,
                words,
            });
            rows.append(&mut sentences);
        }
        Self { text, units, rows }
    }

    /// The page as it is written.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// The folded page, which the words are of.
    pub(super) fn folded(&self) -> &str {
        self.units.folded().text()
    }

    pub(super) fn units(&self) -> &[Unit] {
        self.units.all()
    }

    /// Each unit, followed by its sentences.
    pub(super) fn all(&self) -> &[Row] {
        &self.rows
    }

    /// The units alone.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&Unit, &Row)> {
        let lines = self.rows.iter().filter(|row| !row.is_sentence);
        lines.map(|row| (&self.units.all()[row.unit], row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_and_words_are_not() {
        for (one, other, same) in [
            ("3 articles left", "12 articles left", true),
            ("from 4.99 a month", "from 1,250.00 a month", true),
            ("3. march 2026", "17. march 2027", true),
            ("at 9:30", "at 17:05", true),
            ("3 articles", "three articles", false),
            ("read more", "more read", false),
        ] {
            let hashes = [one, other].map(|text| row_hash(0, &tokens(text)));
            assert_eq!(hashes[0] == hashes[1], same, "{one} / {other}");
        }
    }

    #[test]
    fn a_page_is_its_lines_and_their_sentences() {
        let first = "It rained on the harbour for the third day, and nobody went out to the boats.";
        let text = format!("Home. Now\n{first} Read OUR story\n");
        let text = text.as_str();
        let rows = Rows::new(text);
        let found: Vec<(&str, usize)> = rows
            .all()
            .iter()
            .map(|row| (row.span.of(text), row.words.len()))
            .collect();
        let line = format!("{first} Read OUR story");
        assert_eq!(
            found,
            [
                ("Home. Now", 2),
                (line.as_str(), 19),
                (first, 16),
                ("Read OUR story", 3)
            ]
        );
    }
}
