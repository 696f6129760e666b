//! Mining: what is proposed, what may be content, and the way from there into a project.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod program;

use std::fmt::Write;
use std::fs;

use dechaff::mine::{Corpus, Mined, Settings};
use dechaff::{Document, RuleSet};
use program::{call, folder, tree};
use tempfile::TempDir;

const WHO: [&str; 7] = [
    "The miller",
    "A pilot",
    "The choir",
    "Our aunt",
    "The smith",
    "A surveyor",
    "The judge",
];
const DID: [&str; 11] = [
    "sold", "painted", "counted", "lost", "measured", "praised", "moved", "closed", "rented",
    "cleared", "found",
];
const WHAT: [&str; 13] = [
    "the weir",
    "forty boats",
    "an anchor",
    "the clock",
    "six hives",
    "a map",
    "the tower",
    "a barge",
    "the quay",
    "two bells",
    "the shed",
    "a crate",
    "the wall",
];
const WHERE: [&str; 5] = [
    "below the castle",
    "near the lock",
    "in the market hall",
    "on the moor",
    "across the bay",
];
const WHEN: [&str; 9] = [
    "on Monday",
    "last week",
    "after the storm",
    "at noon",
    "before dawn",
    "in spite of the rain",
    "without a word",
    "for the third time",
    "to everybody's surprise",
];

/// A sentence that hardly any other number gives.
fn sentence(number: usize) -> String {
    let mixed = number.wrapping_mul(2_654_435_761) % 1_000_003;
    let pick = |words: &[&'static str], step: usize| words[(mixed / step) % words.len()];
    format!(
        "{} {} {} {} {}.",
        pick(&WHO, 1),
        pick(&DID, 7),
        pick(&WHAT, 77),
        pick(&WHERE, 1001),
        pick(&WHEN, 5005)
    )
}

fn paragraph(number: usize) -> String {
    let sentences = (0..4).map(|more| sentence(number * 4 + more));
    sentences.collect::<Vec<_>>().join(" ")
}

/// Where lines are planted on a page.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    Below,
    Between,
    End,
    Bottom,
}

/// Pages of a site with a menu and a footer, and the lines that `planted` gives for a page.
fn pages(count: usize, planted: impl Fn(usize) -> Vec<(Place, String)>) -> Vec<(String, String)> {
    (0..count)
        .map(|number| {
            let planted = planted(number);
            let add = |place: Place| {
                let lines = planted.iter().filter(|(own, _)| *own == place);
                lines.map(|(_, line)| format!("{line}\n")).collect::<String>()
            };
            let mut page = add(Place::Top);
            let _ = write!(
                page,
                "Tide tables\nMoor rides\nBell ringing\nPeat and wool\nLamp rooms\nOld maps\n{}\n{}\n{}\n{}\n{}\n{}Lamp oil by post\nWrite to the keeper\nStairs and rails\n",
                &sentence(number + 50_000).trim_end_matches('.'),
                add(Place::Below),
                paragraph(number * 3),
                add(Place::Between),
                paragraph(number * 3 + 1),
                add(Place::End),
            );
            page.push_str(&add(Place::Bottom));
            (format!("{number}.txt"), page)
        })
        .collect()
}

fn mine(pages: &[(String, String)]) -> Mined {
    let documents: Vec<(String, Document<'_>)> = pages
        .iter()
        .map(|(name, text)| {
            (
                name.clone(),
                Document::new(text.as_str()).with_site("lamp.example"),
            )
        })
        .collect();
    let corpus = Corpus::new(Settings::default(), RuleSet::builder().add_builtin());
    corpus.mine(&documents).unwrap()
}

/// What became of the line that begins so.
fn fate(mined: &Mined, beginning: &str) -> String {
    let mut proposed = mined.proposals.iter().flat_map(|proposal| &proposal.texts);
    if proposed.any(|text| text.starts_with(beginning)) {
        return "proposed".into();
    }
    let mut repeats = mined
        .repeats
        .iter()
        .filter(|repeat| repeat.text.starts_with(beginning));
    match repeats.next() {
        Some(repeat) => repeat.doubt.name().into(),
        None => "nothing".into(),
    }
}

#[test]
fn boilerplate_is_proposed_and_content_is_not() {
    let names = ["Ann Field", "Bo Marsh", "Cy Thorn", "Di Heath", "Ed Brook"];
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday"];
    // The line, where it stands, on one page in how many, and what becomes of it.
    type Case = (&'static str, Place, usize, &'static str);
    let cases: [Case; 18] = [
        (
            "The lamp is lit at dusk and put out at dawn. Ring if it is dark. 1911",
            Place::Bottom,
            4,
            "proposed",
        ),
        (
            "Peat smoke keeps this page dry",
            Place::Bottom,
            3,
            "proposed",
        ),
        (
            "Warm hands for {name} at the oil counter",
            Place::Bottom,
            1,
            "proposed",
        ),
        (
            "Lamps cost {n} crowns this week",
            Place::Bottom,
            2,
            "proposed",
        ),
        (
            "Would you sit by our lamp, {name} asks, and read on?",
            Place::Between,
            2,
            "proposed",
        ),
        (
            "Page goes on beyond the drawing of the tower",
            Place::Between,
            2,
            "proposed",
        ),
        (
            "Kept warm at the lamp.example hearth",
            Place::Between,
            5,
            "proposed",
        ),
        ("By {name}", Place::Below, 1, "byline"),
        ("{day}, {n} March 1911", Place::Below, 2, "dateline"),
        ("Notes from the stairs", Place::Below, 9, "heading"),
        (
            "Every autumn a keeper climbs down and tells what the winter before had broken.",
            Place::Below,
            9,
            "intro",
        ),
        (
            "Nobody is guilty before a court has said so and no appeal is left to anyone.",
            Place::Between,
            6,
            "body",
        ),
        ("What it costs", Place::Between, 3, "body"),
        (
            "\"We did what anybody would have done.\"",
            Place::Between,
            7,
            "quotation",
        ),
        ("Boat\tCrew\tMinutes", Place::Between, 5, "table"),
        ("{n} candles of tallow", Place::Between, 2, "body"),
        (
            "The wake is on {day} at the chapel, and no flowers are wanted.",
            Place::End,
            6,
            "ending",
        ),
        ("About Harrow Mills", Place::End, 11, "about"),
    ];
    let fill = |line: &str, page: usize| {
        line.replace("{name}", names[page % names.len()])
            .replace("{day}", days[page % days.len()])
            .replace("{n}", &(page * 7 % 900 + 2).to_string())
    };
    let pages = pages(132, |page| {
        let here = cases.iter().filter(|(_, _, every, _)| page % every == 0);
        let mut lines: Vec<(Place, String)> = here
            .map(|(line, place, ..)| (*place, fill(line, page)))
            .collect();
        if page % 11 == 0 {
            let about = "Harrow Mills has woven sailcloth since 1822 and employs ninety people in two sheds by the river.";
            lines.push((Place::End, about.into()));
        }
        lines
    });
    let mined = mine(&pages);
    for (line, _, _, expected) in cases {
        let beginning = line.split('{').next().unwrap();
        let beginning = if beginning.is_empty() {
            fill(line, 0)
        } else {
            beginning.to_owned()
        };
        assert_eq!(fate(&mined, &beginning), expected, "{line}");
    }
    assert_eq!(fate(&mined, "Harrow Mills has"), "about");
    assert_eq!(fate(&mined, "Tide tables"), "proposed");
    assert!(mined.unwritten.is_empty(), "{:?}", mined.unwritten);
}

#[test]
fn names_make_one_rule_with_a_gap() {
    let names = ["Ann Field", "Bo Marsh", "Cy Thorn", "Di Heath", "Ed Brook"];
    let pages = pages(60, |page| {
        vec![(
            Place::Bottom,
            format!("Ring {} at the tower door", names[page % 5]),
        )]
    });
    let mined = mine(&pages);
    let rules: Vec<_> = mined
        .proposals
        .iter()
        .filter(|rule| rule.texts.iter().any(|text| text.starts_with("Ring")))
        .collect();
    assert_eq!(rules.len(), 1);
    assert!(
        rules[0].toml.contains("\"ring ... at the tower door\""),
        "{}",
        rules[0].toml
    );
    assert_eq!(rules[0].support.pages, 60);
    assert_eq!(
        rules[0].support.to_string(),
        "60 of 60 pages (100.0 %): tail 60"
    );
}

#[test]
fn the_same_page_counts_once() {
    // The same article under two addresses, with and without its surroundings, and with
    // another time of day in it.
    let prose: Vec<String> = (0..6).map(|number| paragraph(90_000 + number)).collect();
    let article = prose.join("\n\n");
    let copies: Vec<(String, String)> = (0..12)
        .map(|number| {
            let text = match number % 3 {
                0 => format!("Tide tables\nMoor rides\n\n{article}\n\nLamp oil by post\n"),
                1 => article.clone(),
                _ => format!("Read at {number}:15\n{}\n", article.replace("\n\n", "\n")),
            };
            (format!("{number}.txt"), text)
        })
        .collect();
    let mined = mine(&copies);
    assert!(
        mined.proposals.is_empty() && mined.repeats.is_empty(),
        "{mined:?}"
    );
    // Beside other pages they are one of these.
    let mut all = pages(30, |_| {
        vec![(Place::Bottom, "Peat smoke keeps this page dry".into())]
    });
    all.extend(copies);
    let mined = mine(&all);
    assert_eq!(fate(&mined, &prose[0][..20]), "nothing");
    let smoke = mined
        .proposals
        .iter()
        .find(|rule| rule.texts[0].contains("Peat smoke") || rule.texts.len() > 1);
    assert_eq!(smoke.unwrap().support.of, 31);
}

#[test]
fn what_is_on_many_sites_is_for_all_of_them() {
    // On each site three pages, so that each site would do by itself.
    let documents: Vec<(String, Document<'_>)> = (0..24)
        .map(|number| {
            let text = format!(
                "{}\n\nWoven by the Harrow page loom\nSign up for our free weekly newsletter\n",
                paragraph(number * 17)
            );
            let site = format!("s{}.example", number % 8);
            (number.to_string(), Document::new(text).with_site(site))
        })
        .collect();
    let corpus = Corpus::new(Settings::default(), RuleSet::builder().add_builtin());
    let mined = corpus.mine(&documents).unwrap();
    let found: Vec<_> = mined
        .proposals
        .iter()
        .map(|rule| (rule.site.clone(), rule.support.sites))
        .collect();
    assert_eq!(found, [(None, 8)]);
    assert_eq!(mined.proposals[0].texts, ["Woven by the Harrow page loom"]);
    assert!(!mined.proposals[0].toml.contains("sites ="));
}

#[test]
fn wire_copy_on_many_sites_is_content() {
    let wire: Vec<String> = (0..4).map(|number| paragraph(70_000 + number)).collect();
    let documents: Vec<(String, Document<'_>)> = (0..40)
        .map(|number| {
            let site = number % 8;
            let text = match number / 8 {
                0 => format!("Tide tables\n{}\nLamp oil by post\n", wire.join("\n")),
                page => format!(
                    "Tide tables\n{}\nLamp oil by post\n",
                    paragraph(page * 100 + site)
                ),
            };
            (
                number.to_string(),
                Document::new(text).with_site(format!("s{site}.example")),
            )
        })
        .collect();
    let corpus = Corpus::new(Settings::default(), RuleSet::builder().add_builtin());
    let mined = corpus.mine(&documents).unwrap();
    for text in wire {
        assert_ne!(fate(&mined, &text), "proposed");
    }
}

#[test]
fn what_the_rules_take_already_is_not_proposed() {
    let line = "Sign up for our free weekly newsletter";
    let mined = mine(&pages(20, |_| vec![(Place::Bottom, line.into())]));
    assert_eq!(fate(&mined, line), "nothing");
    assert!(
        mined.covered.iter().any(|text| text == line),
        "{:?}",
        mined.covered
    );
}

/// Pages of a site in a folder, and as records with addresses.
fn corpus() -> TempDir {
    let pages = pages(40, |page| {
        vec![
            (Place::Bottom, "Peat smoke keeps this page dry".into()),
            (Place::Bottom, format!("Lamps cost {page} crowns this week")),
            (Place::Below, "By Ann Field".into()),
        ]
    });
    let records = pages.iter().enumerate().map(|(number, (_, text))| {
        let url = format!(
            "https://lamp.example/2024/{:02}/03/{number}",
            number % 12 + 1
        );
        serde_json::json!({ "url": url, "text": text }).to_string() + "\n"
    });
    let records: String = records.collect();
    let mut files = vec![("pages.jsonl".to_owned(), records)];
    files.extend(
        pages
            .into_iter()
            .map(|(name, text)| (format!("pages/lamp.example/{name}"), text)),
    );
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    folder(&files)
}

#[test]
fn from_a_corpus_to_rules_of_the_project() {
    let home = corpus();
    let at = home.path();
    let (code, out, err) = call(
        at,
        "mine pages --site-by-folder -o mined --report mined/report.html",
    );
    assert_eq!(code, 0, "{err}");
    assert!(
        out.starts_with("40 documents, 40 pages counted once each, 1 site\n"),
        "{out}"
    );
    assert!(
        out.contains("      Tide tables\n      Moor rides\n"),
        "{out}"
    );
    assert!(
        out.contains("  byline     40 of 40 pages  By Ann Field\n"),
        "{out}"
    );
    assert!(
        err.contains("dechaff review mined/proposals.jsonl"),
        "{err}"
    );
    let repeats = fs::read_to_string(at.join("mined/repeats.jsonl")).unwrap();
    assert!(
        repeats.contains("\"may_be_content\":\"byline\""),
        "{repeats}"
    );
    let report = fs::read_to_string(at.join("mined/report.html")).unwrap();
    assert!(report.contains("lamp-example-tide-tables"));

    // The rules are whole: their examples come out right, and they do what was proposed.
    let (code, _, err) = call(at, "rules test mined/rules");
    assert_eq!(code, 0, "{err}");
    let (_, out, _) = call(at, "compare --rules mined/rules pages --site-by-folder");
    assert!(
        out.starts_with("40 documents, 40 cleaned differently\n"),
        "{out}"
    );

    // Decide, and take over.
    let (_, list, _) = call(at, "review mined/proposals.jsonl --list --json");
    let rules: Vec<String> = list
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|group| group["rule"].as_str().unwrap().to_owned())
        .collect();
    let lamps = rules.iter().find(|rule| rule.contains("lamp-oil")).unwrap();
    let menu = rules
        .iter()
        .find(|rule| rule.contains("tide-tables"))
        .unwrap();
    let group = list
        .lines()
        .find(|line| line.contains("Moor rides"))
        .unwrap();
    let group: serde_json::Value = serde_json::from_str(group).unwrap();
    let group = group["group"]
        .as_str()
        .or_else(|| group["id"].as_str())
        .unwrap()
        .to_owned();
    let (code, _, err) = call(
        at,
        &format!("review mined/proposals.jsonl --accept {lamps} --accept {menu} --reject {group}"),
    );
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = call(at, "rules adopt mined");
    assert_eq!(code, 2);
    assert!(err.contains("name one with -o FOLDER"), "{err}");
    let (code, _, err) = call(at, "rules adopt mined -o rules");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("rules: 2 accepted, 0 rejected"), "{err}");
    let adopted = fs::read_to_string(at.join("rules/lamp.example.toml")).unwrap();
    assert!(
        adopted.contains(&format!("id = \"{lamps}\"")) && adopted.contains("tide tables"),
        "{adopted}"
    );
    assert!(
        !adopted.contains("moor rides") && !adopted.contains("Moor rides"),
        "{adopted}"
    );
    assert!(adopted.contains("# 40 of 40 pages"), "{adopted}");

    fs::write(at.join("dechaff.toml"), "rules = [\"rules\"]\n").unwrap();
    let (code, _, err) = call(at, "rules test");
    assert_eq!(code, 0, "{err}");
    let before = tree(&at.join("rules"));
    let (code, _, err) = call(at, "rules adopt mined");
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        tree(&at.join("rules")),
        before,
        "a second time nothing is added"
    );
    let (code, _, err) = call(at, "clean pages --site-by-folder -o cleaned -q");
    assert_eq!(code, 0, "{err}");
    let cleaned = fs::read_to_string(at.join("cleaned/lamp.example/7.txt")).unwrap();
    assert!(
        !cleaned.contains("Lamps cost") && !cleaned.contains("Tide tables"),
        "{cleaned}"
    );
    assert!(
        cleaned.contains("Moor rides") && cleaned.contains("By Ann Field"),
        "{cleaned}"
    );
}

#[test]
fn the_same_comes_out_with_any_number_of_threads() {
    let home = corpus();
    let mine = |threads: usize| {
        let out = format!("mined-{threads}");
        let printed = call(
            home.path(),
            &format!("mine pages.jsonl -o {out} --json --threads {threads}"),
        )
        .1;
        (printed, tree(&home.path().join(out)))
    };
    let (printed, files) = mine(1);
    assert!(
        printed.contains("\"first_day\":\"2024-01-03\",\"last_day\":\"2024-12-03\""),
        "{printed}"
    );
    assert!(files.len() > 2);
    for threads in [2, 5] {
        assert_eq!(mine(threads), (printed.clone(), files.clone()), "{threads}");
    }
}

#[test]
fn what_cannot_be_mined_is_told() {
    let home = corpus();
    let at = home.path();
    fs::write(at.join("empty.txt"), "").unwrap();
    fs::write(
        at.join("odd.jsonl"),
        "{\"text\":\"\"}\nno json\n{\"text\":\"\u{202e}\\u0000 x\"}\n",
    )
    .unwrap();
    fs::create_dir_all(at.join("own/rules")).unwrap();
    fs::write(at.join("own/rules/a.toml"), "# mine\n").unwrap();
    for (arguments, code, expected) in [
        ("mine -", 2, "cannot be standard input"),
        ("mine missing", 3, "cannot read missing"),
        ("mine pages -o pages/mined", 2, "--output"),
        ("mine pages -o mined --report pages/r.html", 2, "--report"),
        ("mine pages -o own", 2, "was not written by `dechaff mine`"),
        ("mine pages --min-share 2", 2, "a share is a number"),
        ("mine empty.txt", 0, ""),
        ("mine odd.jsonl", 3, "odd.jsonl:2"),
        (
            "rules adopt pages",
            2,
            "is no folder that `dechaff mine -o` has written",
        ),
        ("stats pages --baseline pages/b.json", 2, "--baseline"),
        ("stats pages --baseline empty.txt", 2, "is no baseline"),
    ] {
        let (found, _, err) = call(at, arguments);
        assert!(err.contains(expected), "{arguments}: {err}");
        assert_eq!(found, code, "{arguments}: {err}");
    }
    assert_eq!(
        fs::read_to_string(at.join("own/rules/a.toml")).unwrap(),
        "# mine\n"
    );
}

#[test]
fn stats_tell_what_changed_since_the_baseline() {
    let home = corpus();
    let at = home.path();
    let rule = "[[rule]]\nid = \"custom/smoke\"\nwhy = \"The smoke.\"\nconfidence = 0.99\nphrases = [\"peat smoke keeps this page dry\"]\n\
                at = \"whole\"\nremove = [\"Peat smoke keeps this page dry\"]\nkeep = [\"Peat smoke is in every house.\"]\n";
    fs::create_dir(at.join("rules")).unwrap();
    fs::write(at.join("rules/own.toml"), rule).unwrap();
    fs::write(at.join("dechaff.toml"), "rules = [\"rules\"]\n").unwrap();
    let (code, out, _) = call(at, "stats pages.jsonl");
    assert_eq!(code, 0);
    assert!(
        out.contains("    1000.0        40  custom/smoke on lamp.example\n"),
        "{out}"
    );
    let (code, _, err) = call(at, "stats pages.jsonl --baseline base.json");
    assert_eq!((code, err.as_str()), (0, "baseline: base.json\n"));
    let (code, out, _) = call(at, "stats pages.jsonl --baseline base.json --exit-code");
    assert_eq!(
        (code, out.as_str()),
        (0, "nothing differs from the baseline\n")
    );
    let pages = fs::read_to_string(at.join("pages.jsonl")).unwrap();
    let pages = pages.replace(
        "Peat smoke keeps this page dry",
        "Seal fat keeps this page soft",
    );
    fs::write(at.join("pages.jsonl"), pages).unwrap();
    let (code, out, _) = call(at, "stats pages.jsonl --baseline base.json --exit-code");
    assert_eq!(code, 1);
    assert!(
        out.contains("stopped firing:\n  custom/smoke on lamp.example: 1000.0 in 1,000 documents before, 0.0 now\n"),
        "{out}"
    );
    assert!(
        out.contains("  Seal fat keeps this page soft on lamp.example\n"),
        "{out}"
    );
    assert!(!out.contains("Lamps cost"), "{out}");
    let (code, ..) = call(at, "stats pages.jsonl --baseline base.json --update");
    assert_eq!(code, 0);
    let (_, out, _) = call(at, "stats pages.jsonl --baseline base.json --json");
    let drift: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(drift["new_repeats"], serde_json::json!([]));
    assert_eq!(drift["never"], serde_json::json!(["custom/smoke"]));
}
