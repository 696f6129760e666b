//! Work on one file: read, worked on frame by frame, and written safely.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::done::{Done, Pending};
use super::draft::Draft;
use super::link::{Unchanged, link};
use super::mirror::Mirror;
use super::names::document_name;
use super::ordered::Stopped;
use super::run::{Books, RunError};
use super::state::{Finished, Product};
use super::stream::stream;
use super::tree::Entry;
use super::work::{Editing, Note, Notes, Origin};
use super::write::{Attributes, NewFile, Stamp};
use crate::formats::{Compression, Content, Format, Input, Opened, Problem, Reading, Sink, open};

/// Where output goes.
#[derive(Debug)]
pub enum Target {
    /// To the same place below another folder.
    Mirror(Mirror),
    /// To where the input is.
    InPlace,
    /// Nowhere.
    Nowhere,
}

/// What new files take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preserve {
    /// Permissions, where a file is replaced.
    Needed,
    /// Permissions and times.
    All,
}

/// How files are worked on.
pub(super) struct FileWork<'w> {
    pub reading: &'w Reading,
    pub target: &'w Target,
    pub preserve: Preserve,
    pub unchanged: Unchanged,
    pub finished: Option<&'w Finished>,
    pub editing: &'w dyn Editing,
    pub stop: &'w AtomicBool,
}

/// A file that was opened to be worked on.
struct Job<'j> {
    entry: &'j Entry,
    name: &'j str,
    file: File,
    metadata: fs::Metadata,
}

impl<'j> Job<'j> {
    fn origin(&self) -> Origin<'j> {
        Origin {
            name: self.name,
            relative: &self.entry.relative,
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp::new(&self.metadata)
    }

    /// All that is in the file, which is at its start.
    fn bytes(&self) -> io::Result<Vec<u8>> {
        // Asked for no more, the system is not asked again how long the file is.
        let length = usize::try_from(self.metadata.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(length + 64);
        (&self.file).take(u64::MAX).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The file anew, from its start.
    fn content(&self) -> io::Result<File> {
        let mut file = self.file.try_clone()?;
        io::Seek::rewind(&mut file)?;
        Ok(file)
    }
}

impl FileWork<'_> {
    /// Works on a file in memory, on one thread.
    pub(super) fn small(&self, entry: &Entry) -> Done {
        let name = name_of(entry);
        let mut done = Done::default();
        let worked = self.begin(entry, &name).and_then(|job| {
            let bytes = job.bytes().map_err(|error| unreadable(&error))?;
            let hash = self.finished.map(|_| blake3::hash(&bytes));
            if let Some(product) = self.product(&job, hash.as_ref()) {
                done.skip(product);
                return Ok(());
            }
            let content = Content::Stream(Box::new(Cursor::new(bytes)));
            self.work(
                &job,
                content,
                hash.as_ref(),
                &mut done,
                |opened, sink, done| {
                    while let Some(batch) = opened.source.batch().map_err(Halt::reading)? {
                        for frame in batch {
                            let (part, own) = self.editing.edit(job.origin(), frame);
                            sink.write(part).map_err(Halt::writing)?;
                            own.into_iter().for_each(|note| done.note(note));
                        }
                    }
                    Ok(())
                },
            )
        });
        self.settle(entry, &name, worked, done)
    }

    /// Works on a file as a stream, on all threads.
    pub(super) fn large(&self, entry: &Entry, books: &mut Books<'_>) -> Result<Done, RunError> {
        let name = name_of(entry);
        let mut done = Done::default();
        let mut broken = None;
        let worked = self.begin(entry, &name).and_then(|job| {
            let hash = match self.finished {
                Some(_) => Some(hash_of(job.content()).map_err(|error| unreadable(&error))?),
                None => None,
            };
            if let Some(product) = self.product(&job, hash.as_ref()) {
                done.skip(product);
                return Ok(());
            }
            let content = job.content().map_err(|error| unreadable(&error))?;
            let content = Content::File(content);
            self.work(
                &job,
                content,
                hash.as_ref(),
                &mut done,
                |opened, sink, done| {
                    let note = |part, notes: Notes| {
                        sink.write(part).map_err(Broken::Output)?;
                        for mut note in notes {
                            let ledger = std::mem::take(&mut note.ledger);
                            books.enter(&ledger).map_err(Broken::Books)?;
                            if let Some(page) = note.page.take() {
                                books.watch.page(page);
                            }
                            done.note(note);
                        }
                        Ok(())
                    };
                    match stream(
                        &mut *opened.source,
                        self.editing,
                        job.origin(),
                        self.stop,
                        note,
                    ) {
                        Ok(()) => Ok(()),
                        Err(Stopped::Reading(error)) => Err(Halt::reading(error)),
                        Err(Stopped::Writing(Broken::Output(error))) => Err(Halt::writing(error)),
                        Err(Stopped::Writing(Broken::Books(error))) => {
                            broken = Some(error);
                            Err(Halt::Failed(Problem::Changed))
                        }
                    }
                },
            )
        });
        match broken {
            Some(error) => Err(error),
            None if self.stop.load(Ordering::Relaxed) => Err(RunError::Interrupted),
            None => Ok(self.settle(entry, &name, worked, done)),
        }
    }

    /// Opens a file that is not to be passed through.
    fn begin<'j>(&self, entry: &'j Entry, name: &'j str) -> Result<Job<'j>, Halt> {
        if let Some(obstacle) = &entry.obstacle {
            return Err(Halt::Failed(Problem::Unreadable(obstacle.clone())));
        }
        let file = File::open(&entry.path).map_err(|error| unreadable(&error))?;
        let metadata = file.metadata().map_err(|error| unreadable(&error))?;
        let is_named = entry.relative.as_os_str().is_empty();
        if self.reading.format.is_none() && !is_named && Format::is_foreign(&entry.path) {
            return Err(Halt::Pass(Problem::NotText));
        }
        Ok(Job {
            entry,
            name,
            file,
            metadata,
        })
    }

    /// What an earlier run has made of this file, if that is still there.
    fn product(&self, job: &Job<'_>, hash: Option<&blake3::Hash>) -> Option<Product> {
        let product = self.finished?.product_of(job.name, hash?)?;
        let output = match self.target {
            Target::Mirror(mirror) => mirror.root().join(&job.entry.relative),
            Target::InPlace => job.entry.path.clone(),
            Target::Nowhere => return None,
        };
        let metadata = fs::symlink_metadata(output).ok()?;
        (metadata.is_file() && metadata.len() == product.bytes).then_some(product)
    }

    /// Opens the input and the output, calls `pump` to bring one to the other, and
    /// puts the output in its place.
    fn work(
        &self,
        job: &Job<'_>,
        content: Content,
        hash: Option<&blake3::Hash>,
        done: &mut Done,
        pump: impl FnOnce(&mut Opened, &mut dyn Sink, &mut Done) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let input = Input {
            name: Some(job.entry.path.clone()),
            content,
        };
        let mut opened = open(input, self.reading).map_err(Halt::Pass)?;
        let failed = |error: io::Error| Halt::Failed(unreadable(&error));
        let output = self.output_path(job.entry).map_err(failed)?;
        let compression = opened.compression;
        let draft = output.as_deref().map(Draft::new);
        let handle: Box<dyn Write + Send> = match &draft {
            Some(draft) => Box::new(draft.writer()),
            None => Box::new(io::sink()),
        };
        let mut sink = opened.sink(handle, compression).map_err(failed)?;
        pump(&mut opened, &mut *sink, done)?;
        sink.finish().map_err(failed)?;
        if !job.stamp().is_still(&job.entry.path) && !job.is_link() {
            return Err(Halt::Failed(Problem::Changed));
        }
        if done.is_refused {
            done.totals.missing += usize::from(matches!(self.target, Target::Mirror(_)));
            return Ok(());
        }
        let (Some(path), Some(draft)) = (output, draft) else {
            return Ok(());
        };
        let is_stream = opened.format != Format::Parquet && compression == Compression::None;
        if matches!(self.target, Target::InPlace) {
            if job.is_link() {
                let told = "a symbolic link; name the file itself to replace it";
                return Err(Halt::Failed(Problem::Unreadable(told.into())));
            }
            if !done.is_changed {
                done.finish(job.name, hash, job.metadata.len());
                return Ok(());
            }
            if has_other_names(&job.metadata) {
                return Err(Halt::Failed(Problem::Linked));
            }
        } else if !done.is_changed && (!is_stream || self.unchanged == Unchanged::Linked) {
            // Packed again it might look different although nothing changed.
            drop(draft);
            return self.copy(job, hash, done).map_err(failed);
        }
        let placed = draft
            .into_file()
            .and_then(|file| self.place(job, path, file, hash, done));
        placed.map_err(failed)
    }

    /// Gives a new file its name, or leaves that for later where it replaces the
    /// input.
    fn place(
        &self,
        job: &Job<'_>,
        path: PathBuf,
        file: NewFile,
        hash: Option<&blake3::Hash>,
        done: &mut Done,
    ) -> io::Result<()> {
        let bytes = file.bytes()?;
        let attributes = match (self.target, self.preserve) {
            (_, Preserve::All) => Attributes::all(&job.metadata),
            (Target::InPlace, Preserve::Needed) => Attributes::permissions(&job.metadata),
            (_, Preserve::Needed) => Attributes::default(),
        };
        match self.target {
            Target::InPlace => {
                // The state is about what a next run will find.
                let hash = match hash {
                    Some(_) => Some(hash_of(reread(&file))?),
                    None => None,
                };
                file.handle()?.sync_data()?;
                done.finish(job.name, hash.as_ref(), bytes);
                done.pending = Some(Pending {
                    path,
                    name: job.name.to_owned(),
                    stamp: job.stamp(),
                    file,
                    attributes,
                });
                return Ok(());
            }
            _ => file.finish(&path, attributes)?,
        }
        done.finish(job.name, hash, bytes);
        Ok(())
    }

    /// Copies a file as it is, or links it.
    fn copy(&self, job: &Job<'_>, hash: Option<&blake3::Hash>, done: &mut Done) -> io::Result<()> {
        if matches!(self.target, Target::InPlace) {
            return Ok(());
        }
        let Some(path) = self.output_path(job.entry)? else {
            return Ok(());
        };
        if self.unchanged == Unchanged::Linked
            && !job.is_link()
            && link(&job.entry.path, job.stamp(), &path).is_ok()
        {
            done.finish(job.name, hash, job.metadata.len());
            return Ok(());
        }
        let mut file = NewFile::create(&path)?;
        io::copy(&mut job.content()?, &mut file)?;
        file.flush()?;
        self.place(job, path, file, hash, done)
    }

    fn output_path(&self, entry: &Entry) -> io::Result<Option<PathBuf>> {
        Ok(match self.target {
            Target::Mirror(mirror) => Some(mirror.place(&entry.relative)?),
            Target::InPlace => Some(entry.path.clone()),
            Target::Nowhere => None,
        })
    }

    /// Tells what went wrong, and lets the file through where it can.
    fn settle(&self, entry: &Entry, name: &str, worked: Result<(), Halt>, done: Done) -> Done {
        let (problem, passes) = match worked {
            Ok(()) => return done,
            Err(Halt::Pass(problem)) => (problem, true),
            Err(Halt::Failed(problem)) => (problem, false),
        };
        let mut settled = Done::default();
        let origin = Origin {
            name,
            relative: &entry.relative,
        };
        let copied = if passes {
            self.begin_raw(entry, name)
                .and_then(|job| self.copy(&job, None, &mut settled))
        } else {
            Ok(())
        };
        settled.finished.clear();
        let is_missing = !passes && matches!(self.target, Target::Mirror(_));
        if let Some(mut note) = self.editing.pass(origin, problem) {
            note.outcome.is_missing = is_missing;
            settled.note(note);
        }
        if let Err(error) = copied {
            let mut note = Note::passed(origin, None, unreadable(&error));
            note.outcome.is_missing = true;
            settled.note(note);
        }
        settled
    }

    fn begin_raw<'j>(&self, entry: &'j Entry, name: &'j str) -> io::Result<Job<'j>> {
        let file = File::open(&entry.path)?;
        Ok(Job {
            entry,
            name,
            metadata: file.metadata()?,
            file,
        })
    }
}

/// Why a file is not worked on.
enum Halt {
    /// It goes to the output as it is.
    Pass(Problem),
    /// Nothing is written.
    Failed(Problem),
}

impl Halt {
    /// Only a part of the file could be read, so all of it passes through.
    fn reading(error: io::Error) -> Self {
        Self::Pass(unreadable(&error))
    }

    fn writing(error: io::Error) -> Self {
        Self::Failed(unreadable(&error))
    }
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

enum Broken {
    Output(io::Error),
    Books(RunError),
}

impl Job<'_> {
    /// Whether the user named a link, which is read through.
    fn is_link(&self) -> bool {
        fs::symlink_metadata(&self.entry.path).is_ok_and(|metadata| metadata.is_symlink())
    }
}

fn name_of(entry: &Entry) -> String {
    let relative = document_name(&entry.relative);
    if relative.is_empty() {
        let name = entry.path.file_name().map(Path::new);
        name.map(document_name).unwrap_or_default()
    } else {
        relative
    }
}

fn reread(file: &NewFile) -> io::Result<File> {
    let mut handle = file.handle()?;
    io::Seek::rewind(&mut handle)?;
    Ok(handle)
}

fn hash_of(file: io::Result<File>) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(io::BufReader::with_capacity(1 << 17, file?))?;
    Ok(hasher.finalize())
}

fn has_other_names(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::nlink(metadata) > 1;
    #[cfg(not(unix))]
    return false;
}

fn unreadable(error: &io::Error) -> Problem {
    Problem::Unreadable(error.to_string())
}
