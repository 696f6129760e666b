//! Checked rules, ready to be matched.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::builder::RuleSetBuilder;
use super::category::{Action, Category};
use super::cue_keys::CueKeys;
use super::cues::{Cue, cues, keyword_index, word_index};
use super::examples::{Example, examples_of};
use super::kept::{KeptText, KeptTexts};
use super::layer::Layer;
use super::read::SourceText;
use super::reader::nearest;
use super::schema::{At, Company, Kind, Scope, Spare, Zone};
use super::{Guard, KeywordIndex, Pattern, Phrase, WordIndex};
use crate::text::Span;

/// A checked rule.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rule {
    pub(crate) id: Arc<str>,
    pub(crate) category: Category,
    pub(crate) action: Action,
    /// Whether the rule says so itself, and does not leave it to the category.
    pub(crate) has_own_action: bool,
    pub(crate) why: String,
    pub(crate) confidence: f64,
    pub(crate) languages: Vec<String>,
    pub(crate) sites: Vec<String>,
    pub(crate) except_sites: Vec<String>,
    pub(crate) cues: Vec<Phrase>,
    pub(crate) pattern: Option<Pattern>,
    /// Whole texts that it keeps.
    pub(crate) texts: Vec<KeptText>,
    /// The score that its shape needs, where the rule goes by that.
    pub(crate) shape: Option<f32>,
    /// The score that its wording needs, where the rule goes by that.
    pub(crate) wording: Option<f32>,
    pub(crate) at: At,
    pub(crate) scope: Scope,
    pub(crate) also: Vec<Phrase>,
    pub(crate) unless: Vec<Phrase>,
    /// Numbers of guards in the set.
    #[serde(skip)]
    pub(crate) guards: Vec<usize>,
    pub(crate) company: Vec<Company>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) spare: Vec<Spare>,
    pub(crate) cuts_short: bool,
    pub(crate) max_length: usize,
    pub(crate) end: Vec<Phrase>,
    pub(crate) max_units: usize,
    /// What its cues are found by, in their order; empty where that was not worked out.
    pub(crate) keys: CueKeys,
    /// Read from its text when somebody asks for them.
    #[serde(skip)]
    pub(crate) examples: OnceLock<Vec<Example>>,
    /// Where a review rejected what it removes.
    #[serde(skip)]
    pub(crate) rejected: Vec<Rejection>,
    #[serde(skip)]
    pub(crate) origin: Origin,
    #[serde(skip)]
    pub(crate) changes: Vec<Change>,
}

/// Where what a rule removes stays, as a review decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// Everywhere.
    Everywhere,
    /// On this site, and below it.
    On(String),
}

/// Where a rule is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pub layer: Layer,
    pub file: Arc<str>,
    /// The text of the file.
    pub text: SourceText,
    /// The bytes of the text that the rule takes.
    pub span: Span,
}

/// A key of a rule that a later layer has set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The key.
    pub key: &'static str,
    /// The layer that set it.
    pub layer: Layer,
    /// The file and line where it is set; empty for an option.
    pub place: String,
}

impl Rule {
    /// The stable name, such as `newsletter/sign-up`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The kind of boilerplate.
    pub fn category(&self) -> Category {
        self.category
    }

    /// What happens to a match.
    pub fn action(&self) -> Action {
        self.action
    }

    /// What the rule is about, for people.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// How sure a match is to be boilerplate, from 0 to 1.
    pub fn confidence(&self) -> f64 {
        self.confidence
    }

    /// The languages of its phrases, as ISO 639-1 codes, or `any`.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The sites it is for; all where empty.
    pub fn sites(&self) -> &[String] {
        &self.sites
    }

    /// Texts it must remove and texts it must keep.
    pub fn examples(&self) -> &[Example] {
        self.examples.get_or_init(|| examples_of(self.source()))
    }

    /// The sites it is not for.
    pub fn except_sites(&self) -> &[String] {
        &self.except_sites
    }

    /// The layer it is from.
    pub fn layer(&self) -> Layer {
        self.origin.layer
    }

    /// The file it is from.
    pub fn file(&self) -> &str {
        &self.origin.file
    }

    /// The line of the file where it begins, from 1.
    pub fn line(&self) -> usize {
        let before = &self.origin.text[..self.origin.span.start];
        before.matches('\n').count() + 1
    }

    /// The rule as it is written in its file.
    pub fn source(&self) -> &str {
        self.origin.span.of(&self.origin.text)
    }

    /// What later layers have set.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

/// An immutable, compiled set of rules. Cheap to share: clone the `Arc`s that
/// hold it, or borrow it from several threads.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    pub(crate) guards: Vec<Guard>,
    pub(crate) cues: Vec<Cue>,
    /// Indexes of the cues, once somebody asks.
    index: OnceLock<WordIndex>,
    keywords: OnceLock<KeywordIndex>,
    /// Texts that some rules keep.
    pub(crate) kept: Option<KeptTexts>,
    /// Whether some rule goes by shape.
    pub(crate) has_shape: bool,
    /// The rules that go by wording.
    pub(crate) wording: Vec<u32>,
    /// Rules whose pattern has no literal: they are tried on every unit.
    pub(crate) unindexed: Vec<u32>,
    fingerprint: u64,
    /// Numbers of the rules by their ids, once somebody asks.
    by_id: OnceLock<HashMap<Arc<str>, usize>>,
}

impl RuleSet {
    /// Starts an empty set.
    pub fn builder() -> RuleSetBuilder {
        RuleSetBuilder::new()
    }

    /// The built-in rules at the default level.
    ///
    /// ```
    /// let rules = dechaff::RuleSet::builtin();
    /// assert!(rules.rules().count() > 10);
    /// ```
    ///
    /// # Panics
    ///
    /// Never: that the built-in rules are free of mistakes is tested.
    pub fn builtin() -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the built-in files are part of the program and tested"
        )]
        Self::builder()
            .add_builtin()
            .build()
            .expect("the built-in rules are valid")
    }

    /// The rules that act, in the order of their files.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rule of that id, if it acts.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let by_id = self.by_id.get_or_init(|| {
            let numbered = self.rules.iter().enumerate();
            numbered
                .map(|(number, rule)| (rule.id.clone(), number))
                .collect()
        });
        self.rules.get(*by_id.get(id)?)
    }

    /// The id most like a name that is none, if one is near enough to be meant.
    pub fn nearest_id(&self, name: &str) -> Option<&str> {
        nearest(name, self.rules.iter().map(Rule::id))
    }

    /// A number that changes when the rule files or the choices among them do.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The index that finds where cues may match.
    pub(crate) fn index(&self) -> &WordIndex {
        self.index
            .get_or_init(|| word_index(&self.rules, &self.cues))
    }

    /// An index of the cues by keywords. It finds candidates at every place, also where
    /// the rule does not look.
    pub(crate) fn keywords(&self) -> &KeywordIndex {
        self.keywords
            .get_or_init(|| keyword_index(&self.rules, &self.cues))
    }

    pub(crate) fn compile(rules: Vec<Rule>, guards: Vec<Guard>, fingerprint: u64) -> Self {
        let texts = (0..)
            .zip(&rules)
            .flat_map(|(number, rule)| rule.texts.iter().map(move |text| (number, text)));
        let kept = KeptTexts::new(texts);
        Self {
            has_shape: rules.iter().any(|rule| rule.shape.is_some()),
            wording: (0..)
                .zip(&rules)
                .filter(|(_, rule)| rule.wording.is_some())
                .map(|(number, _)| number)
                .collect(),
            cues: cues(&rules),
            unindexed: (0..)
                .zip(&rules)
                .filter(|(_, rule)| rule.pattern.as_ref().is_some_and(Pattern::is_hidden))
                .map(|(number, _)| number)
                .collect(),
            rules,
            guards,
            index: OnceLock::new(),
            keywords: OnceLock::new(),
            kept,
            fingerprint,
            by_id: OnceLock::new(),
        }
    }
}
