//! `cargo xtask browser`: the browser tests against the released app, served for them on loopback.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    build,
    process::Log,
    setup::{self, CHROMIUM, NODE_PACKAGES, TRUNK, Tool, WASM_BINDGEN, WASM_OPT, WASM_TARGET},
    site::Site,
    workspace::Workspace,
};

/// What building the app and driving the browser need.
pub(crate) const TOOLS: &[&Tool] =
    &[&WASM_TARGET, &TRUNK, &WASM_BINDGEN, &WASM_OPT, &CHROMIUM, &NODE_PACKAGES];

/// Builds the command line, whose figures and bundles have to be those of the app.
const CLI: [&str; 3] = ["build", "--package", "groundplan-cli"];

/// The flags of `browser`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only the files of tests/browser whose name contains this
    #[arg(default_value = "")]
    filter: String,
    /// Test what dist/ holds
    #[arg(long)]
    no_build: bool,
}

/// Sets up what is missing, builds the app and runs the browser tests.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    setup::run(workspace, TOOLS)?.stop_in_ci()?;
    if !args.no_build {
        build::release(workspace)?;
    }
    let built = workspace.cargo().args(CLI).status()?;
    if !built.success() {
        bail!("the command line does not build");
    }
    let site = Site::serve(&workspace.dist(), 0)?;
    let status = tests(workspace, &site, &args.filter)?.status()?;
    if !status.success() {
        bail!("browser tests ended with {status}; pictures are in target/screenshots");
    }
    Ok(())
}

/// Runs the browser tests against the app in `dist/`.
pub(crate) fn run(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.run(workspace.cargo().args(CLI))?;
    let site = Site::serve(&workspace.dist(), 0)?;
    log.run(&mut tests(workspace, &site, "")?)
}

/// Node's own test runner over the test files, one after the other.
fn tests(workspace: &Workspace, site: &Site, filter: &str) -> Result<Command> {
    let mut files = Vec::new();
    for entry in fs::read_dir(workspace.root().join("tests/browser"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") && name.contains(filter) {
            files.push(PathBuf::from("tests/browser").join(name));
        }
    }
    files.sort();
    if files.is_empty() {
        bail!("no file in tests/browser has a name with {filter:?}");
    }
    let mut command = node(workspace, site)?;
    command.env("GROUNDPLAN_CLI", workspace.target().join("debug/groundplan"));
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(files);
    Ok(command)
}

/// Node with what the harness reads: where the app and the browser are.
pub(crate) fn node(workspace: &Workspace, site: &Site) -> Result<Command> {
    let chromium = setup::chromium(workspace).context("no Chromium on the search path")?;
    let mut command = workspace.command("node");
    command.env("GROUNDPLAN_URL", site.address()).env("CHROMIUM", chromium);
    Ok(command)
}
