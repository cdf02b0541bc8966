//! The workload: what a month brings, low, expected and high, and what that does to the price.

use groundplan_core::{
    design::settings_form,
    vocab::{Field, FieldType},
};
use leptos::prelude::*;

use crate::{
    derived::Derived,
    inspector::{FormView, settings_slot},
};

/// The workload, and the verdict beside it.
#[component]
pub(crate) fn Workload() -> impl IntoView {
    let derived = Derived::here();
    let fields = settings_form().field("workload").map(|it| match &it.field_type {
        FieldType::Group(fields) => fields.clone(),
        _ => Vec::<Field>::new(),
    });
    let at = settings_slot("workload");
    let verdict = move || derived.shown.with(|it| it.as_ref().map(|it| it.verdict.clone()));
    let figure = move |name: &'static str,
                       pick: fn(
        &groundplan_core::base::Range<groundplan_core::base::Money>,
    ) -> groundplan_core::base::Money| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{move || verdict().map(|it| pick(&it.total).to_string())}</dd>
            </div>
        }
    };
    view! {
        <div class="workload">
            <div class="workload-verdict">
                <dl class="figures">
                    {figure("Quiet month", |it| it.low)}
                    {figure("To plan with", |it| it.expected)}
                    {figure("Busy month", |it| it.high)}
                </dl>
                {move || {
                    verdict()
                        .map(|it| {
                            let (now, busy) = (it.status, it.high_status);
                            view! {
                                <p>
                                    <span class=format!("chip {}", now.word())>{now.title()}</span>
                                    " as planned"
                                </p>
                                <p>
                                    <span class=format!("chip {}", busy.word())>{busy.title()}</span>
                                    " in a busy month"
                                </p>
                            }
                                .into_any()
                        })
                }}
                <p class="muted small">"Drives every component that has no figure of its own."</p>
            </div>
            <div class="workload-fields">
                <FormView fields=fields.unwrap_or_default() at prefix="workload." />
            </div>
        </div>
    }
}
