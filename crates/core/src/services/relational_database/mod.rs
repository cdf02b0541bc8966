//! Relational database: Amazon RDS for PostgreSQL, MySQL or MariaDB.
//! Pricing: <https://aws.amazon.com/rds/postgresql/pricing/> · Storage:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html>

mod build;
mod charge;
mod check;
mod engine;
mod runbook;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::Value,
    services::{Check, Grant, Kind, Service, group_name, host::Rule},
    vocab::{
        Access, Capacity, Facts, Family, Findings, LineItems, Meta, MetricFacts, Place, Site, StorageFacts,
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
    /// Seconds between two measurements of its operating system (enhanced monitoring); what they write is
    /// charged as logs. *Default:* off.
    #[schemars(extend("x-unit" = "s"))]
    pub monitoring: Monitoring,
    /// Sends its logs to CloudWatch, where they are kept for 30 days and can raise alarms: what PostgreSQL
    /// writes, or the errors and slow statements of MySQL and MariaDB. *Default:* off.
    pub log_exports: bool,
    /// Logs that it sends in a month. Left out, 0.1 to 10 GB, most likely 1.
    #[schemars(extend("x-unit" = "GB"))]
    pub log_gb: Option<Range<Quantity>>,
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
    monitoring,
    log_exports,
    log_gb,
    database,
    username,
    pool_size,
    security_group,
    stated_rules,
});

/// Seconds between two measurements of the operating system: those that RDS takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Monitoring {
    /// None.
    #[default]
    #[serde(rename = "off")]
    Off,
    /// Each minute.
    #[serde(rename = "60")]
    Minute,
    /// Each half minute.
    #[serde(rename = "30")]
    Seconds30,
    /// Four in a minute.
    #[serde(rename = "15")]
    Seconds15,
    /// Six in a minute.
    #[serde(rename = "10")]
    Seconds10,
    /// Twelve in a minute.
    #[serde(rename = "5")]
    Seconds5,
    /// Each second.
    #[serde(rename = "1")]
    Second,
}

impl Monitoring {
    const fn seconds(self) -> u32 {
        match self {
            Self::Off => 0,
            Self::Minute => 60,
            Self::Seconds30 => 30,
            Self::Seconds15 => 15,
            Self::Seconds10 => 10,
            Self::Seconds5 => 5,
            Self::Second => 1,
        }
    }
}

/// Days that its logs are kept in CloudWatch.
const LOG_DAYS: u32 = 30;

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
            monitoring: Monitoring::Off,
            log_exports: false,
            log_gb: None,
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
                "production",
                Self {
                    class: "db.t4g.small".to_owned(),
                    storage_gb: 100,
                    max_storage_gb: 1_000,
                    multi_az: true,
                    backup_retention_days: 30,
                    monitoring: Monitoring::Minute,
                    log_exports: true,
                    ..Self::default()
                },
            ),
            (
                "small MySQL",
                Self {
                    engine: Engine::Mysql,
                    version: "8.0".to_owned(),
                    class: "db.t3.micro".to_owned(),
                    log_exports: true,
                    ..Self::default()
                },
            ),
            (
                "MariaDB",
                Self {
                    engine: Engine::Mariadb,
                    version: "11.4".to_owned(),
                    log_exports: true,
                    ..Self::default()
                },
            ),
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
                metric("read_latency", "ReadLatency"),
                metric("write_latency", "WriteLatency"),
            ],
            count: 1,
            client_variables: &[("DATABASE_HOST", "@")],
            can_stop: true,
            writes_log: self.log_exports,
            accepts: &[
                Access::Connect,
                Access::Read,
                Access::Write,
                Access::ReadWrite,
                Access::Run,
                Access::Observe,
            ],
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        self.charge_instance(site, out);
        self.charge_storage(out);
        self.charge_logs(out);
    }

    fn capacity(&self, site: &Site<'_>) -> Vec<Capacity> {
        let Some(most) = self.max_connections(site.book) else { return Vec::new() };
        vec![Capacity {
            what: "connections".to_owned(),
            unit: "connections",
            used: f64::from(self.wanted_connections(site, |it| it.count)),
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
            Access::Run => vec![Grant {
                actions: vec!["rds:StartDBInstance", "rds:StopDBInstance"],
                resources: vec![Value::reference("aws_db_instance", address.label(), "arn")],
                why: "Starts and stops the database",
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

impl RelationalDatabase {
    const fn n_instances(&self) -> u32 {
        if self.multi_az { 2 } else { 1 }
    }

    /// About how many connections the class allows, as RDS sets it by default.
    fn max_connections(&self, book: &PriceBook) -> Option<u32> {
        let bytes = u64::from(book.db_class(&self.class)?.memory_mib) << 20;
        u32::try_from(bytes / self.engine.bytes_per_connection()).ok().map(|it| it.min(5_000))
    }

    /// Connections that all callers together may hold open, when there are as many of each as this says.
    fn wanted_connections(&self, site: &Site<'_>, count: impl Fn(&Facts) -> u32) -> u32 {
        let callers = site.incoming.iter().filter(|it| it.access.opens_port());
        callers.map(|it| count(it.facts).max(1)).fold(0, u32::saturating_add).saturating_mul(self.pool_size)
    }
}
