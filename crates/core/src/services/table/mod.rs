//! Table: Amazon DynamoDB, on demand. Items by key, without a database server.
//! Pricing: <https://aws.amazon.com/dynamodb/pricing/on-demand/> · Request units:
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html>

mod build;
mod check;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::Value,
    services::{Check, Grant, Kind, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Findings, LineItems, Meta, MetricFacts, Place, Site,
        StorageFacts,
    },
};

const TYPE: &str = "aws_dynamodb_table";

/// Keeps items under a key, and answers by that key in milliseconds at any size. Each read and write is
/// charged; no server is.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Table {
    /// The attribute that an item is found by. It can't be changed later. *Default:* id.
    #[schemars(length(max = 255))]
    pub partition_key: String,
    /// The type of the partition key. *Default:* S, text.
    pub partition_key_type: KeyType,
    /// The attribute that items of one partition key are sorted by; with it, both together are the key.
    /// Empty for none. It can't be changed later.
    #[schemars(length(max = 255))]
    pub sort_key: String,
    /// The type of the sort key. *Default:* S, text.
    pub sort_key_type: KeyType,
    /// Global secondary indexes: other attributes to find items by. Each keeps a copy of all items, and
    /// each write is charged once more for it.
    #[schemars(length(max = 20))]
    pub indexes: Vec<TableIndex>,
    /// The attribute that holds when an item is to be deleted, in seconds since 1970; such deletions are
    /// free. Empty for none.
    #[schemars(length(max = 255))]
    pub ttl_attribute: String,
    /// Reads in a month. Left out, one for each request that reaches it from those who may read, or where
    /// none does, one for each message of the workload.
    pub reads: Option<Range<Quantity>>,
    /// Writes in a month. Left out, one for each request that reaches it from those who may write, or
    /// where none does, one for each message of the workload.
    pub writes: Option<Range<Quantity>>,
    /// The size of an item: a write is charged for each KB begun, a read for each 4 KB. *Default:* 1 KB.
    #[schemars(range(min = 1, max = 400), extend("x-unit" = "KB"))]
    pub item_kb: u32,
    /// Reads see what was written a moment before, and cost twice as much. *Default:* off.
    pub consistent_reads: bool,
    /// Data kept, indexes not counted. Left out, the workload's storage is taken.
    #[schemars(extend("x-unit" = "GB"))]
    pub storage_gb: Option<Range<Quantity>>,
    /// Can be brought back to any second of the last 35 days, in a new table. *Default:* on.
    pub point_in_time_recovery: bool,
    /// Refuses to be deleted, by Terraform and by the console. *Default:* on.
    pub deletion_protection: bool,
}

fields!(Table {
    partition_key,
    partition_key_type,
    sort_key,
    sort_key_type,
    indexes,
    ttl_attribute,
    reads,
    writes,
    item_kb,
    consistent_reads,
    storage_gb,
    point_in_time_recovery,
    deletion_protection,
});

/// The type of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum KeyType {
    /// Text.
    #[default]
    S,
    /// A number.
    N,
    /// Bytes.
    B,
}

impl KeyType {
    const fn word(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }
}

/// Another attribute to find items by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TableIndex {
    /// The index's name, such as by_session.
    #[schemars(length(max = 255))]
    pub name: String,
    /// The attribute that items are found by.
    #[schemars(length(max = 255))]
    pub partition_key: String,
    /// The type of that attribute. *Default:* S, text.
    pub partition_key_type: KeyType,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            partition_key: "id".to_owned(),
            partition_key_type: KeyType::S,
            sort_key: String::new(),
            sort_key_type: KeyType::S,
            indexes: Vec::new(),
            ttl_attribute: String::new(),
            reads: None,
            writes: None,
            item_kb: 1,
            consistent_reads: false,
            storage_gb: None,
            point_in_time_recovery: true,
            deletion_protection: true,
        }
    }
}

impl Kind for Table {
    const META: Meta = Meta {
        kind: "table",
        name: "Table",
        vendor: "DynamoDB",
        family: Family::Database,
        summary: "Items by key, without a database server",
        icon: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
        inside: &[Place::Region],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let of = |low: u32, expected: u32, high: u32| {
            Some(Range { low: low.into(), expected: expected.into(), high: high.into() })
        };
        vec![
            (
                "small",
                Self {
                    reads: of(100_000, 1_000_000, 2_000_000),
                    writes: of(50_000, 200_000, 500_000),
                    storage_gb: of(1, 1, 2),
                    ..Self::default()
                },
            ),
            (
                "busy",
                Self {
                    partition_key: "session_id".to_owned(),
                    sort_key: "sent_at".to_owned(),
                    sort_key_type: KeyType::N,
                    indexes: vec![TableIndex {
                        name: "by_user".to_owned(),
                        partition_key: "user_id".to_owned(),
                        ..TableIndex::default()
                    }],
                    ttl_attribute: "expires_at".to_owned(),
                    reads: of(100_000_000, 200_000_000, 400_000_000),
                    writes: of(10_000_000, 40_000_000, 90_000_000),
                    item_kb: 3,
                    consistent_reads: true,
                    storage_gb: of(80, 100, 200),
                    ..Self::default()
                },
            ),
            (
                "careless",
                Self { point_in_time_recovery: false, deletion_protection: false, ..Self::default() },
            ),
        ]
    }
}

impl Service for Table {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/DynamoDB", name, custom: false };
        Facts {
            storage: Some(StorageFacts {
                room_gb: Decimal::ZERO,
                kept_gb: self.storage_gb.unwrap_or_default().map(|it| it.0),
            }),
            metrics: vec![
                metric("reads", "ConsumedReadCapacityUnits"),
                metric("writes", "ConsumedWriteCapacityUnits"),
                metric("read_throttles", "ReadThrottleEvents"),
                metric("write_throttles", "WriteThrottleEvents"),
            ],
            asked_through: &["dynamodb"],
            accepts: &[Access::ReadWrite, Access::Read, Access::Write, Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let copies = u32::try_from(self.indexes.len()).unwrap_or(u32::MAX).saturating_add(1);
        let writes = self.operations(self.writes, &[Access::Write, Access::ReadWrite], site);
        let mut factors = vec![
            Factor::range(writes, "writes"),
            Factor::exact(self.item_kb, if self.item_kb == 1 { "unit of 1 KB" } else { "units of 1 KB" }),
        ];
        if copies > 1 {
            factors.push(Factor::exact(copies, "for the table and each index"));
        }
        out.charge_per(
            "writes",
            Category::Database,
            "Write request units (on demand)",
            "dynamodb.on_demand_write_per_1m",
            &factors,
            1_000_000,
            None,
        );
        let reads = self.operations(self.reads, &[Access::Read, Access::ReadWrite], site);
        let units = self.item_kb.div_ceil(4);
        let mut factors = vec![
            Factor::range(reads, "reads"),
            Factor::exact(units, if units == 1 { "unit of 4 KB" } else { "units of 4 KB" }),
        ];
        if !self.consistent_reads {
            factors.push(Factor::exact(Decimal::new(5, 1), "for eventual consistency"));
        }
        out.charge_per(
            "reads",
            Category::Database,
            "Read request units (on demand)",
            "dynamodb.on_demand_read_per_1m",
            &factors,
            1_000_000,
            None,
        );
        let storage = Factor::range(self.kept(site), "GB");
        let mut factors = vec![storage];
        if copies > 1 {
            factors.push(Factor::exact(copies, "for the table and each index"));
        }
        out.charge(
            "storage",
            Category::Database,
            "Data storage (Standard)",
            "dynamodb.storage_gb_month",
            &factors,
        );
        if self.point_in_time_recovery {
            out.charge(
                "recovery",
                Category::Database,
                "Point-in-time recovery",
                "dynamodb.pitr_gb_month",
                &[storage],
            );
        }
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let read = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem"];
        let search = ["dynamodb:Query", "dynamodb:Scan"];
        let write =
            ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"];
        let arn = Value::reference(TYPE, address.label(), "arn");
        let on_table = |actions: &[&[&'static str]], why| Grant {
            actions: actions.concat(),
            resources: vec![arn.clone()],
            why,
        };
        // Indexes have ARNs of their own, and are only ever searched.
        let on_indexes = || Grant {
            actions: search.to_vec(),
            resources: vec![Value::template([arn.clone(), Value::from("/index/*")])],
            why: "Finds items by another attribute",
        };
        let describe = ["dynamodb:DescribeTable"];
        let mut grants = match access {
            Access::Read => vec![on_table(&[&read, &search, &describe], "Reads items")],
            Access::Write => vec![on_table(&[&write, &describe], "Writes and removes items")],
            Access::ReadWrite => {
                vec![on_table(&[&read, &search, &write, &describe], "Reads, writes and removes items")]
            }
            _ => Vec::new(),
        };
        if matches!(access, Access::Read | Access::ReadWrite) && !self.indexes.is_empty() {
            grants.push(on_indexes());
        }
        grants
    }

    fn subtitle(&self) -> String {
        if self.sort_key.is_empty() {
            self.partition_key.clone()
        } else {
            format!("{} · {}", self.partition_key, self.sort_key)
        }
    }
}

impl Check for Table {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_keys(site, out);
        self.check_safety(site, out);
    }
}

impl Table {
    /// Reads or writes in a month: as set, or as the workload brings them by those who have one of these
    /// accesses.
    fn operations(
        &self,
        set: Option<Range<Quantity>>,
        accesses: &[Access],
        site: &Site<'_>,
    ) -> Range<Decimal> {
        if let Some(operations) = set {
            return operations.map(|it| it.0);
        }
        if !site.incoming.iter().any(|it| accesses.contains(&it.access)) {
            return Range::default();
        }
        let requests = site.usage.requests;
        if requests.high > Decimal::ZERO { requests } else { site.workload.messages }
    }

    fn kept(&self, site: &Site<'_>) -> Range<Decimal> {
        self.storage_gb.map_or(site.workload.storage_gb, |it| it.map(|it| it.0))
    }

    /// The attributes that are keys, each once, with its type.
    fn key_types(&self) -> BTreeMap<&str, KeyType> {
        let mut types = BTreeMap::from([(self.partition_key.as_str(), self.partition_key_type)]);
        if !self.sort_key.is_empty() {
            types.entry(&self.sort_key).or_insert(self.sort_key_type);
        }
        for index in &self.indexes {
            types.entry(&index.partition_key).or_insert(index.partition_key_type);
        }
        types
    }
}
