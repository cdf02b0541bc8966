//! Flow logs of a network: what they cost, and what builds them.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Decimal, Quantity, Range},
    resource::{Concern, Resource, ResourceGraph, Value},
    services::{Plot, host::assumed_by},
    vocab::{Category, Factor, LineItems},
};

/// Days that flow logs are kept.
const DAYS: u32 = 30;

/// Which connections a flow log writes down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowLog {
    /// None.
    #[default]
    Off,
    /// Those that security groups or network lists refused.
    Rejected,
    /// All.
    All,
}

impl FlowLog {
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::Off => None,
            Self::Rejected => Some("REJECT"),
            Self::All => Some("ALL"),
        }
    }
}

/// Charges what is written. CloudWatch takes logs of AWS's own services at a price of their own.
pub(super) fn charge(flow_log: FlowLog, gb: Option<Range<Quantity>>, out: &mut LineItems<'_>) {
    if flow_log == FlowLog::Off {
        return;
    }
    let assumed = Range { low: Decimal::ONE, expected: Decimal::TEN, high: Decimal::ONE_HUNDRED };
    out.charge(
        "flow-log",
        Category::Operations,
        "Vended logs (VPC flow logs, delivery to CloudWatch Logs)",
        "cloudwatch.vended_logs_gb",
        &[Factor::range(gb.map_or(assumed, |it| it.map(|it| it.0)), "GB")],
    );
}

/// The name of the log group of a network with that label.
pub(super) fn group_name(label: &str) -> Value {
    Value::reference("aws_cloudwatch_log_group", self::label(label), "name")
}

fn label(network: &str) -> String {
    format!("{network}_flow_log")
}

/// The log group, the role that writes to it, and the flow log.
pub(super) fn build(flow_log: FlowLog, plot: &Plot<'_>, graph: &mut ResourceGraph) {
    let Some(traffic) = flow_log.word() else { return };
    let network = plot.site.label();
    let label = label(&network);
    let group = |attribute| Value::reference("aws_cloudwatch_log_group", &label, attribute);
    graph.add(
        Resource::new(Concern::Observability, "aws_cloudwatch_log_group", &label)
            .set(
                "name",
                Value::template([
                    Value::from("/aws/vpc/"),
                    Value::Local("name"),
                    Value::from(format!("-{}/flow-logs", plot.site.address)),
                ]),
            )
            .set("retention_in_days", DAYS),
    );
    graph.add(
        Resource::new(Concern::Identity, "aws_iam_role", &label)
            .set("name", plot.name_with("flow-log"))
            .set("description", format!("How the flow log of {} is written", plot.site.address))
            .set("assume_role_policy", Value::json(assumed_by("vpc-flow-logs.amazonaws.com"))),
    );
    let statement = Value::map([
        ("Effect", Value::from("Allow")),
        (
            "Action",
            Value::list([
                "logs:CreateLogStream",
                "logs:PutLogEvents",
                "logs:DescribeLogGroups",
                "logs:DescribeLogStreams",
            ]),
        ),
        ("Resource", Value::template([group("arn"), Value::from(":*")])),
    ]);
    graph.add(
        Resource::new(Concern::Identity, "aws_iam_role_policy", &label)
            .set("name", "write")
            .set("role", Value::reference("aws_iam_role", &label, "id"))
            .set(
                "policy",
                Value::json(Value::map([
                    ("Version", Value::from("2012-10-17")),
                    ("Statement", Value::List(vec![statement])),
                ])),
            ),
    );
    graph.add(
        Resource::new(Concern::Observability, "aws_flow_log", &label)
            .set("vpc_id", Value::reference("aws_vpc", network, "id"))
            .set("traffic_type", traffic)
            .set("log_destination", group("arn"))
            .set("iam_role_arn", Value::reference("aws_iam_role", &label, "arn"))
            .set("tags", Value::map([("Name", plot.name())])),
    );
}
