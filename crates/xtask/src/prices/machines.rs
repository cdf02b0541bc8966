//! `ec2.json`: virtual machines and their CPU credits.

use anyhow::{Context, Result};
use groundplan_core::{base::Decimal, prices::Region};
use serde_json::{Value, json};

use super::{
    draft::{Draft, decimal},
    object,
    sources::{Origin, resolve},
};

pub(super) fn import(file: &Value, services: &Value, region: Region, draft: &mut Draft) -> Result<()> {
    // The file names the sources of its prices in words: B for N. Virginia, C for the types
    // listed as filled in, A for all others.
    let main = resolve(file, "ec2", if region.code() == "us-east-1" { "B" } else { "A" }, "ec2")?;
    let filler = resolve(file, "ec2", "C", "ec2")?;
    let types = object(file, "/instance_types")?;
    let entry = object(file, &format!("/regions/{region}"))?;
    let filled = entry.get("filled_from_C").and_then(Value::as_array);
    for (name, figure) in object(file, &format!("/regions/{region}/usd_per_hour"))? {
        let is_filled = filled.is_some_and(|list| list.iter().any(|it| it == name));
        draft.price(&format!("ec2.{name}"), "h", figure, if is_filled { &filler } else { &main })?;
        if let Some(size) = types.get(name) {
            draft.instance_type(name, instance_size(size).with_context(|| name.clone())?);
        }
    }
    for (family, figure) in object(file, "/burst_credit_usd_per_vcpu_hour")? {
        if figure.is_number() {
            draft.price(
                &format!("ec2.{family}_credit_vcpu_hour"),
                "vCPU-h",
                figure,
                &credit_origin(services, region, family)?,
            )?;
        }
    }
    Ok(())
}

/// The file says in words which credit prices were found in a stored copy: those of Ireland in the
/// same place as its services' prices, those of t2 and t3 in N. Virginia likewise.
fn credit_origin(services: &Value, region: Region, family: &str) -> Result<Origin> {
    match (region.code(), family) {
        ("eu-west-1", _) => resolve(services, "svc", "T", "ec2"),
        ("us-east-1", "t2" | "t3") => resolve(services, "svc", "I", "ec2"),
        _ => Ok(Origin::unverified()),
    }
}

fn instance_size(size: &Value) -> Result<Value> {
    Ok(json!([size["vcpu"], mebibytes(size)?, size["arch"], size["burstable"], size["current_gen"]]))
}

/// The memory of a size in MiB.
pub(super) fn mebibytes(size: &Value) -> Result<u64> {
    let memory = decimal(&size["mem_gib"]).context("mem_gib")? * Decimal::from(1024);
    memory.trunc().try_into().context("mem_gib")
}
