//! Decides what goes, and takes it out.
//!
//! [`Cleaner::scan`] gives the removals of a document, [`apply`] carries them
//! out, [`Cleaner::clean`] does both. Rules look at the original text only; none
//! sees another's cut. Nothing here does I/O, prints or panics.

mod apart;
mod appeal;
mod blocks;
mod claims;
mod cleaner;
mod cuts;
mod decide;
mod draft;
mod explain;
mod extent;
mod gaps;
mod held;
mod kept;
mod phrasing;
mod removal;
mod runs;
mod shape;
mod signals;
mod sites;
mod truncation;
mod verdict;
mod verify;
mod wording;
mod words;
#[cfg(test)]
mod worst;
mod zones;

pub use cleaner::{Cleaned, Cleaner, Scan, apply, restore};
pub use draft::{Draft, Wanted, draft};
pub use explain::{Explainer, Explanation, NearMiss};
pub use held::Held;
pub(crate) use phrasing::{free_id, keeps, phrase_of, quoted};
pub use removal::{Evidence, Flag, Reason, Removal};
pub use shape::{ShapeRow, shape_rows};
pub(crate) use verify::verify_some;
pub use verify::{Outcome, Verified, verify};
pub use wording::wording_buckets;
