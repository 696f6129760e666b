//! Tells HTML from text.

/// Closing tags of which a page has several, and a text that quotes markup few.
const CLOSING: [&str; 7] = [
    "</p>", "</div>", "</a>", "</li>", "</span>", "</td>", "</h2>",
];
/// Bytes that are looked at.
const LOOKED_AT: usize = 4096;
/// Closing tags that make a page of what begins with a tag.
const ENOUGH: usize = 3;

/// Whether a text is a page's source, or a piece of one.
///
/// Texts that have a tag or two in them are texts; a page begins with a tag.
///
/// ```
/// use dechaff::formats::is_html;
///
/// assert!(is_html("<!doctype html><title>Ferry</title>"));
/// assert!(!is_html("The ferry runs <b>again</b>."));
/// ```
pub fn is_html(text: &str) -> bool {
    let mut start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    while let Some(comment) = start.strip_prefix("<!--") {
        start = comment
            .split_once("-->")
            .map_or("", |(_, rest)| rest.trim_start());
    }
    if !start.starts_with('<') {
        return false;
    }
    let mut end = start.len().min(LOOKED_AT);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    let start = start[..end].to_ascii_lowercase();
    let opening = ["<!doctype html", "<html", "<head>", "<body"];
    if opening.iter().any(|tag| start.starts_with(tag)) {
        return true;
    }
    let is_xml = start.starts_with("<?xml");
    if is_xml && start.contains("<html") {
        return true;
    }
    let closing: usize = CLOSING.iter().map(|tag| start.matches(tag).count()).sum();
    closing >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_texts() {
        for (text, expected) in [
            ("<!DOCTYPE html>\n<html>", true),
            ("\u{feff}\n<!-- saved -->\n<HTML lang=en>", true),
            ("<?xml version=\"1.0\"?><html xmlns=\"x\">", true),
            ("<div><p>One.</p><p>Two.</p></div>", true),
            ("<p>One paragraph that somebody marked up.</p>", false),
            ("To end a paragraph, write </p>, </p>, and </p>.", false),
            ("<3 is a heart", false),
            ("<!-- a note that never ends", false),
            ("", false),
        ] {
            assert_eq!(is_html(text), expected, "{text}");
        }
    }
}
