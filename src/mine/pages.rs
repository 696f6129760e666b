//! Pages: documents that say the same count once.

use std::collections::{HashMap, HashSet};

use super::frequencies::site_seed;
use super::signature::{MOST_KEPT, Signature};

/// Share of a document's shingles, weighed by how rare they are on the site, that another
/// has from which on both are the same page.
const SAME: f64 = 0.6;
/// Fewest shingles that tell anything.
const FEWEST: usize = 3;
/// Documents that are remembered for a shingle. What stands on all pages of a site tells
/// none from another.
const MOST_LEADERS: usize = 64;

/// Gathers what pages are recognised by, document after document.
#[derive(Debug, Default)]
pub struct PagesBuilder {
    sites: Vec<Option<String>>,
    numbers: HashMap<Option<String>, u32>,
    /// `None` for what could not be read.
    documents: Vec<Option<Known>>,
    shingles: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    site: u32,
    words: u32,
    whole: u64,
    /// Where its shingles begin.
    first: usize,
    count: u8,
}

/// Which documents are counted, and how many of them each site has.
#[derive(Debug)]
pub struct Pages {
    sites: Vec<Option<String>>,
    documents: Vec<Page>,
    counted: Vec<u32>,
    /// The places of the sites by their numbers.
    seeds: HashMap<u64, u32>,
}

#[derive(Clone, Copy, Debug)]
struct Page {
    site: Option<u32>,
    is_counted: bool,
}

impl PagesBuilder {
    /// Adds the next document.
    pub fn add(&mut self, signature: Signature) {
        let next = u32::try_from(self.sites.len()).unwrap_or(u32::MAX);
        let site = *self.numbers.entry(signature.site.clone()).or_insert(next);
        if site == next {
            self.sites.push(signature.site);
        }
        self.documents.push(Some(Known {
            site,
            words: signature.words,
            whole: signature.whole,
            first: self.shingles.len(),
            // At most `MOST_KEPT`.
            count: signature.shingles.len() as u8,
        }));
        self.shingles.extend(signature.shingles);
    }

    /// Passes over a document that cannot be read; it has a number all the same.
    pub fn skip(&mut self) {
        self.documents.push(None);
    }

    /// Finds the documents that are the same page. Of each page the longest is counted.
    pub fn build(self) -> Pages {
        let known = self.documents.iter().enumerate();
        let known = known.filter_map(|(number, known)| Some((number, (*known)?)));
        let mut order: Vec<(usize, Known)> = known.collect();
        order.sort_by_key(|(number, known)| (known.site, std::cmp::Reverse(known.words), *number));
        let page = |known: &Option<Known>| Page {
            site: known.map(|known| known.site),
            is_counted: false,
        };
        let mut pages = Pages {
            documents: self.documents.iter().map(page).collect(),
            counted: vec![0; self.sites.len()],
            seeds: HashMap::new(),
            sites: Vec::new(),
        };
        for site in order.chunk_by(|(_, one), (_, other)| one.site == other.site) {
            for (number, known) in self.leaders(site) {
                pages.documents[number].is_counted = true;
                pages.counted[known.site as usize] += 1;
            }
        }
        for (place, site) in (0..).zip(&self.sites) {
            pages.seeds.insert(site_seed(site.as_deref()), place);
        }
        pages.sites = self.sites;
        pages
    }

    fn shingles(&self, known: Known) -> &[u32] {
        &self.shingles[known.first..known.first + usize::from(known.count)]
    }

    /// Of the documents of a site, the longest first, those that are no longer one's page.
    fn leaders(&self, site: &[(usize, Known)]) -> Vec<(usize, Known)> {
        let mut wholes = HashSet::new();
        let distinct = site.iter().copied();
        let distinct: Vec<_> = distinct
            .filter(|(_, known)| wholes.insert(known.whole))
            .collect();
        let mut documents_with: HashMap<u32, u32> = HashMap::new();
        for &(_, known) in &distinct {
            for &shingle in self.shingles(known) {
                *documents_with.entry(shingle).or_default() += 1;
            }
        }
        let all = distinct.len() as f64;
        let weight = |shingle: &u32| (1.0 + all / f64::from(documents_with[shingle])).ln();
        let mut leaders: Vec<(usize, Known)> = Vec::new();
        let mut leaders_with: HashMap<u32, Vec<usize>> = HashMap::new();
        for (number, known) in distinct {
            let own = self.shingles(known);
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for shingle in own {
                for &leader in leaders_with.get(shingle).into_iter().flatten() {
                    *shared.entry(leader).or_default() += 1;
                }
            }
            let mut likely = shared.into_iter().filter(|(_, count)| *count >= FEWEST);
            if likely.any(|(leader, _)| is_within(own, self.shingles(leaders[leader].1), weight)) {
                continue;
            }
            for &shingle in own {
                let known = leaders_with.entry(shingle).or_default();
                if known.len() < MOST_LEADERS {
                    known.push(leaders.len());
                }
            }
            leaders.push((number, known));
        }
        leaders
    }
}

/// Whether most of what is known of a document is in a longer one.
fn is_within(own: &[u32], longer: &[u32], weight: impl Fn(&u32) -> f64) -> bool {
    // What lies beyond the sample of the longer one may be in it or not.
    let reach = match longer.last() {
        Some(&last) if longer.len() == MOST_KEPT => last,
        _ => u32::MAX,
    };
    let comparable = &own[..own.partition_point(|&shingle| shingle <= reach)];
    if comparable.len() < FEWEST {
        return false;
    }
    let (mut shared, mut all) = (0.0, 0.0);
    for shingle in comparable {
        let weight = weight(shingle);
        all += weight;
        if longer.binary_search(shingle).is_ok() {
            shared += weight;
        }
    }
    shared >= SAME * all
}

impl Pages {
    /// Documents that there are, whether or not they are counted.
    pub fn documents(&self) -> usize {
        self.documents.len()
    }

    /// Whether a document is counted; they are numbered as they were added.
    pub fn is_counted(&self, document: usize) -> bool {
        self.documents
            .get(document)
            .is_some_and(|page| page.is_counted)
    }

    /// Pages that are counted, on all sites.
    pub fn total(&self) -> u32 {
        self.counted.iter().sum()
    }

    /// The sites, in the order of their first documents; `None` where it is not known.
    pub fn sites(&self) -> &[Option<String>] {
        &self.sites
    }

    /// The site of a document, as a place in [`Self::sites`].
    pub(super) fn site_of(&self, document: usize) -> Option<u32> {
        self.documents.get(document).and_then(|page| page.site)
    }

    /// Pages of a site that are counted, by the number that [`site_seed`] gives it.
    pub(super) fn of_seed(&self, seed: u64) -> u32 {
        self.seeds.get(&seed).map_or(0, |&site| self.of_site(site))
    }

    /// Pages of a site that are counted.
    pub(super) fn of_site(&self, site: u32) -> u32 {
        self.counted.get(site as usize).copied().unwrap_or_default()
    }
}
