//! Reviews: what a person decides about removals, and how the decisions stick.
//!
//! Nothing here knows a terminal or a browser.

mod key;

pub use key::{content_key, context, group_id, quoted};
