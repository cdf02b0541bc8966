//! `cargo xtask setup`: the tools that serving and testing need, as values.
//!
//! A tool that is there in the right version is left alone. One that cannot be had is named, with why
//! it is needed and how to get it, and whatever does not need it still runs.

mod browser;
mod node;
mod python;
mod rust;
mod system;
mod terraform;

use std::{fs, path::Path, time::Instant};

use anyhow::{Result, bail};

pub(crate) use self::{
    browser::{CHROMIUM, chromium},
    node::{NODE_PACKAGES, WASM_OPT},
    python::PYTHON_PACKAGES,
    rust::{LINTERS, TRUNK, WASM_BINDGEN, WASM_TARGET},
    system::JQ,
    terraform::TERRAFORM,
};
use crate::{
    process::Log,
    workspace::{self, Workspace},
};

/// What `serve` needs, in the order in which it is installed.
pub(crate) const SERVE: &[&Tool] = &[&WASM_TARGET, &TRUNK, &WASM_BINDGEN, &WASM_OPT];

/// What `test` needs, in the order in which it is installed.
pub(crate) const TEST: &[&Tool] = &[
    &LINTERS,
    &WASM_TARGET,
    &TRUNK,
    &WASM_BINDGEN,
    &WASM_OPT,
    &CHROMIUM,
    &NODE_PACKAGES,
    &PYTHON_PACKAGES,
    &JQ,
    &TERRAFORM,
];

/// A program, or a set of packages, that must be on the machine.
pub(crate) struct Tool {
    /// What it is called, with its version where one is pinned.
    pub(crate) name: &'static str,
    /// What does not work without it.
    pub(crate) why: &'static str,
    /// How a person gets it when this program cannot.
    pub(crate) get: &'static str,
    /// Whether what uses it can do without, if less well.
    pub(crate) optional: bool,
    /// Fails with what is missing or wrong.
    check: fn(&Workspace) -> Result<()>,
    /// Installs it, or fails with what stands in the way.
    install: fn(&Workspace, &mut Log) -> Result<()>,
}

impl Tool {
    /// Whether it is there in the right version.
    pub(crate) fn is_present(&self, workspace: &Workspace) -> bool {
        (self.check)(workspace).is_ok()
    }
}

/// The flags of `setup`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only what `cargo xtask serve` needs
    #[arg(long)]
    serve: bool,
}

/// Installs what is missing and prints how it went.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    let tools = if args.serve { SERVE } else { TEST };
    run(workspace, tools)?.stop_in_ci()
}

/// The tools that could not be had.
pub(crate) struct Missing(Vec<&'static str>);

impl Missing {
    /// Nothing is missing.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether that tool could not be had.
    pub(crate) fn holds(&self, tool: &Tool) -> bool {
        self.0.contains(&tool.name)
    }

    /// Fails in continuous integration when anything is missing.
    pub(crate) fn stop_in_ci(&self) -> Result<()> {
        if workspace::in_ci() && !self.0.is_empty() {
            bail!("missing with CI=true: {}", self.0.join(", "));
        }
        Ok(())
    }
}

/// Makes sure of each tool in turn, with a line of progress for each.
pub(crate) fn run(workspace: &Workspace, tools: &[&'static Tool]) -> Result<Missing> {
    println!("Tools");
    let mut missing = Vec::new();
    for tool in tools {
        if tool.is_present(workspace) {
            println!("  {:<26} ready", tool.name);
            continue;
        }
        println!("  {:<26} installing …", tool.name);
        let start = Instant::now();
        if let Err(error) = install(workspace, tool) {
            println!("  {:<26} MISSING: {error:#}", tool.name);
            println!("  {:<26} needed for {}", "", tool.why);
            println!("  {:<26} to get it: {}", "", tool.get);
            missing.push(tool.name);
        } else {
            println!("  {:<26} installed in {} s", tool.name, start.elapsed().as_secs());
        }
    }
    Ok(Missing(missing))
}

/// Installs a tool and checks that it works now.
fn install(workspace: &Workspace, tool: &Tool) -> Result<()> {
    let file = tool.name.to_lowercase().replace([' ', '/'], "-");
    let mut log = Log::create(&workspace.scratch("setup")?.join(format!("{file}.log")))?;
    (tool.install)(workspace, &mut log).map_err(|error| match last_line(&log.text()) {
        Some(line) => error.context(line),
        None => error,
    })?;
    (tool.check)(workspace)
}

/// The last thing that an installer said.
fn last_line(log: &str) -> Option<String> {
    let said = log.lines().rev().find(|line| !line.trim().is_empty() && !line.starts_with("$ "))?;
    Some(said.trim().to_owned())
}

/// Whether a folder was filled from exactly this text; see [`stamp`].
fn is_stamped(folder: &Path, text: &str) -> bool {
    fs::read_to_string(folder.join(".stamp")).is_ok_and(|found| found == text)
}

/// Notes in a folder what it was filled from, so that a change of pins fills it again.
fn stamp(folder: &Path, text: &str) -> Result<()> {
    Ok(fs::write(folder.join(".stamp"), text)?)
}
