//! Where things are: the repository, its tools, its scratch space. Never installs or runs anything.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

/// The repository and the search path with its own tools in front.
pub(crate) struct Workspace {
    root: PathBuf,
    path: OsString,
}

impl Workspace {
    /// Finds the repository from where cargo says that this crate lies.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .context("crates/xtask is not two folders below the repository")?
            .to_path_buf();
        let tools = root.join(".tools");
        let own = [
            tools.join("cargo/bin"),
            tools.join("binaryen/node_modules/.bin"),
            tools.join("node/node_modules/.bin"),
            tools.join("python/bin"),
        ];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))?;
        Ok(Self { root, path })
    }

    /// The repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where programs are looked for: the repository's own tools first.
    pub(crate) fn path(&self) -> &OsStr {
        &self.path
    }

    /// Tools that belong to this repository alone; git ignores it.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// The released app.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// Scratch space and logs, made when asked for.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf> {
        let dir = self.target().join("xtask").join(name);
        fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(dir)
    }

    /// Scratch space without what an earlier run left there.
    pub(crate) fn empty_scratch(&self, name: &str) -> Result<PathBuf> {
        let dir = self.target().join("xtask").join(name);
        if dir.exists() {
            fs::remove_dir_all(&dir).with_context(|| format!("cannot empty {}", dir.display()))?;
        }
        self.scratch(name)
    }

    /// The program of that name: the repository's own first, then the machine's.
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        which::which_in(name, Some(&self.path), &self.root).ok()
    }

    /// A command that runs in the repository and finds the repository's tools.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.program(name).unwrap_or_else(|| name.into()));
        command.current_dir(&self.root).env("PATH", &self.path);
        command
    }

    /// The cargo that runs this very program.
    pub(crate) fn cargo(&self) -> Command {
        self.command(&env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
    }
}

/// Whether this runs in continuous integration, where nothing may be skipped.
pub(crate) fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}
