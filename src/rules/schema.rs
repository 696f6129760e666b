//! The rule file as it is written, before anything is checked.
//!
//! Flat structs with optional fields: serde's `tag`, `flatten` and `untagged`
//! would lose the places that diagnostics point at.

use std::ops::Deref;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::category::Action;

/// A value with its place in the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Placed<T>(Spanned<T>);

impl<T> From<Spanned<T>> for Placed<T> {
    fn from(value: Spanned<T>) -> Self {
        Self(value)
    }
}

impl<T> Deref for Placed<T> {
    type Target = Spanned<T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: Serialize> Serialize for Placed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get_ref().serialize(serializer)
    }
}

#[cfg(feature = "cli")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// The version of the format of rule files that this version of the program reads.
pub(crate) const FORMAT: u32 = 1;

/// Keys of a rule file besides `rule` and `guard`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct FileKeys {
    /// The version of the format; 1 where it is left out.
    pub format: Option<Placed<u32>>,
    /// Languages of all rules in the file that name none.
    #[serde(default)]
    pub languages: Vec<Placed<String>>,
    /// Guards of all rules in the file that name none.
    #[serde(default)]
    pub guards: Vec<Placed<String>>,
    /// Sites of all rules in the file that name none.
    #[serde(default)]
    pub sites: Vec<Placed<String>>,
}

/// One `[[rule]]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleKeys {
    /// Stable name, `category/what-it-is-about`. It never changes: choices,
    /// decisions and ledgers go by it.
    pub id: Placed<String>,
    /// One sentence for people: what this is and why it may go.
    pub why: Placed<String>,
    /// How sure a match is to be boilerplate, from 0 to 1. From 0.95 on it acts at
    /// every level, from 0.8 at balanced and thorough, from 0.5 at thorough.
    pub confidence: Placed<f64>,
    /// Languages that the phrases are written in, as ISO 639-1 codes; `any`
    /// where words do not matter.
    #[serde(default)]
    pub languages: Vec<Placed<String>>,
    /// Sites that the rule is for, with what lies below them, as host names
    /// such as `news.example`; all where empty.
    #[serde(default)]
    pub sites: Vec<Placed<String>>,
    /// Sites that the rule is not for.
    #[serde(default)]
    pub except_sites: Vec<Placed<String>>,
    /// Phrases to look for; one of them is enough.
    #[serde(default)]
    pub phrases: Vec<Placed<String>>,
    /// A regular expression to look for in the folded text of the unit, which
    /// has small letters only. For what phrases cannot say.
    pub pattern: Option<Placed<String>>,
    /// Whole texts that stay, instead of phrases, for the action `keep`: a line, several
    /// lines or whole sentences, compared by what they say. The rest of a line may still
    /// go.
    #[serde(default)]
    pub texts: Vec<Placed<String>>,
    /// What of the texts may go; the rest of them stays.
    pub goes: Option<Placed<String>>,
    /// What must stand right before the texts, apart from what rules take.
    pub before: Option<Placed<String>>,
    /// What must stand right after the texts, apart from what rules take.
    pub after: Option<Placed<String>>,
    /// Instead of words the score, from 0 to 1, that the unit's shape must have:
    /// how it looks by itself and among its neighbours, in any language.
    pub shape: Option<Placed<f64>>,
    /// Instead of phrases the score, from 0 to 1, that the words must have
    /// together: how much the unit, or with the scope `sentence` a sentence, sounds
    /// like a prompt of the rule's category, which is newsletter, paywall or
    /// donation.
    pub wording: Option<Placed<f64>>,
    /// Where in the unit the match must stand.
    #[serde(default)]
    pub at: At,
    /// What is removed.
    #[serde(default)]
    pub scope: Scope,
    /// Phrases of which one must be in the unit as well; in a block, in the
    /// block.
    #[serde(default)]
    pub also: Vec<Placed<String>>,
    /// Phrases that forbid the rule where they are in the same sentence; for a
    /// rule by shape, in the unit.
    #[serde(default)]
    pub unless: Vec<Placed<String>>,
    /// Names of guards that forbid the rule; those of the file where left out.
    pub guards: Option<Vec<Placed<String>>>,
    /// Neighbours or places of which one is needed; the rule stands alone where
    /// empty.
    #[serde(default)]
    pub company: Vec<Company>,
    /// Parts of the text that the rule is for; all where empty.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// Kinds of text that the rule is for; all where empty.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// What a rule by shape leaves alone.
    #[serde(default)]
    pub spare: Vec<Spare>,
    /// Longest unit in characters that goes whole, 400 where left out. A longer
    /// unit is only cut by sentences.
    pub max_length: Option<Placed<usize>>,
    /// Phrases that end a block; only for the scope `block`.
    #[serde(default)]
    pub end: Vec<Placed<String>>,
    /// Most units of a block, or of a run after its label; 40 where left out.
    pub max_units: Option<Placed<usize>>,
    /// Whether a match at the end of a text says that the text goes on elsewhere: the
    /// text is reported as probably cut short then, whether or not the match goes.
    #[serde(default)]
    pub cuts_short: bool,
    /// What happens to a match; what the category says where left out.
    pub action: Option<Action>,
    /// Texts that the rule removes. At least one.
    #[serde(default)]
    pub remove: Vec<Placed<String>>,
    /// Texts that the rule leaves alone at every level, and that no rule takes at
    /// the default level. At least one, easily mistaken for boilerplate.
    #[serde(default)]
    pub keep: Vec<Placed<String>>,
}

/// One `[[guard]]`: phrases that speak against boilerplate.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct GuardKeys {
    /// Name that rules call the guard by.
    pub name: Placed<String>,
    /// One sentence for people.
    pub why: Placed<String>,
    /// Phrases, found anywhere in the sentence of the match; for a rule by shape,
    /// in the unit.
    pub phrases: Vec<Placed<String>>,
}

/// Where in the unit a match must stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum At {
    /// Anywhere.
    #[default]
    Anywhere,
    /// Where a sentence or clause begins: at the start, or after a mark. An
    /// imperative stands there.
    Clause,
    /// At the start of the unit.
    Start,
    /// At the end of the unit.
    End,
    /// The match is the whole unit, but for bullets and punctuation: a button, a
    /// label.
    Whole,
}

/// What a match removes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Scope {
    /// The unit; only the matched sentences where most of it is other text.
    #[default]
    Line,
    /// The whole unit, whatever else is in it.
    Unit,
    /// The sentences that hold the match.
    Sentence,
    /// The matched words alone.
    Match,
    /// From the unit with the match to the last unit with an `end` phrase: a
    /// letter of appeal.
    Block,
    /// The label and the list under it: lines with bullets, and after the last
    /// prose every line that looks like a title.
    Run,
    /// From the unit to the end of the text, if it stands after the last prose.
    Tail,
}

/// Company that a weak rule needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Company {
    /// A unit before or after it is removed.
    Removed,
    /// The units before and after it are removed.
    Between,
    /// Another rule takes a sentence of the same unit.
    Unit,
    /// Blank lines, or the ends of the text, stand before and after it and those
    /// beside it that are weak in the same way.
    Apart,
    /// It stands among at least three units in a row that are weak or removed.
    Run,
    /// It stands before the first prose.
    Head,
    /// It stands after the last prose.
    Tail,
}

/// A part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Zone {
    /// Before the first prose.
    Head,
    /// From the first prose to the last.
    Body,
    /// After the last prose.
    Tail,
}

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A whole page: more than half of its units are short lines that end no
    /// sentence.
    Page,
    /// An article as extractors leave it, with little around it.
    Article,
}

/// Lines of an article that look like boilerplate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Spare {
    /// A line before the first prose with most of its words in the prose.
    Title,
    /// The first line of the text, where it has four words or more: the title of
    /// the page.
    Opening,
    /// A line that a rule only reports, such as a byline or a credit, and what
    /// stands beside it.
    Byline,
    /// A line with signs of an address, such as `@`, and what stands beside it.
    Address,
}
