//! Counts of very many things in a fixed room.

/// Counters of each row.
const WIDTH: usize = 1 << 25;

/// A count-min sketch (Cormode and Muthukrishnan, 2005) with conservative update: what it
/// says is never too low, and rarely too high. It takes 128 MB, of which an operating
/// system gives what is used, however much is counted.
#[derive(Debug)]
pub(super) struct Sketch {
    rows: [Vec<u16>; 2],
}

impl Sketch {
    pub(super) fn new() -> Self {
        Self {
            rows: [vec![0; WIDTH], vec![0; WIDTH]],
        }
    }

    /// Counts one more of `key`.
    pub(super) fn add(&mut self, key: u64) {
        let [first, second] = places(key);
        let count = self.rows[0][first].min(self.rows[1][second]);
        for (row, place) in self.rows.iter_mut().zip([first, second]) {
            if row[place] == count {
                row[place] = count.saturating_add(1);
            }
        }
    }

    /// How many of `key` were counted, at most; 65,535 stands for that many and more.
    pub(super) fn count(&self, key: u64) -> u32 {
        let [first, second] = places(key);
        u32::from(self.rows[0][first].min(self.rows[1][second]))
    }
}

/// Where a key is counted: keys are hashes, so parts of them are as good as two others.
fn places(key: u64) -> [usize; 2] {
    let mask = WIDTH as u64 - 1;
    [(key & mask) as usize, ((key >> 32) & mask) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::mix;

    #[test]
    fn no_count_is_too_low() {
        let mut sketch = Sketch::new();
        for number in 0..200_000_u64 {
            for _ in 0..=number % 5 {
                sketch.add(mix(1, number));
            }
        }
        let wrong = (0..200_000_u64)
            .map(|number| {
                sketch
                    .count(mix(1, number))
                    .checked_sub(number as u32 % 5 + 1)
            })
            .map(|more| more.expect("a count is too low"))
            .filter(|more| *more > 0)
            .count();
        assert!(wrong < 200, "{wrong} of 200,000 are too high");
    }
}
