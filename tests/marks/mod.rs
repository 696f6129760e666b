//! Texts with marks: `[[category|text]]` is what has to go, and why.

use dechaff::Span;

/// A text without its marks.
pub struct Marked {
    pub page: String,
    pub marks: Vec<(String, Span)>,
}

/// Takes the marks out of a text.
pub fn parse(marked: &str) -> Marked {
    let mut parsed = Marked {
        page: String::new(),
        marks: Vec::new(),
    };
    let mut rest = marked;
    while let Some((before, from)) = rest.split_once("[[") {
        let (category, from) = from.split_once('|').expect("a mark names its category");
        let (text, after) = from.split_once("]]").expect("a mark is closed");
        parsed.page.push_str(before);
        let start = parsed.page.len();
        parsed.page.push_str(text);
        parsed
            .marks
            .push((category.to_owned(), Span::new(start, parsed.page.len())));
        rest = after;
    }
    parsed.page.push_str(rest);
    parsed
}
