//! Reports: what was removed, for people.

pub mod docs;
mod outcome;
mod summary;
mod unified;

pub use outcome::{Outcome, Totals};
pub use summary::summary;
pub use unified::{Colors, unified};
