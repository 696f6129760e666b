//! A text into which removals are put back, one cleaning after the other.

use crate::formats::Splice;
use crate::records::RemovalRecord;
use crate::text::Span;

/// A text with what is put back into it.
#[derive(Debug)]
pub(super) struct Pieces<'t> {
    text: &'t str,
    pieces: Vec<Piece>,
    /// A piece near the last insertion, and the byte where it begins: removals of one
    /// cleaning come in order, and looking for each from the start would take too long.
    near: (usize, usize),
}

#[derive(Clone, Debug)]
enum Piece {
    /// Bytes of the text.
    Kept(Span),
    Inserted {
        text: String,
        spelled: Option<String>,
        chosen: bool,
    },
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Kept(span) => span.len(),
            Self::Inserted { text, .. } => text.len(),
        }
    }

    /// The piece in two, if it can be cut there.
    fn split(&self, at: usize, source: &str) -> Option<(Self, Self)> {
        match self {
            Self::Kept(span) => {
                let middle = span.start + at;
                source.is_char_boundary(middle).then(|| {
                    let before = Self::Kept(Span::new(span.start, middle));
                    (before, Self::Kept(Span::new(middle, span.end)))
                })
            }
            // At an edge nothing is cut, and the spelling still fits.
            Self::Inserted { text, .. } if at == 0 || at == text.len() => {
                let nothing = Self::Inserted {
                    text: String::new(),
                    spelled: None,
                    chosen: false,
                };
                let whole = self.clone();
                Some(if at == 0 {
                    (nothing, whole)
                } else {
                    (whole, nothing)
                })
            }
            Self::Inserted { text, chosen, .. } => {
                let part = |text: &str| Self::Inserted {
                    text: text.to_owned(),
                    spelled: None,
                    chosen: *chosen,
                };
                let (before, after) = text.split_at_checked(at)?;
                Some((part(before), part(after)))
            }
        }
    }
}

impl<'t> Pieces<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            pieces: vec![Piece::Kept(Span::new(0, text.len()))],
            near: (0, 0),
        }
    }

    /// Puts a removal back at a byte of the text as it is with what was put back so
    /// far; `None` where the text is too short.
    pub(super) fn insert(
        &mut self,
        at: usize,
        removal: &RemovalRecord<'_>,
        chosen: bool,
    ) -> Option<()> {
        let (first, mut start) = if self.near.1 < at { self.near } else { (0, 0) };
        let position = self.pieces[first..].iter().position(|piece| {
            let is_it = at <= start + piece.len();
            if !is_it {
                start += piece.len();
            }
            is_it
        })?;
        let position = first + position;
        self.near = (position, start);
        let (before, after) = self.pieces[position].split(at - start, self.text)?;
        let inserted = Piece::Inserted {
            text: removal.text.to_string(),
            spelled: removal.spelled.clone(),
            chosen,
        };
        self.pieces
            .splice(position..=position, [before, inserted, after]);
        Some(())
    }

    /// The text with all pieces.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().fold(String::new(), |mut text, piece| {
            match piece {
                Piece::Kept(span) => text.push_str(span.of(self.text)),
                Piece::Inserted { text: own, .. } => text.push_str(own),
            }
            text
        })
    }

    /// What is put back, as splices of the text.
    pub(super) fn insertions(&self) -> Vec<Splice> {
        let mut at = 0;
        let mut splices = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Kept(span) => at = span.end,
                Piece::Inserted {
                    text,
                    spelled,
                    chosen: true,
                } if !text.is_empty() => splices.push(Splice {
                    span: Span::new(at, at),
                    text: text.clone(),
                    spelled: spelled.clone(),
                }),
                Piece::Inserted { .. } => {}
            }
        }
        splices
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_is_kept_beside_another_removal() {
        let removal = |text: &'static str, spelled: Option<&str>| RemovalRecord {
            start: 0,
            end: 0,
            text: text.into(),
            spelled: spelled.map(str::to_owned),
            rule: String::new(),
            category: String::new(),
            confidence: 1.0,
            evidence: Vec::new(),
        };
        let mut pieces = Pieces::new("x");
        for (at, text, spelled) in [
            (0, "»", Some("\\u00bb")),
            (2, "ab", None),
            (2, "é", Some("\\u00e9")),
            (6, "c", None),
        ] {
            assert!(pieces.insert(at, &removal(text, spelled), true).is_some());
        }
        assert_eq!(pieces.text(), "»éabcx");
        let spelled: Vec<_> = pieces
            .insertions()
            .into_iter()
            .map(|one| (one.text, one.spelled))
            .collect();
        let own = |text: &str, spelled: Option<&str>| (text.to_owned(), spelled.map(str::to_owned));
        assert_eq!(
            spelled,
            [
                own("»", Some("\\u00bb")),
                own("é", Some("\\u00e9")),
                own("ab", None),
                own("c", None)
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn insertions_anywhere_come_to_the_same_text(inserts in proptest::collection::vec((0..40_usize, "[a-c]{1,3}"), 0..20)) {
            let mut expected = "0123456789".to_owned();
            let mut pieces = Pieces::new("0123456789");
            for (at, text) in inserts {
                let at = at.min(expected.len());
                expected.insert_str(at, &text);
                let removal = RemovalRecord {
                    start: at,
                    end: at,
                    text: text.into(),
                    spelled: None,
                    rule: String::new(),
                    category: String::new(),
                    confidence: 1.0,
                    evidence: Vec::new(),
                };
                proptest::prop_assert!(pieces.insert(at, &removal, true).is_some());
                proptest::prop_assert_eq!(pieces.text(), expected.as_str());
            }
        }
    }
}
