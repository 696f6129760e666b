//! Laws that hold for every text.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dechaff::{Cleaner, Document, Level, RuleSet, apply};
use proptest::prelude::*;

fn cleaner(level: Level) -> Cleaner {
    Cleaner::new(
        RuleSet::builder()
            .add_builtin()
            .level(level)
            .build()
            .unwrap(),
    )
}

/// Texts made of pieces that rules react to, in any order, glued in any way.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Sign up for our newsletter!".to_owned()),
        Just("Subscribe".to_owned()),
        Just("* Share".to_owned()),
        Just("Dear readers,".to_owned()),
        Just("Remind me later".to_owned()),
        Just("Read more: A mill closes".to_owned()),
        Just("We need your help.".to_owned()),
        Just("Melden Sie sich für unseren Newsletter an".to_owned()),
        Just("Подпишитесь на нашу рассылку".to_owned()),
        Just("https://harbour.example/a".to_owned()),
        Just("The mill closed in spring, and the fishermen who had asked for it since the flood watched from the quay as the wheel was taken away.".to_owned()),
        Just("He said: “Donate now!”".to_owned()),
        Just("é\u{301}\u{200b} ﬁ İ".to_owned()),
        "[a-zA-Z .,!?]{0,30}",
    ];
    let end = prop::sample::select(vec![
        "\n",
        "\n\n",
        " ",
        "",
        "\r\n",
        "\r\n\r\n\r\n",
        "  \n\t\n",
    ]);
    prop::collection::vec((piece, end), 0..14)
        .prop_map(|parts| parts.into_iter().map(|(piece, end)| piece + end).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn cleaning_only_deletes_what_it_lists_and_can_be_undone(text in texts(), level in 0_usize..3) {
        let cleaner = cleaner_at(level);
        let cleaned = cleaner.clean(&Document::new(text.as_str()));
        let mut at = 0;
        for removal in &cleaned.removals {
            prop_assert!(removal.span.start >= at && !removal.span.is_empty(), "{:?}", cleaned.removals);
            prop_assert!(!removal.evidence.is_empty());
            at = removal.span.end;
        }
        prop_assert!(at <= text.len());
        prop_assert_eq!(&apply(&text, &cleaned.removals), &cleaned.text);
        prop_assert_eq!(cleaned.restore(&text), text);
    }

    #[test]
    fn cleaning_twice_changes_nothing(text in texts(), level in 0_usize..3) {
        let cleaner = cleaner_at(level);
        let once = cleaner.clean(&Document::new(text.as_str())).text;
        let twice = cleaner.clean(&Document::new(once.as_str()));
        prop_assert_eq!(&twice.text, &once, "{:?}", twice.removals);
    }
}

/// Building rules takes longer than a case: build each level once.
fn cleaner_at(level: usize) -> &'static Cleaner {
    use std::sync::LazyLock;
    static CLEANERS: LazyLock<[Cleaner; 3]> = LazyLock::new(|| Level::ALL.map(cleaner));
    &CLEANERS[level]
}
