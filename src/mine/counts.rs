//! The second count: exactly, of what the first found to be frequent.

use crate::text::{Day, Document};

use super::frequencies::{EVERYWHERE, Frequencies, is_row, row_key, site_seed};
use super::pages::Pages;
use super::pattern::masks;
use super::settings::Settings;
use super::tally::{Origin, Place, Sighting, Stats, Tally};
use super::tokens::{NUMBER, Row, Rows};
use crate::text::word_hash;

/// Lines without a repeat that are passed over on the way to the article.
const MOST_PASSED: usize = 5;
/// Words of the longest row that is looked at.
const LONGEST: usize = 400;

/// What the earlier passes have found, and what is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// What is proposed at all.
    pub settings: &'k Settings,
    /// Which documents count.
    pub pages: &'k Pages,
    /// How frequent everything is.
    pub frequencies: &'k Frequencies,
}

/// A document as a later pass reads it.
#[derive(Debug)]
pub(super) struct Look<'l> {
    pub known: Known<'l>,
    pub rows: Rows<'l>,
    pub seed: u64,
    /// Pages that something of its site needs.
    pub needed: u32,
    /// The key of each row, 0 for rows without words.
    keys: Vec<u64>,
    /// The row of each unit.
    lines: Vec<usize>,
    /// The first and the last unit of running text that does not repeat.
    anchors: Option<(usize, usize)>,
}

impl<'l> Look<'l> {
    pub(super) fn new(known: Known<'l>, document: &'l Document<'_>) -> Self {
        let rows = Rows::new(document.text());
        let seed = site_seed(document.site());
        let keys = rows
            .all()
            .iter()
            .map(|row| match row.words.len() <= LONGEST && is_row(row) {
                true => row_key(seed, row),
                false => 0,
            });
        let lines = rows
            .all()
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.is_sentence);
        let mut look = Self {
            needed: known.settings.needed(known.pages.of_seed(seed)),
            keys: keys.collect(),
            lines: lines.map(|(number, _)| number).collect(),
            anchors: None,
            known,
            seed,
            rows,
        };
        let is_anchor =
            |unit: &usize| look.rows.units()[*unit].is_prose() && !look.repeats(look.lines[*unit]);
        let units = look.rows.units().len();
        let first = (0..units).find(is_anchor);
        look.anchors =
            first.map(|first| (first, (0..units).rev().find(is_anchor).unwrap_or(first)));
        look
    }

    /// Whether a row is on enough pages, as far as the first count can tell.
    pub(super) fn repeats(&self, row: usize) -> bool {
        self.keys[row] != 0 && self.known.frequencies.count(self.keys[row]) >= self.needed
    }

    pub(super) fn key(&self, row: usize) -> u64 {
        self.keys[row]
    }

    /// The number of a row on all sites together.
    fn key_everywhere(&self, row: usize) -> u64 {
        row_key(EVERYWHERE, &self.rows.all()[row])
    }

    /// The rows that are not part of a line that repeats.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &Row)> {
        let all = self.rows.all().iter().enumerate();
        all.filter(|(number, row)| {
            self.keys[*number] != 0 && !(row.is_sentence && self.repeats(self.lines[row.unit]))
        })
    }

    /// A row as it is counted under a key.
    pub(super) fn sighting(&self, row: usize, key: u64) -> Sighting {
        let own = &self.rows.all()[row];
        let line = |unit: Option<usize>| unit.and_then(|unit| self.lines.get(unit)).copied();
        let key_of = |unit: Option<usize>| line(unit).map_or(0, |row| self.keys[row]);
        let next = line(Some(own.unit + 1));
        let before_numbers = next.is_some_and(|row| {
            let words = &self.rows.all()[row].words;
            words.iter().filter(|word| word.hash == NUMBER).count() * 2 > words.len()
        });
        Sighting {
            key,
            place: self.place(own.unit),
            before: key_of(own.unit.checked_sub(1)),
            after: key_of(Some(own.unit + 1)),
            inner: self.inner(own.unit),
            outer: self.outer(own.unit),
            before_numbers,
            is_sentence: own.is_sentence,
            text: own.span.of(self.rows.text()).to_owned(),
        }
    }

    /// The next line on the way from a unit to the article that repeats.
    fn inner(&self, unit: usize) -> u64 {
        let Some((first, last)) = self.anchors else {
            return 0;
        };
        let repeated = |unit: &usize| self.repeats(self.lines[*unit]);
        let found = match self.place(unit) {
            Place::Head => (unit + 1..first).take(MOST_PASSED).find(repeated),
            Place::Tail => (last + 1..unit).rev().take(MOST_PASSED).find(repeated),
            Place::Between | Place::Alone => None,
        };
        found.map_or(0, |unit| self.keys[self.lines[unit]])
    }

    /// The line right beside a unit on the side away from the article, if it repeats.
    fn outer(&self, unit: usize) -> u64 {
        let beside = match self.place(unit) {
            Place::Head => unit.checked_sub(1),
            Place::Tail => Some(unit + 1).filter(|unit| *unit < self.lines.len()),
            Place::Between | Place::Alone => None,
        };
        let row = beside.map(|unit| self.lines[unit]);
        row.filter(|row| self.repeats(*row))
            .map_or(0, |row| self.keys[row])
    }

    fn place(&self, unit: usize) -> Place {
        match self.anchors {
            None => Place::Alone,
            Some((first, _)) if unit < first => Place::Head,
            Some((_, last)) if unit > last => Place::Tail,
            Some(_) => Place::Between,
        }
    }
}

/// A number for the name of a document.
pub(super) fn name_number(name: &str) -> u64 {
    word_hash(name.as_bytes())
}

/// What one document adds to the second count.
#[derive(Debug)]
pub struct CountTrace {
    name: u64,
    day: Option<Day>,
    own: Vec<Sighting>,
    everywhere: Vec<Sighting>,
    masks: Vec<u64>,
}

impl CountTrace {
    /// What the document called `name` adds.
    pub fn new(known: Known<'_>, name: &str, document: &Document<'_>) -> Self {
        let look = Look::new(known, document);
        let mut trace = Self {
            name: name_number(name),
            day: document.day(),
            own: Vec::new(),
            everywhere: Vec::new(),
            masks: Vec::new(),
        };
        for (number, row) in look.rows() {
            if look.repeats(number) {
                trace.own.push(look.sighting(number, look.key(number)));
            } else if !row.is_sentence {
                trace.masks.extend(masks(&look, row).map(|mask| mask.key));
            }
            if row.is_sentence {
                continue;
            }
            let key = look.key_everywhere(number);
            if known.frequencies.count(key) >= known.settings.sites {
                trace.everywhere.push(look.sighting(number, key));
            }
        }
        trace.masks.sort_unstable();
        trace.masks.dedup();
        trace
    }
}

/// The second count.
#[derive(Debug)]
pub struct Counts {
    /// What repeats on its site.
    pub(super) own: Tally,
    /// What is on several sites.
    pub(super) everywhere: Tally,
    /// How frequent lines with slots are.
    pub(super) masks: Frequencies,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            own: Tally::default(),
            everywhere: Tally::of_sites(),
            masks: Frequencies::default(),
        }
    }
}

impl Counts {
    /// Counts the next document.
    pub fn add(&mut self, pages: &Pages, number: usize, trace: CountTrace) {
        let Some(origin) = origin(pages, number, trace.name, trace.day) else {
            return;
        };
        self.own.add(origin, trace.own);
        self.everywhere.add(origin, trace.everywhere);
        trace.masks.iter().for_each(|&key| self.masks.add_key(key));
    }

    /// Ends the count: what turned out to be rarer than it seemed is dropped.
    #[must_use]
    pub fn finish(mut self, settings: &Settings, pages: &Pages) -> Self {
        self.own.retain(|stats| is_enough(settings, pages, stats));
        self.everywhere
            .retain(|stats| stats.sites.len() as u32 + 1 >= settings.sites);
        self
    }
}

/// Whether something is on enough pages of its site.
pub(super) fn is_enough(settings: &Settings, pages: &Pages, stats: &Stats) -> bool {
    stats.pages >= settings.needed(pages.of_site(stats.site))
}

/// The page of a document that counts.
pub(super) fn origin(pages: &Pages, number: usize, name: u64, day: Option<Day>) -> Option<Origin> {
    let site = pages.site_of(number).filter(|_| pages.is_counted(number))?;
    Some(Origin {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        site,
        name,
        day,
    })
}
