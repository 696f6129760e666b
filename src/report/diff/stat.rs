//! How much goes: a line for each document, and sums by category and rule.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::View;
use super::hunks::{changes, lines};
use super::layout::{visible, width};
use super::subject::Subject;
use crate::rules::Category;

/// Columns that the bar has at least.
const LEAST_BAR: usize = 10;

/// What is counted of one document.
#[derive(Clone, Debug)]
pub struct Stat {
    name: String,
    removed: Amount,
    added: Amount,
    rules: Vec<(Arc<str>, Category, usize)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Amount {
    bytes: usize,
    lines: usize,
}

impl Stat {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let revision = &subject.revision;
        let (mut removed, mut added) = (Amount::default(), Amount::default());
        let mut rules = Vec::new();
        for edit in &revision.edits {
            removed.bytes += edit.old.len();
            added.bytes += edit.new.len();
            if let Some(removal) = subject.removal(edit) {
                rules.push((removal.rule.clone(), removal.category, edit.old.len()));
            }
        }
        for change in changes(revision) {
            removed.lines += lines(change.old.of(&revision.old)).count();
            added.lines += lines(change.new.of(&revision.new)).count();
        }
        Self {
            name: subject.name.to_owned(),
            removed,
            added,
            rules,
        }
    }

    /// Whether nothing goes and nothing comes.
    pub fn is_empty(&self) -> bool {
        self.removed == Amount::default() && self.added == Amount::default()
    }
}

/// Counts of many documents. It holds a line for each document that changes.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    documents: Vec<(String, Amount, Amount)>,
    categories: BTreeMap<Category, Sum>,
    rules: BTreeMap<Arc<str>, (Category, Sum)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    removals: usize,
    bytes: usize,
}

impl Sum {
    fn add(&mut self, bytes: usize) {
        self.removals += 1;
        self.bytes += bytes;
    }
}

impl Statistics {
    /// Adds a document, unless nothing changes in it.
    pub fn add(&mut self, stat: Stat) {
        if stat.is_empty() {
            return;
        }
        for (rule, category, bytes) in stat.rules {
            self.categories.entry(category).or_default().add(bytes);
            let (_, sum) = self.rules.entry(rule).or_insert((category, Sum::default()));
            sum.add(bytes);
        }
        self.documents.push((stat.name, stat.removed, stat.added));
    }

    /// The lines for people: documents, their sum, categories, rules; the ones with
    /// the most bytes first.
    pub fn table(&self, view: &View) -> String {
        let mut out = String::new();
        self.write_documents(&mut out, view);
        self.write_total(&mut out);
        let mut categories: Vec<_> = self.categories.iter().collect();
        categories.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.bytes));
        let categories = categories
            .into_iter()
            .map(|(category, sum)| (category.name(), *category, *sum));
        write_sums(&mut out, "categories", categories.collect(), view);
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(_, (_, sum))| std::cmp::Reverse(sum.bytes));
        let rules = rules
            .into_iter()
            .map(|(rule, (category, sum))| (&**rule, *category, *sum));
        write_sums(&mut out, "rules", rules.collect(), view);
        out
    }

    fn write_documents(&self, out: &mut String, view: &View) {
        let amounts: Vec<String> = self.documents.iter().map(amount).collect();
        let widest_amount = amounts.iter().map(String::len).max().unwrap_or(0);
        // A blank before the name, ` | ` behind it, a blank before the bar.
        let frame = 5 + widest_amount;
        let widest = self
            .documents
            .iter()
            .map(|(name, ..)| width(&visible(name)));
        let room = view.width.saturating_sub(frame + LEAST_BAR).max(LEAST_BAR);
        let names = widest.max().unwrap_or(0).min(room);
        let bar = view.width.saturating_sub(frame + names).max(LEAST_BAR);
        let most = self
            .documents
            .iter()
            .map(|(_, removed, added)| removed.lines + added.lines)
            .max()
            .unwrap_or(0);
        let (gone, come) = (view.palette.gone(), view.palette.added());
        for ((name, removed, added), amount) in self.documents.iter().zip(&amounts) {
            let name = shortened(name, names);
            let padding = " ".repeat(names.saturating_sub(width(&name)));
            let minus = "-".repeat(scaled(removed.lines, most, bar));
            let plus = "+".repeat(scaled(added.lines, most, bar - minus.len().min(bar)));
            let _ = writeln!(
                out,
                " {name}{padding} | {amount:>widest_amount$} {gone}{minus}{gone:#}{come}{plus}{come:#}"
            );
        }
    }

    fn write_total(&self, out: &mut String) {
        let (mut removed, mut added) = (Amount::default(), Amount::default());
        for (_, minus, plus) in &self.documents {
            removed.bytes += minus.bytes;
            removed.lines += minus.lines;
            added.bytes += plus.bytes;
            added.lines += plus.lines;
        }
        let _ = writeln!(
            out,
            " {} changed, {} removed, {} added; {}(-), {}(+)",
            counted(self.documents.len(), "document"),
            counted(removed.bytes, "byte"),
            counted(added.bytes, "byte"),
            counted(removed.lines, "line"),
            counted(added.lines, "line"),
        );
    }
}

fn write_sums(out: &mut String, title: &str, sums: Vec<(&str, Category, Sum)>, view: &View) {
    if sums.is_empty() {
        return;
    }
    let widest = sums.iter().map(|(name, ..)| width(name)).max().unwrap_or(0);
    let _ = writeln!(out, " by {title}:");
    for (name, category, sum) in sums {
        let style = view.palette.removed(category);
        let padding = " ".repeat(widest - width(name));
        let _ = writeln!(
            out,
            "   {style}{name}{style:#}{padding}  {}, {}",
            counted(sum.removals, "removal"),
            counted(sum.bytes, "byte")
        );
    }
}

fn amount((_, removed, added): &(String, Amount, Amount)) -> String {
    if added.bytes == 0 {
        format!("-{} bytes", removed.bytes)
    } else {
        format!("-{} +{} bytes", removed.bytes, added.bytes)
    }
}

fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The length of a bar: a sign for each line where there is room for the longest,
/// and at least one where there is anything.
fn scaled(lines: usize, most: usize, room: usize) -> usize {
    if most <= room {
        return lines;
    }
    let least = usize::from(lines > 0).min(room);
    (lines.saturating_mul(room) / most.max(1)).clamp(least, room)
}

/// A name in a column: the end of it where it is too long.
fn shortened(name: &str, room: usize) -> String {
    let name = visible(name).replace('\t', "\u{2409}");
    if width(&name) <= room {
        return name;
    }
    let mut start = name.len();
    let mut taken = 1;
    for (at, cluster) in name.grapheme_indices(true).rev() {
        taken += width(cluster);
        if taken > room {
            break;
        }
        start = at;
    }
    format!("…{}", &name[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_their_end() {
        for (name, room, expected) in [
            ("a.txt", 5, "a.txt"),
            ("news/quay.txt", 9, "…quay.txt"),
            ("news/潮汐.txt", 8, "…汐.txt"),
            ("a\x1b[2J\tb", 20, "a\u{241b}[2J\u{2409}b"),
        ] {
            assert_eq!(shortened(name, room), expected);
        }
    }

    #[test]
    fn bars_fit_and_show_the_least_change() {
        for (lines, most, room, expected) in [
            (3, 10, 20, 3),
            (0, 100, 20, 0),
            (1, 100, 20, 1),
            (50, 100, 20, 10),
            (100, 100, 20, 20),
            (1, 100, 0, 0),
        ] {
            assert_eq!(
                scaled(lines, most, room),
                expected,
                "{lines} of {most} in {room}"
            );
        }
    }
}
