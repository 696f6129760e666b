//! JSON objects, taken apart without a copy: where each value stands in the line.
//!
//! Nearly every line is an object of strings and numbers. Those are gone through here,
//! many bytes at a time; whatever else there is, and whatever is wrong, is left to
//! serde_json, which also has the words for it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Problem;

/// Names and values of an object, as they stand in it.
pub(super) type Members<'l> = Vec<(Cow<'l, str>, &'l str)>;

/// The members of an object, in order.
///
/// # Errors
///
/// What is not a JSON object.
pub(super) fn members(json: &str) -> Result<Members<'_>, Problem> {
    plain_members(json).map_or_else(|| any_members(json), Ok)
}

/// The text that a JSON string spells; `None` for other values, and for a string that
/// spells half a character (`"\ud83d"`). `json` is a value that has been gone through.
pub(super) fn text(json: &str) -> Option<Cow<'_, str>> {
    let spelled = json.strip_prefix('"')?.strip_suffix('"')?;
    let Some(first) = memchr::memchr(b'\\', spelled.as_bytes()) else {
        return Some(spelled.into());
    };
    let mut text = String::with_capacity(spelled.len());
    let mut rest = spelled;
    let mut plain = first;
    loop {
        text.push_str(&rest[..plain]);
        let (character, length) = escape(&rest[plain..])?;
        text.push(character);
        rest = &rest[plain + length..];
        plain = match rest.as_bytes().first() {
            None => return Some(text.into()),
            Some(b'\\') => 0,
            Some(_) => memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len()),
        };
        if plain == rest.len() {
            text.push_str(rest);
            return Some(text.into());
        }
    }
}

/// The character of the escape that `rest` begins with, and the bytes that spell it.
fn escape(rest: &str) -> Option<(char, usize)> {
    let bytes = rest.as_bytes();
    Some(match bytes.get(1)? {
        b'n' => ('\n', 2),
        b't' => ('\t', 2),
        b'r' => ('\r', 2),
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{c}', 2),
        b'u' => match code_unit(bytes)? {
            high @ 0xD800..0xDC00 => {
                let low = bytes.get(6..).filter(|rest| rest.starts_with(b"\\u"))?;
                let low = code_unit(low)?.checked_sub(0xDC00)?;
                let offset = (high - 0xD800) * 0x400 + low;
                (
                    char::from_u32(0x1_0000 + offset).filter(|_| low < 0x400)?,
                    12,
                )
            }
            unit => (char::from_u32(unit)?, 6),
        },
        quoted => (char::from(*quoted), 2),
    })
}

/// The code unit of an escape such as `\u00e9`.
fn code_unit(escape: &[u8]) -> Option<u32> {
    let digits = escape.get(2..6)?;
    digits.iter().try_fold(0, |unit, digit| {
        Some(unit * 16 + char::from(*digit).to_digit(16)?)
    })
}

/// The members of an object that is spelled as most are; `None` where serde_json has to
/// say whether it is one.
fn plain_members(json: &str) -> Option<Members<'_>> {
    let mut cursor = Cursor { json, at: 0 };
    cursor.take(b'{')?;
    let mut members = Members::new();
    if cursor.take(b'}').is_none() {
        loop {
            let name = cursor.string()?;
            let name = &name[1..name.len() - 1];
            if name.contains('\\') {
                return None;
            }
            cursor.take(b':')?;
            members.push((name.into(), cursor.value()?));
            if cursor.take(b',').is_none() {
                cursor.take(b'}')?;
                break;
            }
        }
    }
    cursor.skip_space();
    (cursor.at == json.len()).then_some(members)
}

/// A walk over JSON.
struct Cursor<'l> {
    json: &'l str,
    at: usize,
}

impl<'l> Cursor<'l> {
    fn skip_space(&mut self) {
        let rest = &self.json.as_bytes()[self.at..];
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        self.at += rest.iter().take_while(is_space).count();
    }

    /// Goes past white space and this mark, if it comes next.
    fn take(&mut self, mark: u8) -> Option<()> {
        self.skip_space();
        (self.json.as_bytes().get(self.at) == Some(&mark)).then(|| self.at += 1)
    }

    fn value(&mut self) -> Option<&'l str> {
        self.skip_space();
        if self.json.as_bytes().get(self.at) == Some(&b'"') {
            return self.string();
        }
        let rest = &self.json[self.at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let value = values.next()?.ok()?.get();
        self.at += values.byte_offset();
        Some(value)
    }

    /// The string that comes next, with its quotes.
    fn string(&mut self) -> Option<&'l str> {
        self.take(b'"')?;
        let start = self.at - 1;
        let bytes = self.json.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(&self.json[start..self.at]);
                }
                b'\\' => {
                    self.at += match bytes.get(self.at + 1)? {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                        b'u' => code_unit(&bytes[self.at..]).map(|_| 6)?,
                        _ => return None,
                    };
                }
                _ => self.at += plain_length(&bytes[self.at..])?,
            }
        }
    }
}

/// How many bytes come before the next quote or backslash; `None` where a control
/// character is among them, which must not be in a string.
fn plain_length(bytes: &[u8]) -> Option<usize> {
    let length = memchr::memchr2(b'"', b'\\', bytes)?;
    // Without a branch for each byte, the compiler looks at many at a time.
    let lowest = bytes[..length]
        .iter()
        .fold(u8::MAX, |lowest, byte| lowest.min(*byte));
    (lowest >= b' ').then_some(length)
}

/// The members of any object, by serde_json.
fn any_members(json: &str) -> Result<Members<'_>, Problem> {
    struct Object;

    impl<'l> Visitor<'l> for Object {
        type Value = Members<'l>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some((name, value)) = map.next_entry::<String, &'l RawValue>()? {
                members.push((name.into(), value.get()));
            }
            Ok(members)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    let found = deserializer
        .deserialize_map(Object)
        .map_err(|error| Problem::NotJson(error.to_string()))?;
    deserializer
        .end()
        .map_err(|error| Problem::NotJson(error.to_string()))?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What serde_json says to what was read without it.
    fn check(json: &str) {
        let expected = any_members(json);
        if let Some(members) = plain_members(json) {
            assert_eq!(Ok(&members), expected.as_ref(), "{json}");
        }
        for (_, value) in expected.into_iter().flatten() {
            let expected: Option<String> = serde_json::from_str(value).ok();
            assert_eq!(text(value).as_deref(), expected.as_deref(), "{json}");
        }
    }

    #[test]
    fn most_objects_are_read_here() {
        for json in [
            "{}",
            " { } \r\n",
            r#"{"text":"One.\nTwo \"three\" \u00e9 \ud83d\udeb2 \/","n":-1.5e3,"l":[1,{"a":"]"}]}"#,
            "{\"a\" : null , \"b\"\t:true,\"a\":{\"text\":\"é\"}}\n",
            &format!(r#"{{"text":"{}\\"}}"#, "long ".repeat(40)),
        ] {
            assert!(plain_members(json).is_some(), "{json}");
            check(json);
        }
    }

    #[test]
    fn what_is_wrong_or_odd_is_left_to_serde() {
        for json in [
            "",
            "{",
            "[1]",
            "{} x",
            "{\"a\":1,}",
            "{\"a\":01}",
            "{\"a\":1x}",
            "{\"a\":tru}",
            "{\"a\" 1}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":\"\\u+123\"}",
            "{\"a\":\"",
            "{\"a\":\"\\\"}",
            "\u{feff}{}",
            "{\"\\u0061\":1}",
        ] {
            assert_eq!(plain_members(json), None, "{json}");
            check(json);
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_as_serde_reads_it(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", "\"", "\\", ",", ":", " ", "\n", "\t", "1", "-", ".5", "e3", "true",
                    "null", "\"text\":", "\"a\"", "\\n", "\\u00e9", "\\ud83d", "\\udeb2", "\\ud83d\\udeb2",
                    "\\u", "\\/", "é", "🚲", "\u{1}", "some words of a longer text, and on, ",
                ]),
                0..24,
            )
        ) {
            let inside = pieces.concat();
            for json in [
                format!("{{\"text\":\"{inside}\"}}"),
                format!("{{\"text\":{inside}}}"),
                format!("{{{inside}}}"),
                inside,
            ] {
                check(&json);
            }
        }
    }
}
