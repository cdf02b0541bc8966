//! What can be wrong with a broker: its version, its size, what is away with it.

use crate::vocab::{Command, Finding, Findings, Severity, Site};

use super::{BrokerEngine, Deployment, MessageBroker};

impl MessageBroker {
    pub(super) fn check_settings(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let (oldest, current) = match self.engine {
            BrokerEngine::Rabbitmq => ((3, 11), "3.13"),
            BrokerEngine::Activemq => ((5, 16), "5.18"),
        };
        let numbers: Vec<Option<u32>> = self.version.split('.').map(|it| it.parse().ok()).collect();
        if !matches!(numbers.as_slice(), [Some(major), Some(minor)] if (*major, *minor) >= oldest) {
            out.push(
                Finding::new(
                    "broker-version",
                    Severity::Error,
                    out.anchor(Some("version")),
                    format!(
                        "{} names the version {:?}, which Amazon MQ does not offer for {}",
                        site.name,
                        self.version,
                        self.engine.title()
                    ),
                    "Amazon MQ takes two numbers, of a version that it still supports",
                )
                .fix(format!("Take {current}"), vec![Command::set(site.address, "version", current)]),
            );
        }
        let is_micro = self.instance_type.ends_with(".micro");
        if is_micro && self.deployment == Deployment::Cluster && self.engine == BrokerEngine::Rabbitmq {
            out.push(
                Finding::new(
                    "broker-type",
                    Severity::Error,
                    out.anchor(Some("instance_type")),
                    format!("{} is a cluster of {}", site.name, self.instance_type),
                    "Amazon MQ makes no cluster of the smallest type",
                )
                .fix("Take mq.m5.large", vec![Command::set(site.address, "instance_type", "mq.m5.large")]),
            );
        }
        if self.storage_gb.expected.0 > self.room_gb().into() {
            out.push(
                Finding::new(
                    "broker-storage",
                    Severity::Error,
                    out.anchor(Some("storage_gb")),
                    format!(
                        "{} keeps more than the {} GB of {}",
                        site.name,
                        self.room_gb(),
                        self.instance_type
                    ),
                    "A broker whose disk is full takes no messages until some are gone",
                )
                .hint("let consumers keep up, or drop what is too old")
                .hint("keep what has to stay in a log, such as Kafka's"),
            );
        }
        let fits = self.username.len() >= 2
            && self.username.chars().all(|it| it.is_ascii_alphanumeric() || "-._~".contains(it))
            && self.username != "guest";
        if !fits {
            out.push(
                Finding::new(
                    "broker-user",
                    Severity::Error,
                    out.anchor(Some("username")),
                    format!("{} has the user {:?}", site.name, self.username),
                    "Amazon MQ takes two or more letters, digits, dashes, dots, underscores and tildes, and not guest",
                )
                .hint("use a name such as app"),
            );
        }
    }

    pub(super) fn check_loss(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.deployment == Deployment::Single {
            out.push(
                Finding::new(
                    "broker-single",
                    Severity::Info,
                    out.anchor(Some("deployment")),
                    format!("{} is one broker", site.name),
                    "It is away for minutes in each maintenance window, and for as long as its zone is; senders have \
                     to keep what they could not send",
                )
                .fix("Make it a cluster", vec![Command::set(site.address, "deployment", "cluster")]),
            );
        }
        if site.is_public() {
            out.push(
                Finding::new(
                    "broker-public-tier",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} stands in a public tier", site.name),
                    "AWS gives it no public address, but what keeps data belongs where nothing else is open",
                )
                .hint("move it into a data tier without a route to the internet gateway"),
            );
        }
    }
}
