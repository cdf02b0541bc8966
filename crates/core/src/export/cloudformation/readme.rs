//! `cloudformation/README.md`: the order of the stacks, what to fill in, and what CloudFormation doesn't
//! say.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::resource::Resource;

use super::{
    super::{
        Source,
        text::{markdown, markdown_code, markdown_fence},
    },
    deploy::{deployments, parameters},
    layout::STACKS,
    template::{Lack, Template},
};

/// The page.
pub(super) fn print(source: &Source<'_>, templates: &[Template], lacks: &BTreeSet<Lack>) -> String {
    let mut out = String::from(
        "# CloudFormation\n\nThe infrastructure of this bundle as stacks of CloudFormation. It is printed from the same \
         resources as `terraform/`: use one or the other for an account, never both, since both use the same names. \
         The commands of `runbook.md` read outputs of Terraform; here they are outputs of the stacks, their names \
         without underscores and with `Output` at the end.\n\n",
    );
    order(templates, &mut out);
    inputs(source, templates, &mut out);
    commands(source, &mut out);
    environments(source, &mut out);
    otherwise(source, &mut out);
    not_expressed(lacks, &mut out);
    out
}

fn order(templates: &[Template], out: &mut String) {
    out.push_str(
        "## The stacks\n\nA stack only refers to those before it. `deploy.sh` passes on what they tell as parameters. \
         Exports would not do: those of another region can't be imported, and CloudFront takes its certificates from \
         us-east-1 only; and what is exported can't be replaced while a stack uses it.\n\n| | Template | What | Resources \
         |\n| --- | --- | --- | --- |\n",
    );
    let built = STACKS.iter().zip(templates).filter(|it| !it.1.resources.is_empty());
    for (idx, (stack, template)) in built.enumerate() {
        let _ = writeln!(
            out,
            "| {} | `templates/{}.yaml` | {} | {} |",
            idx + 1,
            stack.name,
            stack.holds,
            template.resources.len()
        );
    }
    out.push('\n');
}

fn inputs(source: &Source<'_>, templates: &[Template], out: &mut String) {
    let names: Vec<String> =
        deployments(source.design()).iter().map(|it| format!("`parameters/{}.json`", it.name)).collect();
    let _ = write!(
        out,
        "## What to fill in\n\nIn {}. What has no value there stops the script.\n\n| Parameter | What for | Default \
         |\n| --- | --- | --- |\n",
        names.join(", ")
    );
    for (name, it) in parameters(templates) {
        let default = match it.default.as_deref() {
            None => "none, fill it in".to_owned(),
            Some("") => "empty; it is not in the file until you need it".to_owned(),
            Some(default) => markdown_code(default),
        };
        let _ = writeln!(out, "| `{name}` | {} | {default} |", markdown(&it.description));
    }
    out.push('\n');
}

fn commands(source: &Source<'_>, out: &mut String) {
    let first = deployments(source.design()).first().map_or_else(String::new, |it| it.name.clone());
    let _ = write!(
        out,
        "## Build\n\nYou need the AWS command line version 2, jq, and credentials that may build all of this. The first \
         command makes change sets and changes nothing; at first it ends behind the first stack, as the next needs what \
         that tells.\n\n{}\n",
        markdown_fence(
            "sh",
            &format!("./deploy.sh --environment {first} --plan\n./deploy.sh --environment {first}")
        )
    );
}

fn environments(source: &Source<'_>, out: &mut String) {
    if source.design().settings.environments.is_empty() {
        return;
    }
    out.push_str(
        "## Environments\n\nThe templates are those of the base. A parameter file gives an environment its names and its \
         region; where an environment differs in more than these, export it by itself: its templates then have the \
         difference in them.\n\n| Environment | Names begin with | Region | Further differences |\n| --- | --- | --- | --- \
         |\n",
    );
    for it in deployments(source.design()) {
        let further = match it.n_further {
            0 => "none".to_owned(),
            n_further => {
                format!("{n_further}: `groundplan export DESIGN --env {} --with cloudformation`", it.name)
            }
        };
        let _ = writeln!(out, "| `{}` | `{}` | `{}` | {further} |", it.name, it.project, it.region);
    }
    out.push('\n');
}

/// What CloudFormation does otherwise than Terraform, with all that is said.
fn otherwise(source: &Source<'_>, out: &mut String) {
    let resources = &source.blueprint.graph.resources;
    let list = |chosen: fn(&&Resource) -> bool| {
        let all: Vec<String> = resources
            .iter()
            .filter(chosen)
            .map(|it| format!("`{}.{}`", it.resource_type, it.label))
            .collect();
        all.join(", ")
    };
    out.push_str("## What CloudFormation does otherwise\n\n");
    let kept = list(|it| it.keep);
    if !kept.is_empty() {
        let _ = writeln!(
            out,
            "- What keeps data stays when its stack goes (`DeletionPolicy: Retain`), and so does what a replacement \
             leaves behind: {kept}. Terraform refuses such a change; CloudFormation makes it, so read the change set."
        );
    }
    let ignored: Vec<String> = resources
        .iter()
        .filter(|it| !it.ignore_changes.is_empty())
        .map(|it| format!("`{}.{}` ({})", it.resource_type, it.label, it.ignore_changes.join(", ")))
        .collect();
    if !ignored.is_empty() {
        let _ = writeln!(
            out,
            "- CloudFormation can't leave an argument to somebody else. It sets these again when a change of the template \
             touches them: {}.",
            ignored.join(", ")
        );
    }
    if resources.iter().any(|it| it.ignore_changes.contains(&"ami")) {
        out.push_str(
            "- The image of the hosts is looked up anew with each deployment, and a newer one replaces the host. To hold \
             on to one, write its version behind the parameter's value, such as `…-arm64:42`.\n",
        );
    }
    let first = list(|it| it.create_first);
    if !first.is_empty() {
        let _ = writeln!(
            out,
            "- CloudFormation always builds a replacement before the old one goes, so a name that is given can't be used \
             twice: {first}."
        );
    }
    for key in source.design().settings.tags.keys().filter(|it| it.contains('=')) {
        let _ = writeln!(
            out,
            "- The tag {} is left out: the command line takes no key with an equals sign.",
            markdown_code(key)
        );
    }
    out.push_str(
        "- Tags are put on the stacks, and CloudFormation puts them on all that can have tags.\n\
         - Conditions on variables that Terraform checks, such as the form of a CIDR block, are not checked here.\n\n",
    );
}

fn not_expressed(lacks: &BTreeSet<Lack>, out: &mut String) {
    out.push_str("## Not expressed\n\n");
    if lacks.is_empty() {
        out.push_str("Everything that `terraform/` says is said here.\n");
        return;
    }
    out.push_str("What `terraform/` says and these templates don't:\n\n| Resource | Argument | Why |\n| --- | --- | --- |\n");
    for lack in lacks {
        let argument =
            if lack.argument.is_empty() { "all of it".to_owned() } else { markdown_code(&lack.argument) };
        let _ =
            writeln!(out, "| {} | {argument} | {}. |", markdown_code(&lack.resource), markdown(&lack.reason));
    }
}
