//! Claims: figures that a document states of the design, kept with the place they come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Quantity, Range},
    vocab::Category,
};

/// A figure that somebody stated, to be held against what the design comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The id on the command line and in hooks.
    pub id: Address,
    /// What is stated, in a few words.
    #[schemars(length(max = 200))]
    pub title: String,
    /// The figure; low and high differ where a range was stated.
    pub stated: Range<Quantity>,
    /// What it is a figure of.
    pub of: Measure,
    /// The environment that it is about. *Default:* whichever is in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Address>,
    /// Where it stands: the document, and the place in it.
    #[serde(rename = "where", default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 200))]
    pub place: String,
}

/// What a claim is a figure of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// What a month costs in all, in US dollars.
    MonthlyTotal,
    /// What these components cost in a month, with all that stands in them, in US dollars.
    MonthlyOf(Vec<Address>),
    /// What the components of these kinds cost in a month, in US dollars.
    MonthlyOfKinds(Vec<String>),
    /// What a part of the bill costs in a month, in US dollars.
    MonthlyOfCategory(Category),
    /// How many there are of a kind.
    Count(String),
    /// A setting of a component; dots lead into nested settings.
    Setting {
        /// Which component.
        id: Address,
        /// The setting.
        field: String,
    },
    /// A figure of the workload, such as users.
    Workload(String),
    /// What other claims come to together, each as often as it is said: a year is six months of one figure and
    /// six of another.
    Sum(Vec<Part>),
}

/// A claim as a part of a sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The id of the claim.
    pub claim: Address,
    /// How often it counts. *Default:* 1.
    #[serde(default = "once")]
    pub times: Quantity,
}

fn once() -> Quantity {
    Quantity::from(1_u32)
}

impl Claim {
    /// Whether it speaks of this environment. A sum has parts of several, so it is kept with the base.
    pub(super) fn is_about(&self, environment: &Address) -> bool {
        let is_sum = matches!(self.of, Measure::Sum(_));
        self.environment.as_ref().map_or(!is_sum, |it| it == environment)
    }
}

impl Measure {
    /// Whether it is an amount of money.
    #[must_use]
    pub const fn is_money(&self) -> bool {
        matches!(
            self,
            Self::MonthlyTotal
                | Self::MonthlyOf(_)
                | Self::MonthlyOfKinds(_)
                | Self::MonthlyOfCategory(_)
                | Self::Sum(_)
        )
    }
}
