//! Relational database: Amazon RDS for PostgreSQL, MySQL or MariaDB.
//! Pricing: <https://aws.amazon.com/rds/postgresql/pricing/> · Storage:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html>

mod check;
mod engine;
mod runbook;

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service, database::tell_ends, group_name, host::Rule},
    vocab::{
        Access, Capacity, Category, Factor, Facts, Family, Findings, LineItems, Meta, MetricFacts, Place,
        Procedure, Site, StorageFacts,
    },
};

use engine::Engine;

/// A relational database that AWS runs: PostgreSQL, MySQL or MariaDB. Encrypted, reached over TLS
/// only; RDS makes the master password and keeps it in Secrets Manager.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelationalDatabase {
    /// The engine. *Default:* postgres.
    pub engine: Engine,
    /// The version; a major version alone takes its newest minor one. Old ones cost extra.
    /// *Default:* 17.
    #[schemars(length(max = 20))]
    pub version: String,
    /// The instance class: processors and memory. db.t classes run on CPU credits; credits beyond
    /// those earned are not in the bill. *Default:* db.t4g.micro.
    #[schemars(extend("x-suggest" = "db_class"), length(max = 40))]
    pub class: String,
    /// Room at the start. *Default:* 20 GB.
    #[schemars(range(min = 20, max = 65536), extend("x-unit" = "GB"))]
    pub storage_gb: u32,
    /// Room that storage autoscaling may grow to; 0 switches it off. *Default:* 40 GB.
    #[schemars(range(min = 0, max = 65536), extend("x-unit" = "GB"))]
    pub max_storage_gb: u32,
    /// Keeps a second copy in another availability zone and switches over by itself. Doubles instance
    /// and storage. *Default:* off.
    pub multi_az: bool,
    /// Days that automatic backups are kept, and so how far back a point-in-time restore reaches.
    /// *Default:* 7.
    #[schemars(range(min = 0, max = 35), extend("x-unit" = "days"))]
    pub backup_retention_days: u32,
    /// What all backups hold together. As much as the database's own storage is free. Left out, they
    /// stay within it.
    #[schemars(extend("x-unit" = "GB"))]
    pub backup_gb: Option<Range<Quantity>>,
    /// Refuses to be deleted, by Terraform and by the console. *Default:* on.
    pub deletion_protection: bool,
    /// Shows which statements take the time; 7 days of it are free. *Default:* off.
    pub performance_insights: bool,
    /// The name of the first database. *Default:* app.
    #[schemars(length(max = 63))]
    pub database: String,
    /// The master user's name. *Default:* dbadmin.
    #[schemars(length(max = 16))]
    pub username: String,
    /// Connections that each caller may hold open, as its pool is set. *Default:* 10.
    #[schemars(range(min = 1, max = 5000))]
    pub pool_size: u32,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
}

fields!(RelationalDatabase {
    engine,
    version,
    class,
    storage_gb,
    max_storage_gb,
    multi_az,
    backup_retention_days,
    backup_gb,
    deletion_protection,
    performance_insights,
    database,
    username,
    pool_size,
    security_group,
    stated_rules,
});

impl Default for RelationalDatabase {
    fn default() -> Self {
        Self {
            engine: Engine::Postgres,
            version: "17".to_owned(),
            class: "db.t4g.micro".to_owned(),
            storage_gb: 20,
            max_storage_gb: 40,
            multi_az: false,
            backup_retention_days: 7,
            backup_gb: None,
            deletion_protection: true,
            performance_insights: false,
            database: "app".to_owned(),
            username: "dbadmin".to_owned(),
            pool_size: 10,
            security_group: String::new(),
            stated_rules: None,
        }
    }
}

impl Kind for RelationalDatabase {
    const META: Meta = Meta {
        kind: "relational_database",
        name: "Relational database",
        vendor: "RDS",
        family: Family::Database,
        summary: "PostgreSQL, MySQL or MariaDB that AWS runs, patches and backs up",
        icon: "M5 6c0-1.7 14-1.7 14 0v12c0 1.7-14 1.7-14 0zM5 6c0 1.7 14 1.7 14 0M5 12c0 1.7 14 1.7 14 0",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: true,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        let of = |engine, version: &str| Self { engine, version: version.to_owned(), ..Self::default() };
        vec![
            ("PostgreSQL", Self::default()),
            ("MySQL", of(Engine::Mysql, "8.4")),
            ("MariaDB", of(Engine::Mariadb, "11.4")),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("small", Self::default()),
            (
                "old and busy",
                Self {
                    engine: Engine::Mysql,
                    version: "8.0".to_owned(),
                    class: "db.m7g.large".to_owned(),
                    storage_gb: 100,
                    max_storage_gb: 500,
                    multi_az: true,
                    backup_retention_days: 14,
                    backup_gb: Some(Range {
                        low: 80_u32.into(),
                        expected: 250_u32.into(),
                        high: 400_u32.into(),
                    }),
                    performance_insights: true,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for RelationalDatabase {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/RDS", name, custom: false };
        Facts {
            listens: vec![self.engine.port()],
            needs_azs: 2,
            storage: Some(StorageFacts {
                room_gb: self.storage_gb.max(self.max_storage_gb).into(),
                kept_gb: Range::exact(Decimal::ZERO),
            }),
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            metrics: vec![
                metric("cpu", "CPUUtilization"),
                metric("free_storage", "FreeStorageSpace"),
                metric("connections", "DatabaseConnections"),
                metric("free_memory", "FreeableMemory"),
            ],
            count: 1,
            client_variables: &[("DATABASE_HOST", "@")],
            accepts: &[Access::Connect, Access::Read, Access::Write, Access::ReadWrite, Access::Observe],
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let (deployment, word) =
            if self.multi_az { ("Multi-AZ", "multi_az") } else { ("Single-AZ", "single_az") };
        out.charge(
            "instance",
            Category::Database,
            format!("Instance usage ({}, {deployment}, {})", self.engine.title(), self.class),
            format!("rds.{}.{word}.{}", self.engine.word(), self.class),
            &[Factor::exact(1, "instance"), Factor::hours()],
        );
        let size = |gb: u32| Decimal::from(gb);
        let storage = Range {
            low: size(self.storage_gb),
            expected: size(self.storage_gb),
            high: size(self.storage_gb.max(self.max_storage_gb)),
        };
        out.charge(
            "storage",
            Category::Database,
            format!("Storage (General Purpose SSD gp3, {deployment})"),
            "rds.gp3_gb_month",
            &[
                Factor::exact(self.n_instances(), if self.multi_az { "copies" } else { "copy" }),
                Factor::range(storage, "GB"),
            ],
        );
        out.imply(
            "master-secret",
            Category::Security,
            "Secret of the master user",
            "secrets_manager.secret_month",
            &[Factor::exact(1, "secret")],
            "RDS makes the master password and keeps it in Secrets Manager, which charges each secret",
        );
        if let Some(backup_gb) = self.backup_gb {
            // Backups as large as the database are part of its price.
            let charged = backup_gb.map(|backup| (backup.0 - storage.low).max(Decimal::ZERO));
            out.imply(
                "backup",
                Category::Database,
                "Backup storage beyond the database's own size",
                "rds.backup_gb_month",
                &[Factor::range(charged, "GB")],
                "Backups are free up to the size of the database, and charged beyond it",
            );
        }
        if let (Some(support), Some(class)) =
            (self.engine.extended_support(&self.version), site.book.db_class(&self.class))
        {
            out.imply(
                "extended-support",
                Category::Database,
                format!("Extended support ({} {})", self.engine.title(), self.version),
                support.sku,
                &[
                    Factor::exact(self.n_instances(), "instances"),
                    Factor::exact(class.vcpu, "vCPU"),
                    Factor::hours(),
                ],
                "The version is beyond its standard support, and AWS charges each vCPU hour for patching it",
            );
        }
    }

    fn capacity(&self, site: &Site<'_>) -> Vec<Capacity> {
        let Some(most) = self.max_connections(site.book) else { return Vec::new() };
        vec![Capacity {
            what: "connections".to_owned(),
            unit: "connections",
            used: f64::from(self.wanted_connections(site)),
            available: f64::from(most),
        }]
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Connect | Access::Read | Access::Write | Access::ReadWrite => vec![Grant {
                actions: vec!["secretsmanager:GetSecretValue"],
                resources: vec![Value::reference(
                    "aws_db_instance",
                    address.label(),
                    "master_user_secret[0].secret_arn",
                )],
                why: "Reads the password that RDS made for the database",
            }],
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        format!("{} {} · {}", self.engine.title(), self.version, self.class)
    }
}

impl Check for RelationalDatabase {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_class(site, out);
        self.check_storage(site, out);
        self.check_safety(site, out);
        self.check_age(site, out);
        self.check_connections(site, out);
    }
}

impl Build for RelationalDatabase {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference("aws_db_instance", &label, attribute);
        Ends {
            security_group: Some(label.clone()),
            arn: Some(of("arn")),
            endpoint: Some(of("address")),
            ..Ends::default()
        }
        .with("endpoint", of("address"))
        .with("port", of("port"))
        .with("db_instance_identifier", of("identifier"))
        .with("dimensions", Value::map([("DBInstanceIdentifier", of("identifier"))]))
        .with("database_name", Value::from(&self.database))
        .with("secret_arn", of("master_user_secret[0].secret_arn"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut subnets =
            Resource::new(Concern::Database, "aws_db_subnet_group", &label).set("name", plot.name());
        if let Some(subnet_ids) = plot.inherited("subnet_ids") {
            subnets = subnets.set("subnet_ids", subnet_ids);
        }
        graph.add(subnets);
        let family = self.engine.family(&self.version);
        let (parameter, value) = self.engine.force_tls();
        graph.add(
            Resource::new(Concern::Database, "aws_db_parameter_group", &label)
                .set("name", plot.name_with(&family.replace('.', "-")))
                .set("family", family)
                .block("parameter", [("name", Value::from(parameter)), ("value", Value::from(value))])
                .comment("Refuses connections without TLS.")
                .create_first(),
        );
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
        graph.add(
            database
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
                .set("performance_insights_enabled", self.performance_insights)
                .comment("RDS makes the master password and keeps it in Secrets Manager, so no state file holds it.")
                .keep(),
        );
        tell_ends("aws_db_instance", "address", plot, graph);
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![self.backup(site), self.restore(site), self.enlarge(site)]
    }
}

impl RelationalDatabase {
    const fn n_instances(&self) -> u32 {
        if self.multi_az { 2 } else { 1 }
    }

    /// About how many connections the class allows, as RDS sets it by default.
    fn max_connections(&self, book: &PriceBook) -> Option<u32> {
        let bytes = u64::from(book.db_class(&self.class)?.memory_mib) << 20;
        u32::try_from(bytes / self.engine.bytes_per_connection()).ok().map(|it| it.min(5_000))
    }

    /// Connections that all callers together may hold open.
    fn wanted_connections(&self, site: &Site<'_>) -> u32 {
        let callers = site.incoming.iter().filter(|it| it.access.opens_port());
        callers.map(|it| it.facts.count.max(1)).fold(0, u32::saturating_add).saturating_mul(self.pool_size)
    }
}
