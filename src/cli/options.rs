//! Options that several commands share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use dechaff::config::{self, Project, Review};
use dechaff::formats::Format;
use dechaff::records::Offsets;
use dechaff::rules::{Layer, LeastPrecision, RuleSetBuilder};
use dechaff::{Cleaner, Level, RuleSet};

use super::failure::Failure;

/// Which rules act.
#[derive(Clone, Debug, Args)]
pub struct RuleOptions {
    /// How sure a removal must be [default: what dechaff.toml says, or careful].
    #[arg(long, value_enum)]
    level: Option<LevelName>,
    /// Let only these categories or rules act (comma-separated, repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Switch these categories or rules off (comma-separated, repeatable);
    /// `wording` names all rules that go by wording.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    skip: Vec<String>,
    /// Add a rule file, or every rule file of a folder (repeatable).
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Let only rules act that are right in at least this share of cases, from 0 to 1:
    /// as measured by `dechaff review --sample`, at worst; a rule that nobody measured
    /// goes by its confidence and the level.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_precision: Option<f64>,
    #[command(flatten)]
    config: ConfigOptions,
}

/// A number from 0 to 1, as the value of an option.
pub fn share(written: &str) -> Result<f64, String> {
    match written.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1, such as 0.99".into()),
    }
}

/// Which configuration holds.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigOptions {
    /// The configuration [default: the dechaff.toml beside or above the input].
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Leave dechaff.toml alone.
    #[arg(long)]
    no_config: bool,
}

impl ConfigOptions {
    /// The project that holds for `input`, or for the working folder.
    pub fn project(&self, input: Option<&Path>) -> Result<Project, Failure> {
        let project = self.project_to_review(input)?.complete();
        project.map_err(|error| Failure::Usage(error.to_string()))
    }

    /// The same for a review, which makes files of decisions that are not there yet.
    pub fn project_to_review(&self, input: Option<&Path>) -> Result<Project, Failure> {
        let path = match &self.config {
            Some(path) => Some(path.clone()),
            None if self.no_config => None,
            None => {
                let input = input.unwrap_or(Path::new("."));
                config::find(input).map_err(|error| Failure::work("find", config::NAME, error))?
            }
        };
        match path {
            Some(path) => config::load(&path).map_err(|error| Failure::Usage(error.to_string())),
            None => Ok(Project::default()),
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LevelName {
    /// Only what is near certain.
    Careful,
    /// Also what is very likely.
    Balanced,
    /// Also what is more likely than not.
    Thorough,
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::Careful => Self::Careful,
            LevelName::Balanced => Self::Balanced,
            LevelName::Thorough => Self::Thorough,
        }
    }
}

impl RuleOptions {
    /// The rules that the options ask for, and the configuration that holds for
    /// `input`.
    pub fn builder(&self, input: Option<&Path>) -> Result<RuleSetBuilder, Failure> {
        let project = self.config.project(input)?;
        self.builder_in(&project, project.reviews())
    }

    /// The rules that the options ask for in a project.
    fn builder_in(&self, project: &Project, reviews: &[Review]) -> Result<RuleSetBuilder, Failure> {
        let rules = RuleSet::builder().add_builtin();
        let mut rules = project.add_to(rules).only(&self.only).skip(&self.skip);
        if let Some(level) = self.level {
            rules = rules.level(level.into());
        }
        if let Some(least) = self.min_precision {
            let measured = reviews
                .iter()
                .flat_map(|review| review.decisions.worst_precisions());
            rules = rules.least_precision(LeastPrecision {
                least,
                measured: measured.collect(),
            });
        }
        add_rule_files(Layer::CommandLine, rules, &self.rules)
    }

    /// The cleaner that the options ask for, before anything was decided in reviews.
    pub fn undecided_cleaner(&self, input: Option<&Path>) -> Result<Cleaner, Failure> {
        let project = self.config.project_to_review(input)?;
        let undecided = project.clone().without_reviews();
        let rules = self.builder_in(&undecided, project.reviews())?;
        lasting_cleaner(&rules)
    }

    /// Whether a level is named.
    pub fn names_level(&self) -> bool {
        self.level.is_some()
    }

    /// The cleaner that the options ask for.
    pub fn cleaner(&self, input: Option<&Path>) -> Result<Cleaner, Failure> {
        lasting_cleaner(&self.builder(input)?)
    }
}

/// A cleaner whose rules last as long as the program: taking them apart at its end would
/// take a good part of a short run.
fn lasting_cleaner(rules: &RuleSetBuilder) -> Result<Cleaner, Failure> {
    let rules = Arc::new(build(rules)?);
    std::mem::forget(Arc::clone(&rules));
    Ok(Cleaner::new(rules))
}

/// Checks the rules; mistakes are the user's to mend.
pub fn build(rules: &RuleSetBuilder) -> Result<RuleSet, Failure> {
    rules
        .build()
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))
}

/// What to say to somebody who named a rule that is not there.
pub fn nearest_id(rules: &RuleSet, id: &str) -> String {
    match rules.nearest_id(id) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`dechaff rules list` has them all".to_owned(),
    }
}

/// Adds the rule files that an option names to a layer.
pub fn add_rule_files(
    layer: Layer,
    mut rules: RuleSetBuilder,
    paths: &[PathBuf],
) -> Result<RuleSetBuilder, Failure> {
    for path in paths {
        let refuse = |error| {
            Failure::Usage(format!(
                "cannot read the rule file {}: {error}",
                path.display()
            ))
        };
        for file in config::rule_files(path).map_err(refuse)? {
            let text = std::fs::read_to_string(&file).map_err(refuse)?;
            rules = rules.add_toml_to(layer, file.display().to_string(), text);
        }
    }
    Ok(rules)
}

/// How offsets are counted.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum OffsetUnit {
    /// UTF-8 bytes.
    #[default]
    Bytes,
    /// Unicode code points.
    Chars,
}

impl From<OffsetUnit> for Offsets {
    fn from(unit: OffsetUnit) -> Self {
        match unit {
            OffsetUnit::Bytes => Self::Bytes,
            OffsetUnit::Chars => Self::Chars,
        }
    }
}

/// How the input is packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// By the file's name, else by its content.
    #[default]
    Auto,
    /// A document is a file.
    Text,
    /// A document is a line with a JSON object.
    Jsonl,
    /// A document is a row of a table.
    Csv,
    /// A document is a record of a web archive.
    Warc,
    /// A document is a row of a Parquet file.
    Parquet,
}

impl From<FormatName> for Option<Format> {
    fn from(name: FormatName) -> Self {
        Some(match name {
            FormatName::Auto => return None,
            FormatName::Text => Format::Text,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Csv => Format::Table,
            FormatName::Warc => Format::Warc,
            FormatName::Parquet => Format::Parquet,
        })
    }
}
