//! Text as the rules see it, without losing the way back to the original bytes.
//!
//! A [`Document`] is tiled into [`Units`](units::Units): lines, or joined lines
//! where the text is hard-wrapped. Each unit is folded (case, Unicode forms,
//! quotes, blanks are levelled), and every position in the folded text can be
//! mapped back to the bytes it came from. Nothing here does I/O or can fail.

mod context;
mod day;
mod document;
mod fold;
mod host;
mod language;
mod lines;
mod marks;
mod sentences;
mod span;
mod units;
mod words;
mod wrap;

pub use context::context;
pub(crate) use context::surroundings;
pub use day::Day;
pub use document::Document;
pub use fold::{Folded, fold};
pub use host::host;
pub(crate) use marks::is_final_mark;
pub use sentences::sentences;
pub use span::Span;
pub use units::{Unit, Units};

pub(crate) use fold::{folded, is_joiner_free_script};
pub(crate) use language::{are_close, detect, is_language};
pub(crate) use units::weight;
pub(crate) use words::{CharClass, Word, add_words, mix, word_hash};
