//! A reference design as a card: picture, price, sentence.

use std::{sync::Arc, time::Duration};

use groundplan_core::{
    design::{self, Design},
    estimate::Verdict,
    export::svg,
    picture,
    plan::Stage,
    references::Reference,
    scene::Scene,
};
use leptos::{leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};

use crate::{
    books::{Books, fetch_text},
    state::{Memo, RwSignal, StoredValue, effect},
    storage::{Storage, files},
    ui::handler,
};

/// A reference design. Its picture and price come when it is its `turn`: the first card's at once, each other
/// once the one before is there, so that nobody waits for five designs.
#[component]
pub(crate) fn ReferenceCard(
    reference: &'static Reference,
    number: usize,
    turn: RwSignal<usize>,
) -> impl IntoView {
    let storage = Storage::here();
    let books = Books::here();
    let design = RwSignal::new(None::<Arc<Design>>);
    let is_asked_for = StoredValue::new(false);
    effect(move || {
        if turn.get() < number || is_asked_for.try_with_value(|it| *it) != Some(false) {
            return;
        }
        is_asked_for.set_value(true);
        spawn_local(async move {
            // A card without picture and price still opens, and says then why it can't.
            let text = fetch_text(&format!("references/{}.groundplan.json", reference.id)).await;
            if let Some(found) = text.ok().and_then(|it| design::read(&it).ok()) {
                books.need(found.settings.region);
                design.set(Some(Arc::new(found)));
            }
            // The next one begins once the browser has shown this one.
            request_animation_frame(move || set_timeout(move || turn.set(number + 1), Duration::ZERO));
        });
    });
    let stage = Memo::new_with_compare(
        move |_| {
            let design = design.get()?;
            let book = books.get(design.settings.region)?;
            Some(Arc::new(Stage::new(&design, &book)))
        },
        |before, now| before.is_none() && now.is_some(),
    );
    view! {
        <li>
            <button
                type="button"
                class="card"
                data-testid=format!("reference-{}", reference.id)
                on:click=handler(move |_| storage.open_reference(reference.id))
            >
                <span class="card-picture">{move || stage.get().map(|stage| view! { <Picture stage /> }.into_any())}</span>
                <span class="card-text">
                    <span class="card-head">
                        <span class="card-name">{reference.name}</span>
                        {move || stage.get().map(|it| view! { <Price verdict=it.verdict.clone() /> }.into_any())}
                    </span>
                    <span class="muted">{reference.sentence}</span>
                    <span class="muted small">
                        {move || {
                            design
                                .get()
                                .map(|it| {
                                    let steps = it.settings.plan.steps.len();
                                    let environments = it.settings.environments.len();
                                    let mut text = format!("{} components", it.components.len());
                                    if environments > 0 {
                                        text += &format!(" · {environments} environments");
                                    }
                                    if steps > 0 {
                                        text += &format!(" · {steps} {} to grow", if steps == 1 { "step" } else { "steps" });
                                    }
                                    text
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

/// The design, small.
#[component]
fn Picture(stage: Arc<Stage>) -> impl IntoView {
    let scene = Scene::new(picture::of(&stage.as_ref().into()));
    let picture = svg::print(&scene, &stage.design.settings.name);
    // A card without a picture still says what it is.
    let url = files::object_url(picture.as_bytes(), "image/svg+xml").ok();
    let shown = url.clone();
    on_cleanup(move || {
        if let Some(url) = url {
            files::revoke(&url);
        }
    });
    view! { <img src=shown alt="" /> }
}
