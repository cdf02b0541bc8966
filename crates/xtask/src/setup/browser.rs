//! Chromium: where it is, and how it gets there.

use std::{env, path::PathBuf};

use anyhow::Context;

use super::{Tool, system::apt_install};
use crate::{process, workspace::Workspace};

/// The browser of the tests.
pub(crate) const CHROMIUM: Tool = Tool {
    name: "Chromium",
    why: "the browser tests",
    get: "install Chromium or Chrome, or name one in the environment variable CHROMIUM",
    optional: false,
    check: |workspace| {
        let chromium = chromium(workspace).context("no Chromium on the search path")?;
        let name = chromium.to_string_lossy();
        process::read(workspace.command(&name).arg("--version")).map(drop)
    },
    install: |workspace, log| apt_install(workspace, log, &["chromium", "chromium-driver"]),
};

/// The browser's program, from the environment variable `CHROMIUM` or by its usual names.
pub(crate) fn chromium(workspace: &Workspace) -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    named.or_else(|| usual.iter().find_map(|name| workspace.program(name)))
}
