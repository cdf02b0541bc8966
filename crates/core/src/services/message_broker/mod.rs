//! Message broker: Amazon MQ for RabbitMQ or ActiveMQ. A broker that AWS runs and patches.
//! Pricing: <https://aws.amazon.com/amazon-mq/pricing/> · Quotas:
//! <https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html>

mod build;
mod check;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Money, Quantity, Range, fields},
    prices::PriceBook,
    resource::Value,
    services::{Check, Grant, Kind, Service, group_name, host::Rule, traffic::charge_between_zones},
    vocab::{
        Access, Capacity, Category, Factor, Facts, Family, Findings, HOURS_PER_MONTH, LineItems, Meta,
        MetricFacts, Place, Site,
    },
};

/// A message broker that AWS runs and patches: RabbitMQ or ActiveMQ. Reached over TLS only; its user and
/// password lie in Secrets Manager.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MessageBroker {
    /// The engine. *Default:* rabbitmq.
    pub engine: BrokerEngine,
    /// The version, two numbers; AWS takes its newest patch. *Default:* 3.13.
    #[schemars(length(max = 10))]
    pub version: String,
    /// The instance type of each broker. *Default:* mq.m5.large, 2 vCPU and 8 GiB.
    #[schemars(length(max = 40))]
    pub instance_type: String,
    /// How many brokers, and what happens when one fails. *Default:* single.
    pub deployment: Deployment,
    /// What messages take on disk, copies not counted. *Default:* 1, 5 and 20 GB.
    #[schemars(extend("x-unit" = "GB"))]
    pub storage_gb: Range<Quantity>,
    /// Your own price of an hour of one broker, where the price book has none for the region or you pay
    /// another one. Left out, the book's.
    #[schemars(extend("x-unit" = "USD"))]
    pub broker_hour: Option<Range<Quantity>>,
    /// The name of the user that clients sign in as. *Default:* app.
    #[schemars(length(max = 40))]
    pub username: String,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
}

fields!(MessageBroker {
    engine,
    version,
    instance_type,
    deployment,
    storage_gb,
    broker_hour,
    username,
    security_group,
    stated_rules,
});

/// The engine of a broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BrokerEngine {
    /// RabbitMQ: queues and exchanges over AMQP 0-9-1.
    #[default]
    Rabbitmq,
    /// ActiveMQ: JMS, AMQP 1.0, STOMP and MQTT.
    Activemq,
}

impl BrokerEngine {
    /// The name, for people and in the API.
    const fn title(self) -> &'static str {
        match self {
            Self::Rabbitmq => "RabbitMQ",
            Self::Activemq => "ActiveMQ",
        }
    }

    /// Ports over TLS: that of clients first, then that of the console.
    fn ports(self) -> Vec<u16> {
        match self {
            Self::Rabbitmq => vec![5671, 443],
            Self::Activemq => vec![61617, 8162],
        }
    }
}

/// How many brokers there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// One broker in one availability zone, away for minutes whenever it is patched.
    #[default]
    Single,
    /// RabbitMQ: three brokers in as many zones. ActiveMQ: one that works, one that takes over.
    Cluster,
}

impl Default for MessageBroker {
    fn default() -> Self {
        Self {
            engine: BrokerEngine::Rabbitmq,
            version: "3.13".to_owned(),
            instance_type: "mq.m5.large".to_owned(),
            deployment: Deployment::Single,
            storage_gb: Range { low: 1_u32.into(), expected: 5_u32.into(), high: 20_u32.into() },
            broker_hour: None,
            username: "app".to_owned(),
            security_group: String::new(),
            stated_rules: None,
        }
    }
}

impl Kind for MessageBroker {
    const META: Meta = Meta {
        kind: "message_broker",
        name: "Message broker",
        vendor: "Amazon MQ",
        family: Family::Messaging,
        summary: "RabbitMQ or ActiveMQ that AWS runs and patches",
        icon: "M4 6h16v5H4zM4 14h16v5H4zM7 8.5h.01M7 16.5h.01M11 8.5h6M11 16.5h6",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: true,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![
            ("RabbitMQ", Self::default()),
            ("RabbitMQ cluster", Self { deployment: Deployment::Cluster, ..Self::default() }),
            ("ActiveMQ", Self::activemq()),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("single", Self::default()),
            ("cluster", Self { deployment: Deployment::Cluster, ..Self::default() }),
            ("ActiveMQ pair", Self { deployment: Deployment::Cluster, ..Self::activemq() }),
            (
                "own price",
                Self {
                    instance_type: "mq.m7g.large".to_owned(),
                    broker_hour: Some(Range::exact(Quantity(Decimal::new(25, 2)))),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for MessageBroker {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/AmazonMQ", name, custom: false };
        let metrics = match self.engine {
            BrokerEngine::Rabbitmq => vec![
                metric("cpu", "SystemCpuUtilization"),
                metric("memory_used", "RabbitMQMemUsed"),
                metric("free_storage", "RabbitMQDiskFree"),
                metric("waiting", "MessageReadyCount"),
                metric("publish_rate", "PublishRate"),
                metric("ack_rate", "AckRate"),
                metric("connections", "ConnectionCount"),
                metric("consumers", "ConsumerCount"),
            ],
            BrokerEngine::Activemq => vec![
                metric("cpu", "CpuUtilization"),
                metric("memory", "HeapUsage"),
                metric("disk", "StorePercentUsage"),
                metric("waiting", "TotalMessageCount"),
                metric("connections", "CurrentConnectionsCount"),
                metric("consumers", "TotalConsumerCount"),
            ],
        };
        Facts {
            listens: self.engine.ports(),
            needs_azs: if self.deployment == Deployment::Single { 1 } else { 2 },
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            metrics,
            // What counts in an active/standby pair is the one that works.
            measured_apart: if self.engine == BrokerEngine::Activemq { self.brokers() } else { 0 },
            count: self.brokers(),
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
        let (word, unit) = match (self.engine, self.deployment) {
            (_, Deployment::Single) => ("single-instance", "broker"),
            (BrokerEngine::Rabbitmq, Deployment::Cluster) => ("cluster of three", "cluster"),
            (BrokerEngine::Activemq, Deployment::Cluster) => ("active/standby", "pair"),
        };
        let name = format!("Broker usage ({}, {word}, {})", self.engine.title(), self.instance_type);
        if let Some(hour) = self.broker_hour {
            let hours = Decimal::from(self.brokers() * HOURS_PER_MONTH);
            let price = hour.map(|it| Money(it.0.saturating_mul(hours)));
            out.charge_own_price("brokers", Category::Messaging, name, Some(price));
        } else {
            let item = match (self.engine, self.deployment) {
                (BrokerEngine::Rabbitmq, Deployment::Single) => "rabbitmq_single_hour",
                (BrokerEngine::Rabbitmq, Deployment::Cluster) => "rabbitmq_cluster_hour",
                (BrokerEngine::Activemq, Deployment::Single) => "activemq_single_hour",
                (BrokerEngine::Activemq, Deployment::Cluster) => "activemq_standby_hour",
            };
            let sku = format!("amazon_mq.{item}.{}", self.instance_type);
            out.charge("brokers", Category::Messaging, name, sku, &[Factor::exact(1, unit), Factor::hours()]);
        }
        let gb = Factor::range(self.storage_gb.map(|it| it.0), "GB");
        match self.engine {
            BrokerEngine::Rabbitmq => out.charge(
                "storage",
                Category::Messaging,
                "Storage (EBS)",
                "amazon_mq.storage_ebs_gb_month",
                &[Factor::exact(self.brokers(), if self.brokers() == 1 { "copy" } else { "copies" }), gb],
            ),
            BrokerEngine::Activemq => out.charge(
                "storage",
                Category::Messaging,
                "Storage (EFS)",
                "amazon_mq.storage_efs_gb_month",
                &[gb],
            ),
        }
        out.imply(
            "user-secret",
            Category::Security,
            "Secret of the broker's user",
            "secrets_manager.secret_month",
            &[Factor::exact(1, "secret")],
            "Clients read user and password from Secrets Manager, which charges each secret",
        );
        charge_between_zones(site, out);
    }

    fn capacity(&self, _site: &Site<'_>) -> Vec<Capacity> {
        vec![Capacity {
            what: "message storage".to_owned(),
            unit: "GB",
            used: self.storage_gb.expected.0.try_into().unwrap_or_default(),
            available: f64::from(self.room_gb()),
        }]
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Observe => Vec::new(),
            _ => vec![Grant {
                actions: vec!["secretsmanager:GetSecretValue"],
                resources: vec![Value::reference("aws_secretsmanager_secret", address.label(), "arn")],
                why: "Reads the password of the broker's user",
            }],
        }
    }

    fn subtitle(&self) -> String {
        format!("{} {} · {} × {}", self.engine.title(), self.version, self.brokers(), self.instance_type)
    }
}

impl Check for MessageBroker {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_settings(site, out);
        self.check_loss(site, out);
    }
}

impl MessageBroker {
    fn activemq() -> Self {
        Self { engine: BrokerEngine::Activemq, version: "5.18".to_owned(), ..Self::default() }
    }

    const fn brokers(&self) -> u32 {
        match (self.deployment, self.engine) {
            (Deployment::Single, _) => 1,
            (Deployment::Cluster, BrokerEngine::Rabbitmq) => 3,
            (Deployment::Cluster, BrokerEngine::Activemq) => 2,
        }
    }

    /// GB that a broker may keep: 20 of the smallest types, 200 of the others.
    fn room_gb(&self) -> u32 {
        if self.instance_type.ends_with(".micro") { 20 } else { 200 }
    }
}
