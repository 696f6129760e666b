//! Examples of a rule: what it must remove and what it must keep.
//!
//! An example is a small text. In a text to remove, `[[` and `]]` mark what has
//! to go; without marks all of it has to. `{prose}` stands for a paragraph of
//! neutral prose, where the place in the text matters.

use super::reader::Reader;
use super::schema::RuleKeys;
use crate::text::Span;

/// A paragraph without any boilerplate, for `{prose}` in examples.
const PROSE: &str = "The harbour of Lindholm was dredged for the first time in forty years, and the fishermen who had \
    asked for it since the last great flood watched from the quay as the sand was taken away.";

/// What should happen to an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// The marked text goes, by the rule that the example belongs to.
    Remove,
    /// The rule does not touch it.
    Keep,
}

/// One example of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What should happen.
    pub expectation: Expectation,
    /// The text, without marks.
    pub text: String,
    /// The spans of `text` that must go; empty for a text to keep.
    pub marked: Vec<Span>,
}

impl Example {
    /// Reads an example as it is written in a rule file. The error says what is
    /// wrong with its marks.
    pub(crate) fn parse(expectation: Expectation, written: &str) -> Result<Self, &'static str> {
        let written = written.replace("{prose}", PROSE);
        if expectation == Expectation::Keep {
            return Ok(Self {
                expectation,
                text: written,
                marked: Vec::new(),
            });
        }
        let mut text = String::new();
        let mut marked = Vec::new();
        let mut rest = written.as_str();
        while let Some(open) = rest.find("[[") {
            text.push_str(&rest[..open]);
            let content = &rest[open + 2..];
            let close = content.find("]]").ok_or("a `[[` is not closed by `]]`")?;
            marked.push(Span::new(text.len(), text.len() + close));
            text.push_str(&content[..close]);
            rest = &content[close + 2..];
        }
        text.push_str(rest);
        if marked.is_empty() {
            marked.push(Span::new(0, text.len()));
        }
        Ok(Self {
            expectation,
            text,
            marked,
        })
    }
}

/// The examples of a rule as it is written in its file. What is wrong with them was
/// reported when the rule was checked.
pub(crate) fn examples_of(rule: &str) -> Vec<Example> {
    let mut reader = Reader {
        name: "",
        text: rule,
        mistakes: &mut Vec::new(),
    };
    let tables = reader.table().and_then(|mut table| table.remove("rule"));
    let entries = tables.map(|tables| reader.entries::<RuleKeys>("rule", tables));
    let keys = entries.into_iter().flatten().map(|(_, keys)| keys);
    keys.flat_map(|keys| {
        let removed = keys.remove.iter().map(|text| (Expectation::Remove, text));
        let kept = keys.keep.iter().map(|text| (Expectation::Keep, text));
        let examples = removed.chain(kept);
        let parsed = examples.filter_map(|(what, text)| Example::parse(what, text.get_ref()).ok());
        parsed.collect::<Vec<_>>()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans() {
        let example = Example::parse(Expectation::Remove, "a [[b]] c\n[[d]]").unwrap();
        assert_eq!(example.text, "a b c\nd");
        let marked: Vec<&str> = example
            .marked
            .iter()
            .map(|span| span.of(&example.text))
            .collect();
        assert_eq!(marked, ["b", "d"]);
        assert!(Example::parse(Expectation::Remove, "[[x").is_err());
    }
}
