//! Goes over the documents of a file, a folder or standard input, for commands
//! that only look.

use std::convert::Infallible;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use dechaff::Document;
use dechaff::formats::jsonl::{Fields, Record};
use dechaff::formats::{self, Problem, host};
use dechaff::pipeline::{Entry, Stopped, entries, in_order};

use super::failure::Failure;
use super::options::{Format, is_text_name};
use super::session::on_threads;

/// Files that make a batch.
const BATCH: usize = 64;

/// How documents are packed, and what is known about them.
#[derive(Clone, Debug, Args)]
pub struct DocumentOptions {
    /// How the input is packed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The field of a JSON object that holds the text; dots lead into nested
    /// objects.
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub text_field: String,
    /// The field of a JSON object that holds the site or the page's address;
    /// `site` or `url` where left out.
    #[arg(long, value_name = "FIELD")]
    site_field: Option<String>,
    /// The site that the documents are from, such as `news.example`: rules for
    /// single sites go by it.
    #[arg(long, value_name = "HOST", conflicts_with = "site_by_folder")]
    site: Option<String>,
    /// The folder right below the input is named like the site.
    #[arg(long)]
    site_by_folder: bool,
    /// Number of threads; 0 for one on each core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

impl DocumentOptions {
    /// Where things are in a JSON object.
    pub fn fields(&self) -> Fields {
        let fields = Fields::new(&self.text_field);
        match &self.site_field {
            Some(path) => fields.with_site(path),
            None => fields,
        }
    }

    /// Whether a file holds records, a document each.
    pub fn is_records(&self, path: Option<&Path>) -> bool {
        self.format.of(path) == Format::Jsonl
    }

    /// The document with its site, where an option tells it; `relative` is the
    /// path of its file below the input.
    pub fn place<'t>(&self, document: Document<'t>, relative: &Path) -> Document<'t> {
        let site = match &self.site {
            Some(site) => host(site).map(str::to_owned),
            None if self.site_by_folder => site_of_folder(relative),
            None => None,
        };
        match site {
            Some(site) => document.with_site(site),
            None => document,
        }
    }
}

fn site_of_folder(relative: &Path) -> Option<String> {
    let mut parts = relative.components();
    let folder = parts.next()?.as_os_str().to_str()?.to_owned();
    parts.next().map(|_| folder)
}

/// What was made of one document, or why it could not be read.
pub struct Seen<T> {
    /// The document's name, with its line in a file of JSON lines.
    pub name: String,
    pub result: Result<T, String>,
}

/// Calls `work` with each document of `path` on several threads, and `sink` with
/// what came of them, in order.
pub fn each_document<T: Send>(
    options: &DocumentOptions,
    path: Option<&Path>,
    work: impl Fn(&str, &Document<'_>) -> T + Send + Sync,
    mut sink: impl FnMut(Seen<T>) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let fields = options.fields();
    let mut sources = sources(path);
    let source = || {
        let batch: Vec<Entry> = sources.by_ref().take(BATCH).collect();
        Ok::<_, Infallible>((!batch.is_empty()).then_some(batch))
    };
    let look = |entry: Entry| look(options, &fields, path, &entry, &work);
    let sink = |seen: Vec<Seen<T>>| seen.into_iter().try_for_each(&mut sink);
    match on_threads(options.threads, || in_order(source, look, sink))? {
        Ok(()) => Ok(()),
        Err(Stopped::Writing(failure)) => Err(failure),
        Err(Stopped::Reading(never)) => match never {},
    }
}

/// The files to read; standard input is an entry without a path.
fn sources(path: Option<&Path>) -> Box<dyn Iterator<Item = Entry> + Send> {
    match path {
        Some(folder) if folder.is_dir() => Box::new(entries(folder)),
        path => Box::new(std::iter::once(Entry {
            path: path.map(Path::to_owned).unwrap_or_default(),
            relative: PathBuf::new(),
            obstacle: None,
        })),
    }
}

fn look<T>(
    options: &DocumentOptions,
    fields: &Fields,
    path: Option<&Path>,
    entry: &Entry,
    work: &impl Fn(&str, &Document<'_>) -> T,
) -> Vec<Seen<T>> {
    let is_single = entry.relative.as_os_str().is_empty();
    let name = match path {
        None => "stdin".to_owned(),
        Some(path) if is_single => path.display().to_string(),
        Some(_) => entry.relative.to_string_lossy().into_owned(),
    };
    let format = options.format.of(path.map(|_| entry.path.as_path()));
    let is_foreign = format == Format::Text && !is_single && !is_text_name(&entry.path);
    let bytes = match &entry.obstacle {
        Some(obstacle) => Err(obstacle.clone()),
        None if is_foreign => Err(Problem::NotText.to_string()),
        None => read(path.map(|_| entry.path.as_path())).map_err(|error| error.to_string()),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(problem) => {
            return vec![Seen {
                name,
                result: Err(problem),
            }];
        }
    };
    if format == Format::Jsonl {
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        return lines
            .filter(|(_, line)| !line.trim_ascii().is_empty())
            .map(|(number, line)| {
                let name = format!("{name}:{}", number + 1);
                let result = Record::parse(line, fields)
                    .map(|record| work(&name, &options.place(record.document(), &entry.relative)))
                    .map_err(|problem| problem.to_string());
                Seen { name, result }
            })
            .collect();
    }
    let result = formats::text::decode(&bytes)
        .map(|text| work(&name, &options.place(Document::new(text), &entry.relative)))
        .map_err(|problem| problem.to_string());
    vec![Seen { name, result }]
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
