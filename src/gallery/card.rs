//! A reference design as a card: picture, price, sentence.

use std::sync::Arc;

use groundplan_core::{
    design::{self, Design},
    estimate::{Estimate, Verdict},
    references::Reference,
    survey::Survey,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    books::{Books, fetch_text},
    storage::Storage,
};

/// A reference design.
#[component]
pub(crate) fn ReferenceCard(reference: &'static Reference) -> impl IntoView {
    let storage = Storage::here();
    let books = Books::here();
    let design = RwSignal::new(None::<Arc<Design>>);
    spawn_local(async move {
        // A card without picture and price still opens, and says then why it can't.
        let text = fetch_text(&format!("references/{}.groundplan.json", reference.id)).await;
        if let Some(found) = text.ok().and_then(|it| design::read(&it).ok()) {
            books.need(found.settings.region);
            design.set(Some(Arc::new(found)));
        }
    });
    let verdict = Memo::new(move |_| {
        let design = design.get()?;
        let book = books.get(design.settings.region)?;
        Some(Estimate::new(&Survey::new(&design, &book)).verdict(&design.settings.budget))
    });
    view! {
        <li>
            <button
                type="button"
                class="card"
                data-testid=format!("reference-{}", reference.id)
                on:click=move |_| storage.open_reference(reference.id)
            >
                <span class="card-picture"></span>
                <span class="card-text">
                    <span class="card-head">
                        <span class="card-name">{reference.name}</span>
                        {move || verdict.get().map(|it| view! { <Price verdict=it /> })}
                    </span>
                    <span class="muted">{reference.sentence}</span>
                    <span class="muted small">
                        {move || {
                            design
                                .get()
                                .map(|it| {
                                    let steps = it.settings.plan.steps.len();
                                    format!("{} components · {steps} steps to grow", it.components.len())
                                })
                        }}
                    </span>
                </span>
            </button>
        </li>
    }
}

#[component]
fn Price(verdict: Verdict) -> impl IntoView {
    view! {
        <span class="card-price">
            {verdict.total.expected.to_string()}
            <span class="muted small">" / month"</span>
        </span>
    }
}
