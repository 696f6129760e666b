//! What can be said about a rule by itself.

use crate::rules::diagnostic::Diagnostic;
use crate::rules::schema::{At, Company, Placed, Scope, Zone};
use crate::rules::set::RuleSet;
use crate::rules::{Action, Haystack, Level, Phrase};
use crate::text::Span;

use super::Subject;

/// Longest word that says too little by itself, in characters.
const SHORT_WORD: usize = 7;

pub(super) fn check(subject: &Subject<'_>, set: &RuleSet, warnings: &mut Vec<Diagnostic>) {
    confidence(subject, warnings);
    pattern(subject, warnings);
    places(subject, warnings);
    sites(subject, warnings);
    length(subject, warnings);
    vetoes(subject, set, warnings);
    single_words(subject, warnings);
}

fn confidence(subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
    if !Level::Thorough.admits(subject.rule.confidence) {
        warnings.push(subject.warn(
            &subject.keys.confidence,
            "this rule acts at no level",
            "0.95 and more act at the default level, 0.8 at balanced, 0.5 at thorough",
        ));
    }
}

fn pattern(subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
    let (Some(pattern), Some(source)) = (&subject.rule.pattern, &subject.keys.pattern) else {
        return;
    };
    if pattern.literals().is_empty() {
        warnings.push(subject.warn(
            source,
            "this pattern has no literal that every match must hold, so it is tried on every line",
            "add three or more letters that are always there, or write phrases",
        ));
    }
    if let Some(character) = pattern.unfolded() {
        warnings.push(subject.warn(
            source,
            format!("folded text holds no `{character}`, so that part of the pattern never matches"),
            "patterns see folded text: small letters, straight quotes, plain hyphens, single blanks",
        ));
    }
}

fn places(subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
    let rule = subject.rule;
    let allows = |zone: Zone| rule.zones.is_empty() || rule.zones.contains(&zone);
    let reachable = |company: &Company| match company {
        Company::Head => allows(Zone::Head),
        Company::Tail => allows(Zone::Tail),
        _ => true,
    };
    if !rule.company.is_empty() && !rule.company.iter().any(reachable) {
        warnings.push(subject.warn(
            &subject.keys.id,
            "this rule can never fire: its company is in none of its zones",
            "take `zones` out, or name the same zone in `company`",
        ));
    }
    if rule.scope == Scope::Tail && !allows(Zone::Tail) {
        warnings.push(subject.warn(
            &subject.keys.id,
            "this rule can never fire: the scope is the tail, and the zones are others",
            "take `zones` out",
        ));
    }
}

fn sites(subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
    let rule = subject.rule;
    let is_excepted = |site: &String| {
        rule.except_sites
            .iter()
            .any(|except| site == except || site.ends_with(&format!(".{except}")))
    };
    if let Some(first) = subject.keys.except_sites.first()
        && !rule.sites.is_empty()
        && rule.sites.iter().all(is_excepted)
    {
        warnings.push(subject.warn(
            first,
            "this rule can never fire: every site that it is for is excepted",
            "take the site out of one of the two lists",
        ));
    }
}

/// A rule for whole units does not reach units longer than `max_length`.
fn length(subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
    let rule = subject.rule;
    let Some(max_length) = &subject.keys.max_length else {
        return;
    };
    let shortest = |phrase: &Phrase| {
        let samples = phrase.samples();
        samples.iter().map(|sample| sample.chars().count()).min()
    };
    let takes_all = rule.at == At::Whole || matches!(rule.scope, Scope::Unit | Scope::Run);
    let is_too_long = |phrase| shortest(phrase).is_some_and(|length| length > rule.max_length);
    if takes_all && rule.pattern.is_none() && rule.cues.iter().all(is_too_long) {
        warnings.push(subject.warn(
            max_length,
            "this rule can never fire: its phrases are longer than the longest unit it takes",
            "give a larger `max_length`, in characters",
        ));
    }
}

/// Phrases that `unless` or a guard forbids wherever they are.
fn vetoes(subject: &Subject<'_>, set: &RuleSet, warnings: &mut Vec<Diagnostic>) {
    let rule = subject.rule;
    for (phrase, source) in rule.cues.iter().zip(&subject.keys.phrases) {
        let mut veto = None;
        let is_vetoed = |sample: &String| {
            let haystack = Haystack {
                text: sample,
                source: None,
            };
            let unless = subject.keys.unless.iter().zip(&rule.unless);
            let forbids = unless
                .filter(|(_, unless)| unless.is_in(&haystack))
                .map(|(source, _)| {
                    format!("`unless` forbids it wherever it is: `{}`", source.get_ref())
                })
                .next();
            let whole = Span::new(0, sample.len());
            let guard = rule
                .guards
                .iter()
                .map(|&guard| &set.guards[guard])
                .find(|guard| guard.forbids(&haystack, whole, whole))
                .map(|guard| format!("the guard `{}` forbids it wherever it is", guard.name));
            veto = forbids.or(guard);
            veto.is_some()
        };
        if phrase.samples().iter().all(is_vetoed)
            && let Some(veto) = veto
        {
            warnings.push(subject.warn(
                source,
                format!("this phrase can never fire: {veto}"),
                "take one of the two out, or narrow it",
            ));
        }
    }
}

/// A word that stands anywhere in a line is too little to remove the sentence.
fn single_words(subject: &Subject<'_>, warnings: &mut Vec<Diagnostic>) {
    let rule = subject.rule;
    let is_greedy = rule.action == Action::Remove
        && rule.at == At::Anywhere
        && matches!(rule.scope, Scope::Line | Scope::Unit | Scope::Sentence)
        && rule.company.is_empty()
        && rule.also.is_empty()
        && rule.sites.is_empty();
    if !is_greedy {
        return;
    }
    let is_word = |sample: &String| {
        sample.chars().count() <= SHORT_WORD && sample.chars().all(|c| c.is_ascii_alphabetic())
    };
    for (phrase, source) in rule.cues.iter().zip(&subject.keys.phrases) {
        if phrase.samples().iter().any(is_word) {
            warnings.push(subject.warn(
                source as &Placed<String>,
                "this takes every sentence that holds one common word",
                "add words, or `at = \"whole\"`, or `company` such as [\"removed\", \"run\"]",
            ));
        }
    }
}
