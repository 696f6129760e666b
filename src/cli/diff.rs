//! `dechaff diff`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use dechaff::report::diff::{
    Palette, Presence, Revision, Shown, Stat, Statistics, Style, Unpatchable, View, patch,
    patch_name, visible,
};
use dechaff::{Cleaner, formats::Compression};

use super::documents::{DocumentOptions, Packed, Seen, each_packed};
use super::failure::{Failure, SOME_FAILED};
use super::options::RuleOptions;
use super::pager::{Pager, Paging};
use super::report::{Looked, write_html};
use super::versions;

/// Columns of a terminal that does not tell, and the fewest that are used.
const USUAL_WIDTH: usize = 80;
const LEAST_WIDTH: u16 = 20;

/// Arguments of `dechaff diff`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file or a folder; standard input where left out or `-`.
    path: Option<PathBuf>,
    /// A second version of the file or folder: what differs is shown, whatever it
    /// came from, and rules play no part.
    #[arg(value_name = "NEW")]
    newer: Option<PathBuf>,
    /// How the diff is written.
    #[arg(long, value_enum, default_value_t)]
    style: StyleName,
    /// Unchanged lines around each change.
    #[arg(short = 'U', long, value_name = "N", default_value_t = 3)]
    context: usize,
    /// Columns to use [default: the terminal's, else 80].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(i64::from(LEAST_WIDTH)..))]
    width: Option<u16>,
    /// Whether to use colours: `auto` means on a terminal, unless `NO_COLOR` is set.
    #[arg(long, value_enum, default_value_t)]
    color: ColorName,
    /// Count what goes instead: a line for each document, sums by category and rule.
    #[arg(long)]
    stat: bool,
    /// Never show the output in a pager. On a terminal it goes through
    /// `$DECHAFF_PAGER`, `$PAGER` or `less`.
    #[arg(long)]
    no_pager: bool,
    /// Exit with 1 where there is anything to show.
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    rules: RuleOptions,
}

/// How a diff is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum StyleName {
    /// Lines that go behind `-`, and above each hunk the rules.
    #[default]
    Unified,
    /// Paragraphs with the words marked that go.
    Inline,
    /// The original on the left, the cleaned text on the right.
    SideBySide,
    /// A patch for `git apply` or `patch -p1`; plain text files in UTF-8 only.
    Patch,
    /// A JSON object a line, for each document that changes.
    Json,
    /// One HTML page for all documents, to read and to review in a browser.
    Html,
}

/// Whether to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ColorName {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What is written of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A diff in this style.
    Diff(Style),
    /// A patch.
    Patch,
    /// Only counts.
    Stat,
}

/// What there is to write of one document.
pub enum Piece {
    Text(String),
    Stat(Stat),
}

/// What a command keeps while it shows diffs.
pub struct Showing {
    pub output: Output,
    pub view: View,
    pub pager: Pager,
    statistics: Statistics,
    differs: bool,
    failed: bool,
    /// What was said last: records of a file fail alike.
    said: String,
}

impl Showing {
    fn new(arguments: &Arguments, output: Output) -> Self {
        Self {
            output,
            view: arguments.view(),
            pager: Pager::new(if arguments.no_pager {
                Paging::Never
            } else {
                Paging::Auto
            }),
            statistics: Statistics::default(),
            differs: false,
            failed: false,
            said: String::new(),
        }
    }

    /// Writes what there is of a document.
    pub fn show(&mut self, piece: Piece) -> Result<(), Failure> {
        match piece {
            Piece::Text(text) => {
                self.differs |= !text.is_empty();
                self.pager.write(&text)
            }
            Piece::Stat(stat) => {
                self.differs |= !stat.is_empty();
                self.statistics.add(stat);
                Ok(())
            }
        }
    }

    /// Marks that something differs that cannot be shown.
    pub fn differs(&mut self) {
        self.differs = true;
    }

    /// Tells of a document that could not be worked on.
    pub fn fail(&mut self, message: String) {
        self.failed = true;
        if message != self.said {
            self.pager.say(visible(&message).into_owned());
            self.said = message;
        }
    }

    /// Writes what comes at the end, and gives the exit code.
    fn finish(
        mut self,
        shown: Result<(), Failure>,
        arguments: &Arguments,
    ) -> Result<ExitCode, Failure> {
        let shown = shown.and_then(|()| match self.output {
            Output::Stat if self.differs => {
                let table = self.statistics.table(&self.view);
                self.pager.write(&table)
            }
            _ => Ok(()),
        });
        self.pager.finish();
        match shown {
            // Who leaves the pager early has seen enough.
            Ok(()) | Err(Failure::BrokenPipe) => {}
            Err(failure) => return Err(failure),
        }
        let looked = Looked {
            differs: self.differs,
            failed: self.failed,
        };
        Ok(exit_code(looked, arguments))
    }
}

fn exit_code(looked: Looked, arguments: &Arguments) -> ExitCode {
    match (looked.differs, looked.failed) {
        (_, true) => ExitCode::from(SOME_FAILED),
        (true, false) if arguments.exit_code => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    }
}

impl Arguments {
    /// What is written of single documents; `None` where all make one page.
    fn output(&self) -> Option<Output> {
        Some(match self.style {
            _ if self.stat => Output::Stat,
            StyleName::Unified => Output::Diff(Style::Unified),
            StyleName::Inline => Output::Diff(Style::Inline),
            StyleName::SideBySide => Output::Diff(Style::SideBySide),
            StyleName::Json => Output::Diff(Style::Json),
            StyleName::Patch => Output::Patch,
            StyleName::Html => return None,
        })
    }

    /// The file or folder; `None` for standard input.
    fn old(&self) -> Option<&Path> {
        let path = self.path.as_deref();
        path.filter(|path| *path != Path::new("-"))
    }

    fn view(&self) -> View {
        let is_terminal = io::stdout().is_terminal();
        let is_wished = match self.color {
            ColorName::Always => true,
            ColorName::Never => false,
            ColorName::Auto => {
                is_terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|name| name != "dumb")
            }
        };
        let size = is_terminal.then(terminal_size::terminal_size).flatten();
        let known = self
            .width
            .or(size.map(|(terminal_size::Width(width), _)| width));
        View {
            palette: if is_wished {
                Palette::terminal()
            } else {
                Palette::plain()
            },
            context: self.context,
            width: known.map_or(USUAL_WIDTH, |width| width.max(LEAST_WIDTH).into()),
        }
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let Some(output) = arguments.output() else {
        return page(arguments);
    };
    let mut showing = Showing::new(arguments, output);
    if let (Some(old), Some(new)) = (&arguments.path, &arguments.newer) {
        let shown = versions::show(old, new, &arguments.documents, &mut showing);
        return showing.finish(shown, arguments);
    }
    let path = arguments.old();
    let cleaner = arguments.rules.cleaner(path)?;
    let (output, view) = (showing.output, showing.view);
    let shown = each_packed(
        &arguments.documents,
        path,
        |packed| piece(&cleaner, packed, output, &view),
        |Seen { name, result }| match result {
            Ok(Ok(piece)) => showing.show(piece),
            Ok(Err(refused)) => {
                showing.differs();
                showing.fail(refused);
                Ok(())
            }
            Err(problem) => {
                showing.fail(format!("{name}: {problem}"));
                Ok(())
            }
        },
    );
    showing.finish(shown, arguments)
}

/// Writes all documents as one page.
fn page(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if arguments.newer.is_some() {
        let message = "--style html shows what rules remove; two versions have other styles";
        return Err(Failure::Usage(message.into()));
    }
    let path = arguments.old();
    let cleaner = arguments.rules.cleaner(path)?;
    let looked = write_html(&arguments.documents, path, &cleaner)?;
    Ok(exit_code(looked, arguments))
}

/// What there is to write of a document, or why it cannot be written so.
fn piece(
    cleaner: &Cleaner,
    packed: &Packed<'_>,
    output: Output,
    view: &View,
) -> Result<Piece, String> {
    let document = packed.document;
    let scan = cleaner.scan(document);
    let shown = Shown {
        name: packed.name,
        record: packed.record,
        site: document.site(),
        text: document.text(),
        removals: &scan.removals,
        rules: cleaner.rules(),
    };
    Ok(match output {
        Output::Diff(style) => Piece::Text(shown.diff(style, view)),
        Output::Stat => Piece::Stat(shown.stat()),
        Output::Patch if scan.removals.is_empty() => Piece::Text(String::new()),
        Output::Patch => {
            check_patchable(packed)
                .map_err(|refused| format!("{}: {refused}", packed.file.display()))?;
            let mark = packed.encoding.encode("");
            let mark = std::str::from_utf8(&mark).unwrap_or_default();
            let revision = Revision::of_removals(shown.text, shown.removals).behind(mark);
            let name = patch_name(packed.file);
            Piece::Text(patch(&name, &revision, Presence::Both, view.context))
        }
    })
}

fn check_patchable(packed: &Packed<'_>) -> Result<(), Unpatchable> {
    if packed.record.is_some() {
        Err(Unpatchable::Record)
    } else if packed.compression != Compression::None {
        Err(Unpatchable::Compressed)
    } else if !packed.encoding.is_utf8() {
        Err(Unpatchable::Encoding(packed.encoding.to_string()))
    } else {
        Ok(())
    }
}
