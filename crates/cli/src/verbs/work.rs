//! `groundplan work`

use anyhow::Result;
use clap::Args;
use groundplan_core::{
    base::Address,
    export::work,
    survey::Survey,
    work::{WorkPlan, hours_number, hours_text},
};

use crate::{
    Outcome,
    input::{self, Source},
    output::{self, Format},
};

/// Options of `work`.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The form of the plan
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let design = arguments.source.stage()?;
    let plan = WorkPlan::of(&Survey::new(&design, &input::book(&design)?));
    match arguments.format {
        Format::Json => output::print(&work::to_json(&plan))?,
        Format::Csv => output::print(&work::to_csv(&plan))?,
        Format::Md => output::print(&work::to_markdown(&plan, &design.settings.name))?,
        Format::Table => output::print(&table(&plan))?,
    }
    Ok(Outcome::Fine)
}

fn table(plan: &WorkPlan) -> String {
    let title = |id: &Address| plan.task(id).map_or_else(|| id.to_string(), |it| it.task.title.clone());
    let rows = plan.tasks.iter().map(|it| {
        vec![
            it.task.id.to_string(),
            it.task.title.clone(),
            hours_number(it.task.hours),
            it.task.complexity.word().to_owned(),
            (if it.task.is_blocking { "yes" } else { "no" }).to_owned(),
            hours_number(it.starts_at),
            hours_number(it.ends_at),
            if it.is_critical { "critical".to_owned() } else { hours_number(it.slack) },
            it.task.after.iter().map(Address::as_str).collect::<Vec<_>>().join(" "),
        ]
    });
    let header = ["id", "task", "hours", "complexity", "blocking", "from", "to", "slack", "after"];
    let mut text = output::table(&header, &[2, 5, 6, 7], rows.collect());
    let path: Vec<String> = plan.critical_path.iter().map(title).collect();
    text += &format!(
        "\n{} blocking, {} other; can be used after {}, all done after {}\n",
        hours_text(plan.blocking_hours),
        hours_text(plan.other_hours),
        hours_text(plan.length_hours),
        hours_text(plan.all_hours),
    );
    if !path.is_empty() {
        text += &format!("critical path: {}\n", path.join(" > "));
    }
    text
}
