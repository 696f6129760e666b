//! Text that is data, whatever it says.

use std::fmt::Write;

use serde::Serialize;

/// A value as JSON in which nothing can end a data block, begin a tag or turn the
/// direction of the text around it.
pub(super) fn json(value: &impl Serialize) -> String {
    // Values here are plain structures, which can always be written.
    let plain = serde_json::to_string(value).unwrap_or_else(|_| "null".into());
    let mut out = String::with_capacity(plain.len() + plain.len() / 16);
    for character in plain.chars() {
        if is_risky(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Text for an HTML element or a quoted attribute.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // HTML has no way to write control characters.
            _ if character.is_control() || is_risky(character) => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

/// Characters that mean something to an HTML or script parser, or turn the
/// direction of a text. Within JSON they stand in strings only.
fn is_risky(character: char) -> bool {
    matches!(
        character,
        '<' | '>' | '&' | '\u{7f}'..='\u{9f}' | '\u{feff}'
    ) || matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}')
        || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || u32::from(character) & 0xfffe == 0xfffe
        || matches!(character, '\u{fdd0}'..='\u{fdef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_data() {
        for (text, expected) in [
            ("</script>", r#""\u003c/script\u003e""#),
            ("<!--&", r#""\u003c!--\u0026""#),
            ("a\u{2028}b\u{202e}\0", r#""a\u2028b\u202e\u0000""#),
            ("\u{1ffff}", r#""\ud83f\udfff""#),
            ("Grüße 🙂", "\"Grüße 🙂\""),
        ] {
            let json = json(&text);
            assert_eq!(json, expected);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
        assert_eq!(
            html("<a b='\"'>\0&"),
            "&lt;a b=&#39;&quot;&#39;&gt;\u{fffd}&amp;"
        );
    }
}
