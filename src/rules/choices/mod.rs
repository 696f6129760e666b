//! Choices among rules: which act, how sure they must be, and what is changed
//! about them. `dechaff.toml` is one set of choices, what reviews rejected and the
//! options of a command are others.

mod apply;
mod keys;
mod settings;

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::category::Action;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::layer::Layer;
use super::level::Level;
use super::reader::Reader;
use super::schema::Placed;
use super::set::Rejection;

pub(crate) use apply::{Apply, level};
pub(crate) use keys::{AdjustmentKeys, ChoiceKeys};
pub use settings::Setting;
pub(crate) use settings::settings;

/// What one layer chooses.
///
/// ```
/// use dechaff::rules::{Choices, Layer};
/// use dechaff::{Document, Cleaner, RuleSet};
///
/// let project = Choices::parse(Layer::Project, "dechaff.toml", r#"skip = ["newsletter"]"#)?;
/// let rules = RuleSet::builder().add_builtin().choose(project).build()?;
/// let document = Document::new("It rained.\nSign up for our newsletter!\n");
/// assert!(Cleaner::new(rules).scan(&document).removals.is_empty());
/// # Ok::<(), dechaff::rules::Diagnostics>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub(crate) layer: Layer,
    /// Name and text of the file, for diagnostics; empty for options.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) level: Option<(Level, Option<Range<usize>>)>,
    pub(crate) packs: Option<Vec<Named>>,
    pub(crate) only: Vec<Named>,
    pub(crate) skip: Vec<Named>,
    pub(crate) actions: Vec<(Named, Action)>,
    pub(crate) adjustments: Vec<(Named, AdjustmentKeys)>,
    /// What reviews rejected, by rule.
    pub(crate) rejections: Vec<(String, Rejection)>,
    rules: Vec<Named>,
    decisions: Vec<Named>,
}

/// A name that somebody wrote, with its place in the file if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub name: String,
    pub place: Option<Range<usize>>,
}

impl From<Placed<String>> for Named {
    fn from(value: Placed<String>) -> Self {
        Self {
            place: Some(value.span()),
            name: value.get_ref().clone(),
        }
    }
}

impl From<String> for Named {
    fn from(name: String) -> Self {
        Self { name, place: None }
    }
}

/// A path that a file of choices names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPath {
    /// The path as it is written, relative to the file that names it.
    pub path: String,
    /// Where in the file it is written, for [`Choices::refuse`].
    place: Range<usize>,
}

impl Choices {
    /// No choices yet, of this layer.
    pub(crate) fn new(layer: Layer) -> Self {
        Self {
            layer,
            ..Self::default()
        }
    }

    /// The choices of a review: rules of which nothing goes, and with a site those of
    /// which nothing goes there. Rules that are no more may be among them. `text` is the
    /// file of decisions.
    pub fn of_review<'n>(
        file: &str,
        text: &str,
        rejected: impl Iterator<Item = (&'n str, Option<&'n str>)>,
    ) -> Self {
        let rejections = rejected.map(|(rule, site)| {
            let rejection = match site {
                None => Rejection::Everywhere,
                Some(site) => Rejection::On(site.to_owned()),
            };
            (rule.to_owned(), rejection)
        });
        Self {
            file: file.to_owned(),
            text: text.to_owned(),
            rejections: rejections.collect(),
            ..Self::new(Layer::Decisions)
        }
    }

    /// Reads `dechaff.toml`; `file` is what diagnostics call it. Names of rules and
    /// packs are checked when the set is built.
    ///
    /// # Errors
    ///
    /// All mistakes in the file.
    pub fn parse(layer: Layer, file: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut mistakes = Vec::new();
        let mut reader = Reader {
            name: file,
            text,
            mistakes: &mut mistakes,
        };
        let mut choices = Self {
            file: file.to_owned(),
            text: text.to_owned(),
            ..Self::new(layer)
        };
        if let Some(table) = reader.table() {
            choices.read(table, &mut reader);
        }
        if mistakes.is_empty() {
            Ok(choices)
        } else {
            mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
            Err(Diagnostics::new(mistakes))
        }
    }

    fn read(&mut self, table: DeTable<'_>, reader: &mut Reader<'_>) {
        let mut top = DeTable::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "actions" => {
                    for (name, value) in tables("actions", value, reader) {
                        match Action::deserialize(ValueDeserializer::from(value.clone())) {
                            Ok(action) => self.actions.push((name, action)),
                            Err(error) => {
                                reader.refuse_value(value.span(), error.message());
                            }
                        }
                    }
                }
                "rule" => {
                    for (name, value) in tables("rule", value, reader) {
                        let span = value.span();
                        let DeValue::Table(table) = value.into_inner() else {
                            let message = format!("`rule.\"{}\"` is not a table", name.name);
                            let help = format!("write `[rule.\"{}\"]` above its keys", name.name);
                            reader.report(span, message, help);
                            continue;
                        };
                        if let Some(keys) = reader.keys(table, span, "a change of a rule") {
                            self.adjustments.push((name, keys));
                        }
                    }
                }
                _ => {
                    top.insert(key, value);
                }
            }
        }
        let Some(keys) =
            reader.keys_beside::<ChoiceKeys>(&["actions", "rule"], top, 0..0, "this file")
        else {
            return;
        };
        let named = |names: Vec<Placed<String>>| names.into_iter().map(Named::from).collect();
        self.level = keys
            .level
            .map(|level| (*level.get_ref(), Some(level.span())));
        self.packs = keys.packs.map(named);
        self.rules = named(keys.rules);
        self.decisions = named(keys.decisions);
        self.only = named(keys.only);
        self.skip = named(keys.skip);
    }

    /// The rule files and folders that it names.
    pub fn rule_paths(&self) -> impl Iterator<Item = NamedPath> {
        paths(&self.rules)
    }

    /// The files of decisions that it names.
    pub fn decision_paths(&self) -> impl Iterator<Item = NamedPath> {
        paths(&self.decisions)
    }

    /// An error about a path that it names: what is wrong with it.
    pub fn refuse(&self, path: &NamedPath, message: impl Into<String>) -> Diagnostics {
        let place = path.place.clone();
        Diagnostics::new(vec![Diagnostic::error(
            &self.file, &self.text, place, message,
        )])
    }

    /// The name of the file; empty for options.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// An error about a name in these choices.
    pub(crate) fn error(&self, named: &Named, message: String) -> Diagnostic {
        match &named.place {
            Some(place) => Diagnostic::error(&self.file, &self.text, place.clone(), message),
            None => Diagnostic::nowhere(message),
        }
    }
}

fn paths(named: &[Named]) -> impl Iterator<Item = NamedPath> {
    named.iter().map(|named| NamedPath {
        path: named.name.clone(),
        place: named.place.clone().unwrap_or_default(),
    })
}

/// The named values of a table.
fn tables<'i>(
    what: &str,
    value: Spanned<DeValue<'i>>,
    reader: &mut Reader<'_>,
) -> Vec<(Named, Spanned<DeValue<'i>>)> {
    let span = value.span();
    let DeValue::Table(table) = value.into_inner() else {
        let help = format!("write `[{what}]` above its keys");
        reader.report(span, format!("`{what}` is not a table"), help);
        return Vec::new();
    };
    let named = |(key, value): (Spanned<std::borrow::Cow<'i, str>>, _)| {
        let named = Named {
            place: Some(key.span()),
            name: key.get_ref().to_string(),
        };
        (named, value)
    };
    table.into_iter().map(named).collect()
}
