//! Where long output goes: through a pager where a person looks.

use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

use super::failure::{Failure, say};

/// The pager where none is named.
const USUAL: &str = "less";
/// How it behaves where nothing else is said: it leaves where the output fits the
/// screen, shows colours, and leaves the screen as it is.
const USUAL_LESS: &str = "FRX";
/// Messages that are kept while a pager has the screen; further ones are counted.
const MOST_MESSAGES: usize = 100;

/// Whether a pager may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// On a terminal.
    Auto,
    /// Not at all.
    Never,
}

/// Standard output, behind a pager where one is used. It is started with the first
/// text. What is to be said beside the output waits until the pager is left.
pub struct Pager {
    state: State,
    messages: Vec<String>,
    unsaid: usize,
}

enum State {
    /// With the words of the command.
    Waiting(Vec<String>),
    Paged(Child),
    Plain,
}

impl Pager {
    /// The output as the environment asks for it: `DECHAFF_PAGER`, else `PAGER`,
    /// else `less`. An empty one, or `cat`, stands for none.
    pub fn new(paging: Paging) -> Self {
        let command = if paging == Paging::Auto && io::stdout().is_terminal() {
            command()
        } else {
            Vec::new()
        };
        let state = match command.first() {
            Some(program) if program != "cat" => State::Waiting(command),
            _ => State::Plain,
        };
        Self {
            state,
            messages: Vec::new(),
            unsaid: 0,
        }
    }

    /// Writes a text.
    pub fn write(&mut self, text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        if let State::Waiting(command) = &self.state {
            self.state = start(command);
        }
        let written = match &mut self.state {
            State::Paged(pager) => match &mut pager.stdin {
                Some(input) => input.write_all(text.as_bytes()),
                None => Ok(()),
            },
            _ => {
                let mut out = io::stdout().lock();
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            }
        };
        written.map_err(|error| Failure::output(&error))
    }

    /// Says something on standard error, once nothing else has the screen.
    pub fn say(&mut self, text: String) {
        if matches!(self.state, State::Plain) {
            say(text);
        } else if self.messages.len() < MOST_MESSAGES {
            self.messages.push(text);
        } else {
            self.unsaid += 1;
        }
    }

    /// Waits until the pager is left.
    pub fn finish(mut self) {
        if let State::Paged(pager) = &mut self.state {
            drop(pager.stdin.take());
            // What the pager exits with is its own affair.
            let _ = pager.wait();
        }
        for text in &self.messages {
            say(text);
        }
        if self.unsaid > 0 {
            say(format!(
                "{} more messages; --no-pager shows them all",
                self.unsaid
            ));
        }
    }
}

/// The words of the pager's command; none where there is to be no pager.
fn command() -> Vec<String> {
    let named = ["DECHAFF_PAGER", "PAGER"]
        .into_iter()
        .find_map(|name| Some((name, std::env::var(name).ok()?)));
    let Some((name, command)) = named else {
        return vec![USUAL.to_owned()];
    };
    shell_words::split(&command).unwrap_or_else(|error| {
        say(format!("no pager: {name} is not a command: {error}"));
        Vec::new()
    })
}

fn start(words: &[String]) -> State {
    let Some((program, arguments)) = words.split_first() else {
        return State::Plain;
    };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", USUAL_LESS);
    }
    match command.spawn() {
        Ok(pager) => {
            // The keys that end this program belong to the pager now: it would go on
            // without anybody to wait for it.
            let _ = ctrlc::set_handler(|| ());
            State::Paged(pager)
        }
        Err(error) => {
            say(format!(
                "no pager: cannot start {program}: {error}; PAGER or DECHAFF_PAGER names another, --no-pager none"
            ));
            State::Plain
        }
    }
}
