//! Mining of texts that Python hands over one by one. They wait in a file without a name,
//! as they are gone through several times and may be more than fits into memory.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use dechaff::RuleSet;
use dechaff::mine::{self, Corpus, Hear, MineError, Mined, Settings, Support};
use dechaff::rules::RuleSetBuilder;
use dechaff::text::Day;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use crate::objects::rule_error;
use crate::origins::placed;

/// Texts that wait, and what will be done with them.
#[pyclass(frozen, module = "dechaff._dechaff")]
pub(crate) struct Mining {
    rules: RuleSetBuilder,
    settings: Settings,
    texts: Mutex<BufWriter<File>>,
}

#[pymethods]
impl Mining {
    #[new]
    fn new(
        py: Python<'_>,
        files: Vec<(String, String)>,
        min_pages: u32,
        min_share: f64,
        min_sites: u32,
    ) -> PyResult<Self> {
        if !(0.0..=1.0).contains(&min_share) {
            return Err(PyValueError::new_err(format!(
                "min_share is {min_share}; it is a number from 0 to 1"
            )));
        }
        let mut rules = RuleSet::builder().add_builtin();
        for (name, text) in files {
            rules = rules.add_toml(name, text);
        }
        // Mistakes are told before anything is handed over.
        py.detach(|| rules.build())
            .map_err(|mistakes| rule_error(py, &mistakes))?;
        let settings = Settings {
            pages: min_pages,
            share: min_share,
            sites: min_sites,
        };
        let file = tempfile::tempfile().map_err(no_file)?;
        Ok(Self {
            rules,
            settings,
            texts: Mutex::new(BufWriter::new(file)),
        })
    }

    /// Takes the next text; empty strings stand for what is not known.
    fn add(&self, text: &str, site: &str, language: &str, date: &str, name: &str) -> PyResult<()> {
        let mut texts = self.texts();
        [text, site, language, date, name]
            .into_iter()
            .try_for_each(|part| write_part(&mut *texts, part))
            .map_err(no_file)
    }

    /// What repeats: tuples of proposals, and tuples of what may be content.
    fn mine<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>)> {
        let mined = py.detach(|| {
            let file = {
                let mut texts = self.texts();
                texts.flush().map_err(MineError::Documents)?;
                texts.get_ref().try_clone().map_err(MineError::Documents)?
            };
            let corpus = Corpus::new(self.settings, self.rules.clone());
            let mined = corpus.mine_each(|hear| read(&file, hear));
            // What is added later goes to the end again.
            (&file)
                .seek(SeekFrom::End(0))
                .map_err(MineError::Documents)?;
            mined
        });
        match mined {
            Ok(mined) => tuples(py, &mined),
            Err(MineError::Rules(mistakes)) => Err(rule_error(py, &mistakes)),
            Err(MineError::Documents(error)) => Err(no_file(error)),
            Err(other) => Err(PyValueError::new_err(format!("{other:?}"))),
        }
    }
}

impl Mining {
    fn texts(&self) -> MutexGuard<'_, BufWriter<File>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lines of a text, each with a number for what it says.
#[pyfunction]
pub(crate) fn lines(text: &str) -> Vec<(u64, &str)> {
    mine::lines(text).collect()
}

fn no_file(error: io::Error) -> PyErr {
    PyOSError::new_err(format!("no room for the texts to mine: {error}"))
}

fn write_part(texts: &mut impl Write, part: &str) -> io::Result<()> {
    texts.write_all(&(part.len() as u64).to_le_bytes())?;
    texts.write_all(part.as_bytes())
}

/// Goes through the texts.
fn read(mut file: &File, hear: &mut Hear<'_>) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    let mut texts = BufReader::with_capacity(1 << 16, file);
    while let Some(text) = read_part(&mut texts)? {
        let mut part = || Ok::<_, io::Error>(read_part(&mut texts)?.unwrap_or_default());
        let (site, language, date, name) = (part()?, part()?, part()?, part()?);
        let known = |part: &'_ str| (!part.is_empty()).then(|| part.to_owned());
        let mut document = placed(&text, known(&site).as_deref(), known(&language).as_deref());
        if let Some(day) = Day::find_in(&date) {
            document = document.with_day(day);
        }
        hear(&name, &document);
    }
    Ok(())
}

/// The next part; nothing at the end.
fn read_part(texts: &mut impl Read) -> io::Result<Option<String>> {
    let mut length = [0; 8];
    match texts.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut part = vec![0; usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX)];
    texts.read_exact(&mut part)?;
    String::from_utf8(part).map(Some).map_err(io::Error::other)
}

fn tuples<'py>(
    py: Python<'py>,
    mined: &Mined,
) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>)> {
    let proposals = PyList::empty(py);
    for one in &mined.proposals {
        let support = support(py, &one.support)?;
        let category = one.category.name();
        proposals.append((&one.id, &one.site, category, &one.toml, &one.texts, support))?;
    }
    let repeats = PyList::empty(py);
    for one in &mined.repeats {
        let support = support(py, &one.support)?;
        repeats.append((&one.site, &one.text, one.doubt.name(), support))?;
    }
    Ok((proposals, repeats))
}

fn support<'py>(py: Python<'py>, support: &Support) -> PyResult<Bound<'py, PyTuple>> {
    let day = |day: Day| day.to_string();
    let [head, between, tail, alone] = support.places;
    (
        support.pages,
        support.of,
        support.sites,
        head,
        between,
        tail,
        alone,
        support.days.map(|(first, _)| day(first)),
        support.days.map(|(_, last)| day(last)),
    )
        .into_pyobject(py)
}
