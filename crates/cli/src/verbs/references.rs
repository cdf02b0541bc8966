//! `groundplan references`

use anyhow::Result;
use clap::Args;
use groundplan_core::references::REFERENCES;
use serde_json::json;

use crate::{
    Outcome,
    output::{self, Format},
};

/// Options of `references`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let rows: Vec<Vec<String>> = REFERENCES
        .iter()
        .map(|it| vec![it.id.to_owned(), it.name.to_owned(), it.sentence.to_owned()])
        .collect();
    let header = ["id", "name", "what it is"];
    match arguments.format {
        Format::Json => {
            let all: Vec<_> = REFERENCES
                .iter()
                .map(|it| json!({ "id": it.id, "name": it.name, "sentence": it.sentence }))
                .collect();
            output::print_json(&json!({ "references": all }))?;
        }
        Format::Md => output::print(&output::markdown(&header, &rows))?,
        Format::Csv => output::print(&output::csv(&header, &rows))?,
        Format::Table => output::print(&output::table(&header, &[], rows))?,
    }
    Ok(Outcome::Fine)
}
