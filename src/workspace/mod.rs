//! The workspace: bar on top, palette and outline on the left, canvas in the middle, inspector on the
//! right, panes in the drawer below.

mod banners;
mod budget_bar;
mod commands;
mod dock;
mod top_bar;

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use banners::{Banners, PreviewBanner};
pub(crate) use commands::{CommandPalette, Shortcuts};
use dock::Dock;
use top_bar::TopBar;

use crate::{
    canvas::Canvas, inspector::Inspector, outline::Outline, palette::Palette, session::Session, ui::handler,
};

/// Everything around one design.
#[component]
pub(crate) fn Workspace() -> impl IntoView {
    let session = Session::here();
    view! {
        <div
            class="workspace"
            class:left-closed=move || !session.left_open.get()
            class:right-closed=move || !session.right_open.get()
            class:dock-closed=move || session.pane.get().is_none()
            style=("--dock", move || format!("{}px", session.dock_height.get()))
        >
            <button type="button" class="skip" on:click=handler(|_| focus_canvas())>
                "Skip to the canvas"
            </button>
            <TopBar />
            <Banners />
            <aside class="left" aria-label="Palette and outline" hidden=move || !session.left_open.get()>
                <Palette />
                <Outline />
            </aside>
            <main class="stage" aria-label="Canvas">
                <PreviewBanner />
                <Canvas />
            </main>
            <aside class="right" aria-label="Inspector" hidden=move || !session.right_open.get()>
                <Inspector />
            </aside>
            <Dock />
        </div>
    }
}

/// Gives the keyboard to the canvas, past everything before it.
fn focus_canvas() {
    let canvas = document().query_selector("[data-testid=canvas]").ok().flatten();
    if let Some(canvas) = canvas.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = canvas.focus();
    }
}
