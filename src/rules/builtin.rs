//! The rule files that are part of the program.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Name and text of each built-in rule file, in the order in which they
        /// are read.
        pub(crate) const FILES: &[(&str, &str)] =
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
            } else {
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
