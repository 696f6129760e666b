//! The half of the Python package that is written in Rust. What users see is in
//! `dechaff/`; it takes care of files, pickling and names, this of cleaning.

mod arrow;
mod core;
mod mining;
mod objects;
mod origins;
mod threads;

use pyo3::prelude::*;

#[pymodule]
fn _dechaff(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<core::Core>()?;
    module.add_class::<mining::Mining>()?;
    module.add_class::<arrow::CleanedArray>()?;
    module.add_class::<arrow::CleanedChunks>()?;
    module.add_function(wrap_pyfunction!(mining::lines, module)?)?;
    module.add_function(wrap_pyfunction!(core::restore, module)?)
}
