//! Charts: where the money goes, and what each step of the plan costs.

mod draw;

use leptos::prelude::*;

use draw::{Bar, categories, steps};

use crate::{derived::Derived, editor::Editor, session::Session, state::Memo};

/// Cost by category, and cost by step against limit and alert.
#[component]
pub(crate) fn Charts() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let editor = Editor::here();
    let by_category = Memo::new(move |_| {
        let all =
            derived.shown.with(|it| it.as_ref().map(|it| it.estimate.by_category()).unwrap_or_default());
        all.into_iter().map(|(category, cost)| Bar::new(category.title(), cost)).collect::<Vec<_>>()
    });
    let by_step = Memo::new(move |_| {
        derived.plan.with(|it| {
            let Some(plan) = it else { return Vec::new() };
            let steps = plan.steps.iter().enumerate();
            let steps =
                steps.map(|(idx, it)| Bar::new(format!("Step {}", idx + 1), it.stage.estimate.total()));
            std::iter::once(Bar::new("Base", plan.base.estimate.total())).chain(steps).collect()
        })
    });
    let budget = Memo::new(move |_| editor.design().settings.budget.clone());
    view! {
        <div class="charts">
            <figure>
                <figcaption class="group-title">"Cost by category"</figcaption>
                <div
                    class="chart"
                    inner_html=move || by_category.with(|it| categories(it, session.theme.get()))
                ></div>
            </figure>
            <figure>
                <figcaption class="group-title">"Cost by step, against alert and limit"</figcaption>
                <div
                    class="chart"
                    inner_html=move || by_step.with(|it| steps(it, &budget.get(), session.theme.get()))
                ></div>
            </figure>
        </div>
    }
}
