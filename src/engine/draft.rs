//! Drafts of rules: from a line that keeps coming back to a rule for it.

use std::fmt::Write;

use crate::rules::{Category, Diagnostics, Layer, Level, RuleSetBuilder};
use crate::text::{Document, fold};

use super::cleaner::Cleaner;
use super::phrasing::{free_id, keeps, phrase_of, quoted};
use super::verify::verify_some;

/// A line up to this length, in characters, is taken as a whole.
const LONGEST_LABEL: usize = 80;
/// Words of a longer line that make its phrase.
const MOST_WORDS: usize = 8;

/// A line that a rule is wanted for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The line.
    pub line: &'a str,
    /// The id of the rule; made from the line where left out.
    pub id: Option<&'a str>,
    /// The site that the rule is for; all where left out.
    pub site: Option<&'a str>,
}

/// A proposed rule.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Draft {
    /// The id.
    pub id: String,
    /// The rule as it stands in a file.
    pub toml: String,
    /// A rule that removes the line already at the default level.
    pub known: Option<String>,
}

/// Proposes a rule for a line: phrase, place, guards and examples. `rules` are
/// those that it will stand beside. The rule is checked and its examples are
/// run; where the line's words cannot be written as a phrase, the rule has a
/// pattern.
///
/// # Errors
///
/// Mistakes in `rules` or in the wanted id, and a line without words.
pub fn draft(rules: &RuleSetBuilder, wanted: &Wanted<'_>) -> Result<Draft, Diagnostics> {
    let everything = Cleaner::uncapped(rules.clone().level(Level::Thorough).build()?);
    let careful = Cleaner::uncapped(rules.clone().level(Level::Careful).build()?);
    let line = wanted.line.trim();
    let mut document = Document::new(line);
    if let Some(site) = wanted.site {
        document = document.with_site(site);
    }
    let first = |cleaner: &Cleaner| {
        let scan = cleaner.scan(&document);
        scan.removals.into_iter().chain(scan.tags).next()
    };
    let known = careful.scan(&document).removals.into_iter().next();
    let category = first(&everything).map_or(Category::Custom, |removal| removal.category);
    let ids: Vec<&str> = everything.rules().rules().map(|rule| rule.id()).collect();
    let id = match wanted.id {
        Some(id) => id.to_owned(),
        None => free_id(category, wanted.site, line, |id| ids.contains(&id)),
    };
    for cue in [phrase(line), pattern(line)].into_iter().flatten() {
        for keep in keeps(line) {
            let toml = write(wanted, &id, &cue, &keep);
            if check(rules, &id, &toml)? {
                return Ok(Draft {
                    id,
                    toml,
                    known: known.map(|removal| removal.rule.to_string()),
                });
            }
        }
    }
    Err(Diagnostics::about(
        "no rule could be made of this line",
        "take a line with words in it, not only signs, numbers and links",
    ))
}

/// Whether the examples of a drafted rule come out right.
fn check(rules: &RuleSetBuilder, id: &str, toml: &str) -> Result<bool, Diagnostics> {
    let rules =
        rules
            .clone()
            .without_choices()
            .add_toml_to(Layer::CommandLine, "the new rule", toml);
    let verified = verify_some(&rules, |other| other == id)?;
    Ok(!verified.is_empty() && verified.iter().all(|case| case.outcome.is_right()))
}

/// A cue as lines of a rule file.
struct Cue(String);

/// The phrase for a line: all of its words where it is short, its first words
/// where it is long.
fn phrase(line: &str) -> Option<Cue> {
    let folded = fold(line);
    let text = folded.text();
    let is_label = text.chars().count() <= LONGEST_LABEL;
    let most = if is_label { usize::MAX } else { MOST_WORDS };
    let phrase = phrase_of(text, most, |_| false)?;
    let place = if is_label {
        "at = \"whole\"\n".to_owned()
    } else {
        let longest = text.chars().count() * 3 / 2;
        format!("at = \"start\"\nscope = \"unit\"\nmax_length = {longest}\n")
    };
    let guards = if is_label {
        ""
    } else {
        "guards = [\"reported\", \"quoted\"]\n"
    };
    Some(Cue(format!(
        "phrases = [{}]\n{place}{guards}",
        quoted(&phrase)
    )))
}

/// A pattern for a line that no phrase fits.
fn pattern(line: &str) -> Option<Cue> {
    let folded = fold(line);
    let text = folded.text().trim();
    text.contains(char::is_alphanumeric).then(|| {
        let escaped = regex::escape(text);
        Cue(format!("pattern = {}\nat = \"whole\"\n", quoted(&escaped)))
    })
}

fn write(wanted: &Wanted<'_>, id: &str, cue: &Cue, keep: &str) -> String {
    let mut toml = format!("[[rule]]\nid = {}\n", quoted(id));
    let place = wanted
        .site
        .map_or_else(String::new, |site| format!(" of {site}"));
    let _ = writeln!(
        toml,
        "why = {}",
        quoted(&format!("A line that comes back on the pages{place}."))
    );
    let _ = writeln!(toml, "confidence = 0.99");
    if let Some(site) = wanted.site {
        let _ = writeln!(toml, "sites = [{}]", quoted(site));
    }
    toml.push_str(&cue.0);
    let _ = writeln!(toml, "remove = [{}]", quoted(wanted.line.trim()));
    let _ = writeln!(
        toml,
        "# Better still: a sentence of an article that is easily mistaken for the line.\nkeep = [{}]",
        quoted(keep)
    );
    toml
}
