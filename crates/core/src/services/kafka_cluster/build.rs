//! What builds a Kafka cluster, and what the runbook says about it.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Plot},
    vocab::{Procedure, Site, Topic, shell_word},
};

use super::{KafkaAuthentication, KafkaCluster};

const TYPE: &str = "aws_msk_cluster";

/// The longest name that MSK takes.
const LONGEST_NAME: usize = 64;

impl Build for KafkaCluster {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        let brokers = (1..=self.brokers).map(|it| {
            Value::map([("Cluster Name", of("cluster_name")), ("Broker ID", Value::from(it.to_string()))])
        });
        Ends { security_group: Some(label.clone()), arn: Some(of("arn")), ..Ends::default() }
            .with("url", of(self.bootstrap()))
            .with("dimensions", Value::List(brokers.collect()))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let properties = format!(
            "auto.create.topics.enable=false\ndefault.replication.factor={}\nmin.insync.replicas={}\nlog.retention.hours={}\n",
            self.replication_factor, self.min_insync, self.retention_hours
        );
        graph.add(
            Resource::new(Concern::Messaging, "aws_msk_configuration", &label)
                .set("name", plot.name())
                .set("kafka_versions", Value::list([&self.version]))
                .set("server_properties", properties)
                .create_first(),
        );
        let mut nodes = vec![("instance_type", Value::from(format!("kafka.{}", self.broker_type)))];
        if let Some(subnets) = plot.inherited("subnet_ids") {
            nodes.push(("client_subnets", subnets));
        }
        nodes.push(("security_groups", plot.security_group_ids()));
        nodes.push((
            "storage_info",
            Value::block([(
                "ebs_storage_info",
                Value::block([("volume_size", Value::from(self.storage_gb))]),
            )]),
        ));
        let is_open = self.authentication == KafkaAuthentication::None;
        graph.add(
            Resource::new(Concern::Messaging, TYPE, &label)
                .set(
                    "cluster_name",
                    plot.name_within(plot.site.address, LONGEST_NAME)
                        .unwrap_or_else(|| Value::from(short(plot.site.address))),
                )
                .set("kafka_version", &self.version)
                .set("number_of_broker_nodes", self.brokers)
                .block("broker_node_group_info", nodes)
                .block(
                    "client_authentication",
                    [
                        ("unauthenticated", Value::from(is_open)),
                        ("sasl", Value::block([("iam", Value::from(!is_open))])),
                    ],
                )
                .block(
                    "encryption_info",
                    [(
                        "encryption_in_transit",
                        Value::block([
                            ("client_broker", Value::from("TLS")),
                            ("in_cluster", Value::from(true)),
                        ]),
                    )],
                )
                .block(
                    "configuration_info",
                    [
                        ("arn", Value::reference("aws_msk_configuration", &label, "arn")),
                        ("revision", Value::reference("aws_msk_configuration", &label, "latest_revision")),
                    ],
                )
                .keep(),
        );
        let name = plot.site.name;
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        graph.tell(
            format!("{label}_brokers"),
            format!("Where clients of {name} begin"),
            of(self.bootstrap()),
        );
        graph.tell(format!("{label}_arn"), format!("The ARN of {name}"), of("arn"));
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let output =
            |word: &str| format!("\"$(terraform -chdir=terraform output -raw {}_{word})\"", site.label());
        let tool = |tool: &str, arguments: &str| {
            format!(
                "{tool} --bootstrap-server {} --command-config client.properties {arguments}",
                output("brokers")
            )
        };
        let settings = match self.authentication {
            KafkaAuthentication::Iam => {
                "security.protocol=SASL_SSL, sasl.mechanism=AWS_MSK_IAM and the two classes of aws-msk-iam-auth"
            }
            KafkaAuthentication::None => "security.protocol=SSL",
        };
        vec![
            Procedure {
                topic: Topic::Operate,
                title: format!("Look at topics and consumer lag of {}", site.name),
                text: format!(
                    "On a machine that reaches the brokers, with Kafka's own tools. The file client.properties holds \
                     {settings}. Topics are made by hand: a client that misspells one gets an error, no new topic."
                ),
                commands: vec![
                    format!(
                        "aws kafka describe-cluster-v2 --cluster-arn {} --query ClusterInfo.State",
                        output("arn")
                    ),
                    tool("kafka-topics.sh", "--describe"),
                    tool("kafka-consumer-groups.sh", "--describe --all-groups"),
                    tool(
                        "kafka-topics.sh",
                        &format!(
                            "--create --topic \"$TOPIC\" --partitions {} --replication-factor {}",
                            self.brokers, self.replication_factor
                        ),
                    ),
                ],
            },
            Procedure {
                topic: Topic::Backup,
                title: format!("What stands in for a backup of {}", site.name),
                text: format!(
                    "MSK makes no backups. Each message lies on {} brokers until it is {} hours old; what must last \
                     longer has to be written elsewhere by a consumer.",
                    self.replication_factor, self.retention_hours
                ),
                commands: Vec::new(),
            },
            Procedure {
                topic: Topic::Scale,
                title: format!("Give {} larger disks, other types or more brokers", site.name),
                text: format!(
                    "Change the design, export, and look at the plan: it must replace nothing. MSK changes one broker \
                     after the other while the rest works. New brokers hold nothing until partitions are moved to \
                     them; moves.json lists where to. The cluster's name is {}.",
                    shell_word(&format!("{}-{}", site.project, site.address))
                ),
                commands: vec![
                    "terraform -chdir=terraform apply".to_owned(),
                    tool("kafka-reassign-partitions.sh", "--reassignment-json-file moves.json --execute"),
                ],
            },
        ]
    }
}

impl KafkaCluster {
    /// The attribute that holds the brokers' addresses.
    const fn bootstrap(&self) -> &'static str {
        match self.authentication {
            KafkaAuthentication::Iam => "bootstrap_brokers_sasl_iam",
            KafkaAuthentication::None => "bootstrap_brokers_tls",
        }
    }
}

/// All topics or groups of a cluster, as IAM names them.
pub(super) fn within(address: &Address, resource: &str) -> Value {
    let label = address.label();
    Value::template([
        Value::from("arn:aws:kafka:"),
        Value::Data("aws_region", "current".to_owned(), "name"),
        Value::from(":"),
        Value::Data("aws_caller_identity", "current".to_owned(), "account_id"),
        Value::from(format!(":{resource}/")),
        Value::reference(TYPE, &label, "cluster_name"),
        Value::from("/"),
        Value::reference(TYPE, &label, "cluster_uuid"),
        Value::from("/*"),
    ])
}

/// A name for one whose stack and address are too long together.
fn short(address: &Address) -> String {
    address.as_str().chars().take(LONGEST_NAME).collect()
}
