//! shellcheck over every script of a bundle, also those that Terraform fills in and those of the pipeline.

use std::{fs, path::Path};

use anyhow::Result;

use super::{Bundle, Check};
use crate::{process::Log, setup::PYTHON_PACKAGES, workspace::Workspace};

/// No script has a mistake that shellcheck knows.
pub(super) const CHECK: Check = Check {
    name: "bundle-shell",
    what: "shellcheck on every script, also those of the pipeline's jobs",
    tools: &[&PYTHON_PACKAGES],
    run: |workspace, bundle, log| {
        let folder = workspace.empty_scratch(&format!("shell/{}", bundle.name))?;
        for file in bundle.files()? {
            let Ok(text) = bundle.read(&file) else { continue };
            if text.starts_with("#!") && file.extension().is_some_and(|ending| ending == "tftpl") {
                let filled = folder.join(file.with_extension("").file_name().unwrap_or_default());
                fs::write(&filled, without_directives(&text))?;
                // A value that Terraform fills in looks like a variable that nobody sets.
                shellcheck(workspace, log, &filled, &["--exclude=SC2154"])?;
            } else if text.starts_with("#!") {
                shellcheck(workspace, log, &bundle.dir.join(&file), &[])?;
            }
        }
        check_pipeline(workspace, bundle, log, &folder.join("jobs"))
    },
};

/// The scripts of each job, written out as files.
fn check_pipeline(workspace: &Workspace, bundle: &Bundle, log: &mut Log, folder: &Path) -> Result<()> {
    let pipeline = bundle.dir.join("ci/.gitlab-ci.yml");
    if !pipeline.is_file() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    log.run(
        workspace
            .command("python")
            .arg(workspace.root().join("tests/tools/gitlab_scripts.py"))
            .arg(pipeline)
            .arg(folder),
    )?;
    for entry in fs::read_dir(folder)? {
        shellcheck(workspace, log, &entry?.path(), &[])?;
    }
    Ok(())
}

fn shellcheck(workspace: &Workspace, log: &mut Log, file: &Path, options: &[&str]) -> Result<()> {
    log.run(
        workspace
            .command("shellcheck")
            .args(["--severity=style", "--external-sources"])
            .args(options)
            .arg(file),
    )
}

/// A template as the shell would get it: escapes undone, lines that only steer the template left out.
fn without_directives(template: &str) -> String {
    let steering = |line: &&str| line.trim_start().starts_with("%{") && line.trim_end().ends_with('}');
    let lines: Vec<&str> = template.lines().filter(|line| !steering(line)).collect();
    lines.join("\n").replace("$${", "${").replace("%%{", "%{") + "\n"
}
