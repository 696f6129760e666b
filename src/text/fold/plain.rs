//! Stretches of ASCII that fold by case alone, found in wide steps.

/// Bytes looked at together, to see whether all are plain.
const STEP: usize = 16;

/// How many bytes from the start fold by case alone: ASCII letters, digits and marks,
/// and single blanks between them. A mark that combines with the last of them may follow.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let (Some(step), Some(next)) = (
        bytes[length..].first_chunk::<STEP>(),
        bytes[length + 1..].first_chunk::<STEP>(),
    ) {
        if !is_plain_step(step, next) {
            break;
        }
        length += STEP;
    }
    while let Some(word) = bytes[length..].first_chunk() {
        let plain = plain_start(u64::from_le_bytes(*word));
        length += plain;
        if plain == 0 {
            break;
        }
    }
    while let Some(&byte) = bytes.get(length) {
        let is_plain = match byte {
            b' ' => bytes.get(length + 1).is_some_and(u8::is_ascii_graphic),
            _ => byte.is_ascii_graphic() && byte != b'`',
        };
        if !is_plain {
            break;
        }
        length += 1;
    }
    length
}

/// Whether all of `step` is plain; `next` is the same bytes, each with the one that
/// follows it in its place. No byte decides early, so that all are looked at together.
fn is_plain_step(step: &[u8; STEP], next: &[u8; STEP]) -> bool {
    let mut is_plain = true;
    for (&byte, next) in step.iter().zip(next) {
        is_plain &=
            (byte.is_ascii_graphic() & (byte != b'`')) | ((byte == b' ') & next.is_ascii_graphic());
    }
    is_plain
}

/// How many bytes from the start of `word`, whose lowest byte is the first, are plain. A
/// blank at its very end counts as not plain, as what follows it is not seen.
fn plain_start(word: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // The high bit of each byte tells: no sum or difference reaches the byte beside it.
    let ascii = !word & HIGH;
    let low = word & !HIGH;
    let from_mark = ((low | HIGH) - u64::from(b'!') * ONES) & ascii;
    let from_blank = ((low | HIGH) - u64::from(b' ') * ONES) & ascii;
    let is_delete = low + ONES;
    let is_other_than_grave = (low ^ (u64::from(b'`') * ONES)) + 0x7f * ONES;
    let graphic = from_mark & !is_delete;
    let single_blank = from_blank & !from_mark & (graphic >> 8);
    let plain = (graphic & is_other_than_grave) | single_blank;
    ((!plain & HIGH).trailing_zeros() / 8) as usize
}
