//! Puts rule files and choices together to one set.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Guard;
use super::builtin::{self, Pack};
use super::category::Action;
use super::choices::{self, Apply, Choices, Named, Setting};
use super::compile::Compiler;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::guard::Guards;
use super::layer::Layer;
use super::level::Level;
use super::lint::Linter;
use super::packed::{CheckedFile, Packs, text_number};
use super::read::{RuleFile, RuleText, SourceText};
use super::reader::nearest;
use super::set::{Rule, RuleSet};

/// Gathers rule files and choices; [`build`](Self::build) checks them all.
///
/// Later layers win, and within a layer what is added later: a rule with the id
/// of an earlier one replaces it.
#[derive(Clone, Debug)]
pub struct RuleSetBuilder {
    has_builtin: bool,
    files: Vec<RuleText>,
    choices: Vec<Choices>,
    /// What the methods of the builder itself choose.
    options: Choices,
    precision: Option<LeastPrecision>,
}

/// How often rules must be right.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastPrecision {
    /// The share of their removals, from 0 to 1.
    pub least: f64,
    /// The share that somebody measured, by rule id.
    pub measured: BTreeMap<String, f64>,
}

impl LeastPrecision {
    /// Whether a rule is right often enough: as measured, whatever its level, or else as
    /// sure as that by its author, at its level.
    fn admits(&self, rule: &Rule, level: Level) -> bool {
        match self.measured.get(rule.id()) {
            _ if rule.action == Action::Keep => true,
            Some(measured) => *measured >= self.least,
            None => level.admits(rule.confidence) && rule.confidence >= self.least,
        }
    }
}

impl RuleSetBuilder {
    pub(super) fn new() -> Self {
        Self {
            has_builtin: false,
            files: Vec::new(),
            choices: Vec::new(),
            options: Choices::new(Layer::CommandLine),
            precision: None,
        }
    }

    /// Adds the built-in rules.
    #[must_use]
    pub fn add_builtin(mut self) -> Self {
        self.has_builtin = true;
        self
    }

    /// Adds the text of a rule file; `name` is what diagnostics call it.
    #[must_use]
    pub fn add_toml(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.add_toml_to(Layer::Project, name, text)
    }

    /// Adds the text of a rule file to a layer.
    #[must_use]
    pub fn add_toml_to(
        mut self,
        layer: Layer,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        self.files.push(RuleText {
            layer,
            name: name.into(),
            text: SourceText::Own(Arc::from(text.into())),
        });
        self
    }

    /// Adds the choices of a layer.
    #[must_use]
    pub fn choose(mut self, choices: Choices) -> Self {
        self.choices.push(choices);
        self
    }

    /// Chooses the level; [`Level::Careful`] where nobody does.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.options.level = Some((level, None));
        self
    }

    /// Lets only rules act that are right often enough.
    #[must_use]
    pub fn least_precision(mut self, precision: LeastPrecision) -> Self {
        self.precision = Some(precision);
        self
    }

    /// Lets only these categories or rule ids act. May be called repeatedly.
    #[must_use]
    pub fn only(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.options.only.extend(named(names));
        self
    }

    /// Switches categories or rule ids off. May be called repeatedly.
    #[must_use]
    pub fn skip(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.options.skip.extend(named(names));
        self
    }

    /// Switches one rule off, by its id.
    #[must_use]
    pub fn disable(self, id: impl Into<String>) -> Self {
        self.skip([id.into()])
    }

    /// The same rule files with no choices among them: every rule as it is
    /// written, whatever its confidence, none switched off.
    #[must_use]
    pub fn without_choices(mut self) -> Self {
        self.choices.clear();
        self.options = Choices::new(Layer::CommandLine);
        self
    }

    /// The choices in effect, with the layer that made each.
    pub fn settings(&self) -> Vec<Setting> {
        let files: Vec<(Layer, &str)> = self
            .files
            .iter()
            .map(|file| (file.layer, file.name.as_str()))
            .collect();
        choices::settings(&self.sorted_choices(), &files)
    }

    /// Checks everything and builds the set.
    ///
    /// # Errors
    ///
    /// All mistakes of all files, and names of rules, categories and packs that
    /// do not exist.
    pub fn build(&self) -> Result<RuleSet, Diagnostics> {
        let choices = self.sorted_choices();
        let (level, _) = choices::level(&choices);
        self.build_where(&choices, |rule, is_on| {
            let precision = self.precision.as_ref();
            is_on
                && precision.map_or_else(
                    || level.admits(rule.confidence),
                    |precision| precision.admits(rule, level),
                )
        })
    }

    /// The same set with the rules that the level leaves out and that are
    /// switched off: to tell what might have acted.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn build_all(&self) -> Result<RuleSet, Diagnostics> {
        self.build_where(&self.sorted_choices(), |_, _| true)
    }

    /// What is odd about the rule files, although they can be used: rules that can
    /// never fire, repeat others, are slow. Only what is from the layer `from` and
    /// later ones is reported; choices play no part.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn lint(&self, from: Layer) -> Result<Diagnostics, Diagnostics> {
        let mut mistakes = Vec::new();
        let sources = self.sources(&[], &mut mistakes);
        let files: Vec<RuleFile> = sources
            .iter()
            .map(|source| RuleFile::read(source, &mut mistakes))
            .collect();
        let mut files: Vec<Source> = files.into_iter().map(Source::Written).collect();
        let (rules, guards) = compile(&mut files, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(sorted(&sources, mistakes));
        }
        let set = RuleSet::compile(rules, guards, 0);
        let is_written = |file| match file {
            Source::Written(file) => Some(file),
            Source::Checked(_) => None,
        };
        let files: Vec<RuleFile> = files.into_iter().filter_map(is_written).collect();
        let linter = Linter {
            files: &files,
            set: &set,
            from,
        };
        Ok(sorted(&sources, linter.run()))
    }

    fn build_where(
        &self,
        choices: &[Choices],
        acts: impl Fn(&Rule, bool) -> bool,
    ) -> Result<RuleSet, Diagnostics> {
        let mut checked = self.check(choices)?;
        let mut is_on = checked.is_on.into_iter();
        checked
            .rules
            .retain(|rule| acts(rule, is_on.next().unwrap_or(true)));
        Ok(RuleSet::compile(
            checked.rules,
            checked.guards,
            checked.fingerprint,
        ))
    }

    fn check(&self, choices: &[Choices]) -> Result<Checked, Diagnostics> {
        let mut mistakes = Vec::new();
        let sources = self.sources(choices, &mut mistakes);
        let packs = self.has_builtin.then(Packs::builtin);
        let mut files: Vec<Source> = sources
            .iter()
            .map(|source| {
                let packed = packs.as_ref().and_then(|packs| packs.file(source));
                packed.map_or_else(
                    || Source::Written(RuleFile::read(source, &mut mistakes)),
                    Source::Checked,
                )
            })
            .collect();
        let (mut rules, guards) = compile(&mut files, &mut mistakes);
        let is_on = Apply {
            rules: &mut rules,
            mistakes: &mut mistakes,
        }
        .all(choices);
        if !mistakes.is_empty() {
            return Err(sorted(&sources, mistakes));
        }
        Ok(Checked {
            fingerprint: fingerprint(&sources, choices, self.precision.as_ref()),
            guards,
            rules,
            is_on,
        })
    }

    /// All choices, the weakest layer first.
    fn sorted_choices(&self) -> Vec<Choices> {
        let mut choices = self.choices.clone();
        choices.push(self.options.clone());
        choices.sort_by_key(|one| one.layer);
        choices
    }

    /// All rule files, the weakest layer first.
    fn sources(&self, choices: &[Choices], mistakes: &mut Vec<Diagnostic>) -> Vec<RuleText> {
        let mut sources: Vec<RuleText> = Vec::new();
        if self.has_builtin {
            let is_wanted = wanted_packs(choices, mistakes);
            sources.extend(builtin::packs().filter(is_wanted).map(|pack| RuleText {
                layer: pack.layer(),
                name: pack.file.to_owned(),
                text: SourceText::Builtin(pack.text),
            }));
        }
        sources.extend(self.files.iter().cloned());
        sources.sort_by_key(|source| source.layer);
        sources
    }
}

/// Rule files in which no mistake was found.
struct Checked {
    guards: Vec<Guard>,
    rules: Vec<Rule>,
    /// Whether each rule is switched on.
    is_on: Vec<bool>,
    fingerprint: u64,
}

/// The diagnostics in the order of the files.
fn sorted(files: &[RuleText], mut diagnostics: Vec<Diagnostic>) -> Diagnostics {
    let order = |name: &str| files.iter().position(|file| file.name == name);
    diagnostics.sort_by_cached_key(|one| (order(&one.file), one.line, one.column));
    Diagnostics::new(diagnostics)
}

fn named(names: impl IntoIterator<Item = impl Into<String>>) -> impl Iterator<Item = Named> {
    names.into_iter().map(|name| Named::from(name.into()))
}

/// Tells which packs the last of the choices about packs wants.
fn wanted_packs(
    choices: &[Choices],
    mistakes: &mut Vec<Diagnostic>,
) -> impl Fn(&Pack) -> bool + use<> {
    let chosen = choices
        .iter()
        .rev()
        .find_map(|one| one.packs.as_ref().map(|packs| (one, packs)));
    if let Some((one, packs)) = chosen {
        for named in packs {
            if !builtin::packs().any(|pack| pack.is_named(&named.name)) {
                let known = builtin::packs().flat_map(|pack| [pack.name(), pack.folder()]);
                let help = match nearest(&named.name, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "a pack is named like its file, such as `newsletter` or `lang/de`".into()
                    }
                };
                let message = format!("there is no pack `{}`", named.name);
                mistakes.push(one.error(named, message).with_help(help));
            }
        }
    }
    // With a slip among them, every pack is read: else each name of a rule in the
    // others would be one more mistake.
    let chosen = chosen.filter(|_| mistakes.is_empty());
    let names: Option<Vec<String>> =
        chosen.map(|(_, packs)| packs.iter().map(|pack| pack.name.clone()).collect());
    move |pack| {
        let names = names.as_ref();
        pack.name() == "guards"
            || names.is_none_or(|names| names.iter().any(|name| pack.is_named(name)))
    }
}

/// A rule file on the way to its rules.
enum Source {
    Written(RuleFile),
    Checked(CheckedFile),
}

/// All rules, of those with the same id the last, and the guards that they name. Files
/// may add phrases to each other's guards: each language has its own.
fn compile(files: &mut [Source], mistakes: &mut Vec<Diagnostic>) -> (Vec<Rule>, Vec<Guard>) {
    let mut sources = Vec::new();
    for file in files.iter_mut() {
        match file {
            Source::Written(file) => sources.extend(Compiler::new(file, mistakes).guards()),
            Source::Checked(file) => sources.append(&mut file.guards),
        }
    }
    let mut guards = Guards::new(sources);
    let mut all: Vec<Rule> = Vec::new();
    for file in files {
        match file {
            Source::Written(file) => {
                all.extend(Compiler::new(file, mistakes).rules(&mut guards));
                refuse_twins(file, mistakes);
            }
            Source::Checked(file) => all.extend(file.take_rules(&mut guards)),
        }
    }
    let last: HashMap<Arc<str>, usize> = all
        .iter()
        .zip(0..)
        .map(|(rule, at)| (rule.id.clone(), at))
        .collect();
    let mut at = 0..;
    all.retain(|rule| last.get(&rule.id).copied() == at.next());
    (all, guards.into_built())
}

/// FNV-1a, 64 bits, over numbers of the texts and everything else that the set is made from.
fn fingerprint(
    sources: &[RuleText],
    choices: &[Choices],
    precision: Option<&LeastPrecision>,
) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |part: &str| {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for source in sources {
        add(&format!("{:x}", text_number(&source.text)));
    }
    for one in choices {
        add(&one.text);
        add(one.level.as_ref().map_or("", |(level, _)| level.name()));
        one.only.iter().for_each(|named| add(&named.name));
        add("\0");
        one.skip.iter().for_each(|named| add(&named.name));
    }
    if let Some(precision) = precision {
        add(&format!("{precision:?}"));
    }
    hash
}

/// A rule may replace one of another file, but within a file a repeated id is
/// a slip of the pen.
fn refuse_twins(file: &RuleFile, mistakes: &mut Vec<Diagnostic>) {
    let mut seen: HashSet<&str> = HashSet::new();
    for id in file.rules.iter().map(|entry| &entry.keys.id) {
        if !seen.insert(id.get_ref()) {
            let message = format!("there are two rules `{}` in this file", id.get_ref());
            let diagnostic = Diagnostic::error(&file.name, &file.text, id.span(), message);
            mistakes.push(diagnostic.with_help("give one of them another id"));
        }
    }
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
            "12:14 invalid type: string \"high\", expected a number|",
            "18:12 `|` without an opening bracket|",
            "19:11 there is no guard `qoted`|",
        ];
        assert_eq!(shown.len(), expected.len(), "{shown:#?}");
        for (shown, expected) in shown.iter().zip(expected) {
            assert!(shown.starts_with(expected), "{shown} is not {expected}");
        }
    }

    #[test]
    fn a_later_format_is_refused() {
        let rules = |format: u32| {
            let text = format!("format = {format}\n");
            RuleSet::builder().add_toml("my.toml", text).build()
        };
        assert!(rules(1).is_ok());
        let mistakes = rules(2).unwrap_err().to_string();
        assert!(mistakes.contains("this is format 2"), "{mistakes}");
        assert!(mistakes.contains("take a newer one"), "{mistakes}");
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
