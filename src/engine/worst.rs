//! No text makes more work of itself than its length allows.
//!
//! Counted are steps of our own loops (see `crate::work`), not those within libraries. They
//! tell how work grows, and how much dearer than ordinary pages a text can be. One full of
//! cues takes several times the steps, because many rules look at each of them.

use std::sync::LazyLock;

use super::Cleaner;
use crate::rules::{Level, RuleSet};
use crate::text::Document;
use crate::work::work_of;

/// Bytes of a short text; a long one has four times as many.
const SHORT: usize = 8_000;
/// How much more work four times the text may be, in hundredths.
const MOST_GROWTH: usize = 440;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| {
    let rules = RuleSet::builder().add_builtin().level(Level::Thorough);
    // Uncapped, so that what goes is taken out and the rest is scanned again.
    Cleaner::uncapped(rules.build().unwrap())
});

fn work(text: &str) -> usize {
    work_of(|| CLEANER.clean(&Document::new(text)))
}

/// As much of a text that repeats itself.
fn repeated(part: &str, length: usize) -> String {
    part.repeat(length / part.len() + 1)
}

/// A cue of each of many rules, each after a line end.
const CUES: &str = "Sign up for our free newsletter\nShare this article\nRead more\nAdvertisement\n\
    Subscribe to continue reading\nFollow us on Facebook\nAccept all cookies\nLeave a comment\n\
    Log in\nDonate now\nAll rights reserved\nSkip to content\nDownload our app\n\
    You may also like\nJetzt Newsletter abonnieren\nInscrivez-vous à notre newsletter\n\
    Подпишитесь на рассылку\nニュースレターに登録\n";
const PROSE: &str = "The council voted on Tuesday to widen the road that leads to the harbour, after a \
    debate that went on for more than six hours and ended without a compromise. ";

/// Texts to repeat.
fn cases() -> Vec<(&'static str, String)> {
    let cue = "Sign up for our free newsletter";
    let same = |name, part: &str| (name, part.to_owned());
    vec![
        same(
            "a long line",
            "the harbour was dredged for the first time and nobody knew ",
        ),
        same("lines of a character", "a\n"),
        same("lines of a digit between blank ones", "1\n\n"),
        ("a cue in one line", format!("{cue} ")),
        ("a cue as sentences of one line", format!("{cue}! ")),
        ("lines of a cue", format!("{cue}\n")),
        same("words that are glued together", "SignUpForOurNewsletter"),
        same("lines of cues", CUES),
        ("cues as sentences of one line", CUES.replace('\n', ". ")),
        ("cues in one line", CUES.replace('\n', " ")),
        same("seams", "aBcDeF"),
        same("words with seams", "aBcDeFgHiJ "),
        same("blanks", " "),
        same("line ends", "\n"),
        same("combining marks", "\u{301}\u{323}"),
        same(
            "a phrase with a gap that is left open",
            "sign up to get the best of our ",
        ),
        same("quotes", "\""),
        same(
            "quotes opened before a cue",
            "\"Sign up for our newsletter ",
        ),
        same("sentences in one line", "It rained. "),
        ("a prompt at each line", format!("{PROSE}{cue}!\n\n")),
        ("a prompt after each sentence", format!("{PROSE}{cue}! ")),
        (
            "weak sentences beside prompts",
            format!("Thank you! {cue}. "),
        ),
        same("a script without blanks", "港町に着いたそれから寄付する"),
        same("a cue without blanks", "ニュースレターに登録してください"),
        same(
            "sentences without blanks",
            "ニュースレターに登録してください。",
        ),
        same("labels over nothing", "Read more\n"),
        same("lines that want to stand apart", "Share\n"),
        same("starts of blocks", "Dear reader, we need your help.\n"),
        same("starts of blocks in one line", "Dear reader, "),
        same("blocks", "Dear reader, please donate.\nMaybe later\n"),
        same("a pattern in one line", "© 2020 "),
        same("what ends sentences", ". "),
        same("abbreviations", "a.b."),
        same("brackets", "("),
    ]
}

#[test]
fn the_cases_are_what_they_say() {
    // A cleaner that finds nothing has little work with anything.
    for (name, part) in cases() {
        let says_so = ["cue", "prompt", "label", "apart", "block", "pattern"];
        if says_so.iter().any(|word| name.contains(word)) {
            let text = repeated(&part, 600);
            let document = Document::new(&*text);
            let is_seen = CLEANER.with_case(&document, |case| !case.signals.is_empty());
            assert!(is_seen, "{name}");
        }
    }
}

#[test]
fn work_grows_with_the_text_alone() {
    let mut wrong = Vec::new();
    for (name, part) in cases() {
        let few = work(&repeated(&part, SHORT));
        let growth = work(&repeated(&part, 4 * SHORT)) * 100 / few;
        if growth > MOST_GROWTH {
            wrong.push(format!("{name}: {growth} % of the work of a quarter"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// How many times the work of a byte of ordinary pages a byte of any text may be.
const MOST_TIMES: f64 = 3.0;
/// Texts that are dearer: nothing but cues, each of which many rules look at.
const DEARER: &[(&str, f64)] = &[
    ("words that are glued together", 43.0),
    ("cues in one line", 18.0),
    ("a cue without blanks", 14.0),
    ("cues as sentences of one line", 13.0),
    ("quotes opened before a cue", 12.0),
    ("a cue in one line", 12.0),
    ("lines of a cue", 11.0),
    ("sentences without blanks", 11.0),
    ("a cue as sentences of one line", 10.0),
    ("weak sentences beside prompts", 9.0),
    ("a prompt at each line", 7.5),
    ("a prompt after each sentence", 7.0),
    ("a script without blanks", 6.0),
    ("lines of cues", 5.0),
    ("a phrase with a gap that is left open", 5.0),
    ("lines that want to stand apart", 4.5),
    ("seams", 3.5),
    ("labels over nothing", 3.5),
];

/// Steps for each byte of pages as extractors leave them.
fn work_of_pages() -> f64 {
    let (mut steps, mut bytes) = (0, 0);
    for line in include_str!("../../benches/input.jsonl").lines() {
        let page: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = page["text"].as_str().unwrap();
        bytes += text.len();
        steps += work(text);
    }
    steps as f64 / bytes as f64
}

#[test]
fn no_text_is_much_dearer_than_pages() {
    let pages = work_of_pages();
    let mut wrong = Vec::new();
    for (name, part) in cases() {
        let text = repeated(&part, 4 * SHORT);
        let times = work(&text) as f64 / text.len() as f64 / pages;
        let own = DEARER.iter().find(|(dear, _)| *dear == name);
        let most = own.map_or(MOST_TIMES, |(_, most)| *most);
        if times > most {
            wrong.push(format!("{name}: {times:.2} times the work of pages"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
