//! `groundplan`: the core on the command line, one file for each verb.
//!
//! Exit codes: 0 all is well; 1 findings or budget beyond what `--fail-on` allows; 2 bad input, with
//! one clear message on stderr.

mod books;
mod input;
mod output;
mod verbs;

use std::{io, process::ExitCode};

use clap::{CommandFactory, Parser, Subcommand};

use crate::verbs::{check, diff, estimate, export, new, plan, prices, references, schema, work};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Design a cloud topology, price it, plan its growth, and get its code.
#[derive(Parser)]
#[command(name = "groundplan", version, about, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  groundplan new c1 -o shop.groundplan.json      start from a reference design
  groundplan estimate shop.groundplan.json       price it
  groundplan estimate c1 --region eu-central-1   price a reference elsewhere
  groundplan plan c1                             what each step of its plan costs
  groundplan work c1                             what has to be done, and the hours
  groundplan check c1 --fail-on error            exit with 1 when something is wrong
  groundplan export c1 --step kafka-split -o c1.zip

Where a FILE is asked for, - reads standard input and the name of a reference stands for it.";

#[derive(Subcommand)]
enum Verb {
    /// List the reference designs
    References(references::Arguments),
    /// Write a new design: a reference, or a generated one
    New(new::Arguments),
    /// Price a design
    Estimate(estimate::Arguments),
    /// Preview a design's scale plan
    Plan(plan::Arguments),
    /// List the tasks of building a design, in order, with their hours
    Work(work::Arguments),
    /// Review a design
    Check(check::Arguments),
    /// Write a design's bundle: Terraform, Compose, CI, IAM, runbook, cost, diagram
    Export(export::Arguments),
    /// Show the edits that lead from one design to another
    Diff(diff::Arguments),
    /// Print the JSON Schema of design files
    Schema(schema::Arguments),
    /// List the prices of a region
    Prices(prices::Arguments),
    /// Print the completion script of a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// How a verb ended, when it did.
pub(crate) enum Outcome {
    /// All is well.
    Fine,
    /// Findings or budget are beyond what was allowed.
    Failed,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.verb {
        Verb::References(it) => references::run(&it),
        Verb::New(it) => new::run(&it),
        Verb::Estimate(it) => estimate::run(&it),
        Verb::Plan(it) => plan::run(&it),
        Verb::Work(it) => work::run(&it),
        Verb::Check(it) => check::run(&it),
        Verb::Export(it) => export::run(&it),
        Verb::Diff(it) => diff::run(&it),
        Verb::Schema(it) => schema::run(&it),
        Verb::Prices(it) => prices::run(&it),
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut self::Arguments::command(), "groundplan", &mut io::stdout());
            Ok(Outcome::Fine)
        }
    };
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
