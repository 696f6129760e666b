//! Reports that hold whole documents.

use std::io;
use std::path::{Path, PathBuf};

use dechaff::pipeline::{Attributes, NewFile, replaceable};
use dechaff::report::{HtmlReport, Page, PageSource};
use dechaff::{Cleaner, RuleSet};

use super::documents::{DocumentOptions, Seen, each_document};
use super::failure::{Failure, say};
use super::session::stdout_to_send;

/// A report that appears when it is whole.
pub struct ReportFile {
    path: PathBuf,
    report: HtmlReport<NewFile>,
    /// What went wrong first.
    broken: Option<io::Error>,
}

impl ReportFile {
    /// A report that will be at `path`, about what `heading` names.
    pub fn create(path: &Path, heading: &str) -> Result<Self, Failure> {
        let refuse = |error| Failure::work("write", path.display(), error);
        let path = replaceable(path).map_err(refuse)?;
        let created = NewFile::create(&path).and_then(|file| HtmlReport::begin(file, heading));
        let report = created.map_err(refuse)?;
        Ok(Self {
            path,
            report,
            broken: None,
        })
    }

    /// Adds a document.
    pub fn add(&mut self, page: &Page) {
        if self.broken.is_none() {
            self.broken = self.report.add(page).err();
        }
    }

    /// Gives it its name.
    pub fn finish(self, rules: &RuleSet) -> Result<(), Failure> {
        let refuse = |error| Failure::work("write", self.path.display(), error);
        if let Some(error) = self.broken {
            return Err(refuse(error));
        }
        let file = self.report.finish(rules).map_err(refuse)?;
        file.finish(&self.path, Attributes::default())
            .map_err(refuse)
    }
}

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
