//! Reports that hold whole documents.

use std::path::Path;

use dechaff::Cleaner;
use dechaff::report::{HtmlReport, Page, PageSource};

use super::documents::{DocumentOptions, Seen, each_document};
use super::failure::{Failure, say};
use super::session::stdout_to_send;

/// What a report has seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Looked {
    /// Whether something would be removed.
    pub differs: bool,
    /// Whether some documents could not be read.
    pub failed: bool,
}

/// Writes the documents of `path` to standard output as one HTML page.
pub fn write_html(
    documents: &DocumentOptions,
    path: Option<&Path>,
    cleaner: &Cleaner,
) -> Result<Looked, Failure> {
    let heading = path.map_or_else(
        || "standard input".into(),
        |path| path.display().to_string(),
    );
    let output = |error| Failure::output(&error);
    let mut report = HtmlReport::begin(stdout_to_send(), &heading).map_err(output)?;
    let mut looked = Looked::default();
    each_document(
        documents,
        path,
        |name, document| {
            Page::new(&PageSource {
                name,
                record: None,
                site: document.site(),
                text: document.text(),
                removals: &cleaner.scan(document).removals,
            })
        },
        |Seen { name, result }| match result {
            Ok(page) => {
                looked.differs |= page.is_changed();
                report.add(&page).map_err(output)
            }
            Err(problem) => {
                looked.failed = true;
                say(format!("{name}: {problem}"));
                Ok(())
            }
        },
    )?;
    report.finish(cleaner.rules()).map_err(output)?;
    Ok(looked)
}
