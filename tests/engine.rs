//! What rules can say and the built-in ones say rarely or never, with rules made
//! for it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dechaff::{Cleaner, Document, Flag, RuleSet};

const PROSE: &str = "The harbour of Lindholm was dredged for the first time in forty years, and the fishermen who had \
    asked for it since the last great flood watched from the quay as the sand was taken away.";

/// A rule with the given keys, and examples that nothing here runs.
fn rule(name: &str, keys: &str) -> String {
    format!(
        "[[rule]]\nid = \"custom/{name}\"\nwhy = \"A test.\"\nconfidence = 0.99\n{keys}\nremove = [\"x\"]\nkeep = [\"y\"]\n"
    )
}

fn cleaner(rules: &str) -> Cleaner {
    Cleaner::new(
        RuleSet::builder()
            .add_toml("test.toml", rules)
            .build()
            .unwrap(),
    )
}

#[test]
fn scopes_zones_and_actions() {
    let ad = rule("ad", "phrases = [\"buy bread\"]");
    let keep = rule("keep", "phrases = [\"rye\"]\naction = \"keep\"");
    let tag = rule("tag", "phrases = [\"buy bread\"]\naction = \"tag\"");
    let words = rule(
        "words",
        "phrases = [\"(photo|foto) anna quill\"]\nscope = \"match\"",
    );
    let tail = rule(
        "tail",
        "phrases = [\"the end\"]\nat = \"whole\"\nscope = \"tail\"",
    );
    let head = rule("head", "phrases = [\"buy bread\"]\nzones = [\"head\"]");
    for (name, rules, text, expected) in [
        (
            "a line",
            ad.clone(),
            "One.\nBuy bread\nTwo.\n",
            "One.\nTwo.\n",
        ),
        (
            "keep vetoes",
            format!("{ad}{keep}"),
            "Buy bread\nBuy bread of rye\nx\n",
            "Buy bread of rye\nx\n",
        ),
        ("tags stay", tag, "Buy bread\nx\n", "Buy bread\nx\n"),
        (
            "words alone",
            words,
            "A boat, photo Anna Quill, in May.\n",
            "A boat, , in May.\n",
        ),
        (
            "a tail",
            tail.clone(),
            "{prose}\nThe end\nSome\nlist\n",
            "{prose}\n",
        ),
        (
            "no tail before prose",
            tail,
            "The end\n{prose}\n",
            "The end\n{prose}\n",
        ),
        (
            "a zone",
            head,
            "Buy bread\n{prose}\nBuy bread\n",
            "{prose}\nBuy bread\n",
        ),
        ("no final line end", ad, "One.\r\n\r\nBuy bread", "One."),
    ] {
        let (text, expected) = (
            text.replace("{prose}", PROSE),
            expected.replace("{prose}", PROSE),
        );
        let cleaned = cleaner(&rules).clean(&Document::new(text.as_str()));
        assert_eq!(cleaned.text, expected, "{name}");
        assert_eq!(cleaned.restore(&text), text, "{name}");
    }
}

#[test]
fn the_cap_leaves_a_document_that_would_lose_most_of_itself() {
    let rules = rule("prose", "phrases = [\"dredged\"]\nmax_length = 900");
    let other = "It rained on the hills for nine days, and the river rose over the meadows until the mill stood in it up to \
        its windows and the miller moved to his sister.";
    for (name, text, flag) in [
        (
            "most prose",
            format!("{PROSE}\n{PROSE}\n{PROSE}\n{other}\n"),
            Some(Flag::MostProse),
        ),
        (
            "little prose",
            format!("{other}\n{other}\n{other}\n{PROSE}\n"),
            None,
        ),
        (
            "nothing left",
            format!("{PROSE}\n"),
            Some(Flag::NothingLeft),
        ),
    ] {
        let cleaned = cleaner(&rules).clean(&Document::new(text.as_str()));
        assert_eq!(cleaned.flag, flag, "{name}");
        assert_eq!(cleaned.text == text, flag.is_some(), "{name}");
    }
}
