//! What a person decided, and how it is looked up.

use std::collections::{BTreeMap, HashMap};

use super::key::content_key;
use super::precision::Precision;
use crate::text::surroundings;

/// What becomes of a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is carried out.
    Accept,
    /// The text stays.
    Reject,
    /// This goes instead, a text in the removal or around it.
    Edit(String),
}

/// What a decision is about, from the narrowest to the widest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A text where it stands between these.
    Place {
        /// The text.
        text: String,
        /// What stands right before it.
        before: String,
        /// What stands right after it.
        after: String,
    },
    /// A text wherever it stands.
    Text(String),
    /// What the rule removes on a site and below it.
    Site(String),
    /// Everything that the rule removes.
    Everything,
}

/// A decision about removals of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The rule's id.
    pub rule: String,
    /// Which of its removals it is about.
    pub about: About,
    /// What becomes of them.
    pub verdict: Verdict,
}

/// What a removal is looked up by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject<'s> {
    /// The rule's id.
    pub rule: &'s str,
    /// The [key](content_key) of what it says.
    pub content: &'s str,
    /// The [key](place_key) of what stands around it.
    pub place: u64,
    /// The site, if it is known.
    pub site: Option<&'s str>,
}

/// What tells one decision from another; sorted as in the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    rule: String,
    site: Option<String>,
    content: Option<String>,
    place: Option<u64>,
}

/// The decisions of a project.
///
/// ```
/// use dechaff::review::{About, Decision, Decisions, Subject, Verdict};
///
/// let mut decisions = Decisions::default();
/// decisions.put(Decision {
///     rule: "newsletter/sign-up".into(),
///     about: About::Text("Sign up at the town hall".into()),
///     verdict: Verdict::Reject,
/// });
/// let mut subject = Subject { rule: "newsletter/sign-up", content: "sign up at the town hall", place: 0, site: None };
/// assert_eq!(decisions.of(&subject).map(|found| &found.verdict), Some(&Verdict::Reject));
/// subject.content = "sign up today";
/// assert_eq!(decisions.of(&subject), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    decisions: BTreeMap<Key, Decision>,
    /// How often each rule was right, where somebody measured it.
    pub precisions: BTreeMap<String, Precision>,
    /// Decisions by rule and content, so that looking one up allocates nothing.
    by_text: HashMap<(String, String), Vec<Key>>,
    /// Rules of which a decision is about a site or everything.
    wide: HashMap<String, Vec<Key>>,
}

impl PartialEq for Decisions {
    fn eq(&self, other: &Self) -> bool {
        self.decisions == other.decisions && self.precisions == other.precisions
    }
}

impl Decision {
    pub(super) fn key(&self) -> Key {
        let (site, content, place) = match &self.about {
            About::Everything => (None, None, None),
            About::Site(site) => (Some(site.clone()), None, None),
            About::Text(text) => (None, Some(content_key(text)), None),
            About::Place {
                text,
                before,
                after,
            } => {
                let place = place_key(before, after);
                (None, Some(content_key(text)), Some(place))
            }
        };
        Key {
            rule: self.rule.clone(),
            site,
            content,
            place,
        }
    }
}

impl Decisions {
    /// Adds a decision; gives the one about the same that it replaces.
    pub fn put(&mut self, decision: Decision) -> Option<Decision> {
        let key = decision.key();
        let replaced = self.decisions.insert(key.clone(), decision);
        if replaced.is_none() {
            self.index(&key).push(key);
        }
        replaced
    }

    /// Takes the decision about the same back; gives it.
    pub fn withdraw(&mut self, decision: &Decision) -> Option<Decision> {
        let key = decision.key();
        let withdrawn = self.decisions.remove(&key)?;
        self.index(&key).retain(|other| *other != key);
        Some(withdrawn)
    }

    fn index(&mut self, key: &Key) -> &mut Vec<Key> {
        match &key.content {
            Some(content) => {
                let name = (key.rule.clone(), content.clone());
                self.by_text.entry(name).or_default()
            }
            None => self.wide.entry(key.rule.clone()).or_default(),
        }
    }

    /// The decision that holds for a removal: the narrowest there is.
    pub fn of(&self, subject: &Subject<'_>) -> Option<&Decision> {
        self.about_text(subject.rule, subject.content, Some(subject.place))
            .or_else(|| self.about_site(subject.rule, subject.site))
    }

    /// The decision about a text, or about it at a place.
    fn about_text(&self, rule: &str, content: &str, place: Option<u64>) -> Option<&Decision> {
        let keys = self.by_text.get(&(rule.to_owned(), content.to_owned()))?;
        let at = |wanted: Option<u64>| keys.iter().find(|key| key.place == wanted);
        let key = place
            .and_then(|place| at(Some(place)))
            .or_else(|| at(None))?;
        self.decisions.get(key)
    }

    /// The decision about the rule on a site, or everywhere.
    fn about_site(&self, rule: &str, site: Option<&str>) -> Option<&Decision> {
        let keys = self.wide.get(rule)?;
        let holds = |key: &&Key| match (&key.site, site) {
            (Some(own), Some(site)) => is_at_or_below(site, own),
            (own, _) => own.is_none(),
        };
        let nearest = keys
            .iter()
            .filter(holds)
            .max_by_key(|key| key.site.as_ref().map_or(0, String::len));
        self.decisions.get(nearest?)
    }

    /// Whether anything was decided about a rule.
    pub(super) fn knows(&self, rule: &str) -> bool {
        let first = Key {
            rule: rule.to_owned(),
            site: None,
            content: None,
            place: None,
        };
        let mut from = self.decisions.range(first..);
        from.next().is_some_and(|(key, _)| key.rule == rule)
    }

    /// The share of removals that each measured rule was right about, at worst.
    pub fn worst_precisions(&self) -> impl Iterator<Item = (String, f64)> {
        self.precisions
            .iter()
            .map(|(rule, precision)| (rule.clone(), 1.0 - precision.error_at_most()))
    }

    /// Adds what others decided and measured, as far as nothing is known about the same.
    pub fn add_missing(&mut self, others: &Self) {
        for decision in others.iter() {
            if !self.decisions.contains_key(&decision.key()) {
                self.put(decision.clone());
            }
        }
        for (rule, precision) in &others.precisions {
            let known = self.precisions.entry(rule.clone());
            known.or_insert_with(|| precision.clone());
        }
    }

    /// Takes over what changed from `before` to `after`: what was decided, decided
    /// otherwise, taken back, and measured.
    pub fn take_over(&mut self, before: &Self, after: &Self) {
        for (key, decision) in &before.decisions {
            if !after.decisions.contains_key(key) {
                self.withdraw(decision);
            }
        }
        for (key, decision) in &after.decisions {
            if before.decisions.get(key) != Some(decision) {
                self.put(decision.clone());
            }
        }
        for rule in before.precisions.keys() {
            if !after.precisions.contains_key(rule) {
                self.precisions.remove(rule);
            }
        }
        for (rule, precision) in &after.precisions {
            if before.precisions.get(rule) != Some(precision) {
                self.precisions.insert(rule.clone(), precision.clone());
            }
        }
    }

    /// All decisions, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.values()
    }

    /// Whether nothing was decided or measured.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.precisions.is_empty()
    }
}

/// Whether a site is `own` or lies below it.
pub(super) fn is_at_or_below(site: &str, own: &str) -> bool {
    site.strip_suffix(own)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// What tells places of a text apart: what stands right before and after it, folded
/// and with blanks levelled.
///
/// ```
/// use dechaff::review::place_key;
///
/// assert_eq!(place_key("The end. ", ""), place_key("THE  END.\n", ""));
/// assert_ne!(place_key("The end. ", ""), place_key("", "The end. "));
/// ```
pub fn place_key(before: &str, after: &str) -> u64 {
    let (before, after) = surroundings(before, after);
    let parts = format!("{before}\n{after}");
    let mut key = [0; 8];
    key.copy_from_slice(&blake3::hash(parts.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(about: About, verdict: Verdict) -> Decision {
        Decision {
            rule: "share/buttons".into(),
            about,
            verdict,
        }
    }

    #[test]
    fn the_narrowest_decision_holds() {
        let place = About::Place {
            text: "Share".into(),
            before: "The end. ".into(),
            after: String::new(),
        };
        let mut decisions = Decisions::default();
        let all = [
            decision(About::Everything, Verdict::Accept),
            decision(About::Site("news.example".into()), Verdict::Reject),
            decision(About::Site("sport.news.example".into()), Verdict::Accept),
            decision(About::Text("* SHARE".into()), Verdict::Edit("are".into())),
            decision(place, Verdict::Reject),
        ];
        let subject = |content, place, site| Subject {
            rule: "share/buttons",
            content,
            place,
            site,
        };
        let at = place_key("The end.\n", "");
        let cases = [
            (subject("share", at, Some("news.example")), 4),
            (subject("share", 1, Some("news.example")), 3),
            (subject("tweet", 1, Some("sport.news.example")), 2),
            (subject("tweet", 1, Some("a.news.example")), 1),
            (subject("tweet", 1, Some("fakenews.example")), 0),
            (subject("tweet", 1, None), 0),
        ];
        for one in &all {
            assert_eq!(decisions.put(one.clone()), None);
        }
        for (subject, expected) in &cases {
            assert_eq!(decisions.of(subject), Some(&all[*expected]), "{subject:?}");
        }
        let other = Subject {
            rule: "share/other",
            ..subject("share", at, None)
        };
        assert_eq!(decisions.of(&other), None);
        for one in &all {
            assert_eq!(decisions.withdraw(one).as_ref(), Some(one));
        }
        assert!(decisions.is_empty());
        assert!(
            cases
                .iter()
                .all(|(subject, _)| decisions.of(subject).is_none())
        );
    }
}
