//! Takes boilerplate out of text that an extractor already produced: newsletter
//! prompts, paywall teasers, donation appeals and the rest, by rules, and says of
//! every byte that it removes which rule removed it and why.
//!
//! ```
//! use dechaff::{Cleaner, Document, RuleSet};
//!
//! let cleaner = Cleaner::new(RuleSet::builtin());
//! let text = "The ferry runs again from Monday.\n\nSign up for our free weekly newsletter!\n";
//! let cleaned = cleaner.clean(&Document::new(text));
//! assert_eq!(cleaned.text, "The ferry runs again from Monday.\n");
//! assert_eq!(&*cleaned.removals[0].rule, "newsletter/sign-up");
//! ```
//!
//! [`rules`] reads and checks rule files, [`text`] tiles and folds documents,
//! [`engine`] decides, [`mine`] finds what repeats in a corpus, [`records`] are removals as other programs see them. These do no
//! I/O and need no feature. With the
//! feature `cli` (on by default) come `config`, `formats`, `pipeline`, `review`
//! and `report`, which the program is made of.

pub mod engine;
pub mod mine;
pub mod records;
pub mod rules;
pub mod text;
mod work;

#[cfg(feature = "cli")]
pub mod config;
#[cfg(feature = "cli")]
pub mod formats;
#[cfg(feature = "cli")]
pub mod pipeline;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
pub mod review;

pub use engine::{Cleaned, Cleaner, Evidence, Flag, Reason, Removal, Scan, apply, restore};
pub use rules::{Category, Level, RuleSet};
pub use text::{Document, Span};
