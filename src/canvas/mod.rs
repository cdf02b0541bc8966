//! The canvas: the picture of the design, and every gesture on it.

use leptos::prelude::*;

use crate::{
    derived::Derived,
    session::{Pick, Session},
};

/// The picture of the design.
#[component]
pub(crate) fn Canvas() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let components = move || {
        let design = derived.shown_design.get();
        design.components.iter().map(|(id, it)| (id.clone(), it.name.clone())).collect::<Vec<_>>()
    };
    view! {
        <div class="canvas" data-testid="canvas" role="group" aria-label="Canvas">
            <For each=components key=Clone::clone let((id, name))>
                <button
                    type="button"
                    class="button"
                    data-component=id.to_string()
                    on:click={
                        let id = id.clone();
                        move |_| session.select(Pick::Component(id.clone()))
                    }
                >
                    {name}
                </button>
            </For>
        </div>
    }
}
