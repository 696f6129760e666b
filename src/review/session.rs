//! A review as it goes on: where the reviewer is, what was decided, and the way back.
//! Keys and screens are somebody else's.

use std::collections::BTreeMap;

use super::decision::{About, Decision, Decisions, Verdict};
use super::key::content_key;
use super::occurrence::{Occurrence, Reach};
use super::precision::Precision;
use super::queue::{Group, Member, Queue};

/// What a review goes through: a group, or one place of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    group: usize,
    /// The only place, in a sample.
    place: Option<usize>,
}

/// A decision that can be undone.
#[derive(Clone, Debug)]
struct Step {
    /// What was decided, each with what it replaced.
    decided: Vec<(Decision, Option<Decision>)>,
    at: usize,
    place: usize,
}

/// A review.
///
/// ```
/// use dechaff::review::{Decisions, Occurrence, Proposal, QueueBuilder, Reach, Session, Verdict};
///
/// let mut queue = QueueBuilder::default();
/// for text in ["Sign up", "Log in"] {
///     queue.add(Proposal {
///         rule: "login/button", category: "login", confidence: 0.9, text,
///         around: Default::default(), site: None, address: Default::default(),
///     });
/// }
/// let mut session = Session::new(queue.build(), Decisions::default());
/// let shown = Occurrence { text: "Log in".into(), ..Occurrence::default() };
/// assert_eq!(session.group().map(|group| group.text.as_str()), Some("Log in"));
/// session.decide(&Verdict::Accept, Reach::Group, &shown);
/// assert_eq!(session.group().map(|group| group.text.as_str()), Some("Sign up"));
/// assert!(session.undo());
/// assert_eq!(session.left(), 2);
/// ```
#[derive(Debug)]
pub struct Session {
    queue: Queue,
    decisions: Decisions,
    items: Vec<Item>,
    /// Undecided places of each group.
    undecided: Vec<usize>,
    /// The item that is shown; as many as there are at the end.
    at: usize,
    /// The place of the group that is shown.
    place: usize,
    visited: Vec<usize>,
    steps: Vec<Step>,
    wanted: String,
    /// What was known of rules before.
    measured_before: BTreeMap<String, Precision>,
}

impl Session {
    /// A review of everything in a queue, from the first group that nobody has decided
    /// about.
    pub fn new(queue: Queue, decisions: Decisions) -> Self {
        let items = 0..queue.groups.len();
        let items = items.map(|group| Item { group, place: None });
        Self::of(queue, decisions, items.collect())
    }

    /// A review of a sample of a rule's removals, each by itself. The sample is by
    /// chance, and the same every time: a review that was broken off goes on.
    pub fn sample(queue: Queue, decisions: Decisions, rule: &str, size: usize) -> Self {
        let mut drawn = Vec::new();
        for (number, group) in queue.groups.iter().enumerate() {
            if group.rule != rule {
                continue;
            }
            for (place, member) in group.members.iter().enumerate() {
                let lot = format!("{}\n{}\n{place}", group.id, member.place);
                let lot = *blake3::hash(lot.as_bytes()).as_bytes();
                drawn.push((
                    lot,
                    Item {
                        group: number,
                        place: Some(place),
                    },
                ));
            }
        }
        drawn.sort_by_key(|(lot, _)| *lot);
        let items = drawn.into_iter().take(size).map(|(_, item)| item);
        let items = items.collect();
        Self::of(queue, decisions, items)
    }

    fn of(queue: Queue, decisions: Decisions, items: Vec<Item>) -> Self {
        let mut session = Self {
            undecided: vec![0; queue.groups.len()],
            measured_before: decisions.precisions.clone(),
            queue,
            decisions,
            items,
            at: 0,
            place: 0,
            visited: Vec::new(),
            steps: Vec::new(),
            wanted: String::new(),
        };
        session.count(|_| true);
        session.at = session.next_open(0).unwrap_or(session.items.len());
        session.place = session.first_place();
        session
    }

    /// The group that is shown; `None` at the end.
    pub fn group(&self) -> Option<&Group> {
        let item = self.items.get(self.at)?;
        self.queue.groups.get(item.group)
    }

    /// The place of the group that is shown.
    pub fn member(&self) -> Option<&Member> {
        self.group()?.members.get(self.place)
    }

    /// The number of that place, from 1.
    pub fn place(&self) -> usize {
        self.place + 1
    }

    /// The decision that holds for that place.
    pub fn decision(&self) -> Option<&Decision> {
        let (group, member) = (self.group()?, self.member()?);
        self.queue.decision(&self.decisions, group, member)
    }

    /// All decisions.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// The queue.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// How many items the review goes through: groups, or the places of a sample.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    /// How many of them wait for a decision.
    pub fn left(&self) -> usize {
        let items = self.items.iter();
        items.filter(|item| self.is_open(item)).count()
    }

    /// Decides about what is shown, and goes on to what is still open. Tells whether
    /// anything was decided: at the end, and about a site that is not known, nothing is.
    pub fn decide(&mut self, verdict: &Verdict, reach: Reach, shown: &Occurrence) -> bool {
        let Some(rule) = self.group().map(|group| group.rule.clone()) else {
            return false;
        };
        let Some(about) = shown.about(reach) else {
            return false;
        };
        let verdict = verdict.clone();
        self.put_all(vec![Decision {
            rule,
            about,
            verdict,
        }]);
        true
    }

    /// Decides about everything that is still open: accepts its rules, or rejects its
    /// texts. To accept is to trust the rules from now on; to reject is about what was
    /// proposed, and no reason to switch a rule off. Tells whether anything was open.
    pub fn decide_rest(&mut self, verdict: &Verdict) -> bool {
        let open: Vec<&Group> = self
            .items
            .iter()
            .filter(|item| self.is_open(item))
            .map(|item| &self.queue.groups[item.group])
            .collect();
        let decisions = open.into_iter().map(|group| Decision {
            rule: group.rule.clone(),
            about: match verdict {
                Verdict::Accept => About::Everything,
                _ => About::Text(group.text.clone()),
            },
            verdict: verdict.clone(),
        });
        let mut decisions: Vec<Decision> = decisions.collect();
        decisions.dedup();
        let is_any = !decisions.is_empty();
        if is_any {
            self.put_all(decisions);
        }
        is_any
    }

    fn put_all(&mut self, decisions: Vec<Decision>) {
        let mut decided = Vec::new();
        for decision in decisions {
            let replaced = self.decisions.put(decision.clone());
            decided.push((decision, replaced));
        }
        let rules: Vec<String> = decided.iter().map(|(one, _)| one.rule.clone()).collect();
        self.steps.push(Step {
            decided,
            at: self.at,
            place: self.place,
        });
        self.count(|group| rules.contains(&group.rule));
        let is_done = self
            .items
            .get(self.at)
            .is_none_or(|item| !self.is_open(item));
        if is_done {
            self.visited.push(self.at);
            self.at = self.next_open(self.at).unwrap_or(self.items.len());
        }
        self.place = self.first_place();
    }

    /// Whether each removal of a sample is looked at by itself.
    pub fn is_sample(&self) -> bool {
        self.items.first().is_some_and(|item| item.place.is_some())
    }

    /// Takes the last decision back and shows what it was about; tells whether there
    /// was one.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.steps.pop() else {
            return false;
        };
        let mut rules = Vec::new();
        for (decision, replaced) in step.decided.into_iter().rev() {
            self.decisions.withdraw(&decision);
            rules.push(decision.rule);
            if let Some(replaced) = replaced {
                self.decisions.put(replaced);
            }
        }
        self.count(|group| rules.contains(&group.rule));
        if self.visited.last() == Some(&step.at) {
            self.visited.pop();
        }
        self.at = step.at;
        self.place = step.place;
        true
    }

    /// Goes on without a decision, to the next open item; after the last one to the
    /// first again. Tells whether there is another.
    pub fn skip(&mut self) -> bool {
        match self.next_open(self.at + 1).or_else(|| self.next_open(0)) {
            Some(next) if next != self.at => {
                self.go_to(next);
                true
            }
            _ => false,
        }
    }

    /// Goes back to what was shown before, decided or not; tells whether there is any.
    pub fn back(&mut self) -> bool {
        let Some(before) = self.visited.pop() else {
            return false;
        };
        self.at = before;
        self.place = self.first_place();
        true
    }

    /// Shows another place of the group: `steps` on, or back where negative.
    pub fn turn(&mut self, steps: isize) -> bool {
        let is_sample = self
            .items
            .get(self.at)
            .is_some_and(|item| item.place.is_some());
        let places = self.group().map_or(0, |group| group.members.len());
        let next = self.place.saturating_add_signed(steps);
        if is_sample || next >= places || next == self.place {
            return false;
        }
        self.place = next;
        true
    }

    /// Goes to the next item, decided or not, whose text, rule or site has these words,
    /// and around the end; with no words, those of the last search. Tells whether there
    /// is one.
    pub fn search(&mut self, words: &str) -> bool {
        if !words.trim().is_empty() {
            self.wanted = content_key(words);
        }
        let fits = |number: &usize| {
            let group = &self.queue.groups[self.items[*number].group];
            let sites = self.queue.sites_of(group);
            content_key(&group.text).contains(&self.wanted)
                || group.rule.contains(&self.wanted)
                || sites.iter().any(|(site, _)| site.contains(&self.wanted))
        };
        let count = self.items.len();
        let start = self.at.min(count);
        let order = (start + 1..count).chain(0..count.min(start + 1));
        let found = order.into_iter().find(fits);
        match found {
            Some(found) => {
                self.go_to(found);
                true
            }
            None => false,
        }
    }

    /// What the sample shows of its rule, at this date; `None` where it is no sample, or
    /// some of it was not looked at.
    pub fn measured(&self, date: &str) -> Option<(String, Precision)> {
        let mut rule = None;
        let (mut sampled, mut wrong) = (0, 0);
        for item in &self.items {
            let group = &self.queue.groups[item.group];
            let member = group.members.get(item.place?)?;
            rule = Some(group.rule.clone());
            let decision = self.queue.decision(&self.decisions, group, member);
            // That a rule is trusted as a whole says nothing about a single removal.
            let verdict = decision
                .filter(|found| matches!(found.about, About::Text(_) | About::Place { .. }))
                .map(|found| &found.verdict);
            sampled += usize::from(verdict.is_some());
            wrong += usize::from(verdict.is_some_and(|verdict| *verdict != Verdict::Accept));
        }
        let precision = Precision {
            sampled,
            wrong,
            date: date.to_owned(),
        };
        let is_whole = sampled > 0 && sampled == self.items.len();
        rule.filter(|_| is_whole).map(|rule| (rule, precision))
    }

    /// Notes what was measured, at this date; takes it back where the sample is no longer
    /// whole.
    pub fn note(&mut self, date: &str) {
        match self.measured(date) {
            Some((rule, precision)) => {
                self.decisions.precisions.insert(rule, precision);
            }
            None if self.is_sample() => {
                self.decisions.precisions.clone_from(&self.measured_before);
            }
            None => {}
        }
    }

    fn go_to(&mut self, item: usize) {
        self.visited.push(self.at);
        self.at = item;
        self.place = self.first_place();
    }

    fn next_open(&self, from: usize) -> Option<usize> {
        (from..self.items.len()).find(|number| self.is_open(&self.items[*number]))
    }

    fn is_open(&self, item: &Item) -> bool {
        let group = &self.queue.groups[item.group];
        match item.place.and_then(|place| group.members.get(place)) {
            Some(member) => {
                let decision = self.queue.decision(&self.decisions, group, member);
                // A sample asks about each removal by itself.
                !decision.is_some_and(|found| {
                    matches!(found.about, About::Text(_) | About::Place { .. })
                })
            }
            None => self.undecided[item.group] > 0,
        }
    }

    /// The first place of the shown item that is open, else its first.
    fn first_place(&self) -> usize {
        let Some(item) = self.items.get(self.at) else {
            return 0;
        };
        let group = &self.queue.groups[item.group];
        let open = || {
            let mut members = group.members.iter();
            members.position(|member| {
                let decision = self.queue.decision(&self.decisions, group, member);
                decision.is_none()
            })
        };
        item.place.or_else(open).unwrap_or(0)
    }

    /// Counts what is undecided of some groups anew.
    fn count(&mut self, concerns: impl Fn(&Group) -> bool) {
        for (number, group) in self.queue.groups.iter().enumerate() {
            if concerns(group) {
                self.undecided[number] = self.queue.undecided(&self.decisions, group);
            }
        }
    }
}
