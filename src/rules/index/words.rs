//! The fast way to find candidates: by the words of a unit.
//!
//! What is looked for is told by numbers of words, of two words in a row, or of the words
//! that a unit begins with; only what must stand within a word is looked for byte by
//! byte. A small filter of bits answers for nearly every word that nothing begins with it.

use super::keys::{HEAD, Key, Kind, LONG_HEAD, PlacedKey};
use super::parts::{PartIndex, PartIndexBuilder};
use super::seams::Seams;
use super::table::Table;
use super::{Candidate, Owner};
use crate::rules::Haystack;
use crate::text::{Span, Word, add_words, mix, word_hash};
use crate::work::count_work;

/// Most stretches between seams that are taken for one word together, as the two of
/// `YouTube` are. Where text has a seam every few letters, anything else would be a look
/// at every pair of them.
const MOST_STRETCHES: usize = 8;

/// An index of phrases and patterns by what a text must hold for them.
#[derive(Debug)]
pub(crate) struct WordIndex {
    words: Table,
    parts: PartIndex,
}

/// Gathers what is to be found.
#[derive(Debug, Default)]
pub(crate) struct WordIndexBuilder {
    words: Vec<(u32, Owner)>,
    parts: PartIndexBuilder,
}

/// Memory that is used again for the next text.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    words: Vec<Word>,
    seams: Seams,
    starts: Vec<usize>,
}

impl Scratch {
    /// Whether texts are glued together in the unit that was looked at last.
    pub(crate) fn has_seams(&self) -> bool {
        !self.seams.is_empty()
    }

    /// Bytes at which a word may begin in the unit that was looked at last, in order.
    pub(crate) fn word_starts(&mut self) -> &[usize] {
        self.starts.clear();
        let starts = self.words.iter().map(|word| word.span.start);
        self.starts.extend(starts);
        if self.has_seams() {
            self.starts.extend(self.seams.all());
            self.starts.sort_unstable();
            self.starts.dedup();
        }
        &self.starts
    }
}

impl WordIndexBuilder {
    /// Adds one of the keys of what has this number.
    pub(crate) fn add(&mut self, number: u32, placed: &PlacedKey) {
        let owner = Owner {
            number,
            before: placed.before,
        };
        match &placed.key {
            Key::Words(words) => self.words.push((*words, owner)),
            Key::Part(part) => self.parts.add(part, owner),
        }
    }

    pub(crate) fn build(self) -> WordIndex {
        WordIndex {
            words: Table::new(&self.words),
            parts: self.parts.build(),
        }
    }
}

impl WordIndex {
    /// Adds every candidate in a unit, or a part of one, whose words without bullets and
    /// decoration begin at byte `core`.
    pub(crate) fn add_candidates(
        &self,
        unit: &Haystack<'_>,
        core: usize,
        scratch: &mut Scratch,
        found: &mut Vec<Candidate>,
    ) {
        scratch.words.clear();
        add_words(unit.text, &mut scratch.words);
        scratch.seams.read(unit);
        let look = Look {
            table: &self.words,
            unit,
            words: &scratch.words,
            seams: &scratch.seams,
        };
        look.all(core, found);
        self.parts.add_candidates(unit.text, found);
    }
}

/// Looks a unit through.
struct Look<'a> {
    table: &'a Table,
    unit: &'a Haystack<'a>,
    words: &'a [Word],
    seams: &'a Seams,
}

impl Look<'_> {
    fn all(&self, core: usize, found: &mut Vec<Candidate>) {
        self.look_first(0, found);
        let after_bullet = self.words.partition_point(|word| word.span.start < core);
        if after_bullet > 0 {
            self.look_first(after_bullet, found);
        }
        let mut before: Option<&Word> = None;
        for word in self.words {
            if !self.seams.are_within(word.span)
                && before.is_none_or(|one| !self.seams.are_within(one.span))
            {
                self.look(Kind::Word.number(word.hash), word.span.start, found);
                self.look_head(word.span, found);
                if let Some(before) = before {
                    let both = Kind::Pair.number(mix(before.hash, word.hash));
                    self.look(both, before.span.start, found);
                }
            } else {
                self.look_glued(before, word, found);
            }
            before = Some(word);
        }
    }

    fn look(&self, number: u32, at: usize, found: &mut Vec<Candidate>) {
        count_work(1);
        if self.table.may_have(number) {
            let owners = self.table.get(number);
            found.extend(owners.iter().map(|owner| owner.candidate(at)));
        }
    }

    /// Looks for words that begin as the one in `span` does.
    fn look_head(&self, span: Span, found: &mut Vec<Candidate>) {
        let bytes = span.of(self.unit.text).as_bytes();
        for (kind, length) in [(Kind::Head, HEAD), (Kind::LongHead, LONG_HEAD)] {
            if let Some(head) = bytes.get(..length) {
                self.look(kind.number(word_hash(head)), span.start, found);
            }
        }
    }

    /// Looks for what must begin with the word `first` and begins a unit.
    fn look_first(&self, first: usize, found: &mut Vec<Candidate>) {
        let Some(word) = self.words.get(first) else {
            return;
        };
        let at = word.span.start;
        let next = self.words.get(first + 1);
        for (_, hash) in self.heads(word) {
            self.look(Kind::First.number(hash), at, found);
        }
        for (_, next) in next.into_iter().flat_map(|next| self.heads(next)) {
            self.look(Kind::FirstPair.number(mix(word.hash, next)), at, found);
        }
        let all = self.words[first..]
            .iter()
            .fold(0, |all, word| mix(all, word.hash));
        self.look(Kind::Whole.number(all), at, found);
    }

    /// Looks for words at a place where texts may be glued together: at each capital
    /// within them another may begin or end.
    fn look_glued(&self, before: Option<&Word>, word: &Word, found: &mut Vec<Candidate>) {
        for (start, hash) in self.pieces(word) {
            self.look(Kind::Word.number(hash), start, found);
        }
        for start in std::iter::once(word.span.start).chain(self.seams.within(word.span)) {
            self.look_head(Span::new(start, word.span.end), found);
        }
        let Some(before) = before else {
            return;
        };
        for (start, tail) in self.tails(before) {
            for (_, head) in self.heads(word) {
                self.look(Kind::Pair.number(mix(tail, head)), start, found);
            }
        }
    }

    /// What between two seams of a word may be a word of its own, with where it begins.
    fn pieces(&self, word: &Word) -> Vec<(usize, u64)> {
        let mut edges = vec![word.span.start];
        edges.extend(self.seams.within(word.span));
        edges.push(word.span.end);
        let mut pieces = Vec::new();
        for (number, &start) in edges.iter().enumerate() {
            let ends = edges[number + 1..].iter().take(MOST_STRETCHES);
            pieces.extend(ends.map(|&end| (start, self.hash(start, end))));
        }
        if edges.len() > MOST_STRETCHES + 1 {
            pieces.push((word.span.start, word.hash));
        }
        pieces
    }

    /// What of a word may begin a text of its own: from its start to a seam, or all.
    fn heads(&self, word: &Word) -> impl Iterator<Item = (usize, u64)> {
        let start = word.span.start;
        let to_seam = self.seams.within(word.span).take(MOST_STRETCHES);
        let heads = to_seam.map(move |end| (start, self.hash(start, end)));
        heads.chain([(start, word.hash)])
    }

    /// What of a word may end a text of its own: from a seam to its end, or all.
    fn tails(&self, word: &Word) -> impl Iterator<Item = (usize, u64)> {
        let end = word.span.end;
        let from_seam = self.seams.last_within(word.span, MOST_STRETCHES);
        let tails = from_seam
            .iter()
            .map(move |&start| (start, self.hash(start, end)));
        tails.chain([(word.span.start, word.hash)])
    }

    fn hash(&self, start: usize, end: usize) -> u64 {
        count_work(end - start);
        word_hash(&self.unit.text.as_bytes()[start..end])
    }
}
