//! What can be wrong with a broker: its disk, its copies, its quorum, its memory, its alarm.

use crate::{
    base::{Decimal, round},
    vocab::{Access, Command, Finding, Findings, Severity, Site},
};

use super::{
    FILL_PER_CENT, KafkaBroker,
    settings::{n_brokers, peers, room_gb},
};

impl KafkaBroker {
    pub(super) fn check_disk(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let Some(room_gb) = room_gb(site) else {
            out.push(
                Finding::new(
                    "kafka-volume",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} keeps its messages inside its container", site.name),
                    "They are lost with the container, at the next deployment of a new version",
                )
                .hint("put a volume into its host and connect the broker to it with the access store"),
            );
            return;
        };
        let most = room_gb.saturating_mul(90) / 100;
        if let Some(retention_gb) = self.retention_gb.filter(|it| *it > most) {
            let fit = (room_gb.saturating_mul(FILL_PER_CENT) / 100).max(1);
            out.push(
                Finding::new(
                    "kafka-retention-bytes",
                    Severity::Error,
                    out.anchor(Some("retention_gb")),
                    format!("{} may keep {retention_gb} GB on a volume of {room_gb} GB", site.name),
                    "A broker whose disk is full stops, and so does all that sends to it; segments on their way out \
                     and the file system need a tenth of the disk",
                )
                .fix(format!("Keep {fit} GB"), vec![Command::set(site.address, "retention_gb", fit)]),
            );
        }
        let limit = Decimal::from(self.most_gb(site).unwrap_or(room_gb));
        let kept = self.kept_gb(site);
        if kept.expected > limit {
            let hours = self.hours_that_fit(limit, kept.expected);
            out.push(
                Finding::new(
                    "kafka-retention-hours",
                    Severity::Warning,
                    out.anchor(Some("retention_hours")),
                    format!(
                        "{} is to keep {} h of messages, about {} GB, and has {limit} GB for them on a volume of {room_gb} GB",
                        site.name,
                        self.retention_hours,
                        round(kept.expected, 0)
                    ),
                    format!("The size limit deletes messages after about {hours} h, earlier than agreed; a consumer that is down for longer loses them"),
                )
                .hint("make the volume larger")
                .fix(format!("Keep {hours} h"), vec![Command::set(site.address, "retention_hours", hours)]),
            );
        } else if kept.high > limit {
            out.push(Finding::new(
                "kafka-retention-hours",
                Severity::Info,
                out.anchor(Some("retention_hours")),
                format!(
                    "in a busy month {} would keep {} GB in {} h, and has {limit} GB for them",
                    site.name,
                    round(kept.high, 0),
                    self.retention_hours
                ),
                "The size limit then deletes messages earlier than agreed",
            ));
        }
    }

    fn hours_that_fit(&self, limit_gb: Decimal, kept_gb: Decimal) -> u32 {
        let hours = Decimal::from(self.retention_hours).saturating_mul(limit_gb).checked_div(kept_gb);
        hours.and_then(|it| u32::try_from(it.trunc()).ok()).unwrap_or(1).max(1)
    }

    pub(super) fn check_copies(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let n_brokers = n_brokers(site);
        if self.replication_factor > n_brokers {
            out.push(
                Finding::new(
                    "kafka-replication-factor",
                    Severity::Error,
                    out.anchor(Some("replication_factor")),
                    format!(
                        "{} asks for {} copies of each message, and its cluster has {n_brokers} {}",
                        site.name,
                        self.replication_factor,
                        if n_brokers == 1 { "broker" } else { "brokers" }
                    ),
                    "Kafka refuses to create a topic with more copies than brokers",
                )
                .hint("connect each pair of brokers with the access replicate")
                .fix(
                    format!("Keep {n_brokers} copies"),
                    vec![Command::set(site.address, "replication_factor", n_brokers)],
                ),
            );
        } else if n_brokers >= 3 && self.replication_factor == 1 {
            out.push(
                Finding::new(
                    "kafka-replication-factor",
                    Severity::Warning,
                    out.anchor(Some("replication_factor")),
                    format!("{} keeps one copy of each message in a cluster of {n_brokers} brokers", site.name),
                    "The loss of one broker then loses a part of the messages, so that more brokers make a loss likelier",
                )
                .fix(
                    "Keep 3 copies, 2 of them written before a message counts as sent",
                    vec![Command::set(site.address, "replication_factor", 3), Command::set(site.address, "min_insync", 2)],
                ),
            );
        }
        if self.min_insync > self.replication_factor {
            out.push(
                Finding::new(
                    "kafka-min-insync",
                    Severity::Error,
                    out.anchor(Some("min_insync")),
                    format!(
                        "{} wants {} copies written and keeps only {}",
                        site.name, self.min_insync, self.replication_factor
                    ),
                    "Every message that is sent with acks=all is refused",
                )
                .fix(
                    format!("Want {} written", self.replication_factor),
                    vec![Command::set(site.address, "min_insync", self.replication_factor)],
                ),
            );
        } else if self.min_insync == self.replication_factor && self.replication_factor > 1 {
            out.push(
                Finding::new(
                    "kafka-min-insync",
                    Severity::Warning,
                    out.anchor(Some("min_insync")),
                    format!("{} wants all {} copies written", site.name, self.min_insync),
                    "As soon as one broker is down or restarts, messages sent with acks=all are refused",
                )
                .fix(
                    format!("Want {} written", self.replication_factor - 1),
                    vec![Command::set(site.address, "min_insync", self.replication_factor - 1)],
                ),
            );
        }
    }

    pub(super) fn check_quorum(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let n_brokers = n_brokers(site);
        if n_brokers.is_multiple_of(2) {
            let failing = (n_brokers - 1) / 2;
            out.push(
                Finding::new(
                    "kafka-quorum",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} votes among {n_brokers} controllers, an even number", site.name),
                    format!("A majority of {n_brokers} survives the loss of {failing}, no more than one of {} does", n_brokers - 1),
                )
                .hint("use three brokers, and connect each pair of them with the access replicate"),
            );
        }
        if let Some(twin) = peers(site).into_values().find(|it| it.facts.node_id == Some(self.node_id)) {
            out.push(
                Finding::new(
                    "kafka-node-id",
                    Severity::Error,
                    out.anchor(Some("node_id")),
                    format!("{} and {} both are node {}", site.name, twin.name, self.node_id),
                    "The cluster takes the two for one, and the second never joins",
                )
                .hint("give each broker a number of its own"),
            );
        }
        if let Some(rival) = peers(site).into_values().find(|it| site.is_beside(it)) {
            out.push(Finding::new(
                "kafka-same-host",
                Severity::Warning,
                out.anchor(None),
                format!("{} and {} stand on the same host", site.name, rival.name),
                "Copies protect against the loss of a machine only when they are on different machines",
            ));
        }
    }

    pub(super) fn check_lag(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let watcher =
            site.asked_by(Access::Observe).find(|it| it.facts.watches.as_deref() == Some("consumer_lag"));
        if let Some(watcher) = watcher.filter(|_| !self.publishes_lag) {
            out.push(
                Finding::new(
                    "kafka-lag-metric",
                    Severity::Warning,
                    out.anchor(Some("publishes_lag")),
                    format!("{} watches the consumer lag of {}, which nothing sends", watcher.name, site.name),
                    "Consumer lag is no metric of EC2 and Kafka sends none, so the alarm stays without data for ever",
                )
                .fix("Send the lag from a timer on the host", vec![Command::set(site.address, "publishes_lag", true)]),
            );
        }
    }
}
