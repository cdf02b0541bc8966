//! What builds a database: its subnets, its parameters, its logs, and the database itself.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Plot, database::tell_ends, host::assumed_by},
    vocab::{Procedure, Site},
};

use super::{LOG_DAYS, RelationalDatabase};

impl Build for RelationalDatabase {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference("aws_db_instance", &label, attribute);
        let ends = Ends {
            security_group: Some(label.clone()),
            arn: Some(of("arn")),
            endpoint: Some(of("address")),
            ..Ends::default()
        }
        .with("endpoint", of("address"))
        .with("port", of("port"))
        .with("db_instance_identifier", of("identifier"))
        .with("dimensions", Value::map([("DBInstanceIdentifier", of("identifier"))]))
        .with("start_call", call("startDBInstance", of("identifier")))
        .with("stop_call", call("stopDBInstance", of("identifier")))
        .with("database_name", Value::from(&self.database))
        .with("secret_arn", of("master_user_secret[0].secret_arn"));
        let Some(log) = self.logs().first() else { return ends };
        ends.with(
            "watched_log_group",
            Value::reference("aws_cloudwatch_log_group", format!("{label}_{log}"), "name"),
        )
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut subnets =
            Resource::new(Concern::Database, "aws_db_subnet_group", &label).set("name", plot.name());
        if let Some(subnet_ids) = plot.inherited("subnet_ids") {
            subnets = subnets.set("subnet_ids", subnet_ids);
        }
        graph.add(subnets);
        self.parameters(plot, graph);
        self.log_groups(plot, graph);
        let mut database = Resource::new(Concern::Database, "aws_db_instance", &label)
            .set("identifier", plot.name())
            .set("engine", self.engine.word())
            .set("engine_version", &self.version)
            .set("instance_class", &self.class)
            .set("db_name", &self.database)
            .set("port", self.engine.port())
            .set("username", &self.username)
            .set("manage_master_user_password", true)
            .set("allocated_storage", self.storage_gb);
        if self.max_storage_gb > 0 {
            database = database.set("max_allocated_storage", self.max_storage_gb);
        }
        let monitoring = self.monitoring(plot, graph);
        let mut database = database
            .set("storage_type", "gp3")
            .set("storage_encrypted", true)
            .set("multi_az", self.multi_az)
            .set("db_subnet_group_name", Value::reference("aws_db_subnet_group", &label, "name"))
            .set("vpc_security_group_ids", plot.security_group_ids())
            .set("publicly_accessible", false)
            .set("parameter_group_name", Value::reference("aws_db_parameter_group", &label, "name"))
            .set("backup_retention_period", self.backup_retention_days)
            .set("backup_window", "03:00-04:00")
            .set("maintenance_window", "sun:04:30-sun:05:30")
            .set("auto_minor_version_upgrade", true)
            .set("copy_tags_to_snapshot", true)
            .set("delete_automated_backups", false)
            .set("deletion_protection", self.deletion_protection)
            .set("skip_final_snapshot", false)
            .set("final_snapshot_identifier", plot.name_with("final"))
            .set("performance_insights_enabled", self.performance_insights);
        if let Some(role) = monitoring {
            database = database
                .set("monitoring_interval", self.monitoring.seconds())
                .set("monitoring_role_arn", role);
        }
        if self.log_exports {
            database =
                database.set("enabled_cloudwatch_logs_exports", Value::list(self.logs().iter().copied()));
            for log in self.logs() {
                database = database.after("aws_cloudwatch_log_group", format!("{label}_{log}"));
            }
        }
        graph.add(
            database
                .comment("RDS makes the master password and keeps it in Secrets Manager, so no state file holds it.")
                .keep(),
        );
        tell_ends("aws_db_instance", "address", plot, graph);
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![self.backup(site), self.dump(site), self.restore(site), self.load(site), self.enlarge(site)]
    }
}

impl RelationalDatabase {
    /// The logs that it sends to CloudWatch.
    fn logs(&self) -> &'static [&'static str] {
        if self.log_exports { self.engine.logs() } else { &[] }
    }

    fn parameters(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let family = self.engine.family(&self.version);
        let mut group = Resource::new(Concern::Database, "aws_db_parameter_group", plot.site.label())
            .set("name", plot.name_with(&family.replace('.', "-")))
            .set("family", family);
        let logged = if self.log_exports { self.engine.log_parameters() } else { &[] };
        for (parameter, value) in std::iter::once(&self.engine.force_tls()).chain(logged) {
            group =
                group.block("parameter", [("name", Value::from(*parameter)), ("value", Value::from(*value))]);
        }
        graph.add(group.comment("Refuses connections without TLS.").create_first());
    }

    /// RDS writes to groups of these names, and would make them itself, to be kept for ever.
    fn log_groups(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        for log in self.logs() {
            let label = format!("{}_{log}", plot.site.label());
            graph.add(
                Resource::new(Concern::Observability, "aws_cloudwatch_log_group", label)
                    .set(
                        "name",
                        Value::template([
                            Value::from("/aws/rds/instance/"),
                            Value::Local("name"),
                            Value::from(format!("-{}/{log}", plot.site.address)),
                        ]),
                    )
                    .set("retention_in_days", LOG_DAYS)
                    .comment("RDS writes to this name only."),
            );
        }
    }

    /// The role under which RDS sends what enhanced monitoring measures, by its ARN.
    fn monitoring(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) -> Option<Value> {
        if self.monitoring.seconds() == 0 {
            return None;
        }
        let label = format!("{}_monitoring", plot.site.label());
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &label)
                .set("name", plot.name_with("monitoring"))
                .set("description", format!("How RDS measures {}", plot.site.address))
                .set("assume_role_policy", Value::json(assumed_by("monitoring.rds.amazonaws.com"))),
        );
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role_policy_attachment", &label)
                .set("role", Value::reference("aws_iam_role", &label, "name"))
                .set("policy_arn", "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"),
        );
        Some(Value::reference("aws_iam_role", label, "arn"))
    }
}

/// The call by which a schedule starts or stops the database.
fn call(action: &str, identifier: Value) -> Value {
    Value::map([
        ("arn", Value::from(format!("arn:aws:scheduler:::aws-sdk:rds:{action}"))),
        ("input", Value::json(Value::map([("DbInstanceIdentifier", identifier)]))),
    ])
}
