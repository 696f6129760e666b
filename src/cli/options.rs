//! Options that several commands share.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use dechaff::formats::Offsets;
use dechaff::{Cleaner, Level, RuleSet};

use super::failure::Failure;

/// Which rules act.
#[derive(Debug, Args)]
pub struct RuleOptions {
    /// How sure a removal must be.
    #[arg(long, value_enum, default_value_t = LevelName::Careful)]
    level: LevelName,
    /// Let only these categories or rules act (comma-separated, repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Switch these categories or rules off (comma-separated, repeatable).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    skip: Vec<String>,
    /// Add a rule file (repeatable).
    #[arg(long, value_name = "FILE")]
    rules: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LevelName {
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
    /// The cleaner that the options ask for.
    pub fn cleaner(&self) -> Result<Cleaner, Failure> {
        let mut builder = RuleSet::builder()
            .add_builtin()
            .level(self.level.into())
            .only(&self.only)
            .skip(&self.skip);
        for path in &self.rules {
            builder = builder.add_toml(path.display().to_string(), read_rule_file(path)?);
        }
        let rules = builder
            .build()
            .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
        Ok(Cleaner::new(rules))
    }
}

/// The text of a rule file.
pub fn read_rule_file(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::Usage(format!(
            "cannot read the rule file {}: {error}",
            path.display()
        ))
    })
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
pub enum Format {
    /// By the file's name; standard input is text.
    #[default]
    Auto,
    /// A document is a file.
    Text,
    /// A document is a line with a JSON object.
    Jsonl,
}

impl Format {
    /// The format of a file.
    pub fn of(self, path: Option<&Path>) -> Self {
        let extension = path
            .and_then(Path::extension)
            .and_then(|extension| extension.to_str());
        match (self, extension.map(str::to_ascii_lowercase).as_deref()) {
            (Self::Auto, Some("jsonl" | "ndjson")) => Self::Jsonl,
            (Self::Auto, _) => Self::Text,
            (chosen, _) => chosen,
        }
    }
}

/// Whether a file holds plain text, as far as its name tells.
pub fn is_text_name(path: &Path) -> bool {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    matches!(
        extension.as_deref(),
        None | Some("txt" | "text" | "md" | "markdown" | "rst" | "log" | "utf8" | "utf-8")
    )
}
