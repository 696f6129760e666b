//! Reports: what was removed, for people.

mod summary;
mod unified;

pub use summary::summary;
pub use unified::{Colors, unified};
