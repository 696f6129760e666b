//! What a review looks like.

use std::collections::HashMap;

use dechaff::Category;
use dechaff::pipeline::SURROUNDINGS;
use dechaff::report::diff::{self, visible, wrap};
use dechaff::review::{Edge, Group, SpanEditor, Verdict};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Borders, Padding, Paragraph, Wrap};

use super::reviewer::{Mode, Reviewer};

/// Sites of a group that are named.
const MOST_SITES: usize = 3;
/// Columns of the mark before a line.
const GUTTER: usize = 2;
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
    let keys = keys_of(&reviewer.mode, frame.area().width);
    let [head, about, body, message, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(5),
        Constraint::Min(3),
        Constraint::Length(1),
        Constraint::Length(keys.len() as u16),
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
    frame.render_widget(Paragraph::new(keys), foot);
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
    let room = usize::from(area.width).saturating_sub(right.width());
    if room > 40 {
        let room = u16::try_from(room).unwrap_or(area.width);
        let area = Rect {
            x: area.x + room,
            width: area.width - room,
            ..area
        };
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
    if let [(site, _)] = sites.as_slice() {
        where_.push_str(&format!(" on {}", visible(site)));
    } else if !sites.is_empty() {
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
    let reasons = visible(&reviewer.shown.reasons.join("; ")).into_owned();
    let text = Text::from(vec![
        first,
        Line::from(why).dim(),
        Line::from(reasons).dim(),
        Line::from(where_),
    ]);
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
    let plain = Style::new();
    let (before, after) = (from_word(&shown.before), to_word(&shown.after));
    let (pieces, goes) = match &reviewer.mode {
        Mode::Edit(editor, edge) => (edited(editor, *edge), editor.span()),
        _ => {
            let start = before.len();
            let pieces = vec![
                (before.as_str(), plain),
                (shown.text.as_str(), removed),
                (after.as_str(), plain),
            ];
            (pieces, dechaff::Span::new(start, start + shown.text.len()))
        }
    };
    let width = area.width.min(WIDEST);
    let area = Rect { width, ..area };
    let block = Block::new()
        .borders(Borders::TOP)
        .title(format!(" {name} "))
        .padding(Padding::horizontal(1));
    let inside = block.inner(area);
    let (columns, height) = (usize::from(inside.width), usize::from(inside.height));
    let lines = wrapped(&pieces, columns, goes);
    // What stands before is long enough to push the removal out of sight.
    let before = wrapped(&pieces[..1], columns, goes).len();
    let last = lines.len().saturating_sub(height);
    let first = before.saturating_sub(height / 3).min(last);
    reviewer.scroll = reviewer.scroll.min(last - first);
    let seen = lines.into_iter().skip(first + reviewer.scroll).take(height);
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(seen.collect::<Vec<_>>()), inside);
}

/// What stands before, from the first whole word on, where it was cut.
fn from_word(before: &str) -> String {
    match before.split_once(char::is_whitespace) {
        Some((_, rest)) if is_cut(before) => format!("… {rest}"),
        _ => before.to_owned(),
    }
}

/// What stands after, up to the last whole word, where it was cut.
fn to_word(after: &str) -> String {
    match after.rsplit_once(char::is_whitespace) {
        Some((rest, _)) if is_cut(after) => format!("{rest} …"),
        _ => after.to_owned(),
    }
}

/// Whether what stands around a proposal is as long as it may be.
fn is_cut(around: &str) -> bool {
    around.chars().count() >= SURROUNDINGS
}

/// Pieces of a text, each in its style, in lines of so many columns. Behind a minus
/// stand the lines of which something goes: not every terminal has colours.
fn wrapped(pieces: &[(&str, Style)], columns: usize, goes: dechaff::Span) -> Vec<Line<'static>> {
    let whole: String = pieces.iter().map(|(piece, _)| *piece).collect();
    let columns = columns.saturating_sub(GUTTER);
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in whole.split('\n') {
        for row in wrap(paragraph, columns) {
            let (from, to) = (start + row.shown.start, start + row.shown.end);
            let shown = dechaff::Span::new(from.max(goes.start), to.min(goes.end).max(from));
            let is_marked = shown.start < shown.end
                && whole
                    .get(shown.start..shown.end)
                    .is_some_and(|part| !part.trim().is_empty());
            let mut line = Line::from(if is_marked { "- ".red() } else { "  ".into() });
            line.spans.extend(styled(pieces, from, to).spans);
            lines.push(line);
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

/// The keys of a mode, in as many lines as they need.
fn keys_of(mode: &Mode, width: u16) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = vec![Line::default()];
    for (key, meaning) in meanings(mode) {
        let (key, meaning) = (format!(" {key} ").bold(), format!("{meaning} ").dim());
        let needed = key.width() + meaning.width();
        if lines
            .last()
            .is_none_or(|line| line.width() > 0 && line.width() + needed > width.into())
        {
            lines.push(Line::default());
        }
        if let Some(last) = lines.last_mut() {
            last.push_span(key);
            last.push_span(meaning);
        }
    }
    lines
}

fn meanings(mode: &Mode) -> &'static [(&'static str, &'static str)] {
    match mode {
        Mode::Decide => &[
            ("a", "accept"),
            ("r", "reject"),
            ("o O", "this one"),
            ("s S", "rule on site"),
            ("e E", "rule everywhere"),
            ("t T", "the rest"),
            ("u", "undo"),
            ("b", "back"),
            ("␣", "skip"),
            ("← →", "places"),
            ("/", "search"),
            ("c", "change words"),
            ("?", "help"),
            ("q", "leave"),
        ],
        Mode::Search(_) => &[("Enter", "find"), ("Esc", "leave it")],
        Mode::Edit(..) => &[
            ("← →", "by a character"),
            ("b w", "by a word"),
            ("Tab", "other edge"),
            ("Enter", "remove just this"),
            ("Esc", "leave it"),
        ],
        Mode::Help => &[("any key", "back")],
    }
}

/// The colour of a category, the same as in diffs.
fn color(category: &str) -> Color {
    let known = category.parse::<Category>();
    known.map_or(Color::Reset, |known| Color::Indexed(diff::color(known)))
}

#[cfg(test)]
mod tests {
    use dechaff::review::{Decisions, Occurrence, Proposal, QueueBuilder, Session};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn reviewer() -> Reviewer {
        let mut queue = QueueBuilder::default();
        for site in ["news.example", "other.example"] {
            queue.add(Proposal {
                rule: "newsletter/sign-up",
                category: "newsletter",
                confidence: 0.98,
                text: "Sign up for our letter",
                around: (String::new(), String::new()),
                site: Some(site),
                address: dechaff::review::Address::default(),
            });
        }
        let mut reviewer = Reviewer::new(Session::new(queue.build(), Decisions::default()));
        reviewer.shown = Occurrence {
            document: "a\u{1b}[2J.txt".into(),
            site: Some("news.example".into()),
            before: "The mill by the river closed in spring, after a hundred years.\n".into(),
            text: "Sign up for our letter\n".into(),
            after: "It snowed.\n".into(),
            around: Default::default(),
            reasons: vec!["phrase sign up for our letter (newsletter/sign-up)".into()],
        };
        reviewer
    }

    fn screen(reviewer: &mut Reviewer, width: u16, height: u16) -> String {
        let whys = HashMap::from([(
            "newsletter/sign-up".to_owned(),
            "Asks to sign up.".to_owned(),
        )]);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| draw(frame, reviewer, &whys, "decisions.toml"))
            .unwrap();
        let shown = terminal.backend().to_string();
        let lines = shown.lines().map(|line| line.trim_matches('"').trim_end());
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_group_is_shown_with_what_stands_around_it() {
        let expected = " dechaff review   1 of 1 open

 newsletter/sign-up  98 % sure
 Asks to sign up.
 phrase sign up for our letter (newsletter/sign-up
 2 places: news.example 1, other.example 1
 a␛[2J.txt · place 1 of 2 ─────────────────────────
   The mill by the river closed in spring, after a
   hundred years.
 - Sign up for our letter
   It snowed.



 a accept  r reject  o O this one
 s S rule on site  e E rule everywhere
 t T the rest  u undo  b back  ␣ skip  ← → places
 / search  c change words  ? help  q leave";
        assert_eq!(screen(&mut reviewer(), 51, 18), expected);
    }

    #[test]
    fn any_size_can_be_drawn() {
        for (width, height) in [(1, 1), (5, 3), (10, 6), (40, 12), (200, 60)] {
            for key in [None, Some('?'), Some('/'), Some('c'), Some('a')] {
                let mut reviewer = reviewer();
                if let Some(key) = key {
                    let code = ratatui::crossterm::event::KeyCode::Char(key);
                    reviewer.press(code.into());
                }
                let shown = screen(&mut reviewer, width, height);
                let is_roomy = width >= 40 && height >= 12;
                assert_eq!(
                    shown.contains("dechaff review"),
                    is_roomy,
                    "{width} {height}"
                );
            }
        }
    }

    #[test]
    fn the_end_tells_what_a_sample_showed() {
        let mut reviewer = reviewer();
        let queue = reviewer.session.queue().clone();
        let session = Session::sample(queue, Decisions::default(), "newsletter/sign-up", 2);
        reviewer.session = session;
        let code = ratatui::crossterm::event::KeyCode::Char('a');
        reviewer.press(code.into());
        let shown = screen(&mut reviewer, 60, 14);
        assert!(shown.contains("Everything is decided."), "{shown}");
        assert!(shown.contains("2 of 2 were right"), "{shown}");
        assert!(shown.contains("at most 77.6 %"), "{shown}");
    }
}
