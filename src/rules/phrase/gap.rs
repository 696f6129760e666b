//! Gaps: what `...` in a phrase may stand for.

use super::Haystack;
use super::advance::Ends;
use super::first_bytes::ByteSet;
use crate::text::is_joiner_free_script;
use crate::work::count_work;

/// Longest gap in words.
const GAP_WORDS: usize = 8;
/// Longest gap in bytes of folded text.
pub(super) const GAP_BYTES: usize = 200;

/// Word boundaries within the reach of a gap from one of the places `starts`, which are in
/// order, that do not lie past a sentence end and where one of the bytes `next` follows.
///
/// A gap that begins later reaches as far or farther. So what one gap went over, the next
/// does not, and the text is read once however many places there are.
pub(super) fn gap_ends(haystack: &Haystack<'_>, starts: &[usize], next: ByteSet, ends: &mut Ends) {
    let text = haystack.text;
    // Where the last gap began, and the first place that it did not reach; its blanks up
    // to there, and the character before.
    let (mut last, mut at, mut blanks, mut before) = (0, 0, 0, '\0');
    for &start in starts.iter().filter(|&&start| haystack.is_boundary(start)) {
        if start < at {
            let left = &text.as_bytes()[last..start];
            blanks -= left.iter().filter(|&&byte| byte == b' ').count();
        } else {
            (at, blanks, before) = (start, 0, '\0');
        }
        last = start;
        for character in text[at..].chars() {
            count_work(1);
            let ends_here = matches!(before, '.' | '!' | '?' | '؟' | '۔' | '।')
                && (character == ' ' || is_joiner_free_script(character))
                || before == '。';
            let is_blank = usize::from(character == ' ');
            if at - start > GAP_BYTES || ends_here || blanks + is_blank > GAP_WORDS + 1 {
                break;
            }
            if next.has(text.as_bytes()[at]) && haystack.is_boundary(at) {
                ends.push(at);
            }
            blanks += is_blank;
            at += character.len_utf8();
            before = character;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends of a gap from one place, as they are defined.
    fn plainly(haystack: &Haystack<'_>, start: usize, ends: &mut Vec<usize>) {
        let mut before = '\0';
        let mut blanks = 0;
        for (offset, character) in haystack.text[start..].char_indices() {
            let is_mark = matches!(before, '.' | '!' | '?' | '؟' | '۔' | '।');
            let goes_on = character != ' ' && !is_joiner_free_script(character);
            blanks += usize::from(character == ' ');
            let is_far = offset > GAP_BYTES || blanks > GAP_WORDS + 1;
            if is_far || is_mark && !goes_on || before == '。' {
                return;
            }
            if haystack.is_boundary(start + offset) {
                ends.push(start + offset);
            }
            before = character;
        }
    }

    proptest::proptest! {
        #[test]
        fn many_places_are_those_of_each(
            text in "(([a-c]{1,5}|[0-9]|登録する?|éa)[.!?。؟]{0,2}[ ,-]{0,2}){0,60}",
            every in 1_usize..9,
        ) {
            let haystack = Haystack { text: &text, source: None };
            let boundaries = text.char_indices().map(|(at, _)| at);
            let boundaries = boundaries.filter(|&at| haystack.is_boundary(at));
            let starts: Vec<usize> = boundaries.step_by(every).collect();
            let mut expected = Vec::new();
            starts.iter().for_each(|&start| plainly(&haystack, start, &mut expected));
            expected.sort_unstable();
            expected.dedup();
            let mut found = Ends::new();
            gap_ends(&haystack, &starts, ByteSet::ALL, &mut found);
            proptest::prop_assert_eq!(found.as_slice(), expected.as_slice());
            let mut next = ByteSet::default();
            next.add(b'a');
            let mut before_a = Ends::new();
            gap_ends(&haystack, &starts, next, &mut before_a);
            expected.retain(|&end| text.as_bytes()[end] == b'a');
            proptest::prop_assert_eq!(before_a.as_slice(), expected.as_slice());
        }
    }
}
