//! A file of proposals: read once to group them, then entry by entry.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::ledger::LedgerEntry;
use crate::review::{Address, Occurrence, Proposal, Queue, QueueBuilder};

/// A file of proposals. Only what the queue holds of them is in memory.
#[derive(Debug)]
pub struct Proposals {
    file: File,
}

impl Proposals {
    /// Opens a file of proposals, and groups what is in it.
    ///
    /// # Errors
    ///
    /// What the file system says, and a line that is no proposal.
    pub fn open(path: &Path) -> io::Result<(Self, Queue)> {
        let file = File::open(path)?;
        let mut queue = QueueBuilder::default();
        let mut reader = BufReader::with_capacity(1 << 16, &file);
        let mut offset = 0;
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            let length = u32::try_from(line.len())
                .map_err(|_| invalid(format!("line {number} is too long")))?;
            let address = Address { offset, length };
            let entry: LedgerEntry<'_> = serde_json::from_slice(&line)
                .map_err(|error| invalid(format!("line {number} is no proposal: {error}")))?;
            let removal = &entry.removal;
            queue.add(Proposal {
                rule: &removal.rule,
                category: &removal.category,
                confidence: removal.confidence,
                text: &removal.text,
                around: entry.around.clone().unwrap_or_default(),
                site: entry.site.as_deref(),
                address,
            });
            offset += u64::from(length);
        }
        Ok((Self { file }, queue.build()))
    }

    /// One proposal, as a reviewer sees it.
    ///
    /// # Errors
    ///
    /// What the file system says, and a file that is another by now.
    pub fn occurrence(&mut self, address: Address) -> io::Result<Occurrence> {
        self.file.seek(SeekFrom::Start(address.offset))?;
        let mut line = vec![0; address.length as usize];
        self.file.read_exact(&mut line)?;
        let entry: LedgerEntry<'_> = serde_json::from_slice(&line)
            .map_err(|error| invalid(format!("the file of proposals changed: {error}")))?;
        let name = match entry.record {
            Some(record) => format!("{}:{record}", entry.document),
            None => entry.document,
        };
        let reasons = entry.removal.evidence.iter().map(|evidence| {
            let reason = evidence.reason.replace('-', " ");
            match &evidence.text {
                Some(text) => format!("{reason} \"{text}\" ({})", evidence.rule),
                None => format!("{reason} ({})", evidence.rule),
            }
        });
        Ok(Occurrence {
            document: name,
            site: entry.site,
            reasons: reasons.collect(),
            before: entry.before.unwrap_or_default(),
            text: entry.removal.text.into_owned(),
            after: entry.after.unwrap_or_default(),
            around: entry.around.unwrap_or_default(),
        })
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
