//! Where a command that writes documents writes them to.

use std::path::PathBuf;

use clap::Args;
use dechaff::pipeline::Preserve;

use super::failure::Failure;
use super::jobs::{Inputs, Output};

/// Where output goes, and what it takes over from the input.
#[derive(Clone, Debug, Args)]
pub struct Destination {
    /// Where the output goes: a file for a file, a folder for folders or several
    /// files. Standard output for a single text where left out.
    #[arg(short, long, value_name = "PATH", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Replace the files. Needs --removals FILE: with that file there is a way back and
    /// forth.
    #[arg(long)]
    in_place: bool,
    /// Keep permissions and times of files.
    #[arg(long)]
    preserve: bool,
}

impl Destination {
    /// Where output goes; `ledger` is the way back, where there is one.
    ///
    /// # Errors
    ///
    /// Files replaced in place that nothing could put back, or that are no files.
    pub fn output(&self, inputs: &Inputs, ledger: Option<&PathBuf>) -> Result<Output, Failure> {
        if !self.in_place {
            return Ok(match &self.output {
                Some(path) => Output::Path(path.clone()),
                None => Output::Standard,
            });
        }
        if inputs.is_standard() {
            return Err(Failure::Usage("--in-place needs a file or a folder".into()));
        }
        if ledger.is_none_or(|path| path.as_os_str() == "embed") {
            let message = "--in-place needs --removals FILE: with that file `dechaff restore` puts everything back";
            return Err(Failure::Usage(message.into()));
        }
        Ok(Output::InPlace)
    }

    /// What new files take over.
    pub fn preserved(&self) -> Preserve {
        if self.preserve {
            Preserve::All
        } else {
            Preserve::Needed
        }
    }
}
