//! Which decisions hold, and where they are kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use dechaff::config::Review;
use dechaff::pipeline::replace;
use dechaff::review::Decisions;

use super::failure::Failure;
use super::options::ConfigOptions;

/// The file beside proposals that decisions go to where nobody names another.
const NAME: &str = "decisions.toml";

/// Which decisions hold.
#[derive(Clone, Debug, Args)]
pub struct DecisionOptions {
    /// The file of decisions [default: the first that dechaff.toml names, or
    /// decisions.toml beside the proposals].
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    #[command(flatten)]
    pub config: ConfigOptions,
}

impl DecisionOptions {
    /// The decisions that hold for a file of proposals, and where new ones go.
    pub fn open(&self, proposals: &Path) -> Result<Book, Failure> {
        let beside = proposals.with_file_name(NAME);
        let (path, others) = match &self.decisions {
            Some(path) => (path.clone(), Vec::new()),
            None => {
                let project = self.config.project_to_review(Some(proposals))?;
                let mut reviews = project.reviews().to_vec();
                if reviews.is_empty() {
                    (beside, reviews)
                } else {
                    let first = reviews.remove(0);
                    (first.path, reviews)
                }
            }
        };
        let mut book = Book::open(&path)?;
        for other in &others {
            book.others.add_missing(&other.decisions);
        }
        book.known = book.all();
        Ok(book)
    }

    /// Whether the user named the file.
    pub fn is_named(&self) -> bool {
        self.decisions.is_some()
    }
}

/// The folder with the rules that proposals are about, where they were mined.
pub fn mined_rules(proposals: &Path) -> Option<PathBuf> {
    let rules = proposals.with_file_name("rules");
    let is_mined = proposals.with_file_name("repeats.jsonl").is_file() && rules.is_dir();
    is_mined.then_some(rules)
}

/// A file of decisions, and what other files say.
#[derive(Debug)]
pub struct Book {
    path: PathBuf,
    /// What the file held when it was last read or written.
    text: String,
    own: Decisions,
    others: Decisions,
    /// What a review knew when it was opened or last saved.
    known: Decisions,
}

impl Book {
    fn open(path: &Path) -> Result<Self, Failure> {
        let (text, own) = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                (String::new(), Decisions::default())
            }
            _ => {
                let review = Review::load(path).map_err(|e| Failure::Usage(e.to_string()))?;
                (review.text().to_owned(), review.decisions)
            }
        };
        Ok(Self {
            path: path.to_owned(),
            text,
            known: own.clone(),
            own,
            others: Decisions::default(),
        })
    }

    /// Where decisions go.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file was there.
    pub fn is_there(&self) -> bool {
        !self.text.is_empty()
    }

    /// All decisions that hold.
    pub fn all(&self) -> Decisions {
        let mut all = self.own.clone();
        all.add_missing(&self.others);
        all
    }

    /// Writes what changed since the last time, at once and as a whole. What somebody
    /// else has decided meanwhile stays.
    ///
    /// # Errors
    ///
    /// A file that cannot be written, or that somebody else has damaged.
    pub fn save(&mut self, decisions: &Decisions) -> Result<(), Failure> {
        let text = fs::read_to_string(&self.path).unwrap_or_default();
        if text != self.text {
            let theirs = Self::open(&self.path)?;
            (self.own, self.text) = (theirs.own, theirs.text);
        }
        self.own.take_over(&self.known, decisions);
        self.known = decisions.clone();
        let text = self.own.to_toml();
        if text == self.text || self.own.is_empty() && self.text.is_empty() {
            return Ok(());
        }
        let refuse = |error: io::Error| Failure::work("write", self.path.display(), error);
        let folder = self.path.parent();
        if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(refuse)?;
        }
        replace(&self.path, &text).map_err(refuse)?;
        self.text = text;
        Ok(())
    }
}
