//! `dechaff.toml` as it is written, before anything is checked.

use serde::{Deserialize, Serialize};

use crate::rules::category::Action;
use crate::rules::level::Level;
use crate::rules::schema::{Company, Placed, Zone};

/// Keys of `dechaff.toml` besides `actions` and `rule`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceKeys {
    /// How sure a removal must be.
    pub level: Option<Placed<Level>>,
    /// Built-in packs that are used: files of rules such as `newsletter` or
    /// `lang/de`, or folders of them such as `lang`. All where left out.
    pub packs: Option<Vec<Placed<String>>>,
    /// Rule files of your own, and folders of rule files. Paths are relative to
    /// the file that names them.
    #[serde(default)]
    pub rules: Vec<Placed<String>>,
    /// Files of decisions that reviews have left: they choose after this one, and
    /// what they reject stays. The first one is where `dechaff review` writes to. Paths
    /// are relative to the file that names them.
    #[serde(default)]
    pub decisions: Vec<Placed<String>>,
    /// Categories and rule ids that act; all where empty.
    #[serde(default)]
    pub only: Vec<Placed<String>>,
    /// Categories and rule ids that are switched off.
    #[serde(default)]
    pub skip: Vec<Placed<String>>,
}

/// Keys of one `[rule."id"]`, which changes a rule of a layer before.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct AdjustmentKeys {
    /// Another confidence, and with it another level.
    pub confidence: Option<Placed<f64>>,
    /// What happens to a match.
    pub action: Option<Action>,
    /// Languages of its phrases, instead of its own.
    pub languages: Option<Vec<Placed<String>>>,
    /// Sites that it is for, instead of its own.
    pub sites: Option<Vec<Placed<String>>>,
    /// Sites that it is not for, besides its own.
    #[serde(default)]
    pub except_sites: Vec<Placed<String>>,
    /// Parts of the text that it is for, instead of its own.
    pub zones: Option<Vec<Zone>>,
    /// Company that it needs, instead of its own.
    pub company: Option<Vec<Company>>,
    /// Phrases that forbid it, besides its own.
    #[serde(default)]
    pub unless: Vec<Placed<String>>,
    /// Longest unit in characters, instead of its own.
    pub max_length: Option<Placed<usize>>,
}

impl AdjustmentKeys {
    /// The keys that are set, with their values as
    /// TOML.
    pub(crate) fn values(&self) -> Vec<(String, String)> {
        match toml::Value::try_from(self) {
            Ok(toml::Value::Table(table)) => table
                .into_iter()
                .map(|(key, value)| (key, value.to_string()))
                .filter(|(_, value)| value != "[]")
                .collect(),
            _ => Vec::new(),
        }
    }
}
