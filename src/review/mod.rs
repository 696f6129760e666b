//! Reviews: what a person decides about removals, and how the decisions stick.
//!
//! A [`Queue`] groups proposed removals by what they say, a [`Session`] goes through
//! it, [`Decisions`] are what is left of it: a file that later runs heed. Nothing here
//! knows a terminal or a browser.

mod decision;
mod edit;
mod file;
mod keep;
mod key;
mod occurrence;
mod precision;
mod queue;
mod session;

pub use decision::{About, Decision, Decisions, Subject, Verdict, place_key};
pub use edit::{Edge, SpanEditor, Stride};
pub use keep::{find, find_where};
pub use key::{content_key, group_id, quoted};
pub use occurrence::{Occurrence, Reach};
pub use precision::Precision;
pub use queue::{Address, Group, Member, Proposal, Queue, QueueBuilder};
pub use session::Session;
