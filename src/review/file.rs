//! The file of decisions: small, sorted, an entry a paragraph, so that two people's
//! decisions merge.
//!
//! ```toml
//! format = 1
//!
//! [[decision]]
//! verdict = "reject"
//! rule = "newsletter/sign-up"
//! text = "Readers sign up at the town hall"
//! ```

use std::collections::HashMap;
use std::fmt::Write;

use serde::Deserialize;
use toml::de::DeTable;

use super::decision::{About, Decision, Decisions, Key, Verdict};
use super::key::quoted;
use super::precision::Precision;
use crate::rules::{Diagnostics, Placed, Reader};

/// More removals than this are no sample.
const MOST_SAMPLED: usize = 1_000_000;

/// The format that this version writes and reads.
const FORMAT: u32 = 1;

/// Keys of the file besides its entries.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileKeys {
    /// The version of the format.
    format: Option<Placed<u32>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum VerdictName {
    Accept,
    Reject,
    Edit,
}

/// One `[[decision]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionKeys {
    verdict: Placed<VerdictName>,
    rule: Placed<String>,
    site: Option<Placed<String>>,
    text: Option<Placed<String>>,
    before: Option<Placed<String>>,
    after: Option<Placed<String>>,
    remove: Option<Placed<String>>,
}

/// One `[[precision]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PrecisionKeys {
    rule: Placed<String>,
    sampled: Placed<usize>,
    wrong: Placed<usize>,
    /// For people: it follows from the other two.
    #[serde(rename = "error_at_most")]
    _error_at_most: Option<Placed<f64>>,
    date: String,
}

impl Decisions {
    /// Reads a file of decisions; `file` is what diagnostics call it. Rules that it
    /// names need not exist any more.
    ///
    /// # Errors
    ///
    /// All mistakes in the file; two decisions that contradict each other, as a merge
    /// may leave them, are one.
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut mistakes = Vec::new();
        let mut reader = Reader {
            name: file,
            text,
            mistakes: &mut mistakes,
        };
        let mut decisions = Self::default();
        if let Some(at) = merge_mark(text) {
            let message = "a merge has left its marks here".into();
            let help = "keep the entries of both sides, and take the marks out".into();
            reader.report(at..at + 7, message, help);
        } else if let Some(table) = reader.table() {
            decisions.read(table, &mut reader);
        }
        if mistakes.is_empty() {
            Ok(decisions)
        } else {
            mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
            Err(Diagnostics::new(mistakes))
        }
    }

    fn read(&mut self, table: DeTable<'_>, reader: &mut Reader<'_>) {
        let (mut entries, mut precisions) = (Vec::new(), Vec::new());
        let mut top = DeTable::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "decision" => entries = reader.entries::<DecisionKeys>("decision", value),
                "precision" => precisions = reader.entries::<PrecisionKeys>("precision", value),
                _ => {
                    top.insert(key, value);
                }
            }
        }
        let others = ["decision", "precision"];
        let owner = "a file of decisions";
        let keys: Option<FileKeys> = reader.keys_beside(&others, top, 0..0, owner);
        if let Some(format) = keys.and_then(|keys| keys.format)
            && *format.get_ref() != FORMAT
        {
            let message = format!("this is format {}", format.get_ref());
            let help = format!("this version of dechaff knows format {FORMAT}; take a newer one");
            reader.report(format.span(), message, help);
            return;
        }
        let mut seen: HashMap<Key, (usize, Verdict)> = HashMap::new();
        for (start, keys) in entries {
            let Some(decision) = decision(&keys, start, reader) else {
                continue;
            };
            let verdict = decision.verdict.clone();
            match seen.insert(decision.key(), (start, verdict)) {
                Some((first, verdict)) if verdict != decision.verdict => reader.report(
                    keys.verdict.span(),
                    format!(
                        "line {} decides otherwise about the same",
                        line(reader.text, first)
                    ),
                    "keep one of the two decisions".into(),
                ),
                _ => {
                    self.put(decision);
                }
            }
        }
        for (_, keys) in precisions {
            if *keys.sampled.get_ref() > MOST_SAMPLED {
                let message = format!("nobody looks at more than {MOST_SAMPLED} removals");
                reader.report(keys.sampled.span(), message, String::new());
                continue;
            }
            if keys.wrong.get_ref() > keys.sampled.get_ref() {
                let message = "more were wrong than were looked at".into();
                reader.report(keys.wrong.span(), message, String::new());
            }
            let precision = Precision {
                sampled: *keys.sampled.get_ref(),
                wrong: *keys.wrong.get_ref(),
                date: keys.date,
            };
            let known = self
                .precisions
                .insert(keys.rule.get_ref().clone(), precision.clone());
            if known.is_some_and(|known| known != precision) {
                let message = "this rule was measured twice".into();
                let help = "keep one of the two, such as that of the larger sample".into();
                reader.report(keys.rule.span(), message, help);
            }
        }
    }

    /// The file of these decisions.
    ///
    /// ```
    /// use dechaff::review::{About, Decision, Decisions, Verdict};
    ///
    /// let mut decisions = Decisions::default();
    /// decisions.put(Decision {
    ///     rule: "share/buttons".into(),
    ///     about: About::Site("news.example".into()),
    ///     verdict: Verdict::Accept,
    /// });
    /// let text = decisions.to_toml();
    /// assert!(text.ends_with("[[decision]]\nverdict = \"accept\"\nrule = \"share/buttons\"\nsite = \"news.example\"\n"));
    /// assert_eq!(Decisions::parse("decisions.toml", &text)?, decisions);
    /// # Ok::<(), dechaff::rules::Diagnostics>(())
    /// ```
    pub fn to_toml(&self) -> String {
        let mut text = format!(
            "# Decisions of dechaff reviews. dechaff sorts it and writes it anew.\nformat = {FORMAT}\n"
        );
        for decision in self.iter() {
            write_decision(&mut text, decision);
        }
        for (rule, precision) in &self.precisions {
            let Precision {
                sampled,
                wrong,
                date,
            } = precision;
            let _ = write!(
                text,
                "\n[[precision]]\nrule = {}\nsampled = {sampled}\nwrong = {wrong}\nerror_at_most = {:.4}\ndate = {}\n",
                basic_string(rule),
                precision.error_at_most(),
                basic_string(date),
            );
        }
        text
    }
}

/// Where a line begins that a merge has left.
fn merge_mark(text: &str) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        let marks = ["<<<<<<< ", "=======\n", ">>>>>>> "];
        marks
            .iter()
            .any(|mark| line.starts_with(mark))
            .then_some(start)
    })
}

/// The number of the line at a byte.
fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn decision(keys: &DecisionKeys, start: usize, reader: &mut Reader<'_>) -> Option<Decision> {
    let known = reader.mistakes.len();
    let value = |key: &Option<Placed<String>>| key.as_ref().map(|key| key.get_ref().clone());
    let verdict = match (keys.verdict.get_ref(), &keys.remove) {
        (VerdictName::Edit, Some(remove)) => Verdict::Edit(remove.get_ref().clone()),
        (VerdictName::Edit, None) => {
            let help = "add `remove`, the text that goes instead".into();
            reader.report(keys.verdict.span(), "this edit says nothing".into(), help);
            return None;
        }
        (_, Some(remove)) => {
            let help = "take it out, or write `verdict = \"edit\"`".into();
            reader.report(remove.span(), "only an edit has `remove`".into(), help);
            return None;
        }
        (VerdictName::Accept, None) => Verdict::Accept,
        (VerdictName::Reject, None) => Verdict::Reject,
    };
    let around = [&keys.before, &keys.after].into_iter().flatten().next();
    let about = match (&keys.text, &keys.site) {
        (Some(_), Some(site)) => {
            let help = "take `site` out: what is said about a text holds on every site".into();
            reader.report(site.span(), "a text has no site".into(), help);
            return None;
        }
        (Some(text), None) if around.is_some() => About::Place {
            text: text.get_ref().clone(),
            before: value(&keys.before).unwrap_or_default(),
            after: value(&keys.after).unwrap_or_default(),
        },
        (Some(text), None) => About::Text(text.get_ref().clone()),
        (None, site) => {
            if let Some(around) = around {
                let help = "add `text`".into();
                reader.report(around.span(), "there is no text here".into(), help);
            }
            if matches!(verdict, Verdict::Edit(_)) {
                let help = "add `text`, what the rule would remove".into();
                reader.report(start..start, "an edit is about a text".into(), help);
            }
            match site {
                Some(site) => About::Site(site.get_ref().clone()),
                None => About::Everything,
            }
        }
    };
    (reader.mistakes.len() == known).then(|| Decision {
        rule: keys.rule.get_ref().clone(),
        about,
        verdict,
    })
}

fn write_decision(out: &mut String, decision: &Decision) {
    let (verdict, remove) = match &decision.verdict {
        Verdict::Accept => ("accept", None),
        Verdict::Reject => ("reject", None),
        Verdict::Edit(remove) => ("edit", Some(remove.as_str())),
    };
    let mut keys = vec![("verdict", verdict), ("rule", decision.rule.as_str())];
    let text;
    match &decision.about {
        About::Everything => {}
        About::Site(site) => keys.push(("site", site)),
        About::Text(own) => {
            text = quoted(own);
            keys.push(("text", text.as_str()));
        }
        About::Place {
            text: own,
            before,
            after,
        } => {
            text = quoted(own);
            keys.push(("text", text.as_str()));
            keys.push(("before", before));
            keys.push(("after", after));
        }
    }
    keys.extend(remove.map(|remove| ("remove", remove)));
    out.push_str("\n[[decision]]\n");
    for (key, value) in keys {
        if !value.is_empty() || key == "text" {
            let _ = writeln!(out, "{key} = {}", basic_string(value));
        }
    }
}

/// A string of TOML in double quotes, on one line.
pub(super) fn basic_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told_with_their_places() {
        for (text, expected) in [
            ("format = 2\n", "decisions.toml:1:10"),
            (
                "[[decision]]\nverdict = \"maybe\"\nrule = \"a/b\"\n",
                "unknown value `maybe`",
            ),
            (
                "[[decision]]\nverdict = \"accept\"\n",
                "missing field `rule`",
            ),
            (
                "[[decision]]\nverdict = \"edit\"\nrule = \"a/b\"\ntext = \"x\"\n",
                "this edit says nothing",
            ),
            (
                "[[decision]]\nverdict = \"edit\"\nrule = \"a/b\"\nremove = \"x\"\n",
                "an edit is about a text",
            ),
            (
                "[[decision]]\nverdict = \"accept\"\nrule = \"a/b\"\nremove = \"x\"\n",
                "only an edit has `remove`",
            ),
            (
                "[[decision]]\nverdict = \"accept\"\nrule = \"a/b\"\nbefore = \"x\"\n",
                "there is no text here",
            ),
            (
                "[[decision]]\nverdict = \"accept\"\nrule = \"a/b\"\ntext = \"x\"\nsite = \"x.example\"\n",
                "a text has no site",
            ),
            (
                "[[decision]]\nverdict = \"accept\"\nrule = \"a/b\"\ntext = \"x\"\n\n[[decision]]\nverdict = \"reject\"\nrule = \"a/b\"\ntext = \"X!\"\n",
                "decisions.toml:7:11",
            ),
            (
                "[[precision]]\nrule = \"a/b\"\nsampled = 1\nwrong = 2\ndate = \"2026-01-31\"\n",
                "more were wrong",
            ),
            (
                "<<<<<<< ours\nformat = 1\n",
                "a merge has left its marks here",
            ),
            (
                "[[precision]]\nrule = \"a/b\"\nsampled = 9\nwrong = 2\ndate = \"\"\n[[precision]]\nrule = \"a/b\"\nsampled = 8\nwrong = 2\ndate = \"\"\n",
                "measured twice",
            ),
            ("sites = []\n", "a file of decisions has no key `sites`"),
        ] {
            let mistakes = Decisions::parse("decisions.toml", text)
                .unwrap_err()
                .to_string();
            assert!(mistakes.contains(expected), "{text}\n{mistakes}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(
            entries in proptest::collection::vec(("[a-c]/[a-z]{1,3}", 0..4_u8, 0..3_u8, "\\PC{0,12}", "[ a\"\\\\\n\u{202e}é]{0,9}"), 0..8),
        ) {
            let mut decisions = Decisions::default();
            for (rule, about, verdict, text, more) in entries {
                let text = format!("x{}", quoted(&text));
                let about = match about {
                    0 => About::Everything,
                    1 => About::Site(more.clone()),
                    2 => About::Text(text),
                    _ => About::Place { text, before: format!("b{more}"), after: more.clone() },
                };
                let is_wide = matches!(about, About::Everything | About::Site(_));
                let verdict = match verdict {
                    0 => Verdict::Accept,
                    2 if !is_wide => Verdict::Edit(format!("x{more}")),
                    _ => Verdict::Reject,
                };
                if about != About::Site(String::new()) {
                    decisions.put(Decision { rule, about, verdict });
                }
            }
            decisions.precisions.insert("a/b".into(), Precision { sampled: 20, wrong: 1, date: "2026-01-31".into() });
            let text = decisions.to_toml();
            let read = Decisions::parse("decisions.toml", &text);
            proptest::prop_assert!(read.is_ok(), "{text}\n{}", read.unwrap_err());
            proptest::prop_assert_eq!(read.map(|read| read.to_toml()), Ok(text));
        }
    }
}
