//! The plan: how the design grows, step by step, with what each step costs and changes.

mod capacity;
mod details;

use groundplan_core::{
    base::{Address, Money},
    estimate::Verdict,
    plan::StepPreview,
};
use leptos::prelude::*;

pub(crate) use capacity::CapacityBar;
use details::StepDetails;

use crate::{
    derived::Derived,
    session::Session,
    state::Memo,
    ui::{List, Show, handler, key_of},
};

/// The steps beside each other, and the details of the one in preview.
#[component]
pub(crate) fn Plan() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let steps = Memo::new(move |_| {
        derived.plan.with(|it| {
            it.as_ref().map(|it| it.steps.iter().map(Summary::new).collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let base = Memo::new(move |_| derived.base.with(|it| it.as_ref().map(|it| it.verdict.clone())));
    view! {
        <div class="plan">
            <ol class="plan-steps" aria-label="Steps">
                <li>
                    <button
                        type="button"
                        class="step"
                        data-testid="plan-base"
                        aria-pressed=move || session.preview.get().is_none().to_string()
                        on:click=handler(move |_| session.preview.set(None))
                    >
                        <span class="step-number" aria-hidden="true">"0"</span>
                        <span class="step-title">"Base"</span>
                        {move || base.get().map(|it| view! { <BaseCost verdict=it /> }.into_any())}
                    </button>
                </li>
                <List each=move || steps.get().into_iter().enumerate() key=key_of let((idx, step))>
                    <StepItem number=idx + 1 step />
                </List>
            </ol>
            <Show
                when=move || !steps.with(Vec::is_empty)
                fallback=|| view! { <p class="empty">"This design has no plan to grow."</p> }
            >
                <StepDetails />
            </Show>
        </div>
    }
}

/// What the list shows of a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Summary {
    id: Address,
    title: String,
    when: String,
    cost: String,
    delta: String,
    status: &'static str,
    status_title: &'static str,
    refused: Option<String>,
}

impl Summary {
    fn new(preview: &StepPreview) -> Self {
        let verdict = &preview.stage.verdict;
        Self {
            id: preview.step.id.clone(),
            title: preview.step.title.clone(),
            when: preview.step.trigger.when.clone(),
            cost: verdict.total.expected.to_string(),
            delta: signed(preview.delta.expected),
            status: verdict.status.word(),
            status_title: verdict.status.title(),
            refused: preview.refused.as_ref().map(ToString::to_string),
        }
    }
}

#[component]
fn StepItem(number: usize, step: Summary) -> impl IntoView {
    let session = Session::here();
    let Summary { id, title, when, cost, delta, status, status_title, refused } = step;
    let hook = format!("plan-step-{id}");
    let this = id.clone();
    let is_refused = refused.is_some();
    let chosen = Memo::new(move |_| session.preview.get().as_ref() == Some(&this));
    view! {
        <li>
            <button
                type="button"
                class="step"
                class:refused=is_refused
                data-testid=hook
                aria-pressed=move || chosen.get().to_string()
                on:click=handler(move |_| {
                    let next = (!chosen.get_untracked()).then(|| id.clone());
                    session.preview.set(next);
                })
            >
                <span class="step-number" aria-hidden="true">{number}</span>
                <span class="step-title">
                    <span class="visually-hidden">{format!("Step {number}: ")}</span>
                    {title}
                </span>
                <strong class="number">{cost}</strong>
                <span class="step-foot">
                    <span class="step-when muted small truncate">{refused.unwrap_or(when)}</span>
                    <span class="muted small">{delta}</span>
                    <span class=format!("chip {status}")>{status_title}</span>
                </span>
            </button>
        </li>
    }
}

#[component]
fn BaseCost(verdict: Verdict) -> impl IntoView {
    view! {
        <strong class="number">{verdict.total.expected.to_string()}</strong>
        <span class="step-foot">
            <span class="step-when muted small">"As it is now"</span>
            <span class=format!("chip {}", verdict.status.word())>{verdict.status.title()}</span>
        </span>
    }
}

/// `+$16.58`, `-$3.00`.
fn signed(money: Money) -> String {
    if money < Money::ZERO { money.to_string() } else { format!("+{money}") }
}
