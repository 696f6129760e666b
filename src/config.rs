//! `dechaff.toml`: finds it, and reads it with everything that it names.
//!
//! ```no_run
//! use dechaff::{RuleSet, config};
//!
//! let mut rules = RuleSet::builder().add_builtin();
//! if let Some(path) = config::find(std::path::Path::new("pages"))? {
//!     rules = config::load(&path)?.add_to(rules);
//! }
//! let rules = rules.build()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::review::Decisions;
use crate::rules::{Choices, Diagnostics, Layer, NamedPath, RuleSetBuilder};

/// The name of the file.
pub const NAME: &str = "dechaff.toml";

/// A project's choices and rule files.
#[derive(Clone, Debug, Default)]
pub struct Project {
    choices: Vec<Choices>,
    /// Name and text of each rule file.
    files: Vec<(String, String)>,
    /// The folders of rule files.
    folders: Vec<PathBuf>,
    reviews: Vec<Review>,
    /// Files of decisions that are not there.
    missing: Vec<Diagnostics>,
}

/// A file of decisions.
#[derive(Clone, Debug)]
pub struct Review {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub decisions: Decisions,
    text: String,
}

impl Review {
    /// Reads a file of decisions.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and mistakes in it.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path)?;
        Ok(Self {
            path: path.to_owned(),
            decisions: Decisions::parse(&shown(path), &text)?,
            text,
        })
    }

    /// A file without decisions.
    fn empty(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            decisions: Decisions::default(),
            text: String::new(),
        }
    }

    /// The file as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds what it says to a set of rules: rejected texts are kept, rejected rules
    /// switched off.
    fn add_to(&self, rules: RuleSetBuilder) -> RuleSetBuilder {
        let name = shown(&self.path);
        let rejected = self.decisions.rejected_rules();
        let rules = rules.choose(Choices::of_review(&name, &self.text, rejected));
        match self.decisions.keep_rules() {
            kept if kept.is_empty() => rules,
            kept => rules.add_toml_to(Layer::Decisions, name, kept),
        }
    }
}

impl Project {
    /// Adds everything to a set of rules.
    #[must_use]
    pub fn add_to(&self, mut rules: RuleSetBuilder) -> RuleSetBuilder {
        for (name, text) in &self.files {
            rules = rules.add_toml_to(Layer::Project, name, text);
        }
        for choices in &self.choices {
            rules = rules.choose(choices.clone());
        }
        // Where several files decide about the same, the first one holds.
        let mut reviews = self.reviews.iter();
        let Some(mut all) = reviews.next().cloned() else {
            return rules;
        };
        for review in reviews {
            all.decisions.add_missing(&review.decisions);
            all.text.push_str(&review.text);
        }
        all.add_to(rules)
    }

    /// The folders whose rule files it has, in the order in which it names them.
    pub fn rule_folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The same project before anything was decided in reviews.
    #[must_use]
    pub fn without_reviews(mut self) -> Self {
        self.reviews.clear();
        self
    }

    /// The same project, if all files of decisions are there. Without one, what was
    /// rejected would be removed.
    ///
    /// # Errors
    ///
    /// A file that `dechaff.toml` names and that is not there. A review is about to make
    /// it; everybody else has to know.
    pub fn complete(self) -> Result<Self, ConfigError> {
        match self.missing.first() {
            Some(missing) => Err(ConfigError::Mistakes(missing.clone())),
            None => Ok(self),
        }
    }

    /// The files of decisions.
    pub fn reviews(&self) -> &[Review] {
        &self.reviews
    }

    /// Adds the rule files, and none of the choices.
    #[must_use]
    pub fn add_rules_to(&self, rules: RuleSetBuilder) -> RuleSetBuilder {
        let files = self.files.iter();
        files.fold(rules, |rules, (name, text)| {
            rules.add_toml_to(Layer::Project, name, text)
        })
    }
}

/// Why a configuration cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file could not be read.
    Unreadable(PathBuf, io::Error),
    /// A file has mistakes.
    Mistakes(Diagnostics),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => {
                write!(f, "cannot read {}: {error}", path.display())
            }
            Self::Mistakes(mistakes) => mistakes.fmt(f),
        }
    }
}

impl std::error::Error for ConfigError {}

impl From<Diagnostics> for ConfigError {
    fn from(mistakes: Diagnostics) -> Self {
        Self::Mistakes(mistakes)
    }
}

/// The `dechaff.toml` that holds for `input`, a file or folder: beside it, or in
/// the nearest folder above.
///
/// # Errors
///
/// When the path cannot be made absolute, as where the working folder is gone.
pub fn find(input: &Path) -> io::Result<Option<PathBuf>> {
    let start = std::path::absolute(input)?;
    let start = start.canonicalize().unwrap_or(start);
    let found = start
        .ancestors()
        .map(|folder| folder.join(NAME))
        .find(|path| path.is_file());
    Ok(found)
}

/// Reads a configuration with the rule files and decisions that it names.
///
/// # Errors
///
/// Files that cannot be read, and mistakes in the configuration and in its
/// decisions. Mistakes in rule files come up when the set is built.
pub fn load(path: &Path) -> Result<Project, ConfigError> {
    let text = read(path)?;
    let choices = Choices::parse(Layer::Project, &shown(path), &text)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut project = Project::default();
    for named in choices.rule_paths() {
        let path = folder.join(&named.path);
        let files = rule_files(&path);
        if path.is_dir() {
            project.folders.push(path);
        }
        for file in files.map_err(|error| refuse(&choices, &named, &error))? {
            let text = read(&file)?;
            project.files.push((shown(&file), text));
        }
    }
    for named in choices.decision_paths() {
        let file = folder.join(&named.path);
        match std::fs::metadata(&file) {
            Ok(_) => project.reviews.push(Review::load(&file)?),
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", named.path);
                project.missing.push(choices.refuse(&named, message));
                project.reviews.push(Review::empty(&file));
            }
        }
    }
    project.choices.insert(0, choices);
    Ok(project)
}

/// The rule files that `path` stands for: itself, or every TOML file below it in
/// the order of their names.
///
/// # Errors
///
/// When it cannot be read, or is a folder without any.
pub fn rule_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        std::fs::metadata(path)?;
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let walk = ignore::WalkBuilder::new(path)
        .standard_filters(false)
        .follow_links(true)
        .sort_by_file_name(Ord::cmp)
        .build();
    for entry in walk {
        let path = entry.map_err(io::Error::other)?.into_path();
        let is_rules = path
            .extension()
            .is_some_and(|extension| extension == "toml");
        if is_rules && path.is_file() && path.file_name().is_none_or(|name| name != NAME) {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(io::Error::other("there is no .toml file in it"));
    }
    Ok(found)
}

fn refuse(choices: &Choices, named: &NamedPath, error: &io::Error) -> ConfigError {
    let message = format!("cannot read `{}`: {error}", named.path);
    ConfigError::Mistakes(choices.refuse(named, message))
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable(path.to_owned(), error))
}

/// A path as it is shown: relative to the working folder where that is shorter.
fn shown(path: &Path) -> String {
    let relative = std::env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    relative.as_deref().unwrap_or(path).display().to_string()
}
