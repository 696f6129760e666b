//! The program from outside, a file per case: what is typed, what is printed.
//! `TRYCMD=overwrite` writes what the program prints; read it before you commit.

#[test]
fn every_command_prints_what_is_written_down() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml")
        .case("docs/WRITING-RULES.md");
}
