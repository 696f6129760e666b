//! Reports: what was removed, for people.

mod comparison;
pub mod diff;
pub mod docs;
mod drift;
mod html;
mod outcome;
mod summary;

pub use comparison::{Comparison, Difference, Kind, compare};
pub use drift::{Change, DocumentUsage, Drift, NewRepeat, Usage};
pub use html::{HtmlReport, Page, PageSource};
pub use outcome::{Outcome, Totals};
pub use summary::{Tense, summary, summary_json};
