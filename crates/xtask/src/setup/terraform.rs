//! Terraform: a program that this command finds but does not install.

use anyhow::bail;

use super::Tool;
use crate::process;

/// Checks and applies the exported infrastructure.
pub(crate) const TERRAFORM: Tool = Tool {
    name: "Terraform",
    why: "checking the exported infrastructure: fmt, validate, apply against the mock",
    get: "install Terraform 1.9 or newer from developer.hashicorp.com/terraform/install",
    optional: false,
    check: |workspace| process::read(workspace.command("terraform").arg("version")).map(drop),
    install: |_, _| bail!("not found on the search path"),
};
