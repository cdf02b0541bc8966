//! `groundplan estimate`

use anyhow::Result;
use clap::Args;
use groundplan_core::{base::Money, export::cost, plan::Stage};

use super::check::FailOn;
use crate::{
    Outcome,
    input::{self, Source, Usage},
    output::{self, Format},
};

/// Options of `estimate`.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The form of the estimate
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Which month the table shows
    #[arg(long, value_enum, default_value_t)]
    usage: Usage,
    /// What makes it exit with 1
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let design = arguments.source.stage()?;
    let stage = Stage::new(&design, &input::book(&design)?);
    match arguments.format {
        Format::Json => output::print(&cost::to_json(&stage))?,
        Format::Csv => output::print(&cost::to_csv(&stage))?,
        Format::Md => output::print(&cost::to_markdown(&stage))?,
        Format::Table => output::print(&table(&stage, arguments.usage))?,
    }
    Ok(FailOn::judge(arguments.fail_on, &stage))
}

fn table(stage: &Stage, usage: Usage) -> String {
    let mut rows: Vec<Vec<String>> = stage
        .estimate
        .lines()
        .map(|line| {
            let cost = match line.monthly {
                _ if line.off => "off".to_owned(),
                Some(monthly) => usage.of(monthly).to_string(),
                None => "no price".to_owned(),
            };
            vec![line.component.to_string(), line.name.to_string(), line.formula(), cost]
        })
        .collect();
    rows.extend(stage.estimate.adjustments().iter().map(|it| {
        vec!["account".to_owned(), it.name.clone(), it.formula.clone(), usage.of(it.monthly).to_string()]
    }));
    let mut text = output::table(&["component", "line", "formula", "month"], &[3], rows);
    let settings = &stage.design.settings;
    let total = usage.of(stage.estimate.total());
    let range = stage.estimate.total();
    text += &format!(
        "\n{total} a month in {} (low {}, expected {}, high {})\n",
        settings.region.code(),
        range.low,
        range.expected,
        range.high
    );
    let amount = |it: Option<Money>| it.map_or_else(|| "none".to_owned(), |it| it.to_string());
    text += &format!(
        "{}: limit {}, alert {}, headroom {}\n",
        stage.verdict.status.title(),
        amount(stage.verdict.limit),
        amount(stage.verdict.alert),
        amount(stage.verdict.headroom)
    );
    let n_missing = stage.estimate.missing().count();
    if n_missing > 0 {
        text += &format!("{n_missing} lines have no price in this region and are not counted\n");
    }
    text
}
