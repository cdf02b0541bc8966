//! Dropping: what is dragged over the canvas from the palette.

use groundplan_core::{base::Point, scene::Scene};
use web_sys::DragEvent;

use crate::palette::{DRAG_TYPE, Spot, add, offers};

use super::{board::Board, drag::GRID, gesture::container_at};

/// Half of a node, in canvas units: something dropped has its middle under the pointer.
const HALF_NODE: Point = Point { x: 92.0, y: 28.0 };

impl Board {
    /// Something is dragged over the canvas from the palette.
    pub(super) fn on_drag_over(self, event: &DragEvent) {
        let is_offer = event.data_transfer().is_some_and(|it| it.types().includes(&DRAG_TYPE.into(), 0));
        if !is_offer || self.is_preview() {
            return;
        }
        event.prevent_default();
        if let Some(transfer) = event.data_transfer() {
            transfer.set_drop_effect("copy");
        }
        let at = self.spot(event.client_x(), event.client_y());
        self.state.update_value(|it| it.drop_at = Some(at));
        self.repaint();
    }

    pub(super) fn on_drag_leave(self) {
        self.state.update_value(|it| it.drop_at = None);
        self.repaint();
    }

    /// Something from the palette is dropped.
    pub(super) fn on_drop(self, event: &DragEvent) {
        self.on_drag_leave();
        let idx = event
            .data_transfer()
            .and_then(|it| it.get_data(DRAG_TYPE).ok())
            .and_then(|it| it.parse::<usize>().ok());
        let Some(offer) = idx.and_then(|it| offers().into_iter().nth(it)) else { return };
        event.prevent_default();
        let at = self.spot(event.client_x(), event.client_y());
        let spot = self.state.with_value(|it| spot_at(&it.scene, it.camera.to_canvas(at)));
        if let Err(why) = add(self.editor, self.session, &offer, &spot) {
            self.toasts.complain(why);
        }
    }
}

/// Where something dropped at a point goes.
fn spot_at(scene: &Scene, point: Point) -> Spot {
    let parent = container_at(scene, point);
    let anchor =
        parent.as_ref().and_then(|it| scene.node(it.as_str())).map(|it| it.anchor).unwrap_or_default();
    let on_grid = |it: f64| (it / GRID).round() * GRID;
    let at =
        Point { x: on_grid(point.x - HALF_NODE.x - anchor.x), y: on_grid(point.y - HALF_NODE.y - anchor.y) };
    Spot { parent, at: Some(at) }
}
