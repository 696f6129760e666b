//! The ledger: every removal of a run, so that it can be undone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::engine::Removal;
use crate::formats::{Offsets, RemovalRecord};
use crate::rules::RuleSet;

/// A line of the ledger: a removal, and the document it is from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerEntry<'t> {
    /// The document: its path below the folder that was cleaned, with `/`.
    pub document: String,
    /// BLAKE3 of the original document, in hexadecimal.
    pub hash: String,
    /// The program's version and the rules' fingerprint, `version+fingerprint`.
    pub version: String,
    /// The removal, with byte offsets.
    #[serde(flatten, borrow)]
    pub removal: RemovalRecord<'t>,
}

impl<'t> LedgerEntry<'t> {
    /// The entries of one document.
    pub fn all(document: &str, text: &'t str, removals: &[Removal], version: &str) -> Vec<Self> {
        if removals.is_empty() {
            return Vec::new();
        }
        let hash = hash(text.as_bytes());
        let records = RemovalRecord::all(text, removals, Offsets::Bytes).into_iter();
        let entry = |removal| Self {
            document: document.to_owned(),
            hash: hash.clone(),
            version: version.to_owned(),
            removal,
        };
        records.map(entry).collect()
    }

    /// The entry as a line of the ledger.
    pub fn to_line(&self) -> Vec<u8> {
        // Texts and numbers can always be written as JSON.
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }

    /// What was removed and where, for [`restore`](crate::restore).
    pub fn removed(&self) -> (crate::Span, &Cow<'t, str>) {
        (
            crate::Span::new(self.removal.start, self.removal.end),
            &self.removal.text,
        )
    }
}

/// The hash that tells whether a document is the one that was cleaned.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Version of the program and fingerprint of the rules and choices.
pub fn fingerprint(rules: &RuleSet) -> String {
    format!("{}+{:016x}", env!("CARGO_PKG_VERSION"), rules.fingerprint())
}
