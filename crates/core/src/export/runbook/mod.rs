//! `runbook.md`: how to run what was built, with commands that hold the real names.
//!
//! Chapters come from what the kinds say about themselves, from the stacks, from the pipeline and
//! from the scale plan. What a user wrote is escaped; commands stand in code blocks.

mod steps;

use std::fmt::Write as _;

use crate::{
    base::{Address, Range},
    blueprint::{HostStack, Pipeline, Runner},
    vocab::{Anchor, Finding, Procedure, Severity, Stage, Topic, shell_word},
};

use super::{
    Bundle, Source,
    text::{markdown, markdown_code, markdown_fence, markdown_money},
};

/// Adds the runbook to the bundle.
pub(super) fn print(source: &Source<'_>, bundle: &mut Bundle) {
    let settings = &source.design().settings;
    let mut out = format!("# Runbook: {}\n\n", markdown(&settings.name));
    let _ = writeln!(
        out,
        "Project `{}` in `{}`. Names in this book are the ids of the design: they are the same in the picture, in \
         Terraform, in Compose and in alarms. Commands run in the folder of the bundle, with AWS credentials for the \
         account, unless they say that they run on a host.\n",
        source.project(),
        settings.region.code()
    );
    hosts(source, &mut out);
    for topic in Topic::ALL {
        let _ = write!(out, "## {}\n\n", topic.title());
        let start = out.len();
        match topic {
            Topic::Operate => operate(source, &mut out),
            Topic::Deploy => deploy(source, &mut out),
            Topic::Rollback => roll_back(source, &mut out),
            Topic::Scale => steps::steps(source, &mut out),
            Topic::Backup | Topic::Restore => {}
        }
        for (component, procedure) in source.blueprint.procedures.iter().filter(|(_, it)| it.topic == topic) {
            print_procedure(component, procedure, &mut out);
        }
        if out.len() == start {
            out.push_str("Nothing in the design needs it.\n\n");
        }
    }
    out.push_str("## Guardrails and findings\n\n");
    guardrails(source, &mut out);
    findings(source.findings, &mut out);
    bundle.add("runbook.md", out.trim_end().to_owned() + "\n");
}

/// Findings as a list, the worst first.
pub(super) fn findings(findings: &[Finding], out: &mut String) {
    if findings.is_empty() {
        out.push_str("No rule found anything.\n\n");
        return;
    }
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|it| it.severity);
    for finding in sorted {
        let about = match &finding.anchor {
            Anchor::Component { id, .. } | Anchor::Connection { id } => markdown_code(id.as_str()),
            Anchor::Design { field } => markdown_code(field),
            Anchor::Step { id } => markdown_code(id),
        };
        let _ = write!(
            out,
            "- **{}** {about} ({}): {}.",
            severity(finding.severity),
            markdown_code(&finding.rule),
            markdown(&finding.message)
        );
        if !finding.why.is_empty() {
            let _ = write!(out, " {}.", markdown(&finding.why));
        }
        if !finding.hints.is_empty() {
            let _ = write!(out, " Ways out: {}.", markdown(&finding.hints.join("; ")));
        }
        out.push('\n');
    }
    out.push('\n');
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Note",
    }
}

/// Shell lines that are run where the bundle lies.
fn commands(lines: &[String], out: &mut String) {
    if !lines.is_empty() {
        out.push_str(&markdown_fence("sh", &lines.join("\n")));
        out.push('\n');
    }
}

fn print_procedure(component: &Address, procedure: &Procedure, out: &mut String) {
    let _ = write!(out, "### {} ({})\n\n", markdown(&procedure.title), markdown_code(component.as_str()));
    if !procedure.text.is_empty() {
        let _ = write!(out, "{}\n\n", markdown(&procedure.text));
    }
    commands(&procedure.commands, out);
}

fn hosts(source: &Source<'_>, out: &mut String) {
    for stack in source.blueprint.stacks.iter().filter(|it| !it.services.is_empty()) {
        let _ = write!(out, "**{}** (`{}`) runs, in start order:\n\n", markdown(&stack.title), stack.host);
        out.push_str(
            "| Service | What | Memory limit | Ports | Starts after |\n| --- | --- | ---: | --- | --- |\n",
        );
        for service in &stack.services {
            let container = &service.container;
            let published = container.published.iter().map(|it| format!("{it}, published"));
            let ports: Vec<String> = published.chain(container.exposed.iter().map(u16::to_string)).collect();
            let after: Vec<String> =
                service.depends_on.iter().map(|it| format!("`{}`", it.service)).collect();
            let kind = if container.stage == Stage::Job { " (once, at each deployment)" } else { "" };
            let _ = writeln!(
                out,
                "| `{}` | {}{kind} | {} MiB | {} | {} |",
                service.name,
                markdown(&service.title),
                container.memory_mib,
                ports.join(", "),
                after.join(", ")
            );
        }
        out.push('\n');
    }
}

fn instance(host: &Address) -> String {
    format!("\"$(terraform -chdir=terraform output -raw {}_instance_id)\"", host.label())
}

fn script(source: &Source<'_>) -> String {
    format!("/opt/{}/stack.sh", source.project())
}

fn operate(source: &Source<'_>, out: &mut String) {
    let script = script(source);
    for stack in source.blueprint.stacks.iter().filter(|it| !it.services.is_empty()) {
        let _ = write!(
            out,
            "### See how the stack on {} does (`{}`)\n\nOn the host. Every service has to be up, and healthy where it has \
             a check; a one-shot job has ended with 0.\n\n",
            markdown(&stack.title),
            stack.host
        );
        let mut lines = vec![
            format!("sudo {script} compose ps --all"),
            format!("sudo systemctl status {}.service", source.project()),
            "sudo docker stats --no-stream".to_owned(),
        ];
        lines.extend(stack.volumes.iter().map(|it| format!("df -h {}", shell_word(&it.path))));
        commands(&lines, out);
        if let Some(group) = &stack.log_group {
            let _ = write!(out, "The logs, from anywhere; a container's stream has its name.\n\n");
            commands(
                &[format!(
                    "aws logs tail \"$(terraform -chdir=terraform output -raw {}_log_group)\" --follow --since 15m",
                    group.label()
                )],
                out,
            );
        }
    }
    let _ = write!(out, "### See which alarms are on\n\n");
    commands(
        &[format!(
            "aws cloudwatch describe-alarms --alarm-name-prefix {}- --state-value ALARM --query 'MetricAlarms[].[AlarmName,StateReason]' --output table",
            source.project()
        )],
        out,
    );
    if source.blueprint.stacks.iter().any(|it| !it.services.is_empty()) {
        out.push_str(
            "### Bring a changed secret or address to the containers\n\nA timer on the host looks every 15 minutes and \
             restarts what has changed. Without waiting, on the host:\n\n",
        );
        commands(&[format!("sudo {script} up")], out);
        out.push_str("To keep a stack down, for a repair, and to bring it back:\n\n");
        commands(
            &[
                format!("sudo systemctl stop {}.service", source.project()),
                format!("sudo systemctl start {}.service", source.project()),
            ],
            out,
        );
    }
}

fn deploy(source: &Source<'_>, out: &mut String) {
    let script = script(source);
    if let Some(pipeline) = &source.blueprint.pipeline {
        by_pipeline(source, pipeline, out);
    }
    let stacks: Vec<&HostStack> =
        source.blueprint.stacks.iter().filter(|it| !it.services.is_empty()).collect();
    if stacks.is_empty() {
        return;
    }
    out.push_str(
        "### Deploy by hand\n\nWhen GitLab is away. `COMMIT` is the whole commit, whose images have to be in the \
         registry; the files of the stack stay those that are on the host. The first command opens a shell there, the \
         others are for that shell.\n\n",
    );
    for stack in stacks {
        let mut lines = vec![format!("aws ssm start-session --target {}", instance(&stack.host))];
        let is_built = stack.services.iter().any(|it| it.container.repository.is_some());
        if is_built && stack.jobs().next().is_some() {
            lines.push(format!("sudo {script} migrate \"$COMMIT\""));
        }
        lines.push(format!("sudo {script} release \"$COMMIT\""));
        commands(&lines, out);
    }
}

fn by_pipeline(source: &Source<'_>, pipeline: &Pipeline, out: &mut String) {
    out.push_str("### Deploy with the pipeline\n\nA push to the branch or tag that the deploy role trusts does all of it:\n\n");
    let mut number = 0;
    let mut item = |text: String, out: &mut String| {
        number += 1;
        let _ = writeln!(out, "{number}. {text}");
    };
    if pipeline.registry.is_some() && !pipeline.images.is_empty() {
        let names: Vec<String> = pipeline.images.iter().map(|it| markdown_code(&it.repository)).collect();
        item(
            format!(
                "`push` builds {} for {} and pushes each under the commit as its tag.",
                names.join(", "),
                pipeline.platform
            ),
            out,
        );
    }
    let stacks = || source.blueprint.stacks.iter();
    for host in &pipeline.hosts {
        if stacks().any(|it| it.host == *host && it.jobs().next().is_some()) {
            item(
                format!(
                    "`migrate {host}` runs the one-shot jobs of that host; the services go on as they are."
                ),
                out,
            );
        }
    }
    for host in &pipeline.hosts {
        item(
            format!(
                "`deploy {host}` sends the newest files of the stack, starts what changed, and waits until all is healthy."
            ),
            out,
        );
    }
    for rollout in &pipeline.rollouts {
        let what = match rollout.runner {
            Runner::Ecs | Runner::AppRunner => {
                "replaces its tasks one by one; one that fails is taken back by itself."
            }
            Runner::Lambda => "gives the function its new image; calls that run end with the one before.",
        };
        item(format!("`deploy {}` {what}", rollout.component), out);
    }
    for site in &pipeline.sites {
        let cdn =
            site.cdn.as_ref().map_or_else(String::new, |it| format!(", then empties the caches of `{it}`"));
        item(format!("`site` uploads the static files to `{}`{cdn}.", site.bucket), out);
    }
    out.push('\n');
    if !pipeline.hosts.is_empty() {
        out.push_str(
            "A service that is replaced is away from its stop until it is healthy again: each runs once. A job that \
             fails stops the pipeline before anything new starts. A host that does not become healthy fails its job and \
             prints the last lines of the logs; roll back then.\n\n",
        );
    }
    if let Some(group) = &pipeline.log_group {
        out.push_str("What was deployed, when, and how it went:\n\n");
        commands(
            &[format!(
                "aws logs tail \"$(terraform -chdir=terraform output -raw {}_log_group)\" --since 30d",
                group.label()
            )],
            out,
        );
    }
}

fn roll_back(source: &Source<'_>, out: &mut String) {
    let Some(pipeline) = &source.blueprint.pipeline else { return };
    if (pipeline.hosts.is_empty() && pipeline.rollouts.is_empty()) || pipeline.registry.is_none() {
        return;
    }
    let reach = pipeline.keep_tags.map_or_else(
        || "as long as the registry keeps the commit's images".to_owned(),
        |it| format!("as long as the commit is among the newest {it} of each repository"),
    );
    let _ = write!(
        out,
        "### Go back to an earlier commit\n\nIn GitLab, run the job `rollback` of the newest pipeline with the variable \
         `ROLLBACK_SHA` set to the whole commit. It works {reach}; the job looks before it touches a host. The files in \
         compose/ are those of the pipeline that it runs in. The database stays as it is, so a change to it has to let the version before go on working: add first, remove a \
         release later. If data itself is wrong, restore instead.\n\n\
         To see what there is to go back to, newest first:\n\n",
    );
    let lines: Vec<String> = pipeline
        .images
        .iter()
        .filter(|it| !it.is_job)
        .take(1)
        .map(|it| {
            format!(
                "aws ecr describe-images --repository-name {} --query 'reverse(sort_by(imageDetails,&imagePushedAt))[].[imagePushedAt,imageTags[0]]' --output table",
                shell_word(&format!("{}/{}", source.project(), it.repository))
            )
        })
        .collect();
    commands(&lines, out);
}

fn guardrails(source: &Source<'_>, out: &mut String) {
    let guardrails = &source.design().settings.guardrails;
    if !guardrails.is_empty() {
        out.push_str("What the owner of the design wants kept, until a step lifts it:\n\n");
        for guardrail in guardrails {
            let _ = writeln!(out, "- {} ({})", markdown(&guardrail.title), markdown_code(&guardrail.id));
        }
        out.push('\n');
    }
    out.push_str(&budget(source));
}

/// What the month costs, against the budget.
pub(super) fn budget(source: &Source<'_>) -> String {
    let verdict = &source.stage.verdict;
    let is_exact = verdict.total.low == verdict.total.high;
    let Range { low, expected, high } = verdict.total.map(markdown_money);
    let mut out = format!("A month costs about **{expected}**");
    if !is_exact {
        let _ = write!(out, " ({low} in a quiet one, {high} in a busy one)");
    }
    out.push_str(", taxes left out.");
    match (verdict.limit, verdict.headroom) {
        (Some(limit), Some(headroom)) => {
            let _ = write!(
                out,
                " The limit is {}, so {} are left",
                markdown_money(limit),
                markdown_money(headroom)
            );
            if let Some(alert) = verdict.alert {
                let _ = write!(out, "; the alert comes at {}", markdown_money(alert));
            }
            let _ = write!(out, ": {}.", verdict.status.title().to_lowercase());
        }
        _ => out.push_str(" There is no limit."),
    }
    if verdict.incomplete {
        out.push_str(" Some prices are missing, so the true figure is higher: see `cost/estimate.md`.");
    }
    out.push_str("\n\n");
    out
}
