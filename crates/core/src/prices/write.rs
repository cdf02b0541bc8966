//! Writing a book: one entry in a line, so that a change of price is a change of one line.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use super::{book::PriceBook, price::Allowance, read::FORMAT};

impl PriceBook {
    /// The book in the format that the module describes. Reading it gives the same book, and a
    /// book that was written here is written to the same bytes again.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        // Writing to a string can't fail.
        let _ = self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{{\n\"format\": {},", quote(FORMAT))?;
        writeln!(out, "\"region\": {},\n\"currency\": \"USD\",", quote(self.region.code()))?;
        writeln!(out, "\"as_of\": {},", quote(&self.as_of))?;
        let sources = self.sources.iter().map(|it| {
            let (id, what, location, as_of) = (quote(&it.id), quote(&it.what), quote(&it.location), quote(&it.as_of));
            let verified = it.verified;
            format!("{id}: {{\"what\": {what}, \"where\": {location}, \"as_of\": {as_of}, \"verified\": {verified}}}")
        });
        write_object(out, "sources", sources)?;
        out.push_str(",\n");
        write_object(out, "allowances", self.allowances().map(|(it, skus)| {
            let (id, quantity, always, note) = (quote(&it.id), it.quantity, it.always, quote(&it.note));
            let skus = skus.into_iter().map(quote).collect::<Vec<_>>().join(", ");
            format!("{id}: {{\"quantity\": \"{quantity}\", \"always\": {always}, \"note\": {note}, \"skus\": [{skus}]}}")
        }))?;
        out.push_str(",\n");
        let instance_types = self.instance_types.iter().map(|it| {
            let (name, arch) = (quote(&it.name), quote(it.architecture.name()));
            format!(
                "{name}: [{}, {}, {arch}, {}, {}]",
                it.vcpu, it.memory_mib, it.burstable, it.current_generation
            )
        });
        write_object(out, "instance_types", instance_types)?;
        out.push_str(",\n");
        let db_classes = self.db_classes.iter().map(|it| {
            let (name, arch) = (quote(&it.name), quote(it.architecture.name()));
            format!("{name}: [{}, {}, {arch}]", it.vcpu, it.memory_mib)
        });
        write_object(out, "db_classes", db_classes)?;
        out.push_str(",\n");
        let prices = self.prices.iter().map(|(sku, price)| {
            let source = self.source(price).map(|it| it.id.as_str()).unwrap_or_default();
            let mut line = format!("{}: [{}, {}", quote(sku), quote(&price.unit), quote(source));
            for tier in &price.tiers {
                line.push_str(&format!(", \"{}\"", tier.unit_price.0));
                if let Some(bound) = tier.to {
                    line.push_str(&format!(", \"{bound}\""));
                }
            }
            line.push(']');
            line
        });
        write_object(out, "prices", prices)?;
        out.push_str("\n}\n");
        Ok(())
    }

    /// The allowances by id, each with the SKUs that share it.
    fn allowances(&self) -> impl Iterator<Item = (&Allowance, Vec<&str>)> {
        let mut by_id = BTreeMap::new();
        for (sku, price) in self.prices() {
            if let Some(allowance) = price.free.as_deref() {
                by_id.entry(allowance.id.as_str()).or_insert((allowance, Vec::new())).1.push(sku);
            }
        }
        by_id.into_values()
    }
}

fn write_object(out: &mut String, name: &str, lines: impl Iterator<Item = String>) -> fmt::Result {
    write!(out, "{}: {{", quote(name))?;
    for (idx, line) in lines.enumerate() {
        write!(out, "{}\n{line}", if idx == 0 { "" } else { "," })?;
    }
    out.push_str("\n}");
    Ok(())
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
