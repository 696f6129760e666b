//! Work, counted in tests: no text may make more of it than its length allows.
//!
//! Loops that go over a text, or over what was found in it, tell how many steps they take.
//! A step is a byte or character looked at, a candidate, a match, a reason. Outside of
//! tests nothing is counted and no code is left of it.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Adds steps to the work of this thread.
#[inline(always)]
pub(crate) fn count_work(steps: usize) {
    #[cfg(test)]
    STEPS.set(STEPS.get() + steps);
    let _ = steps;
}

/// The steps that something takes on this thread.
#[cfg(test)]
pub(crate) fn work_of<T>(run: impl FnOnce() -> T) -> usize {
    let before = STEPS.get();
    run();
    STEPS.get() - before
}
