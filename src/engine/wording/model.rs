//! The model: a linear classifier with a softmax, over hashed features.

use std::sync::OnceLock;

use super::features::{BITS, features};
use crate::rules::Category;

/// The file of the model that is part of the program.
const FILE: &[u8] = include_bytes!("../../../rules/wording.model");

/// What a text can be, beside article text, whose weights are zero.
pub(super) const CLASSES: usize = 4;
/// How many of them, the first ones, are prompts.
pub(super) const PROMPTS: usize = 3;
/// Bits of a feature's number that tell its slot; the others are its tag.
const SLOT_BITS: u32 = 16;
const SLOTS: usize = 1 << SLOT_BITS;
/// A text of fewer words says too little.
pub(super) const FEWEST_WORDS: usize = 5;
/// More numbers than one to this many words: a price list, a result, an address.
const WORDS_A_NUMBER: usize = 4;
/// Bytes of a slot: the tag, and a weight for each class.
const SLOT: usize = 1 + CLASSES;

/// A linear model over hashed features. Each slot has room for one feature; the
/// tag tells others that fall into it apart, but for one in 256.
#[derive(Debug)]
pub(crate) struct Model {
    slots: Option<&'static Slots>,
    scale: f32,
    bias: [f32; CLASSES],
}

/// The tag of each slot, and its weights.
type Slots = [[u8; SLOT]; SLOTS];

/// Sums of weights, one for each class.
pub(super) type Sums = [i32; CLASSES];

/// How likely a text is each kind of boilerplate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scores([f32; CLASSES]);

impl Model {
    /// The model that is part of the program.
    pub(crate) fn builtin() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        // A test reads the file, so a mistake in it does not get this far; without
        // slots a text has no scores, and no rule acts.
        MODEL.get_or_init(|| {
            Self::parse(FILE).unwrap_or(Self {
                slots: None,
                scale: 0.0,
                bias: [0.0; CLASSES],
            })
        })
    }

    /// Reads a model: lines of text that begin with `#`, a line with the scale of
    /// the weights and the bias of each class, and the slots.
    fn parse(file: &'static [u8]) -> Option<Self> {
        let mut rest = file;
        loop {
            let end = rest.iter().position(|&byte| byte == b'\n')?;
            let (line, after) = (&rest[..end], &rest[end + 1..]);
            rest = after;
            if line.starts_with(b"#") {
                continue;
            }
            let line = std::str::from_utf8(line).ok()?;
            let numbers: Option<Vec<f32>> =
                line.split(' ').map(|number| number.parse().ok()).collect();
            let (scale, bias) = numbers?.split_first().map(|(s, b)| (*s, b.to_vec()))?;
            return Some(Self {
                slots: Some(slots(rest)?),
                scale,
                bias: bias.try_into().ok()?,
            });
        }
    }

    /// The scores of a folded text; `None` where it is too short to tell.
    pub(crate) fn scores(&self, folded: &str) -> Option<Scores> {
        self.slots?;
        let mut sums = Sums::default();
        let mut count = 0u32;
        let counts = features(folded, |feature| {
            count += 1;
            self.add(feature, &mut sums);
        });
        if counts.words < FEWEST_WORDS.max(counts.numbers * WORDS_A_NUMBER) {
            return None;
        }
        let scale = self.scale / (count as f32).sqrt();
        let mut powers = [0.0; CLASSES];
        for (power, (sum, bias)) in powers.iter_mut().zip(sums.iter().zip(self.bias)) {
            *power = (*sum as f32 * scale + bias).exp();
        }
        let total = 1.0 + powers.iter().sum::<f32>();
        Some(Scores(powers.map(|power| power / total)))
    }

    /// Adds the weights of a feature.
    #[inline]
    pub(super) fn add(&self, feature: usize, sums: &mut Sums) {
        let Some(slots) = self.slots else {
            return;
        };
        let [tag, weights @ ..] = &slots[(feature >> (BITS - SLOT_BITS)) % SLOTS];
        if *tag == feature as u8 {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(*weight as i8);
            }
        }
    }

    /// For each kind of prompt the sum of weights, as a multiple of the root of the
    /// number of features, that a text needs which has the score `least` by that
    /// kind alone, if all kinds were as likely: a text with the score comes up to one
    /// of them at least. `None` where some such sum would not be above zero.
    pub(super) fn needed_sums(&self, least: f32) -> Option<[f32; PROMPTS]> {
        // Scores next to 1 are rounded to it.
        let least = least.min(0.999);
        let power = (least / (PROMPTS as f32 * (1.0 - least))).ln();
        let mut needed = [0.0; PROMPTS];
        for (needed, bias) in needed.iter_mut().zip(self.bias) {
            *needed = (power - bias) / self.scale;
        }
        needed.iter().all(|&needed| needed > 0.0).then_some(needed)
    }
}

fn slots(bytes: &[u8]) -> Option<&Slots> {
    let (slots, rest) = bytes.as_chunks();
    slots.try_into().ok().filter(|_| rest.is_empty())
}

impl Scores {
    /// How sure it is that the text is a prompt, if the most likely kind of prompt
    /// is this category; else 0.
    pub(crate) fn of(self, category: Category) -> f32 {
        let Self([newsletter, paywall, donation, _]) = self;
        let prompts = [
            (newsletter, Category::Newsletter),
            (paywall, Category::Paywall),
            (donation, Category::Donation),
        ];
        let likeliest = prompts.iter().max_by(|a, b| a.0.total_cmp(&b.0));
        if likeliest.is_some_and(|(_, likeliest)| *likeliest == category) {
            newsletter + paywall + donation
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn the_model_of_the_program_can_be_read() {
        assert!(Model::parse(FILE).is_some());
        assert!(FILE.len() < 400_000);
    }

    #[test]
    fn what_is_no_model_is_refused() {
        for file in [&b""[..], b"# only a comment", b"1 2\n", b"x 1 2 3 4\n"] {
            assert!(Model::parse(file).is_none(), "{file:?}");
        }
    }

    #[test]
    fn prompts_are_told_from_articles() {
        let score = |text: &str, category| {
            let scores = Model::builtin().scores(fold(text).text());
            scores.map(|scores| scores.of(category))
        };
        for (text, category) in [
            (
                "Sign up for our free newsletter, every Friday in your inbox",
                Category::Newsletter,
            ),
            (
                "Subscribe now to read this article, from 2 euros a month",
                Category::Paywall,
            ),
            (
                "Please support our independent journalism with a donation",
                Category::Donation,
            ),
        ] {
            assert!(
                score(text, category) > Some(0.9),
                "{text}: {:?}",
                score(text, category)
            );
        }
        for text in [
            "The harbour was dredged for the first time in forty years.",
            "The mayor said that the mill would be closed in the spring.",
        ] {
            for category in [Category::Newsletter, Category::Paywall, Category::Donation] {
                assert!(score(text, category) < Some(0.1), "{text}");
            }
        }
        assert_eq!(score("Sign up", Category::Newsletter), None);
    }
}
