//! Reviews: what a person decides about removals, and how the decisions stick.
//!
//! Nothing here knows a terminal or a browser.

mod decision;
mod file;
mod keep;
mod key;
mod precision;

pub use decision::{About, Decision, Decisions, Subject, Verdict, place_key};
pub use keep::find;
pub use key::{content_key, context, group_id, level_blanks};
pub use precision::Precision;
