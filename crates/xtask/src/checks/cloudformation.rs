//! CloudFormation: linted against AWS's own schemas, and built stack by stack on the mock of AWS by the
//! bundle's own script.

use std::{env, fs, path::Path, time::Duration};

use anyhow::{Context, Result, bail};

use super::{Bundle, Check, mock::Mock};
use crate::{
    process::Log,
    setup::{JQ, PYTHON_PACKAGES},
    workspace::Workspace,
};

/// Every template is valid, and the stacks can be built in the script's order with what each tells the
/// next. A bundle without the folder has nothing to check.
pub(super) const CHECK: Check = Check {
    name: "bundle-cloudformation",
    what: "cfn-lint on every template, and deploy.sh against a mock of AWS",
    tools: &[&PYTHON_PACKAGES, &JQ],
    run: |workspace, bundle, log| {
        let folder = bundle.dir.join("cloudformation");
        if !folder.is_dir() {
            return Ok(());
        }
        lint(workspace, &folder, log)?;
        // Bundles of one name may lie in several folders.
        let whose = bundle.dir.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        deploy(workspace, &bundle.copy(workspace, &format!("cloudformation/{whose}"))?, log)
    },
};

/// What cfn-lint says and we know better, each with the reason.
const ACCEPTED: &[&str] = &[
    // It wants a minor version; RDS takes a major one and starts with its newest minor version.
    "W3691", "E3691",
];

/// Longer than building the stacks takes on a slow machine.
const LIMIT: Duration = Duration::from_secs(600);

fn lint(workspace: &Workspace, folder: &Path, log: &mut Log) -> Result<()> {
    let mut templates = fs::read_dir(folder.join("templates"))
        .context("cloudformation/templates is missing")?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    templates.sort();
    if templates.is_empty() {
        bail!("cloudformation/templates holds no template");
    }
    log.run(workspace.command("cfn-lint").arg("--ignore-checks").args(ACCEPTED).arg("--").args(templates))
}

/// Builds the stacks by the script, on a copy whose parameters are filled in with the README's examples.
fn deploy(workspace: &Workspace, bundle: &Bundle, log: &mut Log) -> Result<()> {
    let folder = bundle.dir.join("cloudformation");
    let environment = fill_in(&folder)?;
    let mock = Mock::start(workspace, log)?;
    let tools = workspace.root().join("tests/tools/cloudformation");
    let path = env::join_paths([tools].into_iter().chain(env::split_paths(workspace.path())))?;
    let mut command = workspace.command("bash");
    mock.lead(
        command.args(["deploy.sh", "--environment", &environment]).current_dir(&folder).env("PATH", path),
    );
    log.run_within(LIMIT, &mut command)
}

/// Fills in the parameters of the first environment that have no value, and names it.
fn fill_in(folder: &Path) -> Result<String> {
    let readme =
        fs::read_to_string(folder.join("README.md")).context("cloudformation/README.md is missing")?;
    let mut files = fs::read_dir(folder.join("parameters"))
        .context("cloudformation/parameters is missing")?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    let file = files.first().context("cloudformation/parameters holds no file")?;
    let mut entries: Vec<serde_json::Value> = serde_json::from_str(&fs::read_to_string(file)?)?;
    for entry in &mut entries {
        let name = entry["ParameterKey"].as_str().context("a parameter has no key")?.to_owned();
        if entry["ParameterValue"].as_str().is_some_and(str::is_empty) {
            entry["ParameterValue"] = example(&readme, &name)?.into();
        }
    }
    fs::write(file, serde_json::to_string(&entries)?)?;
    Ok(file.file_stem().unwrap_or_default().to_string_lossy().into_owned())
}

/// The example that the README gives for a parameter.
fn example(readme: &str, name: &str) -> Result<String> {
    let row = readme.lines().find(|it| it.starts_with(&format!("| `{name}` |")));
    let text = row.with_context(|| format!("the README says nothing of {name}"))?.replace('\\', "");
    let (_, rest) =
        text.split_once("For example: ").with_context(|| format!("the README has no example for {name}"))?;
    Ok(rest.split(" |").next().unwrap_or_default().trim().to_owned())
}
