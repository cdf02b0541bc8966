//! What the budget says.

use crate::{
    base::{Money, Range},
    design::Budget,
};

/// Where a cost stands against the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetStatus {
    /// There is no budget.
    None,
    /// Below the alert and the limit.
    Under,
    /// At or above the alert, and within the limit.
    Alert,
    /// Above the limit.
    Over,
}

impl BudgetStatus {
    /// The word in files and hooks.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Under => "under",
            Self::Alert => "alert",
            Self::Over => "over",
        }
    }

    /// For people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::None => "No budget",
            Self::Under => "Within budget",
            Self::Alert => "Above the alert",
            Self::Over => "Over budget",
        }
    }
}

/// What the budget says to an estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Where the expected cost stands.
    pub status: BudgetStatus,
    /// Where the cost of a busy month stands.
    pub high_status: BudgetStatus,
    /// The month's cost.
    pub total: Range<Money>,
    /// The most that it may cost.
    pub limit: Option<Money>,
    /// The cost at which somebody is told.
    pub alert: Option<Money>,
    /// What is left up to the limit; negative when over.
    pub headroom: Option<Money>,
    /// Whether prices are missing, so that the true cost is higher.
    pub incomplete: bool,
}

impl Verdict {
    pub(super) fn new(budget: &Budget, total: Range<Money>, incomplete: bool) -> Self {
        Self {
            status: status(budget, total.expected),
            high_status: status(budget, total.high),
            total,
            limit: budget.limit,
            alert: budget.alert,
            headroom: budget.limit.map(|it| it - total.expected),
            incomplete,
        }
    }
}

fn status(budget: &Budget, cost: Money) -> BudgetStatus {
    // The bill is in cents, and so is the comparison: 180.004 does not cross 180.
    let cost = Money(cost.to_cents());
    match (budget.limit, budget.alert) {
        (None, None) => BudgetStatus::None,
        (Some(limit), _) if cost > limit => BudgetStatus::Over,
        (_, Some(alert)) if cost >= alert => BudgetStatus::Alert,
        _ => BudgetStatus::Under,
    }
}
