//! `budget-over`, `budget-alert`, `price-missing`.
//!
//! *What it checks:* the month's cost against limit and alert; that every line has a price.

use crate::{
    estimate::BudgetStatus,
    vocab::{Anchor, Finding, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    let settings = &review.survey.design().settings;
    let verdict = review.estimate.verdict(&settings.budget);
    let total = verdict.total.expected;
    let drivers: Vec<String> = review
        .estimate
        .drivers(3)
        .into_iter()
        .map(|(id, cost)| format!("{} {cost}", review.name(id)))
        .collect();
    let anchor = |field: &str| Anchor::Design { field: field.to_owned() };
    let by = |finding: Finding| finding.hint(format!("the largest: {}", drivers.join(", ")));
    match (verdict.status, verdict.limit, verdict.alert) {
        (BudgetStatus::Over, Some(limit), _) => out.push(by(Finding::new(
            "budget-over",
            Severity::Error,
            anchor("budget.limit"),
            format!("the month costs {total}, {} over the limit of {limit}", total - limit),
            "The design misses its own goal",
        ))),
        (BudgetStatus::Alert, _, Some(alert)) => out.push(by(Finding::new(
            "budget-alert",
            Severity::Warning,
            anchor("budget.alert"),
            format!("the month costs {total}, at or above the alert of {alert}"),
            "The alert will go off in an ordinary month",
        ))),
        _ if verdict.high_status > verdict.status => out.push(by(Finding::new(
            "budget-busy-month",
            Severity::Info,
            anchor("budget"),
            format!(
                "a busy month costs {}: {}",
                verdict.total.high,
                verdict.high_status.title().to_ascii_lowercase()
            ),
            "The expected month is within the budget, and usage decides",
        ))),
        _ => {}
    }
    for line in review.estimate.missing() {
        let name = review.name(&line.component);
        // A price that the design itself sets stands in no book.
        let (message, hint) = if line.sku.is_empty() {
            (
                format!("nobody has said what {name} costs"),
                "set its price, as its own price list or contract says",
            )
        } else {
            let region = review.survey.book().region().code();
            let message = format!("{region} has no price for {} of {name}", line.name);
            (message, "pick a region that has the price, or check it on the vendor's page")
        };
        out.push(
            Finding::new(
                "price-missing",
                Severity::Warning,
                about(&line.component, None),
                message,
                "The line is not counted, so the true cost is higher than the total",
            )
            .hint(hint),
        );
    }
}
