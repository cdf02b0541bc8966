//! `groundplan prices`

use anyhow::Result;
use clap::Args;
use groundplan_core::prices::{Price, PriceBook, Region};
use serde_json::{Value, json};

use crate::{
    Outcome, input,
    output::{self, Format},
};

/// Options of `prices`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Show only prices whose name has all of these words
    words: Vec<String>,
    /// Which region; without, the regions are listed
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    match &arguments.region {
        Some(region) => list(arguments, Region::new(region)?),
        None if !arguments.words.is_empty() => list(arguments, Region::default()),
        None => regions(arguments.format),
    }
}

fn list(arguments: &Arguments, region: Region) -> Result<Outcome> {
    let book = input::book_of(region)?;
    let words = arguments.words.join(" ");
    let found: Vec<(&str, &Price)> = book.search(&words).collect();
    let header = ["price", "USD", "unit", "source"];
    let rows = || found.iter().map(|(sku, price)| row(&book, sku, price)).collect::<Vec<_>>();
    match arguments.format {
        Format::Json => {
            let all: Vec<Value> = found.iter().map(|(sku, price)| to_json(&book, sku, price)).collect();
            output::print_json(&json!({ "region": region, "as_of": book.as_of(), "prices": all }))?;
        }
        Format::Csv => output::print(&output::csv(&header, &rows()))?,
        Format::Md => output::print(&output::markdown(&header, &rows()))?,
        Format::Table => output::print(&output::table(&header, &[1], rows()))?,
    }
    Ok(Outcome::Fine)
}

fn row(book: &PriceBook, sku: &str, price: &Price) -> Vec<String> {
    let source = book.source(price).map(ToString::to_string).unwrap_or_default();
    vec![sku.to_owned(), price.unit_price().0.normalize().to_string(), price.unit.to_string(), source]
}

fn to_json(book: &PriceBook, sku: &str, price: &Price) -> Value {
    json!({
        "sku": sku,
        "unit": &*price.unit,
        "tiers": price.tiers.iter().map(|it| json!({
            "from": it.from.normalize().to_string(),
            "to": it.to.map(|it| it.normalize().to_string()),
            "unit_price": it.unit_price.0.normalize().to_string(),
        })).collect::<Vec<_>>(),
        "source": book.source(price).map(ToString::to_string),
    })
}

fn regions(format: Format) -> Result<Outcome> {
    let header = ["region", "name", "place"];
    let rows: Vec<Vec<String>> = Region::all()
        .map(|it| {
            vec![it.code().to_owned(), it.name().to_owned(), format!("{}, {}", it.city(), it.country())]
        })
        .collect();
    match format {
        Format::Json => output::print(crate::books::index())?,
        Format::Csv => output::print(&output::csv(&header, &rows))?,
        Format::Md => output::print(&output::markdown(&header, &rows))?,
        Format::Table => output::print(&output::table(&header, &[], rows))?,
    }
    Ok(Outcome::Fine)
}
