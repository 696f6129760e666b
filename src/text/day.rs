//! The day that a document is from.

use std::fmt;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// The first day that stands in a text with year, month and day in this order, as
    /// in a date of ISO 8601 or in the address of an article.
    ///
    /// ```
    /// use dechaff::text::Day;
    ///
    /// for (text, expected) in [
    ///     ("2024-03-09T10:00:00Z", Some("2024-03-09")),
    ///     ("https://news.example/2024/3/9/mill", Some("2024-03-09")),
    ///     ("https://news.example/a-20240309.html", Some("2024-03-09")),
    ///     ("https://news.example/a-2024030911.html", None),
    ///     ("2024-13-09", None),
    /// ] {
    ///     assert_eq!(Day::find_in(text).map(|day| day.to_string()).as_deref(), expected);
    /// }
    /// ```
    pub fn find_in(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let digits = digits_at(bytes, at);
            if digits == 0 {
                at += 1;
                continue;
            }
            let found = match digits {
                4 => Self::parted(bytes, at),
                8 => Self::new(
                    number(bytes, at, 4),
                    number(bytes, at + 4, 2),
                    number(bytes, at + 6, 2),
                ),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
            at += digits;
        }
        None
    }

    /// A day whose year begins at a byte.
    fn parted(bytes: &[u8], at: usize) -> Option<Self> {
        let mark = *bytes
            .get(at + 4)
            .filter(|mark| matches!(mark, b'-' | b'/' | b'.'))?;
        let month = at + 5;
        let length = digits_at(bytes, month);
        let day = month + length + 1;
        let is_parted = (1..=2).contains(&length) && bytes.get(month + length) == Some(&mark);
        let days = digits_at(bytes, day);
        if !is_parted || !(1..=2).contains(&days) {
            return None;
        }
        Self::new(
            number(bytes, at, 4),
            number(bytes, month, length),
            number(bytes, day, days),
        )
    }

    fn new(year: u16, month: u16, day: u16) -> Option<Self> {
        let is_day =
            (1500..=2500).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        is_day.then_some(Self {
            year,
            month: month as u8,
            day: day as u8,
        })
    }
}

/// How many digits stand at a byte.
fn digits_at(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The number that up to four digits make.
fn number(bytes: &[u8], at: usize, length: usize) -> u16 {
    let digits = bytes[at..at + length].iter();
    digits.fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
