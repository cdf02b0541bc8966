//! Settings: all of a design that is not a component or a connection.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Money, Quantity, Range},
    prices::Region,
    vocab::WorkloadFigures,
};

use super::{Claim, Environment, Guardrail, ScalePlan, Task};

/// All of a design that is not a component or a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The name of the design, for people.
    #[schemars(length(max = 120))]
    pub name: String,
    /// The stem of all resource names. Changing it after the first apply renames, and so rebuilds,
    /// everything.
    pub project: Address,
    /// What it is and for whom, in a few sentences.
    #[schemars(length(max = 4000))]
    pub description: String,
    /// The AWS region that it is built and priced in. *Default:* us-east-1.
    #[schemars(with = "String", extend("x-suggest" = "region"))]
    pub region: Region,
    /// What a month may cost.
    pub budget: Budget,
    /// What a month brings.
    pub workload: Workload,
    /// Takes AWS's free allowances off the bill (100 GB of egress, 1 TB of CloudFront, …). They are
    /// per account, so switch them off when the account has other tenants. *Default:* on.
    pub free_tiers: bool,
    /// Tags on every resource.
    pub tags: BTreeMap<String, String>,
    /// What the design forbids or caps.
    pub guardrails: Vec<Guardrail>,
    /// How it grows.
    pub plan: ScalePlan,
    /// The stacks that are built from it, such as dev and prod; none where it is built once, as it is.
    pub environments: Vec<Environment>,
    /// Figures that a document states of it, to be held against what it comes to.
    pub claims: Vec<Claim>,
    /// Tasks of the work plan that are written down; the others are worked out of the design.
    pub work: Vec<Task>,
    /// What the bundle holds beside Terraform, Compose and GitLab CI. *Default:* nothing more.
    pub extras: BTreeSet<Extra>,
}

/// A further part of the bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// The infrastructure as templates of CloudFormation, for those who don't use Terraform.
    Cloudformation,
}

/// What a month may cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// The most a month may cost. *Default:* no limit.
    pub limit: Option<Money>,
    /// The cost at which somebody is told. *Default:* none.
    pub alert: Option<Money>,
}

/// What a month brings. Drives the usage of every component that has no figure of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Workload {
    /// Requests that users make in a month.
    pub requests: Range<Quantity>,
    /// Messages that are sent in a month.
    pub messages: Range<Quantity>,
    /// Size of a message. *Default:* 1 KB.
    #[schemars(range(max = 100_000), extend("x-unit" = "KB"))]
    pub message_kb: Quantity,
    /// Users that are active in a month.
    pub users: Range<Quantity>,
    /// Data that users send in a month.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb_in: Range<Quantity>,
    /// Data that is sent to users in a month.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb_out: Range<Quantity>,
    /// Files kept.
    #[schemars(extend("x-unit" = "GB"))]
    pub storage_gb: Range<Quantity>,
    /// Logs written in a month.
    #[schemars(extend("x-unit" = "GB"))]
    pub logs_gb: Range<Quantity>,
    /// How much all of this grows from month to month.
    #[schemars(range(max = 100), extend("x-unit" = "%"))]
    pub monthly_growth: Quantity,
}

impl Default for Workload {
    fn default() -> Self {
        Self {
            requests: Range::default(),
            messages: Range::default(),
            message_kb: Quantity::from(1),
            users: Range::default(),
            gb_in: Range::default(),
            gb_out: Range::default(),
            storage_gb: Range::default(),
            logs_gb: Range::default(),
            monthly_growth: Quantity::default(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "New design".to_owned(),
            project: Address::slugify("new-design"),
            description: String::new(),
            region: Region::default(),
            budget: Budget::default(),
            workload: Workload::default(),
            free_tiers: true,
            tags: BTreeMap::new(),
            guardrails: Vec::new(),
            plan: ScalePlan::default(),
            environments: Vec::new(),
            claims: Vec::new(),
            extras: BTreeSet::new(),
            work: Vec::new(),
        }
    }
}

impl Workload {
    /// The figures as components see them.
    #[must_use]
    pub fn figures(&self) -> WorkloadFigures {
        let plain = |it: Range<Quantity>| it.map(|it| it.0.max(Decimal::ZERO));
        WorkloadFigures {
            requests: plain(self.requests),
            messages: plain(self.messages),
            message_kb: self.message_kb.0,
            users: plain(self.users),
            gb_in: plain(self.gb_in),
            gb_out: plain(self.gb_out),
            storage_gb: plain(self.storage_gb),
            logs_gb: plain(self.logs_gb),
        }
    }
}
