//! What a unit looks like by itself, in its place and among its neighbours, in
//! numbers. No feature asks for words of a language.

use std::collections::HashSet;

use crate::engine::claims::Claims;
use crate::engine::decide::Case;
use crate::engine::zones::Zones;
use crate::rules::{Action, Zone};
use crate::text::{Unit, is_joiner_free_script};

/// Neighbours before and after that are looked at.
const NEIGHBORS: usize = 3;
/// Features of a unit by itself.
const OWN: usize = 24;
/// Features of its place and of the document.
const PLACE: usize = 28;
/// Features of each neighbour.
const PER_NEIGHBOR: usize = 6;
/// Number of features.
pub(crate) const COUNT: usize = OWN + PLACE + 2 * NEIGHBORS * PER_NEIGHBOR;
/// The feature that counts words.
pub(crate) const WORDS: usize = 1;
/// The feature that counts signs such as `@` and `#`.
pub(crate) const ADDRESS_SIGNS: usize = 10;
/// The feature that tells the share of words that running text has too.
pub(crate) const KNOWN_WORDS: usize = 19;
/// The feature that tells whether a rule reports the unit.
pub(crate) const TAGGED: usize = 22;
/// Distances and counts are looked at up to this.
const FAR: usize = 50;

/// The features of one unit.
pub(crate) type Row = [f32; COUNT];

/// The features of every unit of a text. `claims` are those of rules so far.
pub(crate) fn features(case: &Case<'_>, zones: &Zones, claims: &Claims) -> Vec<Row> {
    let units = case.units.all();
    let own = own_features(case, claims);
    let document = Document::new(units, claims);
    (0..units.len())
        .map(|number| {
            let mut row = [0.0; COUNT];
            let mut next = Writer {
                row: &mut row,
                at: 0,
            };
            next.all(&own[number].values);
            place(&mut next, units, number, zones, claims, &document);
            for offset in 1..=NEIGHBORS {
                let before = number.checked_sub(offset).and_then(|at| own.get(at));
                next.all(&before.map_or([-1.0; PER_NEIGHBOR], Own::to_neighbors));
                let after = own.get(number + offset);
                next.all(&after.map_or([-1.0; PER_NEIGHBOR], Own::to_neighbors));
            }
            row
        })
        .collect()
}

/// Fills a row from left to right.
struct Writer<'r> {
    row: &'r mut Row,
    at: usize,
}

impl Writer<'_> {
    fn one(&mut self, value: f32) {
        if let Some(place) = self.row.get_mut(self.at) {
            *place = value;
        }
        self.at += 1;
    }

    fn all(&mut self, values: &[f32]) {
        values.iter().for_each(|value| self.one(*value));
    }
}

/// What a unit looks like by itself.
struct Own {
    values: [f32; OWN],
    weight: f32,
    ends_sentence: f32,
    bulleted: f32,
    known_words: f32,
    cue: f32,
    claimed: f32,
}

impl Own {
    /// What its neighbours see of it.
    fn to_neighbors(&self) -> [f32; PER_NEIGHBOR] {
        [
            self.weight,
            self.ends_sentence,
            self.bulleted,
            self.known_words,
            self.cue,
            self.claimed,
        ]
    }
}

fn own_features(case: &Case<'_>, claims: &Claims) -> Vec<Own> {
    let units = case.units.all();
    let prose = prose_words(case, claims);
    let cues = cues(case);
    let repeated = repetitions(case);
    units
        .iter()
        .enumerate()
        .map(|(number, unit)| {
            let letters = Letters::count(unit.span.of(case.text));
            let words = words(case.units.text(unit));
            let count = words.len().max(1) as f32;
            let known = words.iter().filter(|word| prose.contains(*word)).count() as f32 / count;
            let distinct = words.iter().collect::<HashSet<_>>().len() as f32 / count;
            let short = words.iter().filter(|word| word.len() <= 3).count() as f32 / count;
            let weight = unit.weight.min(2000) as f32;
            let claimed = claimed(claims, number);
            let (cue, tag) = cues[number];
            let flag = |is: bool| f32::from(u8::from(is));
            let values = [
                weight,
                words.len().min(400) as f32,
                flag(unit.ends_sentence),
                letters.commas as f32,
                letters.share(letters.capitals),
                letters.digits as f32 / letters.all.max(1) as f32,
                flag(unit.bulleted),
                letters.word_capitals as f32 / letters.word_starts.max(1) as f32,
                letters.quotes as f32,
                letters.separators as f32,
                letters.address as f32,
                distinct,
                flag(letters.first_is_small),
                flag(letters.last == ':'),
                flag(matches!(letters.last, '…' | '.') && unit.span.of(case.text).ends_with("..")),
                flag(letters.smalls == 0 && letters.capitals > 3),
                repeated[number].min(10) as f32,
                weight / count,
                flag(unit.after_blank),
                known,
                cue,
                claimed,
                tag,
                short,
            ];
            Own {
                values,
                weight,
                ends_sentence: flag(unit.ends_sentence),
                bulleted: flag(unit.bulleted),
                known_words: known,
                cue,
                claimed,
            }
        })
        .collect()
}

/// 1 where all of the unit goes by rules, one half where a part does.
fn claimed(claims: &Claims, unit: usize) -> f32 {
    if claims.goes_whole(unit) {
        1.0
    } else if claims.is_claimed(unit) {
        0.5
    } else {
        0.0
    }
}

/// For each unit the highest confidence of a rule that would remove it, and
/// whether a rule only reports it.
fn cues(case: &Case<'_>) -> Vec<(f32, f32)> {
    let mut cues = vec![(0.0, 0.0); case.units.all().len()];
    for signal in case.signals {
        let rule = &case.rules.rules[signal.rule];
        let (cue, tag) = &mut cues[signal.unit];
        match rule.action() {
            Action::Remove => *cue = rule.confidence().max(f64::from(*cue)) as f32,
            Action::Tag => *tag = 1.0,
            Action::Keep => {}
        }
    }
    cues
}

/// How often the same words stand alone on a line of the text.
fn repetitions(case: &Case<'_>) -> Vec<usize> {
    let units = case.units.all();
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|&number| case.units.core(&units[number]));
    let mut counts = vec![1; units.len()];
    for same in order.chunk_by(|&a, &b| case.units.core(&units[a]) == case.units.core(&units[b])) {
        for &number in same {
            counts[number] = same.len();
        }
    }
    counts
}

/// The words of a folded text; each character of scripts without blanks is one.
fn words(folded: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in folded.char_indices() {
        let is_alone = is_joiner_free_script(c);
        if (is_alone || !c.is_alphanumeric())
            && let Some(start) = start.take()
        {
            words.push(&folded[start..at]);
        }
        if is_alone {
            words.push(&folded[at..at + c.len_utf8()]);
        } else if c.is_alphanumeric() && start.is_none() {
            start = Some(at);
        }
    }
    if let Some(start) = start {
        words.push(&folded[start..]);
    }
    words
}

/// Every word of the running text that stays.
fn prose_words<'a>(case: &Case<'a>, claims: &Claims) -> HashSet<&'a str> {
    let units = case.units.all().iter().enumerate();
    units
        .filter(|(number, unit)| unit.is_prose() && !claims.goes_whole(*number))
        .flat_map(|(_, unit)| words(case.units.text(unit)))
        .collect()
}

/// Counts over the characters of a unit as it is written.
#[derive(Default)]
struct Letters {
    all: usize,
    capitals: usize,
    smalls: usize,
    digits: usize,
    commas: usize,
    quotes: usize,
    separators: usize,
    address: usize,
    word_starts: usize,
    word_capitals: usize,
    first_is_small: bool,
    last: char,
}

impl Letters {
    fn count(text: &str) -> Self {
        let mut letters = Self::default();
        let mut before = ' ';
        for c in text.chars() {
            letters.all += 1;
            if c.is_alphabetic() && !before.is_alphanumeric() {
                if letters.word_starts == 0 {
                    letters.first_is_small = c.is_lowercase();
                }
                letters.word_starts += 1;
                letters.word_capitals += usize::from(c.is_uppercase());
            }
            match c {
                _ if c.is_uppercase() => letters.capitals += 1,
                _ if c.is_lowercase() => letters.smalls += 1,
                _ if c.is_numeric() => letters.digits += 1,
                ',' | '，' | '、' => letters.commas += 1,
                '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' => letters.quotes += 1,
                '|' | '•' | '·' | '›' | '/' | '→' | '>' => letters.separators += 1,
                '@' | '_' | '#' | '[' | ']' | '©' => letters.address += 1,
                _ => {}
            }
            before = c;
        }
        letters.last = before;
        letters
    }

    fn share(&self, count: usize) -> f32 {
        count as f32 / (self.capitals + self.smalls).max(1) as f32
    }
}

/// Sums over the whole text.
struct Document {
    /// Weight of prose in all units before each, and in all at the end.
    prose_before: Vec<usize>,
    /// Number of prose units before each, and in all at the end.
    prose_count: Vec<usize>,
    /// Number of units that go, before each, and in all at the end.
    claimed_count: Vec<usize>,
    /// For each unit the first and the last of the short lines around it.
    runs: Vec<(usize, usize)>,
    median: f32,
    short_share: f32,
    blank_share: f32,
}

impl Document {
    fn new(units: &[Unit], claims: &Claims) -> Self {
        let is_prose = |number: usize| units[number].is_prose() && !claims.goes_whole(number);
        let sums = |value: &dyn Fn(usize) -> usize| {
            let mut sum = 0;
            let mut sums = vec![0];
            for number in 0..units.len() {
                sum += value(number);
                sums.push(sum);
            }
            sums
        };
        let mut weights: Vec<usize> = units.iter().map(|unit| unit.weight).collect();
        weights.sort_unstable();
        let share = |is: &dyn Fn(&Unit) -> bool| {
            units.iter().filter(|unit| is(unit)).count() as f32 / units.len().max(1) as f32
        };
        Self {
            prose_before: sums(&|number| {
                if is_prose(number) {
                    units[number].weight
                } else {
                    0
                }
            }),
            prose_count: sums(&|number| usize::from(is_prose(number))),
            claimed_count: sums(&|number| usize::from(claims.goes_whole(number))),
            runs: runs(units),
            median: weights
                .get(weights.len() / 2)
                .copied()
                .unwrap_or(0)
                .min(500) as f32,
            short_share: share(&Unit::is_short),
            blank_share: share(&|unit| unit.after_blank),
        }
    }

    /// The sum of a running total within `reach` units of `number`.
    fn within(totals: &[usize], number: usize, reach: usize) -> f32 {
        let last = totals.len() - 1;
        let (from, to) = (number.saturating_sub(reach), (number + reach + 1).min(last));
        (totals[to] - totals[from]) as f32
    }
}

fn runs(units: &[Unit]) -> Vec<(usize, usize)> {
    let mut runs = Vec::with_capacity(units.len());
    for group in units.chunk_by(|a, b| a.is_short() == b.is_short()) {
        let first = runs.len();
        let last = first + group.len() - 1;
        let is_run = group.first().is_some_and(Unit::is_short);
        runs.extend((first..=last).map(|at| if is_run { (first, last) } else { (at, at) }));
    }
    runs
}

fn place(
    next: &mut Writer<'_>,
    units: &[Unit],
    number: usize,
    zones: &Zones,
    claims: &Claims,
    document: &Document,
) {
    let is_prose = |at: &usize| document.prose_count[at + 1] > document.prose_count[*at];
    let far = |distance: Option<usize>| distance.map_or(FAR, |found| found.min(FAR)) as f32;
    let nearest_before = |is: &dyn Fn(&usize) -> bool| {
        let reach = number.saturating_sub(FAR)..number;
        far(reach.rev().find(|at| is(at)).map(|at| number - at))
    };
    let nearest_after = |is: &dyn Fn(&usize) -> bool| {
        let reach = number + 1..units.len().min(number + 1 + FAR);
        far(reach.into_iter().find(|at| is(at)).map(|at| at - number))
    };
    let goes = |at: &usize| claims.goes_whole(*at);
    let all = units.len().max(1) as f32;
    let (first, last) = document.runs[number];
    let total = |sums: &[usize]| sums.last().copied().unwrap_or(0);
    let prose_total = total(&document.prose_before).max(1) as f32;
    let prose_units = total(&document.prose_count);
    let weight_total: usize = total(&document.prose_before);
    next.all(&[
        number.min(400) as f32,
        number as f32 / all,
        (units.len() - number).min(400) as f32,
        document.prose_count[number].min(FAR) as f32,
        (prose_units - document.prose_count[number]).min(FAR) as f32,
        nearest_before(&is_prose),
        nearest_after(&is_prose),
        match zones.of(number) {
            Zone::Head => 1.0,
            Zone::Body => 0.0,
            Zone::Tail => 2.0,
        },
        (last - first + 1).min(100) as f32,
        (number - first).min(100) as f32,
        Document::within(&document.prose_before, number, 3),
        Document::within(&document.prose_before, number, 8),
        Document::within(&document.prose_before, number, 20),
        document.prose_before[number] as f32 / prose_total,
        Document::within(&document.claimed_count, number, 3),
        Document::within(&document.claimed_count, number, 8),
        Document::within(&document.claimed_count, number, 20),
        nearest_before(&goes),
        nearest_after(&goes),
        units.len().min(2000) as f32,
        prose_units as f32 / all,
        (weight_total as f32).min(100_000.0),
        document.median,
        document.short_share,
        document.blank_share,
        total(&document.claimed_count) as f32 / all,
        document.claimed_count[number] as f32 / total(&document.claimed_count).max(1) as f32,
        total(&document.claimed_count).min(500) as f32,
    ]);
}
