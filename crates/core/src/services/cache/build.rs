//! What builds a cache, and what the runbook says about it.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Plot},
    vocab::{Complexity, Effort, Procedure, Site, Topic, shell_word},
};

use super::{Cache, PORT};

const TYPE: &str = "aws_elasticache_replication_group";

/// The longest name that ElastiCache takes.
const LONGEST_NAME: usize = 40;

impl Build for Cache {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        // Each node measures itself; the first is the primary until another takes over.
        let node = Value::template([of("replication_group_id"), Value::from("-001")]);
        Ends {
            security_group: Some(label.clone()),
            arn: Some(of("arn")),
            endpoint: Some(of("primary_endpoint_address")),
            ..Ends::default()
        }
        .with("dimensions", Value::map([("CacheClusterId", node)]))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut subnets =
            Resource::new(Concern::Database, "aws_elasticache_subnet_group", &label).set("name", plot.name());
        if let Some(subnet_ids) = plot.inherited("subnet_ids") {
            subnets = subnets.set("subnet_ids", subnet_ids);
        }
        graph.add(subnets);
        let has_replicas = self.nodes > 1;
        let name = plot.name_within(plot.site.address, LONGEST_NAME);
        let mut group = Resource::new(Concern::Database, TYPE, &label)
            .set("replication_group_id", name.unwrap_or_else(|| Value::from(short_name(plot.site.address))))
            .set("description", format!("{} {}", self.engine.title(), plot.site.address))
            .set("engine", self.engine.word())
            .set("engine_version", &self.version)
            .set("node_type", &self.node_type)
            .set("num_cache_clusters", self.nodes)
            .set("port", PORT)
            .set("subnet_group_name", Value::reference("aws_elasticache_subnet_group", &label, "name"))
            .set("security_group_ids", plot.security_group_ids())
            .set("automatic_failover_enabled", has_replicas)
            .set("multi_az_enabled", has_replicas)
            .set("at_rest_encryption_enabled", self.encryption_at_rest)
            .set("transit_encryption_enabled", self.encryption_in_transit)
            .set("snapshot_retention_limit", self.backup_days);
        if self.backup_days > 0 {
            group = group.set("snapshot_window", "03:00-04:00");
        }
        graph.add(
            group.set("maintenance_window", "sun:04:30-sun:05:30").set("auto_minor_version_upgrade", true),
        );
        graph.tell(
            format!("{label}_endpoint"),
            format!("The address of {}", plot.site.name),
            Value::reference(TYPE, label, "primary_endpoint_address"),
        );
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(1, Complexity::Low))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let id = name(site);
        let mut procedures = vec![Procedure {
            topic: Topic::Operate,
            title: format!("Look at {}", site.name),
            text: "Its state, and which node is the primary. What it evicts and how full it is stands in CloudWatch."
                .to_owned(),
            commands: vec![format!(
                "aws elasticache describe-replication-groups --replication-group-id {id} --query 'ReplicationGroups[0].[Status, NodeGroups[0].NodeGroupMembers[].[CacheClusterId, CurrentRole]]'"
            )],
        }];
        if self.nodes > 1 {
            procedures.push(Procedure {
                topic: Topic::Operate,
                title: format!("Try what happens when {} loses its primary", site.name),
                text: "A replica takes over within a minute or so; clients have to connect again. Do it once before users \
                       depend on it, then at a quiet hour."
                    .to_owned(),
                commands: vec![format!(
                    "aws elasticache test-failover --replication-group-id {id} --node-group-id 0001"
                )],
            });
        }
        if self.backup_days > 0 {
            procedures.push(Procedure {
                topic: Topic::Restore,
                title: format!("Bring back a backup of {}", site.name),
                text: format!(
                    "AWS backs it up every day and keeps {} days. A backup becomes a new cache beside the old one; set \
                     SNAPSHOT to one of the list. Then point the callers at the new one.",
                    self.backup_days
                ),
                commands: vec![
                    format!(
                        "aws elasticache describe-snapshots --replication-group-id {id} --query 'Snapshots[].[SnapshotName, NodeSnapshots[0].SnapshotCreateTime]' --output table"
                    ),
                    format!(
                        "SECURITY_GROUPS=\"$(aws elasticache describe-cache-clusters --cache-cluster-id {id}-001 --query 'CacheClusters[0].SecurityGroups[].SecurityGroupId' --output text)\""
                    ),
                    format!(
                        "aws elasticache create-replication-group --replication-group-id {} --replication-group-description Restored --snapshot-name \"$SNAPSHOT\" --engine {} --cache-node-type {} --cache-subnet-group-name {}-{} --security-group-ids $SECURITY_GROUPS{}{}",
                        restored(&id),
                        self.engine.word(),
                        shell_word(&self.node_type),
                        site.project,
                        site.address,
                        if self.encryption_at_rest { " --at-rest-encryption-enabled" } else { "" },
                        if self.encryption_in_transit { " --transit-encryption-enabled" } else { "" },
                    ),
                ],
            });
        }
        procedures
    }
}

/// What the cache is called in AWS.
fn name(site: &Site<'_>) -> String {
    let name = format!("{}-{}", site.project, site.address);
    if name.len() <= LONGEST_NAME { name } else { short_name(site.address) }
}

/// A name for one whose stack and address are too long together: as much of the address as fits.
fn short_name(address: &Address) -> String {
    let name: String = address.as_str().chars().take(LONGEST_NAME).collect();
    name.trim_end_matches('-').to_owned()
}

/// A name for what comes out of a backup.
fn restored(id: &str) -> String {
    let stem: String = id.chars().take(LONGEST_NAME - 2).collect();
    format!("{}-2", stem.trim_end_matches('-'))
}
