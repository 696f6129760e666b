//! JSON schemas of the files that people write, for editors and documentation.

use schemars::JsonSchema;
use serde_json::Value;

use super::category::Action;
use super::choices::{AdjustmentKeys, ChoiceKeys};
use super::schema::{FileKeys, GuardKeys, RuleKeys};

/// A rule file of dechaff.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct RuleFileShape {
    #[schemars(flatten)]
    keys: FileKeys,
    /// The rules, each below a `[[rule]]`.
    #[schemars(default)]
    rule: Vec<RuleKeys>,
    /// Guards, each below a `[[guard]]`. Files may add phrases to each other's.
    #[schemars(default)]
    guard: Vec<GuardKeys>,
}

/// `dechaff.toml`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct ChoiceFileShape {
    #[schemars(flatten)]
    keys: ChoiceKeys,
    /// What happens to the matches of a category, by its name, below `[actions]`.
    /// Rules that say so themselves are not changed.
    #[schemars(default)]
    actions: std::collections::BTreeMap<String, Action>,
    /// Changes of single rules, each below a `[rule."id"]`.
    #[schemars(default)]
    rule: std::collections::BTreeMap<String, AdjustmentKeys>,
}

/// The JSON schema of rule files.
pub fn rule_file_schema() -> Value {
    schemars::schema_for!(RuleFileShape).to_value()
}

/// The JSON schema of `dechaff.toml`.
pub fn choices_schema() -> Value {
    schemars::schema_for!(ChoiceFileShape).to_value()
}
