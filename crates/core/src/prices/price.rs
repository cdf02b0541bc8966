//! One price: rates by tier, and what is free of it.

use std::sync::Arc;

use crate::base::{Decimal, Money};

/// What a unit costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// What is counted, as shown to people: `h`, `GB-month`, `1M requests`.
    pub unit: Arc<str>,
    /// The rates; never empty, the first from 0, each from where the one before ends, the last
    /// without end. A flat price has one.
    pub tiers: Box<[Tier]>,
    /// What of it is free for an account in each month, shared with other prices.
    pub free: Option<Arc<Allowance>>,
    pub(super) source: u16,
}

/// The part of a quantity that has the same rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Where it begins, in the price's unit.
    pub from: Decimal,
    /// Where it ends, in the price's unit; none for the last.
    pub to: Option<Decimal>,
    /// The rate for each unit inside it.
    pub unit_price: Money,
}

/// An amount that costs nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Its name. Prices that share it draw from one quantity: `lambda.requests`.
    pub id: String,
    /// How much is free for an account in a month, in the unit of the prices that share it.
    pub quantity: Decimal,
    /// Whether it lasts. Only these may be counted on; the others end with the first 12 months.
    pub always: bool,
    /// What it says, for people.
    pub note: String,
}

impl Price {
    /// The cost of a quantity: each part of it at the rate of its tier. Exact, without the free
    /// allowance; a negative quantity costs nothing.
    #[must_use]
    pub fn cost(&self, quantity: Decimal) -> Money {
        let parts = self.tiers.iter().take_while(|it| it.from < quantity);
        parts.map(|it| it.unit_price * (it.to.map_or(quantity, |to| to.min(quantity)) - it.from)).sum()
    }

    /// The rate of the first unit.
    #[must_use]
    pub fn unit_price(&self) -> Money {
        self.tiers.first().map(|it| it.unit_price).unwrap_or_default()
    }

    /// The allowance, when it lasts longer than an account's first year.
    #[must_use]
    pub fn always_free(&self) -> Option<&Allowance> {
        self.free.as_deref().filter(|it| it.always)
    }
}
