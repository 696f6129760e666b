//! Chooses other words to remove: the edges of a stretch of text, moved by characters
//! or words.

use unicode_segmentation::UnicodeSegmentation;

use super::keep::find;
use super::occurrence::{Occurrence, Reach};
use crate::text::Span;

/// An edge of the stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

/// How far an edge moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    /// A character, as readers see it.
    Character,
    /// A word with the blanks and marks beside it.
    Word,
}

/// A stretch of text whose edges are moved.
///
/// ```
/// use dechaff::review::{Edge, Occurrence, SpanEditor, Stride};
///
/// let shown = Occurrence { text: "It rained. Sign up now".into(), ..Occurrence::default() };
/// let mut editor = SpanEditor::new(&shown);
/// editor.move_on(Edge::Start, Stride::Word);
/// editor.move_on(Edge::Start, Stride::Word);
/// assert_eq!(editor.chosen(), "Sign up now");
/// ```
#[derive(Clone, Debug)]
pub struct SpanEditor {
    text: String,
    /// What the rule removes.
    proposed: Span,
    chosen: Span,
}

impl SpanEditor {
    /// Begins with what the rule removes.
    pub fn new(shown: &Occurrence) -> Self {
        let text = format!("{}{}{}", shown.before, shown.text, shown.after);
        let own = &shown.text;
        let start = shown.before.len() + (own.len() - own.trim_start().len());
        let proposed = Span::new(start, start + own.trim().len());
        Self {
            text,
            proposed,
            chosen: proposed,
        }
    }

    /// All of the text that edges can be moved in.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the text that are chosen.
    pub fn span(&self) -> Span {
        self.chosen
    }

    /// What is chosen.
    pub fn chosen(&self) -> &str {
        self.chosen.of(&self.text).trim()
    }

    /// How far such an edit reaches: what reaches beyond what the rule removes is about
    /// this place alone.
    pub fn reach(&self) -> Reach {
        let chosen = self.chosen.of(&self.text);
        let start = self.chosen.start + (chosen.len() - chosen.trim_start().len());
        let end = start + chosen.trim().len();
        if self.proposed.contains(Span::new(start, end)) {
            Reach::Group
        } else {
            Reach::One
        }
    }

    /// Whether the chosen words stand somewhere earlier too, where an edit would be looked
    /// for first.
    pub fn is_ambiguous(&self) -> bool {
        let from = match self.reach() {
            Reach::Group => self.proposed.start,
            _ => 0,
        };
        let found = find(&self.text[from..], self.chosen());
        found.is_none_or(|found| from + found.end <= self.chosen.start)
    }

    /// Moves an edge towards the end of the text, as far as something stays chosen.
    pub fn move_on(&mut self, edge: Edge, stride: Stride) {
        let at = self.at(edge);
        let target = self.stops(edge, stride).find(|stop| *stop > at);
        self.set(edge, target.unwrap_or(self.text.len()));
    }

    /// Moves an edge towards the beginning of the text, as far as something stays
    /// chosen.
    pub fn move_back(&mut self, edge: Edge, stride: Stride) {
        let at = self.at(edge);
        let before = self.stops(edge, stride).take_while(|stop| *stop < at);
        let target = before.last();
        self.set(edge, target.unwrap_or(0));
    }

    fn at(&self, edge: Edge) -> usize {
        match edge {
            Edge::Start => self.chosen.start,
            Edge::End => self.chosen.end,
        }
    }

    fn set(&mut self, edge: Edge, at: usize) {
        let span = match edge {
            Edge::Start if at < self.chosen.end => Span::new(at, self.chosen.end),
            Edge::End if at > self.chosen.start => Span::new(self.chosen.start, at),
            _ => return,
        };
        if !span.of(&self.text).trim().is_empty() {
            self.chosen = span;
        }
    }

    /// Where an edge may stop, in order.
    fn stops(&self, edge: Edge, stride: Stride) -> Box<dyn Iterator<Item = usize> + '_> {
        match (stride, edge) {
            (Stride::Character, _) => {
                let starts = self.text.grapheme_indices(true).map(|(at, _)| at);
                Box::new(starts.chain([self.text.len()]))
            }
            (Stride::Word, Edge::Start) => {
                let starts = self.text.unicode_word_indices().map(|(at, _)| at);
                Box::new([0].into_iter().chain(starts).chain([self.text.len()]))
            }
            (Stride::Word, Edge::End) => {
                let words = self.text.unicode_word_indices();
                let ends = words.map(|(at, word)| at + word.len());
                Box::new([0].into_iter().chain(ends).chain([self.text.len()]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_move_by_characters_and_words() {
        let shown = Occurrence {
            before: "It rained. ".into(),
            text: "Sign up e\u{301}t now".into(),
            after: " The end.".into(),
            ..Occurrence::default()
        };
        type Moves<'m> = &'m [(bool, Edge, Stride)];
        let (on, back) = (true, false);
        let cases: [(Moves<'_>, &str, Reach); 7] = [
            (&[], "Sign up e\u{301}t now", Reach::Group),
            (
                &[(on, Edge::Start, Stride::Word)],
                "up e\u{301}t now",
                Reach::Group,
            ),
            (
                &[(back, Edge::End, Stride::Word)],
                "Sign up e\u{301}t",
                Reach::Group,
            ),
            (
                &[(back, Edge::End, Stride::Character); 6],
                "Sign up",
                Reach::Group,
            ),
            (
                &[(back, Edge::End, Stride::Character); 4],
                "Sign up e\u{301}t",
                Reach::Group,
            ),
            (
                &[(back, Edge::Start, Stride::Word)],
                "rained. Sign up e\u{301}t now",
                Reach::One,
            ),
            (
                &[(on, Edge::End, Stride::Word); 9],
                "Sign up e\u{301}t now The end.",
                Reach::One,
            ),
        ];
        for (moves, expected, reach) in cases {
            let mut editor = SpanEditor::new(&shown);
            for (is_on, edge, stride) in moves {
                if *is_on {
                    editor.move_on(*edge, *stride);
                } else {
                    editor.move_back(*edge, *stride);
                }
            }
            assert_eq!((editor.chosen(), editor.reach()), (expected, reach));
        }
    }

    proptest::proptest! {
        #[test]
        fn something_is_always_chosen(text in "\\PC{1,20}", moves in proptest::collection::vec((0..2, 0..2, 0..2), 0..30)) {
            let shown = Occurrence { before: text.clone(), text: format!("x{text}"), after: text, ..Occurrence::default() };
            let mut editor = SpanEditor::new(&shown);
            for (is_on, edge, stride) in moves {
                let edge = if edge == 0 { Edge::Start } else { Edge::End };
                let stride = if stride == 0 { Stride::Character } else { Stride::Word };
                if is_on == 0 { editor.move_on(edge, stride) } else { editor.move_back(edge, stride) }
                proptest::prop_assert!(!editor.chosen().is_empty());
            }
        }
    }
}
