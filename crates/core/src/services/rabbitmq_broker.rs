//! RabbitMQ broker: one node of RabbitMQ, as a container of a host.
//! Settings: <https://www.rabbitmq.com/docs/configure> · Image: <https://hub.docker.com/_/rabbitmq>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields, to_json},
    prices::PriceBook,
    resource::{Ends, Value},
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
    },
    vocab::{
        Access, Complexity, ConfigFile, Container, Effort, Facts, Family, Finding, Findings, Gauge, Meta,
        MetricFacts, Place, Procedure, Severity, Site, Topic,
    },
};

/// RabbitMQ in a container: takes messages into queues until somebody has dealt with them.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RabbitmqBroker {
    /// The version of the image rabbitmq; a tag that ends in -management has the web page and the metrics. *Default:* 4.1-management.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The most memory it may take. *Default:* 1024 MiB.
    #[schemars(range(min = 256, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Queues that are declared, as durable quorum queues. *Default:* none.
    #[schemars(inner(length(max = 120)))]
    pub queues: Vec<String>,
    /// The share of its memory that messages may fill before publishers are stopped. *Default:* 60 %.
    #[schemars(range(min = 10, max = 90), extend("x-unit" = "%"))]
    pub memory_percent: u32,
    /// The free disk below which publishers are stopped. *Default:* 2 GB.
    #[schemars(range(min = 1, max = 10000), extend("x-unit" = "GB"))]
    pub disk_gb: u32,
    /// A timer on the host reads how many messages wait and sends it to CloudWatch every minute, for alarms and for
    /// scaling. *Default:* off.
    pub publishes_depth: bool,
}

fields!(RabbitmqBroker { version, memory_mib, queues, memory_percent, disk_gb, publishes_depth });

impl Default for RabbitmqBroker {
    fn default() -> Self {
        Self {
            version: "4.1-management".to_owned(),
            memory_mib: 1024,
            queues: Vec::new(),
            memory_percent: 60,
            disk_gb: 2,
            publishes_depth: false,
        }
    }
}

impl Kind for RabbitmqBroker {
    const META: Meta = Meta {
        kind: "rabbitmq_broker",
        name: "RabbitMQ broker",
        vendor: "RabbitMQ",
        family: Family::Messaging,
        summary: "Takes messages into queues until somebody has dealt with them",
        icon: "M4 20V5h4v6h4V5h4v6h4v9zM14.5 15.5h2",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("plain", Self::default()),
            (
                "scaled by",
                Self {
                    memory_mib: 2048,
                    queues: vec!["requests".to_owned(), "mails".to_owned()],
                    publishes_depth: true,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for RabbitmqBroker {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            needs_actions: if self.publishes_depth {
                vec![(
                    "cloudwatch:PutMetricData",
                    "A timer on the host sends how many messages wait, which is no metric of EC2",
                )]
            } else {
                Vec::new()
            },
            metrics: vec![DEPTH],
            scraped: Some((METRICS_PORT, "/metrics".to_owned())),
            series: &[
                ("queue_depth", "sum(rabbitmq_queue_messages_ready{job=\"@\"})"),
                ("published", "sum(rate(rabbitmq_global_messages_received_total{job=\"@\"}[5m]))"),
                ("consumed", "sum(rate(rabbitmq_global_messages_delivered_total{job=\"@\"}[5m]))"),
                (
                    "memory",
                    "100 * rabbitmq_process_resident_memory_bytes{job=\"@\"} / rabbitmq_resident_memory_limit_bytes{job=\"@\"}",
                ),
            ],
            accepts: &[
                Access::Connect,
                Access::Send,
                Access::Consume,
                Access::ReadWrite,
                Access::Administer,
                Access::Observe,
            ],
            client_variables: &[("RABBITMQ_ADDRESS", "@"), ("SPRING_RABBITMQ_ADDRESSES", "@")],
            ..software::facts(vec![PORT, MANAGEMENT_PORT, METRICS_PORT], self.memory_mib, 0)
        }
    }

    fn subtitle(&self) -> String {
        format!("{} · {} MiB", self.version, self.memory_mib)
    }
}

impl Check for RabbitmqBroker {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        software::check_disk(site, out);
        out.push(
            Finding::new(
                "single-broker",
                Severity::Warning,
                out.anchor(None),
                format!("{} is the only node of its broker", site.name),
                "While its host is down, nobody can send or take messages",
            )
            .hint("take Amazon MQ with a cluster of three nodes, or accept it and write down how long"),
        );
        for queue in self.queues.iter().filter(|it| it.is_empty() || it.starts_with("amq.")) {
            out.push(Finding::new(
                "queue-name",
                Severity::Error,
                out.anchor(Some("queues")),
                format!("{} is to declare the queue {queue:?}", site.name),
                "RabbitMQ keeps names that begin with amq. to itself, and refuses the declaration",
            ));
        }
        let is_watched =
            site.asked_by(Access::Observe).any(|it| it.facts.watches.as_deref() == Some(DEPTH.metric));
        if is_watched && !self.publishes_depth {
            out.push(
                Finding::new(
                    "metric-unfed",
                    Severity::Error,
                    out.anchor(Some("publishes_depth")),
                    format!(
                        "an alarm watches how many messages wait in {}, and nothing sends that",
                        site.name
                    ),
                    "Without data the alarm never fires",
                )
                .fix("Send it", vec![crate::vocab::Command::set(site.address, "publishes_depth", true)]),
            );
        }
    }
}

impl Build for RabbitmqBroker {
    fn ends(&self, address: &Address) -> Ends {
        Ends::default()
            .with("dimensions.queue_depth", Value::map([("Broker", Value::from(address.as_str()))]))
    }

    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let software = Software {
            image: "rabbitmq",
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[PORT, MANAGEMENT_PORT, METRICS_PORT],
            health: &["rabbitmq-diagnostics", "-q", "check_port_connectivity"],
            start_seconds: 60,
            data: Some("/var/lib/rabbitmq"),
            ..Software::default()
        };
        let file = |name, target: &str, text| ConfigFile { name, target: target.to_owned(), text };
        Some(Container {
            // The folder of its data carries the node's name, which must outlive the container.
            environment: vec![("RABBITMQ_NODENAME".to_owned(), "rabbit@localhost".to_owned())],
            secrets: vec!["RABBITMQ_DEFAULT_PASS".to_owned(), "RABBITMQ_DEFAULT_USER".to_owned()],
            files: vec![
                file("rabbitmq.conf", "/etc/rabbitmq/conf.d/20-design.conf", self.configuration()),
                file("queues.json", "/etc/rabbitmq/queues.json", self.declarations()),
            ],
            gauges: self.gauges(site),
            ..software.container(site)
        })
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(6, Complexity::High))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let run = |command: &str| format!("{} exec -T {} {command}", site.compose_command(), site.address);
        let mut procedures = vec![Procedure {
            topic: Topic::Operate,
            title: format!("Look at the queues of {}", site.name),
            text:
                "How many messages wait, and how many consumers each queue has. A queue that grows without \
                   consumers has lost them; one that grows with them needs more."
                    .to_owned(),
            commands: vec![run(
                "rabbitmqctl -q list_queues name messages_ready messages_unacknowledged consumers",
            )],
        }];
        if !self.queues.is_empty() {
            procedures.push(Procedure {
                topic: Topic::Deploy,
                title: format!("Declare the queues of {}", site.name),
                text: "Once after its first start, and again when the design has more of them. Queues that are there \
                       stay as they are."
                    .to_owned(),
                commands: vec![run("rabbitmqctl import_definitions /etc/rabbitmq/queues.json")],
            });
        }
        procedures
    }
}

/// The ports for clients, for the web page, and for Prometheus.
const PORT: u16 = 5672;
const MANAGEMENT_PORT: u16 = 15672;
const METRICS_PORT: u16 = 15692;

/// How many messages wait; the host sends it.
const DEPTH: MetricFacts =
    MetricFacts { metric: "queue_depth", namespace: "RabbitMQ", name: "MessagesReady", custom: true };

impl RabbitmqBroker {
    fn configuration(&self) -> String {
        format!(
            "# User and password come from the environment.\nlisteners.tcp.default = {PORT}\nmanagement.tcp.port = \
             {MANAGEMENT_PORT}\nprometheus.tcp.port = {METRICS_PORT}\nvm_memory_high_watermark.relative = \
             0.{:02}\ndisk_free_limit.absolute = {}GB\n",
            self.memory_percent, self.disk_gb
        )
    }

    /// The queues as definitions to import. Users are not among them: those come from the environment.
    fn declarations(&self) -> String {
        let names = self.queues.iter().filter(|it| !it.is_empty() && !it.starts_with("amq."));
        let queues: Vec<serde_json::Value> = names
            .map(|name| {
                serde_json::json!({
                    "name": name,
                    "vhost": "/",
                    "durable": true,
                    "auto_delete": false,
                    "arguments": {"x-queue-type": "quorum"},
                })
            })
            .collect();
        let all = serde_json::json!({"queues": queues, "exchanges": [], "bindings": []});
        format!("{:#}\n", to_json(&all))
    }

    fn gauges(&self, site: &Site<'_>) -> Vec<Gauge> {
        if !self.publishes_depth {
            return Vec::new();
        }
        let sum = "rabbitmqctl -q list_queues messages_ready | awk '{ n += $1 } END { print n + 0 }'";
        vec![Gauge {
            namespace: DEPTH.namespace,
            name: DEPTH.name,
            dimensions: vec![("Broker", site.address.to_string())],
            command: ["sh", "-c", sum].map(str::to_owned).to_vec(),
        }]
    }
}
