//! Removals as other programs see them. These are the contract; the engine's
//! own types may change beneath.
//!
//! ```
//! use dechaff::records::{Offsets, RemovalRecord};
//! use dechaff::{Cleaner, Document, RuleSet};
//!
//! let text = "Møøse crossing.\n\nSign up for our free newsletter!\n";
//! let cleaned = Cleaner::new(RuleSet::builtin()).clean(&Document::new(text));
//! let records = RemovalRecord::all(text, &cleaned.removals, Offsets::Chars);
//! assert_eq!((records[0].start, records[0].end), (16, 50));
//! ```

mod code_points;

use std::borrow::Cow;

use code_points::CodePoints;
use serde::{Deserialize, Serialize};

use crate::engine::{Evidence, Removal};
use crate::text::Span;

/// How offsets in output are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// UTF-8 bytes.
    #[default]
    Bytes,
    /// Unicode code points.
    Chars,
}

/// A removal in output.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemovalRecord<'t> {
    /// Where it begins in the input text.
    pub start: usize,
    /// One past where it ends.
    pub end: usize,
    /// What stood there.
    #[serde(borrow)]
    pub text: Cow<'t, str>,
    /// How a JSON string spelled it, where that is not told by the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spelled: Option<String>,
    /// The rule that decided.
    pub rule: String,
    /// Its category.
    pub category: String,
    /// Its confidence, from 0 to 1.
    pub confidence: f64,
    /// Everything that spoke for the removal.
    pub evidence: Vec<EvidenceRecord<'t>>,
}

/// A reason in output.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EvidenceRecord<'t> {
    /// The rule it belongs to.
    pub rule: String,
    /// What it is: `cue`, `run`, `head` and so on.
    pub reason: String,
    /// Where it is in the input text.
    pub start: usize,
    /// One past where it ends.
    pub end: usize,
    /// The words of a cue.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'t, str>>,
}

impl<'t> RemovalRecord<'t> {
    /// The records of sorted removals of `text`.
    pub fn all(text: &'t str, removals: &[Removal], offsets: Offsets) -> Vec<Self> {
        let count = Count::new(text, offsets);
        removals
            .iter()
            .map(|removal| Self::new(&count, removal))
            .collect()
    }

    fn new(count: &Count<'t>, removal: &Removal) -> Self {
        let span = count.span(removal.span);
        Self {
            start: span.start,
            end: span.end,
            text: removal.span.of(count.text).into(),
            spelled: None,
            rule: removal.rule.to_string(),
            category: removal.category.name().to_owned(),
            confidence: removal.confidence,
            evidence: removal
                .evidence
                .iter()
                .map(|evidence| EvidenceRecord::new(count, evidence))
                .collect(),
        }
    }
}

impl RemovalRecord<'_> {
    /// The same record, borrowing nothing.
    pub fn into_owned(self) -> RemovalRecord<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        RemovalRecord {
            start: self.start,
            end: self.end,
            text: owned(self.text),
            spelled: self.spelled,
            rule: self.rule,
            category: self.category,
            confidence: self.confidence,
            evidence: self
                .evidence
                .into_iter()
                .map(|evidence| EvidenceRecord {
                    rule: evidence.rule,
                    reason: evidence.reason,
                    start: evidence.start,
                    end: evidence.end,
                    text: evidence.text.map(owned),
                })
                .collect(),
        }
    }
}

/// Removal records that do not fit the text that they are said to be from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit;

/// The byte spans of `records` in the original of `cleaned`, with what stood
/// there, for [`restore`](crate::restore).
///
/// # Errors
///
/// Records that are not sorted, reach past the text, or are not as long as
/// their text, as when their offsets count something else.
pub fn removed<'r>(
    cleaned: &str,
    records: &'r [RemovalRecord<'_>],
    offsets: Offsets,
) -> Result<Vec<(Span, &'r str)>, Misfit> {
    let length = |text: &str| match offsets {
        Offsets::Bytes => text.len(),
        Offsets::Chars => text.chars().count(),
    };
    let mut spans = Vec::with_capacity(records.len());
    let (mut rest, mut counted, mut bytes) = (cleaned, 0, 0);
    for record in records {
        let text: &str = &record.text;
        let kept = record.start.checked_sub(counted).ok_or(Misfit)?;
        let end = match offsets {
            Offsets::Bytes => kept,
            Offsets::Chars => rest
                .char_indices()
                .map(|(at, _)| at)
                .chain([rest.len()])
                .nth(kept)
                .ok_or(Misfit)?,
        };
        if record.start + length(text) != record.end {
            return Err(Misfit);
        }
        rest = rest.get(end..).ok_or(Misfit)?;
        bytes += end;
        spans.push((Span::new(bytes, bytes + text.len()), text));
        bytes += text.len();
        counted = record.end;
    }
    Ok(spans)
}

impl<'t> EvidenceRecord<'t> {
    fn new(count: &Count<'t>, evidence: &Evidence) -> Self {
        let span = count.span(evidence.span);
        let is_cue = evidence.reason == crate::engine::Reason::Cue;
        Self {
            rule: evidence.rule.to_string(),
            reason: evidence.reason.name().to_owned(),
            start: span.start,
            end: span.end,
            text: is_cue.then(|| evidence.span.of(count.text).into()),
        }
    }
}

struct Count<'t> {
    text: &'t str,
    /// Where the offsets are no bytes.
    code_points: Option<CodePoints<'t>>,
}

impl<'t> Count<'t> {
    fn new(text: &'t str, offsets: Offsets) -> Self {
        Self {
            text,
            code_points: (offsets == Offsets::Chars).then(|| CodePoints::of(text)),
        }
    }

    fn span(&self, span: Span) -> Span {
        match &self.code_points {
            None => span,
            Some(points) => Span::new(points.before(span.start), points.before(span.end)),
        }
    }
}
