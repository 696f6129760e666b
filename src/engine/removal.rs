//! What was removed and why.

use std::fmt;
use std::sync::Arc;

use crate::rules::{Category, Rule};
use crate::text::Span;

/// A stretch of text that goes, with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Removal {
    /// Bytes of the input, the gap that is closed with it included.
    pub span: Span,
    /// The id of the rule that decided.
    pub rule: Arc<str>,
    /// The rule's category.
    pub category: Category,
    /// How sure the rule is, from 0 to 1.
    pub confidence: f64,
    /// Everything that spoke for the removal, the deciding rule's first.
    pub evidence: Vec<Evidence>,
}

/// One reason for a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The rule it belongs to.
    pub rule: Arc<str>,
    /// What the evidence is.
    pub reason: Reason,
    /// The bytes of the input that it is about.
    pub span: Span,
}

/// What speaks for a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A phrase or pattern of the rule matched here.
    Cue,
    /// The neighbour here is removed.
    RemovedNeighbor,
    /// It stands in a run of short prompts that spans this.
    Run,
    /// It stands before the first prose, which is here.
    Head,
    /// It stands after the last prose, which is here.
    Tail,
    /// A block begins here.
    BlockStart,
    /// The block ends here.
    BlockEnd,
    /// It stands under this label.
    Label,
    /// It looks like boilerplate, by itself and among its neighbours.
    Shape,
    /// It is worded like a prompt.
    Wording,
}

impl Reason {
    /// Why a rule has a signal.
    pub(super) fn of(rule: &Rule) -> Self {
        if rule.wording.is_some() {
            Self::Wording
        } else if rule.shape.is_some() {
            Self::Shape
        } else {
            Self::Cue
        }
    }

    /// The name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cue => "cue",
            Self::RemovedNeighbor => "removed-neighbor",
            Self::Run => "run",
            Self::Head => "head",
            Self::Tail => "tail",
            Self::BlockStart => "block-start",
            Self::BlockEnd => "block-end",
            Self::Label => "label",
            Self::Shape => "shape",
            Self::Wording => "wording",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cue => "the words match",
            Self::RemovedNeighbor => "the line beside it goes",
            Self::Run => "it stands among other prompts",
            Self::Head => "it stands before the first prose",
            Self::Tail => "it stands after the last prose",
            Self::BlockStart => "a block begins",
            Self::BlockEnd => "the block ends",
            Self::Label => "it stands under a label",
            Self::Shape => "it looks like boilerplate among its neighbours",
            Self::Wording => "it is worded like such a prompt",
        })
    }
}

/// Why a document was left as it is although rules matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flag {
    /// Nothing would have been left.
    NothingLeft,
    /// More than two thirds of the running text would have gone.
    MostProse,
}

impl Flag {
    /// The name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NothingLeft => "nothing-left",
            Self::MostProse => "most-prose",
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingLeft => "nothing would have been left",
            Self::MostProse => "more than two thirds of the running text would have gone",
        })
    }
}
