//! Texts that end where a paywall begins are told from those that do not.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dechaff::{Cleaner, Document, RuleSet};

const PROSE: &str = "The harbour of Lindholm was dredged for the first time in forty years, and the \
    fishermen who had asked for it since the last great flood watched from the quay as the sand was taken away.";

#[test]
fn teasers_at_the_end_say_that_a_text_is_cut_short() {
    let cleaner = Cleaner::new(RuleSet::builtin());
    let missed: Vec<&str> = [
        "To continue reading, subscribe or log in.",
        "This article is for subscribers only.",
        "Already a subscriber? Log in",
        "Subscribe to read the full story.",
        "Dieser Artikel ist nur für Abonnenten.",
        "Jetzt weiterlesen mit Abo.",
        "Cet article est réservé aux abonnés.",
        "Pour lire la suite, abonnez-vous.",
        "Este artículo es exclusivo para suscriptores.",
        "Para seguir leyendo, suscríbete.",
        "Questo articolo è riservato agli abbonati.",
        "Este conteúdo é exclusivo para assinantes.",
        "Dit artikel is alleen voor abonnees.",
        "Ten artykuł jest dostępny tylko dla prenumeratorów.",
        "Den här artikeln är bara för prenumeranter.",
        "Материал доступен только подписчикам.",
        "Матеріал доступний лише передплатникам.",
        "Bu haber yalnızca abonelere özeldir.",
        "هذا المقال متاح للمشتركين فقط.",
        "この記事は有料会員限定です。",
        "本文仅限订阅用户阅读。",
    ]
    .into_iter()
    .filter(|teaser| {
        let text = format!("{PROSE}\n\n{PROSE}\n\n{teaser}\n");
        !cleaner.scan(&Document::new(&text)).is_truncated
    })
    .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn other_ends_do_not() {
    let cleaner = Cleaner::new(RuleSet::builtin());
    for (name, text) in [
        ("a whole text", format!("{PROSE}\n\n{PROSE}\n")),
        (
            "a newsletter",
            format!("{PROSE}\n\nSign up for our free weekly newsletter!\n"),
        ),
        (
            "an appeal",
            format!("{PROSE}\n\nSupport our work with a donation today!\n"),
        ),
        (
            "prose after the teaser",
            format!("{PROSE}\n\nThis article is for subscribers only.\n\n{PROSE}\n"),
        ),
        (
            "a menu far below",
            format!(
                "{PROSE}\n\nSport\nCulture\nWeather\nTides\nThis article is for subscribers only.\n"
            ),
        ),
        (
            "an article about it",
            format!(
                "{PROSE}\n\nReaders must subscribe to continue reading, which few of them do in the end.\n"
            ),
        ),
        ("nothing", String::new()),
    ] {
        let scan = cleaner.scan(&Document::new(&text));
        assert!(!scan.is_truncated, "{name}");
    }
    let breaks_off = format!("{PROSE} And then the...\n\nUnlimited access for just £1 a week\n");
    assert!(cleaner.scan(&Document::new(&breaks_off)).is_truncated);
}
