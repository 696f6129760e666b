//! Wording: how much a text sounds like a prompt, in words that no rule lists.
//!
//! A linear model over hashed words tells prompts of the three kinds that matter
//! most, and other boilerplate, from articles. It was fitted by
//! `scripts/fit-wording`; what it was fitted on and how well is written at the
//! head of the model's file.

mod features;
mod model;
mod screen;
mod table;
mod vocabulary;

pub(crate) use model::{Model, Scores};
pub(crate) use screen::{Needed, may_have};
pub use table::wording_buckets;
