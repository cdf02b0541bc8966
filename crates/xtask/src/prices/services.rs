//! `services.json`: everything that isn't an instance, and what is free of it.

use anyhow::{Context, Result, ensure};
use groundplan_core::{base::Decimal, prices::Region};
use serde_json::{Map, Value};

use super::{
    draft::{Draft, decimal},
    object,
    sources::{Origin, resolve},
    units::{count, multiple, short_unit},
};

/// Items that hold facts, not prices.
const FACTS: [&str; 2] = ["free_tier", "minimums"];

/// Figures that the notes of their items call computed: SKU, name of the computation, what it is.
const COMPUTED: [(&str, &str, &str); 3] = [
    (
        "amazon_mq.rabbitmq_cluster_hour.mq.m5.large",
        "half",
        "a broker is taken to cost half an ActiveMQ pair",
    ),
    ("amazon_mq.rabbitmq_single_hour.mq.m5.large", "half", "a broker is taken to cost half an ActiveMQ pair"),
    ("s3.deep_archive_gb_month", "deep", "the rate of Intelligent-Tiering's deep archive, which is the same"),
];

/// Figures that the notes of their items call unverified.
const UNVERIFIED: [&str; 1] = ["amazon_mq.rabbitmq_single_hour.mq.t3.micro"];

/// Hours in a month, for allowances of a capacity that is priced by the hour.
const HOURS: u32 = 730;

/// A figure of a service's `free_tier`: service, field, how many things the price's unit counts,
/// its SKUs (`*` stands for any ending), and for people what is free.
type Free = (&'static str, &'static str, Scale, &'static [&'static str], &'static str);

/// From the figure in a `free_tier` to the unit of the price.
enum Scale {
    /// The figure counts what the price's unit counts.
    Unit,
    /// The figure counts things, the price's unit counts several.
    Things,
    /// The figure is held all month, the price is by the hour.
    Hours,
}

use Scale::{Hours, Things, Unit};

const FREE: [Free; 20] = [
    (
        "cloudfront",
        "functions_invocations",
        Things,
        &["cloudfront.functions_per_1m"],
        "2M function invocations",
    ),
    ("cloudfront", "out_gb", Unit, &["cloudfront.out_gb.*"], "1 TB out to viewers"),
    (
        "cloudfront",
        "requests",
        Things,
        &["cloudfront.http_per_10k.*", "cloudfront.https_per_10k.*"],
        "10M requests",
    ),
    ("cloudwatch", "alarms_standard", Unit, &["cloudwatch.alarm_standard_month"], "10 alarms"),
    ("cloudwatch", "api_requests", Things, &["cloudwatch.api_request_per_1k"], "1M API requests"),
    ("cloudwatch", "custom_metrics", Unit, &["cloudwatch.custom_metric_month"], "10 custom metrics"),
    ("cloudwatch", "dashboards", Unit, &["cloudwatch.dashboard_month"], "3 dashboards"),
    ("cloudwatch", "log_archive_gb", Unit, &["cloudwatch.logs_storage_gb_month"], "5 GB of stored logs"),
    ("cloudwatch", "log_ingest_gb", Unit, &["cloudwatch.logs_ingest_gb"], "5 GB of ingested logs"),
    ("cloudwatch", "log_insights_gb", Unit, &["cloudwatch.logs_insights_scanned_gb"], "5 GB of scanned logs"),
    ("dynamodb", "rcu", Hours, &["dynamodb.provisioned_rcu_hour"], "25 read units held all month"),
    ("dynamodb", "storage_gb", Unit, &["dynamodb.storage_gb_month"], "25 GB of storage"),
    ("dynamodb", "streams_read_requests", Things, &["dynamodb.streams_read_per_1m"], "2.5M stream reads"),
    ("dynamodb", "wcu", Hours, &["dynamodb.provisioned_wcu_hour"], "25 write units held all month"),
    (
        "ebs",
        "gp2_gp3_gb",
        Unit,
        &["ebs.gp2_gb_month", "ebs.gp3_gb_month"],
        "30 GB for an account's first 12 months",
    ),
    ("ebs", "snapshot_gb", Unit, &["ebs.snapshot_gb_month"], "1 GB for an account's first 12 months"),
    ("kms", "requests", Things, &["kms.request_per_10k"], "20,000 requests"),
    (
        "lambda",
        "gb_seconds",
        Unit,
        &["lambda.duration_x86_gb_s", "lambda.duration_arm_gb_s"],
        "400,000 GB-seconds",
    ),
    ("lambda", "requests", Things, &["lambda.request_per_1m", "lambda.request_arm_per_1m"], "1M requests"),
    ("sqs", "requests", Things, &["sqs.standard_per_1m", "sqs.fifo_per_1m"], "1M requests"),
];

pub(super) fn import(file: &Value, region: Region, draft: &mut Draft) -> Result<()> {
    let services = object(file, "/services")?;
    for (service, items) in services {
        let items = items.as_object().with_context(|| format!("{service} must be an object"))?;
        for (name, item) in items.iter().filter(|it| !FACTS.contains(&it.0.as_str())) {
            let sku = format!("{service}.{name}");
            Item { file, service, sku: &sku, item }.import(region, draft).with_context(|| sku.clone())?;
        }
    }
    for free in &FREE {
        allowance(services, free, draft).with_context(|| format!("{}.free_tier.{}", free.0, free.1))?;
    }
    other_allowances(services, draft)
}

/// One entry of the file: a figure, tiers or a map of figures, for each region or worldwide.
struct Item<'a> {
    file: &'a Value,
    service: &'a str,
    sku: &'a str,
    item: &'a Value,
}

impl Item<'_> {
    fn import(&self, region: Region, draft: &mut Draft) -> Result<()> {
        let item = self.item;
        let figure = match item.get("by_region").or(item.get("global")).or(item.get("tiers")) {
            None => anyhow::bail!("must have by_region, global or tiers"),
            Some(by_region) if item.get("by_region").is_some() => by_region.get(region.code()),
            worldwide => worldwide,
        };
        match figure {
            None => Ok(()),
            Some(Value::Object(map)) if self.sku == "cloudfront.by_area" => self.areas(map, region, draft),
            Some(Value::Object(map)) => {
                map.iter().filter(|it| !it.0.contains("_free_")).try_for_each(|(key, figure)| {
                    self.price(&format!("{}.{key}", self.sku), figure, region, draft)
                })
            }
            Some(figure) => self.price(self.sku, figure, region, draft),
        }
    }

    fn price(&self, sku: &str, figure: &Value, region: Region, draft: &mut Draft) -> Result<()> {
        let unit = short_unit(sku, self.item["unit"].as_str().context("unit must be a text")?)?;
        self.priced(sku, &unit, figure, region, draft)?;
        // What the wording says of an allowance: `after 50 free`, `first 1M free`.
        let wording = self.item["unit"].as_str().unwrap_or_default();
        let has_free_tier = FREE.iter().any(|it| it.0 == self.service && it.3.contains(&sku));
        if let (Some(free), false) = (said_free(wording), has_free_tier) {
            let thing = unit
                .split(' ')
                .next_back()
                .unwrap_or_default()
                .trim_end_matches("-month")
                .trim_end_matches('s');
            let note = format!("{free} {thing}s");
            let quantity = count(free).context("free")? / multiple(&unit);
            draft.allowance(sku, quantity, true, &note, &[sku.to_owned()]);
        }
        Ok(())
    }

    fn priced(&self, sku: &str, unit: &str, figure: &Value, region: Region, draft: &mut Draft) -> Result<()> {
        let own = self.item.pointer(&format!("/source_by_region/{region}"));
        let reference =
            own.or(self.item.get("source")).and_then(Value::as_str).context("source must be a text")?;
        let topic = match self.service {
            "vpc" if sku.starts_with("vpc.nat_gateway") => "NAT",
            "fargate" => "ECS",
            service => service,
        };
        let found = resolve(self.file, "svc", reference, topic)?;
        let origin = match COMPUTED.iter().find(|it| it.0 == sku) {
            Some((_, name, what)) => found.computed(name, what),
            None if UNVERIFIED.contains(&sku) => Origin::unverified(),
            None => found,
        };
        draft.price(sku, unit, figure, &origin)
    }

    /// The CDN's prices by the area of its viewers.
    fn areas(&self, areas: &Map<String, Value>, region: Region, draft: &mut Draft) -> Result<()> {
        for (area, items) in areas {
            let area = area.to_lowercase().replace(", ", "_").replace(' ', "_");
            for (item, figure) in items.as_object().context("an area must be an object")? {
                let item = item.trim_end_matches("_tiers");
                let unit = if item.ends_with("_per_10k") { "10k requests" } else { "GB" };
                self.priced(&format!("cloudfront.{item}.{area}"), unit, figure, region, draft)?;
            }
        }
        ensure!(
            !draft.skus(&format!("cloudfront.out_gb.{}", region.cdn_area())).is_empty(),
            "no area {:?}, which {region} is in",
            region.cdn_area()
        );
        Ok(())
    }
}

fn allowance(services: &Map<String, Value>, free: &Free, draft: &mut Draft) -> Result<()> {
    let (service, field, scale, patterns, note) = free;
    let Some(tier) = services.get(*service).and_then(|it| it.get("free_tier")) else { return Ok(()) };
    let figure = decimal(&tier["global"][*field])?;
    let skus: Vec<_> = patterns
        .iter()
        .flat_map(|it| {
            it.strip_suffix('*').map_or_else(|| vec![(*it).to_owned()], |prefix| draft.skus(prefix))
        })
        .collect();
    let quantity = match scale {
        Unit => figure,
        Hours => figure * Decimal::from(HOURS),
        Things => {
            let ending = patterns
                .first()
                .and_then(|it| it.trim_end_matches(".*").rsplit_once("_per_"))
                .context("per")?
                .1;
            figure / count(&ending.replace('m', "M")).context("per")?
        }
    };
    let always = tier["unit"].as_str().is_some_and(|it| it.contains("always free"));
    draft.allowance(&format!("{service}.{field}"), quantity, always, note, &skus);
    Ok(())
}

/// Allowances that stand outside a `free_tier`: service, place in it, SKU, for people what is free.
const OTHER_FREE: [(&str, &str, &str, &str); 2] = [
    (
        "budgets",
        "/budget/global/action_enabled_free_budget_days",
        "budgets.budget.action_enabled_budget_day",
        "62 days of a budget with actions",
    ),
    (
        "data_transfer",
        "/internet_out_gb/free_gb_per_month_account",
        "data_transfer.internet_out_gb",
        "100 GB out to the internet",
    ),
];

fn other_allowances(services: &Map<String, Value>, draft: &mut Draft) -> Result<()> {
    for (service, pointer, sku, note) in OTHER_FREE {
        if let Some(items) = services.get(service) {
            let figure = items.pointer(pointer).with_context(|| format!("{service}{pointer} is missing"))?;
            draft.allowance(sku, decimal(figure)?, true, note, &[sku.to_owned()]);
        }
    }
    Ok(())
}

/// The count before `free` in a unit's wording.
fn said_free(wording: &str) -> Option<&str> {
    let (before, _) = wording.split_once(" free")?;
    before.rsplit(' ').next().filter(|it| count(it).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_tells_what_is_free() {
        assert_eq!(said_free("USD per 1M API requests (first 1M free)"), Some("1M"));
        assert_eq!(said_free("USD per path after 1000 free per month"), Some("1000"));
        assert_eq!(said_free("USD per GB"), None);
        assert_eq!(said_free("USD per GB, never free"), None);
    }
}
