//! Claims beside what the design comes to.

use serde_json::Value as Json;

use crate::{
    base::{Address, Decimal, Range, to_json},
    design::{Claim, Design, Measure},
    survey::Survey,
    vocab::Category,
};

use super::Estimate;

/// A claim, and what the design comes to instead.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldClaim {
    /// The claim.
    pub claim: Claim,
    /// The figure that was worked out; nothing when what the claim is about is not there.
    pub computed: Option<Range<Decimal>>,
}

impl HeldClaim {
    /// How far the figure lies above what was stated, or below: 0 inside a stated range. An amount of money is
    /// held against it with what is expected; of what else was stated as a range, the ends have to lie inside
    /// too. Nothing when there is no figure.
    #[must_use]
    pub fn difference(&self) -> Option<Decimal> {
        let computed = self.computed?;
        let (low, high) = (self.claim.stated.low.0, self.claim.stated.high.0);
        let by_ends = low < high && !self.claim.of.is_money();
        let (least, most) =
            if by_ends { (computed.low, computed.high) } else { (computed.expected, computed.expected) };
        Some(if most > high {
            most - high
        } else if least < low {
            least - low
        } else {
            Decimal::ZERO
        })
    }
}

/// The claims of a design, each held against it, in the order of the list. Those about one of its
/// environments are held against that, not against the base.
#[must_use]
pub fn claims(survey: &Survey, estimate: &Estimate) -> Vec<HeldClaim> {
    let design = survey.design();
    let held = |claim: &Claim| HeldClaim {
        claim: claim.clone(),
        computed: computed(design, survey, estimate, &claim.of),
    };
    let environments = &design.settings.environments;
    let is_elsewhere =
        |it: &&Claim| environments.iter().any(|other| Some(&other.id) == it.environment.as_ref());
    design.settings.claims.iter().filter(|it| !is_elsewhere(it)).map(held).collect()
}

fn computed(
    design: &Design,
    survey: &Survey,
    estimate: &Estimate,
    measure: &Measure,
) -> Option<Range<Decimal>> {
    let cost = |wanted: &dyn Fn(&Address) -> bool| {
        let all: Vec<&Address> = design.components.keys().filter(|it| wanted(it)).collect();
        let cost = all.iter().map(|it| estimate.of(it).map(|it| it.0));
        (!all.is_empty()).then(|| cost.fold(Range::exact(Decimal::ZERO), |a, b| a.zip(b, |a, b| a + b)))
    };
    match measure {
        Measure::MonthlyTotal => Some(estimate.total().map(|it| it.0)),
        Measure::MonthlyOf(ids) => {
            cost(&|id| ids.contains(id) || design.above(id).any(|(above, _)| ids.contains(above)))
        }
        Measure::MonthlyOfKinds(kinds) => cost(&|id| kinds.iter().any(|it| is_of(design, id, it))),
        Measure::MonthlyOfCategory(category) => Some(of_category(estimate, *category)),
        Measure::Count(kind) => {
            let facts = survey.all_facts().filter(|it| is_of(design, it.0, kind));
            // What scales out counts with as many as there may be.
            let (count, most) = facts.fold((0_u32, 0_u32), |(count, most), (_, it)| {
                (count.saturating_add(it.count), most.saturating_add(it.most.max(it.count)))
            });
            Some(Range { low: count, expected: count, high: most }.map(Decimal::from))
        }
        Measure::Setting { id, field } => {
            let json = design.component(id)?.config.to_json();
            figure(json.pointer(&format!("/{}", field.replace('.', "/")))?)
        }
        Measure::Workload(field) => figure(to_json(&design.settings.workload).get(field)?),
        Measure::Sum(parts) => parts.iter().try_fold(Range::exact(Decimal::ZERO), |sum, part| {
            let claim = design.settings.claims.iter().find(|it| it.id == part.claim)?;
            let times = part.times.0;
            Some(sum.zip(claim.stated.map(|it| it.0 * times), |a, b| a + b))
        }),
    }
}

/// A number, or a range of them.
fn figure(value: &Json) -> Option<Range<Decimal>> {
    let number = |it: &Json| it.to_string().parse::<Decimal>().ok();
    match value {
        Json::Object(range) => Some(Range {
            low: number(range.get("low")?)?,
            expected: number(range.get("expected")?)?,
            high: number(range.get("high")?)?,
        }),
        one => number(one).map(Range::exact),
    }
}

fn is_of(design: &Design, id: &Address, kind: &str) -> bool {
    design.component(id).is_some_and(|it| it.config.kind().word() == kind)
}

fn of_category(estimate: &Estimate, category: Category) -> Range<Decimal> {
    let all = estimate.by_category().into_iter().find(|it| it.0 == category);
    all.map_or(Range::exact(Decimal::ZERO), |it| it.1.map(|it| it.0))
}
