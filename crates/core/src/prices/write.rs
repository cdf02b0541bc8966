//! Writing a book: one entry in a line, so that a change of price is a change of one line.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use super::{
    book::{DbClass, InstanceType, PriceBook, Source},
    price::{Allowance, Price},
    read::FORMAT,
};

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
        let (region, as_of) = (quote(self.region.code()), quote(&self.as_of));
        writeln!(out, "{{\n\"format\": {},\n\"region\": {region},", quote(FORMAT))?;
        writeln!(out, "\"currency\": \"USD\",\n\"as_of\": {as_of},")?;
        write_object(out, "sources", self.sources.iter().map(source_entry))?;
        out.push_str(",\n");
        write_object(out, "allowances", self.allowances().map(allowance_entry))?;
        out.push_str(",\n");
        write_object(out, "instance_types", self.instance_types.iter().map(instance_type_entry))?;
        out.push_str(",\n");
        write_object(out, "db_classes", self.db_classes.iter().map(db_class_entry))?;
        out.push_str(",\n");
        write_object(out, "prices", self.prices.iter().map(|it| self.price_entry(it)))?;
        out.push_str("\n}\n");
        Ok(())
    }

    fn price_entry(&self, (sku, price): &(Box<str>, Price)) -> String {
        let source = self.source(price).map(|it| it.id.as_str()).unwrap_or_default();
        let mut fields = vec![quote(&price.unit), quote(source)];
        for tier in &price.tiers {
            fields.push(format!("\"{}\"", tier.unit_price.0));
            fields.extend(tier.to.map(|bound| format!("\"{bound}\"")));
        }
        format!("{}: [{}]", quote(sku), fields.join(", "))
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

fn source_entry(it: &Source) -> String {
    let (id, what, location) = (quote(&it.id), quote(&it.what), quote(&it.location));
    let (as_of, verified) = (quote(&it.as_of), it.verified);
    format!("{id}: {{\"what\": {what}, \"where\": {location}, \"as_of\": {as_of}, \"verified\": {verified}}}")
}

fn allowance_entry((it, skus): (&Allowance, Vec<&str>)) -> String {
    let (id, quantity, always, note) = (quote(&it.id), it.quantity, it.always, quote(&it.note));
    let skus = skus.into_iter().map(quote).collect::<Vec<_>>().join(", ");
    format!(
        "{id}: {{\"quantity\": \"{quantity}\", \"always\": {always}, \"note\": {note}, \"skus\": [{skus}]}}"
    )
}

fn instance_type_entry(it: &InstanceType) -> String {
    let (name, architecture) = (quote(&it.name), quote(it.architecture.name()));
    let (burstable, current) = (it.burstable, it.current_generation);
    format!("{name}: [{}, {}, {architecture}, {burstable}, {current}]", it.vcpu, it.memory_mib)
}

fn db_class_entry(it: &DbClass) -> String {
    let (name, architecture) = (quote(&it.name), quote(it.architecture.name()));
    format!("{name}: [{}, {}, {architecture}]", it.vcpu, it.memory_mib)
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
