//! The backdrop: the picture without what is dragged, painted once and then only moved about.
//!
//! It reaches beyond what is in view, so that it can follow the camera for a while without being
//! painted anew. While the zoom changes it is shown larger or smaller than it was painted; as soon as
//! that is over it is painted again, so that whatever stands still is sharp.

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Point, Rect, Size},
    scene::{Detail, EdgeView, Scene, Theme},
};
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement};

use super::{
    board::context,
    camera::Camera,
    drag::{Drag, elbow, spans},
    painter::{Icons, Pen, origin_of},
    show::fit_pixels,
};

/// How far it reaches beyond each side of the view, as a part of the view.
const BEYOND: f64 = 0.25;
/// The most pixels it may have; with more, it does not reach beyond the view.
const MOST_PIXELS: f64 = 24e6;
/// How much smaller and larger than painted it may be shown.
const STRETCH: std::ops::RangeInclusive<f64> = 0.5..=1.6;
/// How far outlines, badges and arrowheads reach out of boxes and ways, in canvas units.
const OVERHANG: f64 = 12.0;
/// How opaque something is that hovers over where it would land.
const HOVERING: f64 = 0.8;

/// From where and how the picture is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    pub(super) theme: Theme,
    /// Device pixels per CSS pixel.
    pub(super) ratio: f64,
    pub(super) camera: Camera,
    /// Of the view, in CSS pixels.
    pub(super) size: Size,
    /// Whether the camera is on its way, so that the picture need not be sharp.
    pub(super) is_moving: bool,
}

/// What is dragged, and the edges that change with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lifted {
    spans: Vec<(usize, usize)>,
    edges: BTreeSet<usize>,
}

/// The picture on a canvas of its own.
pub(super) struct Backdrop {
    canvas: HtmlCanvasElement,
    ctx: CanvasRenderingContext2d,
    /// Device pixels per canvas unit.
    scale: f64,
    /// Where the canvas' origin is, in device pixels.
    origin: Point,
    /// Its own width and height, in device pixels.
    pixels: Size,
    painted_for: Option<(Theme, f64, Size)>,
    without: Lifted,
    /// The picture is another than the one painted.
    pub(super) is_due: bool,
}

impl Backdrop {
    /// A backdrop, where the browser has a canvas for it.
    pub(super) fn new(document: &Document) -> Option<Self> {
        use web_sys::wasm_bindgen::JsCast;
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let ctx = context(&canvas)?;
        Some(Self {
            canvas,
            ctx,
            scale: 1.0,
            origin: Point::default(),
            pixels: Size::default(),
            painted_for: None,
            without: Lifted::default(),
            is_due: true,
        })
    }

    /// Shows the part in view on another canvas, which it fills.
    pub(super) fn paint(
        &mut self,
        on: &CanvasRenderingContext2d,
        icons: &mut Icons,
        scene: &Scene,
        without: &Lifted,
        look: &Look,
    ) {
        let scale = look.camera.zoom * look.ratio;
        let is_same = self.painted_for == Some((look.theme, look.ratio, look.size))
            && !self.is_due
            && self.without == *without;
        let fits = if look.is_moving { STRETCH.contains(&(scale / self.scale)) } else { scale == self.scale };
        if !(is_same && fits && self.covers(scene, look)) {
            self.repaint(icons, scene, without, look);
        }

        let stretch = scale / self.scale;
        let origin = origin_of(look.camera.corner, scale);
        let (left, top) = (origin.x - self.origin.x * stretch, origin.y - self.origin.y * stretch);
        let (width, height) = (self.pixels.width * stretch, self.pixels.height * stretch);
        let (across, down) = (look.size.width * look.ratio, look.size.height * look.ratio);
        if left > 0.0 || top > 0.0 || left + width < across + 1.0 || top + height < down + 1.0 {
            let mut pen = Pen::new(on, icons, look.theme, look.ratio, look.camera.corner, look.camera.zoom);
            pen.clear(across.ceil() + 1.0, down.ceil() + 1.0);
        }
        let _ = if stretch == 1.0 {
            on.draw_image_with_html_canvas_element(&self.canvas, left, top)
        } else {
            on.draw_image_with_html_canvas_element_and_dw_and_dh(&self.canvas, left, top, width, height)
        };
    }

    /// Whether it has everything that is to be seen.
    fn covers(&self, scene: &Scene, look: &Look) -> bool {
        let all = scene.bounds().inflate(OVERHANG);
        let view = look.camera.view(look.size);
        let own = Rect {
            x: -self.origin.x / self.scale,
            y: -self.origin.y / self.scale,
            width: self.pixels.width / self.scale,
            height: self.pixels.height / self.scale,
        };
        // A pixel more or less at the far end is the rounding of the origin.
        let own = own.inflate(1.0 / self.scale);
        !view.intersects(all)
            || (own.x <= view.x.max(all.x)
                && own.y <= view.y.max(all.y)
                && view.right().min(all.right()) <= own.right()
                && view.bottom().min(all.bottom()) <= own.bottom())
    }

    fn repaint(&mut self, icons: &mut Icons, scene: &Scene, without: &Lifted, look: &Look) {
        let (across, down) = (look.size.width * look.ratio, look.size.height * look.ratio);
        let room = (1.0 + 2.0 * BEYOND).powi(2);
        let beyond = if across * down * room > MOST_PIXELS { 0.0 } else { BEYOND };
        let margin = Point { x: (across * beyond).round(), y: (down * beyond).round() };
        self.pixels = Size { width: across.round() + 2.0 * margin.x, height: down.round() + 2.0 * margin.y };
        fit_pixels(&self.canvas, self.pixels, 1.0);
        self.scale = look.camera.zoom * look.ratio;
        let origin = origin_of(look.camera.corner, self.scale);
        self.origin = Point { x: origin.x + margin.x, y: origin.y + margin.y };
        self.painted_for = Some((look.theme, look.ratio, look.size));
        self.without.clone_from(without);
        self.is_due = false;

        let mut pen = Pen::with_origin(&self.ctx, icons, look.theme, look.ratio, self.scale, self.origin);
        pen.clear(self.pixels.width, self.pixels.height);
        let detail = Detail::at_zoom(look.camera.zoom);
        let view = Rect {
            x: -self.origin.x / self.scale,
            y: -self.origin.y / self.scale,
            width: self.pixels.width / self.scale,
            height: self.pixels.height / self.scale,
        };
        let view = view.inflate(OVERHANG);
        for number in scene.nodes_touching(view).filter(|it| !without.holds(*it)) {
            if let Some(node) = scene.nodes.get(number) {
                pen.node(node, detail, Point::default());
            }
        }
        let edges: Vec<&EdgeView> = scene
            .edges_touching(view)
            .filter(|it| !without.edges.contains(it))
            .filter_map(|it| scene.edges.get(it))
            .collect();
        pen.edges(&edges, detail);
    }
}

impl Lifted {
    /// What a drag lifts.
    pub(super) fn of(drag: &Drag, scene: &Scene) -> Self {
        Self { spans: spans(scene, &drag.roots), edges: drag.edges.clone() }
    }

    /// Paints it, `lift` away from where the scene has it. Its edges follow.
    pub(super) fn paint(&self, pen: &mut Pen<'_>, scene: &Scene, look: &Look, lift: Point) {
        let detail = Detail::at_zoom(look.camera.zoom);
        let (inner, outer): (Vec<&EdgeView>, Vec<&EdgeView>) = self
            .edges
            .iter()
            .filter_map(|it| scene.edges.get(*it))
            .partition(|it| self.holds(it.source) && self.holds(it.target));
        let is_hovering = lift != Point::default();
        if is_hovering {
            for view in outer {
                let [from, to] = [view.source, view.target].map(|number| {
                    let bounds = scene.nodes.get(number).map(|it| it.bounds).unwrap_or_default();
                    if self.holds(number) { moved(bounds, lift) } else { bounds }
                });
                if self.holds(view.source) || self.holds(view.target) {
                    pen.line_along(view, &elbow(from, to), detail);
                } else {
                    pen.edges(&[view], detail);
                }
            }
            pen.set_opacity(HOVERING);
        } else {
            pen.edges(&outer, detail);
        }
        let view = look.camera.view(look.size).inflate(OVERHANG);
        for node in self.spans.iter().flat_map(|it| scene.nodes.get(it.0..it.1).unwrap_or_default()) {
            if moved(node.bounds, lift).intersects(view) {
                pen.node(node, detail, lift);
            }
        }
        if is_hovering {
            for view in inner {
                let points: Vec<Point> =
                    view.points.iter().map(|it| Point { x: it.x + lift.x, y: it.y + lift.y }).collect();
                pen.line_along(view, &points, detail);
            }
            pen.set_opacity(1.0);
        } else {
            pen.edges(&inner, detail);
        }
    }

    fn holds(&self, number: usize) -> bool {
        self.spans.iter().any(|it| (it.0..it.1).contains(&number))
    }
}

fn moved(bounds: Rect, by: Point) -> Rect {
    Rect { x: bounds.x + by.x, y: bounds.y + by.y, ..bounds }
}
