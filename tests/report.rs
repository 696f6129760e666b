//! The HTML report as a file: what stands in it, and what does not.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod pages;

use data_encoding::BASE64;
use pages::{HOSTILE, Invented, page, report, small};
use sha2::{Digest, Sha256};

/// The data blocks with their ids, and the page without them.
fn split(html: &str) -> (Vec<(String, String)>, String) {
    const OPEN: &str = "<script type=\"application/json\" id=\"";
    let mut blocks = Vec::new();
    let mut rest = String::new();
    let mut parts = html.split(OPEN);
    rest.push_str(parts.next().unwrap());
    for part in parts {
        let (id, after) = part.split_once("\">").unwrap();
        let (data, after) = after.split_once("</script>").unwrap();
        blocks.push((id.to_owned(), data.to_owned()));
        rest.push_str(after);
    }
    (blocks, rest)
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, after) = text.split_once(start).unwrap();
    after.split_once(end).unwrap().0
}

#[test]
fn hostile_text_is_data_and_nothing_else() {
    let html = small();
    let (blocks, rest) = split(&html);
    for (id, data) in &blocks {
        for risky in [
            '<', '>', '&', '\u{2028}', '\u{2029}', '\u{202e}', '\u{2066}', '\0', '\u{fffe}',
        ] {
            assert!(!data.contains(risky), "{risky:?} in {id}");
        }
        serde_json::from_str::<serde_json::Value>(data).unwrap();
    }
    // The heading is the only text of a user outside data.
    for risky in [
        "<img",
        "javascript:",
        "<script>window",
        "\0",
        "\u{202e}",
        "onerror=\"",
    ] {
        let found = rest.match_indices(risky).count();
        let is_quoted = risky == "javascript:";
        assert_eq!(found, if is_quoted { 2 } else { 0 }, "{risky:?}");
    }
    assert_eq!(rest.matches("&lt;/script&gt;&lt;script&gt;").count(), 2);
    assert_eq!(html.matches("<script>").count(), 1);
    assert_eq!(html.matches("</script>").count(), blocks.len() + 1);
    assert!(!html.contains("<!--"));
}

#[test]
fn the_text_is_all_there() {
    let (blocks, _) = split(&small());
    let (_, data) = blocks.iter().find(|(id, _)| id == "d3").unwrap();
    let pieces: Vec<serde_json::Value> = serde_json::from_str(data).unwrap();
    assert_eq!(pieces[0]["text"], HOSTILE);
    assert_eq!(pieces[0]["rule"], HOSTILE);
    assert_eq!(pieces[1], format!("\n\nKept: {HOSTILE}\n"));
    let elided = &blocks.iter().find(|(id, _)| id == "d4").unwrap().1;
    assert!(elided.len() < 6000, "{}", elided.len());
}

#[test]
fn only_its_own_script_and_style_may_run() {
    let (_, rest) = split(&small());
    let script = between(&rest, "<script>", "</script>");
    let style = between(&rest, "<style>", "</style>");
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text.as_bytes()));
    let policy = between(&rest, "Content-Security-Policy\" content=\"", "\"");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            hash(script),
            hash(style)
        )
    );
    for forbidden in [
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
        "setTimeout(\"",
        "fetch(",
        "XMLHttp",
        "import(",
        "DOMParser",
        "srcdoc",
        "{{",
    ] {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
    for forbidden in ["url(", "@import"] {
        assert!(!style.contains(forbidden), "{forbidden}");
    }
    for forbidden in [
        "http://", "https://", " style=", " src=\"", "<link", "<base", "<iframe",
    ] {
        assert!(!rest.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn documents_without_removals_are_only_counted() {
    let unchanged = Invented {
        name: "one.txt",
        site: None,
        text: "Nothing goes.\n",
        removed: &[],
    };
    let html = report("one", [page(&unchanged)]);
    let (blocks, _) = split(&html);
    let ids: Vec<_> = blocks.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "categories",
            "rules",
            "sites",
            "groups",
            "documents",
            "facts"
        ]
    );
    assert!(
        blocks[5].1.contains(r#""documents":1,"bytes":14"#),
        "{}",
        blocks[5].1
    );
    assert_eq!(html, report("one", [page(&unchanged)]));
}
