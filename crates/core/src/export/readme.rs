//! `README.md` of the bundle: what is in it, in which order to use it, what it costs, what is wrong.

use std::fmt::Write as _;

use crate::{
    blueprint::Provenance,
    resource::{Resource, VariableType},
    vocab::{Access, Severity},
};

use super::{
    Bundle, DIAGRAM, Source, runbook,
    text::{markdown, markdown_code, markdown_fence, markdown_money},
};

/// Adds the README to the bundle. Comes last of the files, as it lists the others; the picture is drawn
/// meanwhile, and always there.
pub(super) fn print(source: &Source<'_>, bundle: &mut Bundle) {
    let settings = &source.design().settings;
    let mut out = format!("# {}\n\n", markdown(&settings.name));
    for paragraph in settings.description.lines().filter(|it| !it.trim().is_empty()) {
        let _ = write!(out, "{}\n\n", markdown(paragraph));
    }
    state(source, &mut out);
    out.push_str(&runbook::budget(source));
    drivers(source, &mut out);
    contents(bundle, &mut out);
    order_of_work(source, &mut out);
    differences(source, &mut out);
    out.push_str("## Findings\n\n");
    runbook::findings(source.findings, &mut out);
    let _ = write!(
        out,
        "## Where this comes from\n\nAll files are printed from `design.groundplan.json`, and the same design gives the \
         same bytes: change the design and export again, then read the difference. `manifest.json` has the hash of each \
         file. Prices are those of {} for `{}`.\n",
        markdown(source.survey.book().as_of()),
        settings.region.code()
    );
    bundle.add("README.md", out);
}

/// Whether the design is fit to be built.
fn state(source: &Source<'_>, out: &mut String) {
    let count = |severity: Severity| source.findings.iter().filter(|it| it.severity == severity).count();
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let (n_errors, n_warnings) = (count(Severity::Error), count(Severity::Warning));
    if n_errors > 0 {
        let _ = write!(
            out,
            "> **This design has {} and {}.** It was exported all the same. Read [Findings](#findings) before you apply \
             anything.\n\n",
            plural(n_errors, "error"),
            plural(n_warnings, "warning")
        );
    } else if n_warnings > 0 {
        let _ = write!(
            out,
            "This design has no errors and {}: see [Findings](#findings).\n\n",
            plural(n_warnings, "warning")
        );
    }
}

fn drivers(source: &Source<'_>, out: &mut String) {
    let drivers = source.stage.estimate.drivers(3);
    if !drivers.is_empty() {
        let list: Vec<String> =
            drivers.iter().map(|(id, cost)| format!("`{id}` {}", markdown_money(*cost))).collect();
        let _ = write!(out, "The largest parts: {}. Line by line: `cost/estimate.md`.\n\n", list.join(", "));
    }
}

fn contents(bundle: &Bundle, out: &mut String) {
    out.push_str("## What is in here\n\n| Path | What |\n| --- | --- |\n");
    let parts = [
        ("terraform/", "The infrastructure, a file for each concern"),
        ("terraform/user-data/", "What each host does when it starts for the first time"),
        ("cloudformation/", "The same infrastructure for CloudFormation; use one of the two"),
        (
            "compose/",
            "What runs on the hosts: `compose.yaml`, the variables it needs, and the scripts that run it",
        ),
        ("ci/.gitlab-ci.yml", "The pipeline: build, push, migrate, deploy, roll back"),
        ("iam/", "The permissions of each role as JSON, with a page for reviewers"),
        ("runbook.md", "How to operate, deploy, back up, restore and grow"),
        ("cost/", "What a month costs, line by line, as Markdown, CSV and JSON"),
        (
            "work-plan.md",
            "What has to be done, in which order, and the hours it takes; `.csv` and `.svg` beside it",
        ),
        (DIAGRAM, "The picture"),
        ("design.groundplan.json", "The design that all of this comes from"),
    ];
    for (path, what) in parts {
        if path == DIAGRAM || bundle.paths_from(path).next().is_some() {
            let _ = writeln!(out, "| `{path}` | {what} |");
        }
    }
    out.push('\n');
}

/// A numbered list of what to do, with commands.
struct Steps<'a> {
    number: usize,
    out: &'a mut String,
}

impl Steps<'_> {
    fn step(&mut self, title: &str, text: &str, commands: &[&str]) {
        self.number += 1;
        let _ = write!(self.out, "### {}. {title}\n\n{text}\n\n", self.number);
        if !commands.is_empty() {
            let _ = writeln!(self.out, "{}", markdown_fence("sh", &commands.join("\n")));
        }
    }
}

fn order_of_work(source: &Source<'_>, out: &mut String) {
    out.push_str("## Order of work\n\n");
    let mut steps = Steps { number: 0, out };
    steps.step(
        "Get ready",
        "You need Terraform 1.9 or newer, the AWS command line version 2, and credentials that may build all of this. \
         Check the account before anything else.",
        &["aws sts get-caller-identity", "terraform version"],
    );
    steps.step(
        "Choose where the state lies",
        "`terraform/backend.tf.example` says how to share it. For a first look leave it: the state then lies in the folder.",
        &[],
    );
    variables(source, &mut steps);
    zones(source, &mut steps);
    images(source, &mut steps);
    steps.step(
        "Build",
        "Read the plan. A database takes about ten minutes, a CDN about five.",
        &[
            "terraform -chdir=terraform init",
            "terraform -chdir=terraform plan -out=build.tfplan",
            "terraform -chdir=terraform apply build.tfplan",
        ],
    );
    secrets(source, &mut steps);
    mailboxes(source, &mut steps);
    pipeline(source, &mut steps);
    let last = if source.blueprint.stacks.iter().all(|it| it.services.is_empty()) {
        "The runbook's chapter *Operate* says how."
    } else {
        "The hosts wait for the first deployment before they start what the pipeline builds. The runbook's chapter \
         *Operate* says how to see that all is well."
    };
    steps.step("Look at it", last, &[]);
}

fn variables(source: &Source<'_>, steps: &mut Steps<'_>) {
    let asked: Vec<String> = source
        .blueprint
        .graph
        .variables
        .values()
        .filter(|it| it.default.is_none())
        .map(|it| {
            let kind = if it.variable_type == VariableType::Texts { ", a list" } else { "" };
            format!("- {}{kind}: {}", markdown_code(&it.name), markdown(&it.description))
        })
        .collect();
    let text = if asked.is_empty() {
        "Every variable has a default; look through them.".to_owned()
    } else {
        format!("These have no default:\n\n{}", asked.join("\n"))
    };
    steps.step(
        "Fill in the variables",
        &text,
        &[
            "cp terraform/terraform.tfvars.example terraform/terraform.tfvars",
            "${EDITOR:-vi} terraform/terraform.tfvars",
        ],
    );
}

/// A certificate waits for its records, and these for the registrar: zones come first.
fn zones(source: &Source<'_>, steps: &mut Steps<'_>) {
    for (address, facts) in source.survey.all_facts() {
        let Some(domain) = &facts.zone else { continue };
        let label = address.label();
        let is_built = source
            .blueprint
            .graph
            .resources
            .iter()
            .any(|it| it.resource_type == "aws_route53_zone" && it.label == label);
        if !is_built {
            continue;
        }
        let target = format!("terraform -chdir=terraform apply -target=aws_route53_zone.{label}");
        let servers = format!("terraform -chdir=terraform output -json {label}_name_servers");
        steps.step(
            "Hand over the domain",
            &format!(
                "Build the zone of {} first and enter its name servers at the registrar: certificates wait for it, and \
                 the whole build with them.",
                markdown_code(domain)
            ),
            &["terraform -chdir=terraform init", &target, &servers],
        );
    }
}

/// Lambda refuses a function whose image is not in the registry yet: repositories come first.
fn images(source: &Source<'_>, steps: &mut Steps<'_>) {
    let resources = &source.blueprint.graph.resources;
    let is_image = |it: &&Resource| {
        it.resource_type == "aws_lambda_function" && it.arguments.iter().any(|(name, _)| name == "image_uri")
    };
    let functions: Vec<String> = resources
        .iter()
        .filter(is_image)
        .filter_map(|it| it.component.as_ref())
        .map(|it| markdown_code(it.as_str()))
        .collect();
    let targets: Vec<String> = resources
        .iter()
        .filter(|it| it.resource_type == "aws_ecr_repository")
        .map(|it| format!("-target=aws_ecr_repository.{}", it.label))
        .collect();
    if functions.is_empty() || targets.is_empty() {
        return;
    }
    let target = format!("terraform -chdir=terraform apply {}", targets.join(" "));
    steps.step(
        "Push the first images",
        &format!(
            "Lambda refuses a function whose image is not there yet. Build the repositories first, and push the image of \
             {} under the tag that `image_tag` names.",
            functions.join(", ")
        ),
        &["terraform -chdir=terraform init", &target],
    );
}

fn secrets(source: &Source<'_>, steps: &mut Steps<'_>) {
    let secrets: Vec<(String, &Vec<String>)> = source
        .survey
        .all_facts()
        .map(|(address, facts)| (address.to_string(), &facts.fills))
        .filter(|(_, fills)| !fills.is_empty())
        .collect();
    if secrets.is_empty() {
        return;
    }
    let mut text = String::from(
        "Terraform makes their places and never sees their values. Write each with the commands of the runbook's \
         chapter *Operate*; containers do not start without them.\n",
    );
    for (secret, fills) in &secrets {
        let names: Vec<String> = fills.iter().map(|it| markdown_code(it)).collect();
        let shape = if fills.len() == 1 { "the bare value of" } else { "a JSON object with" };
        let _ = write!(text, "\n- `{secret}`: {shape} {}", names.join(", "));
    }
    steps.step("Write the secrets", &text, &[]);
}

fn mailboxes(source: &Source<'_>, steps: &mut Steps<'_>) {
    let design = source.design();
    let is_mailbox = |it: &crate::base::Address| source.survey.facts(it).is_some_and(|it| it.external);
    let notified = design.connections.values().any(|it| it.access == Access::Notify && is_mailbox(&it.to));
    if notified {
        steps.step(
            "Confirm the mail",
            "AWS sends each mailbox a letter with a link. Until somebody follows it, alarms and budget alerts arrive nowhere.",
            &[],
        );
    }
}

fn pipeline(source: &Source<'_>, steps: &mut Steps<'_>) {
    let Some(pipeline) = &source.blueprint.pipeline else { return };
    let mut text = String::from(
        "Copy the pipeline and the folder `compose/` into the repository of the services. Set what the second command \
         prints as CI/CD variables of the project in GitLab, protected. ",
    );
    if !pipeline.images.is_empty() {
        text.push_str(
            "Each image is built from the folder `services/` and its own name, which has its Dockerfile: ",
        );
        let names: Vec<String> =
            pipeline.images.iter().map(|it| markdown_code(&format!("services/{}", it.repository))).collect();
        let _ = write!(text, "{}. ", names.join(", "));
        let _ = write!(
            text,
            "They are built for {}; a runner of another architecture emulates it, and has to allow privileged containers. ",
            pipeline.platform
        );
    }
    if !pipeline.sites.is_empty() {
        text.push_str("The static files are expected in `site/`, ready to be served. ");
    }
    text.push_str("A push then deploys; watch the first one to its end.");
    steps.step(
        "Deploy",
        &text,
        &[
            "cp -r ci/.gitlab-ci.yml compose ../services-repository/",
            "terraform -chdir=terraform output -json ci_variables",
        ],
    );
}

/// What the bundle holds beyond what was written down, and what was written down for nothing.
fn differences(source: &Source<'_>, out: &mut String) {
    let blueprint = source.blueprint;
    let mut lines = Vec::new();
    let word = |provenance: Provenance| match provenance {
        Provenance::Added => Some("added"),
        Provenance::Surplus => Some("kept, though nothing needs it"),
        Provenance::Stated | Provenance::Derived => None,
    };
    for role in &blueprint.roles {
        for (managed, provenance) in &role.managed {
            if let Some(word) = word(*provenance) {
                lines.push(format!("- Role `{}`: {} {word}.", role.component, markdown_code(managed)));
            }
        }
        for statement in &role.policy.statements {
            if let Some(word) = word(statement.provenance) {
                let actions: Vec<String> = statement.actions.iter().map(|it| markdown_code(it)).collect();
                lines.push(format!(
                    "- Role `{}`: {} {word}. {}.",
                    role.component,
                    actions.join(", "),
                    markdown(&statement.why)
                ));
            }
        }
    }
    for group in &blueprint.security_groups {
        for rule in &group.rules {
            if let Some(word) = word(rule.provenance) {
                lines.push(format!(
                    "- Security group of `{}`: port {} {word}. {}.",
                    group.component,
                    rule.port,
                    markdown(&rule.why)
                ));
            }
        }
    }
    if !lines.is_empty() {
        let _ = write!(
            out,
            "## What differs from what was agreed\n\nThe design says what was agreed on for roles and security groups. The \
             bundle keeps that, and adds what the connections need beyond it; both are marked in the files.\n\n{}\n\n",
            lines.join("\n")
        );
    }
}
