//! Host: an EC2 machine that runs containers with Docker Compose.
//! Pricing: <https://aws.amazon.com/ec2/pricing/on-demand/> · EBS: <https://aws.amazon.com/ebs/pricing/>

mod build;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    resource::Value,
    services::{
        Check, Grant, Kind, Service, group_name,
        traffic::{charge_between_zones, charge_internet},
    },
    vocab::{
        Access, Capacity, Category, Command, Factor, Facts, Family, Finding, Findings, LineItems, Meta,
        MetricFacts, Place, RuntimeFacts, Severity, Site, StatedAction, StatedRule,
    },
};

/// A machine that runs containers with Docker Compose.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Host {
    /// The EC2 instance type: processors, memory and architecture. *Default:* t4g.xlarge.
    #[schemars(extend("x-suggest" = "instance_type"), length(max = 40))]
    pub instance_type: String,
    /// Size of the root volume for system, images and logs. *Default:* 30 GB.
    #[schemars(range(min = 8, max = 16384), extend("x-unit" = "GB"))]
    pub root_gb: u32,
    /// Gives the machine a public IPv4 address, in a public tier. Without one, it stands in a private
    /// tier with a NAT gateway, or it can't pull images or reach SSM. *Default:* on.
    pub public_ip: bool,
    /// Memory that the operating system, Docker and the agents keep for themselves. *Default:* 768 MiB.
    #[schemars(range(min = 0, max = 65536), extend("x-unit" = "MiB"))]
    pub reserved_mib: u32,
    /// The availability zone that it stands in, counted from 0. *Default:* 0.
    #[schemars(range(min = 0, max = 5))]
    pub zone: u32,
    /// Ships container logs and memory and disk metrics with the CloudWatch agent. *Default:* on.
    pub agent: bool,
    /// Custom metrics that the agent sends. *Default:* 0.
    #[schemars(range(min = 0, max = 1000))]
    pub custom_metrics: u32,
    /// Keeps a copy of the root volume: snapshots kept at a time. *Default:* 0, it holds no data.
    #[schemars(range(min = 0, max = 365))]
    pub snapshots: u32,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
    /// Permissions of the instance profile as they were agreed on: IAM actions or names of managed
    /// policies. Left out, they follow from the connections.
    pub stated_permissions: Option<Vec<String>>,
}

fields!(Host {
    instance_type,
    root_gb,
    public_ip,
    reserved_mib,
    zone,
    agent,
    custom_metrics,
    snapshots,
    security_group,
    stated_rules,
    stated_permissions,
});

/// The most ports that one rule opens; a group has room for 60 rules in all.
const MOST_PORTS: u16 = 60;

/// An inbound rule as it was agreed on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// The port, or the first of several.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The last of several ports in a row. Left out, it is one port.
    #[schemars(range(min = 1, max = 65535))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<u16>,
    /// The id of the component that may connect.
    #[schemars(length(max = 60))]
    pub from: String,
}

impl Rule {
    /// The rules as facts, a port each: so each port is held against what needs it.
    pub(super) fn stated(rules: Option<&Vec<Self>>) -> Option<Vec<StatedRule>> {
        let ports = |it: &Self| {
            let last = it.through.unwrap_or(it.port).min(it.port.saturating_add(MOST_PORTS - 1));
            let from = it.from.clone();
            (it.port..=last).map(move |port| StatedRule { port, from: from.clone() })
        };
        rules.map(|it| it.iter().flat_map(ports).collect())
    }
}

impl Default for Host {
    fn default() -> Self {
        Self {
            instance_type: "t4g.xlarge".to_owned(),
            root_gb: 30,
            public_ip: true,
            reserved_mib: 768,
            zone: 0,
            agent: true,
            custom_metrics: 0,
            snapshots: 0,
            security_group: String::new(),
            stated_rules: None,
            stated_permissions: None,
        }
    }
}

impl Kind for Host {
    const META: Meta = Meta {
        kind: "host",
        name: "Host",
        vendor: "EC2",
        family: Family::Compute,
        summary: "A machine that runs containers with Docker Compose",
        icon: "M4 6h16v12H4zM8 2v4M12 2v4M16 2v4M8 18v4M12 18v4M16 18v4",
        inside: &[Place::Tier],
        offers: Some(Place::Host),
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("small", Self { instance_type: "t4g.small".to_owned(), ..Self::default() }),
            (
                "busy",
                Self {
                    instance_type: "m7g.large".to_owned(),
                    root_gb: 100,
                    custom_metrics: 6,
                    snapshots: 7,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for Host {
    fn facts(&self, address: &Address, book: &PriceBook) -> Facts {
        let machine = book.instance_type(&self.instance_type);
        Facts {
            listens: vec![22],
            runtime: Some(RuntimeFacts {
                arch: machine.map(|it| it.architecture),
                vcpu: machine.map_or(0.0, |it| it.vcpu.into()),
                memory_mib: machine.map_or(0, |it| it.memory_mib),
                reserved_mib: self.reserved_mib,
            }),
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            principal: Some("ec2.amazonaws.com"),
            stated_actions: StatedAction::all(self.stated_permissions.as_ref()),
            needs_actions: self.needed_actions(),
            metrics: vec![
                MetricFacts { metric: "cpu", namespace: "AWS/EC2", name: "CPUUtilization", custom: false },
                MetricFacts {
                    metric: "memory",
                    namespace: "CWAgent",
                    name: "mem_used_percent",
                    custom: true,
                },
                MetricFacts { metric: "disk", namespace: "CWAgent", name: "disk_used_percent", custom: true },
            ],
            az: Some(self.zone),
            can_stop: true,
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "instance",
            Category::Compute,
            format!("Instance usage (Linux, on-demand, {})", self.instance_type),
            format!("ec2.{}", self.instance_type),
            &[Factor::exact(1, "instance"), site.hours()],
        );
        out.imply(
            "root-volume",
            Category::Storage,
            "Root volume (gp3)",
            "ebs.gp3_gb_month",
            &[Factor::exact(self.root_gb, "GB")],
            "Each EC2 machine starts from a root volume, and its EBS storage is charged apart",
        );
        if self.public_ip && site.is_public() {
            out.imply(
                "public-ipv4",
                Category::Network,
                "Public IPv4 address",
                "vpc.public_ipv4_in_use_hour",
                &[Factor::exact(1, "address"), Factor::hours()],
                "AWS charges every public IPv4 address by the hour, in use or idle",
            );
        }
        if self.agent && self.custom_metrics > 0 {
            out.charge(
                "custom-metrics",
                Category::Operations,
                "Custom metrics of the agent",
                "cloudwatch.custom_metric_month",
                &[Factor::exact(self.custom_metrics, "metrics")],
            );
        }
        if self.snapshots > 0 {
            out.charge(
                "snapshots",
                Category::Storage,
                "Snapshots of the root volume",
                "ebs.snapshot_gb_month",
                &[Factor::exact(self.root_gb, "GB")],
            );
        }
        charge_internet(site, out);
        charge_between_zones(site, out);
    }

    fn capacity(&self, site: &Site<'_>) -> Vec<Capacity> {
        let Some(runtime) = &site.facts.runtime else { return Vec::new() };
        let limits: u32 = site
            .children
            .iter()
            .filter_map(|it| Some((it.facts.image.as_ref()?, it.facts.count.max(1))))
            .filter(|(image, _)| !image.one_shot)
            .map(|(image, count)| image.memory_mib.saturating_mul(count))
            .fold(0, u32::saturating_add);
        vec![Capacity {
            what: "memory".to_owned(),
            unit: "MiB",
            used: f64::from(limits.saturating_add(runtime.reserved_mib)),
            available: f64::from(runtime.memory_mib),
        }]
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Deploy => vec![
                Grant {
                    actions: vec!["ssm:SendCommand"],
                    resources: vec![
                        Value::reference("aws_instance", address.label(), "arn"),
                        Value::template([
                            Value::from("arn:aws:ssm:"),
                            Value::Data("aws_region", "current".to_owned(), "name"),
                            Value::from(":*:document/AWS-RunShellScript"),
                        ]),
                    ],
                    why: "Runs the deployment on the host",
                },
                Grant {
                    actions: vec!["ssm:GetCommandInvocation", "ssm:DescribeInstanceInformation"],
                    resources: vec![Value::from("*")],
                    why: "Waits for the deployment's result; these actions know no resources",
                },
                Grant {
                    actions: vec!["ec2:DescribeInstances"],
                    resources: vec![Value::from("*")],
                    why: "Finds the host; the action knows no resources",
                },
            ],
            Access::Run => vec![Grant {
                actions: vec!["ec2:StartInstances", "ec2:StopInstances"],
                resources: vec![Value::reference("aws_instance", address.label(), "arn")],
                why: "Starts and stops the host",
            }],
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        self.instance_type.clone()
    }
}

impl Check for Host {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.book.instance_type(&self.instance_type).is_none() {
            out.push(Finding::new(
                "unknown-instance-type",
                Severity::Error,
                out.anchor(Some("instance_type")),
                format!("{} names the instance type {:?}, which {} does not offer", site.name, self.instance_type, site.book.region()),
                "Its price, memory and architecture are unknown, so neither the bill nor the fit can be computed",
            ).hint("pick one of the types that the region offers, such as t4g.xlarge"));
        }
        if site.is_public() && !self.public_ip {
            out.push(
                Finding::new(
                    "no-way-out",
                    Severity::Error,
                    out.anchor(Some("public_ip")),
                    format!("{} stands in a public tier without a public address", site.name),
                    "The internet gateway serves only public addresses, so the machine reaches neither the registry nor SSM",
                )
                .fix(
                    "Give it a public address",
                    vec![Command::set(site.address, "public_ip", true)],
                ),
            );
        }
        if !site.reaches_internet() {
            out.push(
                Finding::new(
                    "no-way-out",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} stands in a tier that has no way to the internet", site.name),
                    "Its start script fetches Docker and the Compose plugin from there, and without SSM nobody \
                     deploys to it or logs in",
                )
                .hint("add a NAT gateway to a public tier of the network")
                .hint("put it into a public tier with a public address and no open inbound port"),
            );
        }
    }
}

impl Host {
    fn needed_actions(&self) -> Vec<(&'static str, &'static str)> {
        let mut actions = vec![(
            "AmazonSSMManagedInstanceCore",
            "Session Manager and Run Command reach the host through it",
        )];
        if self.agent {
            actions.extend([
                (
                    "cloudwatch:PutMetricData",
                    "The agent sends memory and disk, which EC2 itself does not measure",
                ),
                ("ec2:DescribeVolumes", "The agent names the volumes that it measures"),
                ("ec2:DescribeTags", "The agent tags what it measures"),
            ]);
        }
        actions
    }
}

/// The trust policy that lets an AWS service assume a role.
pub(super) fn assumed_by(service: &str) -> Value {
    Value::map([
        ("Version", Value::from("2012-10-17")),
        (
            "Statement",
            Value::List(vec![Value::map([
                ("Effect", Value::from("Allow")),
                ("Principal", Value::map([("Service", Value::from(service))])),
                ("Action", Value::from("sts:AssumeRole")),
            ])]),
        ),
    ])
}
