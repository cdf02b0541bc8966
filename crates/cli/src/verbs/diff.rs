//! `groundplan diff`

use anyhow::Result;
use clap::Args;
use groundplan_core::{design::diff, plan, vocab::Command};
use serde_json::json;

use crate::{
    Outcome, input,
    output::{self, Format},
};

/// Options of `diff`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The design before: a file, - for standard input, or the name of a reference
    before: String,
    /// The design after
    after: String,
    /// Take this environment of the design after; without one, the base
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Apply the scale plan of the design after up to and with this step
    #[arg(long, value_name = "ID")]
    step: Option<String>,
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let environment = arguments.env.as_deref();
    let mut before = input::read(&arguments.before)?;
    if environment.is_some() {
        // An environment has none of its own.
        before = before.without_environments();
    }
    let after = input::read(&arguments.after)?.environment(environment)?;
    let after = plan::up_to(&after, arguments.step.as_deref())?;
    let commands = diff(&before, &after);
    let header = ["edit", "of", "what"];
    let rows = || commands.iter().map(row).collect::<Vec<_>>();
    match arguments.format {
        Format::Json => output::print_json(&json!({ "commands": commands }))?,
        Format::Csv => output::print(&output::csv(&header, &rows()))?,
        Format::Md => output::print(&output::markdown(&header, &rows()))?,
        Format::Table if commands.is_empty() => output::print("the designs are equal")?,
        Format::Table => output::print(&output::table(&header, &[], rows()))?,
    }
    Ok(Outcome::Fine)
}

fn row(command: &Command) -> Vec<String> {
    let (edit, of, what) = command.words();
    vec![edit.to_owned(), of, what]
}
