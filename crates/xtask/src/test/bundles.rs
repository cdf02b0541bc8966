//! The bundles that the checks read: what a user downloads, made by the command line.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{process::Log, workspace::Workspace};

/// The name of the bundle without any step of the plan.
pub(super) const BASE: &str = "base";

/// The reference that is exported.
const REFERENCE: &str = "c1";

/// Where the bundles lie, one folder for each.
pub(super) fn folder(workspace: &Workspace) -> Result<PathBuf> {
    workspace.scratch("bundles")
}

/// What `groundplan plan --format json` prints, as far as it is read here.
#[derive(Deserialize)]
struct Plan {
    steps: Vec<PlanStep>,
}

#[derive(Deserialize)]
struct PlanStep {
    id: String,
    choices: Vec<String>,
}

/// Exports the reference, and the reference with the plan applied up to each of its steps, with each
/// of their choices.
pub(super) fn export(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.run(workspace.cargo().args(["build", "--package", "groundplan-cli"]))?;
    let groundplan =
        workspace.target().join("debug").join(format!("groundplan{}", std::env::consts::EXE_SUFFIX));
    let groundplan = groundplan.to_string_lossy();
    let folder = workspace.empty_scratch("bundles")?;
    log.run(workspace.command(&groundplan).args(["export", REFERENCE, "-o"]).arg(folder.join(BASE)))?;
    let plan = log.read(workspace.command(&groundplan).args(["plan", REFERENCE, "--format", "json"]))?;
    let plan: Plan = serde_json::from_str(&plan).context("groundplan plan printed no list of steps")?;
    for PlanStep { id, choices } in &plan.steps {
        let mut export = workspace.command(&groundplan);
        log.run(export.args(["export", REFERENCE, "--step", id, "-o"]).arg(folder.join(id)))?;
        // The first choice is the one that a plan takes by itself.
        for choice in choices.iter().skip(1) {
            let mut export = workspace.command(&groundplan);
            export.args(["export", REFERENCE, "--step", id, "--choose", &format!("{id}={choice}"), "-o"]);
            log.run(export.arg(folder.join(format!("{id}-{choice}"))))?;
        }
    }
    Ok(())
}
