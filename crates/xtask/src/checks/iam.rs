//! IAM policies: parsed and linted.

use std::path::Path;

use anyhow::bail;

use super::Check;
use crate::setup::PYTHON_PACKAGES;

/// Each policy names actions and resources that exist and fit each other.
pub(super) const CHECK: Check = Check {
    name: "bundle-iam",
    what: "every IAM policy parsed and linted",
    tools: &[&PYTHON_PACKAGES],
    run: |workspace, bundle, log| {
        let mut policies = bundle.files()?;
        policies.retain(|file| {
            file.parent() == Some(Path::new("iam")) && file.extension().is_some_and(|it| it == "json")
        });
        if policies.is_empty() {
            bail!("iam/ holds no policy");
        }
        log.run(
            workspace
                .command("python")
                .arg(workspace.root().join("tests/tools/iam_lint.py"))
                .args(policies)
                .current_dir(&bundle.dir),
        )
    },
};
