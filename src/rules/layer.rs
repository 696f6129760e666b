//! Where a rule or a choice comes from.

use std::fmt;

/// The layers of rules and choices; a later one wins over an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Built-in rules for any language, and English ones.
    #[default]
    Builtin,
    /// Built-in rules of single languages.
    Language,
    /// Built-in rules of single sites.
    Site,
    /// `dechaff.toml` and the rule files that it names.
    Project,
    /// What was decided in a review.
    Decisions,
    /// Options of the command.
    CommandLine,
}

impl Layer {
    /// Every layer, the weakest first.
    pub const ALL: [Self; 6] = [
        Self::Builtin,
        Self::Language,
        Self::Site,
        Self::Project,
        Self::Decisions,
        Self::CommandLine,
    ];

    /// The name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Builtin => "built-in",
            Self::Language => "language",
            Self::Site => "site",
            Self::Project => "project",
            Self::Decisions => "decisions",
            Self::CommandLine => "command line",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
