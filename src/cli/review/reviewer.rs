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
