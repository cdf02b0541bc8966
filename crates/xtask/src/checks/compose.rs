//! The Compose file: against the published schema, then resolved with the example environment.

use std::env;

use anyhow::Result;

use super::Check;
use crate::{setup::PYTHON_PACKAGES, workspace::Workspace};

/// The Compose file follows its schema and resolves.
pub(super) const CHECK: Check = Check {
    name: "bundle-compose",
    what: "compose.yaml against its schema, and resolved",
    tools: &[&PYTHON_PACKAGES],
    run: |workspace, bundle, log| {
        let folder = bundle.dir.join("compose");
        log.run(
            workspace
                .command("check-jsonschema")
                .args(["--builtin-schema", "vendor.compose-spec"])
                .arg(folder.join("compose.yaml")),
        )?;
        log.run(
            workspace
                .command("podman-compose")
                .env("PATH", path_with_podman(workspace)?)
                .current_dir(&folder)
                .args(["--file", "compose.yaml", "--env-file", ".env.example", "config"]),
        )
    },
};

/// The search path; where the machine has no podman, with our answer to the question for its version.
fn path_with_podman(workspace: &Workspace) -> Result<std::ffi::OsString> {
    let path = workspace.path();
    let stand_in = workspace.root().join("tests/tools/bin");
    Ok(env::join_paths(env::split_paths(&path).chain([stand_in]))?)
}
