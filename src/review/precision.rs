//! How often a rule was right in a sample.

/// One-sided confidence of the bound: the true share of errors lies above it in one
/// sample of twenty.
const CONFIDENCE: f64 = 0.95;
/// Halvings of the interval that the bound is searched in; more change no digit.
const HALVINGS: usize = 60;

/// What a sample of a rule's removals showed.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Removals that were looked at.
    pub sampled: usize,
    /// Those of them that should have stayed.
    pub wrong: usize,
    /// When, as `2026-01-31`.
    pub date: String,
}

impl Precision {
    /// The share of removals that were right in the sample; 1 for an empty one.
    pub fn measured(&self) -> f64 {
        if self.sampled == 0 {
            1.0
        } else {
            1.0 - self.wrong as f64 / self.sampled as f64
        }
    }

    /// The share of errors that is not exceeded with a confidence of 95 %: the upper
    /// bound of Clopper and Pearson ("The use of confidence or fiducial limits",
    /// Biometrika 26, 1934).
    ///
    /// ```
    /// use dechaff::review::Precision;
    ///
    /// let precision = Precision { sampled: 300, wrong: 0, date: "2026-01-31".into() };
    /// assert!((precision.error_at_most() - 0.00994).abs() < 0.00001);
    /// ```
    pub fn error_at_most(&self) -> f64 {
        if self.wrong >= self.sampled {
            return 1.0;
        }
        let (mut low, mut high) = (self.measured_error(), 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if at_most(self.wrong, self.sampled, middle) > 1.0 - CONFIDENCE {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }

    fn measured_error(&self) -> f64 {
        1.0 - self.measured()
    }
}

/// How likely at most `wrong` of `sampled` are wrong where each is with this
/// probability.
fn at_most(wrong: usize, sampled: usize, probability: f64) -> f64 {
    let (log_wrong, log_right) = (probability.ln(), (-probability).ln_1p());
    let mut log_ways = 0.0;
    let mut sum = 0.0;
    for k in 0..=wrong {
        if k > 0 {
            log_ways += ((sampled - k + 1) as f64).ln() - (k as f64).ln();
        }
        sum += (log_ways + k as f64 * log_wrong + (sampled - k) as f64 * log_right).exp();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_the_tables() {
        for (sampled, wrong, expected) in [
            (20, 0, 0.1391),
            (20, 1, 0.2161),
            (100, 0, 0.0295),
            (100, 5, 0.1023),
            (1000, 10, 0.0169),
            (10, 10, 1.0),
            (0, 0, 1.0),
        ] {
            let precision = Precision {
                sampled,
                wrong,
                date: String::new(),
            };
            let bound = precision.error_at_most();
            assert!(
                (bound - expected).abs() < 0.0001,
                "{wrong} of {sampled}: {bound}"
            );
        }
    }
}
