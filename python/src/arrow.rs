//! Cleaning Arrow arrays: texts are read where they lie, whoever made them.

mod build;

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, StringArrayType, StructArray, cast::AsArray};
use arrow_schema::{DataType, Field, FieldRef};
use dechaff::Cleaner;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{
    ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule,
};
use pyo3_arrow::input::AnyArray;
use rayon::prelude::*;

use crate::core::BATCH;
use crate::objects::Outcome;
use crate::origins::Origins;
use crate::threads::pool;

/// Cleaned texts that came in one array.
#[pyclass(frozen, module = "dechaff._dechaff")]
pub(crate) struct CleanedArray(StructArray);

#[pymethods]
impl CleanedArray {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, field(self.0.data_type()).as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyTuple>> {
        to_array_pycapsules(py, field(self.0.data_type()), &self.0, requested_schema)
    }
}

/// Cleaned texts that came in several arrays, in as many.
#[pyclass(frozen, module = "dechaff._dechaff")]
pub(crate) struct CleanedChunks {
    kind: DataType,
    chunks: Vec<StructArray>,
}

#[pymethods]
impl CleanedChunks {
    fn __len__(&self) -> usize {
        self.chunks.iter().map(StructArray::len).sum()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, field(&self.kind).as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let chunks: Vec<ArrayRef> = self
            .chunks
            .iter()
            .map(|chunk| Arc::new(chunk.clone()) as ArrayRef)
            .collect();
        let chunks = ArrayIterator::new(chunks.into_iter().map(Ok), field(&self.kind));
        to_stream_pycapsule(py, Box::new(chunks), requested_schema)
    }
}

fn field(kind: &DataType) -> FieldRef {
    Arc::new(Field::new("cleaned", kind.clone(), true))
}

/// Arrays to clean.
pub(crate) struct Work<'a> {
    pub cleaner: &'a Cleaner,
    pub threads: usize,
    pub sites: Option<Vec<Option<PyBackedStr>>>,
    pub languages: Option<Vec<Option<PyBackedStr>>>,
}

impl Work<'_> {
    pub(crate) fn run(self, py: Python<'_>, array: AnyArray) -> PyResult<Bound<'_, PyAny>> {
        match array {
            AnyArray::Array(array) => {
                let (array, _) = array.into_inner();
                let origins = Origins::new(array.len(), self.sites, self.languages)?;
                let run = Run {
                    cleaner: self.cleaner,
                    threads: self.threads,
                    origins: &origins,
                };
                let cleaned = run.clean(py, 0, &array)?;
                Ok(Bound::new(py, CleanedArray(cleaned))?.into_any())
            }
            AnyArray::Stream(stream) => {
                let (arrays, field) = stream.into_chunked_array()?.into_inner();
                let kind =
                    build::kind(field.data_type()).ok_or_else(|| no_texts(field.data_type()))?;
                let count = arrays.iter().map(|array| array.len()).sum();
                let origins = Origins::new(count, self.sites, self.languages)?;
                let run = Run {
                    cleaner: self.cleaner,
                    threads: self.threads,
                    origins: &origins,
                };
                let mut chunks = Vec::with_capacity(arrays.len());
                let mut first = 0;
                for array in &arrays {
                    chunks.push(run.clean(py, first, array)?);
                    first += array.len();
                }
                Ok(Bound::new(py, CleanedChunks { kind, chunks })?.into_any())
            }
        }
    }
}

struct Run<'a> {
    cleaner: &'a Cleaner,
    threads: usize,
    origins: &'a Origins,
}

impl Run<'_> {
    /// Cleans an array whose first text has the number `first`.
    fn clean(&self, py: Python<'_>, first: usize, array: &ArrayRef) -> PyResult<StructArray> {
        match array.data_type() {
            DataType::Utf8 => self.clean_texts(py, first, array.as_string::<i32>()),
            DataType::LargeUtf8 => self.clean_texts(py, first, array.as_string::<i64>()),
            DataType::Utf8View => self.clean_texts(py, first, array.as_string_view()),
            other => Err(no_texts(other)),
        }
    }

    fn clean_texts<'t, A>(&self, py: Python<'_>, first: usize, texts: A) -> PyResult<StructArray>
    where
        A: StringArrayType<'t> + Sync,
    {
        let clean = |number: usize| {
            texts.is_valid(number).then(|| {
                let document = self.origins.document(first + number, texts.value(number));
                Outcome::new(&document, self.cleaner.clean(&document))
            })
        };
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(texts.len());
        for start in (0..texts.len()).step_by(BATCH) {
            let numbers = start..texts.len().min(start + BATCH);
            if self.threads == 1 {
                py.detach(|| outcomes.extend(numbers.map(&clean)));
            } else {
                let pool = pool(py, self.threads)?;
                let numbers = numbers.into_par_iter();
                py.detach(|| pool.install(|| outcomes.par_extend(numbers.map(&clean))));
            }
            py.check_signals()?;
        }
        Ok(build::array(texts, &outcomes))
    }
}

fn no_texts(kind: &DataType) -> PyErr {
    PyTypeError::new_err(format!("an array of strings is needed, not of {kind}"))
}
