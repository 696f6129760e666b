//! What a corpus tells of its own boilerplate: lines that repeat from page to page, and
//! proposed rules for them.
//!
//! Boilerplate repeats and articles do not. Documents that are the same page count once
//! ([`Pages`]), a first count in a fixed room finds what may be frequent ([`Frequencies`]),
//! a second counts exactly ([`Counts`]), a third finds lines that differ in names, and what
//! has to be known before a rule is made ([`Details`]). [`propose`] tells what is
//! boilerplate, as far as a program can, and writes rules for people to decide about; it
//! removes nothing. What may be content is listed apart, with the reason.
//!
//! Each step takes the documents in the same order. Its trace of a document can be made on
//! any thread; adding the traces in order gives the same result always. A pass holds the
//! sketches of 128 MB, about 250 bytes of each document, and what really repeats.
//!
//! ```
//! use dechaff::mine::{Corpus, Settings};
//! use dechaff::{Document, RuleSet};
//!
//! let articles = ["The mill burned down on Monday.", "A ferry ran aground.", "Nobody came to the fair."];
//! let pages: Vec<(String, Document<'_>)> = (0..)
//!     .zip(articles)
//!     .map(|(number, article)| {
//!         let text = format!("{article}\nThe Quay Echo: ask at the night desk\n");
//!         (format!("{number}.txt"), Document::new(text).with_site("echo.example"))
//!     })
//!     .collect();
//! let mined = Corpus::new(Settings::default(), RuleSet::builder().add_builtin()).mine(&pages)?;
//! assert_eq!(mined.proposals[0].texts, ["The Quay Echo: ask at the night desk"]);
//! # Ok::<(), dechaff::rules::Diagnostics>(())
//! ```

mod candidates;
mod counts;
mod details;
mod form;
mod frequencies;
mod pages;
mod pattern;
mod propose;
mod settings;
mod signature;
mod sketch;
mod tally;
mod tokens;
mod verdict;
mod wording;

pub use counts::{CountTrace, Counts, Known};
pub use details::{DetailTrace, Detailing, Details, NearMisses};
pub use frequencies::{Frequencies, FrequencyTrace};
pub use pages::{Pages, PagesBuilder};
pub use propose::{Mined, Proposal, Repeat, Support, propose};
pub use settings::Settings;
pub use signature::Signature;
pub use tally::Place;
pub use verdict::Doubt;

use crate::engine::Cleaner;
use crate::rules::{Diagnostics, RuleSetBuilder};
use crate::text::Document;

/// Mines documents that are in memory; for more, use the steps.
#[derive(Clone, Debug)]
pub struct Corpus {
    settings: Settings,
    rules: RuleSetBuilder,
}

impl Corpus {
    /// Proposes rules that will stand beside `rules`.
    pub fn new(settings: Settings, rules: RuleSetBuilder) -> Self {
        Self { settings, rules }
    }

    /// Mines documents, each with its name.
    ///
    /// # Errors
    ///
    /// Mistakes in the rules.
    pub fn mine(&self, documents: &[(String, Document<'_>)]) -> Result<Mined, Diagnostics> {
        let cleaner = Cleaner::new(self.rules.build()?);
        let mut pages = PagesBuilder::default();
        for (_, document) in documents {
            pages.add(Signature::new(document));
        }
        let pages = pages.build();
        let mut frequencies = Frequencies::default();
        for (number, (_, document)) in documents.iter().enumerate() {
            frequencies.add(&pages, number, &FrequencyTrace::new(document));
        }
        let known = Known {
            settings: &self.settings,
            pages: &pages,
            frequencies: &frequencies,
        };
        let mut counts = Counts::default();
        for (number, (name, document)) in documents.iter().enumerate() {
            counts.add(&pages, number, CountTrace::new(known, name, document));
        }
        let counts = counts.finish(&self.settings, &pages);
        let near = NearMisses::new(&counts, &pages);
        let detailing = Detailing {
            known,
            counts: &counts,
            near: &near,
            cleaner: &cleaner,
        };
        let mut details = Details::default();
        for (number, (name, document)) in documents.iter().enumerate() {
            details.add(&pages, number, DetailTrace::new(detailing, name, document));
        }
        let details = details.finish(&self.settings, &pages);
        propose(known, &counts, &details, &self.rules)
    }
}
