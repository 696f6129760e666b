//! What holds a rule back, for people.

use std::fmt;
use std::sync::Arc;

use crate::rules::{At, Company, Level, Spare, Zone};

/// What held a rule back.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Held {
    /// It acts only from this level on.
    Level(Level),
    /// It acts at no level.
    NoLevel,
    /// A choice switches it off.
    Off,
    /// A review rejected what it removes.
    Rejected,
    /// Phrases of this guard are in the sentence.
    Guard(String),
    /// This phrase of its `unless` is in the sentence.
    Unless(String),
    /// None of this company is there.
    Company(Vec<Company>),
    /// It is weak, and weak rules take only whole lines; here is other text.
    OtherText,
    /// It acts only in these parts of the text.
    Zone(Vec<Zone>),
    /// None of the words that it also wants is there.
    Also,
    /// The block that begins here has no end, or not what it also wants.
    NoBlock,
    /// The line is longer than this many characters.
    Length(usize),
    /// It only reports.
    Tag,
    /// The whole text is an appeal, so this line is what it is about.
    Appeal,
    /// A rule that protects is here too.
    Protected(Arc<str>),
    /// The words do not stand where they must.
    Place(At),
    /// The text is in another language.
    Language,
    /// It is for other sites.
    Site(Vec<String>),
    /// The shape of the line has this score, and it needs that one.
    Score {
        /// The score of the line, from 0 to 1.
        score: f64,
        /// The score that the rule asks for.
        needed: f64,
    },
    /// It leaves such lines alone, whatever their shape.
    Spare(Spare),
}

impl Held {
    /// How near a miss was: what a user can change first.
    pub(super) fn rank(&self) -> usize {
        match self {
            Self::Level(_) => 0,
            Self::Off | Self::Rejected | Self::Tag | Self::Protected(_) | Self::Appeal => 1,
            Self::Guard(_) | Self::Unless(_) | Self::Spare(_) => 2,
            Self::Company(_) | Self::OtherText => 3,
            Self::Zone(_) | Self::NoBlock | Self::Also => 4,
            Self::Length(_) | Self::NoLevel => 5,
            Self::Language => 6,
            Self::Place(_) => 7,
            Self::Site(_) => 8,
            Self::Score { .. } => 9,
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => write!(f, "it acts only from the level {level} on"),
            Self::NoLevel => f.write_str("its confidence is too low for any level"),
            Self::Off => f.write_str("it is switched off"),
            Self::Rejected => f.write_str("a review rejected what it removes"),
            Self::Guard(name) => write!(f, "the guard `{name}` speaks against it in this sentence"),
            Self::Unless(phrase) => {
                write!(
                    f,
                    "its `unless` is in the same sentence: {}",
                    shortened(phrase)
                )
            }
            Self::Company(company) => {
                let names: Vec<&str> = company.iter().map(|one| in_words(*one)).collect();
                write!(f, "it is weak, and misses company: {}", names.join(", or "))
            }
            Self::OtherText => {
                f.write_str("it is weak and takes only whole lines, and other text is in this one")
            }
            Self::Zone(zones) => {
                let names: Vec<&str> = zones.iter().map(|zone| zone_in_words(*zone)).collect();
                write!(f, "it acts only {}", names.join(" or "))
            }
            Self::Also => f.write_str("none of the words is there that it wants in `also`"),
            Self::NoBlock => f.write_str("a block would begin here, and its end was not found"),
            Self::Length(longest) => {
                write!(
                    f,
                    "it takes at most {longest} characters, and this is longer"
                )
            }
            Self::Tag => f.write_str("it only reports"),
            Self::Appeal => {
                f.write_str("the whole text asks for money, so that is what it is about")
            }
            Self::Protected(rule) => write!(f, "`{rule}` protects this line"),
            Self::Place(At::Whole) => f.write_str("its words must be the whole line"),
            Self::Place(At::Start) => f.write_str("its words must begin the line"),
            Self::Place(At::End) => f.write_str("its words must end the line"),
            Self::Place(_) => f.write_str("its words must begin a sentence or clause"),
            Self::Language => f.write_str("it is a label of another language than the text's"),
            Self::Site(sites) => write!(f, "it is for {} only", sites.join(", ")),
            Self::Score { score, needed } => {
                write!(f, "its shape scores {score:.3}, and {needed:.3} is needed")
            }
            Self::Spare(spare) => write!(f, "it spares {}", spare_in_words(*spare)),
        }
    }
}

/// A phrase, cut where it is long.
fn shortened(phrase: &str) -> String {
    const LONGEST: usize = 80;
    match phrase.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &phrase[..end]),
        None => phrase.to_owned(),
    }
}

fn in_words(company: Company) -> &'static str {
    match company {
        Company::Removed => "a line beside it that goes",
        Company::Between => "lines before and after it that go",
        Company::Unit => "another rule in the same line",
        Company::Apart => "blank lines around it",
        Company::Run => "two more such lines in a row",
        Company::Head => "a place before the first prose",
        Company::Tail => "a place after the last prose",
    }
}

fn zone_in_words(zone: Zone) -> &'static str {
    match zone {
        Zone::Head => "before the first prose",
        Zone::Body => "between the first prose and the last",
        Zone::Tail => "after the last prose",
    }
}

fn spare_in_words(spare: Spare) -> &'static str {
    match spare {
        Spare::Title => "a line that may be the title",
        Spare::Opening => "the first line, which may be the title",
        Spare::Byline => "bylines and credits, and what is beside them",
        Spare::Address => "addresses, and what is beside them",
    }
}
