//! `cargo xtask test`: set-up, then every step; a table of how it went.

mod bundles;
mod schedule;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use self::schedule::Outcome;
use crate::{
    setup::{self, TEST},
    workspace::{self, Workspace},
};

/// The flags of `test`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run only this step and what it needs; may be given more than once
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Print the steps and stop
    #[arg(long)]
    list: bool,
}

/// Runs the steps; fails when one failed, and in continuous integration also when one was skipped.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    let steps = schedule::chosen(steps::all(), &args.only)?;
    if args.list {
        for step in &steps {
            println!("{:<18} {}", step.name, step.what);
        }
        return Ok(());
    }
    let needed: Vec<_> =
        TEST.iter().copied().filter(|tool| steps.iter().any(|step| step.needs(tool))).collect();
    let missing = setup::run(workspace, &needed)?;
    println!("\nSteps");
    let start = Instant::now();
    let outcomes = schedule::run(workspace, &steps, &missing)?;
    print_table(&outcomes, start.elapsed());
    let count = |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|(_, outcome)| wanted(outcome)).count();
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    if failed > 0 {
        bail!("{failed} of {} steps failed", outcomes.len());
    }
    if skipped > 0 && workspace::in_ci() {
        bail!("{skipped} steps were skipped, and with CI=true nothing may be");
    }
    missing.stop_in_ci()
}

fn print_table(outcomes: &[(&'static str, Outcome)], total: Duration) {
    println!("\n{:<18} {:>7}  Result", "Step", "Time");
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Passed(time) => println!("{name:<18} {:>6.1}s  passed", time.as_secs_f64()),
            Outcome::Failed(time) => println!("{name:<18} {:>6.1}s  FAILED", time.as_secs_f64()),
            Outcome::Skipped(why) => println!("{name:<18} {:>7}  skipped: {why}", "-"),
        }
    }
    println!("{:<18} {:>6.1}s", "All", total.as_secs_f64());
}
