//! Work on the frames of one input, on all threads.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ordered::{Stopped, in_order};
use super::work::{Editing, Notes, Origin};
use crate::formats::{Frame, Part, Source};

/// Works on the frames of `source` on all threads, and hands what comes of each to
/// `sink`, in order.
///
/// # Errors
///
/// What the source or the sink says; a run that is stopped ends as one that was
/// interrupted while it read.
pub fn stream<W: Send>(
    source: &mut dyn Source,
    editing: &dyn Editing,
    origin: Origin<'_>,
    stop: &AtomicBool,
    mut sink: impl FnMut(Part, Notes) -> Result<(), W> + Send,
) -> Result<(), Stopped<io::Error, W>> {
    in_order(
        || {
            if stop.load(Ordering::Relaxed) {
                return Err(io::Error::new(io::ErrorKind::Interrupted, "stopped"));
            }
            source.batch()
        },
        |frame: Box<dyn Frame>| editing.edit(origin, frame),
        |done| {
            done.into_iter()
                .try_for_each(|(part, notes)| sink(part, notes))
        },
    )
}
