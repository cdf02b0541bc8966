//! The estimate: line items, totals, budget verdict.
//!
//! Sums are exact decimals. A line without a price is shown and never counted as zero; a line that
//! was switched off is shown and not counted. After an edit only the lines of components whose view
//! changed are worked out again.

mod adjustment;
mod claims;
mod verdict;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use adjustment::Adjustment;
pub use claims::{HeldClaim, claims};
pub use verdict::{BudgetStatus, Verdict};

use crate::{
    base::{Address, Money, Range, gather, sort_by},
    design::Budget,
    survey::Survey,
    vocab::{Category, LineItem, LineItems},
};

/// The lines of one component, and their sum.
#[derive(Clone, Debug, Default, PartialEq)]
struct ComponentLines {
    lines: Vec<LineItem>,
    total: Range<Money>,
}

/// What a design costs in a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    components: BTreeMap<Address, Arc<ComponentLines>>,
    adjustments: Vec<Adjustment>,
    total: Range<Money>,
}

impl Estimate {
    /// Prices a design.
    #[must_use]
    pub fn new(survey: &Survey) -> Self {
        let components = gather(survey.addresses().map(|it| (it.clone(), price(survey, it))));
        Self::sum(components, survey)
    }

    /// Prices a design again after an edit: only the components that are named are worked out anew.
    #[must_use]
    pub fn update(&self, survey: &Survey, dirty: &BTreeSet<Address>) -> Self {
        let mut components = self.components.clone();
        if components.len() != survey.design().components.len()
            || !components.keys().eq(survey.design().components.keys())
        {
            components.retain(|it, _| survey.design().components.contains_key(it));
        }
        for address in dirty {
            components.insert(address.clone(), price(survey, address));
        }
        Self::sum(components, survey)
    }

    fn sum(components: BTreeMap<Address, Arc<ComponentLines>>, survey: &Survey) -> Self {
        let lines = components.values().flat_map(|it| &it.lines);
        let adjustments = adjustment::adjust(lines, survey.book(), survey.design().settings.free_tiers);
        let of_components = sum(components.values().map(|it| it.total));
        let of_adjustments = sum(adjustments.iter().map(|it| it.monthly));
        Self { components, adjustments, total: of_components.zip(of_adjustments, |a, b| a + b) }
    }

    /// The month's cost.
    #[must_use]
    pub fn total(&self) -> Range<Money> {
        self.total
    }

    /// Every line, in address order.
    pub fn lines(&self) -> impl Iterator<Item = &LineItem> {
        self.components.values().flat_map(|it| &it.lines)
    }

    /// The lines of one component.
    #[must_use]
    pub fn lines_of(&self, address: &Address) -> &[LineItem] {
        self.components.get(address).map_or(&[], |it| &it.lines)
    }

    /// What one component costs, before the design's adjustments.
    #[must_use]
    pub fn of(&self, address: &Address) -> Range<Money> {
        self.components.get(address).map(|it| it.total).unwrap_or_default()
    }

    /// What is taken off for the account as a whole: free allowances and volume tiers.
    #[must_use]
    pub fn adjustments(&self) -> &[Adjustment] {
        &self.adjustments
    }

    /// The cost of each part of the bill that costs something, adjustments included.
    #[must_use]
    pub fn by_category(&self) -> Vec<(Category, Range<Money>)> {
        let counted = |category: Category| {
            let lines = self.lines().filter(|it| it.category == category).map(LineItem::counted);
            let adjustments =
                self.adjustments.iter().filter(|it| it.category == category).map(|it| it.monthly);
            sum(lines.chain(adjustments))
        };
        let all = Category::ALL.iter().map(|&it| (it, counted(it)));
        all.filter(|(_, it)| *it != Range::exact(Money::ZERO)).collect()
    }

    /// The components that cost most, dearest first.
    #[must_use]
    pub fn drivers(&self, most: usize) -> Vec<(&Address, Money)> {
        let mut all: Vec<_> = self.components.iter().map(|(id, it)| (id, it.total.expected)).collect();
        all.retain(|(_, it)| *it > Money::ZERO);
        sort_by(&mut all, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        all.truncate(most);
        all
    }

    /// The components that cost otherwise in `after`, with what the expected month costs more there, or
    /// less; the largest difference first.
    #[must_use]
    pub fn differences(&self, after: &Self) -> Vec<(Address, Money)> {
        let all: BTreeSet<&Address> = gather(self.components.keys().chain(after.components.keys()));
        let more = |it: &Address| after.of(it).expected - self.of(it).expected;
        let mut changed: Vec<_> = all.into_iter().map(|it| (it.clone(), more(it))).collect();
        changed.retain(|(_, more)| *more != Money::ZERO);
        sort_by(&mut changed, |a, b| b.1.0.abs().cmp(&a.1.0.abs()).then_with(|| a.0.cmp(&b.0)));
        changed
    }

    /// Lines whose price the region's book does not have.
    pub fn missing(&self) -> impl Iterator<Item = &LineItem> {
        self.lines().filter(|it| it.monthly.is_none() && !it.off)
    }

    /// What the budget says to this.
    #[must_use]
    pub fn verdict(&self, budget: &Budget) -> Verdict {
        Verdict::new(budget, self.total, self.missing().next().is_some())
    }
}

fn price(survey: &Survey, address: &Address) -> Arc<ComponentLines> {
    let mut lines = Vec::new();
    survey.visit(address, |component, site| {
        let mut out = LineItems::new(address, &component.off, survey.book(), &mut lines);
        component.config.service().line_items(site, &mut out);
    });
    let total = sum(lines.iter().map(LineItem::counted));
    Arc::new(ComponentLines { lines, total })
}

fn sum(ranges: impl Iterator<Item = Range<Money>>) -> Range<Money> {
    ranges.fold(Range::exact(Money::ZERO), |sum, it| sum.zip(it, |a, b| a + b))
}
