//! Stages: a design at a point of its plan.

use std::sync::Arc;

use thiserror::Error;

use crate::{
    base::Address,
    design::{Change, Design, EditError, Precondition, Settings, Step, apply_all},
    estimate::{Estimate, Verdict},
    prices::PriceBook,
    rules,
    survey::Survey,
    vocab::{Capacity, Finding},
};

/// A design at a point of its plan, with all that is worked out about it.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The design.
    pub design: Design,
    /// What its components see.
    pub survey: Survey,
    /// What it costs.
    pub estimate: Estimate,
    /// What the budget says.
    pub verdict: Verdict,
    /// How full its components are.
    pub capacities: Vec<(Address, Capacity)>,
}

/// Why a step can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanError {
    /// There is no such step.
    #[error("there is no step {wanted:?} in the plan; it has {steps}")]
    NoStep {
        /// The id that was asked for.
        wanted: String,
        /// The ids there are.
        steps: String,
    },
    /// The step has no such choice.
    #[error("step {step} has no choice {wanted:?}; it has {choices}")]
    NoChoice {
        /// Which step.
        step: Address,
        /// The id that was asked for.
        wanted: String,
        /// The ids there are, or `none`.
        choices: String,
    },
    /// A precondition does not hold.
    #[error("step {step}: {what}")]
    Precondition {
        /// Which step.
        step: Address,
        /// What does not hold, and what would be right.
        what: String,
    },
    /// One of its edits is refused.
    #[error("step {step}, edit {number}: {error}")]
    Edit {
        /// Which step.
        step: Address,
        /// Which of its edits, from 1.
        number: usize,
        /// Why.
        error: EditError,
    },
}

impl Stage {
    /// Works everything out about a design.
    #[must_use]
    pub fn new(design: &Design, book: &Arc<PriceBook>) -> Self {
        let survey = Survey::new(design, book);
        let estimate = Estimate::new(&survey);
        let verdict = estimate.verdict(&design.settings.budget);
        let mut capacities = Vec::new();
        for id in survey.addresses() {
            let said = survey.visit(id, |component, site| component.config.service().capacity(site));
            capacities.extend(said.into_iter().flatten().map(|it| (id.clone(), it)));
        }
        Self { design: design.clone(), survey, estimate, verdict, capacities }
    }

    /// What is wrong with it, the most severe first. Worked out anew by each call.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        rules::check(&self.survey, &self.estimate)
    }
}

/// Takes a step for good: its edits are made, its guardrails lifted, and it leaves the plan.
///
/// # Errors
/// When a precondition does not hold or an edit is refused; the design is as it was.
pub fn take(design: &mut Design, step: &Address) -> Result<Change, PlanError> {
    let found = find(design, step)?.clone();
    check(design, &found, &[])?;
    run(design, &found)
}

/// The design with the plan applied up to and with a step; the design itself for none.
///
/// # Errors
/// When the step is not in the plan, a precondition does not hold or an edit is refused.
pub fn up_to(design: &Design, step: Option<&str>) -> Result<Design, PlanError> {
    let Some(wanted) = step else { return Ok(design.clone()) };
    let steps = &design.settings.plan.steps;
    if !steps.iter().any(|it| it.id.as_str() == wanted) {
        let ids: Vec<&str> = steps.iter().map(|it| it.id.as_str()).collect();
        return Err(PlanError::NoStep { wanted: wanted.chars().take(60).collect(), steps: ids.join(", ") });
    }
    let mut stage = design.clone();
    let mut taken = Vec::new();
    for step in steps.iter() {
        check(&stage, step, &taken)?;
        run(&mut stage, step)?;
        taken.push(step.id.clone());
        if step.id.as_str() == wanted {
            break;
        }
    }
    Ok(stage)
}

/// The design with another of a step's choices taken.
///
/// # Errors
/// When the step is not in the plan, or has no such choice.
pub fn choose(design: &Design, step: &str, choice: &str) -> Result<Design, PlanError> {
    let mut settings = design.settings.as_ref().clone();
    let steps = &mut settings.plan.steps;
    let ids = steps.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", ");
    let Some(found) = steps.iter_mut().find(|it| it.id.as_str() == step) else {
        return Err(PlanError::NoStep { wanted: step.chars().take(60).collect(), steps: ids });
    };
    let Some(chosen) = found.choices.iter().find(|it| it.id.as_str() == choice) else {
        let choices: Vec<&str> = found.choices.iter().map(|it| it.id.as_str()).collect();
        return Err(PlanError::NoChoice {
            step: found.id.clone(),
            wanted: choice.chars().take(60).collect(),
            choices: if choices.is_empty() { "none".to_owned() } else { choices.join(", ") },
        });
    };
    found.chosen = Some(chosen.id.clone());
    Ok(Design { settings: Arc::new(settings), ..design.clone() })
}

/// Makes the edits of a step, lifts its guardrails, and takes it out of the plan.
pub(super) fn run(design: &mut Design, step: &Step) -> Result<Change, PlanError> {
    let mut change = apply_all(design, step.all_commands()).map_err(|(idx, error)| PlanError::Edit {
        step: step.id.clone(),
        number: idx + 1,
        error,
    })?;
    let mut settings: Settings = design.settings.as_ref().clone();
    settings.guardrails.retain(|it| !step.lifts.contains(&it.id));
    settings.plan.steps.retain(|it| it.id != step.id);
    let lifted = Change::of_settings(design, settings);
    lifted.apply(design);
    change.then(lifted);
    Ok(change)
}

/// Checks the preconditions of a step. Steps that already left the plan count as taken.
pub(super) fn check(design: &Design, step: &Step, taken: &[Address]) -> Result<(), PlanError> {
    let refuse = |what: String| Err(PlanError::Precondition { step: step.id.clone(), what });
    for precondition in &step.preconditions {
        match precondition {
            Precondition::Present(id) if design.component(id).is_none() => {
                return refuse(format!("{id} must be there, and is not"));
            }
            Precondition::Absent(id) if design.component(id).is_some() => {
                return refuse(format!("{id} must not be there yet, and is"));
            }
            Precondition::Inside { id, within } if !design.above(id).any(|(above, _)| above == within) => {
                return refuse(format!("{id} must stand in {within}, and does not"));
            }
            Precondition::After(id) => {
                let ahead = design.settings.plan.steps.iter().any(|it| it.id == *id);
                if ahead && !taken.contains(id) {
                    return refuse(format!("step {id} must be taken first"));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn find<'a>(design: &'a Design, id: &Address) -> Result<&'a Step, PlanError> {
    let steps = &design.settings.plan.steps;
    steps.iter().find(|it| it.id == *id).ok_or_else(|| PlanError::NoStep {
        wanted: id.to_string(),
        steps: steps.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", "),
    })
}
