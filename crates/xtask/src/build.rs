//! `cargo xtask build`: the app as it is released. Also says how Trunk is called, for `serve`.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{
    setup::{self, SERVE},
    workspace::Workspace,
};

/// How much the compiler and wasm-opt do.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Build {
    /// Small and fast, slow to build.
    Release,
    /// Quick to build.
    Dev,
}

/// Sets up what is missing and builds into `dist/`.
pub(crate) fn verb(workspace: &Workspace) -> Result<()> {
    setup::run(workspace, SERVE)?.stop_in_ci()?;
    release(workspace)
}

/// Builds into `dist/` with Trunk's own output in sight.
pub(crate) fn release(workspace: &Workspace) -> Result<()> {
    let status = trunk(workspace, "build", Build::Release).status()?;
    if !status.success() {
        bail!("trunk build ended with {status}");
    }
    Ok(())
}

/// Trunk with the flags of that build. Without wasm-opt a release keeps the compiler's own
/// optimisation and only misses the last few percent of size.
pub(crate) fn trunk(workspace: &Workspace, verb: &str, build: Build) -> Command {
    let mut command = workspace.command("trunk");
    // Trunk reads NO_COLOR=1 as a wrong boolean and stops.
    command.arg(verb).env_remove("NO_COLOR").env("TRUNK_SKIP_VERSION_CHECK", "true");
    match build {
        Build::Dev => {}
        Build::Release if setup::WASM_OPT.is_present(workspace) => {
            command.arg("--release");
        }
        Build::Release => {
            command.args(["--cargo-profile", "wasm"]);
        }
    }
    command
}
