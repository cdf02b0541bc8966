//! Alarm: Amazon CloudWatch. Watches a metric of what it observes, and tells somebody.
//! Pricing: <https://aws.amazon.com/cloudwatch/pricing/> · Limits:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>

mod resources;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Quantity, fields},
    prices::PriceBook,
    services::{Check, Kind, Service},
    vocab::{
        Access, Category, EDGE_REGION, Factor, Facts, Family, Finding, Findings, LineItems, Meta,
        MetricFacts, Neighbour, Place, Severity, Site,
    },
};

/// The longest span that an alarm looks back: a day, or a week in periods of an hour and more.
const DAY_MINUTES: u32 = 24 * 60;
const WEEK_MINUTES: u32 = 7 * DAY_MINUTES;

/// Watches a metric of what it observes, and tells somebody.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Alarm {
    /// The metric: a word that what it observes offers, such as cpu, memory, disk or http_5xx.
    /// *Default:* cpu.
    #[schemars(length(max = 60))]
    pub metric: String,
    /// How the values of a period become one. *Default:* the average.
    pub statistic: Statistic,
    /// How that one value is compared. *Default:* above.
    pub comparison: Comparison,
    /// What it is compared with, in the metric's own unit. *Default:* 80.
    pub threshold: Quantity,
    /// The length of a period. *Default:* 5 minutes.
    #[schemars(range(min = 1, max = 1440), extend("x-unit" = "min"))]
    pub minutes: u32,
    /// How many periods in a row it takes. *Default:* 3.
    #[schemars(range(min = 1, max = 100))]
    pub periods: u32,
    /// What a period without a value means. *Default:* nothing, it keeps its state.
    pub missing_data: MissingData,
}

fields!(Alarm { metric, statistic, comparison, threshold, minutes, periods, missing_data });

/// How the values of a period become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Their average: for load.
    #[default]
    Average,
    /// The largest: for what must never be reached.
    Maximum,
    /// The smallest: for what must not run out.
    Minimum,
    /// All together: for counts, such as errors.
    Sum,
    /// What 95 of 100 stay below: for response times.
    P95,
    /// What 99 of 100 stay below.
    P99,
}

/// How a value is compared with the threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// It is above.
    #[default]
    Above,
    /// It is at or above.
    AtLeast,
    /// It is below.
    Below,
    /// It is at or below.
    AtMost,
}

impl Comparison {
    pub(super) const fn operator(self) -> &'static str {
        match self {
            Self::Above => "GreaterThanThreshold",
            Self::AtLeast => "GreaterThanOrEqualToThreshold",
            Self::Below => "LessThanThreshold",
            Self::AtMost => "LessThanOrEqualToThreshold",
        }
    }

    /// Whether it holds for large values.
    pub(super) const fn is_above(self) -> bool {
        matches!(self, Self::Above | Self::AtLeast)
    }

    /// What holds when it does not.
    pub(super) const fn opposite(self) -> Self {
        match self {
            Self::Above => Self::AtMost,
            Self::AtLeast => Self::Below,
            Self::Below => Self::AtLeast,
            Self::AtMost => Self::Above,
        }
    }

    /// The sign in formulas of CloudWatch.
    pub(super) const fn ascii(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
        }
    }

    /// The sign for people.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => "≥",
            Self::Below => "<",
            Self::AtMost => "≤",
        }
    }
}

/// What a period without a value means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingData {
    /// Nothing: when all are missing, the alarm says that it can't tell.
    #[default]
    Unknown,
    /// The state stays what it was.
    Ignore,
    /// All is well: for counts that are only sent when there is something to count.
    Good,
    /// All is not well: for a value that is always sent while its sender lives.
    Bad,
}

impl MissingData {
    const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "missing",
            Self::Ignore => "ignore",
            Self::Good => "notBreaching",
            Self::Bad => "breaching",
        }
    }
}

impl Default for Alarm {
    fn default() -> Self {
        Self {
            metric: "cpu".to_owned(),
            statistic: Statistic::Average,
            comparison: Comparison::Above,
            threshold: Quantity::from(80),
            minutes: 5,
            periods: 3,
            missing_data: MissingData::Unknown,
        }
    }
}

impl Kind for Alarm {
    const META: Meta = Meta {
        kind: "alarm",
        name: "Alarm",
        vendor: "CloudWatch",
        family: Family::Operations,
        summary: "Watches a metric of what it observes, and tells somebody",
        icon: "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 8v4l3 2M4 6l3-3M20 6l-3-3M7 18l-2 3M17 18l2 3",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        let full = |metric: &str, missing_data| Self {
            metric: metric.to_owned(),
            threshold: Quantity::from(85),
            missing_data,
            ..Self::default()
        };
        vec![
            ("CPU alarm", Self::default()),
            ("Memory alarm", full("memory", MissingData::Bad)),
            ("Disk alarm", full("disk", MissingData::Bad)),
            (
                "Server errors alarm",
                Self {
                    metric: "http_5xx".to_owned(),
                    statistic: Statistic::Sum,
                    threshold: Quantity::from(10),
                    periods: 1,
                    missing_data: MissingData::Good,
                    ..Self::default()
                },
            ),
            (
                "Log errors alarm",
                Self {
                    metric: "matches".to_owned(),
                    statistic: Statistic::Sum,
                    comparison: Comparison::AtLeast,
                    threshold: Quantity::from(1),
                    periods: 1,
                    missing_data: MissingData::Good,
                    ..Self::default()
                },
            ),
            (
                "NAT port alarm",
                Self {
                    metric: "port_errors".to_owned(),
                    statistic: Statistic::Sum,
                    threshold: Quantity::from(0),
                    periods: 1,
                    missing_data: MissingData::Good,
                    ..Self::default()
                },
            ),
            (
                "Free storage alarm",
                Self {
                    metric: "free_storage".to_owned(),
                    comparison: Comparison::Below,
                    // Bytes: 2 GB.
                    threshold: Quantity::from(2_000_000_000),
                    ..Self::default()
                },
            ),
            (
                "Consumer lag alarm",
                Self {
                    metric: "consumer_lag".to_owned(),
                    statistic: Statistic::Maximum,
                    threshold: Quantity::from(10_000),
                    missing_data: MissingData::Bad,
                    ..Self::default()
                },
            ),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        Self::presets()
            .into_iter()
            .filter(|(name, _)| !["Disk", "NAT", "Log"].iter().any(|it| name.starts_with(it)))
            .collect()
    }
}

impl Service for Alarm {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            watches: Some(self.metric.clone()),
            accepts: &[Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let parts = site.asks(Access::Observe).map(|it| it.facts.measured_apart.max(1));
        let n_metrics = parts.fold(0, u32::saturating_add).max(1);
        out.charge(
            "alarm",
            Category::Operations,
            "Standard resolution alarm",
            "cloudwatch.alarm_standard_month",
            &[Factor::exact(n_metrics, if n_metrics == 1 { "metric" } else { "metrics" })],
        );
    }

    fn subtitle(&self) -> String {
        format!("{} {} {}", self.metric, self.comparison.sign(), self.threshold.0.normalize())
    }
}

impl Check for Alarm {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.asks(Access::Observe).next().is_none() {
            out.push(
                Finding::new(
                    "alarm-watches-nothing",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} observes nothing", site.name),
                    "Without a component to observe, no alarm can be built",
                )
                .hint("connect it to what it watches with the access \"observe\""),
            );
        }
        if site.asks(Access::Notify).next().is_none() {
            out.push(
                Finding::new(
                    "alarm-tells-nobody",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} tells nobody", site.name),
                    "It changes its colour in the console, where nobody looks at night",
                )
                .hint("connect it to a notification topic with the access \"notify\""),
            );
        }
        for observed in site.asks(Access::Observe) {
            self.check_observed(site, observed, out);
        }
        let span = self.minutes.saturating_mul(self.periods);
        let longest = if self.minutes >= 60 { WEEK_MINUTES } else { DAY_MINUTES };
        if span > longest {
            out.push(
                Finding::new(
                    "alarm-span",
                    Severity::Error,
                    out.anchor(Some("periods")),
                    format!("{} looks back {span} minutes; at most {longest} are possible", site.name),
                    "AWS refuses an alarm over more than a day, or over a week in periods of an hour and more",
                )
                .hint(format!("take at most {} periods", longest / self.minutes.max(1))),
            );
        }
    }
}

impl Alarm {
    fn metric_of(&self, observed: &Neighbour<'_>) -> Option<MetricFacts> {
        observed.facts.metrics.iter().find(|it| it.metric == self.metric).copied()
    }

    fn check_observed(&self, site: &Site<'_>, observed: &Neighbour<'_>, out: &mut Findings<'_>) {
        if self.metric_of(observed).is_none() {
            let words: Vec<_> = observed.facts.metrics.iter().map(|it| it.metric).collect();
            let finding = Finding::new(
                "alarm-metric",
                Severity::Error,
                out.anchor(Some("metric")),
                format!("{} watches {:?}, which {} does not measure", site.name, self.metric, observed.name),
                "Without the metric, the alarm is left out of what is built",
            );
            out.push(if words.is_empty() {
                finding.hint(format!("{} measures nothing; observe something else", observed.name))
            } else {
                finding.hint(format!("{} measures {}", observed.name, words.join(", ")))
            });
        }
        let region = site.book.region().code();
        if observed.facts.is_at_edge() && region != EDGE_REGION && site.asks(Access::Notify).next().is_some()
        {
            out.push(
                Finding::new(
                    "alarm-region",
                    Severity::Warning,
                    out.anchor(None),
                    format!(
                        "{} watches {}, whose metrics live in {EDGE_REGION}, and its topic is in {region}",
                        site.name, observed.name
                    ),
                    "An alarm reaches topics of its own region only, so it is built without actions",
                )
                .hint("watch the load balancer or the application behind it instead"),
            );
        }
    }
}
