//! Plain text: the input is one document.

use std::io::{self, BufRead, Read};

use super::Problem;
use super::encoding::{Charset, decode};
use super::frame::{BATCH_BYTES, Batch, Edit, Editor, Found, Frame, Part, Passed, Source, spliced};
use crate::text::Document;

/// Reads one text. One that is too long passes through in pieces.
pub(super) struct Text<R> {
    input: R,
    charset: Charset,
    longest: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unread,
    InsideLongText,
    Done,
}

impl<R: BufRead> Text<R> {
    pub(super) fn new(input: R, charset: Charset, longest: usize) -> Self {
        Self {
            input,
            charset,
            longest,
            state: State::Unread,
        }
    }

    fn read(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        self.input.by_ref().take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl<R: BufRead + Send> Source for Text<R> {
    fn batch(&mut self) -> io::Result<Option<Batch>> {
        let frame: Box<dyn Frame> = match self.state {
            State::Done => return Ok(None),
            State::Unread => {
                let bytes = self.read(self.longest.saturating_add(1))?;
                if bytes.len() > self.longest {
                    self.state = State::InsideLongText;
                    Box::new(Passed {
                        bytes,
                        record: None,
                        problem: Some(Problem::TooLong),
                    })
                } else {
                    self.state = State::Done;
                    let charset = self.charset;
                    Box::new(Whole { bytes, charset })
                }
            }
            State::InsideLongText => {
                let bytes = self.read(BATCH_BYTES)?;
                if bytes.is_empty() {
                    self.state = State::Done;
                    return Ok(None);
                }
                Passed::silent(bytes)
            }
        };
        Ok(Some(vec![frame]))
    }
}

struct Whole {
    bytes: Vec<u8>,
    charset: Charset,
}

impl Whole {
    fn edited(&self, editor: &mut dyn Editor) -> Result<Option<Vec<u8>>, Problem> {
        let (text, encoding) = decode(&self.bytes, self.charset)?;
        let Edit { splices, .. } = editor.edit(&Found::new(Document::new(&*text), encoding));
        Ok((!splices.is_empty()).then(|| encoding.encode(&spliced(&text, &splices))))
    }
}

impl Frame for Whole {
    fn edit(self: Box<Self>, editor: &mut dyn Editor) -> Part {
        Part::Bytes(match self.edited(editor) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => self.bytes,
            Err(problem) => {
                editor.pass(None, problem);
                self.bytes
            }
        })
    }
    fn size(&self) -> usize {
        self.bytes.len()
    }
}
