//! The words of folded texts, as models see them: found in one go over the bytes,
//! and compared as numbers.

mod key;
mod set;
mod tokens;

pub(super) use key::Key;
pub(super) use set::WordSet;
pub(super) use tokens::{Token, is_telling_mark, tokens};
