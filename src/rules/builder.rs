//! Puts rule files together to one set.

use std::collections::HashMap;

use super::builtin;
use super::compile::Compiler;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::level::Level;
use super::read::{RuleFile, nearest};
use super::set::{Rule, RuleSet};
use super::{Guard, Phrase};

/// Gathers rule files and choices; [`build`](Self::build) checks them all.
///
/// Files added later win: a rule with the id of an earlier one replaces it.
#[derive(Clone, Debug, Default)]
pub struct RuleSetBuilder {
    files: Vec<(String, String)>,
    level: Level,
    only: Vec<String>,
    skip: Vec<String>,
}

impl RuleSetBuilder {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds the built-in rules.
    #[must_use]
    pub fn add_builtin(mut self) -> Self {
        self.files.extend(
            builtin::FILES
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
        );
        self
    }

    /// Adds the text of a rule file; `name` is what diagnostics call it.
    #[must_use]
    pub fn add_toml(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.push((name.into(), text.into()));
        self
    }

    /// Chooses the level; [`Level::Careful`] where not called.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Lets only these categories or rule ids act. May be called repeatedly.
    #[must_use]
    pub fn only(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.only.extend(names.into_iter().map(Into::into));
        self
    }

    /// Switches categories or rule ids off. May be called repeatedly.
    #[must_use]
    pub fn skip(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.skip.extend(names.into_iter().map(Into::into));
        self
    }

    /// Switches one rule off, by its id.
    #[must_use]
    pub fn disable(self, id: impl Into<String>) -> Self {
        self.skip([id.into()])
    }

    /// Checks everything and builds the set.
    ///
    /// # Errors
    ///
    /// All mistakes of all files, and names in `only`, `skip` and `disable`
    /// that stand for no rule and no category.
    pub fn build(self) -> Result<RuleSet, Diagnostics> {
        let mut mistakes = Vec::new();
        let files: Vec<RuleFile> = self
            .files
            .iter()
            .map(|(name, text)| RuleFile::read(name, text, &mut mistakes))
            .collect();
        // Files may add phrases to each other's guards: each language has its own.
        let mut named: Vec<(String, Vec<Phrase>)> = Vec::new();
        for file in &files {
            for (name, phrases) in (Compiler {
                file,
                mistakes: &mut mistakes,
            })
            .guards()
            {
                match named.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => known.extend(phrases),
                    None => named.push((name, phrases)),
                }
            }
        }
        let mut guards = vec![Guard::quoted()];
        guards.extend(
            named
                .into_iter()
                .map(|(name, phrases)| Guard::new(name, phrases)),
        );
        let mut rules: Vec<Rule> = Vec::new();
        for file in &files {
            let found = Compiler {
                file,
                mistakes: &mut mistakes,
            }
            .rules(&guards);
            refuse_twins(file, &mut mistakes);
            for rule in found {
                rules.retain(|earlier| earlier.id != rule.id);
                rules.push(rule);
            }
        }
        for name in self.only.iter().chain(&self.skip) {
            if !rules.iter().any(|rule| is_named(rule, name)) {
                mistakes.push(unknown_name(name, &rules));
            }
        }
        if !mistakes.is_empty() {
            let order = |name: &str| files.iter().position(|file| file.name == name);
            mistakes
                .sort_by_cached_key(|mistake| (order(&mistake.file), mistake.line, mistake.column));
            return Err(Diagnostics(mistakes));
        }
        rules.retain(|rule| {
            self.level.admits(rule.confidence)
                && (self.only.is_empty() || self.only.iter().any(|name| is_named(rule, name)))
                && !self.skip.iter().any(|name| is_named(rule, name))
        });
        Ok(RuleSet::compile(rules, guards, self.fingerprint()))
    }

    /// FNV-1a, 64 bits, over everything that the set is made from.
    fn fingerprint(&self) -> u64 {
        let texts = self.files.iter().map(|(_, text)| text.as_str());
        let choices = [self.level.name()]
            .into_iter()
            .chain(self.only.iter().map(String::as_str));
        let skipped = ["\0"]
            .into_iter()
            .chain(self.skip.iter().map(String::as_str));
        let bytes = texts
            .chain(choices)
            .chain(skipped)
            .flat_map(|part| part.bytes().chain([0xff]));
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

fn is_named(rule: &Rule, name: &str) -> bool {
    rule.id() == name || rule.category.name() == name
}

/// A rule may replace one of another file, but within a file a repeated id is
/// a slip of the pen.
fn refuse_twins(file: &RuleFile, mistakes: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, ()> = HashMap::new();
    for rule in &file.rules {
        if seen.insert(rule.id.get_ref(), ()).is_some() {
            let message = format!("there are two rules `{}` in this file", rule.id.get_ref());
            let diagnostic = Diagnostic::at(&file.name, &file.text, rule.id.span(), message);
            mistakes.push(diagnostic.with_help("give one of them another id"));
        }
    }
}

fn unknown_name(name: &str, rules: &[Rule]) -> Diagnostic {
    let known = rules
        .iter()
        .flat_map(|rule| [rule.id(), rule.category.name()]);
    let help = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "name a category such as `newsletter`, or a rule such as `newsletter/sign-up`".into()
        }
    };
    let message = format!("there is no rule or category `{name}`");
    let mut diagnostic = Diagnostic::at("options", "", 0..0, message).with_help(help);
    diagnostic.line = 0;
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_shown_with_its_place() {
        let text = "lang = [\"en\"]\n\n[[rule]]\nid = \"newsleter/x\"\nwhy = \"\"\nconfidence = 2.0\nphrasez = [\"a\"]\n\
            \n[[rule]]\nid = \"newsletter/y\"\nwhy = \"w\"\nconfidence = \"high\"\n\
            \n[[rule]]\nid = \"newsletter/z\"\nwhy = \"w\"\nconfidence = 0.9\nphrases = [\"a|b\"]\nguards = [\"qoted\"]\n\
            remove = [\"a\"]\nkeep = [\"c\"]\n";
        let mistakes = RuleSet::builder()
            .add_toml("my.toml", text)
            .build()
            .unwrap_err();
        let shown: Vec<String> = mistakes
            .iter()
            .map(|m| format!("{}:{} {}|{}", m.line, m.column, m.message, m.help))
            .collect();
        let expected = [
            "1:1 a rule file has no key `lang`|did you mean `languages`?",
            "4:6 there is no category `newsleter`|did you mean `newsletter/x`?",
            "4:6 this rule looks for nothing|",
            "4:6 this rule has no examples|",
            "5:7 `why` is empty|",
            "6:14 a confidence is a number from 0 to 1|",
            "7:1 a rule has no key `phrasez`|did you mean `phrases`?",
            "12:14 invalid type: string \"high\", expected f64|",
            "18:12 `|` without an opening bracket|",
            "19:11 there is no guard `qoted`|",
        ];
        assert_eq!(shown.len(), expected.len(), "{shown:#?}");
        for (shown, expected) in shown.iter().zip(expected) {
            assert!(shown.starts_with(expected), "{shown} is not {expected}");
        }
    }

    #[test]
    fn a_diagnostic_reads_like_a_compilers() {
        let mistakes = RuleSet::builder()
            .add_toml("my.toml", "[[rule]]\nname = 1\n")
            .build()
            .unwrap_err();
        let expected =
            "error: a rule has no key `name`\n --> my.toml:2:1\n  |\n2 | name = 1\n  | ^^^^";
        assert!(mistakes.to_string().contains(expected), "{mistakes}");
    }

    #[test]
    fn unknown_names_in_options_are_refused() {
        let mistakes = RuleSet::builder()
            .add_builtin()
            .only(["newsleter"])
            .build()
            .unwrap_err();
        assert!(
            mistakes.to_string().contains("did you mean `newsletter`?"),
            "{mistakes}"
        );
    }
}
