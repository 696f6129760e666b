//! Rules that keep texts word for word.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dechaff::{Cleaner, Document, RuleSet};

/// A rule that keeps `text`, with more keys.
fn keeping(text: &str, keys: &str) -> RuleSet {
    let rule = format!(
        "[[rule]]\nid = \"custom/kept\"\nwhy = \"It is kept.\"\nconfidence = 1\nlanguages = [\"any\"]\n\
         action = \"keep\"\ntexts = [{text:?}]\n{keys}\nkeep = [{text:?}]\n"
    );
    RuleSet::builder()
        .add_builtin()
        .add_toml("kept.toml", rule)
        .build()
        .unwrap()
}

#[test]
fn a_kept_text_stays_and_nothing_else() {
    let prompt = "Sign up for our free newsletter";
    for (document, text, keys, expected) in [
        // Without the rule.
        (
            "It rained.\nSign up for our free newsletter!\n",
            "other words",
            "",
            "It rained.\n",
        ),
        // A whole line, however it is spelled, with its marks.
        (
            "It rained.\n* SIGN up for our  free newsletter!\n",
            prompt,
            "",
            "It rained.\n* SIGN up for our  free newsletter!\n",
        ),
        // One of two lines.
        (
            "It rained.\nSign up for our free newsletter\nSubscribe to our weekly newsletter today\n",
            prompt,
            "",
            "It rained.\nSign up for our free newsletter\n",
        ),
        // One of two sentences.
        (
            "It rained.\nSign up for our free newsletter! Subscribe to our weekly newsletter today.\n",
            prompt,
            "",
            "It rained.\nSign up for our free newsletter!\n",
        ),
        // Both lines.
        (
            "It rained.\nSign up for our free newsletter\n\nSubscribe to our weekly newsletter\n",
            "Sign up for our free newsletter\nSubscribe to our weekly newsletter",
            "",
            "It rained.\nSign up for our free newsletter\n\nSubscribe to our weekly newsletter\n",
        ),
        // Longer words are other words.
        (
            "It rained.\nSign up for our free newsletters!\n",
            prompt,
            "",
            "It rained.\n",
        ),
        // Only where it stands after something.
        (
            "It rained.\nSign up for our free newsletter\nIt snowed.\nSign up for our free newsletter\n",
            prompt,
            "before = \"It rained. It snowed. \"",
            "It rained.\nIt snowed.\nSign up for our free newsletter\n",
        ),
        (
            "Sign up for our free newsletter\nIt snowed.\nSign up for our free newsletter\n",
            prompt,
            "after = \" It snowed.\"",
            "Sign up for our free newsletter\nIt snowed.\n",
        ),
        // Only on its site.
        (
            "It rained.\nSign up for our free newsletter!\n",
            prompt,
            "sites = [\"other.example\"]",
            "It rained.\n",
        ),
    ] {
        let cleaner = Cleaner::new(keeping(text, keys));
        let cleaned = cleaner.clean(&Document::new(document).with_site("news.example"));
        assert_eq!(cleaned.text, expected, "{document:?} {keys}");
        let again = cleaner.scan(&Document::new(cleaned.text.as_str()).with_site("news.example"));
        assert_eq!(again.removals, [], "{document:?} {keys}");
    }
}

#[test]
fn mistakes_in_kept_texts_are_told() {
    let rule = |keys: &str| {
        format!(
            "[[rule]]\nid = \"custom/kept\"\nwhy = \"It is kept.\"\nconfidence = 1\nlanguages = [\"any\"]\n\
             keep = [\"x\"]\n{keys}\n"
        )
    };
    for (keys, expected) in [
        (
            "texts = [\"Sign up\"]\nremove = [\"x\"]",
            "only a rule that keeps has `texts`",
        ),
        (
            "action = \"keep\"\ntexts = [\"***\"]",
            "there is no letter or digit in this text",
        ),
        (
            "action = \"keep\"\nphrases = [\"x\"]\nremove = [\"x\"]\nbefore = \"y\"",
            "only `texts` have `before`, `after` and `goes`",
        ),
        ("action = \"keep\"", "this rule looks for nothing"),
    ] {
        let built = RuleSet::builder().add_toml("kept.toml", rule(keys)).build();
        let mistakes = built.unwrap_err().to_string();
        assert!(mistakes.contains(expected), "{keys}: {mistakes}");
    }
}
