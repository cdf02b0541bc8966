//! Runs steps: those of one lane in order, the lanes side by side, each step after those it builds on.
//! Knows no step by name.

use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};

use crate::{
    process::Log,
    setup::{Missing, Tool},
    workspace::Workspace,
};

/// What a step keeps busy. Steps of one lane never run at the same time.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Lane {
    /// Cargo, which locks its target folder anyway, and what builds on its output.
    Cargo,
    /// The checkers of bundles.
    Bundles,
    /// Mostly waiting.
    Waiting,
}

/// What a step does; its programs print to the log.
type Run = Box<dyn Fn(&Workspace, &mut Log) -> Result<()> + Send + Sync>;

/// One thing to run.
pub(super) struct Step {
    /// The word for `--only` and the table.
    pub(super) name: &'static str,
    /// What it shows, for a reader of `--list`.
    pub(super) what: &'static str,
    pub(super) lane: Lane,
    pub(super) tools: &'static [&'static Tool],
    /// The steps whose results this one reads.
    pub(super) after: &'static [&'static str],
    pub(super) run: Run,
}

impl Step {
    /// Whether this step uses that tool.
    pub(super) fn needs(&self, tool: &Tool) -> bool {
        self.tools.iter().any(|needed| needed.name == tool.name)
    }
}

/// How a step went.
#[derive(Clone)]
pub(super) enum Outcome {
    Passed(Duration),
    Failed(Duration),
    /// Not run, and why.
    Skipped(String),
}

/// The steps of those names and the ones they build on; all when no name is given.
pub(super) fn chosen(steps: Vec<Step>, only: &[String]) -> Result<Vec<Step>> {
    for name in only {
        let known: Vec<_> = steps.iter().map(|step| step.name).collect();
        ensure!(known.contains(&name.as_str()), "no step is called {name}, there are: {}", known.join(", "));
    }
    if only.is_empty() {
        return Ok(steps);
    }
    let mut wanted: Vec<&str> = only.iter().map(String::as_str).collect();
    // A step stands behind those it builds on, so one walk from the end finds all.
    for step in steps.iter().rev() {
        if wanted.contains(&step.name) {
            wanted.extend(step.after);
        }
    }
    let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
    Ok(steps.into_iter().filter(|step| wanted.iter().any(|name| name == step.name)).collect())
}

/// Runs the steps and says how each went, in their order.
pub(super) fn run(
    workspace: &Workspace,
    steps: &[Step],
    missing: &Missing,
) -> Result<Vec<(&'static str, Outcome)>> {
    let board = Board::default();
    thread::scope(|scope| {
        for lane in [Lane::Cargo, Lane::Bundles, Lane::Waiting] {
            let board = &board;
            scope.spawn(move || {
                for step in steps.iter().filter(|step| step.lane == lane) {
                    let outcome = match obstacle(step, missing, board) {
                        Some(why) => Outcome::Skipped(why),
                        None => attempt(workspace, step),
                    };
                    board.enter(step.name, outcome);
                }
            });
        }
    });
    let mut outcomes = board.outcomes.into_inner().unwrap_or_else(|poison| poison.into_inner());
    steps
        .iter()
        .map(|step| match outcomes.remove(step.name) {
            Some(outcome) => Ok((step.name, outcome)),
            None => bail!("{} never ended", step.name),
        })
        .collect()
}

/// Why a step cannot run, once those that it builds on have ended.
fn obstacle(step: &Step, missing: &Missing, board: &Board) -> Option<String> {
    let tool = step.tools.iter().find(|tool| missing.holds(tool) && !tool.optional);
    let tool = tool.map(|tool| format!("no {}", tool.name));
    let before = step.after.iter().find(|name| !matches!(board.wait_for(name), Outcome::Passed(_)));
    tool.or_else(|| before.map(|name| format!("{name} did not pass")))
}

/// Runs a step and prints a line, or everything that its programs said when it failed.
fn attempt(workspace: &Workspace, step: &Step) -> Outcome {
    println!("  {:<18} started", step.name);
    let start = Instant::now();
    let log = workspace
        .scratch("log")
        .and_then(|folder| Log::create(&folder.join(step.name).with_extension("log")));
    let (result, log) = match log {
        Ok(mut log) => ((step.run)(workspace, &mut log), Some(log)),
        Err(error) => (Err(error), None),
    };
    let time = start.elapsed();
    match result {
        Ok(()) => {
            println!("  {:<18} passed in {:.1} s", step.name, time.as_secs_f64());
            Outcome::Passed(time)
        }
        Err(error) => {
            let said = log.as_ref().map(Log::text).unwrap_or_default();
            let place = log.map(|log| log.path().display().to_string()).unwrap_or_default();
            // One call, so that the lanes' lines do not mix.
            println!(
                "  {name:<18} FAILED after {:.1} s: {error:#}\n--- {name}: {place}\n{}\n--- end of {name}",
                time.as_secs_f64(),
                last_lines(&said, 400),
                name = step.name,
            );
            Outcome::Failed(time)
        }
    }
}

/// The end of a log; compilers repeat themselves, and the whole is in the file.
fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// The outcomes so far, for steps that wait for others.
#[derive(Default)]
struct Board {
    outcomes: Mutex<BTreeMap<&'static str, Outcome>>,
    changed: Condvar,
}

impl Board {
    fn enter(&self, name: &'static str, outcome: Outcome) {
        let mut outcomes = self.outcomes.lock().unwrap_or_else(|poison| poison.into_inner());
        outcomes.insert(name, outcome);
        self.changed.notify_all();
    }

    fn wait_for(&self, name: &str) -> Outcome {
        let mut outcomes = self.outcomes.lock().unwrap_or_else(|poison| poison.into_inner());
        loop {
            if let Some(outcome) = outcomes.get(name) {
                return outcome.clone();
            }
            outcomes = self.changed.wait(outcomes).unwrap_or_else(|poison| poison.into_inner());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &'static str, lane: Lane, after: &'static [&'static str], passes: bool) -> Step {
        let run = move |_: &Workspace, log: &mut Log| {
            log.line("said")?;
            ensure!(passes, "planted");
            Ok(())
        };
        Step { name, what: "", lane, tools: &[], after, run: Box::new(run) }
    }

    fn check_outcomes(steps: Vec<Step>, want: &str) {
        let workspace = Workspace::find().unwrap();
        let outcomes = run(&workspace, &steps, &Missing::none()).unwrap();
        let shown: Vec<String> = outcomes
            .into_iter()
            .map(|(name, outcome)| match outcome {
                Outcome::Passed(_) => format!("{name} passed"),
                Outcome::Failed(_) => format!("{name} failed"),
                Outcome::Skipped(why) => format!("{name} skipped ({why})"),
            })
            .collect();
        assert_eq!(shown.join(", "), want);
    }

    #[test]
    fn a_step_of_another_lane_waits_for_what_it_builds_on() {
        let steps =
            vec![step("test-a", Lane::Cargo, &[], true), step("test-b", Lane::Waiting, &["test-a"], true)];
        check_outcomes(steps, "test-a passed, test-b passed");
    }

    #[test]
    fn what_builds_on_a_failed_step_is_skipped_and_the_rest_runs() {
        let steps = vec![
            step("test-c", Lane::Cargo, &[], false),
            step("test-d", Lane::Bundles, &["test-c"], true),
            step("test-e", Lane::Cargo, &[], true),
        ];
        check_outcomes(steps, "test-c failed, test-d skipped (test-c did not pass), test-e passed");
    }

    #[test]
    fn choosing_a_step_keeps_what_it_builds_on() {
        let steps = vec![
            step("a", Lane::Cargo, &[], true),
            step("b", Lane::Cargo, &["a"], true),
            step("c", Lane::Cargo, &["b"], true),
            step("d", Lane::Cargo, &[], true),
        ];
        let names: Vec<_> = chosen(steps, &["c".into()]).unwrap().iter().map(|step| step.name).collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert!(chosen(vec![], &["nothing".into()]).is_err());
    }
}
