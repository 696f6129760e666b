//! A unified diff of what is removed, with the rules beside each hunk.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::engine::{Removal, apply};
use crate::text::Span;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// How a diff is coloured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Colors {
    removed: Style,
    added: Style,
    header: Style,
    rule: Style,
}

impl Colors {
    /// Colours for a terminal.
    pub fn terminal() -> Self {
        Self {
            removed: AnsiColor::Red.on_default(),
            added: AnsiColor::Green.on_default(),
            header: AnsiColor::Cyan.on_default(),
            rule: AnsiColor::Yellow.on_default(),
        }
    }
}

/// The diff of `text` without `removals`, which are sorted and disjoint; empty
/// where there are none. Above each hunk stand the rules that its changes are
/// from.
pub fn unified(name: &str, text: &str, removals: &[Removal], colors: Colors) -> String {
    if removals.is_empty() {
        return String::new();
    }
    let cleaned = apply(text, removals);
    let diff = TextDiff::from_lines(text, cleaned.as_str());
    let starts = line_starts(text);
    let mut out = String::new();
    let Colors { header, rule, .. } = colors;
    let _ = writeln!(
        out,
        "{header}--- a/{name}{header:#}\n{header}+++ b/{name}{header:#}"
    );
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let old = hunk.ops().iter().map(|op| op.old_range());
        let lines = old.clone().map(|range| range.start).min().unwrap_or(0)
            ..old.map(|range| range.end).max().unwrap_or(0);
        let bytes = Span::new(starts[lines.start], starts[lines.end]);
        let _ = writeln!(
            out,
            "{header}{}{header:#} {rule}{}{rule:#}",
            hunk.header(),
            rules_in(removals, bytes)
        );
        for change in hunk.iter_changes() {
            let style = match change.tag() {
                ChangeTag::Delete => colors.removed,
                ChangeTag::Insert => colors.added,
                ChangeTag::Equal => Style::new(),
            };
            let line = change.value().trim_end_matches('\n');
            let _ = writeln!(out, "{style}{}{line}{style:#}", change.tag());
            if change.missing_newline() {
                let _ = writeln!(out, "\\ No newline at end of file");
            }
        }
    }
    out
}

/// Where each line begins, and the end of the text.
fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some(*at)
    });
    [0].into_iter().chain(ends).collect()
}

/// The rules of the removals in a stretch of text, each once, in order.
fn rules_in(removals: &[Removal], bytes: Span) -> String {
    let mut rules: Vec<&str> = Vec::new();
    for removal in removals
        .iter()
        .filter(|removal| removal.span.overlaps(bytes))
    {
        if !rules.contains(&&*removal.rule) {
            rules.push(&removal.rule);
        }
    }
    rules.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Category, Span};

    #[test]
    fn hunks_name_their_rules() {
        let text = "one\ntwo\nthree. Four\nfive\n";
        let removal = |start, end, rule: &str| Removal {
            span: Span::new(start, end),
            rule: rule.into(),
            category: Category::Custom,
            confidence: 1.0,
            evidence: vec![],
        };
        let removals = [removal(4, 8, "custom/two"), removal(14, 19, "custom/four")];
        let expected = "--- a/x.txt\n+++ b/x.txt\n@@ -1,4 +1,3 @@ custom/two, custom/four\n one\n-two\n-three. Four\n\
            +three.\n five\n";
        assert_eq!(
            unified("x.txt", text, &removals, Colors::default()),
            expected
        );
        assert_eq!(unified("x.txt", text, &[], Colors::default()), "");
    }
}
