//! The infrastructure of an Aurora database: where it may live, how it is set, the cluster and its
//! instances.

use crate::{
    resource::{Concern, Resource, ResourceGraph, Value, Variable, VariableType},
    services::{Plot, database::tell_ends},
};

use super::AuroraDatabase;

impl AuroraDatabase {
    pub(super) fn build(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut subnets =
            Resource::new(Concern::Database, "aws_db_subnet_group", &label).set("name", plot.name());
        if let Some(subnet_ids) = plot.inherited("subnet_ids") {
            subnets = subnets.set("subnet_ids", subnet_ids);
        }
        graph.add(subnets);
        let family = format!("aurora-postgresql{}", self.version.split('.').next().unwrap_or_default());
        graph.add(
            Resource::new(Concern::Database, "aws_rds_cluster_parameter_group", &label)
                .set("name", plot.name_with(&family))
                .set("family", &family)
                .block("parameter", [("name", Value::from("rds.force_ssl")), ("value", Value::from("1"))])
                .comment("Refuses connections without TLS.")
                .create_first(),
        );
        let snapshot = graph.ask(Variable {
            name: format!("{label}_snapshot"),
            variable_type: VariableType::Text,
            description: format!(
                "Snapshot that {} starts from when it is first built: a name, or the ARN of an RDS snapshot. Empty for an empty database.",
                plot.site.name
            ),
            default: Some(Value::from("")),
            example: Value::from(""),
            sensitive: false,
            validation: None,
        });
        let mut cluster = Resource::new(Concern::Database, "aws_rds_cluster", &label)
            .set("cluster_identifier", plot.name())
            .set("engine", "aurora-postgresql")
            .set("engine_mode", "provisioned")
            .set("engine_version", &self.version)
            .set("database_name", &self.database)
            .set("port", 5432)
            .set("master_username", &self.username)
            .set("manage_master_user_password", true)
            .set("snapshot_identifier", snapshot)
            .set("storage_encrypted", true);
        if self.io_optimized {
            cluster = cluster.set("storage_type", "aurora-iopt1");
        }
        graph.add(
            cluster
                .set("db_subnet_group_name", Value::reference("aws_db_subnet_group", &label, "name"))
                .set("vpc_security_group_ids", plot.security_group_ids())
                .set(
                    "db_cluster_parameter_group_name",
                    Value::reference("aws_rds_cluster_parameter_group", &label, "name"),
                )
                .set("backup_retention_period", self.backup_retention_days)
                .set("preferred_backup_window", "03:00-04:00")
                .set("preferred_maintenance_window", "sun:04:30-sun:05:30")
                .set("copy_tags_to_snapshot", true)
                .set("deletion_protection", self.deletion_protection)
                .set("skip_final_snapshot", false)
                .set("final_snapshot_identifier", plot.name_with("final"))
                .block(
                    "serverlessv2_scaling_configuration",
                    [("min_capacity", Value::from(self.min_acu.0)), ("max_capacity", Value::from(self.max_acu.0))],
                )
                .comment("RDS makes the master password and keeps it in Secrets Manager, so no state file holds it.")
                .ignore("snapshot_identifier")
                .keep(),
        );
        for number in 1..=self.instances {
            let of = |attribute| Value::reference("aws_rds_cluster", &label, attribute);
            graph.add(
                Resource::new(Concern::Database, "aws_rds_cluster_instance", format!("{label}_{number}"))
                    .set("identifier", plot.name_with(&number.to_string()))
                    .set("cluster_identifier", of("id"))
                    .set("engine", of("engine"))
                    .set("engine_version", of("engine_version"))
                    .set("instance_class", "db.serverless")
                    .set("publicly_accessible", false)
                    .keep(),
            );
        }
        tell_ends("aws_rds_cluster", "endpoint", plot, graph);
    }
}
