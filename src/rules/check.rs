//! Checks of single values, for rules and for changes of rules alike.

use super::Phrase;
use super::diagnostic::Diagnostic;
use super::reader::nearest;
use super::schema::Placed;
use crate::text::is_language;

/// Checks values of one file. What is wrong with them goes to `mistakes`.
pub(crate) struct Checker<'a> {
    /// What diagnostics call the file.
    pub name: &'a str,
    /// Its content.
    pub text: &'a str,
    pub mistakes: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    pub(crate) fn confidence(&mut self, value: &Placed<f64>) -> f64 {
        let confidence = *value.get_ref();
        if !(0.0..=1.0).contains(&confidence) {
            let help = "0.95 and more act at the default level, 0.8 at balanced, 0.5 at thorough";
            self.report(value, "a confidence is a number from 0 to 1", help);
        }
        confidence
    }

    pub(crate) fn phrases(&mut self, sources: &[Placed<String>]) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        for source in sources {
            match Phrase::parse(source.get_ref()) {
                Ok(phrase) => phrases.push(phrase),
                Err(error) => self.report(source, error.message, error.help),
            }
        }
        phrases
    }

    /// Host names in small letters.
    pub(crate) fn sites(&mut self, sites: &[Placed<String>]) -> Vec<String> {
        let mut checked = Vec::new();
        for site in sites {
            let written = site.get_ref().to_lowercase();
            let after_scheme = written
                .split_once("://")
                .map_or(&*written, |(_, rest)| rest);
            let host = after_scheme.split(['/', ':']).next().unwrap_or_default();
            let host = host.strip_prefix("www.").unwrap_or(host);
            if host.is_empty() || host.contains(char::is_whitespace) {
                self.report(
                    site,
                    "this is no host name",
                    "write it as in `news.example`",
                );
            } else if host != written {
                self.report(
                    site,
                    "a site is a host name, without scheme, `www.` or path",
                    format!("write `{host}`"),
                );
            }
            checked.push(written);
        }
        checked
    }

    /// Codes of languages.
    pub(crate) fn languages(&mut self, languages: &[Placed<String>]) -> Vec<String> {
        for language in languages {
            if language.get_ref() != "any" && !is_language(language.get_ref()) {
                self.report(
                    language,
                    format!("there is no language `{}`", language.get_ref()),
                    "write the ISO 639-1 code, such as `en` or `de`, or `any`",
                );
            }
        }
        languages
            .iter()
            .map(|language| language.get_ref().clone())
            .collect()
    }

    /// Reports an unknown `what`, with the nearest of the known names.
    pub(crate) fn unknown<'n>(
        &mut self,
        what: &str,
        name: &Placed<String>,
        known: impl Iterator<Item = &'n str>,
    ) {
        let help = match nearest(name.get_ref(), known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => String::new(),
        };
        let message = format!("there is no {what} `{}`", name.get_ref());
        self.report(name, message, help);
    }

    pub(crate) fn report<T>(
        &mut self,
        place: &Placed<T>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(self.name, self.text, place.span(), message);
        self.mistakes.push(diagnostic.with_help(help));
    }
}
