//! How documents are packed, and what is known about them; and a way over all of
//! them for commands that only look.

use std::convert::Infallible;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use dechaff::Document;
use dechaff::formats::{
    Charset, Compression, Content, Edit, Editor, Encoding, Fields, Format, Found, Frame, Input,
    Opened, Problem, Reading, Source, open,
};
use dechaff::pipeline::{Entry, Filter, Placement, Stopped, document_name, entries, in_order};

use super::failure::Failure;
use super::options::FormatName;
use super::session::on_threads;

/// Bytes, and stretches of files, that make a batch.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_STRETCHES: usize = 1024;

/// What standard input is called.
const STDIN: &str = "stdin";

/// How documents are packed, and what is known about them.
#[derive(Clone, Debug, Args)]
pub struct DocumentOptions {
    /// How the input is packed.
    #[arg(long, value_enum, default_value_t)]
    pub format: FormatName,
    /// The field of a JSON object, or the column of a table or Parquet file, that
    /// holds the text; dots lead into nested objects.
    #[arg(long, value_name = "FIELD", default_value = "text")]
    text_field: String,
    /// The field or column that holds the site or the page's address; `site` or
    /// `url` where left out.
    #[arg(long, value_name = "FIELD")]
    site_field: Option<String>,
    /// The mark between the values of a table, such as `;` [default: found by the
    /// header].
    #[arg(long, value_name = "MARK", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// The encoding: a name such as windows-1252, or `auto` for the likeliest one of
    /// each document [default: UTF-8, or UTF-16 with a byte-order mark].
    #[arg(long, value_name = "NAME", value_parser = str::parse::<Charset>, default_value = "utf-8", hide_default_value = true)]
    encoding: Charset,
    /// The site that the documents are from, such as `news.example`: rules for
    /// single sites go by it.
    #[arg(long, value_name = "HOST", conflicts_with = "site_by_folder")]
    site: Option<String>,
    /// The folder right below the input is named like the site.
    #[arg(long)]
    site_by_folder: bool,
    /// Documents of more bytes are passed through unchanged.
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20)]
    max_size: usize,
    /// Take only the files of a folder that match; a glob as in .gitignore
    /// (repeatable).
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out the files of a folder that match; a glob as in .gitignore
    /// (repeatable).
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Leave out what the lines of this file match, as in .gitignore. The files
    /// named .dechaffignore in a folder are always heeded.
    #[arg(long, value_name = "FILE")]
    ignore_file: Vec<PathBuf>,
    /// Number of threads; 0 for one on each core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

fn delimiter(mark: &str) -> Result<u8, String> {
    match mark.as_bytes() {
        [one] if one.is_ascii() && *one != b'"' => Ok(*one),
        br"\t" => Ok(b'\t'),
        _ => Err("a mark is one ASCII character, or \\t".into()),
    }
}

impl DocumentOptions {
    /// How files are read.
    pub fn reading(&self) -> Reading {
        let fields = Fields::new(&self.text_field);
        Reading {
            format: self.format.into(),
            fields: match &self.site_field {
                Some(path) => fields.with_site(path),
                None => fields,
            },
            charset: self.encoding,
            delimiter: self.delimiter,
            longest: self.max_size,
        }
    }

    /// Where documents are from.
    pub fn placement(&self) -> Placement {
        match &self.site {
            Some(site) => Placement::Site(site.clone()),
            None if self.site_by_folder => Placement::ByFolder,
            None => Placement::Unknown,
        }
    }

    /// Which files of a folder are taken.
    pub fn filter(&self) -> Result<Filter, Failure> {
        Filter::new(&self.include, &self.exclude, &self.ignore_file)
            .map_err(|error| Failure::Usage(error.to_string()))
    }

    /// What results depend on, beside the rules.
    pub fn settings(&self) -> String {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
            self.format,
            self.text_field,
            self.site_field,
            self.delimiter,
            self.encoding,
            self.site,
            self.site_by_folder,
            self.max_size
        )
    }

    /// Whether a file holds records, a document each.
    pub fn is_records(&self, path: Option<&Path>) -> bool {
        let named = Option::<Format>::from(self.format);
        let format = named.or_else(|| path.and_then(Format::of_name));
        format.is_some_and(|format| format != Format::Text)
    }
}

/// What was made of one document, or why it could not be read.
pub struct Seen<T> {
    /// The document's name, with the number of its record.
    pub name: String,
    pub result: Result<T, String>,
}

/// Calls `work` with each document of `path` on several threads, and `sink` with
/// what came of them, in order.
pub fn each_document<T: Send>(
    options: &DocumentOptions,
    path: Option<&Path>,
    work: impl Fn(&str, &Document<'_>) -> T + Sync,
    sink: impl FnMut(Seen<T>) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    each_packed(
        options,
        path,
        |packed| work(packed.name, packed.document),
        sink,
    )
}

/// A document with how it is packed.
pub struct Packed<'p> {
    /// The document's name, with the number of its record.
    pub name: &'p str,
    pub document: &'p Document<'p>,
    /// The path of its file below the input; the input itself where that is a file,
    /// and `stdin` for standard input.
    pub file: &'p Path,
    /// The number of its record; `None` where the file is the document.
    pub record: Option<u64>,
    pub encoding: Encoding,
    pub compression: Compression,
}

/// [`each_document`] for work that needs to know how documents are packed.
pub fn each_packed<T: Send>(
    options: &DocumentOptions,
    path: Option<&Path>,
    work: impl Fn(&Packed<'_>) -> T + Sync,
    mut sink: impl FnMut(Seen<T>) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let placement = options.placement();
    let filter = options.filter()?;
    let mut files = Files {
        entries: files_of(path, &filter),
        reading: options.reading(),
        open: None,
    };
    let look = |(file, stretch): (Arc<Named>, Stretch)| match stretch {
        Ok(frame) => {
            let mut looking = Looking {
                file: &file,
                placement: &placement,
                work: &work,
                seen: Vec::new(),
            };
            frame.edit(&mut looking);
            looking.seen
        }
        Err(problem) => vec![Seen {
            name: file.name.clone(),
            result: Err(problem.to_string()),
        }],
    };
    let sink = |batch: Vec<Vec<Seen<T>>>| batch.into_iter().flatten().try_for_each(&mut sink);
    let looked = on_threads(options.threads, || {
        in_order(|| Ok::<_, Infallible>(files.batch()), look, sink)
    })?;
    match looked {
        Ok(()) => Ok(()),
        Err(Stopped::Writing(failure)) => Err(failure),
        Err(Stopped::Reading(never)) => match never {},
    }
}

/// A file with the name of its documents; standard input has no entry.
struct Named {
    name: String,
    entry: Option<Entry>,
    compression: Compression,
}

impl Named {
    fn relative(&self) -> &Path {
        let entry = self.entry.as_ref();
        entry.map_or(Path::new(""), |entry| &entry.relative)
    }

    fn file(&self) -> &Path {
        match &self.entry {
            None => Path::new(STDIN),
            Some(entry) if entry.relative.as_os_str().is_empty() => &entry.path,
            Some(entry) => &entry.relative,
        }
    }
}

/// A stretch of a file, or why there is none.
type Stretch = Result<Box<dyn Frame>, Problem>;

fn files_of(path: Option<&Path>, filter: &Filter) -> Box<dyn Iterator<Item = Named> + Send> {
    let Some(path) = path.map(Path::to_owned) else {
        return Box::new(std::iter::once(Named {
            name: STDIN.into(),
            entry: None,
            compression: Compression::None,
        }));
    };
    let found = entries(&path, Path::new(""), filter);
    Box::new(found.map(move |entry| {
        let name = document_name(&entry.relative);
        Named {
            name: if name.is_empty() {
                path.display().to_string()
            } else {
                name
            },
            entry: Some(entry),
            compression: Compression::None,
        }
    }))
}

/// The stretches of files, one file after the other.
struct Files {
    entries: Box<dyn Iterator<Item = Named> + Send>,
    reading: Reading,
    open: Option<(Arc<Named>, Box<dyn Source>)>,
}

impl Files {
    fn batch(&mut self) -> Option<Vec<(Arc<Named>, Stretch)>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES && batch.len() < BATCH_STRETCHES {
            let Some((file, source)) = &mut self.open else {
                let Some(mut file) = self.entries.next() else {
                    break;
                };
                match self.open(&file) {
                    Ok(opened) => {
                        file.compression = opened.compression;
                        self.open = Some((Arc::new(file), opened.source));
                    }
                    Err(problem) => batch.push((Arc::new(file), Err(problem))),
                }
                continue;
            };
            match source.batch() {
                Ok(Some(frames)) => {
                    bytes += frames.iter().map(|frame| frame.size()).sum::<usize>();
                    batch.extend(frames.into_iter().map(|frame| (file.clone(), Ok(frame))));
                }
                Ok(None) => self.open = None,
                Err(error) => {
                    let problem = Problem::Unreadable(error.to_string());
                    batch.push((file.clone(), Err(problem)));
                    self.open = None;
                }
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    fn open(&self, file: &Named) -> Result<Opened, Problem> {
        let input = match &file.entry {
            None => Input::stream(io::stdin()),
            Some(entry) => return open_entry(entry, &self.reading),
        };
        open(input, &self.reading)
    }
}

/// Opens a file of a folder, or one that was named.
pub fn open_entry(entry: &Entry, reading: &Reading) -> Result<Opened, Problem> {
    if let Some(obstacle) = &entry.obstacle {
        return Err(Problem::Unreadable(obstacle.clone()));
    }
    let is_named = entry.relative.as_os_str().is_empty();
    if reading.format.is_none() && !is_named && Format::is_foreign(&entry.path) {
        return Err(Problem::NotText);
    }
    let file = File::open(&entry.path).map_err(|error| Problem::Unreadable(error.to_string()))?;
    let input = Input {
        name: Some(entry.path.clone()),
        content: Content::File(file),
    };
    open(input, reading)
}

/// Looks at documents and changes none.
struct Looking<'l, T, W> {
    file: &'l Named,
    placement: &'l Placement,
    work: &'l W,
    seen: Vec<Seen<T>>,
}

impl<T, W> Looking<'_, T, W> {
    fn name(&self, record: Option<u64>) -> String {
        match record {
            Some(record) => format!("{}:{record}", self.file.name),
            None => self.file.name.clone(),
        }
    }
}

impl<T, W: Fn(&Packed<'_>) -> T> Editor for Looking<'_, T, W> {
    fn edit(&mut self, found: &Found<'_>) -> Edit {
        let name = self.name(found.record);
        let document = found.document.clone();
        let document = self.placement.place(document, self.file.relative());
        let result = Ok((self.work)(&Packed {
            name: &name,
            document: &document,
            file: self.file.file(),
            record: found.record,
            encoding: found.encoding,
            compression: self.file.compression,
        }));
        self.seen.push(Seen { name, result });
        Edit::default()
    }

    fn pass(&mut self, record: Option<u64>, problem: Problem) {
        self.seen.push(Seen {
            name: self.name(record),
            result: Err(problem.to_string()),
        });
    }
}
