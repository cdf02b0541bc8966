//! Looking: where the camera goes, at once or as one of many small moves of a gesture.

use std::time::Duration;

use groundplan_core::base::Point;
use leptos::leptos_dom::helpers::set_timeout_with_handle;

use super::{
    board::{Board, bounds_of},
    camera::Camera,
};

/// How long the camera has to be still before the picture is sharpened and the overlay is brought up to
/// what is in view, in milliseconds.
const SETTLE_MS: u64 = 90;

impl Board {
    /// Looks from somewhere else, at once.
    pub(crate) fn set_camera(self, camera: Camera) {
        self.state.update_value(|it| {
            it.camera = camera;
            it.overlay_soon();
            if let Some(settle) = it.settle.take() {
                settle.clear();
            }
        });
        self.repaint();
    }

    /// Looks from somewhere else, as one of many small moves.
    pub(super) fn glide(self, camera: Camera) {
        let settle = set_timeout_with_handle(move || self.arrive(), Duration::from_millis(SETTLE_MS));
        self.state.update_value(|it| {
            it.camera = camera;
            if let Some(before) = std::mem::replace(&mut it.settle, settle.ok()) {
                before.clear();
            }
        });
        self.repaint();
    }

    /// The camera is still: sharpens the picture, and brings the overlay to where it is.
    pub(super) fn arrive(self) {
        let was_moving = self.state.try_update_value(|it| {
            it.overlay_soon();
            let settle = it.settle.take();
            if let Some(settle) = &settle {
                settle.clear();
            }
            settle.is_some()
        });
        if was_moving == Some(true) {
            self.repaint();
        }
    }

    /// The camera as it is.
    pub(crate) fn camera(self) -> Camera {
        self.state.with_value(|it| it.camera)
    }

    /// Shows everything.
    pub(crate) fn fit(self) {
        let camera = self.state.with_value(|it| Camera::fitting(it.scene.bounds(), it.size));
        self.set_camera(camera);
    }

    /// Zooms to the next stop, around the middle.
    pub(crate) fn zoom_step(self, nearer: bool) {
        self.zoom_to(self.camera().next_zoom(nearer));
    }

    /// Zooms, around the middle.
    pub(crate) fn zoom_to(self, zoom: f64) {
        let camera = self.state.with_value(|it| {
            it.camera.zoomed(zoom, Point { x: it.size.width / 2.0, y: it.size.height / 2.0 })
        });
        self.set_camera(camera);
    }

    /// Brings into sight what somebody asked for.
    pub(super) fn reveal(self) {
        let Some(pick) = self.session.reveal.get_untracked() else { return };
        let found = self
            .state
            .with_value(|it| bounds_of(&it.scene, &pick).map(|bounds| it.camera.revealing(bounds, it.size)));
        if let Some(camera) = found {
            self.set_camera(camera);
        }
        self.session.reveal.set(None);
    }
}
