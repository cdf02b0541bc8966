//! Log group: Amazon CloudWatch Logs. Keeps what hosts, containers and deployments write.
//! Pricing: <https://aws.amazon.com/cloudwatch/pricing/> · Retention:
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, MetricFacts, Place,
        Procedure, Severity, Site, Topic,
    },
};

/// Keeps what hosts, containers and deployments write, for a time.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogGroup {
    /// How long a line is kept. *Default:* 30 days.
    pub retention_days: Retention,
    /// Logs written to it in a month. Left out, its share of the workload's.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb: Option<Range<Quantity>>,
    /// Its share of the workload's logs, where several groups divide them. *Default:* 100 %.
    #[schemars(range(max = 100), extend("x-unit" = "%"))]
    pub share: Quantity,
}

fields!(LogGroup { retention_days, gb, share });

macro_rules! retention {
    ($($(#[$attribute:meta])* $days:literal => $variant:ident,)*) => {
        /// How long a log line is kept: the numbers of days that AWS takes.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum Retention {
            $(
                $(#[$attribute])*
                #[serde(rename = $days)]
                $variant,
            )*
            /// For ever.
            #[serde(rename = "never")]
            Never,
        }

        impl Retention {
            /// Days; none for ever.
            pub(super) fn days(self) -> Option<u32> {
                match self {
                    $(Self::$variant => $days.parse().ok(),)*
                    Self::Never => None,
                }
            }
        }
    };
}

retention! {
    /// A day.
    "1" => Days1,
    /// Three days.
    "3" => Days3,
    /// Five days.
    "5" => Days5,
    /// A week.
    "7" => Days7,
    /// Two weeks.
    "14" => Days14,
    /// A month.
    #[default]
    "30" => Days30,
    /// Two months.
    "60" => Days60,
    /// Three months.
    "90" => Days90,
    /// Four months.
    "120" => Days120,
    /// Five months.
    "150" => Days150,
    /// Six months.
    "180" => Days180,
    /// A year.
    "365" => Days365,
    /// Thirteen months.
    "400" => Days400,
    /// A year and a half.
    "545" => Days545,
    /// Two years.
    "731" => Days731,
    /// Three years.
    "1096" => Days1096,
    /// Five years.
    "1827" => Days1827,
    /// Six years.
    "2192" => Days2192,
    /// Seven years.
    "2557" => Days2557,
    /// Eight years.
    "2922" => Days2922,
    /// Nine years.
    "3288" => Days3288,
    /// Ten years.
    "3653" => Days3653,
}

/// Days of a month, for what piles up.
const DAYS_PER_MONTH: u32 = 30;

/// Months that have piled up where nothing is ever deleted: the bill of the end of the first year.
const MONTHS_WITHOUT_END: u32 = 12;

/// Per cent of its size that a log takes once AWS has compressed it, an assumption.
const STORED_PER_CENT: i64 = 15;

impl Default for LogGroup {
    fn default() -> Self {
        Self { retention_days: Retention::Days30, gb: None, share: Quantity::from(100) }
    }
}

impl Kind for LogGroup {
    const META: Meta = Meta {
        kind: "log_group",
        name: "Log group",
        vendor: "CloudWatch Logs",
        family: Family::Operations,
        summary: "Keeps what hosts, containers and deployments write",
        icon: "M5 3h10l4 4v14H5zM15 3v4h4M8 11h8M8 14h8M8 17h5",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let gb = |it: u32| Quantity::from(it);
        vec![
            (
                "small",
                Self { gb: Some(Range { low: gb(2), expected: gb(5), high: gb(15) }), ..Self::default() },
            ),
            (
                "kept for ever",
                Self {
                    retention_days: Retention::Never,
                    gb: Some(Range { low: gb(50), expected: gb(200), high: gb(1_000) }),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for LogGroup {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/Logs", name, custom: false };
        Facts {
            metrics: vec![metric("bytes", "IncomingBytes"), metric("lines", "IncomingLogEvents")],
            writes_log: true,
            asked_through: &["logs"],
            accepts: &[Access::Write, Access::Send, Access::Read, Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let share = self.share.0 / Decimal::ONE_HUNDRED;
        let gb = match self.gb {
            Some(gb) => gb.map(|it| it.0),
            None => site.workload.logs_gb.map(|it| it.saturating_mul(share)),
        };
        out.charge(
            "ingest",
            Category::Operations,
            "Collect (data ingestion)",
            "cloudwatch.logs_ingest_gb",
            &[Factor::range(gb, "GB")],
        );
        let months = match self.retention_days.days() {
            Some(days) => Decimal::from(days) / Decimal::from(DAYS_PER_MONTH),
            None => Decimal::from(MONTHS_WITHOUT_END),
        };
        out.imply(
            "storage",
            Category::Operations,
            "Store (archival)",
            "cloudwatch.logs_storage_gb_month",
            &[
                Factor::range(gb, "GB"),
                Factor::exact(months, "months kept"),
                Factor::exact(Decimal::new(STORED_PER_CENT, 2), "compressed"),
            ],
            "What is kept is charged again by its compressed size, taken as 15 % of what came in",
        );
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let streams = Value::template([
            Value::reference("aws_cloudwatch_log_group", address.label(), "arn"),
            Value::from(":*"),
        ]);
        let grant = |actions, why| vec![Grant { actions, resources: vec![streams], why }];
        match access {
            Access::Write | Access::Send => {
                grant(vec!["logs:CreateLogStream", "logs:PutLogEvents"], "Writes its logs")
            }
            Access::Read => grant(vec!["logs:FilterLogEvents", "logs:GetLogEvents"], "Reads logs"),
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        match self.retention_days.days() {
            Some(1) => "1 day".to_owned(),
            Some(days) => format!("{days} days"),
            None => "for ever".to_owned(),
        }
    }
}

impl Check for LogGroup {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.retention_days == Retention::Never {
            out.push(
                Finding::new(
                    "logs-kept-for-ever",
                    Severity::Warning,
                    out.anchor(Some("retention_days")),
                    format!("{} never deletes anything; the bill shows what a year piles up", site.name),
                    "The cost grows every month, and so does what has to be searched and protected",
                )
                .hint("choose the longest time that somebody really looks back"),
            );
        }
    }
}

impl Build for LogGroup {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let name = Value::reference("aws_cloudwatch_log_group", &label, "name");
        Ends { arn: Some(Value::reference("aws_cloudwatch_log_group", label, "arn")), ..Ends::default() }
            .with("log_group_name", name.clone())
            .with("watched_log_group", name.clone())
            .with("dimensions", Value::map([("LogGroupName", name)]))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut group = Resource::new(Concern::Observability, "aws_cloudwatch_log_group", &label).set(
            "name",
            Value::template([
                Value::from("/"),
                Value::Local("name"),
                Value::from(format!("/{}", plot.site.address)),
            ]),
        );
        if let Some(days) = self.retention_days.days() {
            group = group.set("retention_in_days", days);
        }
        graph.add(group);
        graph.tell(
            format!("{label}_log_group"),
            format!("The name of {} in CloudWatch", plot.site.name),
            Value::reference("aws_cloudwatch_log_group", label, "name"),
        );
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Read {}", site.name),
            text:
                "Follows new lines; stop it with Ctrl-C. Add --filter-pattern to see only lines with a word."
                    .to_owned(),
            commands: vec![format!(
                "aws logs tail \"$(terraform -chdir=terraform output -raw {}_log_group)\" --since 15m --follow",
                site.label()
            )],
        }]
    }
}
