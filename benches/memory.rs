//! Cleans texts in memory, on one thread, beside the cheapest thing that reads
//! them: counting their newlines. Also with the shape rules switched off, and with
//! 10,000 more rules of one literal each.
//!
//! usage: cargo bench --bench memory -- [--corpus FILE] [--megabytes NUMBER] [--rounds NUMBER] [NAME]...
//!
//! `FILE` holds JSON lines with `text`; they are repeated up to so many megabytes.
//! Names choose among `newlines` (counted), `newline-places` (found one by one),
//! `cleaning`, `without-shape`, `more-rules` and `build`; without one, all.
//!
//! Prints a JSON object a line: the name, and the CPU time of the best of the rounds,
//! in nanoseconds a byte of text (`build` and `build-more-rules`: in milliseconds). A
//! round takes each in turn, so that a busy moment of the machine strikes all.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a tool for developers"
)]

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use dechaff::rules::RuleSetBuilder;
use dechaff::{Cleaner, Document, RuleSet};
use memchr::memchr_iter;
use serde_json::{Value, json};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/input.jsonl");
const BUILD: &str = "build";
const NAMES: [&str; 6] = [
    "newlines",
    "newline-places",
    "cleaning",
    "without-shape",
    "more-rules",
    BUILD,
];
const MORE_RULES: usize = 10_000;
/// What is faster than this is repeated until it has taken so long: the clock of
/// the CPU time ticks every few milliseconds.
const SHORTEST: Duration = Duration::from_millis(300);

struct Options {
    corpus: String,
    bytes: usize,
    rounds: usize,
    names: Vec<String>,
}

impl Options {
    fn of_command_line() -> Self {
        let mut options = Self {
            corpus: CORPUS.to_owned(),
            bytes: 2_000_000,
            rounds: 3,
            names: Vec::new(),
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("an option has a value");
            match argument.as_str() {
                "--corpus" => options.corpus = value(),
                "--megabytes" => {
                    let megabytes: f64 = value().parse().expect("a number of megabytes");
                    options.bytes = (megabytes * 1e6) as usize;
                }
                "--rounds" => options.rounds = value().parse().expect("a number of rounds"),
                "--bench" => {}
                name => options.names.push(name.to_owned()),
            }
        }
        if options.names.is_empty() {
            options.names = NAMES.map(str::to_owned).to_vec();
        }
        options
    }
}

/// Something to measure: what it is called, and one pass of it.
struct Contestant<'t> {
    name: &'t str,
    pass: Box<dyn Fn() -> usize + 't>,
}

fn main() {
    let options = Options::of_command_line();
    let texts = texts(&options);
    let bytes: usize = texts.iter().map(String::len).sum();
    let (builds, passes): (Vec<&str>, Vec<&str>) = options
        .names
        .iter()
        .map(String::as_str)
        .partition(|name| *name == BUILD);
    let contestants: Vec<Contestant<'_>> = passes
        .into_iter()
        .map(|name| Contestant {
            name,
            pass: contestant(name, &texts),
        })
        .collect();
    for (contestant, seconds) in contestants.iter().zip(best(&contestants, options.rounds)) {
        let nanoseconds = seconds * 1e9 / bytes as f64;
        println!(
            "{}",
            json!({"name": contestant.name, "nanoseconds": nanoseconds, "bytes": bytes})
        );
    }
    if !builds.is_empty() {
        print_builds(options.rounds);
    }
}

/// The texts of the corpus, repeated or cut to the wished size.
fn texts(options: &Options) -> Vec<String> {
    let corpus = std::fs::read_to_string(&options.corpus).expect("the corpus can be read");
    let texts: Vec<String> = corpus
        .lines()
        .map(|line| {
            let record: Value = serde_json::from_str(line).expect("a JSON object a line");
            record["text"].as_str().expect("a text").to_owned()
        })
        .collect();
    assert!(
        texts.iter().any(|text| !text.is_empty()),
        "the corpus has text"
    );
    let mut bytes = 0;
    let fits = |text: &String| {
        let fits = bytes < options.bytes;
        bytes += text.len();
        fits
    };
    texts.iter().cycle().cloned().take_while(fits).collect()
}

/// What a name stands for.
fn contestant<'t>(name: &str, texts: &'t [String]) -> Box<dyn Fn() -> usize + 't> {
    let builtin = RuleSet::builder().add_builtin();
    match name {
        "newlines" => reading(texts, |text| memchr_iter(b'\n', text.as_bytes()).count()),
        "newline-places" => reading(texts, |text| {
            memchr_iter(b'\n', text.as_bytes()).fold(0, usize::wrapping_add)
        }),
        "cleaning" => cleaning(texts, &builtin),
        "without-shape" => cleaning(texts, &builtin.skip(["shape"])),
        "more-rules" => cleaning(texts, &with_more_rules()),
        _ => panic!("there is nothing called {name} to measure"),
    }
}

fn reading<'t>(texts: &'t [String], read: fn(&str) -> usize) -> Box<dyn Fn() -> usize + 't> {
    Box::new(move || {
        let results = texts.iter().map(|text| read(text));
        results.fold(0, usize::wrapping_add)
    })
}

fn cleaning<'t>(texts: &'t [String], builder: &RuleSetBuilder) -> Box<dyn Fn() -> usize + 't> {
    let cleaner = cleaner(builder);
    Box::new(move || {
        let cleaned = texts.iter().map(|text| cleaner.clean(&Document::new(text)));
        cleaned.map(|cleaned| cleaned.text.len()).sum()
    })
}

fn cleaner(builder: &RuleSetBuilder) -> Cleaner {
    let cleaner = Cleaner::new(builder.build().expect("the rules are valid"));
    // What is made at the first use is made here.
    cleaner.clean(&Document::new(
        "It rained.\n\nSubscribe to our newsletter!\n",
    ));
    cleaner
}

/// The built-in rules, and many more of a literal each, in words of no language.
fn with_more_rules() -> RuleSetBuilder {
    let mut state = 5_u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let mut rules = String::new();
    for number in 0..MORE_RULES {
        let words: Vec<String> = (0..3 + below(4)).map(|_| word(&mut below)).collect();
        let phrase = words.join(" ");
        write!(
            rules,
            "[[rule]]\nid = \"custom/r{number}\"\nwhy = \"A line of site {number}.\"\nconfidence = 0.99\n\
             phrases = [\"{phrase}\"]\nremove = [\"{phrase}\"]\nkeep = [\"It rained.\"]\n"
        )
        .expect("a string takes everything");
    }
    RuleSet::builder()
        .add_builtin()
        .add_toml("more.toml", rules)
}

/// A word of two to four syllables; `below` draws numbers.
fn word(below: &mut impl FnMut(usize) -> usize) -> String {
    let mut word = String::new();
    for _ in 0..2 + below(3) {
        word.push(char::from(b"bdklmnrstv"[below(10)]));
        word.push(char::from(b"aeiou"[below(5)]));
    }
    word
}

/// The least CPU seconds of a pass of each.
fn best(contestants: &[Contestant<'_>], rounds: usize) -> Vec<f64> {
    let mut best = vec![f64::INFINITY; contestants.len()];
    for _ in 0..rounds {
        for (contestant, best) in contestants.iter().zip(&mut best) {
            let started = Clock::start();
            let mut passes = 0;
            while passes == 0 || started.wall() < SHORTEST {
                black_box((contestant.pass)());
                passes += 1;
            }
            *best = best.min(started.seconds() / f64::from(passes));
        }
    }
    best
}

/// Prints what it takes to get ready with the built-in rules, and with many more.
fn print_builds(rounds: usize) {
    let builders = [
        (BUILD, RuleSet::builder().add_builtin()),
        ("build-more-rules", with_more_rules()),
    ];
    let mut best = [f64::INFINITY; 2];
    for _ in 0..rounds {
        for ((_, builder), best) in builders.iter().zip(&mut best) {
            let started = Clock::start();
            black_box(cleaner(builder));
            *best = best.min(started.seconds());
        }
    }
    for ((name, _), seconds) in builders.iter().zip(best) {
        println!("{}", json!({"name": name, "milliseconds": seconds * 1e3}));
    }
}

/// The CPU time of this thread where the system tells it, else the time of day.
struct Clock {
    wall: Instant,
    cpu: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Self {
            wall: Instant::now(),
            cpu: Self::cpu(),
        }
    }

    fn wall(&self) -> Duration {
        self.wall.elapsed()
    }

    fn seconds(&self) -> f64 {
        let cpu = Self::cpu().zip(self.cpu).map(|(now, then)| now - then);
        cpu.unwrap_or_else(|| self.wall()).as_secs_f64()
    }

    fn cpu() -> Option<Duration> {
        let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds = statistics.split(' ').next()?.parse().ok()?;
        Some(Duration::from_nanos(nanoseconds))
    }
}
