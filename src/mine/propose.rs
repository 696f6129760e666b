//! From what repeats to proposed rules.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::engine::Cleaner;
use crate::rules::{Category, Diagnostics, Level, RuleSetBuilder};
use crate::text::Day;

use super::candidates::{self, Candidate};
use super::counts::{Counts, Known};
use super::details::Details;
use super::pattern::Part;
use super::tally::{Place, Stats};
use super::trial::{Chosen, write};
use super::verdict::{Doubt, Judge, Verdict};

/// How often something repeats, and where.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Support {
    /// Pages that have it.
    pub pages: u32,
    /// Pages of the site; of all sites where it is on several.
    pub of: u32,
    /// Sites that have it.
    pub sites: u32,
    /// Pages where it stands before the article, between its paragraphs, after it, and
    /// where there is no article.
    pub places: [u32; 4],
    /// The first and the last day, where days are known.
    pub days: Option<(Day, Day)>,
}

/// A proposed rule.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proposal {
    /// The rule's id.
    pub id: String,
    /// The site that it is for; `None` where it is for all, or the site is not known.
    pub site: Option<String>,
    /// Its category.
    pub category: Category,
    /// The rule as it stands in a file, with what is known of it above.
    pub toml: String,
    /// Texts that it takes, as they were written, a sample of each line.
    pub texts: Vec<String>,
    /// Of the line that repeats most.
    pub support: Support,
}

/// Something that repeats and is not proposed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Repeat {
    /// Its site.
    pub site: Option<String>,
    /// How it is written.
    pub text: String,
    /// Why it may be content.
    pub doubt: Doubt,
    /// How often it repeats.
    pub support: Support,
}

/// What a corpus says of its own boilerplate.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Mined {
    /// Proposed rules, by site.
    pub proposals: Vec<Proposal>,
    /// What repeats and may be content.
    pub repeats: Vec<Repeat>,
    /// What repeats and goes already by the rules that there are.
    pub covered: Vec<String>,
    /// What no rule could be made of.
    pub unwritten: Vec<String>,
}

/// Proposes rules for what the counts have found. `rules` are those that they will stand
/// beside; what these take already is not proposed.
///
/// # Errors
///
/// Mistakes in `rules`.
pub fn propose(
    known: Known<'_>,
    counts: &Counts,
    details: &Details,
    rules: &RuleSetBuilder,
) -> Result<Mined, Diagnostics> {
    let build = |level| {
        rules
            .clone()
            .without_choices()
            .level(level)
            .build()
            .map(Cleaner::uncapped)
    };
    let cleaners = [build(Level::Thorough)?, build(Level::Balanced)?];
    let acting = Cleaner::uncapped(rules.build()?);
    let own = candidates::of_sites(counts, details);
    let everywhere = candidates::everywhere(counts);
    let mut mined = Mined::default();
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    // All sites come first: what is proposed for all is not proposed once more for one.
    let mut said: HashSet<&[Part]> = HashSet::new();
    let mut scopes: BTreeMap<Option<u32>, Vec<&Candidate>> = BTreeMap::new();
    for one in own.iter().chain(&everywhere) {
        scopes.entry(one.site).or_default().push(one);
    }
    for (site, all) in &scopes {
        let by_key: HashMap<u64, &Candidate> = all
            .iter()
            .flat_map(|one| one.keys.iter().map(|key| (*key, *one)))
            .collect();
        let name = site.and_then(|site| known.pages.sites()[site as usize].as_deref());
        let judge = Judge {
            bold: &cleaners[0],
            sure: &cleaners[1],
            site: name,
            language: site.and_then(|site| details.language(site)),
            pages: site.map_or_else(|| known.pages.total(), |site| known.pages.of_site(site)),
            by_key: &by_key,
        };
        for (one, verdict) in all.iter().zip(judge.judge(all)) {
            let is_covered = match one.site {
                Some(_) => one.keys.iter().all(|&key| details.goes_already(key)),
                None => judge.goes(one, &acting),
            };
            if is_covered {
                mined.covered.push(one.sample().to_owned());
                continue;
            }
            if !one.stats.is_sentence && said.contains(one.parts.as_slice()) {
                continue;
            }
            if one.site.is_none() && matches!(verdict, Verdict::Proposed(_)) {
                said.insert(&one.parts);
            }
            match verdict {
                Verdict::Proposed(category) => chosen.push(Chosen {
                    one,
                    category,
                    site: name,
                    pages: judge.pages,
                    near: one.keys.iter().find_map(|&key| details.near(key)),
                }),
                Verdict::Doubtful(doubt) => mined.repeats.push(Repeat {
                    site: name.map(str::to_owned),
                    text: one.sample().to_owned(),
                    doubt,
                    support: support(&one.stats, judge.pages),
                }),
            }
        }
    }
    write(rules, chosen, &mut mined)?;
    Ok(mined)
}

/// How often something repeats of which so many pages could have it.
pub(super) fn support(stats: &Stats, of: u32) -> Support {
    Support {
        // Of several wordings a page may have more than one.
        pages: stats.pages.min(of),
        of,
        sites: stats.sites.len() as u32 + 1,
        places: stats.places,
        days: stats.days,
    }
}

impl std::fmt::Display for Support {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = f64::from(self.pages) * 100.0 / f64::from(self.of.max(1));
        write!(f, "{} of {} pages ({share:.1} %)", self.pages, self.of)?;
        if self.sites > 1 {
            write!(f, " on {} sites", self.sites)?;
        }
        let mut separator = ": ";
        for (place, name) in [
            (Place::Head, "head"),
            (Place::Between, "between"),
            (Place::Tail, "tail"),
            (Place::Alone, "no article"),
        ] {
            let count = self.places[place as usize];
            if count > 0 {
                write!(f, "{separator}{name} {count}")?;
                separator = ", ";
            }
        }
        if let Some((first, last)) = self.days {
            write!(f, "; {first} to {last}")?;
        }
        Ok(())
    }
}
