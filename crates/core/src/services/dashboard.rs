//! Dashboard: Amazon CloudWatch. Shows the metrics of what it observes on one page.
//! Pricing: <https://aws.amazon.com/cloudwatch/pricing/> · Body:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    resource::{Concern, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, EDGE_REGION, Factor, Facts, Family, Finding, Findings, LineItems, Meta,
        MetricFacts, Neighbour, Place, Severity, Site,
    },
};

/// Columns of a dashboard.
const COLUMNS: u32 = 24;

/// Rows that a graph takes.
const ROWS: u32 = 6;

/// Shows the metrics of what it observes on one page: a row of graphs for each component.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dashboard {
    /// The time between two points. *Default:* 5 minutes.
    #[schemars(range(min = 1, max = 1440), extend("x-unit" = "min"))]
    pub minutes: u32,
    /// The most graphs for each component, in the order in which it names its metrics. *Default:* 4.
    #[schemars(range(min = 1, max = 12))]
    pub graphs: u32,
}

fields!(Dashboard { minutes, graphs });

impl Default for Dashboard {
    fn default() -> Self {
        Self { minutes: 5, graphs: 4 }
    }
}

impl Kind for Dashboard {
    const META: Meta = Meta {
        kind: "dashboard",
        name: "Dashboard",
        vendor: "CloudWatch",
        family: Family::Operations,
        summary: "Shows the metrics of what it observes on one page",
        icon: "M3 4h8v7H3zM13 4h8v4h-8zM13 10h8v10h-8zM3 13h8v7H3zM15 17l2-3 2 2",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![("overview", Self::default())]
    }
}

impl Service for Dashboard {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts { accepts: &[Access::Read], count: 1, ..Facts::default() }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "dashboard",
            Category::Operations,
            "Dashboard",
            "cloudwatch.dashboard_month",
            &[Factor::exact(1, "dashboard")],
        );
    }
}

impl Check for Dashboard {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.asks(Access::Observe).next().is_none() {
            out.push(
                Finding::new(
                    "dashboard-empty",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} shows nothing", site.name),
                    "It is charged by the month, empty or not, so none is built until it observes something",
                )
                .hint("connect it to what it shows with the access \"observe\""),
            );
        }
        for mute in site.asks(Access::Observe).filter(|it| it.facts.metrics.is_empty()) {
            out.push(
                Finding::new(
                    "dashboard-mute",
                    Severity::Info,
                    out.anchor(None),
                    format!("{} is to show {}, which measures nothing", site.name, mute.name),
                    "It has no graph on the page",
                )
                .hint("observe something else, or leave the connection out"),
            );
        }
    }
}

impl Build for Dashboard {
    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let mut widgets = Vec::new();
        let mut row = 0;
        for observed in plot.site.asks(Access::Observe) {
            let metrics = observed.facts.metrics.iter().take(self.graphs as usize);
            let shown: Vec<Value> = metrics
                .zip(0..)
                .map(|(metric, column)| self.widget(observed, *metric, (column, row), plot))
                .collect();
            row += ROWS * u32::from(!shown.is_empty());
            widgets.extend(shown);
        }
        if widgets.is_empty() {
            return;
        }
        let label = plot.site.label();
        graph.add(
            Resource::new(Concern::Observability, "aws_cloudwatch_dashboard", &label)
                .set("dashboard_name", plot.name())
                .set("dashboard_body", Value::json(Value::map([("widgets", Value::List(widgets))]))),
        );
    }
}

impl Dashboard {
    /// A graph of one metric, with a line for each part that is measured apart.
    fn widget(
        &self,
        observed: &Neighbour<'_>,
        metric: MetricFacts,
        (column, row): (u32, u32),
        plot: &Plot<'_>,
    ) -> Value {
        let ends = plot.ends_of(observed.address);
        let named = |word: &str, known: &str| {
            ends.and_then(|it| it.get(word)).cloned().unwrap_or_else(|| Value::from(known))
        };
        let line = |dimensions: &[(String, Value)]| {
            let mut line =
                vec![named("metric_namespace", metric.namespace), named("metric_name", metric.name)];
            line.extend(dimensions.iter().flat_map(|(name, value)| [Value::from(name), value.clone()]));
            Value::List(line)
        };
        let lines: Vec<Value> = match ends.and_then(|it| it.dimensions(metric.metric)) {
            Some(Value::Map(dimensions)) => vec![line(dimensions)],
            Some(Value::List(parts)) => parts
                .iter()
                .filter_map(|it| match it {
                    Value::Map(dimensions) => Some(line(dimensions)),
                    _ => None,
                })
                .collect(),
            _ => vec![line(&[])],
        };
        let region = if observed.facts.is_at_edge() {
            Value::from(EDGE_REGION)
        } else {
            Value::Data("aws_region", "current".to_owned(), "name")
        };
        let width = COLUMNS / self.graphs.clamp(1, COLUMNS);
        Value::map([
            ("type", Value::from("metric")),
            ("x", Value::from(column * width)),
            ("y", Value::from(row)),
            ("width", Value::from(width)),
            ("height", Value::from(ROWS)),
            (
                "properties",
                Value::map([
                    ("title", Value::from(format!("{}: {}", observed.name, metric.name))),
                    ("region", region),
                    ("metrics", Value::List(lines)),
                    ("period", Value::from(self.minutes.saturating_mul(60))),
                    ("stat", Value::from("Average")),
                    ("view", Value::from("timeSeries")),
                ]),
            ),
        ])
    }
}
