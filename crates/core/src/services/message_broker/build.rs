//! What builds a broker, and what the runbook says about it.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Plot},
    vocab::{Procedure, Site, Topic},
};

use super::{BrokerEngine, Deployment, MessageBroker};

const TYPE: &str = "aws_mq_broker";
const SECRET: &str = "aws_secretsmanager_secret";
const PASSWORD: &str = "aws_secretsmanager_random_password";

/// The longest name that Amazon MQ takes.
const LONGEST_NAME: usize = 50;

impl Build for MessageBroker {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        let dimensions = |suffix: &str| {
            Value::map([("Broker", Value::template([of("broker_name"), Value::from(suffix)]))])
        };
        // ActiveMQ measures each of its brokers, under the name with a number.
        let dimensions = match (self.engine, self.brokers()) {
            (BrokerEngine::Rabbitmq, _) => Value::map([("Broker", of("broker_name"))]),
            (BrokerEngine::Activemq, 1) => dimensions("-1"),
            (BrokerEngine::Activemq, _) => Value::List(vec![dimensions("-1"), dimensions("-2")]),
        };
        Ends { security_group: Some(label.clone()), arn: Some(of("arn")), ..Ends::default() }
            .with("url", of("instances[0].endpoints[0]"))
            .with("dimensions", dimensions)
            .with("secret_arn", Value::reference(SECRET, &label, "arn"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        self.secret(plot, graph);
        let mut broker = Resource::new(Concern::Messaging, TYPE, &label)
            .set("broker_name", name(plot))
            .set("engine_type", self.engine.title())
            .set("engine_version", &self.version)
            .set("host_instance_type", &self.instance_type)
            .set(
                "deployment_mode",
                match (self.deployment, self.engine) {
                    (Deployment::Single, _) => "SINGLE_INSTANCE",
                    (Deployment::Cluster, BrokerEngine::Rabbitmq) => "CLUSTER_MULTI_AZ",
                    (Deployment::Cluster, BrokerEngine::Activemq) => "ACTIVE_STANDBY_MULTI_AZ",
                },
            )
            .set("storage_type", if self.engine == BrokerEngine::Rabbitmq { "ebs" } else { "efs" })
            .set("publicly_accessible", false)
            .set("security_groups", plot.security_group_ids())
            // Newer versions of both engines are refused without.
            .set("auto_minor_version_upgrade", true);
        if let Some(subnets) = plot.inherited("subnet_ids") {
            // A cluster of RabbitMQ takes any number of subnets, the others one for each broker.
            let subnets = match (self.deployment, self.engine) {
                (Deployment::Single, _) => Value::List(vec![subnets.element(0)]),
                (Deployment::Cluster, BrokerEngine::Activemq) => {
                    Value::List(vec![subnets.clone().element(0), subnets.element(1)])
                }
                (Deployment::Cluster, BrokerEngine::Rabbitmq) => subnets,
            };
            broker = broker.set("subnet_ids", subnets);
        }
        graph.add(
            broker
                .block(
                    "maintenance_window_start_time",
                    [
                        ("day_of_week", Value::from("SUNDAY")),
                        ("time_of_day", Value::from("04:30")),
                        ("time_zone", Value::from("UTC")),
                    ],
                )
                .block(
                    "user",
                    [
                        ("username", Value::from(&self.username)),
                        ("password", password(&label)),
                        ("console_access", Value::from(self.engine == BrokerEngine::Activemq)),
                    ],
                )
                .ignore("user")
                .comment(
                    "Its first password comes from Secrets Manager; state files hold it, so change it after the \
                     first apply.",
                )
                .keep(),
        );
        let name = plot.site.name;
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        graph.tell(format!("{label}_url"), format!("The address of {name}"), of("instances[0].endpoints[0]"));
        graph.tell(
            format!("{label}_console"),
            format!("The console of {name}"),
            of("instances[0].console_url"),
        );
        graph.tell(format!("{label}_id"), format!("The id of {name} in Amazon MQ"), of("id"));
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let label = site.label();
        let output = |word: &str| format!("\"$(terraform -chdir=terraform output -raw {label}_{word})\"");
        let mut all = vec![
            Procedure {
                topic: Topic::Operate,
                title: format!("Look at {}", site.name),
                text: "Its state, its version, and what waits for the next maintenance window. Restarting takes some \
                       minutes; clients have to connect again."
                    .to_owned(),
                commands: vec![
                    format!(
                        "aws mq describe-broker --broker-id {} --query '[BrokerState, EngineVersion, PendingEngineVersion]'",
                        output("id")
                    ),
                    format!("aws mq reboot-broker --broker-id {}", output("id")),
                ],
            },
            Procedure {
                topic: Topic::Scale,
                title: format!("Give {} a larger type", site.name),
                text: "Change its instance type in the design, export, and look at the plan: it must replace nothing. \
                       The change comes with the next maintenance window, or at once with a restart."
                    .to_owned(),
                commands: vec!["terraform -chdir=terraform apply".to_owned()],
            },
        ];
        if self.engine == BrokerEngine::Rabbitmq {
            let call = format!(
                "curl --fail --silent --show-error --netrc-file broker.netrc {}/api/definitions",
                output("console")
            );
            all.push(Procedure {
                topic: Topic::Backup,
                title: format!("Take the queues and users of {} out as a file", site.name),
                text: "Amazon MQ makes no backups. The definitions are its exchanges, queues, users and policies; \
                       messages are not among them. Write machine, login and password of the broker into \
                       broker.netrc, and run it where the broker can be reached."
                    .to_owned(),
                commands: vec![format!("{call} > definitions.json")],
            });
            all.push(Procedure {
                topic: Topic::Restore,
                title: format!("Give {} its queues and users back", site.name),
                text: "It adds what is missing, and leaves messages alone.".to_owned(),
                commands: vec![format!(
                    "{call} --header 'content-type: application/json' --data @definitions.json"
                )],
            });
        }
        all
    }
}

impl MessageBroker {
    /// The secret that clients read, with a first password that nobody made up.
    fn secret(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        graph.look_up(
            Concern::Secrets,
            PASSWORD,
            &label,
            [("password_length", Value::from(32)), ("exclude_punctuation", Value::from(true))],
        );
        graph.add(
            Resource::new(Concern::Secrets, SECRET, &label)
                .set(
                    "name",
                    Value::template([Value::Local("name"), Value::from(format!("/{}", plot.site.address))]),
                )
                .set("description", format!("User and password of {}", plot.site.name)),
        );
        graph.add(
            Resource::new(Concern::Secrets, "aws_secretsmanager_secret_version", &label)
                .set("secret_id", Value::reference(SECRET, &label, "id"))
                .set(
                    "secret_string",
                    Value::json(Value::map([
                        ("username", Value::from(&self.username)),
                        ("password", password(&label)),
                    ])),
                )
                .ignore("secret_string"),
        );
    }
}

/// The password that was drawn at the first apply.
fn password(label: &str) -> Value {
    Value::Data(PASSWORD, label.to_owned(), "random_password")
}

/// What the broker is called in AWS.
fn name(plot: &Plot<'_>) -> Value {
    plot.name_within(plot.site.address, LONGEST_NAME).unwrap_or_else(|| {
        let short: String = plot.site.address.as_str().chars().take(LONGEST_NAME).collect();
        Value::from(short)
    })
}
