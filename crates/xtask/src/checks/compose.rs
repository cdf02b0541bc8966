//! The Compose files, one for each host: against the published schema, then resolved with the example
//! environment.

use std::env;

use anyhow::Result;

use super::Check;
use crate::{setup::PYTHON_PACKAGES, workspace::Workspace};

/// Each Compose file follows its schema and resolves.
pub(super) const CHECK: Check = Check {
    name: "bundle-compose",
    what: "compose.yaml against its schema, and resolved",
    tools: &[&PYTHON_PACKAGES],
    run: |workspace, bundle, log| {
        for file in bundle.files()?.iter().filter(|file| file.ends_with("compose.yaml")) {
            let file = bundle.dir.join(file);
            let folder = file.parent().unwrap_or(&bundle.dir);
            log.run(
                workspace
                    .command("check-jsonschema")
                    .args(["--builtin-schema", "vendor.compose-spec"])
                    .arg(&file),
            )?;
            log.run(
                workspace
                    .command("podman-compose")
                    .env("PATH", path_with_podman(workspace)?)
                    .current_dir(folder)
                    .args(["--file", "compose.yaml", "--env-file", ".env.example", "config"]),
            )?;
        }
        Ok(())
    },
};

/// The search path; where the machine has no podman, with our answer to the question for its version.
fn path_with_podman(workspace: &Workspace) -> Result<std::ffi::OsString> {
    let path = workspace.path();
    let stand_in = workspace.root().join("tests/tools/bin");
    Ok(env::join_paths(env::split_paths(&path).chain([stand_in]))?)
}
