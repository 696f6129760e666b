//! Words that every text is full of, so that looking for them finds little.

const COMMON: &[&str] = &[
    "your", "this", "that", "with", "from", "have", "will", "more", "about", "their", "which",
    "there", "would", "first", "after", "other", "all", "the", "and", "for", "you", "our", "are",
    "not", "sie", "ihre", "ihren", "unser", "unsere", "unseren", "eine", "einen", "nicht", "auch",
    "oder", "mehr", "nach", "werden", "diese", "dieser", "dass", "pour", "votre", "notre", "vous",
    "nous", "dans", "avec", "plus", "sur", "para", "como", "este", "esta", "por", "con", "una",
    "nuestro", "nuestra", "questo", "della", "nella", "per", "voor", "onze", "het", "een",
];

/// Whether a word is one of them.
pub(crate) fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}
