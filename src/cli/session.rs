//! What a cleaning run keeps while it goes: counts, messages and the ledger.

use std::io::{self, Write};
use std::process::ExitCode;

use dechaff::report::{Outcome, Totals, summary};

use super::failure::{Failure, SOME_FAILED, say};

/// Messages about single records before the rest is only counted.
const MOST_MESSAGES: usize = 20;

/// Counts outcomes and tells about problems as they come.
#[derive(Debug)]
pub struct Session {
    totals: Totals,
    messages: usize,
    is_quiet: bool,
}

impl Session {
    /// A session that prints its summary unless it is quiet.
    pub fn new(is_quiet: bool) -> Self {
        Self {
            totals: Totals::default(),
            messages: 0,
            is_quiet,
        }
    }

    /// Counts a record, and says what was wrong with it.
    pub fn add(&mut self, outcome: &Outcome) {
        self.totals.add(outcome);
        let message = match (&outcome.problem, outcome.flag) {
            (Some(problem), _) => format!("{}: passed through unchanged: {problem}", outcome.name),
            (None, Some(flag)) => format!("{}: left as it is: {flag}", outcome.name),
            (None, None) => return,
        };
        self.messages += 1;
        if self.messages <= MOST_MESSAGES {
            say(message);
        } else if self.messages == MOST_MESSAGES + 1 {
            say("further messages of this kind are only counted");
        }
    }

    /// Prints the summary, and gives the exit code.
    pub fn finish(&self) -> ExitCode {
        if !self.is_quiet {
            let _ = write!(anstream::stderr(), "{}", summary(&self.totals));
        }
        if self.totals.failed > 0 {
            ExitCode::from(SOME_FAILED)
        } else {
            ExitCode::SUCCESS
        }
    }
}

/// Runs `work` on as many threads as asked for; 0 means one for each core.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::work("start", format!("{threads} threads"), error))?;
    Ok(pool.install(work))
}

/// Standard output with a large buffer.
pub fn buffered_stdout() -> io::BufWriter<io::StdoutLock<'static>> {
    io::BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Writes a text to standard output.
pub fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = buffered_stdout();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::output(&error))
}
