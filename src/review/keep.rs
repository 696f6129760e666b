//! Decisions as rules: what a review rejects is kept from then on.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::decision::{About, Decision, Decisions, Verdict};
use super::file::basic_string;
use super::key::{content_key, quoted};
use crate::text::{Span, fold, folded};

/// Hexadecimal digits of a rule's name.
const NAME_LENGTH: usize = 12;

/// Bytes of a text whose ends are compared with the words of an edit; of a longer one
/// all is kept.
const LONGEST_EDITED: usize = 10_000;

/// A text that is kept.
#[derive(Debug)]
struct Kept<'k> {
    text: String,
    /// What of it goes all the same.
    goes: String,
    /// What stands before and after it, where that matters.
    around: [&'k str; 2],
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
        let mut written = BTreeSet::new();
        for decision in self.iter() {
            for kept in kept_by(decision) {
                // The same text may be kept from several rules.
                let name = kept.name();
                if written.insert(name.clone()) {
                    kept.write(&mut file, &name, &decision.rule);
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
fn kept_by(decision: &Decision) -> Vec<Kept<'_>> {
    let (text, around) = match &decision.about {
        About::Text(text) => (text, ["", ""]),
        About::Place {
            text,
            before,
            after,
        } => (text, [before.as_str(), after.as_str()]),
        About::Site(_) | About::Everything => return Vec::new(),
    };
    let whole = |goes: &str| Kept {
        text: quoted(text),
        goes: goes.to_owned(),
        around,
    };
    let kept = match &decision.verdict {
        Verdict::Accept => Vec::new(),
        Verdict::Reject => vec![whole("")],
        Verdict::Edit(remove) => match overlap(text, remove) {
            None => vec![whole("")],
            Some(gone) => {
                // What it is after a cleaning stays too.
                let left = Kept {
                    text: quoted(&format!("{} {}", &text[..gone.start], &text[gone.end..])),
                    goes: String::new(),
                    around,
                };
                vec![whole(gone.of(text)), left]
            }
        },
    };
    kept.into_iter()
        .filter(|kept| content_key(&kept.text).contains(char::is_alphanumeric))
        .collect()
}

/// What of a text the words of an edit cover: they may stand in it, around it, or reach
/// beyond one of its ends.
fn overlap(text: &str, remove: &str) -> Option<Span> {
    let whole = Span::new(0, text.len());
    if let Some(inside) = find(text, remove) {
        return Some(inside);
    }
    if find(remove, text).is_some() {
        return Some(whole);
    }
    if text.len() > LONGEST_EDITED {
        return None;
    }
    let starts = text.char_indices().map(|(at, _)| at);
    let (text_key, remove_key) = (folded(text), folded(remove));
    // The longest end of the text that the words begin with, else the longest start of
    // it that they end with.
    let end = starts.clone().skip(1).find(|at| {
        let rest = folded(&text[*at..]);
        !rest.is_empty() && rest.len() < text_key.len() && remove_key.starts_with(&rest)
    });
    let start = || {
        starts.rev().find(|at| {
            let rest = folded(&text[..*at]);
            !rest.is_empty() && remove_key.ends_with(&rest)
        })
    };
    end.map(|at| Span::new(at, text.len()))
        .or_else(|| start().map(|at| Span::new(0, at)))
}

/// Where a text stands in another, both folded; the first place.
///
/// ```
/// use dechaff::review::find;
///
/// let text = "It rained.\nSIGN  up";
/// assert_eq!(find(text, "sign up").map(|span| span.of(text)), Some("SIGN  up"));
/// ```
pub fn find(text: &str, wanted: &str) -> Option<Span> {
    find_where(text, wanted, |_| true)
}

/// The first place of a text in another that `fits`, both folded.
pub fn find_where(text: &str, wanted: &str, fits: impl Fn(Span) -> bool) -> Option<Span> {
    let wanted = folded(wanted);
    let folded = fold(text);
    let places = folded.text().match_indices(wanted.as_str());
    let mut places = places.map(|(at, _)| folded.original(at..at + wanted.len()));
    places
        .find(|span| fits(*span))
        .filter(|_| !wanted.is_empty())
}

impl Kept<'_> {
    fn name(&self) -> String {
        let [before, after] = self.around.map(folded);
        let parts = format!(
            "{}\n{}\n{before}\n{after}",
            content_key(&self.text),
            folded(&self.goes)
        );
        blake3::hash(parts.as_bytes()).to_hex()[..NAME_LENGTH].to_owned()
    }

    fn write(&self, file: &mut String, name: &str, rule: &str) {
        let mut more = String::new();
        let [before, after] = self.around;
        for (key, value) in [
            ("goes", self.goes.as_str()),
            ("before", before),
            ("after", after),
        ] {
            if !value.trim().is_empty() {
                let _ = writeln!(more, "{key} = {}", basic_string(&quoted(value)));
            }
        }
        let lines = [before, &self.text, after].map(quoted);
        let lines = lines.iter().filter(|line| !line.is_empty());
        let example = lines.cloned().collect::<Vec<_>>().join("\n");
        let why = basic_string(&format!("A review keeps this text from {rule}."));
        let gap = if file.is_empty() { "" } else { "\n" };
        let _ = write!(
            file,
            "{gap}[[rule]]\nid = \"custom/kept-{name}\"\nwhy = {why}\nconfidence = 1.0\nlanguages = [\"any\"]\n\
             action = \"keep\"\ntexts = [{}]\n{more}keep = [{}]\n",
            basic_string(&self.text),
            basic_string(&example)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Document, RuleSet};

    /// The text cleaned, and cleaned again, which must change nothing.
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
        let cleaner = Cleaner::new(rules.build().unwrap());
        let once = cleaner.clean(&Document::new(text)).text;
        assert_eq!(cleaner.clean(&Document::new(once.as_str())).text, once);
        once
    }

    #[test]
    fn rejected_texts_stay() {
        let text = || "Sign up for our newsletter!".to_owned();
        let place = |before: &str| About::Place {
            text: text(),
            before: before.into(),
            after: String::new(),
        };
        let page =
            "It rained.\nSign up for our newsletter!\nIt snowed.\nSign up for our newsletter!\n";
        let cleared = "It rained.\nIt snowed.\n";
        for (about, verdict, expected) in [
            (About::Text(text()), Verdict::Accept, cleared),
            (About::Text(text()), Verdict::Reject, page),
            (
                place("It rained. It snowed. "),
                Verdict::Reject,
                "It rained.\nIt snowed.\nSign up for our newsletter!\n",
            ),
            (place("It snowed. "), Verdict::Reject, cleared),
        ] {
            assert_eq!(cleaned(about, verdict, page), expected);
        }
    }

    #[test]
    fn words_in_other_sentences_are_other_words() {
        for (rejected, page, expected) in [
            (
                "Newsletter",
                "It rained.\nSign up for our free newsletter and get the best stories every morning!\n",
                "It rained.\n",
            ),
            (
                "Sign up for our newsletter!",
                "It rained.\nSubscribe today and sign up for our newsletter, it is free and weekly!\n",
                "It rained.\n",
            ),
        ] {
            let about = About::Text(rejected.into());
            assert_eq!(cleaned(about, Verdict::Reject, page), expected);
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
                "for our newsletter!  SUBSCRIBE to our weekly",
                "It rained.\nSign up newsletter today.\n",
            ),
            ("words that are not there", page.as_str()),
            (
                "weekly newsletter today. The end",
                "It rained.\nSign up for our newsletter! Subscribe to our\n",
            ),
            (
                "It rained. Sign up for our newsletter!",
                "It rained.\nSubscribe to our weekly newsletter today.\n",
            ),
        ] {
            let verdict = Verdict::Edit(remove.into());
            let found = cleaned(About::Text(both.into()), verdict, &page);
            assert_eq!(found, expected, "{remove}");
        }
    }

    #[test]
    fn what_an_edit_leaves_is_kept_where_it_stands_alone() {
        let about = || About::Text("Today: Sign up for our newsletter!".into());
        let verdict = || Verdict::Edit("Sign up for our newsletter!".into());
        for (page, expected) in [
            (
                "It rained.\nSubscribe to our newsletter today!\n",
                "It rained.\n",
            ),
            (
                "It rained.\nToday: Sign up for our newsletter!\n",
                "It rained.\nToday:\n",
            ),
        ] {
            assert_eq!(cleaned(about(), verdict(), page), expected);
        }
    }

    #[test]
    fn texts_are_found_however_they_are_spelled() {
        for (text, wanted, expected) in [
            ("a  b\nc", "b c", Some("b\nc")),
            ("é  È", " è ", Some("È")),
            ("abc", "d", None),
            ("abc", " ", None),
        ] {
            assert_eq!(find(text, wanted).map(|span| span.of(text)), expected);
        }
    }
}
