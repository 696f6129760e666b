//! A parallel map that keeps the order and bounds what is in flight.

use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

/// Batches that may wait on each side of the workers.
const WAITING: usize = 2;

/// Why a run ended early.
#[derive(Debug)]
pub enum Stopped<R, W> {
    /// The source failed.
    Reading(R),
    /// The sink failed.
    Writing(W),
}

/// Takes batches from `source` until it gives `None`, maps their items with
/// `work` on the current rayon pool, and hands the results of a batch to `sink`, in
/// the order of the source.
///
/// At most a handful of batches exist at a time, so a source that bounds its
/// batches bounds the memory.
///
/// # Errors
///
/// The first error of the source or the sink; what the source gave before its
/// error has been written then.
pub fn in_order<I, O, R, W>(
    mut source: impl FnMut() -> Result<Option<Vec<I>>, R> + Send,
    work: impl Fn(I) -> O + Sync,
    mut sink: impl FnMut(Vec<O>) -> Result<(), W> + Send,
) -> Result<(), Stopped<R, W>>
where
    I: Send,
    O: Send,
    R: Send,
    W: Send,
{
    thread::scope(|scope| {
        let (batches_in, batches) = sync_channel::<Vec<I>>(WAITING);
        let (results_in, results) = sync_channel::<Vec<O>>(WAITING);
        let reader = scope.spawn(move || {
            while let Some(batch) = source()? {
                if batches_in.send(batch).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let writer = scope.spawn(move || results.into_iter().try_for_each(&mut sink));
        for batch in batches {
            let mapped: Vec<O> = batch.into_par_iter().map(&work).collect();
            if results_in.send(mapped).is_err() {
                break;
            }
        }
        drop(results_in);
        // A panic in a thread of the pipeline is a bug and goes on as one.
        let written = writer
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.map_err(Stopped::Writing)?;
        let read = reader
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map_err(Stopped::Reading)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_and_errors_come_through() {
        let mut next = 0;
        let source = || {
            next += 1;
            Ok::<_, String>((next <= 50).then(|| ((next - 1) * 10..next * 10).collect()))
        };
        let mut seen = Vec::new();
        in_order(
            source,
            |n: i32| n * 2,
            |batch| {
                seen.extend(batch);
                Ok::<_, String>(())
            },
        )
        .unwrap();
        assert_eq!(seen, (0..500).map(|n| n * 2).collect::<Vec<_>>());

        let endless = || Ok::<_, String>(Some(vec![1]));
        let refused = in_order(endless, |n| n, |_| Err("full".to_owned()));
        assert!(matches!(refused, Err(Stopped::Writing(error)) if error == "full"));

        let mut left = 3;
        let failing = || {
            left -= 1;
            if left == 0 {
                Err("gone".to_owned())
            } else {
                Ok(Some(vec![left]))
            }
        };
        let mut written = 0;
        let stopped = in_order(
            failing,
            |n| n,
            |_| {
                written += 1;
                Ok::<_, String>(())
            },
        );
        assert!(matches!(stopped, Err(Stopped::Reading(error)) if error == "gone"));
        assert_eq!(written, 2);
    }
}
