//! What a review looks like.

use std::collections::HashMap;

use dechaff::report::diff::{visible, wrap};
use dechaff::review::{Edge, Group, SpanEditor, Verdict};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Borders, Padding, Paragraph, Wrap};

use super::reviewer::{Mode, Reviewer};

/// Sites of a group that are named.
const MOST_SITES: usize = 3;
/// Columns from which on the text is not made wider: long lines are hard to read.
const WIDEST: u16 = 110;

const HELP: &str = "\
a    accept this group: the same words by the same rule, wherever they stand
r    reject this group: the words stay
o O  accept, reject this one place only
s S  accept, reject everything by this rule on this site
e E  accept, reject everything by this rule everywhere
t T  accept, reject all the rest
c    change which words go: Tab the other edge, ← → a character, b w a word, Enter

u    undo the last decision
b    back to what was shown before
␣ n  skip, and go on
← →  another place of the group
↑ ↓  scroll
/    search in texts, rules and sites; Enter alone finds the next
q    leave; everything is saved already";

/// Draws everything.
pub fn draw(
    frame: &mut Frame<'_>,
    reviewer: &mut Reviewer,
    whys: &HashMap<String, String>,
    decisions: &str,
) {
    let [head, about, body, message, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(4),
        Constraint::Min(3),
        Constraint::Length(1),
        Constraint::Length(2),
    ])
    .areas(frame.area());
    draw_head(frame, head, reviewer, decisions);
    match (&reviewer.mode, reviewer.session.group()) {
        (Mode::Help, _) => draw_help(frame, about.union(body)),
        (_, None) => draw_end(frame, about.union(body), reviewer),
        (_, Some(group)) => {
            draw_about(frame, about, reviewer, group, whys);
            draw_text(frame, body, reviewer);
        }
    }
    frame.render_widget(Paragraph::new(said(reviewer)), message);
    frame.render_widget(Paragraph::new(keys_of(&reviewer.mode)), keys);
}

fn draw_head(frame: &mut Frame<'_>, area: Rect, reviewer: &Reviewer, decisions: &str) {
    let session = &reviewer.session;
    let (left, total) = (session.left(), session.total());
    let title = Line::from(vec![
        " dechaff review ".bold().reversed(),
        format!("  {left} of {total} open").into(),
    ]);
    frame.render_widget(title, area);
    let right = Line::from(format!("{} ", visible(decisions)))
        .dim()
        .right_aligned();
    if usize::from(area.width) > right.width() + 40 {
        frame.render_widget(right, area);
    }
}

fn draw_about(
    frame: &mut Frame<'_>,
    area: Rect,
    reviewer: &Reviewer,
    group: &Group,
    whys: &HashMap<String, String>,
) {
    let session = &reviewer.session;
    let rule = Style::new()
        .fg(color(&group.category))
        .add_modifier(Modifier::BOLD);
    let first = Line::from(vec![
        Span::styled(group.rule.clone(), rule),
        format!("  {:.0} % sure", group.confidence * 100.0).into(),
        match session.decision().map(|decision| &decision.verdict) {
            None => "".into(),
            Some(Verdict::Accept) => "  accepted".green(),
            Some(Verdict::Reject) => "  rejected".red(),
            Some(Verdict::Edit(_)) => "  changed".yellow(),
        },
    ]);
    let why = whys.get(&group.rule).cloned().unwrap_or_default();
    let places = group.members.len();
    let noun = if places == 1 { "place" } else { "places" };
    let mut where_ = format!("{places} {noun}");
    let sites = session.queue().sites_of(group);
    if !sites.is_empty() {
        let named: Vec<String> = sites
            .iter()
            .take(MOST_SITES)
            .map(|(site, count)| format!("{} {count}", visible(site)))
            .collect();
        where_.push_str(&format!(": {}", named.join(", ")));
        if sites.len() > MOST_SITES {
            where_.push_str(&format!(" and {} more sites", sites.len() - MOST_SITES));
        }
    }
    let text = Text::from(vec![first, Line::from(why).dim(), Line::from(where_)]);
    let block = Block::new().padding(Padding::new(1, 1, 1, 0));
    frame.render_widget(Paragraph::new(text).block(block), area);
}

fn draw_text(frame: &mut Frame<'_>, area: Rect, reviewer: &mut Reviewer) {
    let shown = &reviewer.shown;
    let name = match reviewer
        .session
        .group()
        .map_or(0, |group| group.members.len())
    {
        0 | 1 => visible(&shown.document).into_owned(),
        places => format!(
            "{} · place {} of {places}",
            visible(&shown.document),
            reviewer.session.place()
        ),
    };
    let removed = Style::new()
        .fg(Color::Red)
        .add_modifier(Modifier::CROSSED_OUT);
    let pieces = match &reviewer.mode {
        Mode::Edit(editor, edge) => edited(editor, *edge),
        _ => vec![
            (shown.before.as_str(), Style::new().dim()),
            (shown.text.as_str(), removed),
            (shown.after.as_str(), Style::new().dim()),
        ],
    };
    let width = area.width.min(WIDEST);
    let area = Rect { width, ..area };
    let block = Block::new()
        .borders(Borders::TOP)
        .title(format!(" {name} "))
        .padding(Padding::horizontal(1));
    let inside = block.inner(area);
    let (columns, height) = (usize::from(inside.width), usize::from(inside.height));
    let lines = wrapped(&pieces, columns);
    // What stands before is long enough to push the removal out of sight.
    let before = wrapped(&pieces[..1], columns).len();
    let last = lines.len().saturating_sub(height);
    let first = before.saturating_sub(height / 3).min(last);
    reviewer.scroll = reviewer.scroll.min(last - first);
    let seen = lines.into_iter().skip(first + reviewer.scroll).take(height);
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(seen.collect::<Vec<_>>()), inside);
}

/// Pieces of a text, each in its style, in lines of so many columns.
fn wrapped(pieces: &[(&str, Style)], columns: usize) -> Vec<Line<'static>> {
    let whole: String = pieces.iter().map(|(piece, _)| *piece).collect();
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in whole.split('\n') {
        for row in wrap(paragraph, columns) {
            let (from, to) = (start + row.shown.start, start + row.shown.end);
            lines.push(styled(pieces, from, to));
        }
        start += paragraph.len() + 1;
    }
    lines
}

/// The bytes from `from` to `to` of all pieces together.
fn styled(pieces: &[(&str, Style)], from: usize, to: usize) -> Line<'static> {
    let mut line = Line::default();
    let mut start = 0;
    for (piece, style) in pieces {
        let cut = |at: usize| at.saturating_sub(start).min(piece.len());
        // Rows may end within a piece, and never within one of its characters.
        let part = piece.get(cut(from)..cut(to)).unwrap_or_default();
        if !part.is_empty() {
            line.push_span(Span::styled(visible(part).replace('\t', " "), *style));
        }
        start += piece.len();
    }
    line
}

fn edited(editor: &SpanEditor, edge: Edge) -> Vec<(&str, Style)> {
    let (text, span) = (editor.text(), editor.span());
    let chosen = &text[span.start..span.end];
    let style = Style::new()
        .fg(Color::Red)
        .add_modifier(Modifier::UNDERLINED);
    let cursor = Style::new().add_modifier(Modifier::REVERSED);
    let dim = Style::new().dim();
    let (first, last) = match edge {
        Edge::Start => {
            let length = chosen.chars().next().map_or(0, char::len_utf8);
            (&chosen[..length], &chosen[length..])
        }
        Edge::End => {
            let length = chosen.chars().next_back().map_or(0, char::len_utf8);
            chosen.split_at(chosen.len() - length)
        }
    };
    let styles = match edge {
        Edge::Start => (cursor, style),
        Edge::End => (style, cursor),
    };
    vec![
        (&text[..span.start], dim),
        (first, styles.0),
        (last, styles.1),
        (&text[span.end..], dim),
    ]
}

fn draw_help(frame: &mut Frame<'_>, area: Rect) {
    let block = Block::new().padding(Padding::new(2, 1, 1, 0));
    frame.render_widget(
        Paragraph::new(HELP).wrap(Wrap { trim: false }).block(block),
        area,
    );
}

fn draw_end(frame: &mut Frame<'_>, area: Rect, reviewer: &Reviewer) {
    let open = reviewer.session.left();
    let mut lines = vec![Line::from(if open == 0 {
        "Everything is decided.".bold()
    } else {
        format!("{open} are still open; space goes to the first of them.").bold()
    })];
    if let Some((rule, precision)) = reviewer.session.measured("") {
        lines.push(Line::default());
        lines.push(Line::from(format!(
            "{rule}: {} of {} were right; with 95 % confidence at most {:.1} % of its removals are wrong.",
            precision.sampled - precision.wrong,
            precision.sampled,
            precision.error_at_most() * 100.0
        )));
    }
    let block = Block::new().padding(Padding::new(2, 1, 1, 0));
    frame.render_widget(
        Paragraph::new(lines)
            .wrap(Wrap { trim: false })
            .block(block),
        area,
    );
}

fn said(reviewer: &Reviewer) -> Line<'static> {
    match &reviewer.mode {
        Mode::Search(words) => Line::from(vec![
            " /".bold(),
            visible(words).into_owned().into(),
            "▏".into(),
        ]),
        _ => Line::from(format!(" {}", reviewer.message)).italic(),
    }
}

fn keys_of(mode: &Mode) -> Vec<Line<'static>> {
    let rows: [&[(&str, &str)]; 2] = match mode {
        Mode::Decide => [
            &[
                ("a", "accept"),
                ("r", "reject"),
                ("o O", "this one"),
                ("s S", "rule on site"),
                ("e E", "rule everywhere"),
                ("t T", "the rest"),
            ],
            &[
                ("u", "undo"),
                ("b", "back"),
                ("␣", "skip"),
                ("← →", "places"),
                ("/", "search"),
                ("c", "change words"),
                ("?", "help"),
                ("q", "leave"),
            ],
        ],
        Mode::Search(_) => [&[("Enter", "find"), ("Esc", "leave it")], &[]],
        Mode::Edit(..) => [
            &[
                ("← →", "by a character"),
                ("b w", "by a word"),
                ("Tab", "other edge"),
            ],
            &[("Enter", "remove just this"), ("Esc", "leave it")],
        ],
        Mode::Help => [&[("any key", "back")], &[]],
    };
    rows.into_iter()
        .map(|row| {
            let spans = row.iter().flat_map(|(key, meaning)| {
                [format!(" {key} ").bold(), format!("{meaning} ").dim()]
            });
            Line::from(spans.collect::<Vec<_>>())
        })
        .collect()
}

/// The colour of a category.
fn color(category: &str) -> Color {
    match category {
        "newsletter" => Color::Blue,
        "paywall" => Color::Magenta,
        "donation" => Color::Yellow,
        _ => Color::Cyan,
    }
}
