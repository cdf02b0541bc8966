//! shellcheck over every script of a bundle, also those that Terraform fills in.

use std::{fs, path::Path};

use super::Check;
use crate::setup::PYTHON_PACKAGES;

/// No script has a mistake that shellcheck knows.
pub(super) const CHECK: Check = Check {
    name: "bundle-shell",
    what: "shellcheck on every script",
    tools: &[&PYTHON_PACKAGES],
    run: |workspace, bundle, log| {
        let folder = workspace.empty_scratch(&format!("shell/{}", bundle.name))?;
        for file in bundle.files()? {
            let template = file.extension().is_some_and(|ending| ending == "tftpl");
            let Ok(text) = bundle.read(&file) else { continue };
            if !text.starts_with("#!") {
                continue;
            }
            let mut shellcheck = workspace.command("shellcheck");
            shellcheck.args(["--severity=style", "--external-sources"]);
            if template {
                // A value that Terraform fills in looks like a variable that nobody sets.
                let filled = folder.join(file.with_extension("").file_name().unwrap_or_default());
                fs::write(&filled, without_directives(&text))?;
                log.run(shellcheck.arg("--exclude=SC2154").arg(filled))?;
            } else {
                log.run(shellcheck.arg(bundle.dir.join(Path::new(&file))))?;
            }
        }
        Ok(())
    },
};

/// A template as the shell would get it: escapes undone, lines that only steer the template left out.
fn without_directives(template: &str) -> String {
    let steering = |line: &&str| line.trim_start().starts_with("%{") && line.trim_end().ends_with('}');
    let lines: Vec<&str> = template.lines().filter(|line| !steering(line)).collect();
    lines.join("\n").replace("$${", "${").replace("%%{", "%{") + "\n"
}
