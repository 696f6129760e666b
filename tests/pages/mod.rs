//! Reports of invented documents.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::fmt::Write;
use std::sync::Arc;

use dechaff::report::{HtmlReport, Page, PageSource};
use dechaff::{Category, Evidence, Reason, Removal, RuleSet, Span};

/// Text that would do harm if anything took it for more than text.
pub const HOSTILE: &str = "</script><script>window.hostile = 1</script>\
    <img src=x onerror=\"window.hostile = 1\"> <!-- <script> ]]> \
    <a href='javascript:window.hostile=1'>x</a> \u{2028}\u{2029}\u{202e}\u{2066}\0\u{7f}\u{85}\u{fffe}\u{feff} \
    \" ' ` ${window.hostile = 1} &lt;b&gt; \\u003cscript\\u003e {{style}} {{heading}}";

/// A document with the words that were removed from it, with rule, category and
/// confidence.
pub struct Invented<'d> {
    pub name: &'d str,
    pub site: Option<&'d str>,
    pub text: &'d str,
    pub removed: &'d [(&'d str, &'d str, Category, f64)],
}

/// The page of an invented document.
pub fn page(document: &Invented<'_>) -> Page {
    let mut at = 0;
    let removal = |&(words, rule, category, confidence): &(&str, &str, Category, f64)| {
        let start = at + document.text[at..].find(words).unwrap();
        at = start + words.len();
        let rule: Arc<str> = rule.into();
        let span = Span::new(start, at);
        let evidence = |reason| Evidence {
            rule: rule.clone(),
            reason,
            span,
        };
        Removal {
            evidence: vec![evidence(Reason::Cue), evidence(Reason::Tail)],
            span,
            rule: rule.clone(),
            category,
            confidence,
        }
    };
    let removals: Vec<_> = document.removed.iter().map(removal).collect();
    Page::new(&PageSource {
        name: document.name,
        record: None,
        site: document.site,
        text: document.text,
        removals: &removals,
    })
}

/// The report of pages.
pub fn report(heading: &str, pages: impl IntoIterator<Item = Page>) -> String {
    let mut report = HtmlReport::begin(Vec::new(), heading).unwrap();
    for page in pages {
        report.add(&page).unwrap();
    }
    String::from_utf8(report.finish(&RuleSet::builtin()).unwrap()).unwrap()
}

/// A few documents, one of them hostile.
pub fn small() -> String {
    let long = format!(
        "{}quagmire\n{}",
        "The river rose again that night. ".repeat(20),
        "The road was dry. ".repeat(600)
    );
    let long = format!("Share this\n{long}\nShare this\n");
    let hostile = format!("{HOSTILE}\n\nKept: {HOSTILE}\n");
    let letter = ("newsletter/sign-up", Category::Newsletter, 0.97);
    let documents = [
        Invented {
            name: "harbour/ferry.txt",
            site: Some("harbour.example"),
            text: "The ferry runs again.\n\nSign up for our letter!\n\nThe end.\nAdvertisement\nNext line.\n",
            removed: &[
                ("\nSign up for our letter!\n", letter.0, letter.1, letter.2),
                (
                    "Advertisement\n",
                    "advertisement/marker",
                    Category::Advertisement,
                    0.99,
                ),
            ],
        },
        Invented {
            name: "harbour/mill.txt",
            site: Some("harbour.example"),
            text: "* SIGN UP for our\nletter »\n\nThe mill burned.\n\nShare this\n",
            removed: &[
                (
                    "* SIGN UP for our\nletter »\n",
                    letter.0,
                    letter.1,
                    letter.2,
                ),
                ("\nShare this", "share/invitation", Category::Share, 0.8),
            ],
        },
        Invented {
            name: "valley/bridge.txt",
            site: Some("valley.example"),
            text: "The bridge is open.\n\nSay \"yes\" \\ here,\tnow\n\nRead on with a subscription\n",
            removed: &[
                (
                    "Say \"yes\" \\ here,\tnow",
                    "custom/quotes",
                    Category::Custom,
                    0.9,
                ),
                (
                    "Read on with a subscription",
                    "paywall/read-on",
                    Category::Paywall,
                    0.6,
                ),
            ],
        },
        Invented {
            name: HOSTILE,
            site: Some(HOSTILE),
            text: &hostile,
            removed: &[(HOSTILE, HOSTILE, Category::Custom, 0.5)],
        },
        Invented {
            name: "valley/river.txt",
            site: Some("valley.example"),
            text: &long,
            removed: &[
                ("Share this", "share/invitation", Category::Share, 0.8),
                ("Share this", "share/invitation", Category::Share, 0.8),
            ],
        },
        Invented {
            name: "valley/unchanged.txt",
            site: Some("valley.example"),
            text: "Nothing goes from here.\n",
            removed: &[],
        },
    ];
    report(HOSTILE, documents.iter().map(page))
}

/// Very many documents.
pub fn large(documents: usize) -> String {
    report(
        "large",
        (0..documents).map(|number| {
            let mut text = String::new();
            let site = format!("site-{}.example", number % 50);
            let own = format!("Read more: story {number}");
            for paragraph in 0..8 {
                let _ = write!(
                    text,
                    "Paragraph {paragraph} of story {number} tells of a walk. "
                );
            }
            let _ = write!(text, "\nSign up for our letter!\n{own}\nAdvertisement\n");
            page(&Invented {
                name: &format!("folder/story-{number}.txt"),
                site: Some(&site),
                text: &text,
                removed: &[
                    (
                        "Sign up for our letter!\n",
                        "newsletter/sign-up",
                        Category::Newsletter,
                        0.97,
                    ),
                    (&own, "related/inline", Category::Related, 0.9),
                    (
                        "Advertisement\n",
                        "advertisement/marker",
                        Category::Advertisement,
                        0.99,
                    ),
                ],
            })
        }),
    )
}
