//! Carries choices out on checked rules.

use super::{AdjustmentKeys, Choices, Named};
use crate::rules::category::Category;
use crate::rules::check::Checker;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::layer::Layer;
use crate::rules::level::Level;
use crate::rules::reader::nearest;
use crate::rules::set::{Change, Rule};

/// Carries out the choices of one layer after the other.
pub(crate) struct Apply<'a> {
    pub rules: &'a mut [Rule],
    pub mistakes: &'a mut Vec<Diagnostic>,
}

/// How a rule was named when it was switched off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Switch {
    On,
    OffByCategory,
    OffById,
}

impl Apply<'_> {
    /// Changes the rules as `choices` say, in that order, and gives for each
    /// whether it is switched on.
    pub(crate) fn all(&mut self, choices: &[Choices]) -> Vec<bool> {
        let mut switches = vec![Switch::On; self.rules.len()];
        for one in choices {
            self.check_names(one);
            self.act(one);
            self.adjust(one);
            self.reject(one);
            for (rule, switch) in self.rules.iter().zip(&mut switches) {
                *switch = switched(rule, one, *switch);
            }
        }
        switches
            .into_iter()
            .map(|switch| switch == Switch::On)
            .collect()
    }

    fn check_names(&mut self, choices: &Choices) {
        for named in choices.only.iter().chain(&choices.skip) {
            if !self.rules.iter().any(|rule| is_named(rule, &named.name)) {
                let known = self
                    .rules
                    .iter()
                    .flat_map(|rule| [rule.id(), rule.category().name()]);
                let help = match nearest(&named.name, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name a category such as `newsletter`, or a rule such as \
                             `newsletter/sign-up`; `dechaff rules list` has them all"
                        .into(),
                };
                let message = format!("there is no rule or category `{}`", named.name);
                self.mistakes
                    .push(choices.error(named, message).with_help(help));
            }
        }
    }

    /// Sets the actions of categories.
    fn act(&mut self, choices: &Choices) {
        for (named, action) in &choices.actions {
            let Ok(category) = named.name.parse::<Category>() else {
                let names = Category::ALL.iter().map(|category| category.name());
                let help = match nearest(&named.name, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "for a single rule write `[rule.\"id\"]` and `action` below it".into(),
                };
                let message = format!("there is no category `{}`", named.name);
                self.mistakes
                    .push(choices.error(named, message).with_help(help));
                continue;
            };
            let change = change("action", choices, named);
            let leaves_it = |rule: &&mut Rule| rule.category == category && !rule.has_own_action;
            for rule in self.rules.iter_mut().filter(leaves_it) {
                rule.action = *action;
                rule.changes.push(change.clone());
            }
        }
    }

    fn adjust(&mut self, choices: &Choices) {
        for (named, keys) in &choices.adjustments {
            match self.rules.iter().position(|rule| rule.id() == named.name) {
                Some(number) => self.adjust_rule(number, choices, named, keys),
                None => {
                    let help = match nearest(&named.name, self.rules.iter().map(Rule::id)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "`dechaff rules list` has them all".into(),
                    };
                    let message = format!("there is no rule `{}`", named.name);
                    self.mistakes
                        .push(choices.error(named, message).with_help(help));
                }
            }
        }
    }

    /// Notes what reviews rejected. Decisions outlive the rules that they are about.
    fn reject(&mut self, choices: &Choices) {
        for (id, rejection) in &choices.rejections {
            if let Some(rule) = self.rules.iter_mut().find(|rule| rule.id() == id) {
                rule.rejected.push(rejection.clone());
                rule.changes.push(Change {
                    key: "rejected",
                    layer: choices.layer,
                    place: choices.file.clone(),
                });
            }
        }
    }

    fn adjust_rule(
        &mut self,
        number: usize,
        choices: &Choices,
        named: &Named,
        keys: &AdjustmentKeys,
    ) {
        let rule = &mut self.rules[number];
        let mut check = Checker {
            name: &choices.file,
            text: &choices.text,
            mistakes: self.mistakes,
        };
        let mut changed = Vec::new();
        if let Some(confidence) = &keys.confidence {
            rule.confidence = check.confidence(confidence);
            changed.push("confidence");
        }
        if let Some(action) = keys.action {
            rule.action = action;
            rule.has_own_action = true;
            changed.push("action");
        }
        if let Some(languages) = &keys.languages {
            rule.languages = check.languages(languages);
            changed.push("languages");
        }
        if let Some(sites) = &keys.sites {
            rule.sites = check.sites(sites);
            changed.push("sites");
        }
        if !keys.except_sites.is_empty() {
            rule.except_sites.extend(check.sites(&keys.except_sites));
            changed.push("except_sites");
        }
        if let Some(zones) = &keys.zones {
            rule.zones.clone_from(zones);
            changed.push("zones");
        }
        if let Some(company) = &keys.company {
            rule.company.clone_from(company);
            changed.push("company");
        }
        if !keys.unless.is_empty() {
            rule.unless.extend(check.phrases(&keys.unless));
            changed.push("unless");
        }
        if let Some(max_length) = &keys.max_length {
            rule.max_length = *max_length.get_ref();
            changed.push("max_length");
        }
        let changes = changed.into_iter().map(|key| change(key, choices, named));
        rule.changes.extend(changes);
    }
}

fn change(key: &'static str, choices: &Choices, named: &Named) -> Change {
    Change {
        key,
        layer: choices.layer,
        place: choices.place(named.place.as_ref()),
    }
}

/// Whether a rule is on after a layer. Naming a rule beats naming its category:
/// `only` with a category does not bring back what was skipped by its id.
fn switched(rule: &Rule, choices: &Choices, before: Switch) -> Switch {
    let by_id = |names: &[Named]| names.iter().any(|named| named.name == rule.id());
    let by_category = |names: &[Named]| names.iter().any(|named| is_of(rule, &named.name));
    let mut switch = before;
    if by_id(&choices.only) || by_category(&choices.only) && before == Switch::OffByCategory {
        switch = Switch::On;
    } else if !choices.only.is_empty() && !by_category(&choices.only) {
        switch = Switch::OffByCategory;
    }
    if by_id(&choices.skip) {
        switch = Switch::OffById;
    } else if by_category(&choices.skip) && !by_id(&choices.only) {
        switch = Switch::OffByCategory;
    }
    switch
}

/// Whether a name means a rule: its id, or one that it shares with others.
fn is_named(rule: &Rule, name: &str) -> bool {
    rule.id() == name || is_of(rule, name)
}

/// Whether a name is that of the rule's category, or of all rules by wording.
fn is_of(rule: &Rule, name: &str) -> bool {
    rule.category().name() == name || (name == "wording" && rule.wording.is_some())
}

impl Choices {
    /// File and line of a place in the file; empty for options.
    pub(super) fn place(&self, place: Option<&std::ops::Range<usize>>) -> String {
        place.map_or_else(String::new, |place| {
            let line = self.text[..place.start].matches('\n').count() + 1;
            format!("{}:{line}", self.file)
        })
    }
}

/// The level that the last of the choices sets, and the layer that does.
pub(crate) fn level(choices: &[Choices]) -> (Level, Layer) {
    let set = choices
        .iter()
        .rev()
        .find_map(|one| one.level.as_ref().map(|(level, _)| (*level, one.layer)));
    set.unwrap_or_default()
}
