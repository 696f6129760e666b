//! The fold of single characters, told from their Unicode properties.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::text::lines::is_blank;

/// Writes the fold of a cluster: a run of blanks and invisible characters, or a
/// character with the marks that combine with it.
pub(super) fn push_cluster(cluster: &str, out: &mut String) {
    if cluster.chars().all(is_blank) {
        if cluster.chars().any(char::is_whitespace) {
            out.push(' ');
        }
    } else {
        for character in cluster.nfkc() {
            push_character(character, out);
        }
    }
}

/// Whether a character is part of the one before it.
pub(super) fn extends(character: char) -> bool {
    !character.is_ascii()
        && (canonical_combining_class(character) != 0
            || matches!(character, '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}' | '\u{fe00}'..='\u{fe0f}'))
}

/// Writes the fold of one normalised character.
fn push_character(character: char, out: &mut String) {
    match character {
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => {}
        // Arabic: vowel signs and the stretching mark are optional, alef and ya vary.
        '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => {}
        'آ' | 'أ' | 'إ' | 'ٱ' => out.push('ا'),
        'ى' => out.push('ي'),
        'ة' => out.push('ه'),
        '`' | '´' | '‘' | '’' | '‚' | '‛' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | '′' => {
            out.push('\'')
        }
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '″' | '「' | '」' | '『' | '』' => {
            out.push('"')
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => out.push('-'),
        'İ' | 'ı' => out.push('i'),
        'ß' | 'ẞ' => out.push_str("ss"),
        'ς' => out.push('σ'),
        'ё' | 'Ё' => out.push('е'),
        'ş' | 'Ş' => out.push('ș'),
        'ţ' | 'Ţ' => out.push('ț'),
        _ if character.is_whitespace() => out.push(' '),
        _ if character.is_ascii() => out.push(character.to_ascii_lowercase()),
        _ => out.extend(character.to_lowercase()),
    }
}

/// Whether words of the character's script are written without blanks, so that
/// a word boundary cannot be seen.
pub(crate) fn is_joiner_free_script(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
