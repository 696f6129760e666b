//! A parallel map that keeps the order and bounds what is in flight.

use std::collections::VecDeque;
use std::iter::Enumerate;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::vec::IntoIter;

/// Batches that may wait on each side of the workers.
const WAITING: usize = 2;

/// Batches that may be begun and not yet handed on. While one thread is at a long item,
/// the others go on with what comes after it, but not for ever.
const OPEN: usize = 4;

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
/// No thread waits for the others to end a batch: it begins with the next. At most a
/// handful of batches exist at a time, so a source that bounds its batches bounds the
/// memory.
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
        let map = Map {
            work: &work,
            feed: Mutex::new(Feed::new(batches)),
            order: Mutex::new(Order::new(results_in)),
            has_room: Condvar::new(),
        };
        rayon::broadcast(|_| map.run());
        // Ends the channels, so that reader and writer come to an end.
        drop(map);
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

/// What the threads of the map share.
struct Map<'w, F, I, O> {
    work: &'w F,
    /// Locked before `order`, where both are.
    feed: Mutex<Feed<I>>,
    order: Mutex<Order<O>>,
    /// Told when a batch was handed on.
    has_room: Condvar,
}

/// Items that nobody has taken yet.
struct Feed<I> {
    batches: Receiver<Vec<I>>,
    /// What is left of the batch that was begun last, and its number.
    items: Enumerate<IntoIter<I>>,
    batch: usize,
}

/// An item, and where its result goes.
struct Task<I> {
    item: I,
    batch: usize,
    place: usize,
}

/// Results that wait for those before them.
struct Order<O> {
    results: SyncSender<Vec<O>>,
    /// The batches that were begun and not yet handed on.
    open: VecDeque<Open<O>>,
    /// How many were handed on, which is the number of the first open one.
    handed_on: usize,
    /// Whether nobody takes results any more.
    is_ended: bool,
}

/// A batch that was begun.
struct Open<O> {
    results: Vec<Option<O>>,
    missing: usize,
}

impl<F: Fn(I) -> O, I, O> Map<'_, F, I, O> {
    /// Works on items until none is left, or nobody takes results any more.
    fn run(&self) {
        let _end = EndOfPanic(self);
        while let Some(Task { item, batch, place }) = self.next() {
            let result = (self.work)(item);
            let mut order = lock(&self.order);
            if order.keep(result, batch, place) {
                self.has_room.notify_all();
            }
            if order.is_ended {
                break;
            }
        }
    }

    /// The next item; waits for it.
    fn next(&self) -> Option<Task<I>> {
        // The other threads wait for the lock meanwhile: they would find no item either.
        let mut feed = lock(&self.feed);
        loop {
            if let Some((place, item)) = feed.items.next() {
                let batch = feed.batch;
                return Some(Task { item, batch, place });
            }
            let mut order = lock(&self.order);
            while order.open.len() >= OPEN && !order.is_ended {
                let woken = self.has_room.wait(order);
                order = woken.unwrap_or_else(PoisonError::into_inner);
            }
            if order.is_ended {
                return None;
            }
            drop(order);
            let batch = feed.batches.recv().ok()?;
            if batch.is_empty() {
                continue;
            }
            feed.batch = lock(&self.order).begin(batch.len());
            feed.items = batch.into_iter().enumerate();
        }
    }
}

/// Wakes the threads that would wait for the result of one that panics.
struct EndOfPanic<'m, 'w, F, I, O>(&'m Map<'w, F, I, O>);

impl<F, I, O> Drop for EndOfPanic<'_, '_, F, I, O> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(&self.0.order).is_ended = true;
            self.0.has_room.notify_all();
        }
    }
}

impl<I> Feed<I> {
    fn new(batches: Receiver<Vec<I>>) -> Self {
        Self {
            batches,
            items: Vec::new().into_iter().enumerate(),
            batch: 0,
        }
    }
}

impl<O> Order<O> {
    fn new(results: SyncSender<Vec<O>>) -> Self {
        Self {
            results,
            open: VecDeque::new(),
            handed_on: 0,
            is_ended: false,
        }
    }

    /// Makes room for the results of a batch, and gives its number.
    fn begin(&mut self, items: usize) -> usize {
        self.open.push_back(Open {
            results: (0..items).map(|_| None).collect(),
            missing: items,
        });
        self.handed_on + self.open.len() - 1
    }

    /// Keeps a result, and hands on the batches that are whole now and whose turn it
    /// is. Whether there were such.
    fn keep(&mut self, result: O, batch: usize, place: usize) -> bool {
        let open = &mut self.open[batch - self.handed_on];
        open.results[place] = Some(result);
        open.missing -= 1;
        let before = self.handed_on;
        while self.open.front().is_some_and(|open| open.missing == 0) {
            let results = self.open.pop_front().map(|open| open.results);
            let results = results.into_iter().flatten().flatten().collect();
            self.handed_on += 1;
            // Under the lock: no later batch gets ahead.
            self.is_ended |= self.results.send(results).is_err();
        }
        self.handed_on > before
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn a_slow_item_holds_up_neither_the_others_nor_the_order() {
        use std::sync::atomic::{AtomicUsize, Ordering};

        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
        let (begun, written) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let mut next = 0;
        let source = || {
            next += 1;
            begun.fetch_add(1, Ordering::Relaxed);
            let ahead = begun.load(Ordering::Relaxed) - written.load(Ordering::Relaxed);
            most.fetch_max(ahead, Ordering::Relaxed);
            Ok::<_, String>((next <= 100).then(|| vec![next * 2, next * 2 + 1]))
        };
        let slow = |number: usize| {
            if number % 40 == 2 {
                thread::sleep(std::time::Duration::from_millis(20));
            }
            number
        };
        let mut seen = Vec::new();
        let sink = |batch| {
            seen.extend::<Vec<usize>>(batch);
            written.fetch_add(1, Ordering::Relaxed);
            Ok::<_, String>(())
        };
        let ended = pool.unwrap().install(|| in_order(source, slow, sink));
        ended.unwrap();
        assert_eq!(seen, (2..202).collect::<Vec<_>>());
        // Open ones, those in the two channels, and those in the hands of the threads.
        let most = most.into_inner();
        assert!(most <= OPEN + 2 * WAITING + 3, "{most} batches at a time");
    }

    #[test]
    fn a_panic_comes_through() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
        let endless = || Ok::<_, String>(Some((0..10).collect()));
        let panicking = |number: i32| assert!(number < 9, "nine");
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            pool.unwrap()
                .install(|| in_order(endless, panicking, |_| Ok::<_, String>(())))
        }));
        assert!(ended.is_err());
    }
}
