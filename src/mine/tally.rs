//! Exact counts of what repeats.

use std::collections::HashMap;

use crate::text::Day;

/// Texts that are kept of what repeats in several wordings.
const MOST_SAMPLES: usize = 3;
/// Documents of which the names are kept.
const MOST_DOCUMENTS: usize = 3;

/// Where on a page something stands, by the running text that does not repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Before all of it.
    Head,
    /// Between its first and its last paragraph.
    Between,
    /// After all of it.
    Tail,
    /// The page has none.
    Alone,
}

/// Something that repeats, on one page.
#[derive(Clone, Debug)]
pub(super) struct Sighting {
    /// What it is, and on which site.
    pub key: u64,
    pub place: Place,
    /// The lines before and after it; 0 where there is none.
    pub before: u64,
    pub after: u64,
    /// The next line that repeats on the way to the article, and the one right beside it on
    /// the other side; 0 where there is none, and between paragraphs.
    pub inner: u64,
    pub outer: u64,
    /// Whether a line of numbers follows.
    pub before_numbers: bool,
    /// Whether it is one sentence of several in its line.
    pub is_sentence: bool,
    /// How it is written.
    pub text: String,
}

/// The page of some sightings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// The number of the document.
    pub number: u32,
    /// The number of its site.
    pub site: u32,
    /// A number for its name.
    pub name: u64,
    /// The day it is from.
    pub day: Option<Day>,
}

/// What is known of something that repeats.
#[derive(Clone, Debug)]
pub(super) struct Stats {
    /// In the order of the first sightings.
    pub order: u32,
    /// The first site that had it.
    pub site: u32,
    pub is_sentence: bool,
    /// Pages that have it.
    pub pages: u32,
    /// Pages that have it more than once.
    pub twice: u32,
    /// Pages by [`Place`].
    pub places: [u32; 4],
    pub before: Majority,
    pub after: Majority,
    pub inner: Common,
    pub outer: Common,
    /// Pages on which numbers follow.
    pub before_numbers: u32,
    /// The first and the last day, and how many pages have one.
    pub days: Option<(Day, Day)>,
    pub dated: u32,
    /// Other sites than the first, where they are counted.
    pub sites: Vec<u32>,
    /// Different texts, as they were written.
    pub samples: Vec<Box<str>>,
    /// Numbers of the names of its first documents.
    pub documents: Vec<u64>,
    /// The document that was counted last, and how often it had it once more.
    last: u32,
    again: u32,
}

/// The vote of Boyer and Moore: what most have, where most have the same.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Majority {
    pub winner: u64,
    lead: u32,
}

impl Majority {
    fn vote(&mut self, choice: u64) {
        if self.lead == 0 {
            self.winner = choice;
            self.lead = 1;
        } else if self.winner == choice {
            self.lead += 1;
        } else {
            self.lead -= 1;
        }
    }
}

/// Keys that are counted at a time.
const MOST_COMMON: usize = 6;

/// The most frequent of many keys (Misra and Gries, 1982): none is counted too often, and
/// each at most a seventh of all too rarely.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Common {
    all: u32,
    counts: [(u64, u32); MOST_COMMON],
}

impl Common {
    /// Counts a key; 0 is none.
    fn add(&mut self, key: u64) {
        self.all += u32::from(key != 0);
        self.add_times(key, 1);
    }

    fn add_times(&mut self, key: u64, mut times: u32) {
        if key == 0 {
            return;
        }
        while times > 0 {
            let known = self
                .counts
                .iter()
                .position(|(own, count)| *own == key && *count > 0);
            let place = known.or_else(|| self.counts.iter().position(|(_, count)| *count == 0));
            if let Some(place) = place {
                self.counts[place] = (key, self.counts[place].1 + times);
                return;
            }
            let least = self
                .counts
                .iter()
                .map(|(_, count)| *count)
                .min()
                .unwrap_or_default();
            let gone = least.min(times);
            self.counts.iter_mut().for_each(|(_, count)| *count -= gone);
            times -= gone;
        }
    }

    fn join(&mut self, other: &Self) {
        self.all += other.all;
        for (key, times) in other.counts {
            self.add_times(key, times);
        }
    }

    /// How many keys were counted.
    pub(super) fn all(&self) -> u32 {
        self.all
    }

    /// Whether most of those that are still known are wanted.
    pub(super) fn are_mostly(&self, is_wanted: impl Fn(u64) -> bool) -> bool {
        let (mut wanted, mut others) = (0, 0);
        for (key, count) in self.counts {
            if is_wanted(key) {
                wanted += count;
            } else {
                others += count;
            }
        }
        wanted > others
    }
}

/// Counts by key.
#[derive(Debug, Default)]
pub(super) struct Tally {
    stats: HashMap<u64, Stats>,
    counts_sites: bool,
}

impl Tally {
    /// A count that tells the sites apart.
    pub(super) fn of_sites() -> Self {
        Self {
            counts_sites: true,
            ..Self::default()
        }
    }

    /// Adds what was seen on one page.
    pub(super) fn add(&mut self, origin: Origin, sightings: Vec<Sighting>) {
        for sighting in sightings {
            let order = u32::try_from(self.stats.len()).unwrap_or(u32::MAX);
            let stats = self.stats.entry(sighting.key).or_insert_with(|| Stats {
                order,
                site: origin.site,
                is_sentence: sighting.is_sentence,
                pages: 0,
                twice: 0,
                places: [0; 4],
                before: Majority::default(),
                after: Majority::default(),
                inner: Common::default(),
                outer: Common::default(),
                before_numbers: 0,
                days: None,
                dated: 0,
                sites: Vec::new(),
                samples: Vec::new(),
                documents: Vec::new(),
                last: u32::MAX,
                again: 0,
            });
            stats.add(origin, sighting, self.counts_sites);
        }
    }

    pub(super) fn get(&self, key: u64) -> Option<&Stats> {
        self.stats.get(&key)
    }

    /// Drops what does not repeat enough.
    pub(super) fn retain(&mut self, is_enough: impl Fn(&Stats) -> bool) {
        self.stats.retain(|_, stats| is_enough(stats));
    }

    /// All counts, in the order of the first sightings.
    pub(super) fn in_order(&self) -> Vec<(u64, &Stats)> {
        let mut all: Vec<(u64, &Stats)> = self
            .stats
            .iter()
            .map(|(key, stats)| (*key, stats))
            .collect();
        all.sort_by_key(|(key, stats)| (stats.order, *key));
        all
    }
}

impl Stats {
    fn add(&mut self, origin: Origin, sighting: Sighting, counts_sites: bool) {
        if self.samples.len() < MOST_SAMPLES
            && !self.samples.iter().any(|known| **known == *sighting.text)
        {
            self.samples.push(sighting.text.into_boxed_str());
        }
        if self.last == origin.number {
            self.again += 1;
            if self.again == 1 {
                self.twice += 1;
            }
            return;
        }
        self.last = origin.number;
        self.again = 0;
        self.pages += 1;
        self.places[sighting.place as usize] += 1;
        self.before.vote(sighting.before);
        self.after.vote(sighting.after);
        self.inner.add(sighting.inner);
        self.outer.add(sighting.outer);
        self.before_numbers += u32::from(sighting.before_numbers);
        if let Some(day) = origin.day {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
            self.dated += 1;
        }
        if counts_sites && origin.site != self.site && !self.sites.contains(&origin.site) {
            self.sites.push(origin.site);
        }
        if self.documents.len() < MOST_DOCUMENTS {
            self.documents.push(origin.name);
        }
    }

    /// Pages where it stands at a place.
    pub(super) fn at(&self, place: Place) -> u32 {
        self.places[place as usize]
    }

    /// The sum of two that are one rule; no page has both.
    pub(super) fn join(&mut self, other: &Self) {
        self.order = self.order.min(other.order);
        self.pages += other.pages;
        self.twice += other.twice;
        for (own, more) in self.places.iter_mut().zip(other.places) {
            *own += more;
        }
        self.before_numbers += other.before_numbers;
        self.inner.join(&other.inner);
        self.outer.join(&other.outer);
        self.dated += other.dated;
        self.days = match (self.days, other.days) {
            (Some(own), Some(more)) => Some((own.0.min(more.0), own.1.max(more.1))),
            (own, more) => own.or(more),
        };
        for sample in &other.samples {
            if self.samples.len() < MOST_SAMPLES && !self.samples.contains(sample) {
                self.samples.push(sample.clone());
            }
        }
        let more = other.documents.iter().copied();
        self.documents
            .extend(more.take(MOST_DOCUMENTS - self.documents.len().min(MOST_DOCUMENTS)));
    }
}
