//! Units: from a source's wording to the short text that a bill shows.

use anyhow::{Result, bail};
use groundplan_core::base::Decimal;

/// Units of prices whose wording is no unit.
const BY_SKU: [(&str, &str); 15] = [
    ("acm.public_certificate", "certificate"),
    ("app_runner.extras.automatic_deployments_app_month", "app-month"),
    ("app_runner.extras.build_minute", "minute"),
    ("budgets.budget.action_enabled_budget_day", "budget-day"),
    ("budgets.budget.budget_month", "budget-month"),
    ("budgets.budget.report_delivery", "report"),
    ("eventbridge.aws_service_events", "event"),
    ("iam.all", "account"),
    ("sns.email_per_100k", "100k e-mails"),
    ("sns.mobile_push_per_1m", "1M notifications"),
    ("ssm.parameter_standard_month", "parameter-month"),
    ("vpc.gateway_endpoint", "h"),
    ("waf.cloudfront_scope.request_per_1m", "1M requests"),
    ("waf.cloudfront_scope.rule_month", "rule-month"),
    ("waf.cloudfront_scope.web_acl_month", "web ACL-month"),
];

/// Hours of these are shown with their name; an hour of anything else is just an hour.
const MEASURES: [&str; 7] = ["GB", "LCU", "MCU", "NLCU", "RCU", "WCU", "vCPU"];

/// What is counted when the wording only says `1M`, by a word in the SKU.
const COUNTED: [(&str, &str); 4] =
    [("deliver", "deliveries"), ("quer", "queries"), ("messages", "messages"), ("publish", "messages")];

/// The unit of a price: `USD per 10000 requests after 20000 free per month` is `10k requests`.
pub(super) fn short_unit(sku: &str, wording: &str) -> Result<String> {
    if let Some((_, unit)) = BY_SKU.iter().find(|it| it.0 == sku) {
        return Ok((*unit).to_owned());
    }
    if sku.starts_with("support.") {
        return Ok(if sku.contains("_share") { "USD spent" } else { "month" }.to_owned());
    }
    let Some(unit) = wording.strip_prefix("USD per ") else {
        bail!("the unit must read `USD per …`, got {wording:?}");
    };
    let mut unit = unit;
    for end in [
        ", ",
        " (",
        " above ",
        " after ",
        " by ",
        " per ",
        " to ",
        " out",
        " in each ",
        " delivered",
        " compressed",
        " stored",
    ] {
        unit = unit.split_once(end).map_or(unit, |it| it.0);
    }
    for word in ["provisioned ", "advanced ", "customer-managed ", "composite ", "optional "] {
        unit = unit.strip_prefix(word).unwrap_or(unit);
    }
    if unit == "hour" {
        return Ok("h".to_owned());
    }
    if let Some(thing) = unit.strip_suffix("-hour") {
        return Ok(if MEASURES.contains(&thing) { format!("{thing}-h") } else { "h".to_owned() });
    }
    let unit = match unit.split_once(' ') {
        Some(("1000", things)) => format!("1k {things}"),
        Some(("10000", things)) => format!("10k {things}"),
        _ => unit.to_owned(),
    };
    Ok(match unit.as_str() {
        "1M" | "10000" => {
            let counted = COUNTED.iter().find(|it| sku.contains(it.0)).map_or("requests", |it| it.1);
            format!("{} {counted}", unit.replace("10000", "10k"))
        }
        "1M 25 KB units" => "1M units".to_owned(),
        "GB-second" => "GB-s".to_owned(),
        "rule or rule group-month" => "rule-month".to_owned(),
        "alarm metric-month" => "alarm-month".to_owned(),
        "1k emails" => "1k e-mails".to_owned(),
        "1k objects-month" => "1k objects".to_owned(),
        "GB processed" | "GB scanned" => "GB".to_owned(),
        _ => unit,
    })
}

/// How many things a unit counts: a million for `1M requests`.
pub(super) fn multiple(unit: &str) -> Decimal {
    let number = unit.split(' ').next().unwrap_or_default();
    count(number).unwrap_or(Decimal::ONE)
}

/// Reads `1000`, `20k` or `2.5M`.
pub(super) fn count(text: &str) -> Option<Decimal> {
    let (digits, scale) = match text.strip_suffix('M') {
        Some(digits) => (digits, 1_000_000),
        None => text.strip_suffix('k').map_or((text, 1), |digits| (digits, 1000)),
    };
    Some(Decimal::from_str_exact(digits).ok()? * Decimal::from(scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_become_short_units() {
        for (sku, wording, unit) in [
            ("elb.alb_hour", "USD per load-balancer-hour", "h"),
            ("elb.alb_lcu_hour", "USD per LCU-hour", "LCU-h"),
            ("ebs.snapshot_gb_month", "USD per GB-month stored", "GB-month"),
            ("ebs.gp3_iops_month", "USD per provisioned IOPS-month above 3000", "IOPS-month"),
            ("kms.request_per_10k", "USD per 10000 requests after 20000 free per month", "10k requests"),
            ("route53.queries_geo_per_1m", "USD per 1M", "1M queries"),
            ("waf.rule_month", "USD per rule or rule group-month", "rule-month"),
            ("msk.broker_hour.kafka.m7g.large", "USD per broker-hour by broker type", "h"),
            ("support.plan.basic", "USD per month, greater of minimum and share of spend", "month"),
        ] {
            assert_eq!(short_unit(sku, wording).unwrap(), unit, "{sku}");
        }
        assert!(short_unit("x.y", "apples").is_err());
    }

    #[test]
    fn multiples_are_read_from_the_unit() {
        for (unit, value) in [
            ("1M requests", 1_000_000),
            ("100k e-mails", 100_000),
            ("10k requests", 10_000),
            ("GB", 1),
            ("h", 1),
        ] {
            assert_eq!(multiple(unit), Decimal::from(value), "{unit}");
        }
        assert_eq!(count("2.5M"), Some(2_500_000.into()));
    }
}
