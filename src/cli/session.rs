//! What a run keeps while it goes: counts, messages and the bar that shows how far
//! it is.

use std::fs::File;
use std::io::{self, IsTerminal, Seek, Write};
use std::process::ExitCode;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use dechaff::RuleSet;
use dechaff::pipeline::{Entry, Watch};
use dechaff::report::{Page, Tense, Totals, summary, summary_json};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{Failure, SOME_FAILED, say};
use super::report::ReportFile;

/// Messages about single records before the rest is only counted.
const MOST_MESSAGES: usize = 20;
/// Exit code of a run that was interrupted.
const INTERRUPTED: u8 = 130;

/// What is told about a run.
#[derive(Clone, Debug, Args)]
pub struct Reporting {
    /// No summary, and no bar.
    #[arg(short, long)]
    quiet: bool,
    /// The summary as a JSON object: on standard output, or on standard error where
    /// the text goes to standard output.
    #[arg(long)]
    json: bool,
}

impl Reporting {
    /// Tells what to do next, unless the user wants quiet.
    pub fn hint(&self, text: String) {
        if !self.quiet && !self.json {
            say(text);
        }
    }
}

/// Counts outcomes and tells about problems as they come.
pub struct Session {
    totals: Totals,
    left_out: usize,
    messages: usize,
    reporting: Reporting,
    shares_stdout: bool,
    bar: ProgressBar,
    /// The file that is being read; its position tells how far the run is.
    followed: Option<File>,
    report: Option<ReportFile>,
    tense: Tense,
}

impl Session {
    /// A session that prints its summary unless it is quiet, and a bar where a
    /// person looks.
    pub fn new(reporting: &Reporting) -> Self {
        let is_shown = !reporting.quiet && io::stderr().is_terminal();
        Self {
            totals: Totals::default(),
            left_out: 0,
            messages: 0,
            reporting: reporting.clone(),
            shares_stdout: false,
            bar: if is_shown {
                bar("{spinner} {human_pos} {msg} {elapsed}")
            } else {
                ProgressBar::hidden()
            },
            followed: None,
            report: None,
            tense: Tense::Done,
        }
    }

    /// The same for a run that writes no documents.
    pub fn planning(self) -> Self {
        Self {
            tense: Tense::Planned,
            ..self
        }
    }

    /// Lets the session write a report of the documents.
    pub fn with_report(self, report: ReportFile) -> Self {
        Self {
            report: Some(report),
            ..self
        }
    }

    /// Ends the report, if there is one.
    pub fn finish_report(&mut self, rules: &RuleSet) -> Result<(), Failure> {
        match self.report.take() {
            Some(report) => report.finish(rules),
            None => Ok(()),
        }
    }

    /// Whether standard output holds the text.
    pub fn share_stdout(&mut self, shares: bool) {
        self.shares_stdout = shares;
    }

    /// Counts the files of a run beside it, for the bar.
    pub fn count_files(&mut self, entries: impl Iterator<Item = Entry> + Send + 'static) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_message("files");
        let bar = self.bar.clone();
        std::thread::spawn(move || {
            let files = entries.count();
            bar.set_length(files as u64);
            bar.set_style(style(
                "{bar:30} {human_pos} of {human_len} files, {per_sec}, {eta} left",
            ));
        });
    }

    /// Shows how far a file is read.
    pub fn follow(&mut self, file: &File) {
        let (Ok(handle), Ok(metadata), false) =
            (file.try_clone(), file.metadata(), self.bar.is_hidden())
        else {
            return;
        };
        self.bar.set_length(metadata.len());
        self.bar.set_style(style(
            "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        ));
        self.followed = Some(handle);
    }

    /// How many files were left out by the user's wish.
    pub fn left_out(&mut self, files: usize) {
        self.left_out = files;
    }

    /// Tells of something that failed, and counts it.
    pub fn fail(&mut self, message: String) {
        self.message(message);
        self.totals.failed += 1;
        self.totals.missing += 1;
    }

    /// Prints the summary, and gives the exit code.
    pub fn finish(self) -> ExitCode {
        self.report();
        if self.totals.failed > 0 {
            ExitCode::from(SOME_FAILED)
        } else {
            ExitCode::SUCCESS
        }
    }

    /// Prints the summary of a run that the user ended.
    pub fn interrupted(self) -> ExitCode {
        self.report();
        say(
            "interrupted: finished files are whole; the same command goes on where this one stopped",
        );
        ExitCode::from(INTERRUPTED)
    }

    fn report(&self) {
        self.bar.finish_and_clear();
        if self.reporting.json {
            let line = summary_json(&self.totals, self.left_out) + "\n";
            let _ = if self.shares_stdout {
                io::stderr().write_all(line.as_bytes())
            } else {
                io::stdout().write_all(line.as_bytes())
            };
        } else if !self.reporting.quiet {
            let _ = write!(anstream::stderr(), "{}", summary(&self.totals, self.tense));
            if self.left_out > 0 {
                let noun = if self.left_out == 1 { "name" } else { "names" };
                say(format!(
                    "left out by --include, --exclude or ignore files: {} {noun}",
                    self.left_out
                ));
            }
        }
    }
}

impl Watch for Session {
    fn message(&mut self, message: String) {
        self.messages += 1;
        let text = match self.messages {
            1..=MOST_MESSAGES => message,
            number if number == MOST_MESSAGES + 1 => {
                "further messages of this kind are only counted".to_owned()
            }
            _ => return,
        };
        self.bar.suspend(|| say(text));
    }

    fn page(&mut self, page: Page) {
        if let Some(report) = &mut self.report {
            report.add(&page);
        }
    }

    fn done(&mut self, totals: Totals) {
        self.totals += totals;
        match self.followed.as_mut().map(Seek::stream_position) {
            Some(Ok(position)) => self.bar.set_position(position),
            _ => self.bar.inc(1),
        }
    }
}

fn bar(template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style(template));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A mark that is set when the user wants the run to end. The second time the
/// program ends at once.
pub fn stop_on_signals() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // Without the handler the signal ends the program, as it would anyway.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED.into());
            }
            say("ending after what is under way; once more ends at once");
        });
    });
    &STOP
}

/// Runs `work` on as many threads as asked for; 0 means one for each core.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::work("start", format!("{threads} threads"), error))?;
    Ok(pool.install(work))
}

/// Standard output that may move to the writing thread: it is locked for each
/// buffer, not for the run.
pub fn stdout_to_send() -> Box<dyn Write + Send> {
    Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout()))
}

/// Writes a text to standard output.
pub fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::output(&error))
}
