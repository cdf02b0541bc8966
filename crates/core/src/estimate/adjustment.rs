//! Adjustments: what is worked out for the account as a whole.
//!
//! AWS counts volume tiers and free allowances per account and month, not per component. Each line
//! is priced as if it stood alone, so that it explains itself; what that gets wrong for the account
//! is set right here, visibly.

use std::collections::BTreeMap;

use crate::{
    base::{Decimal, Money, Range},
    prices::{Price, PriceBook},
    vocab::{Category, LineItem},
};

/// An amount that is added for the account as a whole; negative when it is taken off.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjustment {
    /// What it is, for people.
    pub name: String,
    /// The price that it belongs to.
    pub sku: String,
    /// The part of the bill.
    pub category: Category,
    /// How it comes about.
    pub formula: String,
    /// The amount.
    pub monthly: Range<Money>,
}

/// The lines that share one price.
struct Pool<'a> {
    price: &'a Price,
    category: Category,
    n_lines: usize,
    quantity: Range<Decimal>,
    cost: Range<Money>,
}

pub(super) fn adjust<'a>(
    lines: impl Iterator<Item = &'a LineItem>,
    book: &PriceBook,
    free_tiers: bool,
) -> Vec<Adjustment> {
    let mut pools: BTreeMap<&str, Pool<'_>> = BTreeMap::new();
    for line in lines.filter(|it| !it.off && it.pooled) {
        let (Some(price), Some(monthly)) = (book.price(&line.sku), line.monthly) else { continue };
        let pool = pools.entry(&line.sku).or_insert_with(|| Pool {
            price,
            category: line.category,
            n_lines: 0,
            quantity: Range::exact(Decimal::ZERO),
            cost: Range::exact(Money::ZERO),
        });
        pool.n_lines += 1;
        pool.quantity = pool.quantity.zip(line.quantity, Decimal::saturating_add);
        pool.cost = pool.cost.zip(monthly, |a, b| a + b);
    }
    let mut adjustments = Vec::new();
    let mut allowances: BTreeMap<&str, Range<Decimal>> = BTreeMap::new();
    for (sku, pool) in &pools {
        let together = pool.quantity.map(|it| pool.price.cost(it));
        if pool.n_lines > 1 && together != pool.cost {
            adjustments.push(Adjustment {
                name: "Volume tiers".to_owned(),
                sku: (*sku).to_owned(),
                category: pool.category,
                formula: format!(
                    "{} lines share the tiers of one account: {} {} together",
                    pool.n_lines,
                    pool.quantity.expected.normalize(),
                    pool.price.unit
                ),
                monthly: together.zip(pool.cost, |a, b| a - b),
            });
        }
        if let Some(free) = pool.price.always_free().filter(|_| free_tiers) {
            let left = allowances.entry(free.id.as_str()).or_insert(Range::exact(free.quantity));
            let used = left.zip(pool.quantity, Decimal::min);
            let paid = pool.quantity.zip(used, Decimal::saturating_sub).map(|it| pool.price.cost(it));
            *left = left.zip(used, Decimal::saturating_sub);
            let monthly = paid.zip(together, |a, b| a - b);
            if monthly.high < Money::ZERO {
                adjustments.push(Adjustment {
                    name: "Free allowance".to_owned(),
                    sku: (*sku).to_owned(),
                    category: pool.category,
                    formula: format!(
                        "{} of the account's free {} {} a month",
                        used.expected.normalize(),
                        free.quantity.normalize(),
                        pool.price.unit
                    ),
                    monthly,
                });
            }
        }
    }
    adjustments
}
