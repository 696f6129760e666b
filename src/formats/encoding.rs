//! Encodings: text from bytes, and the same bytes again from the text.
//!
//! What was decoded is encoded again and held against the input before anything
//! is done with it, so a text that would not come back as it was passes through.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

use super::Problem;

/// Which encoding to expect. A byte-order mark in the input counts more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, or UTF-16 with a byte-order mark.
    #[default]
    Unicode,
    /// This one.
    Named(&'static encoding_rs::Encoding),
    /// UTF-8 where it is valid, else the likeliest one, document by document.
    Auto,
}

impl FromStr for Charset {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if name.eq_ignore_ascii_case("auto") {
            return Ok(Self::Auto);
        }
        match encoding_rs::Encoding::for_label(name.as_bytes()) {
            Some(found) if found == UTF_8 => Ok(Self::Unicode),
            Some(found) if found != encoding_rs::REPLACEMENT => Ok(Self::Named(found)),
            _ => Err(format!(
                "`{name}` is no encoding that is known here; name one as the web does, such as windows-1252, \
                 iso-8859-2, shift_jis or gb18030, or say auto"
            )),
        }
    }
}

/// How the bytes of one document are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    charset: &'static encoding_rs::Encoding,
    has_mark: bool,
}

/// UTF-8 without a mark.
impl Default for Encoding {
    fn default() -> Self {
        Self {
            charset: UTF_8,
            has_mark: false,
        }
    }
}

/// The name of the encoding, as the web spells it.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.charset.name())
    }
}

/// Bytes of code units in lines: where a line ends, and where a quote is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnitWidth {
    /// Every encoding in which ASCII stands for itself.
    #[default]
    One,
    /// UTF-16, low byte first.
    TwoLittle,
    /// UTF-16, high byte first.
    TwoBig,
}

impl Encoding {
    /// Whether it is UTF-8.
    pub fn is_utf8(self) -> bool {
        self.charset == UTF_8
    }

    /// The encoding of an input that begins with `start`.
    fn at_start(start: &[u8], wanted: Charset) -> Option<Self> {
        let marked = |charset| Self {
            charset,
            has_mark: true,
        };
        match start {
            [0xEF, 0xBB, 0xBF, ..] => Some(marked(UTF_8)),
            [0xFF, 0xFE, ..] => Some(marked(UTF_16LE)),
            [0xFE, 0xFF, ..] => Some(marked(UTF_16BE)),
            _ => match wanted {
                Charset::Unicode => Some(Self::default()),
                Charset::Named(charset) => Some(Self {
                    charset,
                    has_mark: false,
                }),
                Charset::Auto => None,
            },
        }
    }

    fn mark(self) -> &'static [u8] {
        match (self.has_mark, self.charset) {
            (false, _) => &[],
            (true, charset) if charset == UTF_16LE => &[0xFF, 0xFE],
            (true, charset) if charset == UTF_16BE => &[0xFE, 0xFF],
            (true, _) => &[0xEF, 0xBB, 0xBF],
        }
    }

    /// The text in `bytes`, without a byte-order mark.
    ///
    /// # Errors
    ///
    /// Bytes that are not in this encoding, or that it would write in another way,
    /// and bytes with a NUL among them.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
        let Some(content) = bytes.strip_prefix(self.mark()) else {
            return Err(Problem::NotDecoded(self.to_string()));
        };
        if self.is_utf8() {
            if memchr::memchr(0, content).is_some() {
                return Err(Problem::Binary);
            }
            let text = std::str::from_utf8(content).map_err(|_| Problem::NotUtf8)?;
            return Ok(text.into());
        }
        let text = self
            .charset
            .decode_without_bom_handling_and_without_replacement(content)
            .ok_or_else(|| Problem::NotDecoded(self.to_string()))?;
        if text.contains('\0') {
            return Err(Problem::Binary);
        }
        if self.encode(&text) != bytes {
            return Err(Problem::NotDecoded(self.to_string()));
        }
        Ok(text)
    }

    /// The bytes of a text, with the byte-order mark if there was one.
    pub fn encode(self, text: &str) -> Vec<u8> {
        let mut bytes = self.mark().to_vec();
        if self.charset == UTF_16LE {
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        } else if self.charset == UTF_16BE {
            bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        } else {
            bytes.extend_from_slice(&self.charset.encode(text).0);
        }
        bytes
    }

    /// How wide its code units are.
    pub fn unit_width(self) -> UnitWidth {
        if self.charset == UTF_16LE {
            UnitWidth::TwoLittle
        } else if self.charset == UTF_16BE {
            UnitWidth::TwoBig
        } else {
            UnitWidth::One
        }
    }

    /// The same encoding for what comes after the start of a file.
    #[must_use]
    pub fn without_mark(self) -> Self {
        Self {
            has_mark: false,
            ..self
        }
    }

    /// Whether lines and commas can be found without decoding.
    pub fn keeps_ascii(self) -> bool {
        self.charset.is_ascii_compatible() || self.unit_width() != UnitWidth::One
    }
}

/// The text of a whole document, and how it is encoded.
///
/// # Errors
///
/// Bytes that are not text in the encoding.
pub fn decode(bytes: &[u8], wanted: Charset) -> Result<(Cow<'_, str>, Encoding), Problem> {
    let encoding = Encoding::at_start(bytes, wanted).unwrap_or_else(|| guessed(bytes));
    Ok((encoding.decode(bytes)?, encoding))
}

/// The encoding of the lines of an input that begins with `start`.
///
/// # Errors
///
/// An encoding in which lines cannot be told without decoding all.
pub fn of_lines(start: &[u8], wanted: Charset) -> Result<Option<Encoding>, Problem> {
    let encoding = Encoding::at_start(start, wanted);
    match encoding {
        Some(encoding) if !encoding.keeps_ascii() => {
            Err(Problem::NotDecoded(format!("{encoding} by lines")))
        }
        encoding => Ok(encoding),
    }
}

/// The text of one line, in the encoding of its file where that is known.
///
/// # Errors
///
/// Bytes that are not text in the encoding.
pub(super) fn decode_line(
    bytes: &[u8],
    encoding: Option<Encoding>,
) -> Result<(Cow<'_, str>, Encoding), Problem> {
    let encoding = encoding.unwrap_or_else(|| guessed(bytes));
    Ok((encoding.decode(bytes)?, encoding))
}

fn guessed(bytes: &[u8]) -> Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return Encoding::default();
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Encoding {
        charset: detector.guess(None, chardetng::Utf8Detection::Deny),
        has_mark: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(to_bytes)
            .collect()
    }

    #[test]
    fn texts_come_back_as_the_bytes_they_were() {
        for (bytes, wanted, expected) in [
            (b"caf\xc3\xa9".to_vec(), "utf-8", "UTF-8"),
            (b"\xef\xbb\xbfcaf\xc3\xa9".to_vec(), "windows-1252", "UTF-8"),
            (utf16("caf\u{e9} 🚲", u16::to_le_bytes), "utf-8", "UTF-16LE"),
            (utf16("caf\u{e9} 🚲", u16::to_be_bytes), "auto", "UTF-16BE"),
            (b"caf\xe9".to_vec(), "latin1", "windows-1252"),
            (
                b"\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0?".to_vec(),
                "auto",
                "windows-1251",
            ),
            (
                b"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd".to_vec(),
                "auto",
                "Shift_JIS",
            ),
            (b"plain".to_vec(), "auto", "UTF-8"),
        ] {
            let (text, encoding) = decode(&bytes, wanted.parse().unwrap()).unwrap();
            assert_eq!(encoding.to_string(), expected, "{text}");
            assert_eq!(encoding.encode(&text), bytes, "{text}");
        }
    }

    #[test]
    fn what_would_not_come_back_is_refused() {
        for (bytes, wanted, problem) in [
            (b"caf\xe9".to_vec(), "utf-8", "not UTF-8"),
            (b"a\0b".to_vec(), "utf-8", "binary"),
            (b"\xff\xfea\0b".to_vec(), "utf-8", "not UTF-16LE"),
            (b"\xff\xfe\x00\xd8a\0".to_vec(), "utf-8", "not UTF-16LE"),
            (b"\x81\x20".to_vec(), "shift_jis", "not Shift_JIS"),
        ] {
            let refused = decode(&bytes, wanted.parse().unwrap()).unwrap_err();
            assert!(refused.to_string().starts_with(problem), "{refused}");
        }
        assert!("klingon".parse::<Charset>().is_err());
    }
}
