//! Passes over the documents of a corpus.

use std::path::PathBuf;

use dechaff::Cleaner;
use dechaff::Document;
use dechaff::formats::is_html;
use dechaff::mine::{
    CountTrace, Counts, DetailTrace, Detailing, Details, Frequencies, FrequencyTrace, Known,
    NearMisses, Pages, PagesBuilder, Settings, Signature,
};

use crate::cli::documents::{DocumentOptions, Packed, Seen, each_packed};
use crate::cli::failure::{Failure, say};

/// The documents of a corpus, which can be read several times.
pub struct Corpus<'c> {
    pub paths: &'c [PathBuf],
    pub documents: &'c DocumentOptions,
}

/// What the passes have found.
pub struct Found {
    pub pages: Pages,
    pub frequencies: Frequencies,
    pub counts: Counts,
    pub details: Details,
    /// Documents that could not be read.
    pub failed: usize,
}

impl Found {
    /// What [`dechaff::mine::propose`] needs to know of it.
    pub fn known<'k>(&'k self, settings: &'k Settings) -> Known<'k> {
        Known {
            settings,
            pages: &self.pages,
            frequencies: &self.frequencies,
        }
    }
}

impl Corpus<'_> {
    /// Reads the corpus as often as it takes to know what repeats in it; `cleaner` goes by the
    /// rules that there are.
    pub fn read(&self, settings: &Settings, cleaner: &Cleaner) -> Result<Found, Failure> {
        let mut pages = PagesBuilder::default();
        let mut failed = 0;
        self.each(
            |packed| Signature::new(packed.document),
            |seen| {
                match seen.result {
                    Ok(signature) => pages.add(signature),
                    Err(problem) => {
                        say(format!("{}: {problem}", seen.name));
                        failed += 1;
                        pages.skip();
                    }
                }
                Ok(())
            },
        )?;
        let pages = pages.build();
        let mut frequencies = Frequencies::default();
        self.again(
            &pages,
            |packed| FrequencyTrace::new(packed.document),
            |number, trace| {
                frequencies.add(&pages, number, &trace);
            },
        )?;
        let known = Known {
            settings,
            pages: &pages,
            frequencies: &frequencies,
        };
        let mut counts = Counts::default();
        let look = |packed: &Packed<'_>| CountTrace::new(known, packed.name, packed.document);
        self.again(&pages, look, |number, trace| {
            counts.add(&pages, number, trace)
        })?;
        let counts = counts.finish(settings, &pages);
        let near = NearMisses::new(&counts, &pages);
        let detailing = Detailing {
            known,
            counts: &counts,
            near: &near,
            cleaner,
        };
        let mut details = Details::default();
        let look = |packed: &Packed<'_>| DetailTrace::new(detailing, packed.name, packed.document);
        self.again(&pages, look, |number, trace| {
            details.add(&pages, number, trace)
        })?;
        let details = details.finish(settings, &pages);
        Ok(Found {
            pages,
            frequencies,
            counts,
            details,
            failed,
        })
    }

    /// Reads the corpus once more, which must be as it was.
    pub fn again<T: Send>(
        &self,
        pages: &Pages,
        look: impl Fn(&Packed<'_>) -> T + Sync,
        mut add: impl FnMut(usize, T) + Send,
    ) -> Result<(), Failure> {
        let mut number = 0;
        self.each(look, |seen| {
            if let Ok(trace) = seen.result {
                add(number, trace);
            }
            number += 1;
            Ok(())
        })?;
        if number == pages.documents() {
            return Ok(());
        }
        Err(Failure::Work(format!(
            "the input changed while it was read: {} documents at first, then {number}; mine it when nothing writes to it",
            pages.documents()
        )))
    }

    /// Reads the corpus once.
    pub fn each<T: Send>(
        &self,
        look: impl Fn(&Packed<'_>) -> T + Sync,
        mut sink: impl FnMut(Seen<T>) -> Result<(), Failure> + Send,
    ) -> Result<(), Failure> {
        for path in self.paths {
            each_packed(
                self.documents,
                Some(path),
                |packed| (!is_markup(packed.document)).then(|| look(packed)),
                |Seen { name, result }| {
                    let result = result.and_then(|looked| looked.ok_or_else(|| HTML.to_owned()));
                    sink(Seen { name, result })
                },
            )?;
        }
        Ok(())
    }
}

/// Why a record is passed over.
const HTML: &str = "HTML, not extracted text";

fn is_markup(document: &Document<'_>) -> bool {
    is_html(document.text())
}
