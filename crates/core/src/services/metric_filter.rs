//! Metric filter: Amazon CloudWatch Logs. Counts lines of a log that match a pattern, so that an alarm
//! can watch them.
//! Pricing: <https://aws.amazon.com/cloudwatch/pricing/> · Patterns:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, MetricFacts, Neighbour,
        Place, Procedure, Severity, Site, Topic, shell_word,
    },
};

/// Counts the lines that match a pattern in the logs that it observes, as a metric of your own.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MetricFilter {
    /// What a line has to hold, in CloudWatch's own words: ?ERROR ?Exception is one or the other.
    /// *Default:* ?ERROR ?Exception.
    #[schemars(length(max = 1024))]
    pub pattern: String,
    /// The name of the metric. *Default:* ErrorCount.
    #[schemars(length(max = 255))]
    pub metric: String,
    /// The group of metrics that it belongs to; names of AWS's own start with AWS/ and are taken.
    /// *Default:* Logs.
    #[schemars(length(max = 255))]
    pub namespace: String,
}

fields!(MetricFilter { pattern, metric, namespace });

impl Default for MetricFilter {
    fn default() -> Self {
        Self {
            pattern: "?ERROR ?Exception".to_owned(),
            metric: "ErrorCount".to_owned(),
            namespace: "Logs".to_owned(),
        }
    }
}

impl Kind for MetricFilter {
    const META: Meta = Meta {
        kind: "metric_filter",
        name: "Metric filter",
        vendor: "CloudWatch Logs",
        family: Family::Operations,
        summary: "Counts lines of a log that match a pattern, for an alarm to watch",
        icon: "M4 5h16l-6 7v6l-4 2v-8z",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("errors", Self::default()),
            (
                "refused connections",
                Self {
                    pattern: "[version, account, eni, source, target, from, to, protocol, packets, bytes, begin, end, action=REJECT, status]".to_owned(),
                    metric: "Rejected".to_owned(),
                    namespace: "Network".to_owned(),
                },
            ),
        ]
    }
}

impl Service for MetricFilter {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        // Name and namespace are the design's own: they stand in its ends.
        let matches =
            MetricFacts { metric: "matches", namespace: "Logs", name: "Lines that match", custom: false };
        Facts { metrics: vec![matches], accepts: &[Access::Observe], count: 1, ..Facts::default() }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "metric",
            Category::Operations,
            "Metric of your own",
            "cloudwatch.custom_metric_month",
            &[Factor::exact(1, "metric")],
        );
    }

    fn subtitle(&self) -> String {
        self.metric.clone()
    }
}

impl Check for MetricFilter {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if logs(site).next().is_none() {
            out.push(
                Finding::new(
                    "filter-reads-nothing",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} observes no log", site.name),
                    "Without a log to read, no filter can be built, and whoever watches it sees no values",
                )
                .hint("connect it to a log group with the access \"observe\"")
                .hint("or to a database that exports its logs, or to a network that keeps flow logs"),
            );
        }
        for mute in site.asks(Access::Observe).filter(|it| !it.facts.writes_log) {
            out.push(
                Finding::new(
                    "filter-mute-log",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} reads the log of {}, which writes none to CloudWatch", site.name, mute.name),
                    "The filter is left out of what is built",
                )
                .hint("let the database export its logs, or the network keep flow logs")
                .hint("or observe the log group that it writes to"),
            );
        }
        if self.namespace.starts_with("AWS/") || self.namespace.is_empty() || self.metric.is_empty() {
            out.push(
                Finding::new(
                    "filter-name",
                    Severity::Error,
                    out.anchor(Some("namespace")),
                    format!("{} counts as {:?} of {:?}", site.name, self.metric, self.namespace),
                    "A metric needs a name and a namespace, and AWS keeps those that start with AWS/ for itself",
                )
                .hint("use a namespace such as Logs"),
            );
        }
        if site.asked_by(Access::Observe).next().is_none() {
            out.push(
                Finding::new(
                    "filter-unwatched",
                    Severity::Info,
                    out.anchor(None),
                    format!("{} is watched by nothing", site.name),
                    "It counts, and nobody hears of it",
                )
                .hint("let an alarm observe it: at least 1 match in 5 minutes"),
            );
        }
    }
}

impl Build for MetricFilter {
    fn ends(&self, _address: &Address) -> Ends {
        Ends::default()
            .with("metric_namespace", Value::from(&self.namespace))
            .with("metric_name", Value::from(&self.metric))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        for log in logs(plot.site) {
            let Some(group) = plot.ends_of(log.address).and_then(|it| it.get("watched_log_group")) else {
                continue;
            };
            graph.add(
                Resource::new(
                    Concern::Observability,
                    "aws_cloudwatch_log_metric_filter",
                    log.connection.label(),
                )
                .set("name", plot.name_with(log.address.as_str()))
                .set("log_group_name", group.clone())
                .set("pattern", &self.pattern)
                .block(
                    "metric_transformation",
                    [
                        ("name", Value::from(&self.metric)),
                        ("namespace", Value::from(&self.namespace)),
                        ("value", Value::from("1")),
                        // Without it, nothing is sent while nothing matches.
                        ("default_value", Value::from("0")),
                    ],
                ),
            );
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("See what {} counted", site.name),
            text: "Set GROUP to the name of the log group. These are the lines of the last hour that match."
                .to_owned(),
            commands: vec![format!(
                "aws logs filter-log-events --log-group-name \"$GROUP\" --filter-pattern {} --start-time \"$(date -u -d '1 hour ago' +%s)000\" --query 'events[].message' --output text",
                shell_word(&self.pattern)
            )],
        }]
    }
}

/// The logs that it reads.
fn logs<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
    site.asks(Access::Observe).filter(|it| it.facts.writes_log)
}
