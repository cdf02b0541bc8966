//! The pipeline: against the published schema, then resolved as GitLab would.

use std::fs;

use super::Check;
use crate::setup::{NODE_PACKAGES, PYTHON_PACKAGES};

/// The pipeline follows its schema and its jobs resolve.
pub(super) const CHECK: Check = Check {
    name: "bundle-gitlab",
    what: ".gitlab-ci.yml against its schema, and its jobs resolved",
    tools: &[&PYTHON_PACKAGES, &NODE_PACKAGES],
    run: |workspace, bundle, log| {
        let file = bundle.dir.join("ci/.gitlab-ci.yml");
        if !file.is_file() {
            // Nobody deploys this design through a pipeline.
            return Ok(());
        }
        log.run(
            workspace
                .command("check-jsonschema")
                .args(["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"])
                .arg(&file),
        )?;
        // The resolver wants a checkout with an origin.
        let folder = workspace.empty_scratch(&format!("gitlab/{}", bundle.name))?;
        fs::copy(&file, folder.join(".gitlab-ci.yml"))?;
        let origin = "git@gitlab.example.com:team/bundle.git";
        let author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
        let git = || {
            let mut git = workspace.command("git");
            git.current_dir(&folder).args(author);
            git
        };
        log.run(git().args(["init", "--quiet", "--initial-branch=main"]))?;
        log.run(git().args(["remote", "add", "origin", origin]))?;
        log.run(git().args(["add", ".gitlab-ci.yml"]))?;
        log.run(git().args(["commit", "--quiet", "--message", "bundle"]))?;
        log.run(workspace.command("gitlab-ci-local").current_dir(&folder).arg("--list"))
    },
};
