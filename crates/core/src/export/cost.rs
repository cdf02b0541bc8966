//! What a design costs, as JSON, CSV and Markdown: `cost/` in the bundle, and the command line's
//! `estimate`.

use std::{borrow::Cow, fmt::Write as _};

use serde::Serialize;

use crate::{
    base::{Address, Decimal, Money, Quantity, Range, print_json},
    estimate::Adjustment,
    plan::Stage,
    prices::{PriceBook, Region},
    vocab::{Category, LineItem},
};

use super::{
    Bundle,
    text::{csv, markdown, markdown_code, markdown_money},
};

/// The currency of every figure.
const CURRENCY: &str = "USD";

/// Adds the estimate in its three formats.
pub(super) fn print(stage: &Stage, bundle: &mut Bundle) {
    bundle.add("cost/estimate.json", to_json(stage));
    bundle.add("cost/estimate.csv", to_csv(stage));
    bundle.add("cost/estimate.md", to_markdown(stage));
}

/// One line of the estimate: a component's line item, or an adjustment of the design as a whole.
struct Row<'a> {
    component: Option<&'a Address>,
    key: &'a str,
    name: Cow<'a, str>,
    category: Category,
    quantity: Option<Range<Decimal>>,
    unit: &'a str,
    unit_price: Option<Money>,
    formula: String,
    /// What it adds to the total; nothing when the price is missing.
    monthly: Option<Range<Money>>,
    why: Option<&'a str>,
    off: bool,
    sku: &'a str,
    source: Option<String>,
}

fn rows(stage: &Stage) -> Vec<Row<'_>> {
    let book = stage.survey.book();
    let lines = stage.estimate.lines().map(|it| of_line(it, book));
    lines.chain(stage.estimate.adjustments().iter().map(|it| of_adjustment(it, book))).collect()
}

fn of_line<'a>(line: &'a LineItem, book: &PriceBook) -> Row<'a> {
    Row {
        component: Some(&line.component),
        key: line.key,
        name: Cow::Borrowed(&line.name),
        category: line.category,
        quantity: Some(line.quantity),
        unit: &line.unit,
        unit_price: line.unit_price,
        formula: line.formula(),
        monthly: line.monthly.map(|_| line.counted()),
        why: line.implied,
        off: line.off,
        sku: &line.sku,
        source: if line.sku.is_empty() {
            Some("set in the design".to_owned())
        } else {
            source(&line.sku, book)
        },
    }
}

fn of_adjustment<'a>(adjustment: &'a Adjustment, book: &PriceBook) -> Row<'a> {
    Row {
        component: None,
        key: "adjustment",
        name: Cow::Owned(format!("{} ({})", adjustment.name, adjustment.sku)),
        category: adjustment.category,
        quantity: None,
        unit: "",
        unit_price: None,
        formula: adjustment.formula.clone(),
        monthly: Some(adjustment.monthly),
        why: Some("AWS counts free allowances and volume tiers for the account as a whole"),
        off: false,
        sku: &adjustment.sku,
        source: source(&adjustment.sku, book),
    }
}

fn source(sku: &str, book: &PriceBook) -> Option<String> {
    Some(book.source(book.price(sku)?)?.to_string())
}

/// The estimate as programs read it.
#[derive(Serialize)]
struct Document<'a> {
    currency: &'static str,
    region: Region,
    prices_as_of: &'a str,
    total: Range<Money>,
    budget: Budget,
    categories: Vec<CategoryTotal>,
    drivers: Vec<Driver>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Budget {
    limit: Option<Money>,
    alert: Option<Money>,
    status: &'static str,
    high_status: &'static str,
    headroom: Option<Money>,
    incomplete: bool,
}

#[derive(Serialize)]
struct CategoryTotal {
    category: &'static str,
    total: Range<Money>,
}

#[derive(Serialize)]
struct Driver {
    component: Address,
    monthly: Money,
}

#[derive(Serialize)]
struct Item<'a> {
    component: Option<&'a Address>,
    key: &'a str,
    name: &'a str,
    category: &'static str,
    quantity: Option<Quantity>,
    unit: &'a str,
    unit_price: Option<Quantity>,
    monthly: Option<Money>,
    low: Option<Money>,
    high: Option<Money>,
    formula: &'a str,
    implied: bool,
    why: Option<&'a str>,
    off: bool,
    sku: &'a str,
    source: Option<&'a str>,
}

/// The estimate for programs. Money is in US dollars a month and exact to six places; what is not
/// known exactly has a low and a high figure beside the expected one. `monthly` is what a line adds
/// to the total: 0 when it is switched off, null when its price is missing.
#[must_use]
pub fn to_json(stage: &Stage) -> String {
    let verdict = &stage.verdict;
    let rows = rows(stage);
    let items = rows.iter().map(|it| Item {
        component: it.component,
        key: it.key,
        name: &it.name,
        category: it.category.title(),
        quantity: it.quantity.map(|it| Quantity(it.expected)),
        unit: it.unit,
        unit_price: it.unit_price.map(|it| Quantity(it.0)),
        monthly: it.monthly.map(|it| it.expected),
        low: it.monthly.map(|it| it.low),
        high: it.monthly.map(|it| it.high),
        formula: &it.formula,
        implied: it.why.is_some(),
        why: it.why,
        off: it.off,
        sku: it.sku,
        source: it.source.as_deref(),
    });
    let categories = stage.estimate.by_category().into_iter();
    let drivers = stage.estimate.drivers(3).into_iter();
    print_json(&Document {
        currency: CURRENCY,
        region: stage.survey.book().region(),
        prices_as_of: stage.survey.book().as_of(),
        total: stage.estimate.total(),
        budget: Budget {
            limit: verdict.limit,
            alert: verdict.alert,
            status: verdict.status.word(),
            high_status: verdict.high_status.word(),
            headroom: verdict.headroom,
            incomplete: verdict.incomplete,
        },
        categories: categories
            .map(|(category, total)| CategoryTotal { category: category.title(), total })
            .collect(),
        drivers: drivers
            .map(|(component, monthly)| Driver { component: component.clone(), monthly })
            .collect(),
        items: items.collect(),
    })
}

/// The estimate for spreadsheets, a line for each item and one for the total.
#[must_use]
pub fn to_csv(stage: &Stage) -> String {
    let mut out = String::from(
        "component,name,category,quantity,unit,unit_price,low,monthly,high,implied,off,formula,why,sku,source\n",
    );
    let plain = |it: Money| it.0.normalize().to_string();
    let three = |it: Option<Range<Money>>| match it {
        Some(it) => format!("{},{},{}", plain(it.low), plain(it.expected), plain(it.high)),
        None => ",,".to_owned(),
    };
    for row in rows(stage) {
        let cells = [
            row.component.map(ToString::to_string).unwrap_or_default(),
            csv(&row.name),
            row.category.title().to_owned(),
            row.quantity.map(|it| it.expected.normalize().to_string()).unwrap_or_default(),
            csv(row.unit),
            row.unit_price.map(plain).unwrap_or_default(),
            three(row.monthly),
            row.why.is_some().to_string(),
            row.off.to_string(),
            csv(&row.formula),
            csv(row.why.unwrap_or_default()),
            csv(row.sku),
            csv(row.source.as_deref().unwrap_or_default()),
        ];
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    let _ = writeln!(out, ",Total,,,,,{},,,,,,", three(Some(stage.estimate.total())));
    out
}

/// The estimate for people: the verdict, the parts of the bill, every line with its formula, what is
/// missing, and where the prices come from.
#[must_use]
pub fn to_markdown(stage: &Stage) -> String {
    let settings = &stage.design.settings;
    let book = stage.survey.book();
    let mut out = String::new();
    let _ = writeln!(out, "# What {} costs\n", markdown(&settings.name));
    let _ = writeln!(
        out,
        "On demand in {}, {CURRENCY} a month of 730 hours, before tax. Prices are from {}.\n",
        book.region(),
        markdown(book.as_of()),
    );
    verdict(stage, &mut out);
    categories(stage, &mut out);
    let sources = lines(stage, &mut out);
    missing(stage, &mut out);
    if !sources.is_empty() {
        out.push_str("## Sources\n\n");
        for (idx, source) in sources.iter().enumerate() {
            let _ = writeln!(out, "{}. {}", idx + 1, markdown(source));
        }
    }
    out
}

fn verdict(stage: &Stage, out: &mut String) {
    let verdict = &stage.verdict;
    let total = verdict.total.map(markdown_money);
    let _ = write!(out, "**{} a month**", total.expected);
    if total.low != total.high {
        let _ = write!(out, ", {} in a quiet month and {} in a busy one", total.low, total.high);
    }
    let _ = write!(out, ". {}", verdict.status.title());
    if let (Some(limit), Some(headroom)) = (verdict.limit, verdict.headroom) {
        let _ = write!(
            out,
            ": the limit is {}, which leaves {}",
            markdown_money(limit),
            markdown_money(headroom)
        );
    }
    if let Some(alert) = verdict.alert {
        let _ = write!(out, "; the alert is at {}", markdown_money(alert));
    }
    out.push_str(".\n\n");
    let drivers = stage.estimate.drivers(3);
    if !drivers.is_empty() {
        let names =
            drivers.iter().map(|(id, cost)| format!("{} ({})", name(stage, id), markdown_money(*cost)));
        let _ = writeln!(out, "Most of it is {}.\n", names.collect::<Vec<_>>().join(", "));
    }
}

fn name(stage: &Stage, id: &Address) -> String {
    markdown(stage.design.component(id).map_or(id.as_str(), |it| &it.name))
}

fn categories(stage: &Stage, out: &mut String) {
    out.push_str("| Part | Monthly |\n| --- | ---: |\n");
    for (category, total) in stage.estimate.by_category() {
        let _ = writeln!(out, "| {} | {} |", category.title(), markdown_money(total.expected));
    }
    let _ = writeln!(out, "| **Total** | **{}** |\n", markdown_money(stage.estimate.total().expected));
}

/// Every line; gives the sources in the order of their numbers.
fn lines(stage: &Stage, out: &mut String) -> Vec<String> {
    out.push_str("## Every line\n\n| Component | Line | Formula | Monthly | Source | Why it is there |\n");
    out.push_str("| --- | --- | --- | ---: | ---: | --- |\n");
    let mut sources: Vec<String> = Vec::new();
    for row in rows(stage) {
        let number = row.source.map(|source| {
            let known = sources.iter().position(|it| *it == source);
            known.unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            }) + 1
        });
        let monthly = match row.monthly {
            _ if row.off => "off".to_owned(),
            Some(it) if it.low == it.high => markdown_money(it.expected),
            Some(it) => format!(
                "{} ({} to {})",
                markdown_money(it.expected),
                markdown_money(it.low),
                markdown_money(it.high)
            ),
            None => "no price".to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {monthly} | {} | {} |",
            row.component.map(|it| markdown_code(it.as_str())).unwrap_or_default(),
            markdown(&row.name),
            markdown(&row.formula),
            number.map(|it| it.to_string()).unwrap_or_default(),
            markdown(row.why.unwrap_or_default()),
        );
    }
    out.push('\n');
    sources
}

fn missing(stage: &Stage, out: &mut String) {
    let missing: Vec<&LineItem> = stage.estimate.missing().collect();
    if missing.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## Missing prices\n\nThe prices of {} have no figure for these, so the true cost is higher:\n",
        stage.survey.book().region()
    );
    for line in missing {
        let id = markdown_code(line.component.as_str());
        let _ = writeln!(out, "- {id}: {} ({})", markdown(&line.name), markdown_code(&line.sku));
    }
    out.push('\n');
}
