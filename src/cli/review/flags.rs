//! Decisions without a terminal.

use std::path::Path;

use dechaff::RuleSet;
use dechaff::engine::{Wanted, draft};
use dechaff::pipeline::replace;
use dechaff::review::{About, Decision, Decisions, Queue, Verdict};

use crate::cli::decisions::{Book, DecisionOptions};
use crate::cli::failure::{Failure, say};

/// Decides about what is named.
///
/// # Errors
///
/// Names that mean nothing in the queue, before anything is decided.
pub fn decide(
    queue: &Queue,
    book: &mut Book,
    accept: &[String],
    reject: &[String],
) -> Result<(), Failure> {
    if let Some(both) = accept.iter().find(|name| reject.contains(name)) {
        let message = format!("`{both}` is to be accepted and rejected; name it once");
        return Err(Failure::Usage(message));
    }
    let accepted = accept.iter().map(|name| (name, Verdict::Accept));
    let rejected = reject.iter().map(|name| (name, Verdict::Reject));
    let mut decided = Vec::new();
    for (name, verdict) in accepted.chain(rejected) {
        let (rule, about) = meaning(queue, name).map_err(Failure::Usage)?;
        decided.push(Decision {
            rule,
            about,
            verdict,
        });
    }
    let mut decisions = book.all();
    let count = decided.len();
    for decision in decided {
        decisions.put(decision);
    }
    book.save(&decisions)?;
    let open = queue.groups.iter();
    let open: usize = open.map(|group| queue.undecided(&decisions, group)).sum();
    say(format!(
        "decided: {count}; proposals without a decision: {open}; in {}",
        book.path().display()
    ));
    Ok(())
}

/// What a name means: a rule, a rule on a site, or a group.
fn meaning(queue: &Queue, name: &str) -> Result<(String, About), String> {
    if let Some(group) = queue.groups.iter().find(|group| group.id == name) {
        return Ok((group.rule.clone(), About::Text(group.text.clone())));
    }
    let (rule, site) = match name.split_once('@') {
        Some((rule, site)) => (rule, Some(site.trim().to_lowercase())),
        None => (name, None),
    };
    if !is_rule_of(queue, rule) {
        return Err(format!(
            "no proposal is by a rule `{rule}`, and no group has this id; `dechaff review --list` has them all"
        ));
    }
    let mut groups = queue.groups.iter().filter(|group| group.rule == rule);
    let about = match site {
        None => About::Everything,
        Some(site) if groups.any(|group| queue.stands_on(group, &site)) => About::Site(site),
        Some(site) => return Err(format!("no proposal by `{rule}` is on a site `{site}`")),
    };
    Ok((rule.to_owned(), about))
}

/// The rule that a sample is drawn from must have proposals.
///
/// # Errors
///
/// A rule that has none.
pub fn check_sampled(queue: &Queue, rule: &str) -> Result<(), Failure> {
    if is_rule_of(queue, rule) {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "no proposal is by a rule `{rule}`; `dechaff review --list` has them all"
    )))
}

fn is_rule_of(queue: &Queue, rule: &str) -> bool {
    queue.groups.iter().any(|group| group.rule == rule)
}

/// Writes what decisions come to as a rule file.
///
/// # Errors
///
/// A file that cannot be written.
pub fn write_rules(
    decisions: &Decisions,
    options: &DecisionOptions,
    file: &Path,
) -> Result<(), Failure> {
    let mut text = decisions.keep_rules();
    let rules = || -> Result<_, Failure> {
        let project = options
            .config
            .project_to_review(Some(file))?
            .without_reviews();
        Ok(project.add_rules_to(RuleSet::builder().add_builtin()))
    };
    let mut rules = rules()?;
    for decision in decisions.iter() {
        let Verdict::Edit(line) = &decision.verdict else {
            continue;
        };
        let wanted = Wanted {
            line,
            id: None,
            site: None,
        };
        match draft(&rules, &wanted) {
            Ok(draft) => {
                let gap = if text.is_empty() { "" } else { "\n" };
                text.push_str(&format!(
                    "{gap}# Proposed by an edit of {}.\n{}",
                    decision.rule, draft.toml
                ));
                rules = rules.add_toml(draft.id, draft.toml);
            }
            Err(mistakes) => say(format!(
                "no rule for the edit \"{}\": {mistakes}",
                super::words::shortened(line)
            )),
        }
    }
    replace(file, &text).map_err(|error| Failure::work("write", file.display(), error))?;
    say(format!("rules: {}", file.display()));
    Ok(())
}
