//! On-call service: PagerDuty or another that wakes somebody. It is told by SNS over https; nothing in the bundle
//! builds it.
//! Joining it to SNS: <https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Money, Range, fields},
    prices::PriceBook,
    resource::{Ends, ResourceGraph, Value, Variable, VariableType},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Facts, Family, Finding, Findings, LineItems, Meta, Place, Procedure, Severity,
        Site, Topic,
    },
};

/// Wakes whoever is on call, and the next one when nobody answers.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OnCall {
    /// People who can be called. *Default:* 3.
    #[schemars(range(min = 1, max = 10000))]
    pub seats: u32,
    /// What a seat costs in a month, as the contract says. Left out, it is shown without a price.
    pub seat_price: Option<Money>,
    /// Minutes until the next one is called. *Default:* 15 minutes.
    #[schemars(range(min = 1, max = 1440), extend("x-unit" = "min"))]
    pub escalation_minutes: u32,
}

fields!(OnCall { seats, seat_price, escalation_minutes });

impl Default for OnCall {
    fn default() -> Self {
        Self { seats: 3, seat_price: None, escalation_minutes: 15 }
    }
}

impl Kind for OnCall {
    const META: Meta = Meta {
        kind: "on_call",
        name: "On-call service",
        vendor: "PagerDuty",
        family: Family::External,
        summary: "Wakes whoever is on call",
        icon: "M12 3a6 6 0 0 0-6 6v5l-2 3h16l-2-3V9a6 6 0 0 0-6-6zM10 20h4M12 7v4",
        inside: &[Place::Canvas],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("not priced yet", Self::default()),
            ("five", Self { seats: 5, seat_price: Some(Money(21.into())), ..Self::default() }),
        ]
    }
}

impl Service for OnCall {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: vec![443],
            external: true,
            accepts: &[Access::Connect, Access::Send, Access::Notify],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        let price = self.seat_price.map(|it| Range::exact(Money(it.0.saturating_mul(self.seats.into()))));
        let name = format!("Seats: {}, price as set here", self.seats);
        out.charge_own_price("seats", Category::Operations, name, price);
    }

    fn subtitle(&self) -> String {
        format!("{} seats · next after {} min", self.seats, self.escalation_minutes)
    }
}

impl Check for OnCall {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let is_told = site
            .incoming
            .iter()
            .any(|it| matches!(it.access, Access::Notify | Access::Send | Access::Connect));
        if !is_told {
            out.push(
                Finding::new(
                    "nobody-tells",
                    Severity::Warning,
                    out.anchor(None),
                    format!("nothing tells {} of an alarm", site.name),
                    "Its seats are paid, and nobody is woken",
                )
                .hint("connect a notification topic to it with the access \"notify\""),
            );
        }
    }
}

impl Build for OnCall {
    fn ends(&self, address: &Address) -> Ends {
        Ends::default().with("webhook", Value::variable(variable(address)))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        if plot.site.asked_by(Access::Notify).next().is_none() {
            return;
        }
        graph.ask(Variable {
            name: variable(plot.site.address),
            variable_type: VariableType::Text,
            description: format!(
                "The https address that {} takes alarms at; whoever knows it can wake people",
                plot.site.name
            ),
            default: None,
            example: Value::from("https://events.pagerduty.com/integration/0123456789abcdef/enqueue"),
            sensitive: true,
            validation: Some((
                format!("startswith(var.{}, \"https://\")", variable(plot.site.address)),
                "The address must begin with https://.".to_owned(),
            )),
        });
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Set up {}", site.name),
            text: format!(
                "A service with an integration for Amazon CloudWatch, a schedule of {} people, and an escalation to the \
                 next after {} minutes. Give the integration's address to Terraform; SNS confirms it by itself. Send \
                 a test through the topic, and see that somebody is called.",
                self.seats, self.escalation_minutes
            ),
            commands: Vec::new(),
        }]
    }
}

/// The variable that holds the address to send to.
fn variable(address: &Address) -> String {
    format!("{}_webhook", address.label())
}
