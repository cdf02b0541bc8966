//! Previews: what each step would do.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{Address, Money, Range, gather},
    design::{Design, Step, Swap},
    prices::PriceBook,
};

use super::stage::{self, PlanError, Stage};

/// What a step does to a component or connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It comes.
    Added,
    /// It stays and changes.
    Changed,
    /// It goes.
    Removed,
}

/// What one step would do, on top of the ones before.
#[derive(Clone, Debug)]
pub struct StepPreview {
    /// The step.
    pub step: Step,
    /// Why it can't be taken, if so; the stage is then the one before.
    pub refused: Option<PlanError>,
    /// The design after the step.
    pub stage: Stage,
    /// What the month costs more than before the step; negative when less.
    pub delta: Range<Money>,
    /// Components that differ from the stage before.
    pub components: BTreeMap<Address, Mark>,
    /// Connections that differ from the stage before.
    pub connections: BTreeMap<Address, Mark>,
}

/// A plan with every step worked out.
#[derive(Clone, Debug)]
pub struct PlanPreview {
    /// The design as it is.
    pub base: Stage,
    /// The steps, in order.
    pub steps: Vec<StepPreview>,
}

/// Works out every step of a design's plan.
#[must_use]
pub fn preview(design: &Design, book: &Arc<PriceBook>) -> PlanPreview {
    let base = Stage::new(design, book);
    let mut steps: Vec<StepPreview> = Vec::new();
    let mut taken = Vec::new();
    for step in &design.settings.plan.steps {
        let before = steps.last().map_or(&base, |it| &it.stage);
        let mut after = before.design.clone();
        let result = stage::check(&after, step, &taken).and_then(|()| stage::run(&mut after, step));
        steps.push(match result {
            Ok(change) => {
                taken.push(step.id.clone());
                let stage = Stage::new(&after, book);
                StepPreview {
                    step: step.clone(),
                    refused: None,
                    delta: stage.estimate.total().zip(before.estimate.total(), |a, b| a - b),
                    stage,
                    components: marks(&change.components),
                    connections: marks(&change.connections),
                }
            }
            Err(error) => StepPreview {
                step: step.clone(),
                refused: Some(error),
                stage: before.clone(),
                delta: Range::exact(Money::ZERO),
                components: BTreeMap::new(),
                connections: BTreeMap::new(),
            },
        });
    }
    PlanPreview { base, steps }
}

fn marks<T>(swaps: &BTreeMap<Address, Swap<T>>) -> BTreeMap<Address, Mark> {
    gather(swaps.iter().filter_map(|(id, it)| Some((id.clone(), mark(it)?))))
}

fn mark<T>(swap: &Swap<T>) -> Option<Mark> {
    match (&swap.before, &swap.after) {
        (None, Some(_)) => Some(Mark::Added),
        (Some(_), None) => Some(Mark::Removed),
        (Some(_), Some(_)) => Some(Mark::Changed),
        (None, None) => None,
    }
}
