//! Tells where removals are not as texts are marked.

use dechaff::{Removal, Span};

/// For each byte that is not blank the category it goes by, if it goes.
fn fates(page: &str, removed: &[(String, Span)]) -> Vec<Option<String>> {
    let mut fates = vec![None; page.len()];
    for (category, span) in removed {
        fates[span.start..span.end].fill(Some(category.clone()));
    }
    for (at, character) in page
        .char_indices()
        .filter(|(_, character)| character.is_whitespace())
    {
        fates[at..at + character.len_utf8()].fill(None);
    }
    fates
}

/// Lines whose fate is not as marked, with what was expected and what came.
pub fn differences(
    page: &str,
    expected: &[(String, Span)],
    found: &[(String, Span)],
) -> Vec<String> {
    let (expected, found) = (fates(page, expected), fates(page, found));
    let mut differences = Vec::new();
    let mut start = 0;
    for line in page.split_inclusive('\n') {
        let range = start..start + line.len();
        if expected[range.clone()] != found[range.clone()] {
            let names = |fates: &[Option<String>]| {
                let mut names: Vec<&str> = fates.iter().flatten().map(String::as_str).collect();
                names.dedup();
                if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join("+")
                }
            };
            let (wanted, got) = (
                names(&expected[range.clone()]),
                names(&found[range.clone()]),
            );
            differences.push(format!(
                "    wanted {wanted}, got {got}: {}",
                line.trim_end()
            ));
        }
        start = range.end;
    }
    differences
}

/// The categories and spans of removals.
pub fn fates_of(removals: &[Removal]) -> Vec<(String, Span)> {
    let fate = |removal: &Removal| (removal.category.name().to_owned(), removal.span);
    removals.iter().map(fate).collect()
}
