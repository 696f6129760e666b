//! The rule files that are part of the program.

use super::layer::Layer;

/// A built-in rule file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pack {
    /// Its path in the source, such as `rules/lang/de.toml`.
    pub file: &'static str,
    pub text: &'static str,
}

/// Every built-in rule file, in the order in which they are read.
pub(crate) fn packs() -> impl Iterator<Item = Pack> {
    FILES.iter().map(|&(file, text)| Pack { file, text })
}

impl Pack {
    /// What the pack is called in choices, such as `newsletter` or `lang/de`.
    pub(crate) fn name(&self) -> &'static str {
        let name = self.file.strip_prefix("rules/").unwrap_or(self.file);
        name.strip_suffix(".toml").unwrap_or(name)
    }

    /// The folder of the pack, such as `lang`; its name where it is in none.
    pub(crate) fn folder(&self) -> &'static str {
        self.name().split('/').next().unwrap_or_default()
    }

    /// Whether `name` means the pack: its name, or its folder.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name() == name || self.folder() == name
    }

    pub(crate) fn layer(&self) -> Layer {
        match self.folder() {
            "lang" => Layer::Language,
            "site" => Layer::Site,
            _ => Layer::Builtin,
        }
    }
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Name and text of each built-in rule file, in the order in which they
        /// are read.
        const FILES: &[(&str, &str)] =
            &[$((concat!("rules/", $name), include_str!(concat!("../../rules/", $name)))),*];
    };
}

files![
    "guards.toml",
    "newsletter.toml",
    "paywall.toml",
    "donation.toml",
    "membership.toml",
    "related.toml",
    "login.toml",
    "comment.toml",
    "share.toml",
    "app.toml",
    "media.toml",
    "cookie.toml",
    "advertisement.toml",
    "navigation.toml",
    "error.toml",
    "link.toml",
    "credit.toml",
    "byline.toml",
    "legal.toml",
    "disclosure.toml",
    "shape.toml",
    "wording.toml",
    "lang/ar.toml",
    "lang/be.toml",
    "lang/da.toml",
    "lang/de.toml",
    "lang/es.toml",
    "lang/fr.toml",
    "lang/it.toml",
    "lang/ja.toml",
    "lang/ko.toml",
    "lang/nl.toml",
    "lang/no.toml",
    "lang/pl.toml",
    "lang/pt.toml",
    "lang/ru.toml",
    "lang/sv.toml",
    "lang/tr.toml",
    "lang/uk.toml",
    "lang/zh.toml",
    "site/aljazeera.com.toml",
    "site/bbc.com.toml",
    "site/elpais.com.toml",
    "site/github.com.toml",
    "site/lemonde.fr.toml",
    "site/medium.com.toml",
    "site/npr.org.toml",
    "site/nytimes.com.toml",
    "site/propublica.org.toml",
    "site/reuters.com.toml",
    "site/substack.com.toml",
    "site/tagesschau.de.toml",
    "site/theconversation.com.toml",
    "site/theguardian.com.toml",
    "site/wikipedia.org.toml",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn rule_files(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rule_files(&path, found);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let root = Path::new(env!("CARGO_MANIFEST_DIR"));
                found.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .replace('\\', "/"),
                );
            }
        }
    }

    #[test]
    fn every_rule_file_is_compiled_in() {
        let mut found = Vec::new();
        rule_files(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"),
            &mut found,
        );
        let mut compiled: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        found.sort();
        compiled.sort_unstable();
        assert_eq!(found, compiled);
    }
}
