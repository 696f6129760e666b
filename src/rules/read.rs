//! Reads rule files: TOML to keys, gathering every mistake on the way.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::diagnostic::Diagnostic;
use super::schema::{FileKeys, GuardKeys, RuleKeys};

/// A rule file whose keys are known, and whose values are not yet checked.
pub(crate) struct RuleFile {
    pub name: String,
    pub text: String,
    pub keys: FileKeys,
    pub rules: Vec<RuleKeys>,
    pub guards: Vec<GuardKeys>,
}

const FILE_KEYS: &[&str] = &["languages", "guards", "rule", "guard"];
const RULE_KEYS: &[&str] = &[
    "id",
    "why",
    "confidence",
    "languages",
    "sites",
    "phrases",
    "pattern",
    "at",
    "scope",
    "also",
    "unless",
    "guards",
    "company",
    "zones",
    "max_length",
    "end",
    "max_units",
    "action",
    "remove",
    "keep",
];
const GUARD_KEYS: &[&str] = &["name", "why", "phrases"];

impl RuleFile {
    /// Reads `text`, the content of the file called `name`. What can be read is
    /// returned even where something else cannot.
    pub(crate) fn read(name: &str, text: &str, mistakes: &mut Vec<Diagnostic>) -> Self {
        let mut file = Self {
            name: name.to_owned(),
            text: text.to_owned(),
            keys: FileKeys::default(),
            rules: Vec::new(),
            guards: Vec::new(),
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                mistakes.push(Diagnostic::at(name, text, span, error.message().to_owned()));
                return file;
            }
        };
        let mut reader = Reader {
            name,
            text,
            mistakes,
        };
        let mut top = DeTable::new();
        let span = table.span();
        for (key, value) in table.into_inner() {
            match key.get_ref().as_ref() {
                "rule" => file.rules = reader.entries("rule", value, RULE_KEYS),
                "guard" => file.guards = reader.entries("guard", value, GUARD_KEYS),
                _ => {
                    top.insert(key, value);
                }
            }
        }
        let top = reader.known_keys(top, FILE_KEYS, "a rule file");
        if let Some(keys) = reader.deserialize(Spanned::new(span, DeValue::Table(top))) {
            file.keys = keys;
        }
        file
    }
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    mistakes: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn entries<T>(&mut self, what: &str, value: Spanned<DeValue<'_>>, known: &[&str]) -> Vec<T>
    where
        T: for<'de> Deserialize<'de>,
    {
        let span = value.span();
        let DeValue::Array(entries) = value.into_inner() else {
            self.report(
                span,
                format!("`{what}` is not a list of tables"),
                format!("write `[[{what}]]` above each one"),
            );
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in entries {
            let span = entry.span();
            let DeValue::Table(table) = entry.into_inner() else {
                self.report(
                    span,
                    format!("`{what}` is not a list of tables"),
                    format!("write `[[{what}]]` above each one"),
                );
                continue;
            };
            let table = self.known_keys(table, known, &format!("a {what}"));
            found.extend(self.deserialize(Spanned::new(span, DeValue::Table(table))));
        }
        found
    }

    /// The table without the keys that `owner` does not have; those are
    /// reported.
    fn known_keys<'i>(&mut self, table: DeTable<'i>, known: &[&str], owner: &str) -> DeTable<'i> {
        let mut kept = DeTable::new();
        for (key, value) in table {
            let written = key.get_ref().as_ref();
            if known.contains(&written) {
                kept.insert(key, value);
                continue;
            }
            let help = match nearest(written, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{owner} has the keys {}", known.join(", ")),
            };
            self.report(key.span(), format!("{owner} has no key `{written}`"), help);
        }
        kept
    }

    fn deserialize<T>(&mut self, value: Spanned<DeValue<'_>>) -> Option<T>
    where
        T: for<'de> Deserialize<'de>,
    {
        let whole = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(keys) => Some(keys),
            Err(error) => {
                let span = error
                    .span()
                    .filter(|span| !span.is_empty())
                    .unwrap_or(whole);
                self.report(span, error.message().to_owned(), String::new());
                None
            }
        }
    }

    fn report(&mut self, span: std::ops::Range<usize>, message: String, help: String) {
        self.mistakes
            .push(Diagnostic::at(self.name, self.text, span, message).with_help(help));
    }
}

/// The known name most like `written`, if one is near enough to be meant.
pub(crate) fn nearest<'n>(written: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known
        .map(|name| {
            let is_shortened = written.len() >= 3 && name.starts_with(written);
            (
                if is_shortened {
                    1
                } else {
                    strsim::damerau_levenshtein(written, name)
                },
                name,
            )
        })
        .filter(|(distance, name)| {
            *distance <= name.len().max(written.len()) / 3 + 1 && *distance < name.len()
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
