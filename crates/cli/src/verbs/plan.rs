//! `groundplan plan`

use anyhow::Result;
use clap::Args;
use groundplan_core::{
    base::{Money, Range},
    plan::{self, PlanPreview},
};
use serde_json::{Value, json};

use super::check::FailOn;
use crate::{
    Outcome,
    input::{self, Source, Usage},
    output::{self, Format},
};

/// Options of `plan`.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The form of the preview
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Which month the table shows
    #[arg(long, value_enum, default_value_t)]
    usage: Usage,
    /// What makes it exit with 1, at the last step shown
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let design = arguments.source.base()?;
    // Asking for a step that is not there, or can't be taken, is an error here as everywhere.
    plan::up_to(&design, arguments.source.step.as_deref())?;
    let mut preview = plan::preview(&design, &input::book(&design)?);
    if let Some(last) = &arguments.source.step {
        let n_steps = preview.steps.iter().position(|it| it.step.id.as_str() == last).map_or(0, |it| it + 1);
        preview.steps.truncate(n_steps);
    }
    let header = ["step", "what", "trigger", "month", "change", "budget"];
    let rows = || rows(&preview, arguments.usage);
    match arguments.format {
        Format::Json => output::print_json(&to_json(&preview))?,
        Format::Csv => output::print(&output::csv(&header, &rows()))?,
        Format::Md => output::print(&output::markdown(&header, &rows()))?,
        Format::Table => output::print(&output::table(&header, &[3, 4], rows()))?,
    }
    let last = preview.steps.last().map_or(&preview.base, |it| &it.stage);
    Ok(FailOn::judge(arguments.fail_on, last))
}

fn rows(preview: &PlanPreview, usage: Usage) -> Vec<Vec<String>> {
    let base = vec![
        "base".to_owned(),
        "as it is".to_owned(),
        String::new(),
        usage.of(preview.base.estimate.total()).to_string(),
        String::new(),
        preview.base.verdict.status.title().to_owned(),
    ];
    let steps = preview.steps.iter().map(|it| {
        let delta = usage.of(it.delta);
        let sign = if delta >= Money::ZERO { "+" } else { "" };
        vec![
            it.step.id.to_string(),
            it.step.title.clone(),
            it.step.trigger.to_string(),
            usage.of(it.stage.estimate.total()).to_string(),
            it.refused.as_ref().map_or_else(|| format!("{sign}{delta}"), |_| "refused".to_owned()),
            it.refused
                .as_ref()
                .map_or_else(|| it.stage.verdict.status.title().to_owned(), ToString::to_string),
        ]
    });
    std::iter::once(base).chain(steps).collect()
}

fn to_json(preview: &PlanPreview) -> Value {
    let cents = |it: Range<Money>| json!(it.map(|it| Money(it.to_cents())));
    json!({
        "base": {
            "total": cents(preview.base.estimate.total()),
            "budget_status": preview.base.verdict.status.word(),
        },
        "steps": preview.steps.iter().map(|it| json!({
            "id": it.step.id,
            "title": it.step.title,
            "trigger": it.step.trigger,
            "choices": it.step.choices.iter().map(|it| &it.id).collect::<Vec<_>>(),
            "total": cents(it.stage.estimate.total()),
            "delta": cents(it.delta),
            "budget_status": it.stage.verdict.status.word(),
            "refused": it.refused.as_ref().map(ToString::to_string),
            "findings": it.stage.findings(),
        })).collect::<Vec<_>>(),
    })
}
