//! The folder that mining writes to.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dechaff::mine::{Mined, Pages};
use dechaff::pipeline::{
    LedgerEntry, LedgerWriter, Provenance, document_name, fingerprint, replace,
};
use dechaff::report::{Page, PageSource};
use dechaff::review::group_id;
use dechaff::{Cleaner, RuleSet};

use super::listing::repeat_line;
use super::passes::Corpus;
use crate::cli::documents::Packed;
use crate::cli::failure::Failure;
use crate::cli::jobs::{Inputs, Output};
use crate::cli::options::build;
use crate::cli::report::ReportFile;

/// How a file of proposed rules begins.
const HEADER: &str = "# Proposed by dechaff mine. Look through it before you use it.\n";
/// Places of one line that are kept to review it by.
const MOST_PLACES: usize = 10;

/// A folder for what mining finds: `rules` with a rule file for each site, `proposals.jsonl`
/// with places to review them by, `repeats.jsonl` with what may be content.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A folder that lies apart from the input.
    pub fn open(path: &Path, inputs: &Inputs) -> Result<Self, Failure> {
        inputs.check(&Output::Nowhere, &[("--output", path)])?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn rules(&self) -> PathBuf {
        self.path.join("rules")
    }

    pub fn proposals(&self) -> PathBuf {
        self.path.join("proposals.jsonl")
    }

    /// Writes everything anew.
    pub fn write(
        &self,
        mined: &Mined,
        corpus: &Corpus<'_>,
        pages: &Pages,
        report: Option<&Path>,
    ) -> Result<(), Failure> {
        let refuse = |path: &Path| {
            let name = path.display().to_string();
            move |error: io::Error| Failure::work("write", &name, error)
        };
        let rules = self.rules();
        fs::create_dir_all(&rules).map_err(refuse(&rules))?;
        self.clear()?;
        let mut names = HashSet::new();
        for site in mined
            .proposals
            .chunk_by(|one, other| one.site == other.site)
        {
            let rules: Vec<&str> = site.iter().map(|proposal| proposal.toml.as_str()).collect();
            let name = file_name(site[0].site.as_deref(), |name| names.contains(name));
            let path = self.rules().join(&name);
            names.insert(name);
            replace(&path, &format!("{HEADER}\n{}", rules.join("\n"))).map_err(refuse(&path))?;
        }
        let repeats = self.path.join("repeats.jsonl");
        let lines: String = mined.repeats.iter().map(repeat_line).collect();
        replace(&repeats, &lines).map_err(refuse(&repeats))?;
        self.write_places(mined, corpus, pages, report)
    }

    /// Takes away the rules of an earlier run.
    fn clear(&self) -> Result<(), Failure> {
        let rules = self.rules();
        let refuse = |error: io::Error| Failure::work("read", rules.display(), error);
        for entry in fs::read_dir(&rules).map_err(refuse)? {
            let path = entry.map_err(refuse)?.path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            if !text.starts_with(HEADER) {
                return Err(Failure::Usage(format!(
                    "{} was not written by `dechaff mine`; name another folder",
                    path.display()
                )));
            }
            fs::remove_file(&path).map_err(refuse)?;
        }
        Ok(())
    }

    /// Writes places where the proposed rules take something.
    fn write_places(
        &self,
        mined: &Mined,
        corpus: &Corpus<'_>,
        pages: &Pages,
        report: Option<&Path>,
    ) -> Result<(), Failure> {
        let proposals = self.proposals();
        let refuse = |error: io::Error| Failure::work("write", proposals.display(), error);
        let mut rules = RuleSet::builder();
        for proposal in &mined.proposals {
            rules = rules.add_toml("mined", proposal.toml.as_str());
        }
        let cleaner = Cleaner::uncapped(build(&rules)?);
        let version = fingerprint(cleaner.rules());
        let mut ledger = LedgerWriter::anew(&proposals).map_err(refuse)?;
        let mut report = match report {
            Some(path) => Some(ReportFile::create(path, &self.path.display().to_string())?),
            None => None,
        };
        let has_report = report.is_some();
        let look = |packed: &Packed<'_>| look(packed, &cleaner, &version, has_report);
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut broken = Ok(());
        corpus.again(pages, look, |number, looked| {
            if !pages.is_counted(number) || broken.is_err() {
                return;
            }
            let mut is_shown = false;
            for (group, line) in looked.lines {
                let known = places.entry(group).or_default();
                *known += 1;
                if *known <= MOST_PLACES {
                    is_shown = true;
                    broken = ledger.add(&line);
                }
            }
            if let (Some(report), Some(page), true) = (&mut report, &looked.page, is_shown) {
                report.add(page);
            }
        })?;
        broken.and_then(|()| ledger.finish()).map_err(refuse)?;
        match report {
            Some(report) => report.finish(cleaner.rules()),
            None => Ok(()),
        }
    }
}

/// What the proposed rules take of a document.
struct Looked {
    /// Proposals as lines, with the group that they are in.
    lines: Vec<(String, Vec<u8>)>,
    page: Option<Page>,
}

fn look(packed: &Packed<'_>, cleaner: &Cleaner, version: &str, has_report: bool) -> Looked {
    let document = packed.document;
    let removals = cleaner.scan(document).removals;
    let name = document_name(packed.file);
    let provenance = Provenance {
        document: &name,
        record: packed.record,
        site: document.site(),
        version,
        encoding: packed.encoding,
        is_truncated: false,
    };
    let entries = LedgerEntry::proposals(&provenance, document.text(), &removals).into_iter();
    let lines = entries.map(|entry| {
        (
            group_id(&entry.removal.rule, &entry.removal.text),
            entry.to_line(),
        )
    });
    Looked {
        lines: lines.collect(),
        page: (has_report && !removals.is_empty()).then(|| {
            Page::new(&PageSource {
                name: &name,
                record: packed.record,
                site: document.site(),
                text: document.text(),
                removals: &removals,
            })
        }),
    }
}

/// The name of a site's rule file, which no other has.
fn file_name(site: Option<&str>, is_taken: impl Fn(&str) -> bool) -> String {
    let site = site.unwrap_or("all-sites");
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = site
        .chars()
        .map(|c| if safe(c) { c } else { '-' })
        .collect();
    let name = name.trim_start_matches('.');
    let numbered = (2..).map(|number| format!("{name}-{number}.toml"));
    let mut names = std::iter::once(format!("{name}.toml")).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_makes_a_file_name() {
        for (site, expected) in [
            (Some("news.example"), "news.example.toml"),
            (Some("../a/b"), "-a-b.toml"),
            (None, "all-sites.toml"),
        ] {
            assert_eq!(file_name(site, |_| false), expected);
        }
        let taken = |name: &str| name == "a-b.toml";
        assert_eq!(file_name(Some("a/b"), taken), "a-b-2.toml");
    }
}
