//! Runs over many documents: in parallel, in order, in bounded memory, and safe to
//! interrupt, repeat and undo.

mod applying;
mod cleaning;
mod done;
mod draft;
mod file;
mod gap;
mod ledger;
mod link;
mod mirror;
mod names;
mod ordered;
mod pieces;
mod proposals;
mod restoring;
mod run;
mod state;
mod stream;
mod tree;
mod work;
mod write;

pub use applying::Applying;
pub use cleaning::{Cleaning, Placement, Recording};
pub use file::{Preserve, Target};
pub use ledger::{LedgerEntry, LedgerWriter, Provenance, SURROUNDINGS, fingerprint, hash};
pub use link::Unchanged;
pub use mirror::Mirror;
pub use names::document_name;
pub use ordered::{Stopped, in_order};
pub use proposals::Proposals;
pub use restoring::{Restoring, Selection};
pub use run::{Plan, RunError, Watch, files};
pub use state::State;
pub use stream::stream;
pub use tree::{Entry, Filter, TreeError, check_target, entries};
pub use work::{Editing, Note, Notes, Origin};
pub use write::{Attributes, NewFile, replace, replaceable};
