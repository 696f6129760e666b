//! Decisions as rules: what a review rejects is kept from then on.

use std::fmt::Write;

use super::decision::{About, Decision, Decisions, Verdict};
use super::file::basic_string;
use super::key::{content_key, level_blanks};
use crate::Span;

/// Hexadecimal digits of a rule's name.
const NAME_LENGTH: usize = 12;

/// What a text between other texts is kept for.
struct Kept {
    text: String,
    before: String,
    after: String,
}

impl Kept {
    fn new(text: &str, before: &str, after: &str) -> Self {
        Self {
            text: text.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        }
    }
}

impl Decisions {
    /// A rule file with a rule that keeps each rejected text, with the text as its
    /// example; of an edited removal it keeps what is not to go. Empty where there is
    /// none.
    ///
    /// ```
    /// use dechaff::review::{About, Decision, Decisions, Verdict};
    /// use dechaff::{Cleaner, Document, RuleSet};
    ///
    /// let mut decisions = Decisions::default();
    /// decisions.put(Decision {
    ///     rule: "newsletter/sign-up".into(),
    ///     about: About::Text("Sign up for our newsletter".into()),
    ///     verdict: Verdict::Reject,
    /// });
    /// let rules = RuleSet::builder().add_builtin().add_toml("kept.toml", decisions.keep_rules());
    /// let cleaner = Cleaner::new(rules.build()?);
    /// let document = Document::new("It rained.\nSign up for our newsletter!\n");
    /// assert!(cleaner.scan(&document).removals.is_empty());
    /// # Ok::<(), dechaff::rules::Diagnostics>(())
    /// ```
    pub fn keep_rules(&self) -> String {
        let mut file = String::new();
        let mut written = std::collections::BTreeSet::new();
        for decision in self.iter() {
            for kept in kept_by(decision) {
                // The same text may be kept from several rules.
                let name = name(&kept);
                if written.insert(name.clone()) {
                    write_rule(&mut file, &name, &decision.rule, &kept);
                }
            }
        }
        file
    }

    /// The rules that are rejected everywhere, and with a site those that are rejected
    /// there.
    pub fn rejected_rules(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.iter().filter_map(|decision| {
            let site = match &decision.about {
                About::Everything => None,
                About::Site(site) => Some(site.as_str()),
                _ => return None,
            };
            (decision.verdict == Verdict::Reject).then_some((decision.rule.as_str(), site))
        })
    }
}

/// What a decision keeps.
fn kept_by(decision: &Decision) -> Vec<Kept> {
    let whole = match &decision.about {
        About::Text(text) => Kept::new(text, "", ""),
        About::Place {
            text,
            before,
            after,
        } => Kept::new(text, before, after),
        About::Site(_) | About::Everything => return Vec::new(),
    };
    let kept = match &decision.verdict {
        Verdict::Accept => Vec::new(),
        Verdict::Reject => vec![whole],
        Verdict::Edit(remove) => match find(&whole.text, remove) {
            Some(gone) => rest(&whole.text, gone),
            None => Vec::new(),
        },
    };
    kept.into_iter()
        .filter(|kept| kept.text.contains(char::is_alphanumeric))
        .collect()
}

/// What of a text is kept where `gone` goes: the parts where they stand beside it, and
/// what they are together afterwards.
fn rest(text: &str, gone: Span) -> Vec<Kept> {
    let (before, after) = (&text[..gone.start], &text[gone.end..]);
    let joined = if after.starts_with(char::is_whitespace) {
        format!("{}{after}", before.trim_end())
    } else {
        format!("{before}{after}")
    };
    vec![
        Kept::new(before, "", &text[gone.start..]),
        Kept::new(after, &text[..gone.end], ""),
        Kept::new(&joined, "", ""),
    ]
}

/// Where a text stands in another, blanks levelled in both; the first place.
pub fn find(text: &str, wanted: &str) -> Option<Span> {
    let wanted = level_blanks(wanted);
    let wanted = wanted.trim();
    let mut level = String::with_capacity(text.len());
    // The byte of the text that each byte of the level one is from.
    let mut origins = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && level.ends_with(' ') {
            continue;
        }
        origins.extend(std::iter::repeat_n(at, c.len_utf8()));
        level.push(c);
    }
    if wanted.is_empty() {
        return None;
    }
    let start = level.find(wanted)?;
    let last = *origins.get(start + wanted.len() - 1)?;
    let length = text[last..].chars().next().map_or(0, char::len_utf8);
    Some(Span::new(origins[start], last + length))
}

fn name(kept: &Kept) -> String {
    let parts = format!(
        "{}\n{}\n{}",
        kept.before,
        content_key(&kept.text),
        kept.after
    );
    blake3::hash(parts.as_bytes()).to_hex()[..NAME_LENGTH].to_owned()
}

fn write_rule(file: &mut String, name: &str, rule: &str, kept: &Kept) {
    let level = |text: &str| basic_string(&level_blanks(text));
    let text = level(kept.text.trim());
    let mut around = String::new();
    let leading = &kept.text[..kept.text.len() - kept.text.trim_start().len()];
    let trailing = &kept.text[kept.text.trim_end().len()..];
    for (key, value) in [
        ("before", format!("{}{leading}", kept.before)),
        ("after", format!("{trailing}{}", kept.after)),
    ] {
        if !value.trim().is_empty() {
            let _ = writeln!(around, "{key} = {}", level(&value));
        }
    }
    let example = level(format!("{}{}{}", kept.before, kept.text, kept.after).trim());
    let why = basic_string(&format!("A review keeps this text from {rule}."));
    let gap = if file.is_empty() { "" } else { "\n" };
    let _ = write!(
        file,
        "{gap}[[rule]]\nid = \"custom/kept-{name}\"\nwhy = {why}\nconfidence = 1.0\nlanguages = [\"any\"]\n\
         action = \"keep\"\ntexts = [{text}]\n{around}keep = [{example}]\n"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Document, RuleSet};

    fn cleaned(about: About, verdict: Verdict, text: &str) -> String {
        let mut decisions = Decisions::default();
        decisions.put(Decision {
            rule: "newsletter/sign-up".into(),
            about,
            verdict,
        });
        let rules = RuleSet::builder()
            .add_builtin()
            .add_toml("kept.toml", decisions.keep_rules());
        Cleaner::new(rules.build().unwrap())
            .clean(&Document::new(text))
            .text
    }

    #[test]
    fn rejected_texts_stay() {
        let text = || "Sign up for our newsletter!".to_owned();
        let place = || About::Place {
            text: text(),
            before: "It snowed. ".into(),
            after: String::new(),
        };
        let page =
            "It rained.\nSign up for our newsletter!\nIt snowed.\nSign up for our newsletter!\n";
        for (about, verdict, expected) in [
            (
                About::Text(text()),
                Verdict::Accept,
                "It rained.\nIt snowed.\n",
            ),
            (About::Text(text()), Verdict::Reject, page),
            (
                place(),
                Verdict::Reject,
                "It rained.\nIt snowed.\nSign up for our newsletter!\n",
            ),
        ] {
            assert_eq!(cleaned(about, verdict, page), expected);
        }
    }

    #[test]
    fn of_an_edited_removal_the_rest_stays() {
        let both = "Sign up for our newsletter! Subscribe to our weekly newsletter today.";
        let page = format!("It rained.\n{both}\n");
        for (remove, expected) in [
            (
                "Subscribe to our weekly newsletter today.",
                "It rained.\nSign up for our newsletter!\n",
            ),
            (
                "Sign up for our newsletter!",
                "It rained.\nSubscribe to our weekly newsletter today.\n",
            ),
            (
                "for our newsletter!  Subscribe to our weekly",
                "It rained.\nSign up newsletter today.\n",
            ),
        ] {
            let found = cleaned(
                About::Text(both.into()),
                Verdict::Edit(remove.into()),
                &page,
            );
            assert_eq!(found, expected, "{remove}");
        }
    }

    #[test]
    fn texts_are_found_however_they_are_spaced() {
        for (text, wanted, expected) in [
            ("a  b\nc", "b c", Some("b\nc")),
            ("é  è", " è ", Some("è")),
            ("abc", "d", None),
            ("abc", " ", None),
        ] {
            assert_eq!(find(text, wanted).map(|span| span.of(text)), expected);
        }
    }
}
