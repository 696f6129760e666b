//! Threads that a cleaner works on. A process that was forked makes its own: threads do
//! not survive a fork.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The pools of a process, by the number of their threads.
struct Pools {
    process: u32,
    by_size: HashMap<usize, Arc<ThreadPool>>,
}

static POOLS: Mutex<Option<Pools>> = Mutex::new(None);

/// The pool with so many threads; zero are as many as there are cores.
///
/// Python's lock is held meanwhile, so that no other thread of the interpreter forks in
/// between.
pub(crate) fn pool(_: Python<'_>, threads: usize) -> PyResult<Arc<ThreadPool>> {
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some(others) = pools.take_if(|pools| pools.process != process) {
        // Waiting for threads that were not forked along would take forever.
        std::mem::forget(others);
    }
    let pools = pools.get_or_insert_with(|| Pools {
        process,
        by_size: HashMap::new(),
    });
    if let Some(pool) = pools.by_size.get(&threads) {
        return Ok(Arc::clone(pool));
    }
    let builder = ThreadPoolBuilder::new().num_threads(threads);
    let pool = builder
        .thread_name(|number| format!("dechaff-{number}"))
        .build()
        .map_err(|error| PyRuntimeError::new_err(format!("no threads to clean on: {error}")))?;
    let pool = Arc::new(pool);
    pools.by_size.insert(threads, Arc::clone(&pool));
    Ok(pool)
}
