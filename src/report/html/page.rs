//! One document of a report.

use serde::Serialize;

use super::escape;
use crate::engine::{Evidence, Reason, Removal};
use crate::review::{group_id, quoted};
use crate::text::{Span, context};

/// Bytes of a kept stretch that are shown at each of its ends.
const SHOWN_AT_EDGE: usize = 2000;
/// Bytes that it must save to leave some out.
const LEAST_ELIDED: usize = 400;
/// Characters of a group's text that the index keeps.
const MOST_QUOTED: usize = 300;
/// Characters of a line that may be prose.
const LEAST_PROSE: usize = 120;

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct PageSource<'s> {
    /// The name of the document.
    pub name: &'s str,
    /// The number of the record in its file.
    pub record: Option<u64>,
    /// The site, if it is known.
    pub site: Option<&'s str>,
    /// The text as it was.
    pub text: &'s str,
    /// What was removed: sorted, and disjoint.
    pub removals: &'s [Removal],
}

/// A document as a report shows it. Making one is most of the work, and needs no
/// report: threads can do it.
#[derive(Clone, Debug)]
pub struct Page {
    pub(super) name: String,
    pub(super) record: Option<u64>,
    pub(super) site: String,
    pub(super) bytes: usize,
    pub(super) mentions: Vec<Mention>,
    data: String,
}

/// A removal as the index knows it.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub rule: std::sync::Arc<str>,
    pub category: &'static str,
    /// The id of the removals that say the same.
    pub group: String,
    pub bytes: usize,
    pub confidence: f64,
    /// How its text begins.
    pub text: String,
    pub is_cut: bool,
    pub is_prose: bool,
}

impl Page {
    /// The page of a document.
    pub fn new(source: &PageSource<'_>) -> Self {
        let mentions: Vec<_> = source
            .removals
            .iter()
            .map(|removal| Mention::new(source.text, removal))
            .collect();
        let data = if mentions.is_empty() {
            String::new()
        } else {
            escape::json(&pieces(source, &mentions))
        };
        Self {
            name: source.name.to_owned(),
            record: source.record,
            site: source.site.unwrap_or_default().to_owned(),
            bytes: source.text.len(),
            mentions,
            data,
        }
    }

    /// Whether something was removed; other pages are only counted.
    pub fn is_changed(&self) -> bool {
        !self.mentions.is_empty()
    }

    /// The document as JSON that is safe within HTML.
    pub(super) fn data(&self) -> &str {
        &self.data
    }
}

impl Mention {
    fn new(text: &str, removal: &Removal) -> Self {
        let removed = removal.span.of(text);
        let mut quote = quoted(removed);
        let cut = quote.char_indices().nth(MOST_QUOTED).map(|(at, _)| at);
        if let Some(at) = cut {
            quote.truncate(at);
        }
        Self {
            rule: removal.rule.clone(),
            category: removal.category.name(),
            group: group_id(&removal.rule, removed),
            bytes: removal.span.len(),
            confidence: removal.confidence,
            text: quote,
            is_cut: cut.is_some(),
            is_prose: is_prose(removed),
        }
    }
}

/// Whether a line is long and holds the end of a sentence, as prose does.
fn is_prose(text: &str) -> bool {
    text.lines().any(|line| {
        line.chars().nth(LEAST_PROSE).is_some()
            && line
                .split_whitespace()
                .any(|word| word.len() > 3 && word.ends_with(['.', '!', '?', '。', '؟', '।']))
    })
}

/// A stretch of a document, for the script.
#[derive(Serialize)]
#[serde(untagged)]
enum Piece<'t> {
    Kept(&'t str),
    /// That many characters are left out.
    Elided(usize),
    Removed(Removed<'t>),
}

#[derive(Serialize)]
struct Removed<'t> {
    text: &'t str,
    rule: &'t str,
    group: &'t str,
    confidence: f64,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    evidence: Vec<String>,
}

fn pieces<'t>(source: &PageSource<'t>, mentions: &'t [Mention]) -> Vec<Piece<'t>> {
    let text = source.text;
    let mut pieces = Vec::with_capacity(2 * mentions.len() + 1);
    let gone: Vec<Span> = source.removals.iter().map(|one| one.span).collect();
    let mut at = 0;
    for (removal, mention) in source.removals.iter().zip(mentions) {
        kept(Span::new(at, removal.span.start).of(text), &mut pieces);
        let (before, after) = context(text, removal.span, &gone);
        pieces.push(Piece::Removed(Removed {
            text: removal.span.of(text),
            rule: &removal.rule,
            group: &mention.group,
            confidence: removal.confidence,
            before,
            after,
            evidence: evidence(text, removal),
        }));
        at = removal.span.end;
    }
    kept(Span::new(at, text.len()).of(text), &mut pieces);
    pieces
}

/// A kept stretch, without the middle of a long one.
fn kept<'t>(text: &'t str, pieces: &mut Vec<Piece<'t>>) {
    if text.is_empty() {
        return;
    }
    let start = boundary(text, SHOWN_AT_EDGE);
    let end = boundary(text, text.len().saturating_sub(SHOWN_AT_EDGE));
    if end < start + LEAST_ELIDED {
        pieces.push(Piece::Kept(text));
        return;
    }
    pieces.push(Piece::Kept(&text[..start]));
    pieces.push(Piece::Elided(text[start..end].chars().count()));
    pieces.push(Piece::Kept(&text[end..]));
}

/// The last place up to `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// The evidence in words: what speaks for the removal, where that is not the whole
/// of it, and the rule where it is another one.
fn evidence(text: &str, removal: &Removal) -> Vec<String> {
    let mut told: Vec<String> = Vec::with_capacity(removal.evidence.len());
    for one in &removal.evidence {
        let words = in_words(text, removal, one);
        if !told.contains(&words) {
            told.push(words);
        }
    }
    told
}

fn in_words(text: &str, removal: &Removal, one: &Evidence) -> String {
    let cue = match one.reason {
        Reason::Cue => format!(": “{}”", quoted(one.span.of(text))),
        _ => String::new(),
    };
    if one.rule == removal.rule {
        format!("{}{cue}", one.reason)
    } else {
        format!("{}{cue} ({})", one.reason, one.rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_long_stretch_is_left_out() {
        let long = "ä".repeat(3000);
        for (text, expected) in [
            ("short", r#"["short"]"#.to_owned()),
            ("", "[]".to_owned()),
            (
                long.as_str(),
                format!(r#"["{0}",1000,"{0}"]"#, "ä".repeat(1000)),
            ),
        ] {
            let mut pieces = Vec::new();
            kept(text, &mut pieces);
            assert_eq!(serde_json::to_string(&pieces).unwrap(), expected);
        }
    }

    #[test]
    fn prose_is_long_and_has_sentences() {
        let line = "The council met again on Tuesday evening and talked for hours about the bridge, the ferry and what either of them would cost. ";
        assert!(is_prose(line));
        assert!(!is_prose("Sign up now."));
        assert!(!is_prose(&"Home News Sport ".repeat(20)));
    }
}
