//! Results as the objects of `dechaff.results`.

use dechaff::records::{EvidenceRecord, Offsets, RemovalRecord};
use dechaff::rules::Diagnostics;
use dechaff::{Cleaned, Document};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyString, PyType};

/// A cleaned document, with offsets in code points.
pub(crate) struct Outcome {
    /// None where it is the input.
    text: Option<String>,
    pub(crate) removals: Vec<RemovalRecord<'static>>,
    pub(crate) tags: Vec<RemovalRecord<'static>>,
    pub(crate) is_truncated: bool,
    pub(crate) flag: Option<&'static str>,
}

impl Outcome {
    pub(crate) fn new(document: &Document<'_>, cleaned: Cleaned) -> Self {
        let records = |removals| {
            let records = RemovalRecord::all(document.text(), removals, Offsets::Chars);
            records.into_iter().map(RemovalRecord::into_owned).collect()
        };
        Self {
            removals: records(&cleaned.removals),
            tags: records(&cleaned.tags),
            text: (!cleaned.removals.is_empty()).then_some(cleaned.text),
            is_truncated: cleaned.is_truncated,
            flag: cleaned.flag.map(|flag| flag.name()),
        }
    }

    /// The cleaned text; `input` is what was cleaned.
    pub(crate) fn text<'t>(&'t self, input: &'t str) -> &'t str {
        self.text.as_deref().unwrap_or(input)
    }
}

/// Makes the objects that users see.
pub(crate) struct Maker<'py> {
    py: Python<'py>,
    cleaned: &'py Bound<'py, PyType>,
    removal: &'py Bound<'py, PyType>,
    evidence: &'py Bound<'py, PyType>,
}

impl<'py> Maker<'py> {
    pub(crate) fn new(py: Python<'py>) -> PyResult<Self> {
        static CLEANED: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static REMOVAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        static EVIDENCE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        Ok(Self {
            py,
            cleaned: CLEANED.import(py, "dechaff.results", "Cleaned")?,
            removal: REMOVAL.import(py, "dechaff.results", "Removal")?,
            evidence: EVIDENCE.import(py, "dechaff.results", "Evidence")?,
        })
    }

    /// A `Cleaned`; `input` is what was cleaned.
    pub(crate) fn cleaned(
        &self,
        outcome: &Outcome,
        input: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = match &outcome.text {
            Some(text) => PyString::new(self.py, text),
            None => input.clone(),
        };
        self.cleaned.call1((
            text,
            self.removals(&outcome.removals)?,
            outcome.is_truncated,
            outcome.flag,
            self.removals(&outcome.tags)?,
        ))
    }

    fn removals(&self, records: &[RemovalRecord<'_>]) -> PyResult<Bound<'py, PyList>> {
        let removals = PyList::empty(self.py);
        for record in records {
            removals.append(self.removal(record)?)?;
        }
        Ok(removals)
    }

    fn removal(&self, record: &RemovalRecord<'_>) -> PyResult<Bound<'py, PyAny>> {
        let evidence = PyList::empty(self.py);
        for one in &record.evidence {
            evidence.append(self.evidence(one)?)?;
        }
        self.removal.call1((
            record.start,
            record.end,
            &*record.text,
            PyString::intern(self.py, &record.rule),
            PyString::intern(self.py, &record.category),
            record.confidence,
            evidence,
        ))
    }

    fn evidence(&self, record: &EvidenceRecord<'_>) -> PyResult<Bound<'py, PyAny>> {
        self.evidence.call1((
            PyString::intern(self.py, &record.rule),
            PyString::intern(self.py, &record.reason),
            record.start,
            record.end,
            record.text.as_deref(),
        ))
    }
}

/// The mistakes of rule files as a `RuleError`.
pub(crate) fn rule_error(py: Python<'_>, mistakes: &Diagnostics) -> PyErr {
    let made = || -> PyResult<Bound<'_, PyAny>> {
        let results = py.import("dechaff.results")?;
        let diagnostic = results.getattr("Diagnostic")?;
        let list = PyList::empty(py);
        for mistake in mistakes.iter() {
            list.append(diagnostic.call1((
                mistake.severity.to_string(),
                &mistake.file,
                mistake.line,
                mistake.column,
                &mistake.message,
                &mistake.help,
            ))?)?;
        }
        results
            .getattr("RuleError")?
            .call1((mistakes.to_string(), list))
    };
    match made() {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}
