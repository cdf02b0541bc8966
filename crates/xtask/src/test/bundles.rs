//! The bundles that the checks read: what a user downloads, made by the command line.

use std::path::PathBuf;

use anyhow::Result;
use groundplan_core::references::REFERENCES;

use crate::{checks::Bundle, process::Log, workspace::Workspace};

/// The bundles of the designs that no step of a plan and no environment changes: those that are applied.
pub(super) fn bases(workspace: &Workspace) -> Result<Vec<Bundle>> {
    let folder = folder(workspace)?;
    Ok(REFERENCES.iter().map(|it| Bundle::at(&folder.join(it.id))).collect())
}

/// Where the bundles lie, one folder for each.
pub(super) fn folder(workspace: &Workspace) -> Result<PathBuf> {
    workspace.scratch("bundles")
}

/// Exports each reference: its base, its environments, and with the plan applied up to each of its steps,
/// with each of their choices.
pub(super) fn export(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.run(workspace.cargo().args(["build", "--package", "groundplan-cli"]))?;
    let groundplan =
        workspace.target().join("debug").join(format!("groundplan{}", std::env::consts::EXE_SUFFIX));
    let groundplan = groundplan.to_string_lossy();
    let folder = workspace.empty_scratch("bundles")?;
    for reference in REFERENCES {
        let id = reference.id;
        let mut export = |name: &str, options: &[&str]| {
            let mut command = workspace.command(&groundplan);
            command.args(["export", id, "--with", "cloudformation"]).args(options);
            log.run(command.arg("-o").arg(folder.join(name)))
        };
        export(id, &[])?;
        let file = workspace.root().join(format!("public/references/{id}.groundplan.json"));
        let design = groundplan_core::design::read(&std::fs::read_to_string(file)?)?;
        for environment in &design.settings.environments {
            let environment = environment.id.as_str();
            export(&format!("{id}-{environment}"), &["--env", environment])?;
        }
        for step in &design.settings.plan.steps {
            let step_id = step.id.as_str();
            export(&format!("{id}-{step_id}"), &["--step", step_id])?;
            // The first choice is the one that a plan takes by itself.
            for choice in step.choices.iter().skip(1) {
                let taken = format!("{step_id}={}", choice.id);
                let name = format!("{id}-{step_id}-{}", choice.id);
                export(&name, &["--step", step_id, "--choose", &taken])?;
            }
        }
    }
    Ok(())
}
