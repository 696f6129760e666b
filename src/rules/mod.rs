//! Rules: what boilerplate looks like, as data.
//!
//! Rule files are TOML. [`RuleSet::builder`] reads the built-in ones and a
//! user's own, checks them, reports every mistake at once and gives an immutable
//! [`RuleSet`].
//!
//! ```
//! use dechaff::RuleSet;
//!
//! let mine = r#"
//!     [[rule]]
//!     id = "newsletter/harbour-post"
//!     why = "The Harbour Post ends each text with this line."
//!     confidence = 0.99
//!     phrases = ["the harbour post lands (daily|weekly)"]
//!     remove = ["The Harbour Post lands daily in your letter box."]
//!     keep = ["The Harbour Post was founded in 1901."]
//! "#;
//! let rules = RuleSet::builder().add_builtin().add_toml("mine.toml", mine).build()?;
//! assert!(rules.rules().any(|rule| rule.id() == "newsletter/harbour-post"));
//! # Ok::<(), dechaff::rules::Diagnostics>(())
//! ```

mod builder;
mod builtin;
mod bytes;
mod category;
mod check;
mod choices;
mod compile;
mod cue_keys;
mod cues;
mod diagnostic;
mod examples;
mod guard;
mod index;
#[cfg(feature = "cli")]
mod json_schema;
mod kept;
mod layer;
mod level;
mod lint;
mod packed;
mod pattern;
mod phrase;
mod read;
mod reader;
mod schema;
mod set;

pub use builder::{LeastPrecision, RuleSetBuilder};
pub use category::{Action, Category, UnknownCategory};
pub use choices::{Choices, NamedPath, Setting};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use examples::{Example, Expectation};
#[cfg(feature = "cli")]
pub use json_schema::{choices_schema, rule_file_schema};
pub use layer::Layer;
pub use level::Level;
pub use schema::{At, Company, Kind, Scope, Spare, Zone};
pub use set::{Change, Rule, RuleSet};

pub(crate) use cues::{Cue, CuePart};
pub(crate) use guard::Guard;
pub(crate) use index::{Candidate, KeywordIndex, Scratch, WordIndex};
pub(crate) use kept::KeptFound;
pub(crate) use pattern::Pattern;
pub(crate) use phrase::{Haystack, Phrase};
#[cfg(feature = "cli")]
pub(crate) use reader::Reader;
#[cfg(feature = "cli")]
pub(crate) use schema::Placed;
pub(crate) use set::Rejection;
