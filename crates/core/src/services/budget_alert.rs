//! Budget alert: AWS Budgets. Tells somebody before the month costs too much.
//! Pricing: <https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/>, free without actions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Money, fields},
    prices::PriceBook,
    resource::{Concern, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Command, Facts, Family, Finding, Findings, Meta, Place, Procedure, Severity, Site, Topic,
        shell_word,
    },
};

/// Tells somebody before the month costs too much. It watches the bill of the whole account and is
/// free.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BudgetAlert {
    /// What a month may cost. *Default:* $200.
    pub limit: Money,
    /// The cost at which somebody is told. *Default:* $180.
    pub threshold: Money,
    /// Which cost is compared with it. *Default:* the forecast.
    pub basis: Basis,
}

fields!(BudgetAlert { limit, threshold, basis });

/// Which cost an alert compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// What the month will have cost at its end. AWS needs about five weeks of bills to tell.
    #[default]
    Forecast,
    /// What the month has cost so far.
    Actual,
    /// Both, each with an alert of its own.
    Both,
}

impl Basis {
    const fn types(self) -> &'static [&'static str] {
        match self {
            Self::Forecast => &["FORECASTED"],
            Self::Actual => &["ACTUAL"],
            Self::Both => &["FORECASTED", "ACTUAL"],
        }
    }
}

impl Default for BudgetAlert {
    fn default() -> Self {
        Self { limit: Money(200.into()), threshold: Money(180.into()), basis: Basis::Forecast }
    }
}

impl Kind for BudgetAlert {
    const META: Meta = Meta {
        kind: "budget_alert",
        name: "Budget alert",
        vendor: "Budgets",
        family: Family::Operations,
        summary: "Tells somebody before the month costs too much",
        icon: "M4 18a8 8 0 1 1 16 0zM12 18l4-6M12 6V4M5 10 3.5 9M19 10l1.5-1",
        inside: &[Place::Canvas, Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("forecast", Self::default()),
            ("both", Self { limit: Money(1_500.into()), threshold: Money(1_200.into()), basis: Basis::Both }),
        ]
    }
}

impl Service for BudgetAlert {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts { accepts: &[Access::Observe], count: 1, ..Facts::default() }
    }

    fn subtitle(&self) -> String {
        format!("{} of {}", self.threshold, self.limit)
    }
}

impl Check for BudgetAlert {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.threshold > self.limit {
            out.push(
                Finding::new(
                    "alert-above-limit",
                    Severity::Warning,
                    out.anchor(Some("threshold")),
                    format!(
                        "{} speaks up at {}, above its limit of {}",
                        site.name, self.threshold, self.limit
                    ),
                    "Whoever is told after the limit is crossed can't keep it",
                )
                .fix(
                    format!("Speak up at {}", self.limit),
                    vec![Command::set(
                        site.address,
                        "threshold",
                        serde_json::to_value(self.limit).unwrap_or_default(),
                    )],
                ),
            );
        }
        if site.asks(Access::Notify).next().is_none() {
            out.push(
                Finding::new(
                    "budget-tells-nobody",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} tells nobody", site.name),
                    "A budget without a reader is a number in the console",
                )
                .hint("connect it to a notification topic or a mailbox with the access \"notify\""),
            );
        }
    }
}

impl Build for BudgetAlert {
    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let named = |name: &'static str| {
            let values = plot
                .site
                .asks(Access::Notify)
                .filter_map(|it| plot.ends_of(it.address)?.get(name).cloned())
                .collect::<Vec<_>>();
            (!values.is_empty()).then_some(Value::List(values))
        };
        let (topics, emails) = (named("topic_arn"), named("email"));
        let mut budget = Resource::new(Concern::Cost, "aws_budgets_budget", plot.site.label())
            .set("name", plot.name())
            .set("budget_type", "COST")
            .set("limit_amount", self.limit.to_cents().normalize().to_string())
            .set("limit_unit", "USD")
            .set("time_unit", "MONTHLY");
        // AWS refuses a notification that goes to nobody.
        let types = if topics.is_some() || emails.is_some() { self.basis.types() } else { &[] };
        for notification_type in types {
            let mut notification = vec![
                ("comparison_operator", Value::from("GREATER_THAN")),
                ("threshold", Value::from(self.threshold.to_cents().normalize())),
                ("threshold_type", Value::from("ABSOLUTE_VALUE")),
                ("notification_type", Value::from(*notification_type)),
            ];
            notification.extend(emails.clone().map(|it| ("subscriber_email_addresses", it)));
            notification.extend(topics.clone().map(|it| ("subscriber_sns_topic_arns", it)));
            budget = budget.block("notification", notification);
        }
        graph.add(budget);
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let name = shell_word(&format!("{}-{}", site.project, site.address));
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("When {} speaks up", site.name),
            text: format!(
                "The account is on its way to more than {} this month, with a limit of {}. See what it has cost \
                 and will cost, then compare with the estimate of this bundle. In the first five weeks of an \
                 account there is no forecast.",
                self.threshold, self.limit
            ),
            commands: vec![format!(
                "aws budgets describe-budget --account-id \"$(aws sts get-caller-identity --query Account --output text)\" --budget-name {name} --query Budget.CalculatedSpend"
            )],
        }]
    }
}
