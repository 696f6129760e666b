//! Where documents are from, as far as the caller says.

use dechaff::Document;
use dechaff::text::host;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

/// Something that may be known of each document of a batch.
type Column = Option<Vec<Option<PyBackedStr>>>;

/// Sites and languages of the documents of a batch.
pub(crate) struct Origins {
    sites: Column,
    languages: Column,
}

impl Origins {
    /// Those of `count` documents.
    pub(crate) fn new(count: usize, sites: Column, languages: Column) -> PyResult<Self> {
        for (name, column) in [("sites", &sites), ("languages", &languages)] {
            if let Some(column) = column
                && column.len() != count
            {
                return Err(PyValueError::new_err(format!(
                    "{name} has {} values for {count} texts",
                    column.len()
                )));
            }
        }
        Ok(Self { sites, languages })
    }

    /// A document of the batch.
    pub(crate) fn document<'t>(&self, number: usize, text: &'t str) -> Document<'t> {
        let of = |column: &Column| column.as_ref()?.get(number)?.as_deref().map(str::to_owned);
        placed(
            text,
            of(&self.sites).as_deref(),
            of(&self.languages).as_deref(),
        )
    }
}

/// A document with what is known about it; a site may be the address of the page.
pub(crate) fn placed<'t>(
    text: &'t str,
    site: Option<&str>,
    language: Option<&str>,
) -> Document<'t> {
    let mut document = Document::new(text);
    if let Some(site) = site.and_then(host) {
        document = document.with_site(site);
    }
    if let Some(language) = language {
        document = document.with_language(language);
    }
    document
}
