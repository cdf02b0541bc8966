//! What comes from pip, in an environment of this repository: the AWS mock and the checkers of bundles.

use std::fs;

use anyhow::{Context, Result, bail};

use super::{Tool, is_stamped, stamp, system::apt_install};
use crate::{
    process::{self, Log},
    workspace::Workspace,
};

/// What tests/tools/python/requirements.txt pins.
pub(crate) const PYTHON_PACKAGES: Tool = Tool {
    name: "Python packages",
    why: "the AWS mock, the schemas of CloudFormation, Compose and GitLab, shellcheck, podman-compose, IAM lint",
    get: "install Python 3.10 or newer with its venv module, then run this again",
    optional: false,
    check: |workspace| {
        if !is_stamped(&workspace.tools().join("python"), &pins(workspace)?) {
            bail!("not installed as tests/tools/python pins them");
        }
        Ok(())
    },
    install: |workspace, log| {
        let folder = workspace.tools().join("python");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        python_first(workspace, log)?;
        log.run(workspace.command("python3").args(["-m", "venv"]).arg(&folder))?;
        log.run(
            workspace
                .command("pip")
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .args(["--requirement", "tests/tools/python/requirements.txt"])
                .args(["--constraint", "tests/tools/python/constraints.txt"]),
        )?;
        stamp(&folder, &pins(workspace)?)
    },
};

/// A Python that can make environments, from the machine's packages where it is missing.
fn python_first(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    if process::read(workspace.command("python3").args(["-c", probe])).is_err() {
        let packages = ["python3", "python3-venv"];
        apt_install(workspace, log, &packages).context("Python 3.10 with venv is missing")?;
    }
    Ok(())
}

fn pins(workspace: &Workspace) -> Result<String> {
    let folder = workspace.root().join("tests/tools/python");
    let read = |file: &str| fs::read_to_string(folder.join(file));
    Ok(read("requirements.txt")? + &read("constraints.txt")?)
}
