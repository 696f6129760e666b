//! Errors that end a command, and what they exit with.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Exit code where some records were passed through unchanged.
pub const SOME_FAILED: u8 = 3;

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The command was called wrongly, or a rule file has mistakes.
    Usage(String),
    /// Something could not be read or written.
    Work(String),
    /// The reader of the output went away; nothing needs to be said.
    BrokenPipe,
}

impl Failure {
    /// A failure to do `what` with `name`.
    pub fn work(what: &str, name: impl Display, error: impl Display) -> Self {
        Self::Work(format!("cannot {what} {name}: {error}"))
    }

    /// A failure to write to standard output.
    pub fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::work("write", "standard output", error)
        }
    }

    /// Tells the user, and gives the exit code.
    pub fn report(self) -> ExitCode {
        let (text, code) = match self {
            Self::Usage(text) => (text, 2),
            Self::Work(text) => (text, SOME_FAILED),
            Self::BrokenPipe => return ExitCode::SUCCESS,
        };
        let text = if text.starts_with("error") {
            text
        } else {
            format!("error: {text}")
        };
        say(&text);
        ExitCode::from(code)
    }
}

/// Writes a line to standard error, if it is still open.
pub fn say(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
