//! The built-in rule files as they are after all checks, so that a start of the program
//! need not read and check them again.
//!
//! `rules/packed.bin` is made from the rule files by `scripts/pack-rules`. Each file in
//! it names the text that it was made from; where the text was changed since, the text
//! is read instead.

use serde::{Deserialize, Serialize};

use super::Phrase;
use super::guard::{GuardSource, Guards};
use super::index::keys;
use super::read::{RuleText, SourceText};
use super::schema::At;
use super::set::Rule;
use crate::text::{Span, mix};

/// What the packed file holds.
#[derive(Serialize, Deserialize)]
struct Packed<'p> {
    /// How it was packed.
    manner: u64,
    #[serde(borrow)]
    files: Vec<PackedFile<'p>>,
}

/// One rule file.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct PackedFile<'p> {
    name: &'p str,
    /// The number of the text that it was made from.
    text: u64,
    content: &'p [u8],
}

/// A rule file that needs no more checks.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    pub guards: Vec<GuardSource>,
    rules: Vec<CheckedRule>,
}

/// A rule that needs no more checks.
#[derive(Debug, Serialize, Deserialize)]
struct CheckedRule {
    rule: Rule,
    /// The names of its guards.
    guards: Vec<String>,
    /// The bytes of the file's text that it takes.
    span: (usize, usize),
}

impl CheckedFile {
    /// The rules, with their guards among all there are.
    pub(crate) fn take_rules(&mut self, guards: &mut Guards) -> impl Iterator<Item = Rule> {
        self.rules.drain(..).map(|mut checked| {
            let names = checked.guards.iter();
            let numbers = names.filter_map(|name| guards.number(name, &checked.rule.languages));
            checked.rule.guards = numbers.collect();
            checked.rule
        })
    }
}

/// Finds files in what was packed.
pub(crate) struct Packs(Vec<PackedFile<'static>>);

impl Packs {
    /// What is part of the program; nothing where it was packed by another version.
    pub(crate) fn builtin() -> Self {
        static FILE: &[u8] = include_bytes!("../../rules/packed.bin");
        let packed: postcard::Result<Packed<'static>> = postcard::from_bytes(FILE);
        let usable = packed.ok().filter(|packed| packed.manner == manner());
        Self(usable.map(|packed| packed.files).unwrap_or_default())
    }

    /// The rule file, if it was packed as it is now.
    pub(crate) fn file(&self, source: &RuleText) -> Option<CheckedFile> {
        let SourceText::Builtin(text) = source.text else {
            return None;
        };
        let found = self.0.iter().find(|file| file.name == source.name)?;
        if found.text != text_number(text) {
            return None;
        }
        let content: (Vec<GuardSource>, Vec<CheckedRule>) =
            postcard::from_bytes(found.content).ok()?;
        let (guards, mut rules) = content;
        let name = std::sync::Arc::<str>::from(found.name);
        for CheckedRule { rule, span, .. } in &mut rules {
            rule.origin.layer = source.layer;
            rule.origin.file = name.clone();
            rule.origin.text = source.text.clone();
            rule.origin.span = Span::new(span.0, span.1);
        }
        Some(CheckedFile { guards, rules })
    }
}

/// A number for how keys are worked out, told by those of a phrase that has some of all
/// kinds: keys of another version would find nothing.
fn manner() -> u64 {
    let keys = Phrase::parse("(sign up|*log* in#) ... (登録する|news*|our (weekly|free) letter)")
        .map(|phrase| [At::Whole, At::Clause].map(|at| keys(&phrase, at)));
    text_number(&format!("{keys:?}"))
}

/// A number for a text; another text hardly has the same one.
pub(crate) fn text_number(text: &str) -> u64 {
    const LANES: usize = 4;
    let mut lanes = [1u64, 2, 3, 4];
    let mut blocks = text.as_bytes().chunks_exact(8 * LANES);
    for block in &mut blocks {
        for (lane, part) in lanes.iter_mut().zip(block.chunks_exact(8)) {
            let part = u64::from_le_bytes(part.try_into().unwrap_or_default());
            *lane = (*lane ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            *lane ^= *lane >> 29;
        }
    }
    let rest = blocks.remainder().iter().map(|&byte| u64::from(byte));
    let parts = lanes.into_iter().chain(rest);
    parts.fold(text.len() as u64, mix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::builtin;
    use crate::rules::compile::Compiler;
    use crate::rules::cues::cue_keys;
    use crate::rules::read::RuleFile;

    /// Packs all built-in rule files as they are written.
    fn pack() -> Vec<u8> {
        let mut mistakes = Vec::new();
        let mut files = Vec::new();
        for pack in builtin::packs() {
            let source = RuleText {
                layer: pack.layer(),
                name: pack.file.to_owned(),
                text: SourceText::Builtin(pack.text),
            };
            files.push((pack, RuleFile::read(&source, &mut mistakes)));
        }
        let of_file = |file: &RuleFile| Compiler::new(file, &mut Vec::new()).guards();
        let sources = files.iter().flat_map(|(_, file)| of_file(file));
        let mut guards = Guards::new(sources.collect());
        let mut checked = Vec::new();
        for (_, file) in &files {
            checked.push(Compiler::new(file, &mut mistakes).rules(&mut guards));
        }
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let guards = guards.into_built();
        let contents = files.iter().zip(checked).map(|((pack, file), rules)| {
            let rules = rules.into_iter().map(|mut rule| CheckedRule {
                guards: rule
                    .guards
                    .iter()
                    .map(|&one| guards[one].name.clone())
                    .collect(),
                span: (rule.origin.span.start, rule.origin.span.end),
                rule: {
                    rule.keys = cue_keys(&rule);
                    rule
                },
            });
            let content = (of_file(file), rules.collect::<Vec<_>>());
            (pack, postcard::to_allocvec(&content).unwrap())
        });
        let contents: Vec<_> = contents.collect();
        let files = contents.iter().map(|(pack, content)| PackedFile {
            name: pack.file,
            text: text_number(pack.text),
            content,
        });
        let files = files.collect();
        let manner = manner();
        postcard::to_allocvec(&Packed { manner, files }).unwrap()
    }

    #[test]
    fn what_is_packed_is_what_is_written() {
        let packed = pack();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/packed.bin");
        if std::env::var_os("PACK_RULES").is_some() {
            std::fs::write(path, &packed).unwrap();
        }
        let is_same = std::fs::read(path).unwrap() == packed;
        assert!(is_same, "rules were changed: run scripts/pack-rules");
    }
}
