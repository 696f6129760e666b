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
mod trial;
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
use frequencies::is_row;
use tokens::{Rows, row_hash};

/// Mines documents that can be gone through several times, one after the other; to read them
/// on several threads, use the steps.
#[derive(Clone, Debug)]
pub struct Corpus {
    settings: Settings,
    rules: RuleSetBuilder,
}

/// Why a corpus could not be mined.
#[derive(Debug)]
#[non_exhaustive]
pub enum MineError<E> {
    /// There are mistakes in the rules.
    Rules(Diagnostics),
    /// The documents could not be read.
    Documents(E),
}

/// Hears of each document, with its name.
pub type Hear<'h> = dyn FnMut(&str, &Document<'_>) + 'h;

impl Corpus {
    /// Proposes rules that will stand beside `rules`.
    pub fn new(settings: Settings, rules: RuleSetBuilder) -> Self {
        Self { settings, rules }
    }

    /// Mines documents in memory, each with its name.
    ///
    /// # Errors
    ///
    /// Mistakes in the rules.
    pub fn mine(&self, documents: &[(String, Document<'_>)]) -> Result<Mined, Diagnostics> {
        let each = |hear: &mut Hear<'_>| {
            documents
                .iter()
                .for_each(|(name, document)| hear(name, document));
            Ok::<(), std::convert::Infallible>(())
        };
        self.mine_each(each).map_err(|error| match error {
            MineError::Rules(mistakes) => mistakes,
            MineError::Documents(never) => match never {},
        })
    }

    /// Mines what `each` tells, which is called several times and must tell the same
    /// documents in the same order.
    ///
    /// # Errors
    ///
    /// Mistakes in the rules, and what `each` gives.
    pub fn mine_each<E>(
        &self,
        each: impl Fn(&mut Hear<'_>) -> Result<(), E>,
    ) -> Result<Mined, MineError<E>> {
        let each = |hear: &mut dyn FnMut(usize, &str, &Document<'_>)| {
            let mut number = 0;
            let mut hear = |name: &str, document: &Document<'_>| {
                hear(number, name, document);
                number += 1;
            };
            each(&mut hear).map_err(MineError::Documents)
        };
        let cleaner = Cleaner::new(self.rules.build().map_err(MineError::Rules)?);
        let mut pages = PagesBuilder::default();
        each(&mut |_, _, document| pages.add(Signature::new(document)))?;
        let pages = pages.build();
        let mut frequencies = Frequencies::default();
        each(&mut |number, _, document| {
            frequencies.add(&pages, number, &FrequencyTrace::new(document));
        })?;
        let known = Known {
            settings: &self.settings,
            pages: &pages,
            frequencies: &frequencies,
        };
        let mut counts = Counts::default();
        each(&mut |number, name, document| {
            counts.add(&pages, number, CountTrace::new(known, name, document));
        })?;
        let counts = counts.finish(&self.settings, &pages);
        let near = NearMisses::new(&counts, &pages);
        let detailing = Detailing {
            known,
            counts: &counts,
            near: &near,
            cleaner: &cleaner,
        };
        let mut details = Details::default();
        each(&mut |number, name, document| {
            details.add(&pages, number, DetailTrace::new(detailing, name, document));
        })?;
        let details = details.finish(&self.settings, &pages);
        propose(known, &counts, &details, &self.rules).map_err(MineError::Rules)
    }
}

/// The lines of a text with what they say, however they are spelled and whatever numbers
/// they have: a number that is the same for the same words.
///
/// ```
/// use dechaff::mine::lines;
///
/// let numbers: Vec<u64> = lines("* KEPT by 3 readers\nKept by 12 readers").map(|(number, _)| number).collect();
/// assert_eq!(numbers[0], numbers[1]);
/// ```
pub fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let rows = Rows::new(text);
    let lines: Vec<(u64, &str)> = rows
        .lines()
        .filter(|(_, row)| is_row(row))
        .map(|(_, row)| (row_hash(0, &row.words), row.span.of(text)))
        .collect();
    lines.into_iter()
}
