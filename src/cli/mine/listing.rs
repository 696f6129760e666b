//! What mining has found, for people and for programs.

use std::fmt::Write;

use dechaff::mine::{Mined, Pages, Proposal, Repeat, Support};
use serde::Serialize;

use crate::cli::failure::{Failure, say};
use crate::cli::session::write_out;

/// Characters of a text that are shown.
const SHOWN: usize = 70;
/// Repeats that may be content, of which are shown at most.
const MOST_REPEATS: usize = 20;

/// Prints it.
pub fn print(mined: &Mined, pages: &Pages, is_json: bool) -> Result<(), Failure> {
    if is_json {
        let proposals = mined.proposals.iter().map(proposal_line);
        let repeats = mined.repeats.iter().map(repeat_line);
        write_out(&proposals.chain(repeats).collect::<String>())?;
        return Ok(());
    }
    let mut out = String::new();
    let noun =
        |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let _ = writeln!(
        out,
        "{}, {} counted once each, {}",
        noun(pages.documents(), "document"),
        noun(pages.total() as usize, "page"),
        noun(pages.sites().len(), "site"),
    );
    for site in mined
        .proposals
        .chunk_by(|one, other| one.site == other.site)
    {
        let name = site[0].site.as_deref().unwrap_or("all sites");
        let _ = writeln!(out, "\n{name}: {} proposed", noun(site.len(), "rule"));
        for proposal in site {
            let _ = writeln!(out, "  {}\n      {}", proposal.id, proposal.support);
            for text in proposal.texts.iter().take(3) {
                let _ = writeln!(out, "      {}", shown(text));
            }
            if proposal.texts.len() > 3 {
                let _ = writeln!(out, "      and {} more", proposal.texts.len() - 3);
            }
        }
    }
    if !mined.repeats.is_empty() {
        let _ = writeln!(out, "\nrepeats, may be content:");
        for repeat in mined.repeats.iter().take(MOST_REPEATS) {
            let _ = writeln!(
                out,
                "  {:<10} {}  {}",
                repeat.doubt.name(),
                pages_of(&repeat.support),
                shown(&repeat.text)
            );
        }
        if mined.repeats.len() > MOST_REPEATS {
            let _ = writeln!(
                out,
                "  and {} more; -o FOLDER writes them all",
                mined.repeats.len() - MOST_REPEATS
            );
        }
    }
    write_out(&out)?;
    if !mined.covered.is_empty() {
        say(format!(
            "{} that the rules take already",
            noun(mined.covered.len(), "repeated line")
        ));
    }
    if !mined.unwritten.is_empty() {
        say(format!(
            "no rule could be made of {}, such as: {}",
            noun(mined.unwritten.len(), "repeated line"),
            shown(&mined.unwritten[0])
        ));
    }
    Ok(())
}

fn pages_of(support: &Support) -> String {
    format!("{} of {} pages", support.pages, support.of)
}

/// A text on one line, cut where it is long.
fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let safe: String = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    match safe.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &safe[..at]),
        None => safe,
    }
}

/// How often something repeats, in JSON.
#[derive(Serialize)]
struct SupportLine {
    pages: u32,
    of: u32,
    sites: u32,
    head: u32,
    between: u32,
    tail: u32,
    alone: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
}

#[derive(Serialize)]
struct ProposalLine<'p> {
    proposed: &'p str,
    site: Option<&'p str>,
    category: &'static str,
    texts: &'p [String],
    #[serde(flatten)]
    support: SupportLine,
}

#[derive(Serialize)]
struct RepeatLine<'p> {
    may_be_content: &'static str,
    site: Option<&'p str>,
    text: &'p str,
    #[serde(flatten)]
    support: SupportLine,
}

fn proposal_line(proposal: &Proposal) -> String {
    line(&ProposalLine {
        proposed: &proposal.id,
        site: proposal.site.as_deref(),
        category: proposal.category.name(),
        texts: &proposal.texts,
        support: support_line(&proposal.support),
    })
}

/// A repeat that may be content, as a line of JSON.
pub fn repeat_line(repeat: &Repeat) -> String {
    line(&RepeatLine {
        may_be_content: repeat.doubt.name(),
        site: repeat.site.as_deref(),
        text: &repeat.text,
        support: support_line(&repeat.support),
    })
}

fn line(value: &impl Serialize) -> String {
    // Texts and numbers can always be written as JSON.
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

fn support_line(support: &Support) -> SupportLine {
    let [head, between, tail, alone] = support.places;
    SupportLine {
        pages: support.pages,
        of: support.of,
        sites: support.sites,
        head,
        between,
        tail,
        alone,
        first_day: support.days.map(|(day, _)| day.to_string()),
        last_day: support.days.map(|(_, day)| day.to_string()),
    }
}
