//! The steps of `cargo xtask test`, as values, in the order in which they run.

use anyhow::Result;

use super::{
    bundles,
    schedule::{Lane, Step},
};
use crate::{
    browser,
    build::{self, Build},
    checks::{self, CHECKS, Check, apply},
    process::Log,
    setup::{CHROMIUM, LINTERS, NODE_PACKAGES, TRUNK, Tool, WASM_BINDGEN, WASM_OPT, WASM_TARGET},
    workspace::Workspace,
};

const APP_TOOLS: &[&Tool] = &[&WASM_TARGET, &TRUNK, &WASM_BINDGEN, &WASM_OPT];

/// All steps; one that builds on others stands behind them.
pub(super) fn all() -> Vec<Step> {
    let mut steps = cargo_steps();
    steps.extend(CHECKS.iter().map(|check| on_bundles(check, Lane::Bundles)));
    steps.push(Step {
        run: Box::new(|workspace, log| {
            for base in bundles::bases(workspace)? {
                (apply::CHECK.run)(workspace, &base, log)?;
            }
            Ok(())
        }),
        ..on_bundles(&apply::CHECK, Lane::Waiting)
    });
    steps
}

fn cargo_steps() -> Vec<Step> {
    vec![
        Step {
            name: "bundles",
            what: "the command line builds and exports each reference, its environments and each step of its plan",
            lane: Lane::Cargo,
            tools: &[],
            after: &[],
            run: Box::new(bundles::export),
        },
        cargo("fmt", "the code is formatted", &[&LINTERS], &["fmt", "--all", "--check"]),
        cargo(
            "clippy",
            "no warning in any crate",
            &[&LINTERS],
            &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        ),
        cargo(
            "clippy-wasm",
            "no warning in the app as the browser gets it",
            &[&LINTERS, &WASM_TARGET],
            &[
                "clippy",
                "--package",
                "groundplan-app",
                "--target",
                "wasm32-unknown-unknown",
                "--",
                "-D",
                "warnings",
            ],
        ),
        Step {
            name: "doc",
            what: "the documentation builds without warnings",
            lane: Lane::Cargo,
            tools: &[],
            after: &[],
            run: Box::new(|workspace, log| {
                let arguments = ["doc", "--workspace", "--no-deps", "--document-private-items"];
                log.run(workspace.cargo().args(arguments).env("RUSTDOCFLAGS", "-D warnings"))
            }),
        },
        Step {
            name: "rust",
            what: "the tests of all crates",
            lane: Lane::Cargo,
            tools: &[],
            after: &[],
            run: Box::new(run_rust_tests),
        },
        Step {
            name: "app",
            what: "the app builds as it is released",
            lane: Lane::Cargo,
            tools: APP_TOOLS,
            after: &[],
            run: Box::new(|workspace, log| log.run(&mut build::trunk(workspace, "build", Build::Release))),
        },
        Step {
            name: "browser",
            what: "the journeys of users in Chromium",
            lane: Lane::Cargo,
            tools: &[&CHROMIUM, &NODE_PACKAGES],
            after: &["app"],
            run: Box::new(browser::run),
        },
    ]
}

/// A step that is one call of cargo.
fn cargo(
    name: &'static str,
    what: &'static str,
    tools: &'static [&'static Tool],
    arguments: &'static [&'static str],
) -> Step {
    let run = move |workspace: &Workspace, log: &mut Log| log.run(workspace.cargo().args(arguments));
    Step { name, what, lane: Lane::Cargo, tools, after: &[], run: Box::new(run) }
}

/// A check as a step over all exported bundles.
fn on_bundles(check: &'static Check, lane: Lane) -> Step {
    let run = |workspace: &Workspace, log: &mut Log| {
        checks::run_on_all(check, workspace, &bundles::folder(workspace)?, log)
    };
    let Check { name, what, tools, .. } = check;
    Step { name, what, lane, tools, after: &["bundles"], run: Box::new(run) }
}

/// By nextest where it is installed, which runs the tests side by side; it leaves out the examples
/// in the documentation.
fn run_rust_tests(workspace: &Workspace, log: &mut Log) -> Result<()> {
    if workspace.program("cargo-nextest").is_some() {
        log.run(workspace.cargo().args(["nextest", "run", "--workspace", "--no-tests", "pass"]))?;
        log.run(workspace.cargo().args(["test", "--workspace", "--doc"]))
    } else {
        log.run(workspace.cargo().args(["test", "--workspace"]))
    }
}
