//! Boilerplate or content: both repeat.

use std::collections::{HashMap, HashSet};

use crate::Category;
use crate::engine::{Cleaner, Reason, Removal};
use crate::rules::Action;
use crate::text::{Document, Span, is_final_mark};

use super::candidates::Candidate;
use super::pattern::Part;
use super::tally::{Common, Place};
use super::wording::Words;

/// Share of the pages of a site from which on something stands after the article without
/// being part of its end, and before it without being part of its beginning.
const CLOSING: f64 = 0.5;
const OPENING: f64 = 0.8;
/// The same of what stands right below the lines above all articles.
const BELOW_MENU: f64 = 0.2;
/// The same of a sentence that stands beyond other boilerplate.
const BEYOND: f64 = 0.05;
/// The same of something short in a row of others, and how many make a row.
const LISTED: f64 = 0.05;
const ROW: usize = 3;
/// How many make a row that is furniture, and from which share on also between paragraphs.
const LONG_ROW: usize = 6;
const FURNITURE: f64 = 0.2;
/// The same of what speaks of the publisher, wherever it stands.
const OWN: f64 = 0.05;
/// Words of a line without a full stop between paragraphs that is no heading any more.
const LONG_LINE: usize = 6;
/// Share of its pages that have something between paragraphs, from which on it counts as
/// standing there.
const INSIDE: f64 = 0.2;
/// Share of its pages that must agree.
const MOST: f64 = 0.5;
/// The same of lines beside it, of which not all are counted.
const MANY: f64 = 0.3;
/// Characters of the longest label.
const LONGEST_LABEL: usize = 60;
/// Fewest letters of a name.
const SHORTEST_NAME: usize = 5;

/// Why something that repeats may be content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Doubt {
    /// It says who has written something.
    Byline,
    /// It says when and where something was written.
    Dateline,
    /// It stands in quotation marks.
    Quotation,
    /// It is the head of a table, or a row of one.
    Table,
    /// It is about a company or a person, as press releases end.
    About,
    /// It comes back within a page, or is one of several lines of verse.
    Verse,
    /// Sentences before the article, such as the intro of a column.
    Intro,
    /// It stands between paragraphs, and nothing in it speaks to the reader.
    Body,
    /// Sentences after the article that nothing tells from its end.
    Ending,
    /// A short line on few pages, such as the name of a column.
    Heading,
    /// Rules of a category know it that is reported and stays.
    Reported(Category),
}

impl Doubt {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Quotation => "quotation",
            Self::Table => "table",
            Self::About => "about",
            Self::Verse => "verse",
            Self::Intro => "intro",
            Self::Body => "body",
            Self::Ending => "ending",
            Self::Heading => "heading",
            Self::Reported(category) => category.name(),
        }
    }
}

/// What becomes of something that repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is boilerplate of this category, as far as a program can tell.
    Proposed(Category),
    Doubtful(Doubt),
}

/// Judges what repeats on one site.
pub(super) struct Judge<'j> {
    /// Cleans by everything that is at least likely.
    pub bold: &'j Cleaner,
    /// Cleans by what is very likely.
    pub sure: &'j Cleaner,
    pub site: Option<&'j str>,
    /// The language of its pages.
    pub language: Option<&'j str>,
    /// Pages of the site.
    pub pages: u32,
    /// What repeats, by key.
    pub by_key: &'j HashMap<u64, &'j Candidate>,
}

/// A paragraph that stands before what is judged, as in an article.
const ARTICLE: &str = "The lock keeper opened the upper gate at dawn, and three barges with gravel came down before the \
    wind turned and the water fell so low that nothing moved for the rest of the week.\n\n";

impl Judge<'_> {
    /// Judges all. What is known by itself comes first; then what stands beyond it, as seen
    /// from the article: nothing of an article does.
    pub(super) fn judge(&self, all: &[&Candidate]) -> Vec<Verdict> {
        let mut verdicts: Vec<Option<Verdict>> =
            all.iter().map(|one| self.by_itself(one)).collect();
        let mut proposed: HashSet<u64> = HashSet::new();
        loop {
            let keys = all
                .iter()
                .zip(&verdicts)
                .filter(|(_, verdict)| matches!(verdict, Some(Verdict::Proposed(_))));
            proposed.extend(keys.flat_map(|(one, _)| &one.keys));
            let open = all
                .iter()
                .zip(&mut verdicts)
                .filter(|(_, verdict)| verdict.is_none());
            let mut is_done = true;
            for (one, verdict) in open {
                if self.is_beyond(one, &proposed) {
                    *verdict = Some(Verdict::Proposed(Category::Custom));
                    is_done = false;
                }
            }
            if is_done {
                break;
            }
        }
        let rest = all.iter().zip(verdicts);
        rest.map(|(one, verdict)| verdict.unwrap_or_else(|| Verdict::Doubtful(self.doubt(one))))
            .collect()
    }

    /// What is to be said without the others.
    fn by_itself(&self, one: &Candidate) -> Option<Verdict> {
        let words = Words::builtin();
        let known = self.known(one);
        if let Some(doubt) = self.told_by_form(one, known) {
            return Some(Verdict::Doubtful(doubt));
        }
        let share = self.share(one);
        if let Some(category) = known {
            let stays = category.default_action() != Action::Remove;
            let is_furniture = matches!(category, Category::Legal | Category::Policy)
                && share >= MOST
                && !self.is_inside(one);
            return Some(match stays {
                false => Verdict::Proposed(category),
                true if is_furniture => Verdict::Proposed(Category::Custom),
                true => Verdict::Doubtful(Doubt::Reported(category)),
            });
        }
        let has_publisher = words.has_publisher(&one.parts);
        let speaks =
            has_publisher && (words.has_reader(&one.parts) || has_price_or_address(one.sample()));
        let is_own = share >= OWN && (speaks || self.names_site(one));
        let row = if self.is_label(one) { self.row(one) } else { 0 };
        // Between paragraphs, numbers are facts: so much of this, so much of that.
        let is_open = !one.stats.is_sentence
            && !one.sample().ends_with(is_final_mark)
            && !one.parts.contains(&Part::Number);
        let enough = is_own
            || row >= LONG_ROW && share >= FURNITURE
            || if self.is_inside(one) {
                is_open
                    && one.parts.len() >= LONG_LINE
                    && share >= if has_publisher { OWN } else { FURNITURE }
            } else {
                row >= LONG_ROW
                    || row >= ROW && share >= LISTED
                    || share >= if is_closing(one) { CLOSING } else { OPENING }
            };
        enough.then_some(Verdict::Proposed(Category::Custom))
    }

    /// Whether it stands beyond what is proposed, as seen from the article, or right below
    /// the lines that stand above all articles.
    fn is_beyond(&self, one: &Candidate, proposed: &HashSet<u64>) -> bool {
        if self.is_inside(one) {
            return false;
        }
        let pages = f64::from(one.stats.pages);
        let is_many = |beside: &Common| {
            f64::from(beside.all()) >= MANY * pages
                && beside.are_mostly(|key| proposed.contains(&key))
        };
        let share = self.share(one);
        let is_beyond = is_many(&one.stats.inner);
        let is_below = !is_closing(one) && is_many(&one.stats.outer);
        is_beyond && (self.is_label(one) || share >= BEYOND || has_price_or_address(one.sample()))
            || is_below && share >= BELOW_MENU
    }

    /// Why something may be content of which nothing else is known.
    fn doubt(&self, one: &Candidate) -> Doubt {
        if self.is_inside(one) {
            Doubt::Body
        } else if self.is_label(one) {
            Doubt::Heading
        } else if is_closing(one) {
            Doubt::Ending
        } else {
            Doubt::Intro
        }
    }

    /// Share of the site's pages that have it.
    fn share(&self, one: &Candidate) -> f64 {
        f64::from(one.stats.pages) / f64::from(self.pages.max(1))
    }

    /// What its form says, or that of the lines around it.
    fn told_by_form(&self, one: &Candidate, known: Option<Category>) -> Option<Doubt> {
        let words = Words::builtin();
        let text = one.sample();
        let most = |count: u32| f64::from(count) >= MOST * f64::from(one.stats.pages);
        let is_table = text.contains(['\t', '|']) && text.matches(['\t', '|']).count() > 1
            || text.contains("   ")
            || most(one.stats.before_numbers)
                && one.parts.len() > 1
                && !text.ends_with(is_final_mark);
        let is_verse = || {
            let comes_back = most(one.stats.twice) && self.is_inside(one);
            comes_back && self.row(one) < LONG_ROW || self.is_verse(one)
        };
        let before = || self.by_key.get(&one.stats.before.winner);
        let after = || self.by_key.get(&one.stats.after.winner);
        let is_about =
            |one: &Candidate| words.is_about(&one.parts) && !one.sample().ends_with(is_final_mark);
        let has_prose = |one: &&Candidate| !self.is_label(one);
        if known.is_some_and(|category| category.default_action() == Action::Remove) {
            return None;
        }
        if words.is_byline(&one.parts) {
            Some(Doubt::Byline)
        } else if words.is_dateline(&one.parts) {
            Some(Doubt::Dateline)
        } else if is_quoted(text) {
            Some(Doubt::Quotation)
        } else if is_table {
            Some(Doubt::Table)
        } else if !self.is_label(one) && before().is_some_and(|before| is_about(before))
            || is_about(one) && after().is_some_and(has_prose)
        {
            Some(Doubt::About)
        } else if is_verse() {
            Some(Doubt::Verse)
        } else {
            None
        }
    }

    /// The category of the rules that take it where it stands on most pages: at the end of an
    /// article, or between two paragraphs.
    fn known(&self, one: &Candidate) -> Option<Category> {
        let text = one.sample();
        let is_inside = self.is_inside(one);
        let is_label = self.is_label(one);
        let cleaner = if is_label && !is_inside {
            self.bold
        } else {
            self.sure
        };
        // A heading may well sound like a prompt.
        let is_sound = |removal: &&Removal| {
            let first = removal.evidence.first();
            let by_wording = first.is_some_and(|first| first.reason == Reason::Wording);
            removal.category != Category::Shape && !(by_wording && is_label && is_inside)
        };
        let page = self.page(one);
        let scan = cleaner.scan(&page);
        let found = scan.removals.iter().chain(&scan.tags);
        let mut found = found.filter(|removal| {
            removal.span.overlaps(own(text)) && removal.span.len() * 2 > text.len()
        });
        found.find(is_sound).map(|removal| removal.category)
    }

    /// Whether a cleaner takes it where it stands on most pages.
    pub(super) fn goes(&self, one: &Candidate, cleaner: &Cleaner) -> bool {
        let removals = cleaner.scan(&self.page(one)).removals;
        removals
            .iter()
            .any(|removal| removal.span.contains(own(one.sample())))
    }

    /// A page on which it stands as on most.
    fn page(&self, one: &Candidate) -> Document<'static> {
        let after = if self.is_inside(one) { ARTICLE } else { "" };
        let mut document = Document::new(format!("{ARTICLE}{}\n\n{after}", one.sample()));
        if let Some(site) = self.site {
            document = document.with_site(site);
        }
        if let Some(language) = self.language {
            document = document.with_language(language);
        }
        document
    }

    /// Whether it stands between paragraphs on a good part of its pages.
    fn is_inside(&self, one: &Candidate) -> bool {
        f64::from(one.stats.at(Place::Between)) > INSIDE * f64::from(one.stats.pages)
    }

    /// Whether it is short and no sentence.
    fn is_label(&self, one: &Candidate) -> bool {
        let text = one.sample();
        !one.stats.is_sentence
            && text.chars().count() <= LONGEST_LABEL
            && !text.ends_with(is_final_mark)
    }

    /// Whether it says the name of its site, or an address of it.
    fn names_site(&self, one: &Candidate) -> bool {
        let Some(host) = self.site else { return false };
        let text: String = one
            .sample()
            .to_lowercase()
            .replace('&', "and")
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        // The name is the longest part but for the last: `echo` of `www.echo.co.example`.
        let parts = host.rsplit('.').skip(1);
        let name = parts.max_by_key(|part| part.len()).unwrap_or(host);
        let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        name.chars().count() >= SHORTEST_NAME && text.contains(&name)
    }

    /// How many labels in a row it is one of: each stands beside the next on most pages
    /// of both.
    fn row(&self, one: &Candidate) -> usize {
        let label = |key: &u64| {
            self.by_key
                .get(key)
                .copied()
                .filter(|other| self.is_label(other))
        };
        let before = |one: &&Candidate| {
            let others = one.links.iter().filter_map(|(before, _)| label(before));
            others.into_iter().find(|other| other.is_before(one))
        };
        let after = |one: &&Candidate| {
            let others = one.links.iter().filter_map(|(_, after)| label(after));
            others.into_iter().find(|other| one.is_before(other))
        };
        1 + std::iter::successors(before(&one), before)
            .take(LONG_ROW)
            .count()
            + std::iter::successors(after(&one), after)
                .take(LONG_ROW)
                .count()
    }

    /// Whether it is one of several lines that end as verse does.
    fn is_verse(&self, one: &Candidate) -> bool {
        let is_line = |one: &Candidate| {
            let text = one.sample().trim_end();
            one.parts.len() >= 4
                && one.parts.len() <= 12
                && text.ends_with([',', ';', '.', '!', '?', ':', '—', '…'])
        };
        let neighbours = [one.stats.before.winner, one.stats.after.winner];
        let beside = neighbours
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .filter(|other| is_line(other));
        self.share(one) < FURNITURE && is_line(one) && beside.count() > 0
    }
}

/// Whether it stands after the article rather than before it.
fn is_closing(one: &Candidate) -> bool {
    one.stats.at(Place::Tail) >= one.stats.at(Place::Head)
}

/// Where a text stands on the page that is made for it.
fn own(text: &str) -> Span {
    Span::new(ARTICLE.len(), ARTICLE.len() + text.len())
}

/// Whether a text names a price, or where to write to.
fn has_price_or_address(text: &str) -> bool {
    text.contains(['€', '$', '£', '¥', '₽', '@']) || text.contains("://") || text.contains("www.")
}

/// Whether a text stands in quotation marks as a whole.
fn is_quoted(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let opens = text.starts_with(['"', '“', '„', '«', '»', '‘', '「', '『']);
    opens && text.ends_with(['"', '”', '“', '»', '«', '’', '」', '』'])
}
