//! Cleaning texts that Python holds.

use dechaff::records::{Offsets, RemovalRecord, removed};
use dechaff::{Cleaner, Level, RuleSet};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyList, PySequence, PyString};
use pyo3_arrow::input::AnyArray;
use rayon::prelude::*;

use crate::arrow;
use crate::objects::{Maker, Outcome, rule_error};
use crate::origins::{Origins, placed};
use crate::threads::pool;

/// Texts that are cleaned before Python may interrupt.
pub(crate) const BATCH: usize = 512;

/// A set of rules, ready to clean.
#[pyclass(frozen, module = "dechaff._dechaff")]
pub(crate) struct Core {
    cleaner: Cleaner,
    /// Zero are as many as there are cores.
    threads: usize,
}

#[pymethods]
impl Core {
    /// Builds the built-in rules and those of `files`, which are names and texts.
    #[new]
    fn new(
        py: Python<'_>,
        level: &str,
        files: Vec<(String, String)>,
        only: Vec<String>,
        skip: Vec<String>,
        threads: usize,
    ) -> PyResult<Self> {
        let level: Level = level.parse().map_err(PyValueError::new_err::<String>)?;
        let mut rules = RuleSet::builder()
            .add_builtin()
            .level(level)
            .only(only)
            .skip(skip);
        for (name, text) in files {
            rules = rules.add_toml(name, text);
        }
        let rules = py
            .detach(|| rules.build())
            .map_err(|mistakes| rule_error(py, &mistakes))?;
        Ok(Self {
            cleaner: Cleaner::new(rules),
            threads,
        })
    }

    /// A number that tells this set of rules from others.
    #[getter]
    fn fingerprint(&self) -> u64 {
        self.cleaner.rules().fingerprint()
    }

    fn clean<'py>(
        &self,
        text: &Bound<'py, PyString>,
        site: Option<&str>,
        language: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let input: PyBackedStr = text.extract()?;
        let outcome = text.py().detach(|| {
            let document = placed(&input, site, language);
            Outcome::new(&document, self.cleaner.clean(&document))
        });
        Maker::new(text.py())?.cleaned(&outcome, text)
    }

    fn clean_batch<'py>(
        &self,
        texts: &Bound<'py, PySequence>,
        sites: Option<Vec<Option<PyBackedStr>>>,
        languages: Option<Vec<Option<PyBackedStr>>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let py = texts.py();
        let count = texts.len()?;
        let origins = Origins::new(count, sites, languages)?;
        let maker = Maker::new(py)?;
        let all = PyList::empty(py);
        for first in (0..count).step_by(BATCH) {
            let mut inputs = Vec::with_capacity(BATCH);
            for number in first..count.min(first + BATCH) {
                inputs.push(text_at(texts, number)?);
            }
            let outcomes = self.outcomes(py, first, &inputs, &origins)?;
            for (outcome, (input, _)) in outcomes.iter().zip(&inputs) {
                all.append(maker.cleaned(outcome, input.bind(py))?)?;
            }
            py.check_signals()?;
        }
        Ok(all)
    }

    fn clean_arrow<'py>(
        &self,
        py: Python<'py>,
        array: AnyArray,
        sites: Option<Vec<Option<PyBackedStr>>>,
        languages: Option<Vec<Option<PyBackedStr>>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let work = arrow::Work {
            cleaner: &self.cleaner,
            threads: self.threads,
            sites,
            languages,
        };
        work.run(py, array)
    }
}

impl Core {
    /// Cleans texts of a batch, the first of which has the number `first`.
    fn outcomes(
        &self,
        py: Python<'_>,
        first: usize,
        inputs: &[(Py<PyString>, PyBackedStr)],
        origins: &Origins,
    ) -> PyResult<Vec<Outcome>> {
        let texts: Vec<&str> = inputs.iter().map(|(_, text)| &**text).collect();
        let clean = |(number, text): (usize, &&str)| {
            let document = origins.document(first + number, text);
            Outcome::new(&document, self.cleaner.clean(&document))
        };
        if self.threads == 1 {
            return Ok(py.detach(|| texts.iter().enumerate().map(clean).collect()));
        }
        let pool = pool(py, self.threads)?;
        Ok(py.detach(|| pool.install(|| texts.par_iter().enumerate().map(clean).collect())))
    }
}

/// The text at a place of a sequence, as Python and as Rust have it.
fn text_at(texts: &Bound<'_, PySequence>, number: usize) -> PyResult<(Py<PyString>, PyBackedStr)> {
    let item = texts.get_item(number)?;
    let Ok(text) = item.cast::<PyString>() else {
        return Err(PyTypeError::new_err(format!(
            "texts[{number}] is {}, not str",
            item.get_type().name()?
        )));
    };
    Ok((text.clone().unbind(), text.extract()?))
}

/// Puts removed texts back; `removals` are their first and last code points and texts.
#[pyfunction]
pub(crate) fn restore(
    py: Python<'_>,
    cleaned: PyBackedStr,
    removals: Vec<(usize, usize, String)>,
) -> PyResult<String> {
    let records: Vec<RemovalRecord<'_>> = removals
        .into_iter()
        .map(|(start, end, text)| RemovalRecord {
            start,
            end,
            text: text.into(),
            spelled: None,
            rule: String::new(),
            category: String::new(),
            confidence: 1.0,
            evidence: Vec::new(),
        })
        .collect();
    let restored = py.detach(|| {
        let spans = removed(&cleaned, &records, Offsets::Chars).ok()?;
        Some(dechaff::restore(&cleaned, spans))
    });
    restored.ok_or_else(|| {
        PyValueError::new_err(
            "the removals do not fit the text: they are of another text, not sorted, or count bytes",
        )
    })
}
