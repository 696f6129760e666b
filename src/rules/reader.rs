//! Reads TOML tables into keys, and gathers what is wrong with them.

use std::ops::Range;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::diagnostic::Diagnostic;

/// A file on the way from text to keys.
pub(crate) struct Reader<'a> {
    /// What diagnostics call the file.
    pub name: &'a str,
    /// Its content.
    pub text: &'a str,
    /// What was found to be wrong.
    pub mistakes: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// The table that the file is; `None` where it is not TOML.
    pub(crate) fn table(&mut self) -> Option<DeTable<'a>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                self.report(span, error.message().to_owned(), String::new());
                None
            }
        }
    }

    /// The keys of each table in a list, with the place where it begins.
    pub(crate) fn entries<T>(&mut self, what: &str, value: Spanned<DeValue<'_>>) -> Vec<(usize, T)>
    where
        T: for<'de> Deserialize<'de>,
    {
        let span = value.span();
        let DeValue::Array(entries) = value.into_inner() else {
            self.refuse_no_list(what, span);
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in entries {
            let span = entry.span();
            let start = span.start;
            let DeValue::Table(table) = entry.into_inner() else {
                self.refuse_no_list(what, span);
                continue;
            };
            let keys = self.keys(table, span, &format!("a {what}"));
            found.extend(keys.map(|keys| (start, keys)));
        }
        found
    }

    fn refuse_no_list(&mut self, what: &str, span: Range<usize>) {
        self.report(
            span,
            format!("`{what}` is not a list of tables"),
            format!("write `[[{what}]]` above each one"),
        );
    }

    /// The keys of one table, which stands at `span`. Keys that `owner` does not
    /// have are reported, and the others read.
    pub(crate) fn keys<T>(
        &mut self,
        table: DeTable<'_>,
        span: Range<usize>,
        owner: &str,
    ) -> Option<T>
    where
        T: for<'de> Deserialize<'de>,
    {
        self.keys_beside(&[], table, span, owner)
    }

    /// The same for a table of which the keys `others` were read already.
    pub(crate) fn keys_beside<T>(
        &mut self,
        others: &[&'static str],
        table: DeTable<'_>,
        span: Range<usize>,
        owner: &str,
    ) -> Option<T>
    where
        T: for<'de> Deserialize<'de>,
    {
        let known = field_names::<T>();
        let mut kept = DeTable::new();
        for (key, value) in table {
            let written = key.get_ref().as_ref();
            if known.contains(&written) {
                kept.insert(key, value);
            } else {
                self.refuse_key(&key, &[known, others].concat(), owner);
            }
        }
        let value = Spanned::new(span.clone(), DeValue::Table(kept));
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(keys) => Some(keys),
            Err(error) => {
                let place = error.span().filter(|place| !place.is_empty());
                self.refuse_value(place.unwrap_or(span), error.message());
                None
            }
        }
    }

    /// Reports a key that `owner` does not have.
    fn refuse_key(&mut self, key: &Spanned<impl AsRef<str>>, known: &[&'static str], owner: &str) {
        let written = key.get_ref().as_ref();
        let help = match nearest(written, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("{owner} has the keys {}", known.join(", ")),
        };
        self.report(key.span(), format!("{owner} has no key `{written}`"), help);
    }

    /// Reports a value that does not fit, in the words of people.
    pub(crate) fn refuse_value(&mut self, place: Range<usize>, message: &str) {
        let message = message
            .replace("f64", "a number")
            .replace("usize", "a whole number")
            .replace("a sequence", "a list")
            .replace("unknown variant", "unknown value");
        // serde names the unknown value first and then those that it knows.
        let mut names = message.split('`').skip(1).step_by(2);
        let near = match names.next() {
            Some(written) if message.starts_with("unknown value") => nearest(written, names),
            _ => None,
        };
        let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        self.report(place, message.clone(), help);
    }

    pub(crate) fn report(&mut self, span: Range<usize>, message: String, help: String) {
        self.mistakes
            .push(Diagnostic::error(self.name, self.text, span, message).with_help(help));
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

/// The names of a struct's fields in a file, as its `Deserialize` knows them.
pub(crate) fn field_names<T>() -> &'static [&'static str]
where
    T: for<'de> Deserialize<'de>,
{
    let mut names: &'static [&'static str] = &[];
    // The probe stops at the names, so there is no value to be had.
    let _ = T::deserialize(Probe { names: &mut names });
    names
}

/// A deserializer that only listens to which fields are asked for.
struct Probe<'n> {
    names: &'n mut &'static [&'static str],
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("a probe has no value"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        *self.names = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::schema::GuardKeys;

    #[test]
    fn names_of_fields_are_those_of_the_file() {
        assert_eq!(field_names::<GuardKeys>(), ["name", "why", "phrases"]);
    }
}
