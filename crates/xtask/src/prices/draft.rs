//! A book in the making.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use groundplan_core::{base::Decimal, prices::Region};
use serde_json::{Value, json};

use super::sources::Origin;

/// What was gathered for one region.
#[derive(Default)]
pub(super) struct Draft {
    sources: BTreeMap<String, Origin>,
    allowances: BTreeMap<String, Value>,
    instance_types: BTreeMap<String, Value>,
    db_classes: BTreeMap<String, Value>,
    prices: BTreeMap<String, Vec<String>>,
}

impl Draft {
    /// Adds a price from a figure or a list of tiers.
    pub(super) fn price(&mut self, sku: &str, unit: &str, figure: &Value, origin: &Origin) -> Result<()> {
        let mut fields = vec![unit.to_owned(), origin.id.clone()];
        fields.extend(rates(figure, unit).with_context(|| sku.to_owned())?);
        let previous = self.prices.insert(sku.into(), fields);
        ensure!(previous.is_none(), "{sku} has two prices");
        self.sources.entry(origin.id.clone()).or_insert_with(|| origin.clone());
        Ok(())
    }

    /// Adds what is free of some prices; prices that the region lacks are left out.
    pub(super) fn allowance(
        &mut self,
        id: &str,
        quantity: Decimal,
        always: bool,
        note: &str,
        skus: &[String],
    ) {
        let skus: Vec<_> = skus.iter().filter(|it| self.prices.contains_key(*it)).collect();
        if !skus.is_empty() {
            let quantity = quantity.normalize().to_string();
            let allowance = json!({ "quantity": quantity, "always": always, "note": note, "skus": skus });
            self.allowances.insert(id.into(), allowance);
        }
    }

    pub(super) fn instance_type(&mut self, name: &str, size: Value) {
        self.instance_types.insert(name.into(), size);
    }

    pub(super) fn db_class(&mut self, name: &str, size: Value) {
        self.db_classes.insert(name.into(), size);
    }

    /// The SKUs that begin so.
    pub(super) fn skus(&self, prefix: &str) -> Vec<String> {
        self.prices.keys().filter(|it| it.starts_with(prefix)).cloned().collect()
    }

    /// The book's content; its layout is the core's business.
    pub(super) fn to_json(&self, region: Region) -> String {
        let sources: BTreeMap<_, _> = self.sources.iter().map(|(id, it)| (id, it.to_json())).collect();
        json!({
            "format": "groundplan-prices/1",
            "region": region.code(),
            "currency": "USD",
            "as_of": self.as_of(),
            "sources": sources,
            "allowances": self.allowances,
            "instance_types": self.instance_types,
            "db_classes": self.db_classes,
            "prices": self.prices,
        })
        .to_string()
    }

    /// The first and the last whole date in the sources.
    fn as_of(&self) -> String {
        let dates: BTreeSet<_> =
            self.sources.values().flat_map(|it| it.as_of.split("..")).filter(|it| it.len() == 10).collect();
        match (dates.first(), dates.last()) {
            (Some(first), Some(last)) if first != last => format!("{first}..{last}"),
            (Some(only), _) => (*only).to_owned(),
            _ => "unknown".to_owned(),
        }
    }
}

/// `rate`, or `rate, bound, rate, …`, with bounds in the price's own unit.
fn rates(figure: &Value, unit: &str) -> Result<Vec<String>> {
    let Some(tiers) = figure.as_array() else { return Ok(vec![decimal(figure)?.to_string()]) };
    let step = super::units::multiple(unit);
    let mut texts = Vec::new();
    let mut end = Decimal::ZERO;
    for (idx, tier) in tiers.iter().enumerate() {
        let from = decimal(&tier["from"]).context("from")?;
        ensure!(from == end, "a tier must begin at {end}, where the one before ends, got {from}");
        texts.push(decimal(&tier["price"]).context("price")?.to_string());
        if idx + 1 < tiers.len() {
            end = decimal(&tier["to"]).context("to")?;
            texts.push((end / step).normalize().to_string());
        }
    }
    ensure!(!texts.is_empty(), "a price needs a tier");
    Ok(texts)
}

/// The decimal that stands in the file: the shortest text of a float is what was written there.
pub(super) fn decimal(figure: &Value) -> Result<Decimal> {
    let text = figure.as_number().with_context(|| format!("must be a number, got {figure}"))?.to_string();
    let decimal = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
    Ok(decimal.with_context(|| format!("must be a decimal, got {text}"))?.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_turned_into_the_unit_of_the_price() {
        let tiers =
            json!([{"from": 0, "to": 333e6, "price": 3.5}, {"from": 333e6, "to": null, "price": 2.80}]);
        assert_eq!(rates(&tiers, "1M requests").unwrap(), ["3.5", "333", "2.8"]);
        assert_eq!(rates(&tiers, "GB").unwrap(), ["3.5", "333000000", "2.8"]);
        assert_eq!(rates(&json!(1.66667e-05), "GB-s").unwrap(), ["0.0000166667"]);
    }

    #[test]
    fn a_gap_between_tiers_and_a_missing_rate_are_refused() {
        let gap = json!([{"from": 0, "to": 10, "price": 1}, {"from": 20, "to": null, "price": 1}]);
        assert!(rates(&gap, "GB").unwrap_err().to_string().contains("must begin at 10"));
        assert!(rates(&json!([{"from": 0, "to": null}]), "GB").is_err());
        assert!(rates(&json!("0.1"), "GB").is_err());
    }
}
