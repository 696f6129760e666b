//! The page around the data: markup, style sheet, script, and the policy that
//! lets the browser run these and nothing else.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use super::escape;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = concat!(
    include_str!("base.css"),
    include_str!("layout.css"),
    include_str!("views.css"),
    include_str!("reader.css"),
);
const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("script/base.js"),
    include_str!("script/data.js"),
    include_str!("script/decisions.js"),
    include_str!("script/toml.js"),
    include_str!("script/filters.js"),
    include_str!("script/overview.js"),
    include_str!("script/documents.js"),
    include_str!("script/document.js"),
    include_str!("script/groups.js"),
    include_str!("script/main.js"),
    "})();\n",
);

/// Everything before the data.
pub(super) fn head(heading: &str) -> String {
    // What is put in last is never searched for places.
    PAGE.replace("{{policy}}", &policy())
        .replace("{{style}}", STYLE)
        .replace("{{heading}}", &escape::html(heading))
}

/// Everything after the data.
pub(super) fn tail() -> String {
    format!("<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

/// Allows the script and the style sheet by what they say. Nothing can be loaded.
fn policy() -> String {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}
