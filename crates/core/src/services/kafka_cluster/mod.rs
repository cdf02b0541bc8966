//! Kafka cluster: Amazon MSK with provisioned brokers. Apache Kafka that AWS runs and patches.
//! Pricing: <https://aws.amazon.com/msk/pricing/> · Limits:
//! <https://docs.aws.amazon.com/msk/latest/developerguide/limits.html>

mod build;
mod check;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Money, Quantity, Range, fields, round},
    prices::PriceBook,
    resource::Value,
    services::{Check, Grant, Kind, Service, group_name, host::Rule, traffic::charge_between_zones},
    vocab::{
        Access, Capacity, Category, Factor, Facts, Family, Findings, HOURS_PER_MONTH, LineItems, Meta,
        MetricFacts, Place, Site, StorageFacts,
    },
};

/// KB in a GB, as AWS counts.
const KB_PER_GB: u32 = 1_000_000;

/// Apache Kafka that AWS runs and patches: brokers in several availability zones, with the controllers
/// among the price of the brokers. Reached over TLS only.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KafkaCluster {
    /// The version, as MSK writes it. *Default:* 3.8.x.
    #[schemars(length(max = 20))]
    pub version: String,
    /// Brokers, as many in each availability zone. *Default:* 2.
    #[schemars(range(min = 2, max = 60))]
    pub brokers: u32,
    /// The type of each broker, without the word kafka in front: m7g.large, t3.small. *Default:*
    /// m7g.large, 2 vCPU and 8 GiB.
    #[schemars(length(max = 40))]
    pub broker_type: String,
    /// The volume of each broker. It can grow later, and never shrink. *Default:* 100 GB.
    #[schemars(range(min = 1, max = 16384), extend("x-unit" = "GB"))]
    pub storage_gb: u32,
    /// How clients sign in. *Default:* iam.
    pub authentication: KafkaAuthentication,
    /// Brokers that hold a copy of each message. *Default:* 2.
    #[schemars(range(min = 1, max = 7))]
    pub replication_factor: u32,
    /// Copies that must be written before a message counts as sent. *Default:* 1.
    #[schemars(range(min = 1, max = 7))]
    pub min_insync: u32,
    /// Hours until a message is deleted. *Default:* 168 h, a week.
    #[schemars(range(min = 1, max = 87600), extend("x-unit" = "h"))]
    pub retention_hours: u32,
    /// Data written to the cluster in a month, copies not counted. Left out, the workload's messages
    /// are taken.
    #[schemars(extend("x-unit" = "GB"))]
    pub ingest_gb: Option<Range<Quantity>>,
    /// Your own price of an hour of one broker, where you pay another one than the book's. Left out, the
    /// book's.
    #[schemars(extend("x-unit" = "USD"))]
    pub broker_hour: Option<Range<Quantity>>,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
}

fields!(KafkaCluster {
    version,
    brokers,
    broker_type,
    storage_gb,
    authentication,
    replication_factor,
    min_insync,
    retention_hours,
    ingest_gb,
    broker_hour,
    security_group,
    stated_rules,
});

/// How clients sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KafkaAuthentication {
    /// With their role: no passwords, and each role may do what its connections say. Clients need the
    /// library aws-msk-iam-auth.
    #[default]
    Iam,
    /// Not at all: whoever reaches the port may do anything.
    None,
}

impl Default for KafkaCluster {
    fn default() -> Self {
        Self {
            version: "3.8.x".to_owned(),
            brokers: 2,
            broker_type: "m7g.large".to_owned(),
            storage_gb: 100,
            authentication: KafkaAuthentication::Iam,
            replication_factor: 2,
            min_insync: 1,
            retention_hours: 168,
            ingest_gb: None,
            broker_hour: None,
            security_group: String::new(),
            stated_rules: None,
        }
    }
}

impl Kind for KafkaCluster {
    const META: Meta = Meta {
        kind: "kafka_cluster",
        name: "Kafka cluster",
        vendor: "Amazon MSK",
        family: Family::Messaging,
        summary: "Apache Kafka that AWS runs: keeps messages in order until their time is up",
        icon: "M12 8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM6 20a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM18 20a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM10.8 8.2L7.2 15.3M13.2 8.2l3.6 7.1M8.5 17.5h7",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: true,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![
            ("Kafka cluster", Self::default()),
            (
                "Small Kafka cluster",
                Self { broker_type: "t3.small".to_owned(), storage_gb: 20, ..Self::default() },
            ),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("two brokers", Self::default()),
            (
                "two for each zone",
                Self { brokers: 4, replication_factor: 3, min_insync: 2, storage_gb: 500, ..Self::default() },
            ),
            (
                "small and open",
                Self {
                    broker_type: "t3.small".to_owned(),
                    storage_gb: 20,
                    authentication: KafkaAuthentication::None,
                    ingest_gb: Some(Range {
                        low: 10_u32.into(),
                        expected: 60_u32.into(),
                        high: 200_u32.into(),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for KafkaCluster {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/Kafka", name, custom: false };
        Facts {
            listens: vec![self.port()],
            needs_azs: 2,
            storage: Some(StorageFacts {
                room_gb: self.room_gb(),
                kept_gb: self.ingest_gb.map(|it| self.kept_gb(it.map(|it| it.0))).unwrap_or_default(),
            }),
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            metrics: vec![
                metric("cpu", "CpuUser"),
                metric("disk", "KafkaDataLogsDiskUsed"),
                metric("bytes_in", "BytesInPerSec"),
                metric("connections", "ClientConnectionCount"),
            ],
            measured_apart: self.brokers,
            client_variables: &[("KAFKA_BOOTSTRAP_SERVERS", "@"), ("SPRING_KAFKA_BOOTSTRAP_SERVERS", "@")],
            count: self.brokers,
            accepts: &[
                Access::Connect,
                Access::Send,
                Access::Consume,
                Access::ReadWrite,
                Access::Administer,
                Access::Observe,
            ],
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let brokers = Factor::exact(self.brokers, "brokers");
        let name = format!("Broker instances (kafka.{})", self.broker_type);
        if let Some(hour) = self.broker_hour {
            let hours = Decimal::from(self.brokers) * Decimal::from(HOURS_PER_MONTH);
            let price = hour.map(|it| Money(it.0.saturating_mul(hours)));
            out.charge_own_price("brokers", Category::Messaging, name, Some(price));
        } else {
            let sku = format!("msk.broker_hour.kafka.{}", self.broker_type);
            out.charge("brokers", Category::Messaging, name, sku, &[brokers, Factor::hours()]);
        }
        out.charge(
            "storage",
            Category::Messaging,
            "Broker storage",
            "msk.storage_gb_month",
            &[brokers, Factor::exact(self.storage_gb, "GB")],
        );
        charge_between_zones(site, out);
    }

    fn capacity(&self, site: &Site<'_>) -> Vec<Capacity> {
        vec![Capacity {
            what: "Kafka disk".to_owned(),
            unit: "GB",
            used: round(self.kept_gb(self.ingest_gb(site)).expected, 1).try_into().unwrap_or_default(),
            available: self.room_gb().try_into().unwrap_or_default(),
        }]
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        if self.authentication == KafkaAuthentication::None {
            return Vec::new();
        }
        let connect = Grant {
            actions: vec!["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"],
            resources: vec![Value::reference("aws_msk_cluster", address.label(), "arn")],
            why: "Signs in to the brokers",
        };
        let on = |resource: &'static str, actions: Vec<&'static str>, why| Grant {
            actions,
            resources: vec![build::within(address, resource)],
            why,
        };
        let write = || {
            on(
                "topic",
                vec!["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"],
                "Writes to its topics",
            )
        };
        let read =
            || on("topic", vec!["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], "Reads its topics");
        let group = || {
            on(
                "group",
                vec!["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"],
                "Keeps its place in topics",
            )
        };
        match access {
            Access::Send => vec![connect, write()],
            Access::Consume => vec![connect, read(), group()],
            Access::Connect | Access::ReadWrite => vec![connect, write(), read(), group()],
            Access::Administer => vec![
                connect,
                on(
                    "topic",
                    vec![
                        "kafka-cluster:AlterTopic",
                        "kafka-cluster:CreateTopic",
                        "kafka-cluster:DescribeTopic",
                    ],
                    "Makes topics and changes them",
                ),
            ],
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        format!("{} × {} · {} GB each", self.brokers, self.broker_type, self.storage_gb)
    }
}

impl Check for KafkaCluster {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_settings(site, out);
        self.check_copies(site, out);
        self.check_disk(site, out);
    }
}

impl KafkaCluster {
    const fn port(&self) -> u16 {
        match self.authentication {
            KafkaAuthentication::Iam => 9098,
            KafkaAuthentication::None => 9094,
        }
    }

    fn room_gb(&self) -> Decimal {
        Decimal::from(self.storage_gb) * Decimal::from(self.brokers)
    }

    /// GB written in a month, copies not counted.
    fn ingest_gb(&self, site: &Site<'_>) -> Range<Decimal> {
        match self.ingest_gb {
            Some(gb) => gb.map(|it| it.0),
            None => {
                let gb_each = site.workload.message_kb / Decimal::from(KB_PER_GB);
                site.usage.messages.map(|it| it.saturating_mul(gb_each))
            }
        }
    }

    /// GB on all disks together, once as much goes as comes.
    fn kept_gb(&self, ingest_gb: Range<Decimal>) -> Range<Decimal> {
        let months = Decimal::from(self.retention_hours) / Decimal::from(HOURS_PER_MONTH);
        let copies = Decimal::from(self.replication_factor.min(self.brokers));
        ingest_gb.map(|it| it.saturating_mul(months).saturating_mul(copies))
    }
}
