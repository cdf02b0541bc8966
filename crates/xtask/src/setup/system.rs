//! Packages of the machine itself: only by apt, and only when we may.

use anyhow::{Result, bail};

use super::Tool;
use crate::{
    process::{self, Log},
    workspace::Workspace,
};

/// What the script of CloudFormation reads its parameters with.
pub(crate) const JQ: Tool = Tool {
    name: "jq",
    why: "building the stacks of CloudFormation on the AWS mock",
    get: "install jq, such as by apt install jq, then run this again",
    optional: false,
    check: |workspace| {
        if workspace.program("jq").is_none() {
            bail!("not found");
        }
        Ok(())
    },
    install: |workspace, log| apt_install(workspace, log, &["jq"]),
};

/// Installs Debian packages; needs apt-get and root.
pub(super) fn apt_install(workspace: &Workspace, log: &mut Log, packages: &[&str]) -> Result<()> {
    if workspace.program("apt-get").is_none() {
        bail!("not found, and there is no apt-get to install it with");
    }
    let user = process::read(workspace.command("id").arg("-u"))?;
    if user.trim() != "0" {
        bail!("not found, and apt-get needs root");
    }
    log.run(workspace.command("apt-get").args(["update", "--quiet"]))?;
    log.run(
        workspace
            .command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(packages),
    )
}
