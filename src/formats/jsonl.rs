//! JSON lines: an object a line, of which only the text changes.
//!
//! The line is never parsed and written again. The place of the text's value is
//! found, and the new value is put there; every other byte, the order of fields,
//! repeated keys and the spelling of numbers stay as they came.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Offsets, Problem, RemovalRecord, host};
use crate::engine::Cleaned;
use crate::text::{Document, Span};

/// The field that removals are embedded in.
const REMOVED: &str = "removed";

/// Where things are in the object.
#[derive(Clone, Debug)]
pub struct Fields {
    path: Vec<String>,
    /// Where the site is; `None` for the fields `site` and `url`.
    site: Option<Vec<String>>,
}

impl Fields {
    /// The text is in the field `path`; dots lead into nested objects.
    pub fn new(path: &str) -> Self {
        Self {
            path: steps(path),
            site: None,
        }
    }

    /// The site, or the address of the page, is in the field `path` instead of
    /// `site` or `url`.
    #[must_use]
    pub fn with_site(self, path: &str) -> Self {
        Self {
            site: Some(steps(path)),
            ..self
        }
    }

    fn name(&self) -> String {
        self.path.join(".")
    }
}

fn steps(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

/// A line that was taken apart.
#[derive(Clone, Debug)]
pub struct Record<'l> {
    line: &'l str,
    /// The text's value in the line, with its quotes.
    value: Span,
    /// The value of an earlier `removed`.
    removed: Option<Span>,
    /// The object's closing brace.
    close: usize,
    is_empty: bool,
    /// The text.
    pub text: String,
    /// The document's site, from `site` or `url`.
    pub site: Option<String>,
    /// The document's language, from `lang`.
    pub language: Option<String>,
}

impl<'l> Record<'l> {
    /// Takes a line apart; white space around the object is kept.
    ///
    /// # Errors
    ///
    /// Bytes that are not UTF-8 or not a JSON object, and objects without a text.
    pub fn parse(line: &'l [u8], fields: &Fields) -> Result<Self, Problem> {
        let line = std::str::from_utf8(line).map_err(|_| Problem::NotUtf8)?;
        let members = members(line.trim_start_matches('\u{feff}'))?;
        let place = |raw: &str| {
            let start = raw.as_ptr() as usize - line.as_ptr() as usize;
            Span::new(start, start + raw.len())
        };
        let string = |name: &str| {
            let raw = members.iter().rev().find(|(key, _)| key == name)?.1;
            serde_json::from_str::<String>(raw.get()).ok()
        };
        let raw = find(&members, &fields.path).ok_or_else(|| Problem::NoText(fields.name()))?;
        let text: String = serde_json::from_str(raw).map_err(|_| Problem::NoText(fields.name()))?;
        let site = match &fields.site {
            Some(path) => {
                find(&members, path).and_then(|raw| serde_json::from_str::<String>(raw).ok())
            }
            None => string("site").or_else(|| string("url")),
        };
        let site = site.and_then(|site| host(&site).map(str::to_owned));
        Ok(Self {
            line,
            value: place(raw),
            removed: members
                .iter()
                .rev()
                .find(|(key, _)| key == REMOVED)
                .map(|(_, raw)| place(raw.get())),
            close: line
                .rfind('}')
                .ok_or_else(|| Problem::NotJson("no closing brace".into()))?,
            is_empty: members.is_empty(),
            language: string("lang"),
            text,
            site,
        })
    }

    /// The document in the record.
    pub fn document(&self) -> Document<'_> {
        let mut document = Document::new(self.text.as_str());
        if let Some(site) = &self.site {
            document = document.with_site(site.as_str());
        }
        if let Some(language) = &self.language {
            document = document.with_language(language.as_str());
        }
        document
    }

    /// The line with the cleaned text, and with the removals where `embed` says
    /// how to count them.
    pub fn write(&self, cleaned: &Cleaned, embed: Option<Offsets>) -> String {
        let text = (!cleaned.removals.is_empty()).then_some(cleaned.text.as_str());
        let records =
            embed.map(|offsets| RemovalRecord::all(&self.text, &cleaned.removals, offsets));
        self.splice(text, records.as_deref())
    }

    /// The line with another text and another list of removals, where given.
    pub fn splice(&self, text: Option<&str>, removed: Option<&[RemovalRecord<'_>]>) -> String {
        let mut edits: Vec<(Span, String)> = Vec::new();
        if let Some(text) = text {
            edits.push((self.value, json(&text)));
        }
        match (removed, self.removed) {
            (Some(records), Some(place)) => edits.push((place, json(&records))),
            (Some(records), None) => {
                let comma = if self.is_empty { "" } else { ", " };
                edits.push((
                    Span::new(self.close, self.close),
                    format!("{comma}\"{REMOVED}\": {}", json(&records)),
                ));
            }
            (None, _) => {}
        }
        edits.sort_by_key(|(place, _)| *place);
        let mut line = String::with_capacity(self.line.len());
        let mut at = 0;
        for (place, content) in edits {
            line.push_str(&self.line[at..place.start]);
            line.push_str(&content);
            at = place.end;
        }
        line.push_str(&self.line[at..]);
        line
    }

    /// The removals that an earlier run embedded.
    ///
    /// # Errors
    ///
    /// A `removed` field that is missing or not a list of removals.
    pub fn removals(&self) -> Result<Vec<RemovalRecord<'_>>, Problem> {
        let place = self
            .removed
            .ok_or_else(|| Problem::NoText(REMOVED.into()))?;
        serde_json::from_str(place.of(self.line))
            .map_err(|error| Problem::NotJson(format!("`{REMOVED}`: {error}")))
    }
}

/// JSON of something that can always be written as JSON.
fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}

type Members<'l> = Vec<(String, &'l RawValue)>;

fn members(line: &str) -> Result<Members<'_>, Problem> {
    struct Object;

    impl<'l> Visitor<'l> for Object {
        type Value = Members<'l>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry::<String, &'l RawValue>()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(line);
    let found = deserializer
        .deserialize_map(Object)
        .map_err(|error| Problem::NotJson(error.to_string()))?;
    deserializer
        .end()
        .map_err(|error| Problem::NotJson(error.to_string()))?;
    Ok(found)
}

/// The raw value at a path. Of repeated keys the last counts, as in most
/// readers.
fn find<'l>(members: &Members<'l>, path: &[String]) -> Option<&'l str> {
    let (name, rest) = path.split_first()?;
    let raw = members.iter().rev().find(|(key, _)| key == name)?.1.get();
    if rest.is_empty() {
        Some(raw)
    } else {
        find(&self::members(raw).ok()?, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, RuleSet};

    fn cleaned_line(line: &str, field: &str) -> Result<String, Problem> {
        let cleaner = Cleaner::new(RuleSet::builtin());
        let record = Record::parse(line.as_bytes(), &Fields::new(field))?;
        let cleaned = cleaner.clean(&record.document());
        Ok(record.write(&cleaned, Some(Offsets::Bytes)))
    }

    #[test]
    fn everything_but_the_text_stays_byte_for_byte() {
        let line = r#" {"n": 0.50, "big":123456789012345678901234567890,"dup":1,"dup":2, "odd":"\ud800",  "text":"A bridge.\nSubscribe to our newsletter" , "z" : null}"#;
        let out = cleaned_line(line, "text").unwrap();
        let before_text = line.split("\"A bridge").next().unwrap();
        assert!(out.starts_with(before_text), "{out}");
        assert!(
            out.contains(
                r#""A bridge." , "z" : null, "removed": [{"start":9,"end":37,"text":"\nSubscribe"#
            ),
            "{out}"
        );
    }

    #[test]
    fn unchanged_text_keeps_its_spelling() {
        let out = cleaned_line(r#"{"text":"caf\u00e9 \/ bar"}"#, "text").unwrap();
        assert_eq!(out, r#"{"text":"caf\u00e9 \/ bar", "removed": []}"#);
    }

    #[test]
    fn nested_text_and_an_earlier_list() {
        let line = r#"{"page":{"text":"x","id":1},"removed":[1,2]}"#;
        assert_eq!(
            cleaned_line(line, "page.text").unwrap(),
            r#"{"page":{"text":"x","id":1},"removed":[]}"#
        );
    }

    #[test]
    fn bad_lines_are_named() {
        for (line, expected) in [
            ("{", "not a JSON object"),
            ("[1]", "not a JSON object"),
            ("{} x", "not a JSON object"),
            (r#"{"a":1}"#, "no text in the field `text`"),
            (r#"{"text":7}"#, "no text in the field `text`"),
            (r#"{"text":"\ud800"}"#, "no text in the field `text`"),
        ] {
            let problem = cleaned_line(line, "text").unwrap_err();
            assert!(
                problem.to_string().starts_with(expected),
                "{line}: {problem}"
            );
        }
    }
}
