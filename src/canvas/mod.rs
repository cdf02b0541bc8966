//! The canvas: the picture of the design, and every gesture on it.
//!
//! `board` holds the state and the frame loop; `look` moves the camera; `show`, `backdrop`, `highlights`
//! and `painter` bring it to the screen, `overlay` lays real elements over it; `pointer`, `drop`,
//! `keyboard` and `edit` turn gestures into commands. What can be told without a browser is in `camera`,
//! `gesture`, `drag`, `walk`, `connect` and `clip`. It never places a node or picks a colour: both come
//! with the core's scene.

mod backdrop;
mod board;
mod camera;
mod clip;
mod connect;
mod controls;
mod drag;
mod drop;
mod edit;
mod gesture;
mod highlights;
mod keyboard;
mod look;
mod minimap;
mod overlay;
mod painter;
mod pointer;
mod show;
mod walk;

use groundplan_core::base::Size;
use leptos::{ev, html, prelude::*};
use web_sys::{
    ClipboardEvent, Element, ResizeObserver,
    wasm_bindgen::{JsCast, closure::Closure},
};

pub(crate) use board::Board;
use controls::{Controls, MinimapView};

use crate::{
    derived::Derived,
    session::Session,
    state::{Memo, StoredValue, effect},
    ui::{Icon, Show, handler},
};

/// How the canvas is used without a pointer; read out with it.
const KEYS: &str = "Tab walks through the components, Alt and arrows go to the nearest one. Enter opens \
     the inspector, Space selects, arrows move what is selected, C connects, E walks through the \
     connections, Delete removes.";

/// The picture of the design.
#[component]
pub(crate) fn Canvas() -> impl IntoView {
    let board = Board::here();
    let session = Session::here();
    let derived = Derived::here();
    let canvas = NodeRef::<html::Canvas>::new();
    let layer = NodeRef::<html::Div>::new();

    layer.on_load(move |layer| {
        if let Some(canvas) = canvas.get_untracked() {
            watch_size(board, &canvas);
            board.attach(canvas, layer.into());
        }
    });
    on_cleanup(move || board.detach());
    follow(board, session, derived);
    listen(board);

    let is_empty = Memo::new(move |_| derived.shape.with(|it| it.components.is_empty()));
    let counts = move || {
        derived.shape.with(|it| {
            format!("Canvas with {} components and {} connections", it.components.len(), it.connections.len())
        })
    };
    view! {
        <div class="canvas">
            <div
                class="board"
                class:hand=move || board.tool.get() == gesture::Tool::Hand
                data-testid="canvas"
                role="application"
                aria-roledescription="diagram"
                aria-label=move || counts()
                aria-describedby="canvas-keys"
                tabindex="0"
                on:pointerdown=handler(move |event| board.on_pointer_down(&event))
                on:pointermove=handler(move |event| board.on_pointer_move(&event))
                on:pointerup=handler(move |event| board.on_pointer_up(&event))
                on:pointercancel=handler(move |_| {
                    board.abort();
                })
                on:pointerleave=handler(move |_| board.on_pointer_leave())
                on:mousedown=handler(keep_to_itself)
                on:mouseup=handler(keep_to_itself)
                on:auxclick=handler(keep_to_itself)
                on:wheel=handler(move |event| board.on_wheel(&event))
                on:keydown=handler(move |event| board.on_key_down(&event))
                on:keyup=handler(move |event| board.on_key_up(&event))
                on:focusin=handler(move |event| board.on_focus(&event))
                on:focusout=handler(move |_| board.on_blur())
                on:click=handler(move |event| board.on_click(&event))
                on:dblclick=handler(move |_| board.open_inspector())
                on:dragover=handler(move |event| board.on_drag_over(&event))
                on:dragleave=handler(move |_| board.on_drag_leave())
                on:drop=handler(move |event| board.on_drop(&event))
            >
                <canvas node_ref=canvas aria-hidden="true"></canvas>
                <div class="overlay" node_ref=layer></div>
            </div>
            <p id="canvas-keys" class="visually-hidden">
                {KEYS}
            </p>
            <Show when=move || is_empty.get()>
                <div class="canvas-empty">
                    {Icon::Add.view()}
                    <p class="canvas-empty-title">"Nothing here yet"</p>
                    <p>"Drag a component here from the palette, or press one to add it."</p>
                </div>
            </Show>
            <div class="canvas-hint" role="status" class:shown=move || board.hint.with(|it| !it.is_empty())>
                {move || board.hint.get()}
            </div>
            <Show when=move || !is_empty.get()>
                <MinimapView />
            </Show>
            <Controls />
        </div>
    }
}

/// The middle button moves the picture, and does nothing that a browser does with it: scroll by itself,
/// or paste what was selected last.
fn keep_to_itself(event: ev::MouseEvent) {
    if event.button() == 1 {
        event.prevent_default();
    }
}

/// Tells the board what changed elsewhere.
fn follow(board: Board, session: Session, derived: Derived) {
    effect(move || {
        derived.shape.track();
        derived.shown.track();
        derived.review.findings.track();
        derived.staged.track();
        board.refresh();
    });
    effect(move || {
        session.selection.track();
        board.selection_changed();
    });
    effect(move || {
        session.theme.get();
        board.theme_changed();
    });
    effect(move || {
        session.reveal.track();
        board.repaint();
    });
}

/// Listens to what the browser tells of the clipboard.
fn listen(board: Board) {
    let on = |name: &'static str, act: fn(Board, &ClipboardEvent)| {
        let handle = window_event_listener_untyped(name, move |event| {
            if let Some(event) = event.dyn_ref::<ClipboardEvent>() {
                act(board, event);
            }
        });
        on_cleanup(move || handle.remove());
    };
    on("copy", |board, event| board.on_copy(event, false));
    on("cut", |board, event| board.on_copy(event, true));
    on("paste", |board, event| board.on_paste(event));
    // A key that is let go of elsewhere is let go of.
    let blur = window_event_listener(ev::blur, move |_| board.on_blur());
    on_cleanup(move || blur.remove());
}

/// Tells the board its size, now and whenever it changes.
fn watch_size(board: Board, canvas: &web_sys::HtmlCanvasElement) {
    let Some(element) = canvas.parent_element() else { return };
    let watched = element.clone();
    let on_resize = Closure::<dyn Fn()>::new(move || {
        let (width, height) = (watched.client_width(), watched.client_height());
        board.resize(Size { width: width.into(), height: height.into() });
    });
    let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) else { return };
    observer.observe(&element as &Element);
    // The observer needs its closure for as long as the canvas is there.
    let kept = StoredValue::new(Some((observer, on_resize)));
    on_cleanup(move || {
        if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}
