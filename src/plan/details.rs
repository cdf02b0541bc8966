//! A step in detail: when to take it, what it costs, changes and risks, and its Terraform.

use std::sync::Arc;

use groundplan_bundler::{FileDiff, LineKind};
use groundplan_core::{
    base::Address,
    design::{Choice, Design, Precondition, Step},
    plan::{Mark, PlanPreview, StepPreview},
    vocab::Target,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    bundler::Bundler,
    derived::Derived,
    editor::Editor,
    review::{Review, State},
    session::{Pick, Session},
    state::{RwSignal, StoredValue},
    ui::{Button, ButtonStyle, CollectAny, Icon, Toasts, handler},
};

use super::{CapacityBar, signed};

/// The step in preview; where the base is in sight, what there is to choose.
#[component]
pub(crate) fn StepDetails() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let shown = move || {
        let found = session.preview.get().and_then(|id| {
            let plan = derived.plan.get()?;
            let idx = plan.steps.iter().position(|it| it.step.id == id)?;
            Some((plan, idx))
        });
        match found {
            Some((plan, idx)) => view! { <Details plan idx /> }.into_any(),
            None => view! {
                <div class="step-details empty">
                    {Icon::Plan.view()}
                    <p>"Press a step to see the design as it would be: on the canvas, on the bill, in the findings and in the code."</p>
                </div>
            }
            .into_any(),
        }
    };
    view! { {move || shown()} }
}

/// What is wrong with the step in preview, in numbers.
fn found(review: Review) -> String {
    match review.state.get() {
        State::Waiting => "Looking for what is wrong with it…".to_owned(),
        State::Done => {
            let (errors, warnings) = review.counts();
            format!("{errors} errors and {warnings} warnings with it")
        }
        State::Failed(why) => format!("What is wrong with it is not known: {why}"),
    }
}

#[component]
fn Details(plan: Arc<PlanPreview>, idx: usize) -> impl IntoView {
    let Some(preview) = plan.steps.get(idx).cloned() else { return ().into_any() };
    let before =
        idx.checked_sub(1).and_then(|it| plan.steps.get(it)).map_or(&plan.base, |it| &it.stage).clone();
    let review = Derived::here().review;
    let step = preview.step.clone();
    let base_total = plan.base.estimate.total().expected;
    let total = preview.stage.estimate.total();
    let design = preview.stage.design.clone();
    let full_before = before.capacities;
    let designs = (Arc::new(before.design), Arc::new(design.clone()));
    let ratio_before = move |id: &Address, what: &str| {
        full_before.iter().find(|it| it.0 == *id && it.1.what == what).map(|it| it.1.ratio())
    };
    let capacities = preview.stage.capacities.clone();
    view! {
        <div class="step-details">
            <div class="step-column">
                <h3>{step.title.clone()}</h3>
                {preview
                    .refused
                    .as_ref()
                    .map(|it| {
                        view! {
                            <p class="notice error">
                                {Icon::Alert.view()}
                                <span>{it.to_string()}</span>
                            </p>
                        }
                            .into_any()
                    })}
                <dl class="facts">
                    <Fact name="Trigger" text=step.trigger.to_string() />
                    <Fact name="Needs" text=preconditions(&step, &design) />
                    <Fact name="Lifts" text=lifted(&step, &plan.base.design) />
                    <Fact name="Risk" text=step.risk.clone() />
                    <Fact name="Downtime" text=step.downtime.clone() />
                    <Fact name="Way back" text=step.rollback.clone() />
                </dl>
                <Choices step=step.clone() />
            </div>
            <div class="step-column">
                <h4 class="group-title">"A month"</h4>
                <dl class="figures">
                    <div>
                        <dt>"Base"</dt>
                        <dd>{base_total.to_string()}</dd>
                    </div>
                    <div>
                        <dt>"With this step"</dt>
                        <dd>{total.expected.to_string()}</dd>
                    </div>
                    <div>
                        <dt>"The step alone"</dt>
                        <dd>{signed(preview.delta.expected)}</dd>
                    </div>
                    <div>
                        <dt>"Quiet to busy"</dt>
                        <dd>{format!("{} – {}", total.low, total.high)}</dd>
                    </div>
                </dl>
                <p class="muted small">{move || found(review)}</p>
                <h4 class="group-title">"How full"</h4>
                {capacities
                    .into_iter()
                    .map(|(id, capacity)| {
                        let before = ratio_before(&id, &capacity.what);
                        let name = design.component(&id).map(|it| it.name.clone()).unwrap_or_default();
                        let mut named = capacity;
                        named.what = format!("{name}: {}", named.what);
                        view! { <CapacityBar capacity=named before /> }
                    })
                    .collect_any()}
            </div>
            <div class="step-column">
                <h4 class="group-title">"What changes"</h4>
                <Changes preview=preview.clone() />
            </div>
            <div class="step-column wide">
                <h4 class="group-title">"Terraform that changes"</h4>
                <Code before=designs.0 after=designs.1 />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Fact(name: &'static str, text: String) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{text}</dd>
            </div>
        }
        .into_any()
    })
}

/// Ways to go on, of which one is chosen.
#[component]
fn Choices(step: Step) -> impl IntoView {
    let editor = Editor::here();
    let toasts = Toasts::here();
    let chosen = step.choice().map(|it| it.id.clone());
    let id = step.id.clone();
    let choose = move |choice: &Address| {
        let steps = &editor.design_untracked().settings.plan.steps;
        let Some(idx) = steps.iter().position(|it| it.id == id) else { return };
        if let Err(why) =
            editor.set(&Target::Design, &format!("plan.steps.{idx}"), with_choice(&steps[idx], choice))
        {
            toasts.complain(why.to_string());
        }
    };
    (!step.choices.is_empty()).then(|| {
        view! {
            <fieldset class="field">
                <legend class="group-title">"Choose"</legend>
                {step
                    .choices
                    .into_iter()
                    .map(|Choice { id, title, .. }| {
                        let choose = choose.clone();
                        let checked = chosen.as_ref() == Some(&id);
                        view! {
                            <label class="switch">
                                <input
                                    type="radio"
                                    name=format!("choice-{}", step.id)
                                    value=id.to_string()
                                    prop:checked=checked
                                    on:change=handler(move |_| choose(&id))
                                />
                                <span>{title}</span>
                            </label>
                        }
                    })
                    .collect_any()}
            </fieldset>
        }
        .into_any()
    })
}

fn with_choice(step: &Step, choice: &Address) -> serde_json::Value {
    let mut step = step.clone();
    step.chosen = Some(choice.clone());
    serde_json::to_value(step).unwrap_or_default()
}

/// Components that come, change and go.
#[component]
fn Changes(preview: StepPreview) -> impl IntoView {
    let session = Session::here();
    let design = preview.stage.design.clone();
    let lines = preview.components.into_iter().map(move |(id, mark)| {
        let (class, sign) = match mark {
            Mark::Added => ("added", "+"),
            Mark::Changed => ("changed", "~"),
            Mark::Removed => ("removed", "−"),
        };
        let name = design.component(&id).map_or_else(|| id.to_string(), |it| it.name.clone());
        let pick = Pick::Component(id);
        view! {
            <li class=class>
                <span aria-hidden="true">{sign}</span>
                <span class="visually-hidden">{class}</span>
                <button type="button" class="link" on:click=handler(move |_| session.go_to(pick.clone()))>
                    {name}
                </button>
            </li>
        }
    });
    view! { <ul class="changes">{lines.collect_any()}</ul> }
}

/// The Terraform files that differ, worked out when they are asked for.
#[component]
fn Code(before: Arc<Design>, after: Arc<Design>) -> impl IntoView {
    let bundler = Bundler::here();
    let toasts = Toasts::here();
    let files = RwSignal::new(None::<Vec<FileDiff>>);
    let designs = StoredValue::new((before, after));
    let show = move |_| {
        let (before, after) = designs.get_value();
        spawn_local(async move {
            match bundler.changes(&before, &after).await {
                Ok(found) => files.set(Some(found)),
                Err(why) => toasts.complain(why),
            }
        });
    };
    let shown = move || match files.get() {
        None => view! {
            <Button
                label="Show the difference"
                icon=Icon::File
                style=ButtonStyle::Small
                on_press=show
            />
        }
        .into_any(),
        Some(files) if files.is_empty() => view! { <p class="muted">"No file differs."</p> }.into_any(),
        Some(files) => files
            .into_iter()
            .map(|file| {
                view! {
                    <details class="diff" open>
                        <summary>
                            <code>{file.path}</code>
                            " "
                            <span class="added">{format!("+{}", file.added)}</span>
                            " "
                            <span class="removed">{format!("−{}", file.removed)}</span>
                        </summary>
                        <pre tabindex="0">
                            {file
                                .lines
                                .into_iter()
                                .map(|(kind, text)| {
                                    view! { <span class=class_of(kind)>{sign_of(kind)}{text}"\n"</span> }
                                })
                                .collect_any()}
                        </pre>
                    </details>
                }
            })
            .collect_any(),
    };
    view! { {move || shown()} }
}

const fn class_of(line: LineKind) -> &'static str {
    match line {
        LineKind::Kept => "",
        LineKind::Added => "added",
        LineKind::Removed => "removed",
        LineKind::Gap => "gap",
    }
}

const fn sign_of(line: LineKind) -> &'static str {
    match line {
        LineKind::Kept => "  ",
        LineKind::Added => "+ ",
        LineKind::Removed => "- ",
        LineKind::Gap => "⋯ ",
    }
}

/// The guardrails that it lifts, by what they say.
fn lifted(step: &Step, base: &Design) -> String {
    let title = |id: &String| {
        let found = base.settings.guardrails.iter().find(|it| it.id == *id);
        found.map_or_else(|| id.clone(), |it| it.title.clone())
    };
    step.lifts.iter().map(title).collect::<Vec<_>>().join("; ")
}

fn preconditions(step: &Step, design: &Design) -> String {
    let name = |id: &Address| design.component(id).map_or_else(|| id.to_string(), |it| it.name.clone());
    let words = step.preconditions.iter().map(|it| match it {
        Precondition::Present(id) => format!("{} is there", name(id)),
        Precondition::Absent(id) => format!("{id} is not there yet"),
        Precondition::Inside { id, within } => format!("{} stands in {}", name(id), name(within)),
        Precondition::After(id) => format!("step {id} was taken"),
    });
    words.collect::<Vec<_>>().join("; ")
}
