//! Which field or column holds what.

/// The fields and columns that may hold the day a document is from, the surest first.
pub(super) const DAY_FIELDS: [&str; 2] = ["date", "url"];

/// Where text and site are in a record.
#[derive(Clone, Debug)]
pub struct Fields {
    path: Vec<String>,
    /// Where the site is; `None` for the fields `site` and `url`.
    site: Option<Vec<String>>,
}

impl Fields {
    /// The text is in the field or column `path`; dots lead into nested objects.
    pub fn new(path: &str) -> Self {
        Self {
            path: steps(path),
            site: None,
        }
    }

    /// The site, or the address of the page, is in the field `path` instead of
    /// `site` or `url`.
    #[must_use]
    pub fn with_site(self, path: &str) -> Self {
        Self {
            site: Some(steps(path)),
            ..self
        }
    }

    /// The steps that lead to the text.
    pub(super) fn path(&self) -> &[String] {
        &self.path
    }

    /// The steps that lead to the site, where it was named.
    pub(super) fn site(&self) -> Option<&[String]> {
        self.site.as_deref()
    }

    /// The text's field as it was named.
    pub(super) fn name(&self) -> String {
        self.path.join(".")
    }

    /// The names of the columns that may hold the site, the surest first.
    pub(super) fn site_columns(&self) -> Vec<String> {
        match &self.site {
            Some(path) => vec![path.join(".")],
            None => vec!["site".into(), "url".into()],
        }
    }
}

fn steps(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}
