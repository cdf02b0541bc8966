//! A line of the bill as it is shown: text only, so that it is drawn again only when it reads
//! otherwise.

use groundplan_core::{
    base::{Address, Money, Range},
    estimate::Adjustment,
    vocab::LineItem,
};

use crate::derived::Priced;

use super::Group;

/// A line of the bill.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    pub(crate) name: String,
    /// Whose line it is, where the group does not say.
    pub(crate) of: Option<String>,
    /// Why it is there, when nobody asked for it by name.
    pub(crate) why: Option<String>,
    pub(crate) formula: String,
    /// Where the price comes from, short.
    pub(crate) source: String,
    pub(crate) source_full: String,
    /// Low, expected, high; nothing when the price is missing.
    pub(crate) figures: Option<[String; 3]>,
    pub(crate) off: bool,
    /// Component and key by which it is switched off; nothing where it can't be.
    pub(crate) switch: Option<(Address, String)>,
}

impl Line {
    /// The lines of a group.
    pub(crate) fn all(group: &Group, priced: &Priced) -> Vec<Self> {
        let items = group.lines(&priced.estimate).into_iter().map(|it| Self::of_item(it, group, priced));
        let adjustments = group.adjustments(&priced.estimate).into_iter();
        items.chain(adjustments.map(|it| Self::of_adjustment(it, priced))).collect()
    }

    fn of_item(item: &LineItem, group: &Group, priced: &Priced) -> Self {
        let owner = priced.survey.design().component(&item.component);
        let of = match group {
            Group::Component(_) => None,
            _ => owner.map(|it| it.name.clone()),
        };
        let (source, source_full) = source(&item.sku, priced);
        Self {
            name: item.name.to_string(),
            of,
            why: item.implied.map(str::to_owned),
            formula: item.formula(),
            source,
            source_full,
            figures: item.monthly.map(figures),
            off: item.off,
            switch: item.implied.map(|_| (item.component.clone(), item.key.to_owned())),
        }
    }

    fn of_adjustment(item: &Adjustment, priced: &Priced) -> Self {
        let (source, source_full) = source(&item.sku, priced);
        Self {
            name: item.name.clone(),
            of: None,
            why: None,
            formula: item.formula.clone(),
            source,
            source_full,
            figures: Some(figures(item.monthly)),
            off: false,
            switch: None,
        }
    }
}

fn figures(it: Range<Money>) -> [String; 3] {
    [it.low, it.expected, it.high].map(|it| it.to_string())
}

/// Where a price comes from, short and in full.
fn source(sku: &str, priced: &Priced) -> (String, String) {
    let book = priced.survey.book();
    let Some(source) = book.price(sku).and_then(|it| book.source(it)) else {
        return (String::new(), String::new());
    };
    let checked = if source.verified { "" } else { " (list price, not checked)" };
    (format!("{}{checked}", source.as_of), format!("{sku} · {source}{checked}"))
}
