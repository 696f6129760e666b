//! What is to be decided: removals grouped by what they say, the most doubtful and
//! most frequent first.

use std::collections::{BTreeMap, HashMap};

use super::decision::{About, Decision, Decisions, Subject, is_at_or_below, place_key};
use super::key::{content_key, group_id};

/// A removal that waits for a decision.
#[derive(Clone, Debug)]
pub struct Proposal<'p> {
    /// The rule's id.
    pub rule: &'p str,
    /// The rule's category.
    pub category: &'p str,
    /// The rule's confidence, from 0 to 1.
    pub confidence: f64,
    /// What goes.
    pub text: &'p str,
    /// What stands right before and after it; see [`context`](crate::text::context).
    pub around: (String, String),
    /// The site, if it is known.
    pub site: Option<&'p str>,
    /// Where the proposal is found again.
    pub address: Address,
}

/// Where a proposal stands in its file, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// Where its line begins.
    pub offset: u64,
    /// How long the line is, its end included.
    pub length: u32,
}

/// All removals by one rule that say the same.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Group {
    /// The same in every run; see [`group_id`].
    pub id: String,
    /// The rule's id.
    pub rule: String,
    /// The rule's category.
    pub category: String,
    /// The rule's confidence, from 0 to 1.
    pub confidence: f64,
    /// What it says, as it stands in its first place.
    pub text: String,
    /// The places.
    pub members: Vec<Member>,
}

/// One place of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where its proposal is found.
    pub address: Address,
    /// The number of its site in the queue.
    site: Option<u32>,
    /// What stands around it.
    pub(super) place: u64,
}

/// All groups.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// The groups, the most doubtful and most frequent first.
    pub groups: Vec<Group>,
    sites: Vec<String>,
}

/// Gathers proposals into groups.
#[derive(Debug, Default)]
pub struct QueueBuilder {
    groups: Vec<Group>,
    by_id: HashMap<String, usize>,
    sites: Vec<String>,
    by_site: HashMap<String, u32>,
}

impl QueueBuilder {
    /// Adds a proposal.
    pub fn add(&mut self, proposal: Proposal<'_>) {
        let id = group_id(proposal.rule, proposal.text);
        let number = *self.by_id.entry(id).or_insert_with_key(|id| {
            self.groups.push(Group {
                id: id.clone(),
                rule: proposal.rule.to_owned(),
                category: proposal.category.to_owned(),
                confidence: proposal.confidence,
                text: proposal.text.trim().to_owned(),
                members: Vec::new(),
            });
            self.groups.len() - 1
        });
        let site = proposal.site.map(|site| match self.by_site.get(site) {
            Some(number) => *number,
            None => {
                let number = self.sites.len() as u32;
                self.sites.push(site.to_owned());
                self.by_site.insert(site.to_owned(), number);
                number
            }
        });
        let (before, after) = &proposal.around;
        let group = &mut self.groups[number];
        group.confidence = group.confidence.min(proposal.confidence);
        group.members.push(Member {
            address: proposal.address,
            site,
            place: place_key(before, after),
        });
    }

    /// The groups, in order: by how many wrong removals are to be expected, that is
    /// doubt times number; then the less sure, then by text, so that the order is the
    /// same every time.
    pub fn build(self) -> Queue {
        let mut groups = self.groups;
        groups.sort_by(|a, b| {
            let order = b.expected_errors().total_cmp(&a.expected_errors());
            order
                .then(a.confidence.total_cmp(&b.confidence))
                .then_with(|| a.text.cmp(&b.text))
                .then_with(|| a.rule.cmp(&b.rule))
        });
        Queue {
            groups,
            sites: self.sites,
        }
    }
}

impl Group {
    /// How many of its removals are wrong, if its rule is as sure as it says.
    pub fn expected_errors(&self) -> f64 {
        (1.0 - self.confidence) * self.members.len() as f64
    }
}

impl Queue {
    /// The site of a place.
    pub fn site_of(&self, member: &Member) -> Option<&str> {
        let number = member.site? as usize;
        self.sites.get(number).map(String::as_str)
    }

    /// The sites of a group with how many of its places each has, the most first.
    pub fn sites_of(&self, group: &Group) -> Vec<(&str, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for member in &group.members {
            if let Some(site) = self.site_of(member) {
                *counts.entry(site).or_default() += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    /// Whether some of a group stands on a site or below it.
    pub fn stands_on(&self, group: &Group, site: &str) -> bool {
        let mut members = group.members.iter();
        members.any(|member| {
            let own = self.site_of(member);
            own.is_some_and(|own| is_at_or_below(own, site))
        })
    }

    /// The decision that holds for a place.
    pub fn decision<'d>(
        &self,
        decisions: &'d Decisions,
        group: &Group,
        member: &Member,
    ) -> Option<&'d Decision> {
        if !decisions.knows(&group.rule) {
            return None;
        }
        decisions.of(&Subject {
            rule: &group.rule,
            content: &content_key(&group.text),
            place: member.place,
            site: self.site_of(member),
        })
    }

    /// How many places of a group nobody has decided about.
    pub fn undecided(&self, decisions: &Decisions, group: &Group) -> usize {
        if !decisions.knows(&group.rule) {
            return group.members.len();
        }
        let content = content_key(&group.text);
        let members = group.members.iter();
        let subject = |member: &Member| Subject {
            rule: &group.rule,
            content: &content,
            place: member.place,
            site: self.site_of(member),
        };
        members
            .filter(|member| decisions.of(&subject(member)).is_none())
            .count()
    }

    /// The decisions that are about nothing in the queue: what they were made for is
    /// no longer proposed.
    pub fn stale<'d>(&self, decisions: &'d Decisions) -> Vec<&'d Decision> {
        let mut by_rule: HashMap<&str, HashMap<String, &Group>> = HashMap::new();
        for group in self.groups.iter().filter(|one| decisions.knows(&one.rule)) {
            let groups = by_rule.entry(&group.rule).or_default();
            groups.insert(content_key(&group.text), group);
        }
        let is_stale = |decision: &&Decision| {
            let Some(groups) = by_rule.get(decision.rule.as_str()) else {
                return true;
            };
            match &decision.about {
                About::Everything => false,
                About::Site(site) => !self
                    .groups
                    .iter()
                    .any(|group| group.rule == decision.rule && self.stands_on(group, site)),
                About::Text(text) => !groups.contains_key(&content_key(text)),
                About::Place {
                    text,
                    before,
                    after,
                } => {
                    let place = place_key(before, after);
                    let group = groups.get(&content_key(text));
                    let mut members = group.into_iter().flat_map(|group| &group.members);
                    !members.any(|member| member.place == place)
                }
            }
        };
        decisions.iter().filter(is_stale).collect()
    }
}
