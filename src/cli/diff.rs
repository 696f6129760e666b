//! `dechaff diff`.

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::formats::jsonl::{Fields, Record};
use dechaff::formats::{self, Problem};
use dechaff::pipeline::{entries, in_order};
use dechaff::report::{Colors, unified};
use dechaff::{Cleaner, Document};

use super::failure::{Failure, SOME_FAILED, say};
use super::options::{Format, RuleOptions, is_text_name};
use super::session::{buffered_stdout, on_threads};

/// Files that make a batch.
const BATCH: usize = 64;

/// Arguments of `dechaff diff`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file or a folder; standard input where left out or `-`.
    path: Option<PathBuf>,
    /// How the input is packed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The field of a JSON object that holds the text.
    #[arg(long, value_name = "FIELD", default_value = "text")]
    text_field: String,
    /// Exit with 1 where something would be removed.
    #[arg(long)]
    exit_code: bool,
    /// Number of threads; 0 for one on each core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    #[command(flatten)]
    rules: RuleOptions,
}

/// The diff of one file, and what was wrong with it.
struct Shown {
    diff: String,
    problems: Vec<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let cleaner = arguments.rules.cleaner()?;
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || !io::stdout().is_terminal();
    let colors = if is_plain {
        Colors::default()
    } else {
        Colors::terminal()
    };
    let shower = Shower {
        cleaner,
        fields: Fields::new(&arguments.text_field),
        format: arguments.format,
        colors,
    };
    let path = arguments
        .path
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let mut totals = (false, false);
    let mut show = |shown: Shown| {
        shown.problems.iter().for_each(say);
        totals.0 |= !shown.diff.is_empty();
        totals.1 |= !shown.problems.is_empty();
        let mut stdout = buffered_stdout();
        stdout
            .write_all(shown.diff.as_bytes())
            .and_then(|()| stdout.flush())
            .map_err(|error| Failure::output(&error))
    };
    match path {
        Some(folder) if folder.is_dir() => {
            on_threads(arguments.threads, || show_folder(&shower, folder, show))??
        }
        path => {
            let name = path.map_or_else(|| "stdin".into(), |path| path.display().to_string());
            let bytes = read(path).map_err(|error| Failure::work("read", &name, error))?;
            show(shower.show(&name, shower.format.of(path), &bytes))?;
        }
    }
    Ok(match totals {
        (_, true) => ExitCode::from(SOME_FAILED),
        (true, false) if arguments.exit_code => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    })
}

fn read(path: Option<&Path>) -> io::Result<Vec<u8>> {
    match path {
        Some(path) => std::fs::read(path),
        None => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes)?;
            Ok(bytes)
        }
    }
}

fn show_folder(
    shower: &Shower,
    folder: &Path,
    show: impl FnMut(Shown) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let mut files = entries(folder);
    let source = || {
        let batch: Vec<_> = files.by_ref().take(BATCH).collect();
        Ok::<_, std::convert::Infallible>((!batch.is_empty()).then_some(batch))
    };
    let work = |entry: dechaff::pipeline::Entry| {
        let name = entry.relative.to_string_lossy().into_owned();
        let format = shower.format.of(Some(&entry.path));
        let obstacle = match &entry.obstacle {
            Some(obstacle) => Some(obstacle.clone()),
            None if format == Format::Text && !is_text_name(&entry.path) => {
                Some(Problem::NotText.to_string())
            }
            None => None,
        };
        match obstacle.map_or_else(
            || std::fs::read(&entry.path).map_err(|error| error.to_string()),
            Err,
        ) {
            Ok(bytes) => shower.show(&name, format, &bytes),
            Err(problem) => Shown {
                diff: String::new(),
                problems: vec![format!("{name}: {problem}")],
            },
        }
    };
    match in_order(source, work, show) {
        Ok(()) => Ok(()),
        Err(dechaff::pipeline::Stopped::Writing(failure)) => Err(failure),
        Err(dechaff::pipeline::Stopped::Reading(never)) => match never {},
    }
}

struct Shower {
    cleaner: Cleaner,
    fields: Fields,
    format: Format,
    colors: Colors,
}

impl Shower {
    fn show(&self, name: &str, format: Format, bytes: &[u8]) -> Shown {
        let mut shown = Shown {
            diff: String::new(),
            problems: Vec::new(),
        };
        if format == Format::Jsonl {
            for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
                if line.trim_ascii().is_empty() {
                    continue;
                }
                let name = format!("{name}:{}", number + 1);
                match Record::parse(line, &self.fields) {
                    Ok(record) => self.add(&name, &record.document(), &mut shown),
                    Err(problem) => shown.problems.push(format!("{name}: {problem}")),
                }
            }
            return shown;
        }
        match formats::text::decode(bytes) {
            Ok(text) => self.add(name, &Document::new(text), &mut shown),
            Err(problem) => shown.problems.push(format!("{name}: {problem}")),
        }
        shown
    }

    fn add(&self, name: &str, document: &Document<'_>, shown: &mut Shown) {
        let scan = self.cleaner.scan(document);
        shown
            .diff
            .push_str(&unified(name, document.text(), &scan.removals, self.colors));
    }
}
