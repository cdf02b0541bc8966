//! The minimap: all of the picture, small, with a frame around what is in sight.

use groundplan_core::base::{Point, Rect, Size};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use super::camera::Camera;

/// The minimap's elements, and what it shows.
pub(super) struct Minimap {
    pub(super) canvas: HtmlCanvasElement,
    pub(super) ctx: CanvasRenderingContext2d,
    frame: HtmlElement,
    size: Size,
    pub(super) camera: Camera,
    bounds: Rect,
    style: String,
    is_hidden: bool,
    /// The picture is another than the one painted.
    pub(super) is_due: bool,
}

impl Minimap {
    pub(super) fn new(canvas: HtmlCanvasElement, ctx: CanvasRenderingContext2d, frame: HtmlElement) -> Self {
        let size = Size { width: canvas.client_width().into(), height: canvas.client_height().into() };
        Self {
            canvas,
            ctx,
            frame,
            size,
            camera: Camera::default(),
            bounds: Rect::default(),
            style: String::new(),
            is_hidden: false,
            is_due: true,
        }
    }

    /// Shows a picture with these bounds.
    pub(super) fn show(&mut self, bounds: Rect) {
        self.bounds = bounds;
        self.is_due = true;
        // Hidden elements have no size, so it is asked for whenever there is something to show.
        let size =
            Size { width: self.canvas.client_width().into(), height: self.canvas.client_height().into() };
        if size.width > 0.0 {
            self.size = size;
        }
        let margin = bounds.width.max(bounds.height) * 0.04;
        self.camera = Camera::within(bounds.inflate(margin), self.size);
    }

    /// Of its canvas, in CSS pixels.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// Puts the frame around what is in sight. Where that is everything, there is nothing to find.
    pub(super) fn frame(&mut self, view: Rect) {
        let Rect { x, y, .. } = self.bounds;
        let end = Point { x: self.bounds.right(), y: self.bounds.bottom() };
        let all = view.contains(Point { x, y }) && view.contains(end);
        if all != self.is_hidden {
            self.is_hidden = all;
            if let Some(minimap) = self.canvas.parent_element() {
                let _ = minimap.toggle_attribute_with_force("hidden", all);
            }
        }
        let corner = self.camera.to_screen(Point { x: view.x, y: view.y });
        let left = corner.x.clamp(0.0, self.size.width);
        let top = corner.y.clamp(0.0, self.size.height);
        let right = (corner.x + view.width * self.camera.zoom).clamp(left, self.size.width);
        let bottom = (corner.y + view.height * self.camera.zoom).clamp(top, self.size.height);
        let style = format!(
            "transform:translate({left:.1}px,{top:.1}px);width:{:.1}px;height:{:.1}px",
            right - left,
            bottom - top
        );
        if style != self.style {
            self.frame.style().set_css_text(&style);
            self.style = style;
        }
    }
}
