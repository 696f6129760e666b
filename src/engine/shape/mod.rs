//! Shape: how a line looks among its neighbours, whatever its language.
//!
//! A small model of boosted trees gives each unit a score. It was fitted by
//! `scripts/fit-shape` from labelled texts; what it was fitted on and how well is
//! written at the head of the model's file.

mod claim;
mod features;
mod judge;
mod letters;
mod model;
mod place;
mod table;

pub(crate) use claim::{claim, rules_by_shape};
pub(crate) use judge::{Judge, Objection};
pub use table::{ShapeRow, shape_rows};
