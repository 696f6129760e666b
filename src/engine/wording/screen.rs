//! A quick look at a unit: whether it, or a sentence of it, can have a score at all.
//!
//! Most units are far from any score. A sum over all features of the unit, cut at
//! every mark that may end a sentence, gives a bound that no sentence is above, and
//! nothing has to know where sentences really end. Only what the bound lets pass is
//! split and scored.

use std::cell::RefCell;

use super::features::{Kind, bucket};
use super::model::{FEWEST_WORDS, Model, PROMPTS, Sums};
use super::vocabulary::{Known, Vocabulary, character};
use crate::engine::words::{Token, is_telling_mark, tokens};
use crate::text::{Span, is_final_mark};

/// Bytes of a text with [`FEWEST_WORDS`] words, and blanks between them, at least.
const FEWEST_BYTES: usize = 2 * FEWEST_WORDS - 1;
/// Features of a text with [`FEWEST_WORDS`] words at least: the words, the pairs of
/// them, the first word, the first pair and the last word.
const FEWEST_FEATURES: u32 = 2 * FEWEST_WORDS as u32 + 2;
/// Sums that are this much too low may be so by rounding. It is far more than all
/// rounding, and next to nothing: weights are whole numbers.
const SLACK: f32 = 2.0;

thread_local! {
    static SCREEN: RefCell<Screen> = RefCell::new(Screen::new());
}

/// What texts with a score have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needed {
    /// For each kind of prompt the sum, as a multiple of the root of the number of
    /// features.
    sums: [f32; PROMPTS],
}

impl Needed {
    /// What texts have whose score is `least` or more; `None` where any text could.
    pub(crate) fn for_score(model: &Model, least: f32) -> Option<Self> {
        model.needed_sums(least).map(|sums| Self { sums })
    }
}

/// Whether a part of a folded text, or a sentence of the part, may have what is
/// needed. It is never false where one has.
pub(crate) fn may_have(folded: &str, part: Span, needed: &Needed) -> bool {
    if part.len() < FEWEST_BYTES {
        return false;
    }
    SCREEN.with_borrow_mut(|screen| {
        let Screen {
            vocabulary,
            segments,
        } = screen;
        segments.read(Model::builtin(), vocabulary, folded, part);
        segments.may_have(needed)
    })
}

/// The features of a text, up to a mark that may end a sentence.
#[derive(Clone, Copy, Debug, Default)]
struct Segment {
    /// What all texts have that this segment is in, and the number of features.
    sums: Sums,
    features: u32,
    /// What texts have besides that begin here, go on from the segment before, and
    /// end here.
    begins: Sums,
    goes_on: Sums,
    ends: Sums,
    /// Whether it is a single word.
    is_word: bool,
}

/// The last words that were read.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    hashes: [u64; 2],
    /// The number of words of the segment, and of the text.
    in_segment: u32,
    in_text: u32,
}

/// What is used again from text to text.
#[derive(Debug)]
struct Screen {
    vocabulary: Vocabulary,
    segments: Segments,
}

impl Screen {
    fn new() -> Self {
        Self {
            vocabulary: Vocabulary::new(),
            segments: Segments::default(),
        }
    }
}

/// The segments of a text.
#[derive(Debug, Default)]
struct Segments {
    all: Vec<Segment>,
    /// Features that texts may have or not, so that they are not counted.
    uncounted: u32,
}

impl Segments {
    /// Reads a text into segments.
    fn read(&mut self, model: &Model, vocabulary: &mut Vocabulary, folded: &str, part: Span) {
        self.all.clear();
        self.uncounted = 0;
        let mut before = Before::default();
        let mut segment = Segment::default();
        for token in tokens(folded, part) {
            match token {
                Token::Word(start, end) => {
                    let known = vocabulary.word(model, folded, start, end);
                    self.push(model, known, &mut segment, &mut before);
                }
                Token::Part(c, _) => self.push_part(model, c, &mut segment, &mut before),
                Token::Mark(c) => self.push_mark(model, c, &mut segment, &mut before),
            }
        }
        if before.in_segment > 0 {
            self.end(model, &mut segment, &before);
        }
    }

    /// Adds a word to the segment.
    #[inline(always)]
    fn push(&mut self, model: &Model, known: &Known, segment: &mut Segment, before: &mut Before) {
        let pair = [before.hashes[0], known.hash];
        if before.in_segment > 1 {
            model.add(bucket(Kind::Pair, &pair), &mut segment.sums);
            segment.features += 1;
        } else {
            self.push_near_start(model, pair, segment, before);
        }
        for (sum, more) in segment.sums.iter_mut().zip(known.sums) {
            *sum += more;
        }
        segment.features += known.features;
        before.hashes = [known.hash, before.hashes[0]];
        before.in_segment += 1;
        before.in_text += 1;
    }

    #[inline(never)]
    fn push_mark(&mut self, model: &Model, c: char, segment: &mut Segment, before: &mut Before) {
        if is_telling_mark(c) {
            self.push(model, &character(model, c), segment, before);
        }
        if is_final_mark(c) && before.in_segment > 0 {
            self.end(model, segment, before);
            before.in_segment = 0;
        }
    }

    #[inline(never)]
    fn push_part(&mut self, model: &Model, c: char, segment: &mut Segment, before: &mut Before) {
        let known = character(model, c);
        let words = [before.hashes[1], before.hashes[0], known.hash];
        if before.in_text > 1 {
            self.add_triple(model, words, segment, before);
        }
        self.push(model, &known, segment, before);
    }

    /// Adds what the first two words of a segment have besides.
    #[inline(never)]
    fn push_near_start(
        &mut self,
        model: &Model,
        pair: [u64; 2],
        segment: &mut Segment,
        before: &Before,
    ) {
        let first_pair = bucket(Kind::FirstPair, &pair);
        if before.in_segment == 1 {
            model.add(first_pair, &mut segment.begins);
            model.add(bucket(Kind::Pair, &pair), &mut segment.sums);
            segment.features += 1;
            return;
        }
        model.add(bucket(Kind::First, &pair[1..]), &mut segment.begins);
        if before.in_text == 0 {
            return;
        }
        model.add(bucket(Kind::Pair, &pair), &mut segment.goes_on);
        // Where the segment before is a single word, the first pair of what begins
        // there ends here.
        if let Some(last) = self.all.last_mut().filter(|last| last.is_word) {
            model.add(first_pair, &mut last.begins);
        }
    }

    /// Adds three characters that stand together. Those that reach into the segment
    /// before are not in all texts that this segment is in: what is in favour counts.
    fn add_triple(
        &mut self,
        model: &Model,
        words: [u64; 3],
        segment: &mut Segment,
        before: &Before,
    ) {
        let mut sums = Sums::default();
        model.add(bucket(Kind::Triple, &words), &mut sums);
        if before.in_segment > 1 {
            segment.features += 1;
        } else {
            self.uncounted += 1;
            sums = sums.map(|sum| sum.max(0));
        }
        for (sum, more) in segment.sums.iter_mut().zip(sums) {
            *sum += more;
        }
    }

    fn end(&mut self, model: &Model, segment: &mut Segment, before: &Before) {
        let mut ended = std::mem::take(segment);
        model.add(bucket(Kind::Last, &before.hashes[..1]), &mut ended.ends);
        ended.is_word = before.in_segment == 1;
        self.all.push(ended);
    }

    /// Whether some segments in a row may have what is needed.
    ///
    /// A text of `n` features needs a sum of `k * sqrt(n)`. The root lies above the
    /// chord between the fewest features and all features of the unit, and a chord
    /// is a sum over features, so that the best segments in a row are found in one
    /// go (Bentley, "Programming pearls: algorithm design techniques", 1984).
    fn may_have(&self, needed: &Needed) -> bool {
        let joints = self.all.len().saturating_sub(1) as u32;
        let counted: u32 = self.all.iter().map(|segment| segment.features).sum();
        let all = counted + joints + self.uncounted + 3;
        if all < FEWEST_FEATURES {
            return false;
        }
        let (fewest, most) = (FEWEST_FEATURES as f32, all as f32);
        let slope = (most.sqrt() - fewest.sqrt()) / (most - fewest).max(1.0);
        let offset = fewest.sqrt() - slope * fewest;
        (0..PROMPTS).any(|kind| {
            let factor = needed.sums[kind];
            let feature = factor * slope;
            let mut best = f32::NEG_INFINITY;
            self.all.iter().any(|segment| {
                let goes_on = best + segment.goes_on[kind] as f32 - feature;
                let begins = segment.begins[kind] as f32 - 2.0 * feature;
                let own = segment.sums[kind] as f32 - feature * segment.features as f32;
                best = goes_on.max(begins) + own;
                best + segment.ends[kind] as f32 - feature - factor * offset >= -SLACK
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Category;
    use crate::text::{Units, sentences};

    fn passes(text: &str, least: f32) -> bool {
        let needed = Needed::for_score(Model::builtin(), least);
        needed.is_none_or(|needed| may_have(text, Span::new(0, text.len()), &needed))
    }

    /// The surest of the scores of a text.
    fn score(text: &str) -> f32 {
        let categories = [Category::Newsletter, Category::Paywall, Category::Donation];
        Model::builtin().scores(text).map_or(0.0, |scores| {
            categories
                .map(|one| scores.of(one))
                .into_iter()
                .fold(0.0, f32::max)
        })
    }

    #[test]
    fn prompts_pass_and_articles_do_not() {
        for (text, expected) in [
            (
                "sign up for our free newsletter, every friday in your inbox",
                true,
            ),
            (
                "the mayor spoke. sign up for our free newsletter, in your inbox. she left.",
                true,
            ),
            (
                "the harbour was dredged for the first time in forty years.",
                false,
            ),
            (
                "the mayor said that the mill would be closed. she left. it rained for days.",
                false,
            ),
            ("sign up", false),
            ("", false),
        ] {
            assert_eq!(passes(text, 0.9), expected, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn what_has_a_score_passes(
            parts in proptest::collection::vec(
                "(subscribe to our newsletter|sign up|free every friday in your inbox|\
                unlock this story|donate|support us with a gift|jetzt abonnieren|für 2 €|\
                登録してください|無料|the mill|was closed|don't|O'Neill's|7|ก็|é|\
                abonnez-vous|подпишитесь на рассылку|supercalifragilistic|)\
                [ ,.!?。…'\"\u{301}\u{a0}\n-]{0,3}",
                0..14,
            ),
        ) {
            let text = parts.join(" ");
            let units = Units::new(&text);
            for unit in units.all() {
                let folded = units.text(unit);
                let mut positions = units.folded().positions(unit.span.start);
                let mut at = |at: usize| {
                    let at = positions.at(unit.span.start + at);
                    at.clamp(unit.folded.start, unit.folded.end) - unit.folded.start
                };
                let best = sentences(unit.span.of(&text))
                    .map(|span| score(&folded[at(span.start)..at(span.end)]))
                    .fold(score(folded), f32::max);
                proptest::prop_assert!(best == 0.0 || passes(folded, best), "{folded:?} {best}");
            }
        }
    }
}
