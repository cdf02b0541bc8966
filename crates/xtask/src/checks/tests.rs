//! Each check passes on a small bundle that is right, and fails once a mistake is planted in it.

use std::fs;

use serde_json::json;

use super::*;
use crate::workspace;

/// A copy of the small bundle in tests/tools/bundle, with a manifest that is true.
fn small_bundle(workspace: &Workspace, name: &str) -> Bundle {
    let bundle = Bundle::at(&workspace.root().join("tests/tools/bundle"));
    let bundle = bundle.copy(workspace, &format!("planted/{name}")).unwrap();
    write_manifest(&bundle);
    bundle
}

fn write_manifest(bundle: &Bundle) {
    let files = bundle.files().unwrap();
    let entry = |file: &PathBuf| {
        let hash = files::sha256(&fs::read(bundle.dir.join(file)).unwrap());
        json!({ "path": file, "sha256": hash })
    };
    let entries: Vec<_> = files.iter().filter(|file| !file.ends_with("manifest.json")).map(entry).collect();
    fs::write(bundle.dir.join("manifest.json"), json!({ "files": entries }).to_string()).unwrap();
}

fn verdict(workspace: &Workspace, check: &Check, bundle: &Bundle) -> Result<(), String> {
    let mut log = Log::create(&bundle.dir.with_extension("log")).unwrap();
    (check.run)(workspace, bundle, &mut log).map_err(|error| format!("{error:#}\n{}", log.text()))
}

/// The repository, when the tools of the check are installed. In continuous integration they must be.
fn workspace_for(check: &Check) -> Option<Workspace> {
    let workspace = Workspace::find().unwrap();
    let missing = check.tools.iter().find(|tool| !tool.is_present(&workspace));
    if let Some(tool) = missing {
        assert!(!workspace::in_ci(), "{} is missing", tool.name);
        return None;
    }
    Some(workspace)
}

/// Plants `after` for `before` in a file of the small bundle, and expects the check to say `want`.
fn check_planted(check: &Check, file: &str, before: &str, after: &str, want: &str) {
    let Some(workspace) = workspace_for(check) else { return };
    let name = format!("{}-{after}", check.name).replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let bundle = small_bundle(&workspace, &name);
    let text = bundle.read(Path::new(file)).unwrap();
    assert!(text.contains(before), "{file} holds no {before:?}");
    fs::write(bundle.dir.join(file), text.replace(before, after)).unwrap();
    if check.name != files::CHECK.name {
        write_manifest(&bundle);
    }
    let said = verdict(&workspace, check, &bundle).expect_err("the planted mistake was not found");
    assert!(said.contains(want), "expected {want:?} in:\n{said}");
}

#[test]
fn the_small_bundle_passes() {
    for check in CHECKS {
        let Some(workspace) = workspace_for(check) else { continue };
        let bundle = small_bundle(&workspace, &format!("nothing-{}", check.name));
        assert_eq!(verdict(&workspace, check, &bundle), Ok(()), "{}", check.name);
    }
}

#[test]
fn the_small_stack_lives_and_goes() {
    let Some(workspace) = workspace_for(&apply::CHECK) else { return };
    let bundle = small_bundle(&workspace, "nothing-apply");
    assert_eq!(verdict(&workspace, &apply::CHECK, &bundle), Ok(()));
}

#[test]
fn a_changed_file_does_not_match_its_hash() {
    check_planted(&files::CHECK, "runbook.md", "Start", "Stop", "for runbook.md");
}

#[test]
fn a_broken_picture_is_found() {
    check_planted(&files::CHECK, "diagram.svg", "</text>", "", "diagram.svg");
    check_planted(&files::CHECK, "diagram.svg", "<text>app</text>", "<script/>", "script");
}

#[test]
fn broken_data_files_are_found() {
    check_planted(&files::CHECK, "cost/estimate.json", "}", "", "cost/estimate.json");
    check_planted(&files::CHECK, "cost/estimate.csv", "1.50", "1.50,2", "cost/estimate.csv");
    check_planted(&files::CHECK, "cost/estimate.csv", "app", "=app", "would run");
}

#[test]
fn an_unquoted_variable_in_a_script_is_found() {
    check_planted(&shell::CHECK, "compose/fetch-secrets.sh", "\"/small/${1:?name}\"", "$1", "SC2086");
}

#[test]
fn an_unquoted_variable_in_a_job_is_found() {
    check_planted(&shell::CHECK, "ci/.gitlab-ci.yml", "./deploy.sh", "./deploy.sh $TARGET", "SC2086");
}

#[test]
fn an_unused_variable_in_a_template_is_found() {
    check_planted(&shell::CHECK, "terraform/user_data.sh.tftpl", "$${device}", "x", "SC2034");
}

#[test]
fn an_unknown_compose_key_is_found() {
    check_planted(&compose::CHECK, "compose/compose.yaml", "mem_limit", "mem_limits", "mem_limits");
}

#[test]
fn a_compose_variable_without_a_value_is_found() {
    check_planted(&compose::CHECK, "compose/.env.example", "REGISTRY", "REGISTER", "REGISTRY is needed");
}

#[test]
fn a_job_that_needs_none_is_found() {
    check_planted(&gitlab::CHECK, "ci/.gitlab-ci.yml", "needs: [build]", "needs: [gone]", "gone");
}

#[test]
fn an_unknown_job_key_is_found() {
    check_planted(&gitlab::CHECK, "ci/.gitlab-ci.yml", "needs: [build]", "stages: [build]", "stages");
}

#[test]
fn an_unknown_action_is_found() {
    check_planted(&iam::CHECK, "iam/app.json", "ssm:GetParameter", "ssm:GetParametr", "UNKNOWN_ACTION");
}

#[test]
fn a_resource_that_does_not_fit_the_action_is_found() {
    check_planted(&iam::CHECK, "iam/app.json", ":parameter/small/*", ":document/x", "RESOURCE_MISMATCH");
}

#[test]
fn a_role_that_anyone_may_assume_is_found() {
    check_planted(&iam::CHECK, "iam/app-trust.json", "ec2.amazonaws.com", "*", "Principal must name");
}

#[test]
fn a_property_that_cloudformation_does_not_know_is_found() {
    let file = "cloudformation/templates/storage.yaml";
    check_planted(&cloudformation::CHECK, file, "RetentionInDays", "RetentionDays", "E3002");
}

#[test]
fn a_stack_that_needs_what_none_before_it_tells_is_found() {
    let file = "cloudformation/deploy.sh";
    let want = "the parameter AppLogsXName has no value";
    check_planted(&cloudformation::CHECK, file, "storage compute", "compute storage", want);
    let file = "cloudformation/templates/storage.yaml";
    check_planted(&cloudformation::CHECK, file, "AppLogsXName:", "AppLogsXArn:", want);
}

#[test]
fn a_resource_that_the_stack_lacks_in_the_end_is_found() {
    let file = "cloudformation/templates/compute.yaml";
    let before =
        "AWS::SSM::Parameter\n    Properties:\n      Name: /small/logs\n      Type: String\n      Value:";
    // The mock passes over what it doesn't know, and says nothing.
    let after = "AWS::Athena::WorkGroup\n    Properties:\n      Name: small\n      Description:";
    check_planted(&cloudformation::CHECK, file, before, after, "lacks AppParameter (AWS::Athena::WorkGroup)");
}

#[test]
fn an_unquoted_variable_in_the_script_of_stacks_is_found() {
    let file = "cloudformation/deploy.sh";
    check_planted(&shell::CHECK, file, "\"${overrides[@]}\"", "${overrides[@]}", "SC2068");
}

#[test]
fn unformatted_terraform_is_found() {
    check_planted(&terraform::CHECK, "terraform/main.tf", "name              =", "name =", "fmt -check");
}

#[test]
fn a_reference_to_nothing_is_found() {
    let (before, after) = ("aws_cloudwatch_log_group.app.name", "aws_cloudwatch_log_group.api.name");
    check_planted(&terraform::CHECK, "terraform/main.tf", before, after, "terraform validate");
}

#[test]
fn a_stack_that_changes_with_every_plan_is_found() {
    check_planted(
        &apply::CHECK,
        "terraform/main.tf",
        "{ log_group = aws_cloudwatch_log_group.app.name }",
        "{ log_group = timestamp() }",
        "a second plan must have nothing to change",
    );
}
