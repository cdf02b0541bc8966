//! Line items: what is charged.

use std::{borrow::Cow, fmt::Write as _};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Money, Range, round},
    prices::{Price, PriceBook},
};

/// The hours of a month, as AWS counts them.
pub const HOURS_PER_MONTH: u32 = 730;

/// The part of the bill that a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Machines and containers.
    Compute,
    /// Volumes, buckets, registries, snapshots.
    Storage,
    /// Databases.
    Database,
    /// Load balancers, addresses, CDN, DNS.
    Network,
    /// Bytes that leave or cross.
    Traffic,
    /// Brokers, queues, topics.
    Messaging,
    /// Firewalls, keys, secrets.
    Security,
    /// Logs, metrics, alarms.
    Operations,
}

impl Category {
    /// All of them, in the order of the bill.
    pub const ALL: [Self; 8] = [
        Self::Compute,
        Self::Storage,
        Self::Database,
        Self::Network,
        Self::Traffic,
        Self::Messaging,
        Self::Security,
        Self::Operations,
    ];

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Compute => "Compute",
            Self::Storage => "Storage",
            Self::Database => "Database",
            Self::Network => "Network",
            Self::Traffic => "Traffic",
            Self::Messaging => "Messaging",
            Self::Security => "Security",
            Self::Operations => "Operations",
        }
    }
}

/// One factor of a quantity: `2 AZ`, `730 h`. The quantity is the product of its factors, so the
/// formula in words can't differ from the sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// How much.
    pub value: Range<Decimal>,
    /// Of what, as short text.
    pub unit: &'static str,
}

/// Where a price comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pricing {
    /// The price book has it.
    Known,
    /// The price book of this region does not have it: the line is shown, and not counted.
    Missing,
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq)]
pub struct LineItem {
    /// Whose line.
    pub component: Address,
    /// What tells it from the component's other lines; the word by which it is switched off.
    pub key: &'static str,
    /// The name as on the vendor's pricing page; what varies in one pair of brackets.
    pub name: Cow<'static, str>,
    /// The part of the bill.
    pub category: Category,
    /// The price book's name of the price.
    pub sku: Cow<'static, str>,
    /// What the quantity is made of.
    pub factors: Vec<Factor>,
    /// The product of the factors, divided by [`per`](Self::per).
    pub quantity: Range<Decimal>,
    /// How many units the price is for: 1, or 1,000,000 for a price per million.
    pub per: Decimal,
    /// The unit of the quantity, as the price book says it.
    pub unit: String,
    /// The price of the first unit; `None` when the book does not have it.
    pub unit_price: Option<Money>,
    /// The month's cost; `None` when the price is missing.
    pub monthly: Option<Range<Money>>,
    /// Why the line exists, when nobody asked for it by name.
    pub implied: Option<&'static str>,
    /// Whether it was switched off by hand: shown, and not counted.
    pub off: bool,
    /// Whether the account shares its price's tiers or free allowance among all lines.
    pub pooled: bool,
}

impl LineItem {
    /// Whether the price is in the book.
    #[must_use]
    pub fn pricing(&self) -> Pricing {
        if self.unit_price.is_some() { Pricing::Known } else { Pricing::Missing }
    }

    /// What the line adds to the total; nothing when it is off or has no price.
    #[must_use]
    pub fn counted(&self) -> Range<Money> {
        match self.monthly {
            Some(monthly) if !self.off => monthly,
            _ => Range::exact(Money::ZERO),
        }
    }

    /// The sum in words: `2 AZ × 730 h × $0.0225`.
    #[must_use]
    pub fn formula(&self) -> String {
        let mut text = String::new();
        for factor in &self.factors {
            if !text.is_empty() {
                text.push_str(" × ");
            }
            let _ = write!(text, "{} {}", figure(factor.value.expected), factor.unit);
        }
        match self.unit_price {
            Some(price) => {
                let _ = write!(text, " × ${}", price.0.normalize());
                if self.per != Decimal::ONE {
                    let _ = write!(text, " per {}", figure(self.per));
                }
            }
            None => text.push_str(" × no price"),
        }
        text
    }
}

/// A figure with thousands separators and at most 4 decimals.
fn figure(value: Decimal) -> String {
    let text = round(value, 4).normalize().to_string();
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::new();
    for (idx, digit) in whole.chars().enumerate() {
        if idx > 0 && (whole.len() - idx).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Where a service puts what it is charged for.
#[derive(Debug)]
pub struct LineItems<'a> {
    component: &'a Address,
    off: &'a [String],
    book: &'a PriceBook,
    out: &'a mut Vec<LineItem>,
}

impl<'a> LineItems<'a> {
    /// A place for one component's lines.
    pub fn new(
        component: &'a Address,
        off: &'a [String],
        book: &'a PriceBook,
        out: &'a mut Vec<LineItem>,
    ) -> Self {
        Self { component, off, book, out }
    }

    /// Adds a line that somebody asked for. The quantity is the product of the factors.
    pub fn charge(
        &mut self,
        key: &'static str,
        category: Category,
        name: impl Into<Cow<'static, str>>,
        sku: impl Into<Cow<'static, str>>,
        factors: &[Factor],
    ) {
        self.push(key, category, name.into(), sku.into(), factors, Decimal::ONE, None);
    }

    /// Adds a line that the topology implies, with the reason. It can be switched off by its key.
    pub fn imply(
        &mut self,
        key: &'static str,
        category: Category,
        name: impl Into<Cow<'static, str>>,
        sku: impl Into<Cow<'static, str>>,
        factors: &[Factor],
        why: &'static str,
    ) {
        self.push(key, category, name.into(), sku.into(), factors, Decimal::ONE, Some(why));
    }

    /// Adds a line whose price is for `per` units at once, such as a million requests. With a
    /// reason, it is an implied line.
    #[expect(
        clippy::too_many_arguments,
        reason = "a line has that many parts, and each call names them in order"
    )]
    pub fn charge_per(
        &mut self,
        key: &'static str,
        category: Category,
        name: impl Into<Cow<'static, str>>,
        sku: impl Into<Cow<'static, str>>,
        factors: &[Factor],
        per: u32,
        why: Option<&'static str>,
    ) {
        self.push(key, category, name.into(), sku.into(), factors, per.into(), why);
    }

    /// Adds a line whose monthly price the design itself sets: no price book has it. Its SKU is
    /// empty. Without a price, the line is shown as one that lacks it.
    pub fn charge_own_price(
        &mut self,
        key: &'static str,
        category: Category,
        name: impl Into<Cow<'static, str>>,
        price: Option<Range<Money>>,
    ) {
        self.push(key, category, name.into(), "".into(), &[Factor::exact(1, "month")], Decimal::ONE, None);
        if let Some(line_item) = self.out.last_mut() {
            line_item.unit = "month".to_owned();
            line_item.unit_price = price.map(|it| it.expected);
            line_item.monthly = price;
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the one place that puts the parts together")]
    fn push(
        &mut self,
        key: &'static str,
        category: Category,
        name: Cow<'static, str>,
        sku: Cow<'static, str>,
        factors: &[Factor],
        per: Decimal,
        implied: Option<&'static str>,
    ) {
        let product = factors.iter().fold(Range::exact(Decimal::ONE), |product, factor| {
            product.zip(factor.value, Decimal::saturating_mul)
        });
        let quantity = product.map(|it| it.checked_div(per).unwrap_or_default());
        let price = self.book.price(&sku);
        self.out.push(LineItem {
            component: self.component.clone(),
            key,
            name,
            category,
            factors: factors.to_vec(),
            quantity,
            per,
            unit: price.map(|it| it.unit.to_string()).unwrap_or_default(),
            unit_price: price.map(Price::unit_price),
            monthly: price.map(|it| quantity.map(|quantity| it.cost(quantity))),
            implied,
            pooled: price.is_some_and(|it| it.tiers.len() > 1 || it.free.is_some()),
            off: implied.is_some() && self.off.iter().any(|it| it == key),
            sku,
        });
    }
}

impl Factor {
    /// An exact factor.
    pub fn exact(value: impl Into<Decimal>, unit: &'static str) -> Self {
        Self { value: Range::exact(value.into()), unit }
    }

    /// A factor that is not known exactly.
    #[must_use]
    pub fn range(value: Range<Decimal>, unit: &'static str) -> Self {
        Self { value, unit }
    }

    /// The hours of a month: 730.
    #[must_use]
    pub fn hours() -> Self {
        Self::exact(HOURS_PER_MONTH, "h")
    }
}
