//! The whole life of a stack against a mock of AWS: apply, a second plan without changes, destroy.
//!
//! What a careful bundle does to protect its data would stop the last part, so an override file in a
//! copy of the bundle lifts it. The bundle itself stays as the user gets it.

use std::{fmt::Write, fs, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result};
use hcl::{Block, BlockLabel, Body, structure::Structure};

use super::{Bundle, Check, mock::Mock, terraform};
use crate::{
    process::Log,
    setup::{PYTHON_PACKAGES, TERRAFORM},
    workspace::Workspace,
};

/// The stack comes up, stays as it is, and goes away.
pub(crate) const CHECK: Check = Check {
    name: "bundle-apply",
    what: "terraform apply, an empty second plan and destroy against a mock of AWS",
    tools: &[&TERRAFORM, &PYTHON_PACKAGES],
    run: |workspace, bundle, log| live(workspace, std::slice::from_ref(bundle), log),
};

/// A stack's life: it is applied as each bundle in turn has it, needs no change after each, and goes
/// away in the end. So a bundle for a step of the plan is applied to what the step before left.
pub(crate) fn live(workspace: &Workspace, bundles: &[Bundle], log: &mut Log) -> Result<()> {
    let mock = Mock::start(workspace, log)?;
    let mut destroy = None;
    let mut state = None;
    for bundle in bundles {
        log.line(&format!("== {}", bundle.name))?;
        let folder = bundle.copy(workspace, "apply")?.dir.join("terraform");
        let state = state.get_or_insert_with(|| folder.join("terraform.tfstate"));
        let example = "terraform.tfvars.example";
        fs::rename(folder.join(example), folder.join("terraform.tfvars"))
            .with_context(|| format!("terraform/{example} is missing"))?;
        fs::write(folder.join("test_override.tf"), overrides(&folder, state)?)?;
        terraform::init(workspace, &folder, log, &[])?;
        let call = |arguments: &[&str]| -> Result<Command> {
            let mut command = terraform::command(workspace, &folder)?;
            mock.lead(command.args(arguments).arg("-no-color"));
            Ok(command)
        };
        log.run_within(LIMIT, &mut call(&["apply", "-auto-approve"])?).context(bundle.name.clone())?;
        log.run_within(LIMIT, &mut call(&["plan", "-detailed-exitcode"])?)
            .with_context(|| format!("{}: a second plan must have nothing to change", bundle.name))?;
        destroy = Some(call(&["destroy", "-auto-approve"])?);
    }
    let mut destroy = destroy.context("there is no bundle")?;
    log.run_within(LIMIT, &mut destroy)
}

/// Longer than any of the three takes on a slow machine; a mock that never answers must not hold a
/// test for ever.
const LIMIT: Duration = Duration::from_secs(900);

/// What keeps a resource, or its data, from being destroyed, and the value that lets go.
const PROTECTIONS: &[(&str, &str, &str)] = &[
    ("aws_cloudfront_distribution", "retain_on_delete", "false"),
    ("aws_db_instance", "deletion_protection", "false"),
    ("aws_db_instance", "skip_final_snapshot", "true"),
    ("aws_ecr_repository", "force_delete", "true"),
    ("aws_lb", "enable_deletion_protection", "false"),
    ("aws_rds_cluster", "deletion_protection", "false"),
    ("aws_rds_cluster", "skip_final_snapshot", "true"),
    ("aws_s3_bucket", "force_destroy", "true"),
];

/// An override file for the Terraform in that folder, which also says where its state lies.
fn overrides(folder: &Path, state: &Path) -> Result<String> {
    let state = state.display().to_string();
    let mut text = format!("terraform {{\n  backend \"local\" {{\n    path = {state:?}\n  }}\n}}\n");
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "tf")) {
        let body = hcl::parse(&fs::read_to_string(file)?)
            .with_context(|| format!("cannot parse {}", file.display()))?;
        for block in body.into_blocks() {
            text.push_str(&override_of(&block)?);
        }
    }
    Ok(text)
}

/// What the override file says about one block; most blocks need nothing.
fn override_of(block: &Block) -> Result<String> {
    let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
    let mut text = String::new();
    match (block.identifier(), labels.as_slice()) {
        ("provider", ["aws"]) => {
            writeln!(text, "provider \"aws\" {{")?;
            if let Some(alias) = attribute(&block.body, "alias") {
                writeln!(text, "  alias = {alias}")?;
            }
            text.push_str("  s3_use_path_style = true\n  skip_credentials_validation = true\n");
            text.push_str("  skip_metadata_api_check = true\n  max_retries = 2\n}\n");
        }
        ("resource", [kind, name]) => {
            let mut lines = String::new();
            for (_, key, value) in PROTECTIONS.iter().filter(|(protected, ..)| protected == kind) {
                writeln!(lines, "  {key} = {value}")?;
            }
            let lifecycle = block.body.blocks().find(|inner| inner.identifier() == "lifecycle");
            if lifecycle.is_some_and(|lifecycle| attribute(&lifecycle.body, "prevent_destroy").is_some()) {
                lines.push_str("  lifecycle {\n    prevent_destroy = false\n  }\n");
            }
            if !lines.is_empty() {
                write!(text, "resource \"{kind}\" \"{name}\" {{\n{lines}}}\n")?;
            }
        }
        _ => {}
    }
    Ok(text)
}

/// The expression of an attribute, as it would be written.
fn attribute(body: &Body, key: &str) -> Option<String> {
    body.iter().find_map(|structure| match structure {
        Structure::Attribute(attribute) if attribute.key() == key => {
            hcl::format::to_string(attribute.expr()).ok()
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_override(hcl: &str, want: &str) {
        let body = hcl::parse(hcl).unwrap();
        let shown: Result<Vec<String>> = body.blocks().map(override_of).collect();
        assert_eq!(shown.unwrap().concat(), want);
    }

    #[test]
    fn protections_are_lifted_and_the_rest_is_left_alone() {
        check_override(
            "resource \"aws_db_instance\" \"main\" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n",
            "resource \"aws_db_instance\" \"main\" {\n  deletion_protection = false\n  skip_final_snapshot = true\n  \
             lifecycle {\n    prevent_destroy = false\n  }\n}\n",
        );
        check_override(
            "resource \"aws_vpc\" \"main\" {\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n",
            "",
        );
    }

    #[test]
    fn each_provider_block_is_overridden_under_its_alias() {
        check_override(
            "provider \"aws\" {\n  alias = \"certificates\"\n}\n",
            "provider \"aws\" {\n  alias = \"certificates\"\n  s3_use_path_style = true\n  \
             skip_credentials_validation = true\n  skip_metadata_api_check = true\n  max_retries = 2\n}\n",
        );
    }
}
