//! The chapter on growing: each step of the scale plan, with what it changes.

use std::fmt::Write as _;

use crate::{
    base::{Address, Money},
    design::Precondition,
    export::{
        Source,
        text::{markdown, markdown_money},
    },
    plan::{self, Mark, StepPreview},
};

use super::commands;

pub(super) fn steps(source: &Source<'_>, out: &mut String) {
    let design = source.design();
    if design.settings.plan.steps.is_empty() {
        return;
    }
    out.push_str(
        "Steps build on each other. Before each, look at its findings, its cost and the Terraform plan; take it with \
         nobody deploying. The commands write the new bundle over this one; your own files, such as terraform.tfvars, stay.\n\n",
    );
    let preview = plan::preview(design, source.survey.book());
    for (idx, step) in preview.steps.iter().enumerate() {
        print_step(source, idx + 1, step, out);
    }
}

fn print_step(source: &Source<'_>, number: usize, preview: &StepPreview, out: &mut String) {
    let step = &preview.step;
    let _ = write!(out, "### Step {number}: {} (`{}`)\n\n", markdown(&step.title), step.id);
    let mut row = |name: &str, text: String| {
        if !text.is_empty() {
            let _ = writeln!(out, "- **{name}:** {text}.");
        }
    };
    let sentence = |text: &str| markdown(text.trim_end_matches('.'));
    row("When", markdown(&step.trigger.to_string()));
    let conditions: Vec<String> = step.preconditions.iter().map(condition).collect();
    row("First", conditions.join("; "));
    for (name, mark) in [("Adds", Mark::Added), ("Changes", Mark::Changed), ("Removes", Mark::Removed)] {
        let ids: Vec<String> =
            preview.components.iter().filter(|it| *it.1 == mark).map(|it| format!("`{}`", it.0)).collect();
        row(name, ids.join(", "));
    }
    if let Some(choice) = step.choice() {
        row("Chosen way", markdown(&choice.title));
    }
    row("Risk", sentence(&step.risk));
    row("Down", sentence(&step.downtime));
    let verdict = &preview.stage.verdict;
    match &preview.refused {
        Some(refusal) => row("It can't be taken as things stand", markdown(&refusal.to_string())),
        None => row(
            "Cost",
            format!(
                "{} a month, {}{} more than before: {}",
                markdown_money(verdict.total.expected),
                if preview.delta.expected < Money::default() { "" } else { "+" },
                markdown_money(preview.delta.expected),
                verdict.status.title().to_lowercase()
            ),
        ),
    }
    row("Way back", sentence(&step.rollback));
    out.push('\n');
    if preview.refused.is_some() {
        return;
    }
    let id = &step.id;
    let kept = kept(source, preview);
    if !kept.is_empty() {
        out.push_str(
            "What goes keeps data. Take a copy first, carry the data over, and let Terraform forget the old one instead \
             of deleting it; delete it by hand once nobody misses it.\n\n",
        );
        commands(
            &kept.iter().map(|it| format!("terraform -chdir=terraform state rm {it}")).collect::<Vec<_>>(),
            out,
        );
    }
    commands(
        &[
            format!("groundplan check design.groundplan.json --step {id}"),
            format!("groundplan export design.groundplan.json --step {id} -o ."),
            "terraform -chdir=terraform init".to_owned(),
            "terraform -chdir=terraform plan -out=step.tfplan".to_owned(),
            "terraform -chdir=terraform apply step.tfplan".to_owned(),
            "# Then commit compose/ and the pipeline to the repository of the services, which deploys them."
                .to_owned(),
        ],
        out,
    );
}

/// Resources that hold data and that a step takes away.
fn kept(source: &Source<'_>, preview: &StepPreview) -> Vec<String> {
    let is_removed = |it: &Address| preview.components.get(it) == Some(&Mark::Removed);
    let resources = source.blueprint.graph.resources.iter();
    resources
        .filter(|it| it.keep && it.component.as_ref().is_some_and(is_removed))
        .map(|it| format!("{}.{}", it.resource_type, it.label))
        .collect()
}

fn condition(condition: &Precondition) -> String {
    match condition {
        Precondition::Present(id) => format!("`{id}` is there"),
        Precondition::Absent(id) => format!("`{id}` is not there yet"),
        Precondition::Inside { id, within } => format!("`{id}` stands in `{within}`"),
        Precondition::After(id) => format!("step `{id}` was taken"),
    }
}
