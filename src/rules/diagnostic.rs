//! Mistakes in rule files, with the place where they were made.

use std::fmt;
use std::ops::Range;

/// Characters of a line that are shown at most.
const LONGEST_LINE: usize = 110;
/// Characters shown before the place, in a longer line.
const CONTEXT: usize = 30;

/// How bad a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The rules cannot be used.
    Error,
    /// The rules can be used, and do not do what was meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One mistake in a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file, as it was named when it was added.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where the whole file is meant.
    pub column: usize,
    /// The line of the file in question.
    pub source: String,
    /// Characters of the line that are meant, from the column on.
    pub width: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it; empty where the message says it.
    pub help: String,
}

impl Diagnostic {
    /// An error at the bytes `span` of `text`, the content of `file`.
    pub(crate) fn error(
        file: &str,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        let start = span.start.min(text.len());
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = span.end.clamp(start, line_end);
        Self {
            severity: Severity::Error,
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            source: text[line_start..line_end].to_owned(),
            width: text[start..end].chars().count().max(1),
            message: message.into(),
            help: String::new(),
        }
    }

    /// An error that lies in no file, such as one in an option.
    pub(crate) fn nowhere(message: impl Into<String>) -> Self {
        let mut diagnostic = Self::error("options", "", 0..0, message);
        diagnostic.line = 0;
        diagnostic.column = 0;
        diagnostic
    }

    /// The same as a warning.
    #[must_use]
    pub(crate) fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Says what to do.
    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl Diagnostic {
    /// The part of the line to show, the blanks before what is meant, and the
    /// characters that are meant. Long lines are cut.
    fn excerpt(&self) -> (String, String, usize) {
        let before = self.column - 1;
        let length = self.source.chars().count();
        let first = if length > LONGEST_LINE {
            before.saturating_sub(CONTEXT)
        } else {
            0
        };
        let shown = length.min(first + LONGEST_LINE) - first;
        let mut source: String = self.source.chars().skip(first).take(shown).collect();
        let mut indent: String = self
            .source
            .chars()
            .take(before)
            .skip(first)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        if first > 0 {
            source.insert(0, '…');
            indent.insert(0, ' ');
        }
        if first + shown < length {
            source.push('…');
        }
        let width = self.width.min((first + shown).saturating_sub(before));
        (source, indent, width.max(1))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity, self.message)?;
        if self.line > 0 {
            let margin = " ".repeat(self.line.to_string().len());
            let (source, indent, width) = self.excerpt();
            writeln!(f)?;
            writeln!(f, "{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
            writeln!(f, "{margin} |")?;
            writeln!(f, "{} | {source}", self.line)?;
            write!(f, "{margin} | {indent}{}", "^".repeat(width))?;
        }
        if !self.help.is_empty() {
            write!(f, "\n  = help: {}", self.help)?;
        }
        Ok(())
    }
}

/// All mistakes of a set of rule files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn new(diagnostics: Vec<Diagnostic>) -> Self {
        Self(diagnostics)
    }

    /// One error that lies in no file.
    pub(crate) fn about(message: &str, help: &str) -> Self {
        Self(vec![Diagnostic::nowhere(message).with_help(help)])
    }

    /// The mistakes, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
