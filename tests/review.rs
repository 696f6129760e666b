//! Reviews from outside: stage, decide, apply, and decisions that stick.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod program;

use std::fs;
use std::path::Path;

use program::{call, folder, tree};
use tempfile::TempDir;

const FIRST: &str = "Sign up for our free weekly newsletter from the valley!\n";
const SECOND: &str = "Please support our independent journalism today!\n";
const THIRD: &str = "Subscribe now to read the full story.\n";

/// A page with three prompts between its sentences.
fn page() -> String {
    format!(
        "The mill by the river closed in spring, after a hundred years of work.\n{FIRST}\
         The last sacks of flour went to the bakers of the town, who had known it for long.\n{SECOND}\
         Nobody in the valley was surprised by the news, and nobody liked it.\n{THIRD}"
    )
}

fn without(prompts: &[&str]) -> String {
    let cut = |page: String, prompt: &&str| page.replace(prompt, "");
    prompts.iter().fold(page(), cut)
}

/// A folder with the same page on two sites, staged.
fn staged() -> TempDir {
    let page = page();
    let home = folder(&[
        ("pages/news.example/a.txt", page.as_bytes()),
        ("pages/other.example/b.txt", page.as_bytes()),
    ]);
    stage(home.path());
    home
}

fn stage(home: &Path) {
    let (code, out, _) = call(home, "clean pages --site-by-folder --stage p.jsonl -q");
    assert_eq!((code, out.as_str()), (0, ""));
}

/// The groups, as `review --list --json` tells them, by their texts.
fn group(home: &Path, text: &str) -> serde_json::Value {
    let (code, out, _) = call(home, "review p.jsonl --list --json");
    assert_eq!(code, 0);
    let groups = out.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut found = groups.filter(|group: &serde_json::Value| group["text"] == text.trim());
    let group = found
        .next()
        .unwrap_or_else(|| panic!("{text} is not in {out}"));
    assert!(found.next().is_none());
    group
}

fn read(home: &Path, name: &str) -> String {
    fs::read_to_string(home.join(name)).unwrap()
}

#[test]
fn only_what_is_accepted_goes_and_comes_back() {
    let home = staged();
    let home = home.path();
    let before = tree(&home.join("pages"));
    let first = group(home, FIRST);
    assert_eq!(
        (&first["count"], &first["undecided"]),
        (&2.into(), &2.into())
    );
    assert_eq!(
        first["sites"],
        serde_json::json!({"news.example": 1, "other.example": 1})
    );
    let (first, second) = (first["id"].as_str().unwrap(), group(home, SECOND));
    let second = format!("{}@news.example", second["rule"].as_str().unwrap());
    let (code, _, err) = call(home, &format!("review p.jsonl --accept {first},{second}"));
    assert_eq!(code, 0);
    assert!(
        err.contains("decided: 2; proposals without a decision: 3;"),
        "{err}"
    );
    let (code, _, err) = call(home, "apply p.jsonl pages -o out --removals l.jsonl");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("not decided yet, and stay: 3"), "{err}");
    assert_eq!(
        read(home, "out/news.example/a.txt"),
        without(&[FIRST, SECOND])
    );
    assert_eq!(read(home, "out/other.example/b.txt"), without(&[FIRST]));
    assert_eq!(tree(&home.join("pages")), before);
    let (code, _, err) = call(home, "restore out --removals l.jsonl -o back -q");
    assert_eq!(code, 0, "{err}");
    assert_eq!(tree(&home.join("back")), before);
}

#[test]
fn what_changed_since_is_refused() {
    let home = staged();
    let home = home.path();
    let rule = group(home, FIRST)["rule"].as_str().unwrap().to_owned();
    call(home, &format!("review p.jsonl --accept {rule}"));
    fs::write(
        home.join("pages/news.example/a.txt"),
        format!("New. {}", page()),
    )
    .unwrap();
    fs::remove_file(home.join("pages/other.example/b.txt")).unwrap();
    let (code, _, err) = call(home, "apply p.jsonl pages -o out -q");
    assert_eq!(code, 3);
    assert!(
        err.contains("news.example/a.txt: not applied: it changed since the proposals were made"),
        "{err}"
    );
    assert!(
        err.contains("other.example/b.txt: proposals name it, but it is not here"),
        "{err}"
    );
    assert_eq!(tree(&home.join("out")), []);
    // In place the file stays what it is.
    let (code, _, _) = call(home, "apply p.jsonl pages --in-place --removals l.jsonl -q");
    assert_eq!(code, 3);
    assert_eq!(
        read(home, "pages/news.example/a.txt"),
        format!("New. {}", page())
    );
}

#[test]
fn decisions_hold_after_a_new_crawl() {
    let home = staged();
    let home = home.path();
    let id = |text: &str| group(home, text)["id"].as_str().unwrap().to_owned();
    let rule = |text: &str| group(home, text)["rule"].as_str().unwrap().to_owned();
    let (first, second, third) = (id(FIRST), rule(SECOND), rule(THIRD));
    let decide = format!("review p.jsonl --reject {first},{second}@news.example --accept {third}");
    assert_eq!(call(home, &decide).0, 0);
    fs::write(
        home.join("dechaff.toml"),
        "decisions = [\"decisions.toml\"]\n",
    )
    .unwrap();
    // The pages are crawled again: other names, other lines before, other spelling.
    fs::remove_dir_all(home.join("pages")).unwrap();
    for site in ["news.example", "other.example"] {
        fs::create_dir_all(home.join("pages").join(site)).unwrap();
        let again = format!(
            "Updated on Monday by the sea\n\n{}",
            page().replace("Sign up for our", "* SIGN UP  for our")
        );
        fs::write(home.join("pages").join(site).join("new.txt"), again).unwrap();
    }
    let (code, _, err) = call(home, "clean pages --site-by-folder -o out -q");
    assert_eq!(code, 0, "{err}");
    let kept = |name: &str, prompt: &str| read(home, name).contains(prompt.trim());
    for (file, prompt, expected) in [
        ("out/news.example/new.txt", "* SIGN UP  for our free", true),
        ("out/news.example/new.txt", SECOND, true),
        ("out/news.example/new.txt", THIRD, false),
        ("out/other.example/new.txt", "* SIGN UP  for our free", true),
        ("out/other.example/new.txt", SECOND, false),
        ("out/other.example/new.txt", THIRD, false),
    ] {
        assert_eq!(kept(file, prompt), expected, "{file} {prompt}");
    }
    // What was kept can be looked up.
    let (_, out, _) = call(
        home,
        "explain pages/other.example/new.txt:4 --site other.example",
    );
    assert!(out.contains("custom/kept-"), "{out}");
    // Staged again, everything is decided already but what nobody decided about.
    stage(home);
    assert_eq!(
        group(
            home,
            "* SIGN UP  for our free weekly newsletter from the valley!"
        )["undecided"],
        0
    );
    assert_eq!(group(home, SECOND)["undecided"], 1);
    // Without the prompt the decision about it is stale, and the rule file is still right.
    fs::write(
        home.join("pages/news.example/new.txt"),
        "The mill closed.\n",
    )
    .unwrap();
    fs::write(
        home.join("pages/other.example/new.txt"),
        format!("The mill closed.\n{THIRD}"),
    )
    .unwrap();
    stage(home);
    let (_, _, err) = call(home, "review p.jsonl --list");
    assert!(
        err.contains(&format!("stale: reject {}", rule_of(&decide))),
        "{err}"
    );
    let (code, _, err) = call(home, "review p.jsonl --rules-out kept.toml");
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = call(home, "rules test kept.toml --no-config");
    assert_eq!(code, 0, "{out}{err}");
}

/// The rule that a call rejects on a site.
fn rule_of(call: &str) -> &str {
    let (_, names) = call.split_once(',').unwrap();
    names.split('@').next().unwrap()
}

#[test]
fn an_edit_goes_as_it_was_edited_and_becomes_a_rule() {
    let glued = "Nobody in the valley was surprised by the news.";
    let text = format!("The mill closed in spring.\n{} {}", FIRST.trim(), SECOND);
    let home = folder(&[("a.txt", format!("{glued}\n{text}").as_bytes())]);
    let home = home.path();
    call(home, "clean a.txt --stage p.jsonl -q");
    let (_, out, _) = call(home, "review p.jsonl --list --json");
    let group: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    let decisions = format!(
        "format = 1\n\n[[decision]]\nverdict = \"edit\"\nrule = {}\ntext = {}\nremove = {:?}\n",
        group["rule"],
        group["text"],
        FIRST.trim()
    );
    fs::write(home.join("decisions.toml"), decisions).unwrap();
    let (code, _, err) = call(home, "apply p.jsonl a.txt -o b.txt -q");
    assert_eq!(code, 0, "{err}");
    let expected = format!("{glued}\nThe mill closed in spring.\n {SECOND}");
    assert_eq!(read(home, "b.txt"), expected);
    let (code, _, err) = call(home, "review p.jsonl --rules-out r.toml");
    assert_eq!(code, 0, "{err}");
    let rules = read(home, "r.toml");
    assert!(rules.contains("# Proposed by an edit of"), "{rules}");
    let (code, out, err) = call(home, "rules test r.toml");
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn rules_are_chosen_by_what_was_measured() {
    let home = staged();
    let home = home.path();
    let rule = group(home, FIRST)["rule"].as_str().unwrap().to_owned();
    let measured = |wrong: usize| {
        let text = format!(
            "format = 1\n\n[[precision]]\nrule = \"{rule}\"\nsampled = 400\nwrong = {wrong}\ndate = \"2026-01-31\"\n"
        );
        fs::write(home.join("decisions.toml"), text).unwrap();
    };
    fs::write(
        home.join("dechaff.toml"),
        "decisions = [\"decisions.toml\"]\n",
    )
    .unwrap();
    for (wrong, least, goes) in [
        (1, "0.98", true),
        (40, "0.98", false),
        (40, "0.8", true),
        (1, "0.995", false),
    ] {
        measured(wrong);
        let (code, out, err) = call(
            home,
            &format!("clean pages/news.example/a.txt -q --min-precision {least}"),
        );
        assert_eq!(code, 0, "{err}");
        assert_eq!(!out.contains(FIRST), goes, "{wrong} {least}");
    }
    let (code, _, err) = call(home, "clean pages/news.example/a.txt --min-precision 99");
    assert_eq!(code, 2);
    assert!(err.contains("a share is a number from 0 to 1"), "{err}");
}

#[test]
fn what_cannot_be_done_is_told() {
    let home = staged();
    let home = home.path();
    let cases = [
        (
            "review p.jsonl",
            2,
            "--list, --list --json, --accept NAME and --reject NAME",
        ),
        ("review nothing.jsonl --list", 3, "nothing.jsonl"),
        (
            "review pages/news.example/a.txt --list",
            3,
            "line 1 is no proposal",
        ),
        (
            "review p.jsonl --sample 5 --rule newsletter/none",
            2,
            "no proposal is by a rule `newsletter/none`;",
        ),
        (
            "review p.jsonl --accept newsletter/none",
            2,
            "no proposal is by a rule `newsletter/none`",
        ),
        ("review p.jsonl --sample 3", 2, "--rule"),
        (
            "apply p.jsonl pages -o out",
            2,
            "there are no decisions at decisions.toml",
        ),
        (
            "apply p.jsonl pages --in-place",
            2,
            "--in-place needs --removals FILE",
        ),
        (
            "clean pages --stage pages/p.jsonl",
            2,
            "the file for --stage",
        ),
        (
            "clean pages --stage q.jsonl --removals embed",
            2,
            "cannot be used with",
        ),
    ];
    for (arguments, expected, words) in cases {
        let (code, out, err) = call(home, arguments);
        assert_eq!((code, out.as_str()), (expected, ""), "{arguments}: {err}");
        assert!(err.contains(words), "{arguments}: {err}");
    }
    let group = group(home, FIRST);
    let rule = group["rule"].as_str().unwrap();
    for (arguments, words) in [
        (format!("--accept {rule}@"), "is on a site ``"),
        (
            format!("--accept {rule}@nowhere.example"),
            "is on a site `nowhere.example`",
        ),
        (
            format!("--accept {rule} --reject {rule}"),
            "is to be accepted and rejected",
        ),
        (
            "--rules-out p.jsonl".to_owned(),
            "names the file of proposals",
        ),
    ] {
        let (code, _, err) = call(home, &format!("review p.jsonl {arguments}"));
        assert_eq!(code, 2, "{arguments}: {err}");
        assert!(err.contains(words), "{arguments}: {err}");
        assert!(!home.join("decisions.toml").exists(), "{arguments}");
    }
    fs::write(home.join("decisions.toml"), "<<<<<<< ours\nformat = 1\n").unwrap();
    let (code, _, err) = call(home, "review p.jsonl --list");
    assert_eq!(code, 2);
    assert!(err.contains("decisions.toml:1:"), "{err}");
    assert_eq!(read(home, "decisions.toml"), "<<<<<<< ours\nformat = 1\n");
}

#[test]
fn what_is_there_is_not_replaced_by_a_slip() {
    let home = staged();
    let home = home.path();
    let rule = group(home, FIRST)["rule"].as_str().unwrap().to_owned();
    assert_eq!(call(home, &format!("review p.jsonl --accept {rule}")).0, 0);
    fs::create_dir(home.join("folder")).unwrap();
    fs::write(home.join("data.jsonl"), "{\"text\": \"It rained.\"}\n").unwrap();
    assert_eq!(
        call(home, "clean pages -o elsewhere --removals l.jsonl -q").0,
        0
    );
    let before = tree(home);
    for (arguments, words) in [
        (
            "clean pages --stage decisions.toml -q",
            "it is there and holds something else",
        ),
        (
            "clean pages --stage l.jsonl -q",
            "it is there and holds something else",
        ),
        (
            "clean pages --stage data.jsonl -q",
            "it is there and holds something else",
        ),
        (
            "clean pages --stage folder -q",
            "it is there and is no regular file",
        ),
        (
            "clean pages --dry-run --report folder -q",
            "it is there and is no regular file",
        ),
        (
            "clean pages --stage q.jsonl --report q.jsonl -q",
            "the file for --report",
        ),
        (
            "apply p.jsonl pages/news.example/a.txt -o decisions.toml -q",
            "the file for --decisions",
        ),
        (
            "apply p.jsonl pages -o out --removals p.jsonl -q",
            "the file for --removals",
        ),
        (
            "review p.jsonl --rules-out decisions.toml",
            "names the file of decisions",
        ),
    ] {
        let (code, _, err) = call(home, arguments);
        assert!(code == 2 || code == 3, "{arguments}: {code} {err}");
        assert!(err.contains(words), "{arguments}: {err}");
        assert_eq!(tree(home), before, "{arguments}");
    }
    // A link leads to the file, and stays a link.
    #[cfg(unix)]
    {
        fs::rename(home.join("decisions.toml"), home.join("folder/d.toml")).unwrap();
        std::os::unix::fs::symlink("folder/d.toml", home.join("decisions.toml")).unwrap();
        assert_eq!(call(home, &format!("review p.jsonl --reject {rule}")).0, 0);
        assert!(home.join("decisions.toml").is_symlink());
        assert!(read(home, "folder/d.toml").contains("verdict = \"reject\""));
    }
}

#[test]
fn a_file_of_decisions_that_is_missing_is_told_but_to_reviews() {
    let home = staged();
    let home = home.path();
    fs::write(
        home.join("dechaff.toml"),
        "decisions = [\"kept/decisions.toml\"]\n",
    )
    .unwrap();
    let (code, _, err) = call(home, "clean pages -o out -q");
    assert_eq!(code, 2);
    assert!(err.contains("dechaff.toml:1:14"), "{err}");
    stage(home);
    let rule = group(home, FIRST)["rule"].as_str().unwrap().to_owned();
    let (code, _, err) = call(home, &format!("review p.jsonl --accept {rule}"));
    assert_eq!(code, 0, "{err}");
    assert!(home.join("kept/decisions.toml").exists());
    assert_eq!(call(home, "clean pages -o out -q").0, 0);
}

#[test]
fn of_neighbours_each_goes_with_its_own_gap() {
    let prose = "The mill by the river closed in spring, after a hundred years of work.\n";
    let page = format!("{prose}\n{FIRST}\n{SECOND}\n{prose}");
    let home = folder(&[("a.txt", page.as_bytes())]);
    let home = home.path();
    call(home, "clean a.txt --stage p.jsonl -q");
    let id = |text: &str| group(home, text)["id"].as_str().unwrap().to_owned();
    for (accepted, rejected, expected) in [
        (FIRST, SECOND, format!("{prose}\n{SECOND}\n{prose}")),
        (SECOND, FIRST, format!("{prose}\n{FIRST}\n{prose}")),
    ] {
        let decide = format!(
            "review p.jsonl --accept {} --reject {}",
            id(accepted),
            id(rejected)
        );
        call(home, &decide);
        let (code, out, err) = call(home, "apply p.jsonl a.txt --removals l.jsonl -q");
        assert_eq!((code, out.as_str()), (0, expected.as_str()), "{err}");
        fs::write(home.join("b.txt"), out).unwrap();
        let (code, back, err) = call(home, "restore b.txt --removals l.jsonl -q");
        assert_eq!((code, back.as_str()), (0, page.as_str()), "{err}");
        fs::remove_file(home.join("l.jsonl")).unwrap();
    }
}
