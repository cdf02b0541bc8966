//! Custom: whatever no other kind covers, with a price of its own.

use schemars::JsonSchema;

use crate::{
    base::{Address, Money, Quantity, Range, fields},
    prices::PriceBook,
    services::{Build, Check, Kind, Service},
    vocab::{
        Access, Category, Effort, Facts, Family, Finding, Findings, LineItems, Meta, Place, Procedure,
        Severity, Site, Topic,
    },
};

/// Whatever no other kind covers: drawn, connected and counted, and built by hand.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Custom {
    /// What it is, such as `Managed search cluster`. *Default:* nothing.
    #[schemars(length(max = 120))]
    pub what: String,
    /// What it costs in a month, as its own price list or contract says. Left out, the bill shows that the
    /// price is not known. *Default:* not known.
    #[schemars(extend("x-unit" = "USD"))]
    pub monthly: Option<Range<Quantity>>,
    /// The part of the bill that the price belongs to. *Default:* operations.
    pub category: Category,
    /// Ports that it listens on, the main one first. *Default:* 443.
    #[schemars(length(max = 40), inner(range(min = 1, max = 65535)))]
    pub ports: Vec<u16>,
    /// Whether what it keeps would be missed: the runbook then asks for a backup. *Default:* off.
    pub keeps_data: bool,
}

fields!(Custom { what, monthly, category, ports, keeps_data });

impl Default for Custom {
    fn default() -> Self {
        Self {
            what: String::new(),
            monthly: None,
            category: Category::Operations,
            ports: vec![443],
            keeps_data: false,
        }
    }
}

impl Kind for Custom {
    const META: Meta = Meta {
        kind: "custom",
        name: "Custom component",
        vendor: "",
        family: Family::External,
        summary: "Whatever no other kind covers, with a price of its own",
        icon: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5",
        inside: &[Place::Canvas, Place::Region, Place::Network, Place::Tier, Place::Host],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let dollars =
            |low: u32, expected: u32, high: u32| Some(Range { low, expected, high }.map(Quantity::from));
        vec![
            ("not priced yet", Self::default()),
            (
                "search cluster",
                Self {
                    what: "Managed search cluster, two nodes".to_owned(),
                    monthly: dollars(90, 120, 180),
                    category: Category::Database,
                    ports: vec![9200, 9300],
                    keeps_data: true,
                },
            ),
        ]
    }
}

impl Service for Custom {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: self.ports.clone(),
            external: true,
            accepts: &Access::ALL,
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        let price = self.monthly.map(|it| it.map(|it| Money(it.0)));
        out.charge_own_price("price", self.category, "Monthly price, as set here", price);
    }

    fn subtitle(&self) -> String {
        self.what.clone()
    }
}

impl Check for Custom {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !site.above.is_empty() {
            out.push(
                Finding::new(
                    "custom-not-built",
                    Severity::Info,
                    out.anchor(None),
                    format!("{} is drawn and counted, and nothing in the bundle builds it", site.name),
                    "No kind knows how it is built, so somebody has to do it by hand",
                )
                .hint("say in its note how it is built, so that the runbook says it too"),
            );
        }
    }
}

impl Build for Custom {
    fn effort(&self) -> Option<Effort> {
        Some(Effort::small())
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let what = if self.what.is_empty() { site.name } else { &self.what };
        let mut all = vec![Procedure {
            topic: Topic::Operate,
            title: format!("Build and look after {} by hand", site.name),
            text: format!(
                "{what}: nothing in this bundle builds it; its note in the design file says how it is done."
            ),
            commands: Vec::new(),
        }];
        if self.keeps_data {
            all.push(Procedure {
                topic: Topic::Backup,
                title: format!("Back up {} by hand", site.name),
                text: "It keeps data that would be missed. Write down here how it is backed up, and try the way back."
                    .to_owned(),
                commands: Vec::new(),
            });
        }
        all
    }
}
