//! Aurora database: Aurora PostgreSQL, Serverless v2. Grows and shrinks with its load.
//! Pricing: <https://aws.amazon.com/rds/aurora/pricing/> · Capacity:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html>

mod resources;
mod runbook;

use schemars::JsonSchema;
use serde_json::Value as Json;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Ends, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service, database::check_deletion, group_name, host::Rule},
    vocab::{
        Access, Capacity, Category, Command, Factor, Facts, Family, Finding, Findings, LineItems, Meta,
        MetricFacts, Place, Procedure, Severity, Site, StorageFacts,
    },
};

/// Aurora PostgreSQL, Serverless v2: storage in three availability zones, and as much machine as the
/// load asks for. RDS makes the master password and keeps it in Secrets Manager.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuroraDatabase {
    /// The PostgreSQL version; a major version alone takes its newest minor one. *Default:* 17.
    #[schemars(length(max = 20))]
    pub version: String,
    /// The least capacity, in steps of 0.5. One unit has about 2 GiB of memory. 0 lets it pause when
    /// nobody is connected, and costs the next caller some 15 seconds. *Default:* 0.5 ACU.
    #[schemars(range(max = 256), extend("x-unit" = "ACU"))]
    pub min_acu: Quantity,
    /// The most capacity, in steps of 0.5. *Default:* 4 ACU.
    #[schemars(range(max = 256), extend("x-unit" = "ACU"))]
    pub max_acu: Quantity,
    /// What each instance uses on average over the month. *Default:* 0.5, in a busy month 1.
    #[schemars(extend("x-unit" = "ACU"))]
    pub average_acu: Range<Quantity>,
    /// Instances: one writes, each other one stands by in another zone and reads. *Default:* 1.
    #[schemars(range(min = 1, max = 15))]
    pub instances: u32,
    /// Data kept; it grows by itself. *Default:* 20 GB.
    #[schemars(extend("x-unit" = "GB"))]
    pub storage_gb: Range<Quantity>,
    /// Reads and writes of the storage in a month. *Default:* 1 million.
    #[schemars(extend("x-unit" = "million"))]
    pub io_millions: Range<Quantity>,
    /// Pays more for storage and capacity and nothing for reads and writes. Worth it once they are a
    /// quarter of the database's cost. *Default:* off.
    pub io_optimized: bool,
    /// Days that automatic backups are kept, and so how far back a point-in-time restore reaches.
    /// *Default:* 7.
    #[schemars(range(min = 1, max = 35), extend("x-unit" = "days"))]
    pub backup_retention_days: u32,
    /// Refuses to be deleted, by Terraform and by the console. *Default:* on.
    pub deletion_protection: bool,
    /// The name of the first database. *Default:* app.
    #[schemars(length(max = 63))]
    pub database: String,
    /// The master user's name. *Default:* dbadmin.
    #[schemars(length(max = 16))]
    pub username: String,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
}

fields!(AuroraDatabase {
    version,
    min_acu,
    max_acu,
    average_acu,
    instances,
    storage_gb,
    io_millions,
    io_optimized,
    backup_retention_days,
    deletion_protection,
    database,
    username,
    security_group,
    stated_rules,
});

impl Default for AuroraDatabase {
    fn default() -> Self {
        let whole = |it: u32| Quantity::from(it);
        let half = Quantity(Decimal::new(5, 1));
        Self {
            version: "17".to_owned(),
            min_acu: half,
            max_acu: whole(4),
            average_acu: Range { low: half, expected: half, high: whole(1) },
            instances: 1,
            storage_gb: Range { low: whole(20), expected: whole(20), high: whole(40) },
            io_millions: Range { low: half, expected: whole(1), high: whole(10) },
            io_optimized: false,
            backup_retention_days: 7,
            deletion_protection: true,
            database: "app".to_owned(),
            username: "dbadmin".to_owned(),
            security_group: String::new(),
            stated_rules: None,
        }
    }
}

impl Kind for AuroraDatabase {
    const META: Meta = Meta {
        kind: "aurora_database",
        name: "Aurora database",
        vendor: "Aurora Serverless v2",
        family: Family::Database,
        summary: "PostgreSQL that grows and shrinks with its load",
        icon: "M4 7c0-1.5 11-1.5 11 0v9c0 1.5-11 1.5-11 0zM4 7c0 1.5 11 1.5 11 0M18 20V9M15.5 11.5L18 9l2.5 2.5M4 11.5c0 1.5 11 1.5 11 0",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let whole = |it: u32| Quantity::from(it);
        vec![
            ("small", Self::default()),
            (
                "busy",
                Self {
                    min_acu: whole(2),
                    max_acu: whole(32),
                    average_acu: Range { low: whole(3), expected: whole(6), high: whole(14) },
                    instances: 2,
                    storage_gb: Range { low: whole(200), expected: whole(350), high: whole(600) },
                    io_millions: Range { low: whole(100), expected: whole(400), high: whole(1_500) },
                    io_optimized: true,
                    backup_retention_days: 14,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for AuroraDatabase {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/RDS", name, custom: false };
        Facts {
            listens: vec![5432],
            needs_azs: 2,
            storage: Some(StorageFacts { room_gb: Decimal::ZERO, kept_gb: self.storage_gb.map(|it| it.0) }),
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            metrics: vec![
                metric("cpu", "CPUUtilization"),
                metric("capacity", "ServerlessDatabaseCapacity"),
                metric("capacity_share", "ACUUtilization"),
                metric("connections", "DatabaseConnections"),
                metric("free_memory", "FreeableMemory"),
            ],
            count: 1,
            client_variables: &[("DATABASE_HOST", "@")],
            accepts: &[Access::Connect, Access::Read, Access::Write, Access::ReadWrite, Access::Observe],
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        // Below its least capacity it is charged for that.
        let average = self.average_acu.map(|it| it.0.max(self.min_acu.0));
        let (option, capacity, storage) = if self.io_optimized {
            (
                "I/O-Optimized",
                "aurora.serverless_v2_io_optimized_acu_hour",
                "aurora.storage_io_optimized_gb_month",
            )
        } else {
            ("Standard", "aurora.serverless_v2_acu_hour", "aurora.storage_gb_month")
        };
        out.charge(
            "capacity",
            Category::Database,
            format!("Serverless v2 capacity ({option})"),
            capacity,
            &[
                Factor::exact(self.instances, if self.instances == 1 { "instance" } else { "instances" }),
                Factor::range(average, "ACU"),
                Factor::hours(),
            ],
        );
        out.charge(
            "storage",
            Category::Database,
            format!("Aurora storage ({option})"),
            storage,
            &[Factor::range(self.storage_gb.map(|it| it.0), "GB")],
        );
        if !self.io_optimized {
            out.imply(
                "io",
                Category::Database,
                "I/O requests",
                "aurora.io_per_1m",
                &[Factor::range(self.io_millions.map(|it| it.0), "million I/Os")],
                "Aurora Standard charges reads and writes of its storage apart",
            );
        }
        out.imply(
            "master-secret",
            Category::Security,
            "Secret of the master user",
            "secrets_manager.secret_month",
            &[Factor::exact(1, "secret")],
            "RDS makes the master password and keeps it in Secrets Manager, which charges each secret",
        );
    }

    fn capacity(&self, _site: &Site<'_>) -> Vec<Capacity> {
        let to_f64 = |it: Quantity| f64::try_from(it.0).unwrap_or_default();
        vec![Capacity {
            what: "capacity".to_owned(),
            unit: "ACU",
            used: to_f64(self.average_acu.expected),
            available: to_f64(self.max_acu),
        }]
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Connect | Access::Read | Access::Write | Access::ReadWrite => vec![Grant {
                actions: vec!["secretsmanager:GetSecretValue"],
                resources: vec![Value::reference(
                    "aws_rds_cluster",
                    address.label(),
                    "master_user_secret[0].secret_arn",
                )],
                why: "Reads the password that RDS made for the database",
            }],
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        format!(
            "PostgreSQL {} · {} to {} ACU",
            self.version,
            self.min_acu.0.normalize(),
            self.max_acu.0.normalize()
        )
    }
}

impl Check for AuroraDatabase {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_capacity(site, out);
        check_deletion(self.deletion_protection, site, out);
        if self.instances == 1 {
            out.push(
                Finding::new(
                    "database-single-az",
                    Severity::Info,
                    out.anchor(Some("instances")),
                    format!("{} has one instance, in one availability zone", site.name),
                    "Its data is kept in three zones, but when the instance fails a new one has to start, which takes \
                     some ten minutes",
                )
                .hint("a second instance takes over within a minute, and costs as much as the first"),
            );
        }
        if site.is_public() {
            out.push(
                Finding::new(
                    "database-public-tier",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} stands in a public tier", site.name),
                    "One wrong setting then opens it to the internet; in a private tier it takes two",
                )
                .hint("move it into a data tier without a route to the internet gateway"),
            );
        }
    }
}

impl Build for AuroraDatabase {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference("aws_rds_cluster", &label, attribute);
        Ends {
            security_group: Some(label.clone()),
            arn: Some(of("arn")),
            endpoint: Some(of("endpoint")),
            ..Ends::default()
        }
        .with("endpoint", of("endpoint"))
        .with("port", of("port"))
        .with("cluster_identifier", of("cluster_identifier"))
        .with("database_name", Value::from(&self.database))
        .with("secret_arn", of("master_user_secret[0].secret_arn"))
        .with("dimensions", Value::map([("DBClusterIdentifier", of("cluster_identifier"))]))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        self.build(plot, graph);
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        self.runbook(site)
    }
}

impl AuroraDatabase {
    fn check_capacity(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let is_step = |it: Quantity| it.0.saturating_mul(Decimal::TWO).is_integer();
        if self.max_acu.0 < Decimal::ONE
            || self.min_acu > self.max_acu
            || !is_step(self.min_acu)
            || !is_step(self.max_acu)
        {
            let round_up = |it: Decimal| it.saturating_mul(Decimal::TWO).ceil() / Decimal::TWO;
            let most = round_up(self.max_acu.0.max(self.min_acu.0).max(Decimal::ONE));
            let least = round_up(self.min_acu.0).min(most);
            let quantity = |it| serde_json::to_value(Quantity(it)).unwrap_or(Json::Null);
            out.push(
                Finding::new(
                    "aurora-capacity",
                    Severity::Error,
                    out.anchor(Some("max_acu")),
                    format!(
                        "{} may have {} to {} ACU",
                        site.name,
                        self.min_acu.0.normalize(),
                        self.max_acu.0.normalize()
                    ),
                    "AWS takes steps of 0.5, a most of at least 1, and a least no larger than the most",
                )
                .fix(
                    format!("Set {} to {} ACU", least.normalize(), most.normalize()),
                    vec![
                        Command::set(site.address, "min_acu", quantity(least)),
                        Command::set(site.address, "max_acu", quantity(most)),
                    ],
                ),
            );
        }
        if self.average_acu.expected > self.max_acu {
            out.push(
                Finding::new(
                    "aurora-average",
                    Severity::Warning,
                    out.anchor(Some("average_acu")),
                    format!(
                        "{} is expected to use {} ACU on average and may have {}",
                        site.name,
                        self.average_acu.expected.0.normalize(),
                        self.max_acu.0.normalize()
                    ),
                    "It stays at its limit and answers slowly, and the bill counts more than it can use",
                )
                .hint("raise max_acu, or correct the average"),
            );
        }
    }
}
