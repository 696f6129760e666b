//! What rules can say and the built-in ones say rarely or never, with rules made
//! for it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dechaff::engine::Explainer;
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

/// A menu that any model takes for one, above and below an article.
fn page(line: &str) -> String {
    let menu = "* Home\n* News\n* Sport\n* Weather\n* Contact\n* About us\n* Log in\n".repeat(4);
    format!(
        "Ropes, boats, nets and more\n{menu}{line}\n{menu}{PROSE}\n\n{PROSE}\n{menu}{line}\n{menu}"
    )
}

#[test]
fn what_a_rule_by_shape_leaves_alone() {
    let guard = "[[guard]]\nname = \"crew\"\nwhy = \"A test.\"\nphrases = [\"boatswain\"]\n";
    for (name, keys, line, goes) in [
        ("nothing", "", "Pilot Anna Quill", true),
        (
            "a phrase",
            "unless = [\"pilot\"]",
            "Pilot Anna Quill",
            false,
        ),
        ("no phrase", "unless = [\"pilot\"]", "Cook Anna Quill", true),
        (
            "a guard",
            "guards = [\"crew\"]",
            "Boatswain Anna Quill",
            false,
        ),
        ("no guard", "guards = [\"crew\"]", "Cook Anna Quill", true),
        ("a length", "max_length = 9", "Pilot Anna Quill", false),
    ] {
        let keys = format!("shape = 0.1\n{keys}");
        let rules = format!("{guard}{}", rule("look", &keys));
        let text = page(line);
        let cleaned = cleaner(&rules).clean(&Document::new(&text));
        assert_eq!(
            !cleaned.text.contains(line),
            goes,
            "{name}: {}",
            cleaned.text
        );
    }
}

#[test]
fn the_first_line_may_be_the_title_of_the_page() {
    for (spare, stays) in [("", false), ("spare = [\"opening\"]", true)] {
        let keys = format!("shape = 0.1\n{spare}");
        let text = page("Quay");
        let cleaned = cleaner(&rule("look", &keys)).clean(&Document::new(&text));
        assert_eq!(cleaned.text.starts_with("Ropes"), stays, "{spare}");
    }
}

#[test]
fn explanations_tell_what_an_appeal_is_about() {
    let asking = format!("Your gift counts. {PROSE}");
    let text = format!("{asking}\n\n{asking}\n");
    let rules = rule("gift", "phrases = [\"your gift\"]\nscope = \"sentence\"");
    let rules = rules.replace("custom/", "donation/");
    let explained = Explainer::new(&RuleSet::builder().add_toml("test.toml", rules))
        .unwrap()
        .explain(&Document::new(&text), |line| line == 1);
    let held: Vec<String> = explained[0]
        .near
        .iter()
        .map(|near| near.held.to_string())
        .collect();
    assert_eq!(
        held,
        ["the whole text asks for money, so that is what it is about"]
    );
}

#[test]
fn explanations_tell_what_a_shape_lacks() {
    for (keys, held) in [
        ("shape = 1.0", "its shape scores 0."),
        ("shape = 0.1\nunless = [\"pilot\"]", "its `unless`"),
        ("shape = 0.1\nmax_length = 9", "at most 9 characters"),
    ] {
        let rules = RuleSet::builder().add_toml("test.toml", rule("look", keys));
        let text = page("Pilot Anna Quill");
        let explained = Explainer::new(&rules)
            .unwrap()
            .explain(&Document::new(&text), |line| line == 30);
        let near = &explained[0].near;
        assert_eq!(near.len(), 1, "{keys}");
        let said = near[0].held.to_string();
        assert!(said.contains(held), "{keys}: {said}");
    }
}

#[test]
fn what_a_rule_by_wording_takes() {
    let rules = "[[rule]]\nid = \"newsletter/sound\"\nwhy = \"A test.\"\nconfidence = 0.99\nwording = 0.8\n";
    let ends = "remove = [\"x\"]\nkeep = [\"y\"]\n";
    let prompt =
        "Sign up for our free newsletter and get the best stories in your inbox every Friday.";
    let glued = format!("{PROSE} {prompt}");
    for (name, keys, text, cleaned) in [
        (
            "a line",
            "",
            format!("{PROSE}\n\n{prompt}\n"),
            format!("{PROSE}\n"),
        ),
        (
            "prose stays",
            "",
            format!("{PROSE}\n{PROSE}\n"),
            format!("{PROSE}\n{PROSE}\n"),
        ),
        (
            "no sentence",
            "",
            format!("{glued}\n"),
            format!("{glued}\n"),
        ),
        (
            "a sentence",
            "scope = \"sentence\"\n",
            format!("{glued}\n"),
            format!("{PROSE}\n"),
        ),
        (
            "a phrase forbids",
            "unless = [\"friday\"]\n",
            format!("{PROSE}\n\n{prompt}\n"),
            format!("{PROSE}\n\n{prompt}\n"),
        ),
        (
            "a line that is too long",
            "max_length = 60\n",
            format!("{PROSE}\n\n{prompt}\n"),
            format!("{PROSE}\n\n{prompt}\n"),
        ),
        (
            "a long line of many sentences",
            "max_length = 200\n",
            format!("{PROSE}\n\n{}\n", [prompt; 4].join(" ")),
            format!("{PROSE}\n\n{}\n", [prompt; 4].join(" ")),
        ),
        (
            "too few words",
            "",
            "Newsletter\nx\n".into(),
            "Newsletter\nx\n".into(),
        ),
    ] {
        let rules = format!("{rules}{keys}{ends}");
        let found = cleaner(&rules).clean(&Document::new(&text));
        assert_eq!(found.text, cleaned, "{name}");
        for removal in &found.removals {
            assert_eq!(removal.evidence[0].reason.name(), "wording", "{name}");
        }
    }
}

#[test]
fn a_text_that_asks_from_beginning_to_end_is_left_its_prose() {
    let ask = "[[rule]]\nid = \"donation/gift\"\nwhy = \"A test.\"\nconfidence = 0.99\nphrases = [\"your gift\"]\n\
        remove = [\"x\"]\nkeep = [\"y\"]\n";
    let asking = "Your gift keeps the lifeboat of Lindholm at sea for another winter, with new engines, a new radio and \
        dry clothes for the nine who row her out.";
    for (name, lines, stay) in [
        ("an appeal", vec![asking, PROSE, asking], 2),
        (
            "an appeal with a button",
            vec![asking, PROSE, asking, "Your gift"],
            2,
        ),
        (
            "one line above an article",
            vec![asking, PROSE, PROSE, PROSE],
            0,
        ),
        (
            "an article with an appeal",
            vec![PROSE, PROSE, asking, asking],
            0,
        ),
        (
            "little of it asks",
            vec![asking, PROSE, PROSE, PROSE, PROSE, PROSE, asking],
            0,
        ),
    ] {
        let text = lines.join("\n\n");
        let cleaned = cleaner(ask).clean(&Document::new(&text)).text;
        let found = cleaned
            .lines()
            .filter(|line| line.starts_with("Your gift"))
            .count();
        assert_eq!(found, stay, "{name}: {cleaned}");
    }
}
