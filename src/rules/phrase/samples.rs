//! Texts that a phrase matches: what it says, alternative by alternative.

use super::{Phrase, Piece};

/// Most samples of one phrase.
const MOST_SAMPLES: usize = 64;

impl Phrase {
    /// Folded texts that the phrase matches, the shortest of their kind: gaps and
    /// endings are left empty, a number is a `3`. Each alternative is in at least
    /// one of them unless there are very many.
    pub(crate) fn samples(&self) -> Vec<String> {
        let samples = of_sequence(&self.parsed().pieces);
        let tidy = |sample: String| sample.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut samples: Vec<String> = samples.into_iter().map(tidy).collect();
        samples.sort_unstable();
        samples.dedup();
        samples
    }
}

fn of_sequence(pieces: &[Piece]) -> Vec<String> {
    let mut samples = vec![String::new()];
    for piece in pieces {
        let parts = of_piece(piece);
        // Every combination while there are few; then each part only once.
        samples = if samples.len() * parts.len() <= MOST_SAMPLES {
            samples
                .iter()
                .flat_map(|before| parts.iter().map(move |part| format!("{before}{part}")))
                .collect()
        } else {
            (0..samples.len().max(parts.len()).min(MOST_SAMPLES))
                .map(|n| format!("{}{}", samples[n % samples.len()], parts[n % parts.len()]))
                .collect()
        };
    }
    samples
}

fn of_piece(piece: &Piece) -> Vec<String> {
    match piece {
        Piece::Words(words) => vec![words.clone()],
        Piece::Blank | Piece::Gap => vec![" ".to_owned()],
        Piece::Number => vec!["3".to_owned()],
        Piece::Letters => vec![String::new()],
        Piece::Group(alternatives) => alternatives
            .iter()
            .flat_map(|alternative| of_sequence(&alternative.pieces))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_what_the_phrase_says() {
        for (phrase, expected) in [
            ("sign up", vec!["sign up"]),
            ("(join|read) ... news*", vec!["join news", "read news"]),
            ("# (free|) articles", vec!["3 articles", "3 free articles"]),
        ] {
            assert_eq!(Phrase::parse(phrase).unwrap().samples(), expected);
        }
    }
}
