//! What keys do in a review: the state between a key and the screen, without a
//! terminal.

use dechaff::review::{Edge, Occurrence, Reach, Session, SpanEditor, Stride, Verdict};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What has to happen after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing but to draw again.
    Draw,
    /// Decisions changed: they are to be saved.
    Save,
    /// The review ends.
    Leave,
}

/// What keys mean.
#[derive(Debug)]
pub enum Mode {
    /// Decisions.
    Decide,
    /// Letters of a search.
    Search(String),
    /// Edges of the words to remove.
    Edit(SpanEditor, Edge),
    /// The help is shown.
    Help,
}

/// A review with what its screen shows.
#[derive(Debug)]
pub struct Reviewer {
    pub session: Session,
    pub mode: Mode,
    /// The place that is shown.
    pub shown: Occurrence,
    /// What the last key came to.
    pub message: String,
    /// Lines that are scrolled away.
    pub scroll: usize,
}

impl Reviewer {
    pub fn new(session: Session) -> Self {
        Self {
            session,
            mode: Mode::Decide,
            shown: Occurrence::default(),
            message: String::new(),
            scroll: 0,
        }
    }

    /// Does what a key says.
    pub fn press(&mut self, key: KeyEvent) -> After {
        self.message.clear();
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        if is_control && matches!(key.code, KeyCode::Char('c' | 'd')) {
            return After::Leave;
        }
        match std::mem::replace(&mut self.mode, Mode::Decide) {
            Mode::Decide => self.press_to_decide(key.code),
            Mode::Search(words) => self.press_to_search(key.code, words),
            Mode::Edit(editor, edge) => self.press_to_edit(key, editor, edge),
            Mode::Help => After::Draw,
        }
    }

    fn press_to_decide(&mut self, code: KeyCode) -> After {
        use Verdict::{Accept, Reject};
        if self.session.is_sample()
            && matches!(code, KeyCode::Char('s' | 'S' | 'e' | 'E' | 't' | 'T'))
        {
            return self.say("a sample is looked at one by one: a or r");
        }
        match code {
            KeyCode::Char('a' | 'g') => self.decide(&Accept, Reach::Group),
            KeyCode::Char('r' | 'G') => self.decide(&Reject, Reach::Group),
            KeyCode::Char('o') => self.decide(&Accept, Reach::One),
            KeyCode::Char('O') => self.decide(&Reject, Reach::One),
            KeyCode::Char('s') => self.decide(&Accept, Reach::RuleOnSite),
            KeyCode::Char('S') => self.decide(&Reject, Reach::RuleOnSite),
            KeyCode::Char('e') => self.decide(&Accept, Reach::Rule),
            KeyCode::Char('E') => self.decide(&Reject, Reach::Rule),
            KeyCode::Char('t') => self.decide_rest(&Accept),
            KeyCode::Char('T') => self.decide_rest(&Reject),
            KeyCode::Char('u') => {
                if self.session.undo() {
                    self.message = "taken back".into();
                    self.scroll = 0;
                    After::Save
                } else {
                    self.say("nothing was decided since the review was opened")
                }
            }
            KeyCode::Char('b') | KeyCode::Backspace => {
                let went = self.session.back();
                self.moved(went, "this is where the review began")
            }
            KeyCode::Char(' ' | 'n') => {
                let went = self.session.skip();
                self.moved(went, "nothing else is open")
            }
            KeyCode::Left | KeyCode::Char('h') => {
                let went = self.session.turn(-1);
                self.moved(went, "this is the first place")
            }
            KeyCode::Right | KeyCode::Char('l') => {
                let went = self.session.turn(1);
                self.moved(went, "this is the last place")
            }
            KeyCode::Down | KeyCode::Char('j') => self.scroll_by(1),
            KeyCode::Up | KeyCode::Char('k') => self.scroll_by(-1),
            KeyCode::PageDown => self.scroll_by(10),
            KeyCode::PageUp => self.scroll_by(-10),
            KeyCode::Char('/') => {
                self.mode = Mode::Search(String::new());
                After::Draw
            }
            KeyCode::Char('c') if SpanEditor::new(&self.shown).chosen().is_empty() => {
                self.say("there are no words to choose from")
            }
            KeyCode::Char('c') if self.session.group().is_some() => {
                self.mode = Mode::Edit(SpanEditor::new(&self.shown), Edge::End);
                After::Draw
            }
            KeyCode::Char('?') => {
                self.mode = Mode::Help;
                After::Draw
            }
            KeyCode::Char('q') | KeyCode::Esc => After::Leave,
            _ => self.say("? shows the keys"),
        }
    }

    fn press_to_search(&mut self, code: KeyCode, mut words: String) -> After {
        match code {
            KeyCode::Esc => return After::Draw,
            KeyCode::Enter => {
                let found = self.session.search(&words);
                return self.moved(found, "nothing has these words");
            }
            KeyCode::Backspace => {
                words.pop();
            }
            KeyCode::Char(c) => words.push(c),
            _ => {}
        }
        self.mode = Mode::Search(words);
        After::Draw
    }

    fn press_to_edit(&mut self, key: KeyEvent, mut editor: SpanEditor, edge: Edge) -> After {
        let is_wide = key
            .modifiers
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let stride = if is_wide {
            Stride::Word
        } else {
            Stride::Character
        };
        let mut edge = edge;
        match key.code {
            KeyCode::Esc => return self.say("left as it was"),
            KeyCode::Enter if editor.is_ambiguous() => {
                self.message = "these words stand earlier in the text too; choose more".into();
            }
            KeyCode::Enter => {
                let verdict = Verdict::Edit(editor.chosen().to_owned());
                return self.decide(&verdict, editor.reach());
            }
            KeyCode::Tab => {
                edge = match edge {
                    Edge::Start => Edge::End,
                    Edge::End => Edge::Start,
                };
            }
            KeyCode::Left => editor.move_back(edge, stride),
            KeyCode::Right => editor.move_on(edge, stride),
            KeyCode::Char('b') => editor.move_back(edge, Stride::Word),
            KeyCode::Char('w') => editor.move_on(edge, Stride::Word),
            _ => {}
        }
        self.mode = Mode::Edit(editor, edge);
        After::Draw
    }

    fn decide(&mut self, verdict: &Verdict, reach: Reach) -> After {
        let reach = if self.session.is_sample() {
            Reach::One
        } else {
            reach
        };
        let left = self.session.left();
        if !self.session.decide(verdict, reach, &self.shown) {
            return self.say(match reach {
                Reach::RuleOnSite => "the site is not known: name it with --site or a url field",
                _ => "everything is decided",
            });
        }
        let verb = match verdict {
            Verdict::Accept => "accepted",
            Verdict::Reject => "rejected",
            Verdict::Edit(_) => "changed",
        };
        let settled = left - self.session.left().min(left);
        self.message = match settled {
            0 => format!("{verb}; other places are still open"),
            1 => verb.to_owned(),
            _ => format!("{verb}, and {settled} groups are settled by it"),
        };
        self.scroll = 0;
        After::Save
    }

    fn decide_rest(&mut self, verdict: &Verdict) -> After {
        let left = self.session.left();
        if !self.session.decide_rest(verdict) {
            return self.say("everything is decided");
        }
        self.message = format!("the rest is settled: {left}; u takes it back");
        self.scroll = 0;
        After::Save
    }

    fn moved(&mut self, went: bool, else_say: &str) -> After {
        if went {
            self.scroll = 0;
            After::Draw
        } else {
            self.say(else_say)
        }
    }

    fn scroll_by(&mut self, lines: isize) -> After {
        self.scroll = self.scroll.saturating_add_signed(lines);
        After::Draw
    }

    fn say(&mut self, message: &str) -> After {
        message.clone_into(&mut self.message);
        After::Draw
    }
}

#[cfg(test)]
mod tests {
    use dechaff::review::{Address, Decisions, Proposal, QueueBuilder};

    use super::*;

    /// Presses keys one after the other: letters as they are, others in brackets. What is
    /// shown follows, as it does at the terminal.
    fn press(reviewer: &mut Reviewer, keys: &str) -> Vec<After> {
        let mut rest = keys;
        let mut after = Vec::new();
        while let Some(first) = rest.chars().next() {
            let code = match rest.split_once('>').filter(|_| first == '<') {
                Some((name, more)) => {
                    rest = more;
                    match name {
                        "<left" => KeyCode::Left,
                        "<right" => KeyCode::Right,
                        "<tab" => KeyCode::Tab,
                        "<enter" => KeyCode::Enter,
                        "<esc" => KeyCode::Esc,
                        _ => panic!("no key {name}"),
                    }
                }
                None => {
                    rest = &rest[first.len_utf8()..];
                    KeyCode::Char(first)
                }
            };
            after.push(reviewer.press(code.into()));
            show(reviewer);
        }
        after
    }

    /// Four groups; the first two places of the first group are on two sites.
    const PROPOSALS: [(&str, f64, &str, &str); 5] = [
        ("newsletter/sign-up", 0.96, "Sign up now", "news.example"),
        ("newsletter/sign-up", 0.96, "Sign up now", "other.example"),
        ("newsletter/sign-up", 0.97, "Get the letter", "news.example"),
        ("share/label", 0.98, "Share", "news.example"),
        (
            "login/label",
            0.99,
            "The mayor spoke. Log in",
            "other.example",
        ),
    ];

    fn show(reviewer: &mut Reviewer) {
        let Some(member) = reviewer.session.member() else {
            return;
        };
        let number = member.address.offset as usize;
        let (_, _, text, site) = PROPOSALS[number];
        reviewer.shown = Occurrence {
            document: format!("{number}.txt"),
            site: Some(site.into()),
            before: format!("Before {number}. "),
            text: text.into(),
            after: " After.".into(),
            around: (format!("Before {number}. "), " After.".into()),
            reasons: Vec::new(),
        };
    }

    fn reviewer() -> Reviewer {
        let mut queue = QueueBuilder::default();
        for (number, (rule, confidence, text, site)) in PROPOSALS.into_iter().enumerate() {
            queue.add(Proposal {
                rule,
                category: rule.split('/').next().unwrap(),
                confidence,
                text,
                around: (format!("Before {number}. "), " After.".into()),
                site: Some(site),
                address: Address {
                    offset: number as u64,
                    length: 1,
                },
            });
        }
        let mut reviewer = Reviewer::new(Session::new(queue.build(), Decisions::default()));
        show(&mut reviewer);
        reviewer
    }

    /// The decisions, a line each, without what every file has.
    fn decided(reviewer: &Reviewer) -> Vec<String> {
        let toml = reviewer.session.decisions().to_toml();
        let entries = toml.split("\n[[decision]]\n").skip(1);
        entries
            .map(|entry| {
                let values = entry.lines().filter_map(|line| line.split_once(" = "));
                let values = values.map(|(key, value)| match key {
                    "before" | "after" => key.to_owned(),
                    _ => value.trim_matches('"').to_owned(),
                });
                values.collect::<Vec<_>>().join("|")
            })
            .collect()
    }

    #[test]
    fn keys_decide() {
        let cases: [(&str, &[&str], &str); 22] = [
            ("", &[], "Sign up now"),
            (
                "a",
                &["accept|newsletter/sign-up|Sign up now"],
                "Get the letter",
            ),
            (
                "r",
                &["reject|newsletter/sign-up|Sign up now"],
                "Get the letter",
            ),
            (
                "o",
                &["accept|newsletter/sign-up|Sign up now|before|after"],
                "Sign up now",
            ),
            (
                "oO",
                &[
                    "accept|newsletter/sign-up|Sign up now|before|after",
                    "reject|newsletter/sign-up|Sign up now|before|after",
                ],
                "Get the letter",
            ),
            (
                "s",
                &["accept|newsletter/sign-up|news.example"],
                "Sign up now",
            ),
            (
                "S<right>",
                &["reject|newsletter/sign-up|news.example"],
                "Sign up now",
            ),
            ("e", &["accept|newsletter/sign-up"], "Share"),
            ("E", &["reject|newsletter/sign-up"], "Share"),
            (
                "t",
                &[
                    "accept|login/label",
                    "accept|newsletter/sign-up",
                    "accept|share/label",
                ],
                "",
            ),
            (
                "aT",
                &[
                    "reject|login/label|The mayor spoke. Log in",
                    "accept|newsletter/sign-up|Sign up now",
                    "reject|newsletter/sign-up|Get the letter",
                    "reject|share/label|Share",
                ],
                "",
            ),
            ("au", &[], "Sign up now"),
            (
                "aru",
                &["accept|newsletter/sign-up|Sign up now"],
                "Get the letter",
            ),
            ("tu", &[], "Sign up now"),
            ("  ", &[], "Share"),
            (" b", &[], "Sign up now"),
            (
                "ab",
                &["accept|newsletter/sign-up|Sign up now"],
                "Sign up now",
            ),
            (
                "abr",
                &["reject|newsletter/sign-up|Sign up now"],
                "Get the letter",
            ),
            (
                "/SHARE<enter>a",
                &["accept|share/label|Share"],
                "The mayor spoke. Log in",
            ),
            (
                "/login<esc>a",
                &["accept|newsletter/sign-up|Sign up now"],
                "Get the letter",
            ),
            (
                "/mayor<enter>c<tab>www<enter>",
                &["edit|login/label|The mayor spoke. Log in|Log in"],
                "",
            ),
            ("?aq", &[], "Sign up now"),
        ];
        for (keys, expected, shown) in cases {
            let mut reviewer = reviewer();
            press(&mut reviewer, keys);
            let mut found = decided(&reviewer);
            // Places of one text come in an order of their own.
            found.sort();
            let mut expected: Vec<&str> = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(found, expected, "{keys}");
            let group = reviewer.session.group();
            assert_eq!(
                group.map_or("", |group| group.text.as_str()),
                shown,
                "{keys}"
            );
        }
    }

    #[test]
    fn what_changes_is_saved_and_nothing_else() {
        let mut reviewer = reviewer();
        let after = press(&mut reviewer, "a/x<enter><right>u?xc<esc>zq");
        let saved: Vec<usize> = (0..after.len())
            .filter(|at| after[*at] == After::Save)
            .collect();
        assert_eq!(saved, [0, 5]);
        assert_eq!(after.last(), Some(&After::Leave));
    }

    #[test]
    fn an_edit_beyond_the_removal_is_about_one_place() {
        let mut reviewer = reviewer();
        press(&mut reviewer, "cw<enter>");
        assert_eq!(
            decided(&reviewer),
            ["edit|newsletter/sign-up|Sign up now|before|after|Sign up now After"]
        );
    }

    #[test]
    fn a_review_goes_on_where_it_was_left() {
        let mut first = reviewer();
        press(&mut first, "as");
        let decisions = first.session.decisions().clone();
        let queue = first.session.queue().clone();
        let second = Session::new(queue, decisions);
        assert_eq!(second.left(), 2);
        assert_eq!(
            second.group().map(|group| group.text.as_str()),
            Some("Share")
        );
    }

    #[test]
    fn a_sample_is_the_same_every_time_and_is_measured() {
        let queue = reviewer().session.queue().clone();
        let sample =
            || Session::sample(queue.clone(), Decisions::default(), "newsletter/sign-up", 2);
        let (mut first, second) = (Reviewer::new(sample()), sample());
        assert_eq!((first.session.total(), first.session.left()), (2, 2));
        assert_eq!(first.session.member(), second.member());
        assert_eq!(first.session.measured("2026-01-31"), None);
        show(&mut first);
        press(&mut first, "oO");
        let (rule, precision) = first.session.measured("2026-01-31").unwrap();
        assert_eq!(rule, "newsletter/sign-up");
        assert_eq!((precision.sampled, precision.wrong), (2, 1));
    }
}
