//! Reads rule files: TOML to keys, gathering every mistake on the way.

use std::ops::{Deref, Range};
use std::sync::Arc;

use toml::de::DeTable;

use super::diagnostic::Diagnostic;
use super::layer::Layer;
use super::reader::Reader;
use super::schema::{FORMAT, FileKeys, GuardKeys, RuleKeys};

/// The text of a rule file.
#[derive(Clone, Debug)]
pub(crate) struct RuleText {
    pub layer: Layer,
    /// What diagnostics call the file.
    pub name: String,
    pub text: SourceText,
}

/// A text that is part of the program, or was read.
#[derive(Clone, Debug)]
pub(crate) enum SourceText {
    Builtin(&'static str),
    Own(Arc<str>),
}

impl Deref for SourceText {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Builtin(text) => text,
            Self::Own(text) => text,
        }
    }
}

impl Default for SourceText {
    fn default() -> Self {
        Self::Builtin("")
    }
}

/// A rule file whose keys are known, and whose values are not yet checked.
#[derive(Debug)]
pub(crate) struct RuleFile {
    pub name: String,
    pub text: SourceText,
    pub layer: Layer,
    pub keys: FileKeys,
    pub rules: Vec<Entry<RuleKeys>>,
    pub guards: Vec<GuardKeys>,
}

/// A table of a file.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    pub keys: T,
    /// The bytes of the file that it takes, from its header on.
    pub span: Range<usize>,
}

impl RuleFile {
    /// Reads a file. What can be read is returned even where something else
    /// cannot.
    pub(crate) fn read(source: &RuleText, mistakes: &mut Vec<Diagnostic>) -> Self {
        let (name, text) = (source.name.as_str(), &*source.text);
        let mut file = Self {
            name: name.to_owned(),
            text: source.text.clone(),
            layer: source.layer,
            keys: FileKeys::default(),
            rules: Vec::new(),
            guards: Vec::new(),
        };
        let mut reader = Reader {
            name,
            text,
            mistakes,
        };
        let Some(table) = reader.table() else {
            return file;
        };
        let (mut rules, mut guards) = (Vec::new(), Vec::new());
        let mut top = DeTable::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "rule" => rules = reader.entries::<RuleKeys>("rule", value),
                "guard" => guards = reader.entries::<GuardKeys>("guard", value),
                _ => {
                    top.insert(key, value);
                }
            }
        }
        file.keys = reader
            .keys_beside(&["rule", "guard"], top, 0..0, "a rule file")
            .unwrap_or_default();
        if let Some(format) = &file.keys.format
            && *format.get_ref() != FORMAT
        {
            let message = format!("this is format {}", format.get_ref());
            let help = format!("this version of dechaff knows format {FORMAT}; take a newer one");
            reader.report(format.span(), message, help);
        }
        let starts: Vec<usize> = rules
            .iter()
            .map(|(start, _)| *start)
            .chain(guards.iter().map(|(start, _)| *start))
            .collect();
        let end = |start: usize| {
            let next = starts.iter().copied().filter(|&next| next > start).min();
            next.unwrap_or(text.len())
        };
        file.rules = rules
            .into_iter()
            .map(|(start, keys)| Entry {
                keys,
                span: start..start + written(&text[start..end(start)]).len(),
            })
            .collect();
        file.guards = guards.into_iter().map(|(_, keys)| keys).collect();
        file
    }
}

/// A table's text without the blank lines and comments after it, which belong
/// to the next one.
fn written(text: &str) -> &str {
    let mut rest = text.trim_end();
    while let Some((before, line)) = rest.rsplit_once('\n')
        && line.trim_start().starts_with('#')
    {
        rest = before.trim_end();
    }
    rest
}
