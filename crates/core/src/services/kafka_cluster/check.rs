//! What can be wrong with a Kafka cluster: its brokers, its copies, its disks.

use crate::{
    base::{Decimal, round},
    vocab::{Command, Finding, Findings, Severity, Site},
};

use super::{KafkaAuthentication, KafkaCluster};

impl KafkaCluster {
    pub(super) fn check_settings(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let azs = site.azs();
        if azs > 1 && !self.brokers.is_multiple_of(azs) {
            let fits = self.brokers.div_ceil(azs) * azs;
            out.push(
                Finding::new(
                    "kafka-cluster-brokers",
                    Severity::Error,
                    out.anchor(Some("brokers")),
                    format!("{} has {} brokers in {azs} availability zones", site.name, self.brokers),
                    "MSK wants as many brokers in each zone, and refuses the rest",
                )
                .fix(format!("Take {fits}"), vec![Command::set(site.address, "brokers", fits)]),
            );
        }
        let mut numbers = self.version.split('.');
        let fits = numbers.next().is_some_and(|it| matches!(it.parse::<u32>(), Ok(2..)))
            && numbers.next().is_some_and(|it| it.parse::<u32>().is_ok());
        if !fits {
            out.push(
                Finding::new(
                    "kafka-cluster-version",
                    Severity::Error,
                    out.anchor(Some("version")),
                    format!("{} names the version {:?}", site.name, self.version),
                    "MSK takes versions such as 3.8.x",
                )
                .fix("Take 3.8.x", vec![Command::set(site.address, "version", "3.8.x")]),
            );
        }
        if self.authentication == KafkaAuthentication::None {
            out.push(
                Finding::new(
                    "kafka-cluster-open",
                    Severity::Warning,
                    out.anchor(Some("authentication")),
                    format!("{} lets anybody in who reaches it", site.name),
                    "Only its security group stands between a foreign process in the network and every topic",
                )
                .fix("Ask for a role", vec![Command::set(site.address, "authentication", "iam")]),
            );
        }
        if site.is_public() {
            out.push(
                Finding::new(
                    "kafka-cluster-public-tier",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} stands in a public tier", site.name),
                    "AWS gives it no public address, but what keeps data belongs where nothing else is open",
                )
                .hint("move it into a data tier without a route to the internet gateway"),
            );
        }
    }

    pub(super) fn check_copies(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.replication_factor > self.brokers {
            out.push(
                Finding::new(
                    "kafka-cluster-copies",
                    Severity::Error,
                    out.anchor(Some("replication_factor")),
                    format!(
                        "{} keeps {} copies on {} brokers",
                        site.name, self.replication_factor, self.brokers
                    ),
                    "A broker holds one copy of a message, so no topic can be made",
                )
                .fix(
                    format!("Keep {}", self.brokers),
                    vec![
                        Command::set(site.address, "replication_factor", self.brokers),
                        Command::set(
                            site.address,
                            "min_insync",
                            self.min_insync.min(self.brokers - 1).max(1),
                        ),
                    ],
                ),
            );
        } else if self.min_insync >= self.replication_factor && self.replication_factor > 1 {
            let fits = self.replication_factor - 1;
            out.push(
                Finding::new(
                    "kafka-cluster-min-insync",
                    Severity::Warning,
                    out.anchor(Some("min_insync")),
                    format!("{} wants all {} copies written", site.name, self.replication_factor),
                    "MSK restarts brokers one by one for patches; meanwhile messages sent with acks=all are refused",
                )
                .fix(format!("Want {fits} written"), vec![Command::set(site.address, "min_insync", fits)]),
            );
        }
    }

    pub(super) fn check_disk(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let kept = self.kept_gb(self.ingest_gb(site)).expected;
        // A broker above 85 per cent is where AWS warns.
        if kept > self.room_gb() * Decimal::new(85, 2) {
            out.push(
                Finding::new(
                    "kafka-cluster-disk",
                    Severity::Warning,
                    out.anchor(Some("storage_gb")),
                    format!(
                        "{} keeps about {} GB with all copies, and has {} GB",
                        site.name,
                        round(kept, 0).normalize(),
                        self.room_gb().normalize()
                    ),
                    "A broker whose disk is full stops, and with it its share of every topic",
                )
                .hint("make the volumes larger, or keep messages for a shorter time"),
            );
        }
    }
}
