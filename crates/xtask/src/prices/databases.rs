//! `rds.json` and `elasticache.json`: databases and caches.

use anyhow::{Context, Result};
use groundplan_core::prices::Region;
use serde_json::{Map, Value, json};

use super::{
    draft::Draft,
    machines::mebibytes,
    object, optional,
    sources::{Origin, resolve},
    text,
};

/// The tables of Aurora: name, which also names the SKU; field of the figure; unit.
const AURORA: [(&str, &str, &str); 9] = [
    ("serverless_v2_acu_hour", "standard", "ACU-h"),
    ("serverless_v2_io_optimized_acu_hour", "v", "ACU-h"),
    ("storage_gb_month", "v", "GB-month"),
    ("storage_io_optimized_gb_month", "v", "GB-month"),
    ("io_per_1m", "v", "1M I/Os"),
    ("snapshot_export_gb", "v", "GB"),
    ("backtrack_per_1m_change_records", "v", "1M change records"),
    ("t3_t4g_cpu_credit_vcpu_hour", "v", "vCPU-h"),
    ("backup_gb_month", "v", "GB-month"),
];

pub(super) fn import_rds(file: &Value, region: Region, draft: &mut Draft) -> Result<()> {
    instances(file, region, draft)?;
    storage(file, region, draft)?;
    aurora(file, region, draft)?;
    if let Some(years) = optional(file, &format!("/extended_support/{region}")) {
        let origin = resolve(file, "rds", text(file, "/extended_support/source")?, "rds")?;
        for (year, figure) in years {
            draft.price(&format!("rds.extended_support_vcpu_hour.{year}"), "vCPU-h", figure, &origin)?;
        }
    }
    if let Some(insights) = optional(file, &format!("/performance_insights/{region}")) {
        let origin = resolve(file, "rds", text(file, "/performance_insights/source")?, "rds")?;
        for (item, figure) in insights {
            let sku = format!("rds.performance_insights.{item}");
            let unit = if item.ends_with("_per_1k") {
                "1k requests"
            } else if item.contains("acu") {
                "ACU-month"
            } else {
                "vCPU-month"
            };
            match figure.as_object() {
                Some(by_family) => by_family
                    .iter()
                    .try_for_each(|(key, it)| draft.price(&format!("{sku}.{key}"), unit, it, &origin))?,
                None => draft.price(&sku, unit, figure, &origin)?,
            }
        }
    }
    Ok(())
}

fn instances(file: &Value, region: Region, draft: &mut Draft) -> Result<()> {
    let classes = object(file, "/classes")?;
    for engine in ["postgres", "mysql", "mariadb"] {
        let priced_as = file.pointer(&format!("/engines/{engine}/same_as")).and_then(Value::as_str);
        let table = format!("/instances/{region}/{}", priced_as.unwrap_or(engine));
        let found = resolve(
            file,
            "rds",
            text(file, &format!("/engines/{}/source", priced_as.unwrap_or(engine)))?,
            "rds",
        )?;
        let origin = match priced_as {
            Some(other) => found.computed(
                engine,
                &format!(
                    "{engine} instance hours, taken to equal {other}'s; in eu-west-1 they do for every class"
                ),
            ),
            None => found.clone(),
        };
        let doubled = found.computed("doubled", "Multi-AZ instance hours, taken to be twice Single-AZ");
        let entry = object(file, &table)?;
        let derived = entry.get("multi_az_derived_2x").and_then(Value::as_array);
        for deployment in ["single_az", "multi_az"] {
            for (class, figure) in object(file, &format!("{table}/{deployment}"))? {
                let is_doubled =
                    deployment == "multi_az" && derived.is_some_and(|list| list.iter().any(|it| it == class));
                let sku = format!("rds.{engine}.{deployment}.{class}");
                draft.price(&sku, "h", figure, if is_doubled { &doubled } else { &origin })?;
                add_class(classes, class, draft)?;
            }
        }
    }
    Ok(())
}

fn add_class(classes: &Map<String, Value>, class: &str, draft: &mut Draft) -> Result<()> {
    if let Some(size) = classes.get(class) {
        let memory_mib = mebibytes(size).with_context(|| class.to_owned())?;
        draft.db_class(class, json!([size["vcpu"], memory_mib, size["arch"]]));
    }
    Ok(())
}

/// Storage rates are Single-AZ; `…_multi_az_…` stands only where it isn't exactly twice as much.
fn storage(file: &Value, region: Region, draft: &mut Draft) -> Result<()> {
    let table = format!("/storage/by_region/{region}");
    let Some(entry) = optional(file, &table) else { return Ok(()) };
    for (item, figure) in entry.iter().filter(|it| it.1.is_number()) {
        let family = item.split('_').next().unwrap_or_default();
        let reference =
            entry.get(&format!("{family}_source")).or(entry.get("source")).and_then(Value::as_str);
        let origin = resolve(file, "rds", reference.context("source must be a text")?, "rds")?;
        let unit = match item.as_str() {
            it if it.ends_with("vcpu_hour") => "vCPU-h",
            it if it.ends_with("gb_month") => "GB-month",
            it if it.ends_with("iops_month") => "IOPS-month",
            it if it.ends_with("mibps_month") => "MiBps-month",
            it if it.ends_with("per_1m_io") => "1M I/Os",
            it if it.ends_with("_gb") => "GB",
            _ => anyhow::bail!("{table}/{item}: no unit is known for it"),
        };
        draft.price(&format!("rds.{item}"), unit, figure, &origin)?;
    }
    Ok(())
}

fn aurora(file: &Value, region: Region, draft: &mut Draft) -> Result<()> {
    let classes = object(file, "/classes")?;
    let found = resolve(file, "rds", text(file, "/aurora/source")?, "rds")?;
    let computed = found.computed(
        "io_optimized",
        "Aurora Standard instance hours, computed from the I/O-Optimized ones (divided by 1.3)",
    );
    let derived =
        file.pointer(&format!("/aurora/derived_from_io_optimized/{region}")).and_then(Value::as_array);
    if let Some(hours) = optional(file, &format!("/aurora/instances_standard/{region}")) {
        for (class, figure) in hours {
            let is_computed = derived.is_some_and(|list| list.iter().any(|it| it == class));
            draft.price(
                &format!("aurora.{class}"),
                "h",
                figure,
                if is_computed { &computed } else { &found },
            )?;
            add_class(classes, class, draft)?;
        }
    }
    for (table, field, unit) in AURORA {
        if let Some(entry) = optional(file, &format!("/aurora/{table}/{region}")) {
            let origin = resolve(file, "rds", entry["source"].as_str().unwrap_or_default(), "rds")?;
            draft.price(&format!("aurora.{table}"), unit, &entry[field], &origin)?;
        }
    }
    Ok(())
}

pub(super) fn import_elasticache(file: &Value, region: Region, draft: &mut Draft) -> Result<()> {
    let origin = resolve(file, "cache", "E", "elasticache")?;
    for (engine, nodes) in object(file, &format!("/regions/{region}"))? {
        for (node, figure) in nodes.as_object().with_context(|| format!("{engine} must be an object"))? {
            draft.price(&format!("elasticache.{engine}.{node}"), "h", figure, &origin)?;
        }
    }
    if let Some(serverless) = optional(file, &format!("/serverless/{region}")) {
        for (item, figure) in serverless.iter().filter(|it| !it.0.ends_with("_min_gb")) {
            let unit = if item.ends_with("_gb_hour") { "GB-h" } else { "1M ECPUs" };
            draft.price(&format!("elasticache.{item}"), unit, figure, &Origin::unverified())?;
        }
    }
    if let Some(figure) = file.pointer(&format!("/backup_gb_month/{region}")) {
        draft.price("elasticache.backup_gb_month", "GB-month", figure, &Origin::unverified())?;
    }
    Ok(())
}
