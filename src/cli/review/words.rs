//! What a review says in words.

use std::collections::HashMap;
use std::path::Path;

use dechaff::RuleSet;
use dechaff::report::diff::visible;
use dechaff::review::{About, Decision, Verdict};
use dechaff::rules::Layer;

use crate::cli::decisions::{Book, DecisionOptions, mined_rules};
use crate::cli::failure::{Failure, say};
use crate::cli::options::{ConfigOptions, add_rule_files};

/// Characters of a text that are told of a decision.
const MOST_TOLD: usize = 70;

/// What each rule is about.
pub fn whys(config: &ConfigOptions, proposals: &Path) -> Result<HashMap<String, String>, Failure> {
    let project = config.project_to_review(Some(proposals))?;
    let mut rules = project.add_rules_to(RuleSet::builder().add_builtin());
    if let Some(mined) = mined_rules(proposals) {
        // Some of them may have been taken over.
        rules = add_rule_files(Layer::CommandLine, rules, &[mined])?;
    }
    let rules = rules
        .build_all()
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let why = |rule: &dechaff::rules::Rule| (rule.id().to_owned(), rule.why().to_owned());
    Ok(rules.rules().map(why).collect())
}

/// A decision in a line.
pub fn decision(decision: &Decision) -> String {
    let verdict = match &decision.verdict {
        Verdict::Accept => "accept",
        Verdict::Reject => "reject",
        Verdict::Edit(_) => "edit",
    };
    let rule = &decision.rule;
    match &decision.about {
        About::Everything => format!("{verdict} {rule}"),
        About::Site(site) => format!("{verdict} {rule} on {site}"),
        About::Text(text) => format!("{verdict} {rule}: {}", shortened(text)),
        About::Place { text, .. } => {
            format!("{verdict} {rule}, in one place: {}", shortened(text))
        }
    }
}

/// A text in one line, cut where it is long, with nothing that a terminal obeys.
pub fn shortened(text: &str) -> String {
    let level = dechaff::review::quoted(text);
    let mut shown: String = visible(&level).chars().take(MOST_TOLD).collect();
    if shown.len() < level.len() && shown.chars().count() == MOST_TOLD {
        shown.push('…');
    }
    shown
}

/// What to do after a review.
pub fn tell_end(book: &Book, proposals: &Path, options: &DecisionOptions) {
    if !book.is_there() {
        return;
    }
    let mined = mined_rules(proposals);
    let (decisions, proposals) = (book.path().display(), proposals.display());
    let named = if options.is_named() {
        format!(" --decisions {decisions}")
    } else {
        String::new()
    };
    say(format!("decisions: {decisions}"));
    if let Some(folder) = mined.as_deref().and_then(Path::parent) {
        say(format!(
            "next: `dechaff rules adopt {}{named}` takes over the rules that were accepted",
            folder.display()
        ));
        return;
    }
    say(format!(
        "next: `dechaff apply {proposals} PATH -o FOLDER{named}` carries out what was accepted"
    ));
    say(format!(
        "later runs heed them with `decisions = [\"{decisions}\"]` in dechaff.toml"
    ));
}
