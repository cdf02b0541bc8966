//! What a downloaded bundle must withstand: one check for each real tool, as values.
//!
//! A check reads a bundle and never changes it. The tests below plant a mistake for each and expect to
//! be told, so that a check which has gone blind is noticed.

pub(crate) mod apply;
mod cloudformation;
mod compose;
mod files;
mod gitlab;
mod iam;
mod mock;
mod shell;
mod terraform;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{process::Log, setup::Tool, workspace::Workspace};

/// The checks that every bundle goes through; [`apply::CHECK`] is for one, as it takes minutes.
pub(crate) const CHECKS: &[Check] = &[
    files::CHECK,
    shell::CHECK,
    compose::CHECK,
    gitlab::CHECK,
    iam::CHECK,
    terraform::CHECK,
    cloudformation::CHECK,
];

/// A downloaded and unpacked bundle.
pub(crate) struct Bundle {
    /// The folder's own name: `base`, or the step of the plan that it is for.
    pub(crate) name: String,
    /// Where it lies.
    pub(crate) dir: PathBuf,
}

/// One tool's verdict on a bundle.
pub(crate) struct Check {
    /// The word for `--only` and the table.
    pub(crate) name: &'static str,
    /// What it shows.
    pub(crate) what: &'static str,
    /// What must be installed.
    pub(crate) tools: &'static [&'static Tool],
    /// Fails when the bundle is wrong; the details are in the log.
    pub(crate) run: fn(&Workspace, &Bundle, &mut Log) -> Result<()>,
}

impl Bundle {
    /// The bundle in that folder.
    pub(crate) fn at(dir: &Path) -> Self {
        let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { name, dir: dir.to_path_buf() }
    }

    /// All bundles in a folder, in the order of their names.
    pub(crate) fn all_in(folder: &Path) -> Result<Vec<Self>> {
        let mut dirs = Vec::new();
        for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
            dirs.push(entry?.path());
        }
        dirs.sort();
        if dirs.is_empty() {
            bail!("{} holds no bundle", folder.display());
        }
        Ok(dirs.iter().map(|dir| Self::at(dir)).collect())
    }

    /// All its files, sorted, as paths relative to the bundle.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let (mut files, mut folders) = (Vec::new(), vec![self.dir.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path.strip_prefix(&self.dir)?.to_path_buf());
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// The text of one of its files.
    pub(crate) fn read(&self, file: &Path) -> Result<String> {
        fs::read_to_string(self.dir.join(file)).with_context(|| format!("cannot read {}", file.display()))
    }

    /// A copy in scratch space, for tools that write beside what they read.
    pub(crate) fn copy(&self, workspace: &Workspace, purpose: &str) -> Result<Self> {
        let dir = workspace.empty_scratch(&format!("{purpose}/{}", self.name))?;
        for file in self.files()? {
            let target = dir.join(&file);
            fs::create_dir_all(target.parent().unwrap_or(&dir))?;
            fs::copy(self.dir.join(&file), &target)?;
        }
        Ok(Self { name: self.name.clone(), dir })
    }
}

/// Runs a check on each bundle in that folder, and names all that fail.
pub(crate) fn run_on_all(check: &Check, workspace: &Workspace, folder: &Path, log: &mut Log) -> Result<()> {
    let mut wrong = Vec::new();
    for bundle in Bundle::all_in(folder)? {
        log.line(&format!("== {}", bundle.name))?;
        if let Err(error) = (check.run)(workspace, &bundle, log) {
            log.line(&format!("{error:#}"))?;
            wrong.push(format!("{}: {error:#}", bundle.name));
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
