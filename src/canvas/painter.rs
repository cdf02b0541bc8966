//! Painting: follows the scene's display list on a 2D canvas, and decides nothing itself.
//!
//! Coordinates are turned into device pixels here and put on whole ones, so that boxes, upright
//! lines and texts are crisp at any zoom and any pixel ratio. Lines of one look are one stroke.

use std::collections::BTreeMap;

use groundplan_core::{
    base::{Point, Rect, sort_by},
    scene::{
        ARROW, Anchor, ColorRole, Detail, EdgeView, ICON_GRID, ICON_STROKE, Item, NodeView, Shape, Step,
        Stroke, Theme, Weight, arrowhead, rounded,
    },
};
use web_sys::{CanvasRenderingContext2d, Path2d, wasm_bindgen::JsValue};

/// The fonts that the scene's texts were measured for.
const FONTS: &str = "Inter, Helvetica, Arial, \"Liberation Sans\", sans-serif";
/// Smaller texts are not painted: nobody could read them, and each one costs time.
const LEAST_TEXT: f64 = 4.0;
/// Smaller corners are painted square, in pixels.
const LEAST_RADIUS: f64 = 1.5;
/// The least width of a line, in pixels.
const LEAST_LINE: f64 = 0.8;

/// The icons as paths, made once.
#[derive(Default)]
pub(crate) struct Icons(BTreeMap<&'static str, Option<Path2d>>);

/// A pen on a canvas, and what the canvas was last told.
pub(crate) struct Pen<'a> {
    ctx: &'a CanvasRenderingContext2d,
    icons: &'a mut Icons,
    theme: Theme,
    /// Device pixels per CSS pixel.
    ratio: f64,
    /// Device pixels per canvas unit.
    scale: f64,
    /// Where the canvas' origin is, in device pixels.
    origin: Point,
    fill: Option<ColorRole>,
    stroke: Option<ColorRole>,
    width: f64,
    is_dashed: bool,
    font: Option<(Weight, f64)>,
    anchor: Option<Anchor>,
}

/// Where the canvas' origin is, in whole device pixels, when `corner` is in the upper left corner.
/// Because it is whole, everything moves by whole pixels when the picture is moved, and looks the same.
pub(crate) fn origin_of(corner: Point, scale: f64) -> Point {
    Point { x: (-corner.x * scale).round(), y: (-corner.y * scale).round() }
}

impl<'a> Pen<'a> {
    /// A pen for a canvas element with `ratio` device pixels per CSS pixel, whose upper left corner
    /// shows the canvas point `corner` at `zoom`.
    pub(crate) fn new(
        ctx: &'a CanvasRenderingContext2d,
        icons: &'a mut Icons,
        theme: Theme,
        ratio: f64,
        corner: Point,
        zoom: f64,
    ) -> Self {
        let scale = zoom * ratio;
        Self::with_origin(ctx, icons, theme, ratio, scale, origin_of(corner, scale))
    }

    /// A pen for a canvas with `scale` device pixels per canvas unit, whose origin is at whole device
    /// pixels.
    pub(crate) fn with_origin(
        ctx: &'a CanvasRenderingContext2d,
        icons: &'a mut Icons,
        theme: Theme,
        ratio: f64,
        scale: f64,
        origin: Point,
    ) -> Self {
        ctx.set_line_join("round");
        ctx.set_line_cap("round");
        Self {
            ctx,
            icons,
            theme,
            ratio,
            scale,
            origin,
            fill: None,
            stroke: None,
            width: 0.0,
            is_dashed: false,
            font: None,
            anchor: None,
        }
    }

    /// Fills everything with the ground's colour; in device pixels.
    pub(crate) fn clear(&mut self, width: f64, height: f64) {
        self.set_fill(ColorRole::Canvas);
        self.ctx.fill_rect(0.0, 0.0, width, height);
    }

    /// Makes what follows translucent, or opaque again with 1.
    pub(crate) fn set_opacity(&mut self, opacity: f64) {
        self.ctx.set_global_alpha(opacity);
    }

    /// Paints a node, moved by so many canvas units.
    pub(crate) fn node(&mut self, view: &NodeView, detail: Detail, by: Point) {
        let corner = Point { x: view.bounds.x + by.x, y: view.bounds.y + by.y };
        for item in view.items.iter().filter(|it| it.is_shown(detail)) {
            self.item(item, corner);
        }
    }

    /// Paints edges: all lines first, each look as one stroke, then what is written on them.
    pub(crate) fn edges<'e>(&mut self, views: &[&'e EdgeView], detail: Detail) {
        let mut lines: Vec<(&'e Stroke, bool, f64, &'e [Point])> = Vec::with_capacity(views.len());
        for view in views {
            for item in view.items.iter().filter(|it| it.is_shown(detail)) {
                if let Shape::Line { points, radius, stroke, arrow } = &item.shape {
                    lines.push((stroke, *arrow, *radius, points));
                }
            }
        }
        // Coloured ones over plain ones.
        sort_by(&mut lines, |a, b| {
            let look =
                |it: &(&Stroke, bool, f64, &[Point])| (it.0.color, it.0.width.to_bits(), it.0.is_dashed);
            look(a).cmp(&look(b))
        });
        for same in lines.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1) {
            let Some(&(stroke, arrow, ..)) = same.first() else { continue };
            self.set_stroke(stroke.color, (stroke.width * self.scale).max(LEAST_LINE), stroke.is_dashed);
            self.ctx.begin_path();
            for (_, _, radius, points) in same {
                self.trace(points, *radius);
            }
            self.ctx.stroke();
            if arrow {
                self.set_fill(stroke.color);
                self.ctx.begin_path();
                for (_, _, _, points) in same {
                    self.trace_arrow(points);
                }
                self.ctx.fill();
            }
        }
        for view in views {
            for item in view.items.iter().filter(|it| it.is_shown(detail)) {
                if !matches!(item.shape, Shape::Line { .. }) {
                    self.item(item, Point::default());
                }
            }
        }
    }

    /// Paints the line of an edge along other points than its own.
    pub(crate) fn line_along(&mut self, view: &EdgeView, points: &[Point], detail: Detail) {
        let lines = view.items.iter().filter(|it| it.is_shown(detail));
        for item in lines {
            let Shape::Line { radius, stroke, arrow, .. } = &item.shape else { continue };
            self.set_stroke(stroke.color, (stroke.width * self.scale).max(LEAST_LINE), stroke.is_dashed);
            self.ctx.begin_path();
            self.trace(points, *radius);
            self.ctx.stroke();
            if *arrow {
                self.set_fill(stroke.color);
                self.ctx.begin_path();
                self.trace_arrow(points);
                self.ctx.fill();
            }
        }
    }

    /// Paints the way of an edge in a colour, `width` CSS pixels wide.
    pub(crate) fn way(&mut self, view: &EdgeView, color: ColorRole, width: f64) {
        let Some(radius) = view.items.iter().find_map(|it| match it.shape {
            Shape::Line { radius, .. } => Some(radius),
            _ => None,
        }) else {
            return;
        };
        self.set_stroke(color, width * self.ratio, false);
        self.ctx.begin_path();
        self.trace(&view.points, radius);
        self.ctx.stroke();
        self.set_fill(color);
        self.ctx.begin_path();
        self.trace_arrow(&view.points);
        self.ctx.fill();
    }

    /// An outline around a rectangle, `gap` CSS pixels outside of it.
    pub(crate) fn outline(&mut self, rect: Rect, gap: f64, radius: f64, color: ColorRole, width: f64) {
        let (gap, width) = (gap * self.ratio, width * self.ratio);
        let (left, top) = (self.x(rect.x).round() - gap, self.y(rect.y).round() - gap);
        let (right, bottom) = (self.x(rect.right()).round() + gap, self.y(rect.bottom()).round() + gap);
        self.set_stroke(color, width, false);
        self.rounded_path(left, top, right - left, bottom - top, radius * self.scale + gap);
        self.ctx.stroke();
    }

    /// A rectangle with a translucent inside.
    pub(crate) fn marquee(&mut self, rect: Rect, color: ColorRole) {
        let (left, top) = (self.x(rect.x).round(), self.y(rect.y).round());
        let (width, height) = ((rect.width * self.scale).round(), (rect.height * self.scale).round());
        self.set_opacity(0.1);
        self.set_fill(color);
        self.ctx.fill_rect(left, top, width, height);
        self.set_opacity(1.0);
        self.set_stroke(color, self.ratio, false);
        self.ctx.stroke_rect(left + 0.5, top + 0.5, width, height);
    }

    /// A disc of so many CSS pixels with a ring around it.
    pub(crate) fn disc(&mut self, at: Point, radius: f64, fill: ColorRole, ring: ColorRole) {
        self.set_fill(fill);
        self.set_stroke(ring, 1.5 * self.ratio, false);
        self.ctx.begin_path();
        let (x, y, radius) = (self.x(at.x), self.y(at.y), radius * self.ratio);
        if self.ctx.arc(x, y, radius, 0.0, std::f64::consts::TAU).is_ok() {
            self.ctx.fill();
            self.ctx.stroke();
        }
    }

    /// A straight dashed line with an arrowhead, `width` CSS pixels wide.
    pub(crate) fn pointer_line(&mut self, from: Point, to: Point, color: ColorRole) {
        self.set_stroke(color, 2.0 * self.ratio, true);
        let (from, to) = (self.spot(from), self.spot(to));
        self.ctx.begin_path();
        self.ctx.move_to(from.x, from.y);
        self.ctx.line_to(to.x, to.y);
        self.ctx.stroke();
        let way = (to.x - from.x).hypot(to.y - from.y);
        if way > 1.0 {
            let size = 9.0 * self.ratio;
            let (along_x, along_y) = ((to.x - from.x) / way * size, (to.y - from.y) / way * size);
            self.set_fill(color);
            self.ctx.begin_path();
            self.ctx.move_to(to.x, to.y);
            self.ctx.line_to(to.x - along_x - along_y * 0.5, to.y - along_y + along_x * 0.5);
            self.ctx.line_to(to.x - along_x + along_y * 0.5, to.y - along_y - along_x * 0.5);
            self.ctx.fill();
        }
    }

    fn item(&mut self, item: &Item, corner: Point) {
        match &item.shape {
            Shape::Box { rect, radius, fill, stroke } => {
                let rect = Rect { x: rect.x + corner.x, y: rect.y + corner.y, ..*rect };
                self.filled_box(rect, *radius, *fill, stroke.as_ref());
            }
            Shape::Text { at, text, size, weight, anchor, color } => {
                let at = Point { x: at.x + corner.x, y: at.y + corner.y };
                self.text(at, text, *size, *weight, *anchor, *color);
            }
            Shape::Icon { at, size, path, color } => {
                self.icon(Point { x: at.x + corner.x, y: at.y + corner.y }, *size, path, *color);
            }
            // Nodes have none, and those of edges are painted together.
            Shape::Line { .. } => {}
        }
    }

    fn filled_box(&mut self, rect: Rect, radius: f64, fill: Option<ColorRole>, stroke: Option<&Stroke>) {
        let width = stroke.map_or(0.0, |it| (it.width * self.scale).round().max(1.0));
        // The outline lies inside the box, on whole pixels.
        let (left, top) = (self.x(rect.x).round() + width / 2.0, self.y(rect.y).round() + width / 2.0);
        let right = self.x(rect.right()).round() - width / 2.0;
        let bottom = self.y(rect.bottom()).round() - width / 2.0;
        let (across, down) = ((right - left).max(0.0), (bottom - top).max(0.0));
        if let Some(fill) = fill {
            self.set_fill(fill);
        }
        if let Some(stroke) = stroke {
            self.set_stroke(stroke.color, width, stroke.is_dashed);
        }
        let radius = (radius * self.scale).min(across / 2.0).min(down / 2.0);
        if radius < LEAST_RADIUS * self.ratio {
            if fill.is_some() {
                self.ctx.fill_rect(left, top, across, down);
            }
            if stroke.is_some() {
                self.ctx.stroke_rect(left, top, across, down);
            }
            return;
        }
        self.rounded_path(left, top, across, down, radius);
        if fill.is_some() {
            self.ctx.fill();
        }
        if stroke.is_some() {
            self.ctx.stroke();
        }
    }

    fn rounded_path(&self, left: f64, top: f64, across: f64, down: f64, radius: f64) {
        self.ctx.begin_path();
        if self.ctx.round_rect_with_f64(left, top, across, down, radius).is_err() {
            self.ctx.rect(left, top, across, down);
        }
    }

    fn text(&mut self, at: Point, text: &str, size: f64, weight: Weight, anchor: Anchor, color: ColorRole) {
        let pixels = size * self.scale;
        if pixels < LEAST_TEXT * self.ratio {
            return;
        }
        self.set_fill(color);
        if self.font != Some((weight, pixels)) {
            self.font = Some((weight, pixels));
            let heavy = if weight == Weight::Bold { 600 } else { 400 };
            self.ctx.set_font(&format!("{heavy} {pixels:.2}px {FONTS}"));
        }
        if self.anchor != Some(anchor) {
            self.anchor = Some(anchor);
            self.ctx.set_text_align(match anchor {
                Anchor::Start => "left",
                Anchor::Middle => "center",
                Anchor::End => "right",
            });
        }
        // A text that can't be painted leaves a gap and nothing worse.
        let _ = self.ctx.fill_text(text, self.x(at.x).round(), self.y(at.y).round());
    }

    fn icon(&mut self, at: Point, size: f64, path: &'static str, color: ColorRole) {
        let made = self.icons.0.entry(path).or_insert_with(|| Path2d::new_with_path_string(path).ok());
        let Some(made) = made.clone() else { return };
        let scale = size / ICON_GRID * self.scale;
        self.set_stroke(color, ICON_STROKE, false);
        let (x, y) = (self.x(at.x).round(), self.y(at.y).round());
        if self.ctx.set_transform(scale, 0.0, 0.0, scale, x, y).is_ok() {
            self.ctx.stroke_with_path(&made);
        }
        let _ = self.ctx.reset_transform();
    }

    fn trace(&self, points: &[Point], radius: f64) {
        if radius * self.scale < LEAST_RADIUS * self.ratio {
            for (idx, &point) in points.iter().enumerate() {
                let spot = self.on_pixel(point);
                if idx == 0 {
                    self.ctx.move_to(spot.x, spot.y);
                } else {
                    self.ctx.line_to(spot.x, spot.y);
                }
            }
            return;
        }
        for step in rounded(points, radius) {
            match step {
                Step::Move(to) => {
                    let to = self.on_pixel(to);
                    self.ctx.move_to(to.x, to.y);
                }
                Step::Line(to) => {
                    let to = self.on_pixel(to);
                    self.ctx.line_to(to.x, to.y);
                }
                Step::Curve(corner, to) => {
                    let (corner, to) = (self.on_pixel(corner), self.on_pixel(to));
                    self.ctx.quadratic_curve_to(corner.x, corner.y, to.x, to.y);
                }
            }
        }
    }

    fn trace_arrow(&self, points: &[Point]) {
        let Some([a, tip, b]) = arrowhead(points, ARROW) else { return };
        let [a, tip, b] = [a, tip, b].map(|it| self.on_pixel(it));
        self.ctx.move_to(a.x, a.y);
        self.ctx.line_to(tip.x, tip.y);
        self.ctx.line_to(b.x, b.y);
        self.ctx.close_path();
    }

    fn x(&self, x: f64) -> f64 {
        x * self.scale + self.origin.x
    }

    fn y(&self, y: f64) -> f64 {
        y * self.scale + self.origin.y
    }

    fn spot(&self, point: Point) -> Point {
        Point { x: self.x(point.x), y: self.y(point.y) }
    }

    /// The middle of the pixel that a point falls on.
    fn on_pixel(&self, point: Point) -> Point {
        Point { x: self.x(point.x).floor() + 0.5, y: self.y(point.y).floor() + 0.5 }
    }

    fn set_fill(&mut self, color: ColorRole) {
        if self.fill != Some(color) {
            self.fill = Some(color);
            self.ctx.set_fill_style_str(color.hex(self.theme));
        }
    }

    fn set_stroke(&mut self, color: ColorRole, width: f64, is_dashed: bool) {
        if self.stroke != Some(color) {
            self.stroke = Some(color);
            self.ctx.set_stroke_style_str(color.hex(self.theme));
        }
        if self.width != width {
            self.width = width;
            self.ctx.set_line_width(width);
        }
        if self.is_dashed != is_dashed {
            self.is_dashed = is_dashed;
            let dashes: &[f64] = if is_dashed { &[5.0, 4.0] } else { &[] };
            let dashes = dashes.iter().map(|it| JsValue::from_f64(it * self.scale.max(0.5)));
            let _ = self.ctx.set_line_dash(&dashes.collect::<js_sys::Array>());
        }
    }
}
