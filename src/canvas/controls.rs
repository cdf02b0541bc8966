//! The controls in the corner: what dragging does, the zoom, and the minimap.

use groundplan_core::base::Point;
use leptos::{html, prelude::*};
use web_sys::{CanvasRenderingContext2d, PointerEvent, wasm_bindgen::JsCast};

use crate::{
    state::Signal,
    ui::{Button, ButtonStyle, Icon, handler},
};

use super::{board::Board, gesture::Tool, minimap::Minimap};

/// The controls.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let board = Board::here();
    let is_hand = move || board.tool.get() == Tool::Hand;
    let percent = Signal::derive(move || format!("{:.0} %", board.zoom.get() * 100.0));
    view! {
        <div class="canvas-controls" role="toolbar" aria-label="View">
            <button
                type="button"
                class="button quiet square"
                aria-label="Move the picture by dragging"
                title="Move the picture by dragging (H)"
                aria-pressed=move || is_hand().to_string()
                on:click=handler(move |_| board.toggle_hand())
            >
                {Icon::Hand.view()}
            </button>
            <span class="divider"></span>
            <Button label="Zoom out" icon=Icon::Minus style=ButtonStyle::Square on_press=move |_| board.zoom_step(false) />
            <button
                type="button"
                class="button quiet zoom"
                title="Back to 100 % (1)"
                on:click=handler(move |_| board.zoom_to(1.0))
            >
                {move || percent.get()}
            </button>
            <Button label="Zoom in" icon=Icon::Add style=ButtonStyle::Square on_press=move |_| board.zoom_step(true) />
            <Button label="Show everything (F)" icon=Icon::Fit style=ButtonStyle::Square on_press=move |_| board.fit() />
        </div>
    }
}

/// All of the picture, small; pressing it looks there.
#[component]
pub(super) fn MinimapView() -> impl IntoView {
    let board = Board::here();
    let canvas = NodeRef::<html::Canvas>::new();
    let frame = NodeRef::<html::Div>::new();
    canvas.on_load(move |canvas| {
        let ctx = canvas
            .get_context("2d")
            .ok()
            .flatten()
            .and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok());
        if let (Some(ctx), Some(frame)) = (ctx, frame.get_untracked()) {
            board.attach_minimap(Minimap::new(canvas, ctx, frame.into()));
        }
    });
    let go = move |event: PointerEvent| {
        if event.buttons() != 1 {
            return;
        }
        if let Some(canvas) = canvas.get_untracked() {
            let rect = canvas.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - rect.left();
            let y = f64::from(event.client_y()) - rect.top();
            board.look_at(Point { x, y });
        }
    };
    view! {
        <div
            class="minimap"
            aria-hidden="true"
            on:pointerdown=move |event| {
                if let Some(canvas) = canvas.get_untracked() {
                    let _ = canvas.set_pointer_capture(event.pointer_id());
                }
                go(event);
            }
            on:pointermove=handler(go)
        >
            <canvas node_ref=canvas></canvas>
            <div class="minimap-frame" node_ref=frame></div>
        </div>
    }
}

impl Board {
    /// Changes between selecting and moving the picture.
    pub(crate) fn toggle_hand(self) {
        self.tool.update(|it| *it = if *it == Tool::Hand { Tool::Select } else { Tool::Hand });
    }

    fn attach_minimap(self, minimap: Minimap) {
        self.state.update_value(|it| {
            let bounds = it.scene.bounds();
            if let Some(screen) = &mut it.screen {
                let minimap = screen.minimap.insert(minimap);
                minimap.show(bounds);
            }
        });
        self.repaint();
    }

    /// Looks at what a point of the minimap shows.
    fn look_at(self, point: Point) {
        let camera = self.state.with_value(|it| {
            let minimap = it.screen.as_ref()?.minimap.as_ref()?;
            Some(it.camera.centered(minimap.camera.to_canvas(point), it.size))
        });
        if let Some(camera) = camera {
            self.glide(camera);
        }
    }
}
