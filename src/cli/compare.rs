//! `dechaff compare`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dechaff::report::{Comparison, compare};
use dechaff::rules::{Layer, RuleSetBuilder};
use dechaff::{Cleaner, RuleSet, config};

use super::documents::{DocumentOptions, Seen, each_document};
use super::failure::{Failure, SOME_FAILED, say};
use super::options::{ConfigOptions, add_rule_files, build};
use super::session::write_out;

/// The name that stands for the built-in rules alone.
const BUILTIN: &str = "builtin";

/// Arguments of `dechaff compare`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A file or a folder; standard input where left out or `-`.
    path: Option<PathBuf>,
    /// Rules to compare, given twice: a rule file or a folder of them, added to
    /// the built-in rules; a dechaff.toml; or `builtin`. Given once, it is
    /// compared with the rules that hold now.
    #[arg(long = "rules", value_name = "RULES", required = true)]
    rules: Vec<PathBuf>,
    /// Samples for each rule.
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,
    /// A JSON object a line, for each difference.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    config: ConfigOptions,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let path = arguments
        .path
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let (before, after) = match arguments.rules.as_slice() {
        [one] => {
            let now = arguments
                .config
                .project(path)?
                .add_to(RuleSet::builder().add_builtin());
            let then = add_rules(now.clone(), one)?;
            (now, then)
        }
        [before, after] => {
            let builtin = RuleSet::builder().add_builtin();
            (
                add_rules(builtin.clone(), before)?,
                add_rules(builtin, after)?,
            )
        }
        more => {
            let message = format!("--rules is given {} times; two can be compared", more.len());
            return Err(Failure::Usage(message));
        }
    };
    let (before, after) = (Cleaner::new(build(&before)?), Cleaner::new(build(&after)?));
    let mut comparison = Comparison::default();
    let mut code = ExitCode::SUCCESS;
    each_document(
        &arguments.documents,
        path,
        |name, document| {
            let (before, after) = (before.scan(document), after.scan(document));
            compare(name, document, &before.removals, &after.removals)
        },
        |Seen { name, result }| match result {
            Ok(differences) => {
                comparison.add(&differences, arguments.samples);
                if !arguments.json {
                    return Ok(());
                }
                let lines: String = differences
                    .iter()
                    .filter_map(|one| serde_json::to_string(one).ok())
                    .map(|line| line + "\n")
                    .collect();
                write_out(&lines)
            }
            Err(problem) => {
                code = ExitCode::from(SOME_FAILED);
                say(format!("{name}: {problem}"));
                Ok(())
            }
        },
    )?;
    if !arguments.json {
        write_out(&comparison.summary())?;
    }
    Ok(code)
}

/// Adds what one `--rules` names.
fn add_rules(rules: RuleSetBuilder, path: &Path) -> Result<RuleSetBuilder, Failure> {
    if path.as_os_str() == BUILTIN && !path.exists() {
        return Ok(rules);
    }
    if path.file_name().is_some_and(|name| name == config::NAME) {
        let project = config::load(path).map_err(|error| Failure::Usage(error.to_string()))?;
        return Ok(project.add_to(rules));
    }
    add_rule_files(Layer::Project, rules, &[path.to_owned()])
}
