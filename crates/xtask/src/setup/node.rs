//! What comes from npm: wasm-opt for the build; browser driver, accessibility rules and CI resolver for tests.

use std::fs;

use anyhow::{Context, Result, bail};

use super::{Tool, is_stamped, stamp, system::apt_install};
use crate::{
    process::{self, Log},
    workspace::Workspace,
};

const BINARYEN: &str = "binaryen@132.0.0";

/// Makes the released app smaller.
pub(crate) const WASM_OPT: Tool = Tool {
    name: "wasm-opt 132",
    why: "the smallest release of the app (without it the app still builds, some percent larger)",
    get: "install Node 20 or newer with npm, then: npm install --prefix .tools/binaryen binaryen@132.0.0",
    optional: true,
    check: |workspace| {
        let said = process::read(workspace.command("wasm-opt").arg("--version"))?;
        if said.split_whitespace().nth(2) != Some("132") {
            bail!("wasm-opt 132 is needed, found {}", said.trim());
        }
        Ok(())
    },
    install: |workspace, log| {
        npm_first(workspace, log)?;
        let folder = workspace.tools().join("binaryen");
        fs::create_dir_all(&folder)?;
        log.run(
            workspace
                .command("npm")
                .args(["install", "--no-audit", "--no-fund", "--prefix"])
                .arg(&folder)
                .arg(BINARYEN),
        )
    },
};

/// What tests/tools/node/package.json pins.
pub(crate) const NODE_PACKAGES: Tool = Tool {
    name: "Node packages",
    why: "driving the browser, its accessibility rules, and resolving the GitLab pipeline",
    get: "install Node 20 or newer with npm, then run this again",
    optional: false,
    check: |workspace| {
        let folder = workspace.tools().join("node");
        if !is_stamped(&folder, &pins(workspace)?) {
            bail!("not installed as tests/tools/node pins them");
        }
        process::read(workspace.command("node").current_dir(&folder).arg("--version")).map(drop)
    },
    install: |workspace, log| {
        npm_first(workspace, log)?;
        let folder = workspace.tools().join("node");
        fs::create_dir_all(&folder)?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(workspace.root().join("tests/tools/node").join(file), folder.join(file))?;
        }
        log.run(workspace.command("npm").current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]))?;
        stamp(&folder, &pins(workspace)?)
    },
};

/// npm itself, from the machine's packages where it is missing.
fn npm_first(workspace: &Workspace, log: &mut Log) -> Result<()> {
    if workspace.program("npm").is_none() {
        apt_install(workspace, log, &["nodejs", "npm"]).context("npm is missing")?;
    }
    Ok(())
}

fn pins(workspace: &Workspace) -> Result<String> {
    Ok(fs::read_to_string(workspace.root().join("tests/tools/node/package-lock.json"))?)
}
