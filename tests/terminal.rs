//! A review at a real terminal: keys go in through a pseudo-terminal, and the screen is
//! read from what comes out.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod program;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use program::{dechaff, folder};

/// A review that does not answer is ended after this time, so that the test fails and
/// does not hang.
const LONGEST: Duration = Duration::from_secs(120);

/// A program at a terminal of its own.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    reader: Box<dyn Read + Send>,
    writer: Box<dyn Write + Send>,
    screen: vt100::Parser,
    /// Dropped with the terminal: nobody has to be ended then.
    _watched: mpsc::Sender<()>,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Terminal {
    fn review(home: &Path, arguments: &[&str], columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("dechaff"));
        command.arg("review");
        command.args(arguments);
        command.cwd(home);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut killer = child.clone_killer();
        let (watched, end) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if end.recv_timeout(LONGEST) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = killer.kill();
            }
        });
        Self {
            reader: pair.master.try_clone_reader().unwrap(),
            writer: pair.master.take_writer().unwrap(),
            master: pair.master,
            child,
            screen: vt100::Parser::new(rows, columns, 0),
            _watched: watched,
        }
    }

    fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads until the screen shows these words.
    fn wait_for(&mut self, words: &str) {
        while !self.contents().contains(words) {
            let mut bytes = [0; 4096];
            let length = self.reader.read(&mut bytes).unwrap_or(0);
            assert!(
                length > 0,
                "no {words:?} on the screen:\n{}",
                self.contents()
            );
            self.screen.process(&bytes[..length]);
        }
    }

    /// Presses keys, and waits for what the screen shows then.
    fn press(&mut self, keys: &str, words: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.wait_for(words);
    }

    /// Presses the key that leaves, and gives the exit code and whether the terminal is as
    /// it was.
    fn leave(mut self) -> (u32, bool) {
        self.writer.write_all(b"q").unwrap();
        let mut rest = Vec::new();
        // The terminal ends with an error where its program has gone.
        let _ = self.reader.read_to_end(&mut rest);
        self.screen.process(&rest);
        let code = self.child.wait().unwrap().exit_code();
        (code, !self.screen.screen().alternate_screen())
    }
}

const PROMPTS: [&str; 4] = [
    "Sign up for our free weekly newsletter!",
    "Please support our independent journalism today!",
    "Subscribe now to read the full story.",
    "The mayor of Lindholm spoke for an hour. Sign up for our morning briefing and get it free!",
];

fn staged() -> tempfile::TempDir {
    let page = |prompt: &str| {
        format!(
            "The mill by the river closed in spring, after a hundred years of work.\n\n{prompt}\n\nNobody in the valley was surprised by the news, and nobody liked it.\n"
        )
    };
    let pages: Vec<(String, String)> = PROMPTS
        .iter()
        .zip(1..)
        .map(|(prompt, number)| (format!("pages/{number}.txt"), page(prompt)))
        .collect();
    let pages: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(name, page)| (name.as_str(), page.as_bytes()))
        .collect();
    let home = folder(&pages);
    let mut stage = dechaff(&["clean", "pages", "--stage", "p.jsonl", "-q"]);
    stage.current_dir(home.path()).assert().success();
    home
}

fn decisions(home: &Path) -> String {
    fs::read_to_string(home.join("decisions.toml")).unwrap_or_default()
}

#[test]
fn a_review_is_saved_at_every_key_and_goes_on_after_a_kill() {
    let home = staged();
    let home = home.path();
    let mut terminal = Terminal::review(home, &["p.jsonl"], 100, 30);
    terminal.wait_for("4 of 4 open");
    terminal.press("a", "accepted");
    assert_eq!(decisions(home).matches("verdict = \"accept\"").count(), 1);
    terminal.press("r", "rejected");
    assert_eq!(decisions(home).matches("verdict = \"reject\"").count(), 1);
    terminal.press("u", "taken back");
    assert_eq!(decisions(home).matches("verdict = \"reject\"").count(), 0);
    terminal.press("r", "2 of 4 open");
    terminal.child.kill().unwrap();
    terminal.child.wait().unwrap();
    let before = decisions(home);
    let mut terminal = Terminal::review(home, &["p.jsonl"], 60, 20);
    terminal.wait_for("2 of 4 open");
    assert_eq!(decisions(home), before);
    // Another size, and everything is still there.
    terminal.master.resize(size(90, 25)).unwrap();
    terminal.screen.screen_mut().set_size(25, 90);
    terminal.press("?", "the same words by the same rule, wherever they stand");
    terminal.press(" ", "change words");
    terminal.press("/NOTHING\r", "nothing has these words");
    terminal.press("t", "Everything is decided.");
    assert_eq!(terminal.leave(), (0, true));
    assert_eq!(decisions(home).matches("[[decision]]").count(), 4);
    let mut apply = dechaff(&["apply", "p.jsonl", "pages", "-o", "out", "-q"]);
    apply.current_dir(home).assert().success();
    let gone = (1..=4).filter(|number| {
        let page = |folder: &str| fs::read(home.join(format!("{folder}/{number}.txt"))).unwrap();
        page("pages") != page("out")
    });
    assert_eq!(gone.count(), 3);
}

#[test]
fn words_are_changed_at_the_terminal() {
    let home = staged();
    let home = home.path();
    let mut terminal = Terminal::review(home, &["p.jsonl"], 100, 30);
    terminal.wait_for("4 of 4 open");
    terminal.press("/free weekly\r", "Sign up for our free weekly newsletter!");
    terminal.press("c", "other edge");
    // The end goes back before "newsletter" and "weekly".
    terminal.press("bbb\r", "changed");
    assert!(
        decisions(home).contains("remove = \"Sign up for our free\""),
        "{}",
        decisions(home)
    );
    assert_eq!(terminal.leave(), (0, true));
}

#[test]
fn a_sample_is_measured_at_the_terminal() {
    let home = staged();
    let home = home.path();
    let output = dechaff(&["review", "p.jsonl", "--list", "--json"])
        .current_dir(home)
        .output()
        .unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let group: serde_json::Value = serde_json::from_str(list.lines().next().unwrap()).unwrap();
    let rule = group["rule"].as_str().unwrap();
    let mut terminal =
        Terminal::review(home, &["p.jsonl", "--sample", "1", "--rule", rule], 100, 30);
    terminal.wait_for("1 of 1 open");
    terminal.press("o", "at most 95.0 %");
    assert_eq!(terminal.leave(), (0, true));
    assert!(decisions(home).contains(&format!(
        "[[precision]]\nrule = \"{rule}\"\nsampled = 1\nwrong = 0\n"
    )));
}

#[test]
fn two_reviews_at_once_keep_each_others_decisions() {
    let home = staged();
    let home = home.path();
    let mut first = Terminal::review(home, &["p.jsonl"], 100, 30);
    let mut second = Terminal::review(home, &["p.jsonl"], 100, 30);
    first.wait_for("4 of 4 open");
    second.wait_for("4 of 4 open");
    first.press("r", "rejected");
    second.press(" ", "4 of 4 open");
    second.press("a", "accepted");
    second.press("a", "2 of 4 open");
    first.press(" ", "3 of 4 open");
    first.press(" r", "2 of 4 open");
    assert_eq!(first.leave(), (0, true));
    assert_eq!(
        decisions(home).matches("[[decision]]").count(),
        4,
        "{}",
        decisions(home)
    );
    second.press("u", "taken back");
    assert_eq!(second.leave(), (0, true));
    assert_eq!(
        decisions(home).matches("[[decision]]").count(),
        3,
        "{}",
        decisions(home)
    );
}
