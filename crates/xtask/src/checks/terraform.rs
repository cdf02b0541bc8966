//! Terraform's own checks of a bundle, and how Terraform is called so that it asks nobody.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::Check;
use crate::{process::Log, setup::TERRAFORM, workspace::Workspace};

/// The infrastructure is formatted and valid.
pub(super) const CHECK: Check = Check {
    name: "bundle-terraform",
    what: "terraform fmt -check, init and validate",
    tools: &[&TERRAFORM],
    run: |workspace, bundle, log| {
        let folder = bundle.copy(workspace, "terraform")?.dir.join("terraform");
        log.run(command(workspace, &folder)?.args(["fmt", "-check", "-recursive", "-diff"]))?;
        init(workspace, &folder, log, &["-backend=false"])?;
        log.run(command(workspace, &folder)?.args(["validate", "-no-color"]))
    },
};

/// Terraform in that folder, with no questions, no colours and no calls home.
pub(super) fn command(workspace: &Workspace, folder: &Path) -> Result<Command> {
    let mut command = workspace.command("terraform");
    command
        .current_dir(folder)
        .env("TF_IN_AUTOMATION", "true")
        .env("TF_INPUT", "false")
        .env("CHECKPOINT_DISABLE", "true")
        .env_remove("TF_LOG")
        .env_remove("TF_WORKSPACE");
    // Terraform warns on every call when the named settings do not exist.
    if env::var_os("TF_CLI_CONFIG_FILE").is_some_and(|file| !Path::new(&file).exists()) {
        let empty = workspace.scratch("terraform-settings")?.join("terraform.rc");
        fs::write(&empty, "")?;
        command.env("TF_CLI_CONFIG_FILE", empty);
    }
    Ok(command)
}

/// Runs `terraform init`, from a provider on this machine when there is one, else from the registry
/// through a cache, so that the second bundle need not fetch it again.
pub(super) fn init(workspace: &Workspace, folder: &Path, log: &mut Log, arguments: &[&str]) -> Result<()> {
    let mut command = command(workspace, folder)?;
    command.args(["init", "-no-color"]).args(arguments);
    match provider_folder() {
        Some(providers) => {
            command.arg(format!("-plugin-dir={}", providers.display()));
        }
        None => {
            let cache = workspace.tools().join("terraform");
            fs::create_dir_all(&cache)?;
            command.env("TF_PLUGIN_CACHE_DIR", cache);
        }
    }
    log.run(&mut command)
}

/// A folder of unpacked providers: named in the environment, or below a usual place for software that
/// was put there by hand. Places that Terraform searches by itself are left to it.
fn provider_folder() -> Option<PathBuf> {
    let named = ["GROUNDPLAN_TF_PLUGIN_DIR", "TF_PLUGIN_DIR"].iter().find_map(env::var_os);
    named.map(PathBuf::from).or_else(|| {
        let places = [Path::new("/opt"), Path::new("/usr/local/lib"), Path::new("/usr/lib")];
        places.iter().flat_map(|place| fs::read_dir(place).into_iter().flatten().flatten()).find_map(
            |entry| {
                let folder = entry.path();
                folder.join("registry.terraform.io/hashicorp/aws").is_dir().then_some(folder)
            },
        )
    })
}
