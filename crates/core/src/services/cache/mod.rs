//! Cache: Amazon ElastiCache for Valkey or Redis OSS. Keeps values in memory, under a key.
//! Pricing: <https://aws.amazon.com/elasticache/pricing/> · Nodes:
//! <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html>

mod build;
mod check;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Quantity, Range, fields},
    prices::PriceBook,
    services::{Check, Kind, Service, group_name, host::Rule, traffic::charge_between_zones},
    vocab::{Access, Category, Factor, Facts, Family, Findings, LineItems, Meta, MetricFacts, Place, Site},
};

/// The port that Valkey and Redis OSS listen on.
const PORT: u16 = 6379;

/// Keeps values in memory under a key, and answers in less than a millisecond. One primary node that takes
/// writes, and replicas that can take its place.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cache {
    /// The engine; Valkey speaks Redis OSS's protocol and costs a fifth less. *Default:* valkey.
    pub engine: CacheEngine,
    /// The version, such as 8.0 of Valkey or 7.1 of Redis OSS. *Default:* 8.0.
    #[schemars(length(max = 10))]
    pub version: String,
    /// The node type: memory and processors. *Default:* cache.t4g.micro, 0.5 GiB.
    #[schemars(length(max = 40))]
    pub node_type: String,
    /// Nodes: one primary, the others its replicas in other availability zones. *Default:* 1.
    #[schemars(range(min = 1, max = 6))]
    pub nodes: u32,
    /// What it holds, and so what is lost with a node. *Default:* a cache.
    pub holds: CacheHolds,
    /// Encrypts what it writes to disk, such as backups. It can't be changed later. *Default:* on.
    pub encryption_at_rest: bool,
    /// Takes connections over TLS only. *Default:* on.
    pub encryption_in_transit: bool,
    /// Days that daily backups are kept; 0 makes none. *Default:* 0.
    #[schemars(range(min = 0, max = 35), extend("x-unit" = "days"))]
    pub backup_days: u32,
    /// What all backups hold together. Left out, none is charged.
    #[schemars(extend("x-unit" = "GB"))]
    pub backup_gb: Option<Range<Quantity>>,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
}

fields!(Cache {
    engine,
    version,
    node_type,
    nodes,
    holds,
    encryption_at_rest,
    encryption_in_transit,
    backup_days,
    backup_gb,
    security_group,
    stated_rules,
});

/// The engine of a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CacheEngine {
    /// Valkey.
    #[default]
    Valkey,
    /// Redis OSS.
    Redis,
}

impl CacheEngine {
    /// The word of the API and of the price book.
    const fn word(self) -> &'static str {
        match self {
            Self::Valkey => "valkey",
            Self::Redis => "redis",
        }
    }

    /// The name for people.
    const fn title(self) -> &'static str {
        match self {
            Self::Valkey => "Valkey",
            Self::Redis => "Redis OSS",
        }
    }

    /// The oldest major version that a new cache can have, and a current version.
    const fn versions(self) -> (u32, &'static str) {
        match self {
            Self::Valkey => (7, "8.0"),
            Self::Redis => (6, "7.1"),
        }
    }
}

/// What a cache holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CacheHolds {
    /// Copies of what stands elsewhere too.
    #[default]
    Copies,
    /// Sessions: without them, everybody logs in again.
    Sessions,
    /// Locks and counters: without them, two may do the same at once.
    Locks,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            engine: CacheEngine::Valkey,
            version: "8.0".to_owned(),
            node_type: "cache.t4g.micro".to_owned(),
            nodes: 1,
            holds: CacheHolds::Copies,
            encryption_at_rest: true,
            encryption_in_transit: true,
            backup_days: 0,
            backup_gb: None,
            security_group: String::new(),
            stated_rules: None,
        }
    }
}

impl Kind for Cache {
    const META: Meta = Meta {
        kind: "cache",
        name: "Cache",
        vendor: "ElastiCache",
        family: Family::Database,
        summary: "Valkey or Redis OSS in memory: copies, sessions, locks",
        icon: "M5 7c0-1.7 14-1.7 14 0v10c0 1.7-14 1.7-14 0zM5 7c0 1.7 14 1.7 14 0M13 10.5l-3 3.5h4l-3 3.5",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![("Valkey", Self::default()), ("Redis OSS", Self::redis())]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("small", Self::default()),
            (
                "open sessions",
                Self {
                    node_type: "cache.t3.micro".to_owned(),
                    holds: CacheHolds::Sessions,
                    encryption_in_transit: false,
                    ..Self::redis()
                },
            ),
            (
                "two zones",
                Self {
                    node_type: "cache.t4g.small".to_owned(),
                    nodes: 2,
                    holds: CacheHolds::Locks,
                    backup_days: 7,
                    backup_gb: Some(Range::exact(5_u32.into())),
                    ..Self::redis()
                },
            ),
        ]
    }
}

impl Service for Cache {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/ElastiCache", name, custom: false };
        Facts {
            listens: vec![PORT],
            needs_azs: if self.nodes > 1 { 2 } else { 1 },
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            metrics: vec![
                metric("cpu", "EngineCPUUtilization"),
                metric("memory", "DatabaseMemoryUsagePercentage"),
                metric("evictions", "Evictions"),
                metric("connections", "CurrConnections"),
            ],
            count: self.nodes,
            accepts: &[Access::Connect, Access::Read, Access::Write, Access::ReadWrite, Access::Observe],
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "nodes",
            Category::Database,
            format!("Cache nodes ({}, {})", self.engine.title(), self.node_type),
            self.sku_of(&self.node_type),
            &[Factor::exact(self.nodes, if self.nodes == 1 { "node" } else { "nodes" }), Factor::hours()],
        );
        if let Some(backup_gb) = self.backup_gb {
            out.charge(
                "backup",
                Category::Database,
                "Backup storage",
                "elasticache.backup_gb_month",
                &[Factor::range(backup_gb.map(|it| it.0), "GB")],
            );
        }
        charge_between_zones(site, out);
    }

    fn subtitle(&self) -> String {
        format!("{} {} · {} × {}", self.engine.title(), self.version, self.nodes, self.node_type)
    }
}

impl Check for Cache {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_settings(site, out);
        self.check_loss(site, out);
        self.check_encryption(site, out);
    }
}

impl Cache {
    fn redis() -> Self {
        Self { engine: CacheEngine::Redis, version: "7.1".to_owned(), ..Self::default() }
    }

    /// The price of a node of that type.
    fn sku_of(&self, node_type: &str) -> String {
        format!("elasticache.{}.{node_type}", self.engine.word())
    }
}
