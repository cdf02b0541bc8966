//! `claim-differs`, `claims-contradict`, `claim-about-nothing`.
//!
//! *What it checks:* figures that a document states against what the design comes to, and against each
//! other.
//! *Why it matters:* a budget that was agreed on the wrong figure is found out with the first bill.

use crate::{
    base::{Decimal, Money, Range},
    design::{Claim, Measure},
    estimate::{HeldClaim, claims},
    vocab::{Anchor, Finding, Severity},
};

use super::Review;

/// Stated amounts are rounded; what lies closer than this part of them is not worth a word.
const CLOSE: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    let all = claims(review.survey, review.estimate);
    for (idx, held) in all.iter().enumerate() {
        let claim = &held.claim;
        match (held.computed, held.difference()) {
            (Some(computed), Some(difference)) if !is_close(claim, difference) => {
                out.push(differs(held, computed, difference));
            }
            (Some(_), _) => {}
            (None, _) => out.push(Finding::new(
                "claim-about-nothing",
                Severity::Info,
                anchor(),
                format!("{:?} is stated of something that is not in the design", claim.title),
                "Nothing can be held against it",
            )),
        }
        for (other, _) in all.iter().skip(idx + 1).map(|it| (&it.claim, ())) {
            let apart = claim.stated.high.0 < other.stated.low.0 || other.stated.high.0 < claim.stated.low.0;
            // Two sums of the same parts may be of different times.
            let is_sum = matches!(claim.of, Measure::Sum(_));
            if !is_sum && claim.of == other.of && claim.environment == other.environment && apart {
                out.push(contradict(claim, other));
            }
        }
    }
}

fn anchor() -> Anchor {
    Anchor::Design { field: "claims".to_owned() }
}

fn is_close(claim: &Claim, difference: Decimal) -> bool {
    let slack = if claim.of.is_money() { claim.stated.expected.0 * CLOSE } else { Decimal::ZERO };
    difference.abs() <= slack
}

fn differs(held: &HeldClaim, computed: Range<Decimal>, difference: Decimal) -> Finding {
    let claim = &held.claim;
    let computed_word = if matches!(claim.of, Measure::Sum(_)) { "for its parts" } else { "computed" };
    let computed = if claim.stated.low < claim.stated.high && !claim.of.is_money() {
        computed
    } else {
        Range::exact(computed.expected)
    };
    let more = if difference > Decimal::ZERO { "more" } else { "less" };
    Finding::new(
        "claim-differs",
        Severity::Warning,
        anchor(),
        format!(
            "{:?}: {} stated{}, {} {computed_word}, {} {more}",
            claim.title,
            shown(claim, claim.stated.map(|it| it.0)),
            from(claim),
            shown(claim, computed),
            shown(claim, Range::exact(difference.abs()))
        ),
        "Whoever decided on the stated figure decided on another design",
    )
    .hint("read the lines that it is made of, and correct the design or the figure")
}

fn contradict(one: &Claim, other: &Claim) -> Finding {
    let said = |it: &Claim| format!("{}{}", shown(it, it.stated.map(|it| it.0)), from(it));
    Finding::new(
        "claims-contradict",
        Severity::Warning,
        anchor(),
        format!("{:?} and {:?} can't both be: {} and {}", one.title, other.title, said(one), said(other)),
        "Two figures of the same thing are stated, and at most one holds",
    )
    .hint("find out which one is meant, and take the other out")
}

fn from(claim: &Claim) -> String {
    if claim.place.is_empty() { String::new() } else { format!(" ({})", claim.place) }
}

/// A figure as people write it, or the two ends of a range.
fn shown(claim: &Claim, figure: Range<Decimal>) -> String {
    let one = |it: Decimal| {
        if claim.of.is_money() { Money(it).to_string() } else { it.normalize().to_string() }
    };
    if figure.low == figure.high {
        one(figure.expected)
    } else {
        format!("{} to {}", one(figure.low), one(figure.high))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use crate::{
        design::{Design, apply_all, read},
        estimate::Estimate,
        prices::PriceBook,
        rules::check as review,
        survey::Survey,
        vocab::{Command, Target},
    };

    fn said(claims: serde_json::Value) -> Vec<(String, String)> {
        let mut design: Design =
            read(include_str!("../../../../public/references/c1.groundplan.json")).unwrap();
        let set = Command::Set { on: Target::Design, field: "claims".to_owned(), value: claims };
        apply_all(&mut design, &[set]).unwrap();
        let book = PriceBook::from_json(include_str!("../../../../public/prices/us-east-1.json")).unwrap();
        let survey = Survey::new(&design, &Arc::new(book));
        let findings = review(&survey, &Estimate::new(&survey));
        let claims = findings.into_iter().filter(|it| it.rule.starts_with("claim"));
        claims.map(|it| (it.rule, it.message)).collect()
    }

    fn claim(id: &str, of: serde_json::Value, low: f64, high: f64) -> serde_json::Value {
        let stated = json!({ "low": low, "expected": (low + high) / 2.0, "high": high });
        json!({ "id": id, "title": id, "of": of, "stated": stated, "where": "page 1" })
    }

    #[test]
    fn a_figure_that_holds_is_not_worth_a_word() {
        let of_host = json!({ "monthly_of": ["app-host"] });
        let hosts = json!({ "count": "host" });
        let size = json!({ "setting": { "id": "kafka-data", "field": "size_gb" } });
        let all = json!([
            claim("total", json!("monthly_total"), 160.0, 170.0),
            claim("host", of_host, 118.0, 126.0),
            claim("hosts", hosts, 1.0, 1.0),
            claim("size", size, 200.0, 200.0),
        ]);
        assert_eq!(said(all), []);
    }

    #[test]
    fn a_figure_that_does_not_hold_is_named_with_what_holds() {
        let all = json!([
            claim("total", json!("monthly_total"), 100.0, 120.0),
            claim("hosts", json!({ "count": "host" }), 3.0, 3.0),
            claim("gone", json!({ "monthly_of": ["no-such"] }), 3.0, 3.0),
        ]);
        let found = said(all);
        let has = |rule: &str, text: &str| found.iter().any(|it| it.0 == rule && it.1.contains(text));
        assert!(
            has("claim-differs", "$100.00 to $120.00 stated (page 1), $169.14 computed, $49.14 more"),
            "{found:?}"
        );
        assert!(has("claim-differs", "3 stated (page 1), 1 computed, 2 less"), "{found:?}");
        assert!(has("claim-about-nothing", "\"gone\""), "{found:?}");
    }

    #[test]
    fn two_figures_of_the_same_thing_contradict_each_other() {
        let gateways = || json!({ "count": "subnet_tier" });
        let found = said(json!([claim("two", gateways(), 2.0, 2.0), claim("three", gateways(), 3.0, 3.0)]));
        assert_eq!(found.iter().filter(|it| it.0 == "claims-contradict").count(), 1, "{found:?}");
    }

    #[test]
    fn a_sum_is_held_against_its_parts() {
        let year = |id: &str, stated: f64| {
            let parts = json!([{ "claim": "start", "times": 3 }, { "claim": "full", "times": 9 }]);
            claim(id, json!({ "sum": parts }), stated, stated)
        };
        let month = |id: &str, stated: f64| {
            claim(id, json!({ "setting": { "id": "kafka-data", "field": "size_gb" } }), stated, stated)
        };
        let found = said(json!([
            month("start", 200.0),
            month("full", 200.0),
            year("right", 2400.0),
            year("wrong", 3000.0)
        ]));
        let texts: Vec<&str> =
            found.iter().filter(|it| it.0 == "claim-differs").map(|it| it.1.as_str()).collect();
        assert_eq!(texts, ["\"wrong\": $3,000.00 stated (page 1), $2,400.00 for its parts, $600.00 less"]);
    }

    #[test]
    fn a_range_holds_both_ends() {
        let users = |low: f64, high: f64| {
            let found = said(json!([claim("users", json!({ "workload": "users" }), low, high)]));
            found.into_iter().map(|it| it.1).collect::<Vec<_>>()
        };
        assert_eq!(users(50.0, 1000.0), [""; 0]);
        assert_eq!(
            users(50.0, 500.0),
            ["\"users\": 50 to 500 stated (page 1), 50 to 1000 computed, 500 more"]
        );
    }
}
