//! What counts as a repeat.

/// From how many pages on something is proposed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Fewest pages of a site.
    pub pages: u32,
    /// Smallest share of a site's pages, from 0 to 1. Both must be reached.
    pub share: f64,
    /// Fewest sites, of what is proposed for all of them.
    pub sites: u32,
}

impl Default for Settings {
    /// Three pages and two in a hundred; five sites.
    fn default() -> Self {
        Self {
            pages: 3,
            share: 0.02,
            sites: 5,
        }
    }
}

impl Settings {
    /// Pages that are needed on a site of so many.
    pub(super) fn needed(&self, pages: u32) -> u32 {
        let share = (f64::from(pages) * self.share).ceil();
        // As long as a share is at most 1, this is at most the number of pages.
        self.pages.max(share as u32).max(2)
    }
}
