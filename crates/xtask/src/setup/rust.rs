//! What comes from rustup and cargo: the wasm target, the linters, Trunk, wasm-bindgen.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::Tool;
use crate::{
    process::{self, Log},
    workspace::Workspace,
};

const TRUNK_VERSION: &str = "0.21.14";

/// The standard library for the browser.
pub(crate) const WASM_TARGET: Tool = Tool {
    name: "wasm target",
    why: "compiling the app for the browser",
    get: "rustup target add wasm32-unknown-unknown",
    optional: false,
    check: |workspace| {
        let sysroot = process::read(workspace.command("rustc").args(["--print", "sysroot"]))?;
        let library = Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib");
        if !library.is_dir() {
            bail!("the Rust toolchain has no wasm32-unknown-unknown");
        }
        Ok(())
    },
    install: |workspace, log| {
        log.run(workspace.command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
    },
};

/// rustfmt and clippy.
pub(crate) const LINTERS: Tool = Tool {
    name: "rustfmt and clippy",
    why: "checking the form of the code",
    get: "rustup component add rustfmt clippy",
    optional: false,
    check: |workspace| {
        process::read(workspace.command("rustfmt").arg("--version"))?;
        process::read(workspace.command("cargo-clippy").arg("--version"))?;
        Ok(())
    },
    install: |workspace, log| {
        log.run(workspace.command("rustup").args(["component", "add", "rustfmt", "clippy"]))
    },
};

/// Builds and serves the app.
pub(crate) const TRUNK: Tool = Tool {
    name: "Trunk 0.21.14",
    why: "building and serving the app",
    get: "cargo install trunk --locked --version 0.21.14",
    optional: false,
    check: |workspace| check_version(workspace, "trunk", TRUNK_VERSION),
    install: |workspace, log| {
        cargo_install(workspace, log, "trunk", &["trunk", "--locked", "--version", TRUNK_VERSION])
    },
};

/// Writes the JavaScript side of the app; its version must be that of the library in Cargo.lock.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen",
    why: "joining the app to the browser; its version must be the one in Cargo.lock",
    get: "cargo install wasm-bindgen-cli --version <the one of wasm-bindgen in Cargo.lock>",
    optional: false,
    check: |workspace| check_version(workspace, "wasm-bindgen", &wasm_bindgen_version(workspace)?),
    install: |workspace, log| {
        let version = wasm_bindgen_version(workspace)?;
        // Without --locked: the lock file of some releases names a crate version that was withdrawn.
        cargo_install(workspace, log, "wasm-bindgen", &["wasm-bindgen-cli", "--version", &version])
    },
};

/// Compares what `PROGRAM --version` says with the version that is wanted.
fn check_version(workspace: &Workspace, program: &str, want: &str) -> Result<()> {
    let said = process::read(workspace.command(program).arg("--version"))?;
    match said.split_whitespace().nth(1) {
        Some(found) if found == want => Ok(()),
        found => bail!("{program} {want} is needed, found {}", found.unwrap_or("none")),
    }
}

/// Installs a program beside cargo, or, so as not to replace another version that someone put
/// there, into this repository's own tools. A tool that runs for seconds is not worth minutes of
/// optimisation, so it gets little: Trunk takes half the time to build.
fn cargo_install(workspace: &Workspace, log: &mut Log, program: &str, arguments: &[&str]) -> Result<()> {
    let mut command = workspace.cargo();
    command.arg("install").args(arguments);
    command.env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    if workspace.program(program).is_some() {
        command.arg("--force").arg("--root").arg(workspace.tools().join("cargo"));
    }
    log.run(&mut command)
}

/// The version of the wasm-bindgen library that the app is built with.
fn wasm_bindgen_version(workspace: &Workspace) -> Result<String> {
    let lock = fs::read_to_string(workspace.root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in_lock(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")
}

/// The version of a package in the text of a Cargo.lock.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_gives_the_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "js-sys"), None);
    }

    #[test]
    fn the_name_of_trunk_carries_its_version() {
        assert!(TRUNK.name.ends_with(TRUNK_VERSION) && TRUNK.get.ends_with(TRUNK_VERSION));
    }
}
