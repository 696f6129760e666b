//! How sure a removal must be.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// How much is removed: a level lets rules act whose confidence reaches it.
///
/// ```
/// use dechaff::Level;
///
/// assert!(Level::Careful.admits(0.97));
/// assert!(!Level::Careful.admits(0.9));
/// assert!(Level::Thorough.admits(0.6));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Only what is near certain.
    #[default]
    Careful,
    /// Also what is very likely.
    Balanced,
    /// Also what is more likely than not.
    Thorough,
}

impl Level {
    /// Every level, the most careful first.
    pub const ALL: [Self; 3] = [Self::Careful, Self::Balanced, Self::Thorough];

    /// The name in options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Careful => "careful",
            Self::Balanced => "balanced",
            Self::Thorough => "thorough",
        }
    }

    /// The confidence, from 0 to 1, that a rule needs to act at this level.
    pub const fn threshold(self) -> f64 {
        match self {
            Self::Careful => 0.95,
            Self::Balanced => 0.8,
            Self::Thorough => 0.5,
        }
    }

    /// Whether a rule of this confidence acts at this level.
    pub const fn admits(self, confidence: f64) -> bool {
        confidence >= self.threshold()
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|level| level.name() == name);
        found.ok_or_else(|| {
            format!("there is no level `{name}`; take careful, balanced or thorough")
        })
    }
}
