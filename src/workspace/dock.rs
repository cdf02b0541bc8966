//! The drawer below the canvas: one pane at a time, each behind its own heading.

use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    prelude::*,
};
use web_sys::wasm_bindgen::JsCast;

use crate::{
    bill::Bill,
    charts::Charts,
    claims::Claims,
    derived::Derived,
    editor::Editor,
    environments::Environments,
    export::Export,
    findings::Findings,
    plan::Plan,
    review::State,
    session::{Pane, Session},
    state::{Memo, Signal, StoredValue},
    ui::{Button, ButtonStyle, Icon, Show, handler},
    work::Work,
    workload::Workload,
};

/// The drawer.
#[component]
pub(crate) fn Dock() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let editor = Editor::here();
    let none = Signal::derive(String::new);
    let n_findings = Signal::derive(move || match derived.review.state.get() {
        State::Waiting => "…".to_owned(),
        State::Done => derived.review.findings.with(|it| it.len()).to_string(),
        State::Failed(_) => "!".to_owned(),
    });
    let n_steps = Signal::derive(move || match editor.design().settings.plan.steps.len() {
        0 => String::new(),
        count => count.to_string(),
    });
    let n_claims = Signal::derive(move || match editor.design().settings.claims.len() {
        0 => String::new(),
        count => count.to_string(),
    });
    let n_environments = Signal::derive(move || match editor.file().settings.environments.len() {
        0 => String::new(),
        count => count.to_string(),
    });
    view! {
        <section class="dock" aria-label="Panes">
            <Show when=move || session.pane.get().is_some()>
                <Grip />
            </Show>
            <DockPane pane=Pane::Bill hook="bill" title="Bill" icon=Icon::Bill count=none>
                <Bill />
            </DockPane>
            <DockPane pane=Pane::Findings hook="findings" title="Findings" icon=Icon::Alert count=n_findings>
                <Findings />
            </DockPane>
            <DockPane pane=Pane::Plan hook="plan" title="Plan" icon=Icon::Plan count=n_steps>
                <Plan />
            </DockPane>
            <DockPane pane=Pane::Workload hook="workload" title="Workload" icon=Icon::Workload count=none>
                <Workload />
            </DockPane>
            <DockPane pane=Pane::Charts hook="charts" title="Charts" icon=Icon::Chart count=none>
                <Charts />
            </DockPane>
            <DockPane
                pane=Pane::Environments
                hook="environments"
                title="Environments"
                icon=Icon::Copy
                count=n_environments
            >
                <Environments />
            </DockPane>
            <DockPane pane=Pane::Claims hook="claims" title="Claims" icon=Icon::Check count=n_claims>
                <Claims />
            </DockPane>
            <DockPane pane=Pane::Work hook="work" title="Work" icon=Icon::Work count=none>
                <Work />
            </DockPane>
            <DockPane pane=Pane::Export hook="export" title="Files" icon=Icon::Export count=none>
                <Export />
            </DockPane>
            <div class="dock-end">
                <Show when=move || session.pane.get().is_some()>
                    <Button
                        label="Close the drawer"
                        icon=Icon::ChevronDown
                        style=ButtonStyle::SmallSquare
                        on_press=move |_| session.pane.set(None)
                    />
                </Show>
            </div>
        </section>
    }
}

/// The upper edge of the drawer, to drag or to move with the arrow keys.
#[component]
fn Grip() -> impl IntoView {
    let session = Session::here();
    let on_down = move |event: PointerEvent| {
        if let Some(grip) = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()) {
            // Without capture, the drag still works while the pointer is over the edge.
            let _ = grip.set_pointer_capture(event.pointer_id());
        }
    };
    let on_move = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            let page = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or_default();
            session.set_dock_height(page as i32 - event.client_y());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => 32,
            "ArrowDown" => -32,
            _ => return,
        };
        event.prevent_default();
        session.set_dock_height(session.dock_height.get_untracked() + by);
    };
    view! {
        <div
            class="grip"
            role="separator"
            tabindex="0"
            aria-orientation="horizontal"
            aria-label="Height of the drawer"
            aria-valuemin="120"
            aria-valuemax="900"
            aria-valuenow=move || session.dock_height.get().to_string()
            on:pointerdown=handler(on_down)
            on:pointermove=handler(on_move)
            on:keydown=handler(on_key)
        ></div>
    }
}

/// A heading that opens its pane. The pane lies over the drawer, not inside the heading's own box.
#[component]
fn DockPane(
    pane: Pane,
    hook: &'static str,
    title: &'static str,
    icon: Icon,
    count: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let session = Session::here();
    let open = Memo::new(move |_| session.pane.get() == Some(pane));
    let body_id = format!("{hook}-body");
    let children = StoredValue::new(children);
    let count = Memo::new(move |_| count.get());
    view! {
        <section class="dock-pane" class:open=move || open.get() data-testid=hook aria-label=title>
            <h2>
                <button
                    type="button"
                    class="dock-tab"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=body_id.clone()
                    on:click=handler(move |_| session.toggle_pane(pane))
                >
                    {icon.view()}
                    <span>{title}</span>
                    <Show when=move || count.with(|it| !it.is_empty())>
                        <span class="count">{move || count.get()}</span>
                    </Show>
                </button>
            </h2>
            <div class="dock-body" id=body_id hidden=move || !open.get()>
                <Show when=move || open.get()>{children.with_value(|it| it())}</Show>
            </div>
        </section>
    }
}
