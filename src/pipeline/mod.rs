//! Runs cleaning over many documents: in parallel, in order, in bounded memory.

mod ledger;
mod lines;
mod ordered;
mod tree;
mod write;

pub use ledger::{LedgerEntry, fingerprint, hash};
pub use lines::{Chunk, LineReader};
pub use ordered::{Stopped, in_order};
pub use tree::{Entry, TreeError, check_target, entries};
pub use write::{write_new, write_over};
