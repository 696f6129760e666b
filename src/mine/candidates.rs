//! What is left of the counts: each repeat once, with those together that differ in a slot.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::text::fold;

use super::counts::Counts;
use super::details::Details;
use super::pattern::Part;
use super::tally::Stats;
use super::tokens::{NUMBER, Token, tokens};

/// Wordings that make a slot.
const FEWEST_VARIANTS: usize = 3;
/// Words that a slot may have of wordings that are frequent each.
const LONGEST_VARIANT: usize = 4;
/// Fewest words beside such a slot.
const FEWEST_WORDS: usize = 3;
/// Parts of the longest line that is looked at for slots.
const LONGEST: usize = 60;

/// Something that repeats.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Its keys in the counts.
    pub keys: Vec<u64>,
    /// Its site, as a place in the list of sites; `None` for all sites.
    pub site: Option<u32>,
    pub parts: Vec<Part>,
    pub stats: Stats,
    /// The lines before and after it; of several wordings, those of each.
    pub links: Vec<(u64, u64)>,
    /// Whether it was found by leaving words out. A line may be counted for two of these.
    is_masked: bool,
}

impl Candidate {
    /// How it is written on the first page that has it.
    pub(super) fn sample(&self) -> &str {
        self.stats.samples.first().map_or("", |sample| sample)
    }

    /// Whether it stands right before another on most pages of both.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        let leads = self
            .links
            .iter()
            .any(|(_, after)| other.keys.contains(after));
        leads
            && other
                .links
                .iter()
                .any(|(before, _)| self.keys.contains(before))
    }

    /// Takes in one that the same rule is for.
    fn join(&mut self, other: &Self) {
        if self.is_masked && other.is_masked {
            if other.stats.pages > self.stats.pages {
                self.stats = other.stats.clone();
            }
        } else {
            self.stats.join(&other.stats);
        }
        self.keys.extend(&other.keys);
        self.links.extend(&other.links);
    }

    pub(super) fn has_slots(&self) -> bool {
        self.parts.contains(&Part::Slot)
    }
}

/// Everything that repeats on single sites, in the order of first sightings.
pub(super) fn of_sites(counts: &Counts, details: &Details) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (key, stats) in counts.own.in_order() {
        let text = stats.samples.first().map_or("", |sample| sample);
        found.push(candidate(key, Some(stats.site), plain_parts(text), stats));
    }
    for (key, stats) in details.patterns.in_order() {
        let parts = details.parts.get(&key).cloned().unwrap_or_default();
        let mut one = candidate(key, Some(stats.site), parts, stats);
        one.is_masked = true;
        found.push(one);
    }
    let mut by_site: BTreeMap<Option<u32>, Vec<Candidate>> = BTreeMap::new();
    for one in found {
        by_site.entry(one.site).or_default().push(one);
    }
    by_site
        .into_values()
        .flat_map(|site| absorb(join_variants(site)))
        .collect()
}

/// Everything that is on several sites.
pub(super) fn everywhere(counts: &Counts) -> Vec<Candidate> {
    let all = counts.everywhere.in_order().into_iter();
    all.map(|(key, stats)| {
        let text = stats.samples.first().map_or("", |sample| sample);
        candidate(key, None, plain_parts(text), stats)
    })
    .collect()
}

fn candidate(key: u64, site: Option<u32>, parts: Vec<Part>, stats: &Stats) -> Candidate {
    Candidate {
        keys: vec![key],
        site,
        parts,
        stats: stats.clone(),
        links: vec![(stats.before.winner, stats.after.winner)],
        is_masked: false,
    }
}

/// The parts of a text without slots.
pub(super) fn plain_parts(text: &str) -> Vec<Part> {
    let folded = fold(text);
    let part = |token: &Token| match token.hash {
        NUMBER => Part::Number,
        _ => Part::Word(token.span.of(folded.text()).into()),
    };
    tokens(folded.text()).iter().map(part).collect()
}

/// Makes one of those that differ in a few words at the same place: a name that is frequent
/// itself makes lines of its own.
fn join_variants(all: Vec<Candidate>) -> Vec<Candidate> {
    let mut groups: HashMap<Vec<Part>, Vec<usize>> = HashMap::new();
    for (number, one) in all.iter().enumerate() {
        if one.parts.len() <= FEWEST_WORDS || one.parts.len() > LONGEST {
            continue;
        }
        for general in generalized(&one.parts) {
            groups.entry(general).or_default().push(number);
        }
    }
    let mut groups: Vec<(Vec<Part>, Vec<usize>)> = groups
        .into_iter()
        .filter(|(_, members)| members.len() >= FEWEST_VARIANTS)
        .collect();
    // The most wordings first, then the most words, then any order that is always the same.
    groups.sort_by(|(one, own), (other, others)| {
        (others.len(), other.len())
            .cmp(&(own.len(), one.len()))
            .then_with(|| one.cmp(other))
    });
    let mut taken: HashSet<usize> = HashSet::new();
    let mut joined: Vec<Candidate> = Vec::new();
    for (parts, members) in groups {
        let kind = |number: &usize| all[*number].stats.is_sentence;
        let free: Vec<usize> = members
            .into_iter()
            .filter(|number| !taken.contains(number))
            .collect();
        let is_mixed = free.iter().any(|number| kind(number) != kind(&free[0]));
        if free.len() < FEWEST_VARIANTS || is_mixed {
            continue;
        }
        let mut one = all[free[0]].clone();
        one.parts = parts;
        for &number in &free[1..] {
            one.join(&all[number]);
        }
        taken.extend(free);
        joined.push(one);
    }
    let rest = all
        .into_iter()
        .enumerate()
        .filter(|(number, _)| !taken.contains(number));
    joined.extend(rest.map(|(_, one)| one));
    joined.sort_by_key(|one| (one.stats.order, one.keys[0]));
    joined
}

/// A row with a slot in place of up to four words, at every place.
fn generalized(parts: &[Part]) -> impl Iterator<Item = Vec<Part>> + '_ {
    (1..=LONGEST_VARIANT).flat_map(move |length| {
        parts
            .windows(length)
            .enumerate()
            .filter_map(move |(at, window)| {
                let (before, after) = (&parts[..at], &parts[at + length..]);
                let words = before
                    .iter()
                    .chain(after)
                    .filter(|part| matches!(part, Part::Word(_)));
                let is_fit = words.count() >= FEWEST_WORDS
                    && window.iter().all(|part| matches!(part, Part::Word(_)))
                    && before.last() != Some(&Part::Slot)
                    && after.first() != Some(&Part::Slot);
                is_fit.then(|| [before, &[Part::Slot], after].concat())
            })
    })
}

/// Drops what another one with more slots says as well.
fn absorb(all: Vec<Candidate>) -> Vec<Candidate> {
    let slots = |one: &Candidate| one.parts.iter().filter(|part| **part == Part::Slot).count();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&number| (std::cmp::Reverse(slots(&all[number])), number));
    let mut kept: Vec<Candidate> = Vec::new();
    let mut general: Vec<usize> = Vec::new();
    for number in order {
        let one = &all[number];
        let is_said = |other: &&usize| {
            let other = &kept[**other];
            other.stats.is_sentence == one.stats.is_sentence && says(&other.parts, &one.parts)
        };
        if let Some(&other) = general.iter().find(is_said) {
            kept[other].join(one);
            continue;
        }
        if one.has_slots() {
            general.push(kept.len());
        }
        kept.push(one.clone());
    }
    let lines: Vec<Candidate> = general
        .iter()
        .map(|&number| kept[number].clone())
        .filter(|one| !one.stats.is_sentence)
        .collect();
    kept.retain(|one| {
        !(one.stats.is_sentence && lines.iter().any(|line| is_sentence_of(one, line)))
    });
    kept.sort_by_key(|one| (one.stats.order, one.keys[0]));
    kept
}

/// Whether a sentence is hardly ever anywhere but in a line.
fn is_sentence_of(sentence: &Candidate, line: &Candidate) -> bool {
    let length = sentence.parts.len();
    sentence.stats.pages <= line.stats.pages + line.stats.pages / 10
        && length <= line.parts.len()
        && line
            .parts
            .windows(length)
            .any(|part| says(part, &sentence.parts))
}

/// Whether a row with slots stands for another row.
fn says(general: &[Part], special: &[Part]) -> bool {
    match (general, special) {
        ([], []) => true,
        ([Part::Slot, rest @ ..], [_, ..]) => {
            (1..=special.len().min(8)).any(|length| says(rest, &special[length..]))
        }
        ([one, rest @ ..], [other, others @ ..]) => one == other && says(rest, others),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_slots_stands_for_others() {
        let parts = |text: &str| {
            let part = |word: &str| match word {
                "*" => Part::Slot,
                "#" => Part::Number,
                word => Part::Word(word.into()),
            };
            text.split(' ').map(part).collect::<Vec<_>>()
        };
        for (general, special, expected) in [
            (
                "follow * on twitter",
                "follow agnes thorley on twitter",
                true,
            ),
            ("follow * on twitter", "follow on twitter", false),
            ("follow * on *", "follow * on twitter", true),
            ("more from *", "more from the quay", true),
            ("more from *", "less from the quay", false),
        ] {
            assert_eq!(
                says(&parts(general), &parts(special)),
                expected,
                "{general} / {special}"
            );
        }
        let general: Vec<_> = generalized(&parts("follow agnes on twitter")).collect();
        assert!(general.contains(&parts("follow * on twitter")));
    }
}
