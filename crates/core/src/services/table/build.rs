//! What builds a table, and what the runbook says about it.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Plot},
    vocab::{Effort, Procedure, Site, Topic},
};

use super::{TYPE, Table};

impl Build for Table {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        Ends { arn: Some(of("arn")), ..Ends::default() }
            .with("table_name", of("name"))
            .with("dimensions", Value::map([("TableName", of("name"))]))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut table = Resource::new(Concern::Database, TYPE, &label)
            .set("name", plot.name())
            .set("billing_mode", "PAY_PER_REQUEST")
            .set("hash_key", &self.partition_key);
        if !self.sort_key.is_empty() {
            table = table.set("range_key", &self.sort_key);
        }
        table = table.set("deletion_protection_enabled", self.deletion_protection);
        for (name, key_type) in self.key_types() {
            table = table
                .block("attribute", [("name", Value::from(name)), ("type", Value::from(key_type.word()))]);
        }
        for index in &self.indexes {
            table = table.block(
                "global_secondary_index",
                [
                    ("name", Value::from(&index.name)),
                    ("hash_key", Value::from(&index.partition_key)),
                    ("projection_type", Value::from("ALL")),
                ],
            );
        }
        if !self.ttl_attribute.is_empty() {
            table = table.block(
                "ttl",
                [("attribute_name", Value::from(&self.ttl_attribute)), ("enabled", Value::from(true))],
            );
        }
        graph.add(
            table
                .block("point_in_time_recovery", [("enabled", Value::from(self.point_in_time_recovery))])
                .keep(),
        );
        graph.tell(
            format!("{label}_table"),
            format!("The name of {}", plot.site.name),
            Value::reference(TYPE, label, "name"),
        );
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::small())
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let name = format!("{}-{}", site.project, site.address);
        let mut procedures = vec![Procedure {
            topic: Topic::Backup,
            title: format!("Take a backup of {}", site.name),
            text: "Before anything risky, such as a change of what all items hold. It stays until somebody deletes it."
                .to_owned(),
            commands: vec![format!(
                "aws dynamodb create-backup --table-name {name} --backup-name \"{name}-$(date -u +%Y%m%d-%H%M)\""
            )],
        }];
        if self.point_in_time_recovery {
            procedures.push(Procedure {
                topic: Topic::Restore,
                title: format!("Bring {} back to a point in time", site.name),
                text: "Set WHEN to a time in UTC such as 2026-01-31T12:00:00Z, at most 35 days back and at least five \
                       minutes ago. DynamoDB restores into a new table beside the old one, without its time to live, \
                       its deletion protection and its own point-in-time recovery. Copy what was lost back into the \
                       table that is in use; then delete the new one."
                    .to_owned(),
                commands: vec![
                    format!(
                        "aws dynamodb restore-table-to-point-in-time --source-table-name {name} --target-table-name {name}-restored --restore-date-time \"$WHEN\""
                    ),
                    format!("aws dynamodb wait table-exists --table-name {name}-restored"),
                    format!("aws dynamodb describe-table --table-name {name}-restored --query Table.ItemCount"),
                    format!("aws dynamodb delete-table --table-name {name}-restored"),
                ],
            });
        }
        procedures
    }
}
