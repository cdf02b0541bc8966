//! A broker's settings that follow from its place: who votes, what it is called, what each partition
//! may keep.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::{
    base::{Address, Decimal, Range, gather, sort_by},
    vocab::{Access, HOURS_PER_MONTH, Neighbour, Place, Site},
};

use super::{FILL_PER_CENT, KafkaBroker, LOG_DIR};

/// KB in a GB, as the workload counts them.
const KB_PER_GB: u32 = 1_000_000;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

impl KafkaBroker {
    /// The name that clients and other brokers get told: the container's own inside one stack, the
    /// host's as soon as somebody lives elsewhere.
    pub(super) fn own_name<'a>(&self, site: &Site<'a>) -> &'a Address {
        let mut askers =
            site.incoming.iter().filter(|it| it.access.opens_port()).chain(peers(site).into_values());
        let host = site.within(Place::Host).filter(|_| askers.any(|it| !site.is_beside(it)));
        host.map_or(site.address, |it| it.address)
    }

    /// The name that the broker tells its clients. Tasks, which stand in no host, ask the DNS of the
    /// VPC, so as soon as one of them connects it is a name that the DNS knows.
    pub(super) fn told_name(&self, site: &Site<'_>) -> String {
        match site.within(Place::Host) {
            Some(host) if is_asked_by_tasks(site) => format!("{}.{}.internal", host.address, site.project),
            _ => self.own_name(site).to_string(),
        }
    }

    pub(super) fn environment(&self, site: &Site<'_>, name: &str) -> Vec<(String, String)> {
        let mut voters = BTreeMap::from([(self.node_id, format!("{name}:{}", self.controller_port))]);
        for peer in peers(site).into_values() {
            let port = peer.facts.listens.get(1).copied().unwrap_or(self.controller_port);
            if let (Some(id), Some(name)) = (peer.facts.node_id, site.name_of(peer)) {
                voters.entry(id).or_insert(format!("{name}:{port}"));
            }
        }
        let voters: Vec<String> = voters.into_iter().map(|(id, at)| format!("{id}@{at}")).collect();
        let copies = self.replication_factor.to_string();
        let min_insync = self.min_insync.to_string();
        let mut environment = vec![
            ("CLUSTER_ID", cluster_id(site.project)),
            ("KAFKA_ADVERTISED_LISTENERS", format!("PLAINTEXT://{}:{}", self.told_name(site), self.port)),
            ("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER".to_owned()),
            ("KAFKA_CONTROLLER_QUORUM_VOTERS", voters.join(",")),
            ("KAFKA_DEFAULT_REPLICATION_FACTOR", copies.clone()),
            ("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0".to_owned()),
            ("KAFKA_HEAP_OPTS", format!("-Xms{0}m -Xmx{0}m", self.heap_mib)),
            ("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT".to_owned()),
            ("KAFKA_LISTENERS", format!("PLAINTEXT://:{},CONTROLLER://:{}", self.port, self.controller_port)),
            ("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT".to_owned()),
            ("KAFKA_LOG_DIRS", LOG_DIR.to_owned()),
            ("KAFKA_LOG_RETENTION_HOURS", self.retention_hours.to_string()),
            ("KAFKA_MIN_INSYNC_REPLICAS", min_insync.clone()),
            ("KAFKA_NODE_ID", self.node_id.to_string()),
            ("KAFKA_NUM_PARTITIONS", self.default_partitions.to_string()),
            ("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", copies.clone()),
            ("KAFKA_PROCESS_ROLES", "broker,controller".to_owned()),
            ("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", min_insync),
            ("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", copies),
        ];
        if let Some((retention, segment)) = self.partition_bytes(site) {
            environment.push(("KAFKA_LOG_RETENTION_BYTES", retention.to_string()));
            environment.push(("KAFKA_LOG_SEGMENT_BYTES", segment.to_string()));
        }
        sort_by(&mut environment, Ord::cmp);
        environment.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// What one partition may keep before its oldest segment is deleted, and how large a segment is.
    /// Kafka's limit is for each partition and leaves out the segment being written, so the disk is
    /// shared out among the partitions and one segment is taken off.
    fn partition_bytes(&self, site: &Site<'_>) -> Option<(u64, u64)> {
        let most = u64::from(self.most_gb(site)?) * GIB;
        let copies = u64::from(self.partitions) * u64::from(self.replication_factor);
        let here = copies.div_ceil(n_brokers(site).into()).max(1);
        let share = most / here;
        let segment = (share / 8).clamp(16 * MIB, GIB);
        Some((share.saturating_sub(segment).max(segment), segment))
    }

    /// The most that the broker keeps: what was set, or the part of its volume that may be filled.
    pub(super) fn most_gb(&self, site: &Site<'_>) -> Option<u32> {
        self.retention_gb.or_else(|| room_gb(site).map(|it| (it.saturating_mul(FILL_PER_CENT) / 100).max(1)))
    }

    /// What it would keep if only time counted.
    pub(super) fn kept_gb(&self, site: &Site<'_>) -> Range<Decimal> {
        let share = Decimal::from(self.replication_factor)
            .checked_div(n_brokers(site).into())
            .unwrap_or(Decimal::ONE)
            .min(Decimal::ONE);
        let hours = Decimal::from(self.retention_hours);
        self.monthly_gb(site).map(|it| per_hour(it).saturating_mul(hours).saturating_mul(share))
    }

    fn monthly_gb(&self, site: &Site<'_>) -> Range<Decimal> {
        if let Some(ingest) = self.ingest_gb {
            return ingest.map(|it| it.0);
        }
        let gb = site.workload.message_kb.checked_div(KB_PER_GB.into()).unwrap_or_default();
        site.workload.messages.map(|it| it.saturating_mul(gb))
    }
}

/// Whether something asks it that stands in no host and is built all the same: a task.
pub(super) fn is_asked_by_tasks(site: &Site<'_>) -> bool {
    tasks(site).next().is_some()
}

/// Tasks that ask it.
pub(super) fn tasks<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
    site.incoming.iter().filter(|it| it.access.opens_port() && it.host.is_none() && !it.facts.external)
}

/// The volume that the broker keeps its data on.
pub(super) fn store<'a>(site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
    site.asks(Access::Store).next()
}

pub(super) fn room_gb(site: &Site<'_>) -> Option<u32> {
    let room = store(site)?.facts.storage.as_ref()?.room_gb;
    u32::try_from(room.trunc()).ok().filter(|it| *it > 0)
}

/// The brokers that it copies to or from, by address: a connection joins two, whichever way it points.
pub(super) fn peers<'a>(site: &Site<'a>) -> BTreeMap<&'a Address, &'a Neighbour<'a>> {
    gather(site.asks(Access::Replicate).chain(site.asked_by(Access::Replicate)).map(|it| (it.address, it)))
}

pub(super) fn n_brokers(site: &Site<'_>) -> u32 {
    u32::try_from(peers(site).len()).unwrap_or(u32::MAX).saturating_add(1)
}

/// The hosts of the brokers that live elsewhere.
pub(super) fn peers_elsewhere(site: &Site<'_>) -> Vec<Address> {
    let mut hosts: Vec<Address> = peers(site)
        .into_values()
        .filter(|it| !site.is_beside(it))
        .filter_map(|it| it.host.cloned())
        .collect();
    sort_by(&mut hosts, Ord::cmp);
    hosts.dedup();
    hosts
}

pub(super) fn per_hour(monthly: Decimal) -> Decimal {
    monthly.checked_div(HOURS_PER_MONTH.into()).unwrap_or_default()
}

/// The cluster's id in Kafka's own form: 16 bytes in URL-safe base 64, 22 characters. It is made of
/// the design's address alone, so that all brokers agree and no export changes it: a broker refuses a
/// disk of another cluster.
fn cluster_id(project: &Address) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = Sha256::digest(format!("kafka cluster of {project}"));
    let bits = digest.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    // Without the top bit the id never starts with a hyphen, which tools take for an option.
    let bits = bits & (u128::MAX >> 1);
    (0..22)
        .map(|idx| {
            let shift = 122_i32 - idx * 6;
            let six = if shift >= 0 { bits >> shift } else { bits << -shift };
            char::from(ALPHABET.get((six & 63) as usize).copied().unwrap_or(b'A'))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_id_is_22_characters_that_only_the_project_decides() {
        let one = cluster_id(&Address::slugify("c1"));
        assert_eq!(one.len(), 22);
        assert_eq!(one, cluster_id(&Address::slugify("c1")));
        assert_ne!(one, cluster_id(&Address::slugify("c2")));
        assert!(one.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_'), "{one}");
        // The last character carries two bits; the other four are padding.
        assert!("AQgw".contains(one.chars().last().unwrap()), "{one}");
    }
}
