//! JSON lines: an object a line, of which only the text changes.
//!
//! The line is never parsed and written again. The place of the text's value is
//! found, and the new value is put there; every other byte, the order of fields,
//! repeated keys and the spelling of numbers stay as they came.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use super::encoding::{Encoding, decode_line};
use super::fields::DAY_FIELDS;
use super::frame::{Batch, Edit, Editor, Found, Frame, Part, Passed, Source, fill};
use super::json_object::{self, Members, members};
use super::lines::{Chunk, LineReader};
use super::{Fields, Problem, json_string};
use crate::text::host;
use crate::text::{Day, Document, Span};

/// The field that removals are embedded in.
const REMOVED: &str = "removed";
/// The field that says that a text was probably cut short.
const TRUNCATED: &str = "truncated";

/// Reads JSON lines.
pub(super) struct Lines<R> {
    reader: LineReader<R>,
    fields: Arc<Fields>,
    encoding: Option<Encoding>,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: LineReader<R>, fields: Fields, encoding: Option<Encoding>) -> Self {
        Self {
            reader,
            fields: Arc::new(fields),
            encoding,
            line: 0,
        }
    }

    fn frame(&mut self, chunk: Chunk) -> Box<dyn Frame> {
        self.line += u64::from(!matches!(chunk, Chunk::LongLineRest(_)));
        match chunk {
            Chunk::LongLineRest(bytes) => Passed::silent(bytes),
            Chunk::LongLine(bytes) => Box::new(Passed {
                bytes,
                record: Some(self.line),
                problem: Some(Problem::TooLong),
            }),
            Chunk::Line(bytes) => {
                let encoding = self.encoding;
                self.encoding = encoding.map(Encoding::without_mark);
                Box::new(Line {
                    bytes,
                    number: self.line,
                    encoding,
                    fields: Arc::clone(&self.fields),
                })
            }
        }
    }
}

impl<R: BufRead + Send> Source for Lines<R> {
    fn batch(&mut self) -> io::Result<Option<Batch>> {
        fill(|| {
            let chunk = self.reader.chunk()?;
            Ok(chunk.map(|chunk| self.frame(chunk)))
        })
    }
}

/// A line that was not yet looked at.
struct Line {
    bytes: Vec<u8>,
    number: u64,
    encoding: Option<Encoding>,
    fields: Arc<Fields>,
}

impl Line {
    /// The line as the editor wants it; `None` where it stays.
    fn edited(&self, editor: &mut dyn Editor) -> Result<Option<Vec<u8>>, Problem> {
        let (line, encoding) = decode_line(&self.bytes, self.encoding)?;
        if line.trim().is_empty() {
            return Ok(None);
        }
        let record = Record::parse(&line, &self.fields)?;
        let edit = editor.edit(&Found {
            embedded: record.removed.map(|place| place.of(&line)),
            raw: Some(record.value.of(&line)),
            ..Found::new(record.document(), encoding).numbered(self.number)
        });
        Ok((edit != Edit::default()).then(|| encoding.encode(&record.splice(&edit))))
    }
}

impl Frame for Line {
    fn edit(self: Box<Self>, editor: &mut dyn Editor) -> Part {
        match self.edited(editor) {
            Ok(Some(bytes)) => Part::Bytes(bytes),
            Ok(None) => Part::Bytes(self.bytes),
            Err(problem) => {
                editor.pass(Some(self.number), problem);
                Part::Bytes(self.bytes)
            }
        }
    }

    fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// A line that was taken apart.
#[derive(Clone, Debug)]
struct Record<'l> {
    line: &'l str,
    /// The text's value in the line, with its quotes.
    value: Span,
    /// The value of an earlier `removed`.
    removed: Option<Span>,
    /// The value of an earlier `truncated`.
    truncated: Option<Span>,
    /// The object's closing brace.
    close: usize,
    is_empty: bool,
    text: Cow<'l, str>,
    /// The document's site, from `site` or `url`.
    site: Option<String>,
    /// The document's language, from `lang`.
    language: Option<Cow<'l, str>>,
    /// The day it is from, from `date` or `url`.
    day: Option<Day>,
}

impl<'l> Record<'l> {
    /// Takes a line apart; white space around the object is kept.
    ///
    /// # Errors
    ///
    /// What is not a JSON object, and objects without a text.
    fn parse(line: &'l str, fields: &Fields) -> Result<Self, Problem> {
        let members = members(line)?;
        let place = |raw: &str| {
            let start = raw.as_ptr() as usize - line.as_ptr() as usize;
            Span::new(start, start + raw.len())
        };
        let string = |name: &str| {
            let (_, raw) = members.iter().rev().find(|(key, _)| key == name)?;
            json_object::text(raw)
        };
        let raw = find(&members, fields.path()).ok_or_else(|| Problem::NoText(fields.name()))?;
        let text = json_object::text(raw).ok_or_else(|| Problem::NoText(fields.name()))?;
        let site = match fields.site() {
            Some(path) => find(&members, path).and_then(json_object::text),
            None => string("site").or_else(|| string("url")),
        };
        let value_of = |name: &str| {
            let found = members.iter().rev().find(|(key, _)| key == name);
            found.map(|(_, raw)| place(raw))
        };
        let site = site.and_then(|site| host(&site).map(str::to_owned));
        Ok(Self {
            line,
            value: place(raw),
            removed: value_of(REMOVED),
            truncated: value_of(TRUNCATED),
            close: line
                .rfind('}')
                .ok_or_else(|| Problem::NotJson("no closing brace".into()))?,
            is_empty: members.is_empty(),
            language: string("lang"),
            day: DAY_FIELDS
                .into_iter()
                .find_map(|name| Day::find_in(&string(name)?)),
            text,
            site,
        })
    }

    fn document(&self) -> Document<'_> {
        let mut document = Document::new(&*self.text);
        if let Some(site) = &self.site {
            document = document.with_site(site.as_str());
        }
        if let Some(language) = &self.language {
            document = document.with_language(&**language);
        }
        if let Some(day) = self.day {
            document = document.with_day(day);
        }
        document
    }

    /// The line with another text, list of removals and mark, where the edit has
    /// them.
    fn splice(&self, edit: &Edit) -> String {
        let mut edits: Vec<(Span, String)> = Vec::new();
        if !edit.splices.is_empty() {
            let raw = self.value.of(self.line);
            edits.push((self.value, json_string::spliced(raw, &edit.splices)));
        }
        let mut added = String::new();
        let mut is_first = self.is_empty;
        let mut set = |name: &str, place: Option<Span>, value: String| match place {
            Some(place) => edits.push((place, value)),
            None => {
                let comma = if std::mem::take(&mut is_first) {
                    ""
                } else {
                    ", "
                };
                added.push_str(&format!("{comma}\"{name}\": {value}"));
            }
        };
        if let Some(removed) = &edit.removed {
            set(REMOVED, self.removed, removed.clone());
        }
        if edit.is_truncated {
            set(TRUNCATED, self.truncated, "true".into());
        }
        edits.push((Span::new(self.close, self.close), added));
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
}

/// The raw value at a path. Of repeated keys the last counts, as in most
/// readers.
fn find<'l>(members: &Members<'l>, path: &[String]) -> Option<&'l str> {
    let (name, rest) = path.split_first()?;
    let (_, raw) = members.iter().rev().find(|(key, _)| key == name)?;
    if rest.is_empty() {
        Some(raw)
    } else {
        find(&self::members(raw).ok()?, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::frame::Splice;

    /// Makes every text upper case and embeds a list.
    struct Shout;

    impl Editor for Shout {
        fn edit(&mut self, found: &Found<'_>) -> Edit {
            let text = found.document.text();
            let small = |(at, c): (usize, char)| Splice {
                span: Span::new(at, at + c.len_utf8()),
                text: c.to_uppercase().collect(),
                spelled: None,
            };
            let splices = text.char_indices().filter(|(_, c)| c.is_lowercase());
            Edit {
                splices: splices.map(small).collect(),
                removed: Some("[]".into()),
                is_truncated: text.ends_with('…'),
            }
        }

        fn pass(&mut self, _: Option<u64>, problem: Problem) {
            panic!("{problem}");
        }
    }

    fn shouted(line: &str, field: &str) -> Result<String, Problem> {
        let line = Line {
            bytes: line.into(),
            number: 1,
            encoding: Some(Encoding::default()),
            fields: Arc::new(Fields::new(field)),
        };
        let edited = line.edited(&mut Shout)?.unwrap();
        Ok(String::from_utf8(edited).unwrap())
    }

    #[test]
    fn everything_but_the_text_stays_byte_for_byte() {
        for (line, field, expected) in [
            (
                r#" {"n": 0.50, "big":123456789012345678901234567890,"dup":1,"dup":2, "odd":"\ud800",  "text":"a" , "z" : null}"#,
                "text",
                r#" {"n": 0.50, "big":123456789012345678901234567890,"dup":1,"dup":2, "odd":"\ud800",  "text":"A" , "z" : null, "removed": []}"#,
            ),
            (
                r#"{"text":"caf\u00C9 \/ BaR"}"#,
                "text",
                r#"{"text":"CAF\u00C9 \/ BAR", "removed": []}"#,
            ),
            (
                r#"{"page":{"text":"x","id":1},"removed":[1,2]}"#,
                "page.text",
                r#"{"page":{"text":"X","id":1},"removed":[]}"#,
            ),
            (
                r#"{"text":"first","text":"last…"}"#,
                "text",
                r#"{"text":"first","text":"LAST…", "removed": [], "truncated": true}"#,
            ),
            (
                r#"{"truncated":false,"text":"…"}"#,
                "text",
                r#"{"truncated":true,"text":"…", "removed": []}"#,
            ),
        ] {
            assert_eq!(shouted(line, field).unwrap(), expected);
        }
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
            let problem = shouted(line, "text").unwrap_err();
            assert!(
                problem.to_string().starts_with(expected),
                "{line}: {problem}"
            );
        }
    }
}
