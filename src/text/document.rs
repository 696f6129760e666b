//! The input of a cleaning.

use std::borrow::Cow;

use super::Day;

/// A text to clean, with what is known about where it came from.
///
/// ```
/// use dechaff::Document;
///
/// let document = Document::new("Some text.").with_site("news.example");
/// assert_eq!(document.site(), Some("news.example"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'t> {
    text: Cow<'t, str>,
    site: Option<String>,
    language: Option<String>,
    day: Option<Day>,
}

impl<'t> Document<'t> {
    /// A document of which only the text is known.
    pub fn new(text: impl Into<Cow<'t, str>>) -> Self {
        Self {
            text: text.into(),
            site: None,
            language: None,
            day: None,
        }
    }

    /// Names the site, a host name such as `news.example`; a leading `www.` is
    /// dropped. Rules for single sites go by it.
    #[must_use]
    pub fn with_site(mut self, site: impl Into<String>) -> Self {
        let site = site.into().to_lowercase();
        self.site = Some(site.strip_prefix("www.").map(str::to_owned).unwrap_or(site));
        self
    }

    /// Names the language by its ISO 639-1 code, such as `de`. Without it the
    /// language is guessed where a rule needs it.
    #[must_use]
    pub fn with_language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into().to_lowercase());
        self
    }

    /// Names the day that it is from, which mining tells.
    #[must_use]
    pub fn with_day(mut self, day: Day) -> Self {
        self.day = Some(day);
        self
    }

    /// A document of the same origin with another text.
    pub(crate) fn with_text<'o>(&self, text: &'o str) -> Document<'o> {
        Document {
            text: text.into(),
            site: self.site.clone(),
            language: self.language.clone(),
            day: self.day,
        }
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The site, if it was named.
    pub fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }

    /// The day, if it was named.
    pub fn day(&self) -> Option<Day> {
        self.day
    }

    /// The language, if it was named.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }
}
