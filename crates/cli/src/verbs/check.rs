//! `groundplan check`

use anyhow::Result;
use clap::{Args, ValueEnum};
use groundplan_core::{
    base::Quantity,
    estimate::{BudgetStatus, claims},
    plan::Stage,
    vocab::{Anchor, Finding, Severity},
};
use serde_json::{Value, json};

use crate::{
    Outcome,
    input::{self, Source},
    output::{self, Format},
};

/// Options of `check`.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// What makes it exit with 1
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
}

/// What makes a verb fail.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// An error
    Error,
    /// An error or a warning
    Warning,
    /// A month over the budget's limit
    Budget,
}

impl FailOn {
    /// Whether a stage fails.
    pub(crate) fn judge(wanted: Option<Self>, stage: &Stage) -> Outcome {
        let worst = || stage.findings().iter().map(|it| it.severity).min();
        let failed = match wanted {
            None => false,
            Some(Self::Error) => worst() == Some(Severity::Error),
            Some(Self::Warning) => worst().is_some_and(|it| it <= Severity::Warning),
            Some(Self::Budget) => stage.verdict.status == BudgetStatus::Over,
        };
        if failed { Outcome::Failed } else { Outcome::Fine }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let design = arguments.source.stage()?;
    let stage = Stage::new(&design, &input::book(&design)?);
    let findings = stage.findings();
    let header = ["severity", "rule", "where", "what"];
    let rows = || findings.iter().map(row).collect::<Vec<_>>();
    match arguments.format {
        Format::Json => {
            output::print_json(&json!({ "findings": findings, "claims": held_claims(&stage) }))?;
        }
        Format::Csv => output::print(&output::csv(&header, &rows()))?,
        Format::Md => output::print(&output::markdown(&header, &rows()))?,
        Format::Table if findings.is_empty() => output::print("nothing found")?,
        Format::Table => output::print(&findings.iter().map(paragraph).collect::<String>())?,
    }
    Ok(FailOn::judge(arguments.fail_on, &stage))
}

/// What was stated beside what was computed. A figure without another is null.
fn held_claims(stage: &Stage) -> Vec<Value> {
    let claims = claims(&stage.survey, &stage.estimate).into_iter();
    claims
        .map(|it| {
            json!({
                "id": it.claim.id,
                "title": it.claim.title,
                "stated": it.claim.stated.expected,
                "stated_range": it.claim.stated,
                "computed": it.computed.map(|it| Quantity(it.expected)),
                "computed_range": it.computed.map(|it| it.map(Quantity)),
                "difference": it.difference().map(Quantity),
                "where": it.claim.place,
            })
        })
        .collect()
}

fn row(finding: &Finding) -> Vec<String> {
    vec![
        finding.severity.word().to_owned(),
        finding.rule.clone(),
        place(&finding.anchor),
        finding.message.clone(),
    ]
}

fn paragraph(finding: &Finding) -> String {
    let mut text = format!(
        "{} [{}] {}: {}\n    {}\n",
        finding.severity.word(),
        finding.rule,
        place(&finding.anchor),
        finding.message,
        finding.why
    );
    for hint in &finding.hints {
        text += &format!("    - {hint}\n");
    }
    if let Some(fix) = &finding.fix {
        text += &format!("    fix: {}\n", fix.title);
    }
    text
}

fn place(anchor: &Anchor) -> String {
    match anchor {
        Anchor::Component { id, field: Some(field) } => format!("{id}.{field}"),
        Anchor::Component { id, field: None } | Anchor::Connection { id } => id.to_string(),
        Anchor::Design { field } => field.clone(),
        Anchor::Step { id } => format!("step {id}"),
    }
}
