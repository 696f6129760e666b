//! The loop between keys, decisions and the screen.

use std::collections::HashMap;
use std::io;

use dechaff::pipeline::Proposals;
use dechaff::review::Session;
use ratatui::crossterm::event::{self, Event, KeyEventKind};

use super::reviewer::{After, Reviewer};
use super::screen;
use crate::cli::decisions::Book;
use crate::cli::failure::Failure;

/// Goes through a session at the terminal. Each decision is saved before the next key
/// is read.
///
/// # Errors
///
/// A terminal that fails, and files that can no longer be read or written.
pub fn run(
    session: Session,
    mut proposals: Proposals,
    whys: &HashMap<String, String>,
    book: &mut Book,
) -> Result<(), Failure> {
    let refuse = |error: io::Error| Failure::work("use", "the terminal", error);
    let mut terminal = ratatui::try_init().map_err(refuse)?;
    let ended = (|| {
        let mut reviewer = Reviewer::new(session);
        loop {
            show(&mut reviewer, &mut proposals)?;
            let name = book.path().display().to_string();
            terminal
                .draw(|frame| screen::draw(frame, &mut reviewer, whys, &name))
                .map_err(refuse)?;
            let key = match event::read().map_err(refuse)? {
                Event::Key(key) if key.kind != KeyEventKind::Release => key,
                _ => continue,
            };
            match reviewer.press(key) {
                After::Draw => {}
                After::Save => save(&mut reviewer, book)?,
                After::Leave => return Ok(()),
            }
        }
    })();
    ratatui::restore();
    ended
}

/// Reads the place that is to be shown.
fn show(reviewer: &mut Reviewer, proposals: &mut Proposals) -> Result<(), Failure> {
    if let Some(member) = reviewer.session.member() {
        reviewer.shown = proposals
            .occurrence(member.address)
            .map_err(|error| Failure::work("read", "the proposals", error))?;
    }
    Ok(())
}

fn save(reviewer: &mut Reviewer, book: &mut Book) -> Result<(), Failure> {
    let date = chrono::Utc::now().date_naive().to_string();
    reviewer.session.note(&date);
    book.save(reviewer.session.decisions())
}
