//! Kafka broker: one node of Apache Kafka in KRaft mode, as a container of a host. It is broker and
//! controller at once, so it needs no ZooKeeper. Costs nothing by itself; it takes memory and disk.
//! Settings: <https://kafka.apache.org/documentation/#brokerconfigs> · Image:
//! <https://hub.docker.com/r/apache/kafka>

mod check;
mod settings;

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::{Architecture, PriceBook},
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service, task},
    vocab::{
        Access, Capacity, Complexity, Container, Effort, Facts, Family, Findings, Gauge, Health, ImageFacts,
        LineItems, Meta, MetricFacts, Mount, Place, Procedure, Site, StorageFacts, Topic, shell_word,
    },
};

use settings::{is_asked_by_tasks, peers, peers_elsewhere, per_hour, room_gb, store, tasks};

/// The folder of the container that the log segments are in.
const LOG_DIR: &str = "/var/lib/kafka/data";
/// The part of the volume that topics may fill, in per cent. The rest is for segments on their way
/// out, for offsets and for the file system.
const FILL_PER_CENT: u32 = 80;

/// One node of Apache Kafka, broker and controller at once (KRaft, no ZooKeeper). Keeps its data on
/// the volume that it stores on; copies it to the brokers that it replicates with.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KafkaBroker {
    /// The version of the image apache/kafka. *Default:* 4.0.0.
    #[schemars(length(max = 40))]
    pub version: String,
    /// Its number in the cluster. Each broker has its own, and keeps it for life. *Default:* 1.
    #[schemars(range(min = 0, max = 1000))]
    pub node_id: u32,
    /// Java heap. 3 to 4 GiB carry most brokers; the page cache does the rest. *Default:* 3072 MiB.
    #[schemars(range(min = 256, max = 65536), extend("x-unit" = "MiB"))]
    pub heap_mib: u32,
    /// The most memory that the container may take. *Default:* 4096 MiB.
    #[schemars(range(min = 512, max = 262_144), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Port for clients and other brokers. *Default:* 9092.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// Port for the vote among the controllers. *Default:* 9093.
    #[schemars(range(min = 1, max = 65535))]
    pub controller_port: u16,
    /// Hours until a message is deleted. *Default:* 168 h, a week.
    #[schemars(range(min = 1, max = 87600), extend("x-unit" = "h"))]
    pub retention_hours: u32,
    /// The most that this broker keeps, all partitions together; the oldest messages go first. Left
    /// out, 80 % of its volume.
    #[schemars(range(min = 1, max = 16384), extend("x-unit" = "GB"))]
    pub retention_gb: Option<u32>,
    /// Partitions of all topics together, copies not counted. The disk is shared out among them.
    /// *Default:* 24.
    #[schemars(range(min = 1, max = 4000))]
    pub partitions: u32,
    /// Partitions of a new topic that doesn't say. *Default:* 3.
    #[schemars(range(min = 1, max = 1000))]
    pub default_partitions: u32,
    /// Brokers that hold a copy of each message. *Default:* 1.
    #[schemars(range(min = 1, max = 7))]
    pub replication_factor: u32,
    /// Copies that must be written before a message counts as sent. *Default:* 1.
    #[schemars(range(min = 1, max = 7))]
    pub min_insync: u32,
    /// Data written to the cluster in a month, copies not counted. Left out, the workload's messages
    /// are taken.
    #[schemars(extend("x-unit" = "GB"))]
    pub ingest_gb: Option<Range<Quantity>>,
    /// A timer on the host reads the consumer lag every minute and sends it to CloudWatch. Without it,
    /// an alarm on the lag has no data: Kafka itself sends none. *Default:* off.
    pub publishes_lag: bool,
}

fields!(KafkaBroker {
    version,
    node_id,
    heap_mib,
    memory_mib,
    port,
    controller_port,
    retention_hours,
    retention_gb,
    partitions,
    default_partitions,
    replication_factor,
    min_insync,
    ingest_gb,
    publishes_lag,
});

/// How many messages wait; the host sends it.
const LAG: MetricFacts =
    MetricFacts { metric: "consumer_lag", namespace: "Kafka", name: "ConsumerLag", custom: true };

impl Default for KafkaBroker {
    fn default() -> Self {
        Self {
            version: "4.0.0".to_owned(),
            node_id: 1,
            heap_mib: 3072,
            memory_mib: 4096,
            port: 9092,
            controller_port: 9093,
            retention_hours: 168,
            retention_gb: None,
            partitions: 24,
            default_partitions: 3,
            replication_factor: 1,
            min_insync: 1,
            ingest_gb: None,
            publishes_lag: false,
        }
    }
}

impl Kind for KafkaBroker {
    const META: Meta = Meta {
        kind: "kafka_broker",
        name: "Kafka broker",
        vendor: "KRaft",
        family: Family::Messaging,
        summary: "A node of Apache Kafka: keeps messages in order until their time is up",
        icon: "M9 12a3 3 0 1 0-6 0 3 3 0 0 0 6 0zM20 5.5a2.5 2.5 0 1 0-5 0 2.5 2.5 0 0 0 5 0zM20 18.5a2.5 2.5 0 1 0-5 0 2.5 2.5 0 0 0 5 0zM8.6 10.5L15.2 6.6M8.6 13.5l6.6 3.9",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("single", Self::default()),
            (
                "one of three",
                Self {
                    node_id: 2,
                    heap_mib: 4096,
                    memory_mib: 6144,
                    retention_hours: 72,
                    retention_gb: Some(150),
                    partitions: 120,
                    default_partitions: 6,
                    replication_factor: 3,
                    min_insync: 2,
                    ingest_gb: Some(Range {
                        low: 100_u32.into(),
                        expected: 400_u32.into(),
                        high: 900_u32.into(),
                    }),
                    publishes_lag: true,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for KafkaBroker {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let kept_gb =
            self.ingest_gb.map(|it| it.map(|it| per_hour(it.0).saturating_mul(self.retention_hours.into())));
        Facts {
            listens: vec![self.port, self.controller_port],
            image: Some(ImageFacts {
                arches: vec![Architecture::Arm64, Architecture::X86_64],
                memory_mib: self.memory_mib,
                heap_mib: self.heap_mib,
                one_shot: false,
            }),
            storage: Some(StorageFacts {
                room_gb: self.retention_gb.unwrap_or_default().into(),
                kept_gb: kept_gb.unwrap_or_default(),
            }),
            needs_actions: if self.publishes_lag {
                vec![(
                    "cloudwatch:PutMetricData",
                    "A timer on the host sends the consumer lag, which is no metric of EC2",
                )]
            } else {
                Vec::new()
            },
            metrics: vec![LAG],
            node_id: Some(self.node_id),
            client_variables: &[("KAFKA_BOOTSTRAP_SERVERS", "@"), ("SPRING_KAFKA_BOOTSTRAP_SERVERS", "@")],
            accepts: &[
                Access::Connect,
                Access::Send,
                Access::Consume,
                Access::ReadWrite,
                Access::Replicate,
                Access::Observe,
            ],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        // Tasks that listen in the VPC bring the zone for their own names.
        if site.leads && is_asked_by_tasks(site) && tasks(site).all(|it| it.facts.listens.is_empty()) {
            task::charge_namespace(out);
        }
    }

    fn capacity(&self, site: &Site<'_>) -> Vec<Capacity> {
        let Some(room_gb) = room_gb(site) else { return Vec::new() };
        let kept = self.kept_gb(site).expected.min(self.most_gb(site).unwrap_or(room_gb).into());
        vec![Capacity {
            what: "Kafka disk".to_owned(),
            unit: "GB",
            used: to_f64(kept),
            available: f64::from(room_gb),
        }]
    }

    fn subtitle(&self) -> String {
        format!("node {} · heap {} MiB", self.node_id, self.heap_mib)
    }
}

impl Check for KafkaBroker {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_disk(site, out);
        self.check_copies(site, out);
        self.check_quorum(site, out);
        self.check_lag(site, out);
    }
}

impl Build for KafkaBroker {
    fn ends(&self, address: &Address) -> Ends {
        Ends::default()
            .with("dimensions.consumer_lag", Value::map([("Broker", Value::from(address.as_str()))]))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let Some(host) = plot.site.within(Place::Host).filter(|_| is_asked_by_tasks(plot.site)) else {
            return;
        };
        let Some(private_ip) = plot.inherited("private_ip") else { return };
        let label = host.address.label();
        task::register(host.address, plot, graph);
        graph.add(
            Resource::new(Concern::Dns, "aws_service_discovery_instance", &label)
                .set("instance_id", host.address.as_str())
                .set("service_id", Value::reference("aws_service_discovery_service", &label, "id"))
                .set("attributes", Value::map([("AWS_INSTANCE_IPV4", private_ip)]))
                .comment("Tasks find the broker by the name that it tells its clients."),
        );
    }

    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let name = self.own_name(site).to_string();
        let is_reached_from_outside = name != site.address.as_str();
        let (published, exposed) = if is_reached_from_outside {
            (vec![self.port, self.controller_port], Vec::new())
        } else {
            (Vec::new(), vec![self.port, self.controller_port])
        };
        let mounts = store(site).and_then(|it| it.facts.mounts_at.as_deref()).map(|path| Mount {
            // A folder in the volume: Kafka takes a stray lost+found in its own folder for a topic.
            source: format!("{}/data", path.trim_end_matches('/')),
            target: LOG_DIR.to_owned(),
            read_only: false,
        });
        Some(Container {
            image: format!("apache/kafka:{}", self.version),
            environment: self.environment(site, &name),
            published,
            exposed,
            memory_mib: self.memory_mib,
            health: Some(Health {
                // Kafka's own tools start a JVM each time; the port opens once requests are served.
                command: ["nc", "-z", "127.0.0.1", &self.port.to_string()].map(str::to_owned).to_vec(),
                start_seconds: 60,
            }),
            mounts: mounts.into_iter().collect(),
            aliases: if is_reached_from_outside { vec![name.clone()] } else { Vec::new() },
            reaches: peers_elsewhere(site),
            // The image's own user; it must own the folder on the volume.
            user: "1000:1000".to_owned(),
            gauges: self.gauges(site, &name),
            replicas: 1,
            ..Container::default()
        })
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(6, Complexity::High))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let tool = |tool: &str, arguments: &str| {
            // The broker's heap settings would give each tool 3 GiB as well.
            format!(
                "{} exec -T -e KAFKA_HEAP_OPTS=-Xmx128m {} /opt/kafka/bin/{tool} --bootstrap-server {}:{} {arguments}",
                site.compose_command(),
                site.address,
                self.own_name(site),
                self.port
            )
        };
        let mut procedures = vec![Procedure {
            topic: Topic::Operate,
            title: format!("Look at topics and consumer lag of {}", site.name),
            text: "On its host.".to_owned(),
            commands: vec![
                tool("kafka-topics.sh", "--describe"),
                tool("kafka-consumer-groups.sh", "--describe --all-groups"),
            ],
        }];
        let lowest = peers(site).values().all(|it| it.facts.node_id.is_some_and(|it| it > self.node_id));
        if !peers(site).is_empty() && lowest {
            procedures.push(self.quorum_procedure(
                site,
                tool("kafka-reassign-partitions.sh", "--reassignment-json-file moves.json --execute"),
            ));
        }
        procedures
    }
}

impl KafkaBroker {
    /// The messages that wait for their consumers, over all groups.
    fn gauges(&self, site: &Site<'_>, name: &str) -> Vec<Gauge> {
        if !self.publishes_lag {
            return Vec::new();
        }
        // The broker's heap settings would give the tool 3 GiB as well.
        let sum = format!(
            "KAFKA_HEAP_OPTS=-Xmx128m /opt/kafka/bin/kafka-consumer-groups.sh --bootstrap-server {name}:{} --describe \
             --all-groups | awk '$6 ~ /^[0-9]+$/ {{ lag += $6 }} END {{ print lag + 0 }}'",
            self.port
        );
        vec![Gauge {
            namespace: LAG.namespace,
            name: LAG.name,
            dimensions: vec![("Broker", site.address.to_string())],
            command: ["sh", "-c", &sum].map(str::to_owned).to_vec(),
        }]
    }

    fn quorum_procedure(&self, site: &Site<'_>, reassign: String) -> Procedure {
        let state = store(site)
            .and_then(|it| it.facts.mounts_at.as_deref())
            .map_or_else(|| LOG_DIR.to_owned(), |path| format!("{}/data", path.trim_end_matches('/')));
        Procedure {
            topic: Topic::Scale,
            title: format!("Let more brokers join {}", site.name),
            text: format!(
                "The set of voters is part of every broker's settings, so all brokers stop for some minutes. A broker \
                 with an empty disk must not be outvoted into the lead, or the cluster forgets its topics: start {} \
                 together with one new broker first, wait until the new one has no lag, and only then start the \
                 next. Former topics keep one copy until they are moved; moves.json lists the new copies. \
                 Node numbers stay as they are.",
                site.name
            ),
            commands: vec![
                format!("{} stop {}", site.compose_command(), site.address),
                format!("sudo rm -f {}", shell_word(&format!("{state}/__cluster_metadata-0/quorum-state"))),
                format!("{} up -d {}", site.compose_command(), site.address),
                format!(
                    "{} exec -T -e KAFKA_HEAP_OPTS=-Xmx128m {} /opt/kafka/bin/kafka-metadata-quorum.sh --bootstrap-server {}:{} describe --replication",
                    site.compose_command(),
                    site.address,
                    self.own_name(site),
                    self.port
                ),
                reassign,
            ],
        }
    }
}

fn to_f64(value: Decimal) -> f64 {
    value.try_into().unwrap_or_default()
}
