//! The display list: the few shapes a painter must know, and at which zoom each is painted.
//!
//! Items name colour roles, not colours, and hold text that is already cut to its room, so painters
//! measure nothing and decide nothing.

use crate::{
    base::{Point, Rect},
    scene::color::ColorRole,
};

/// The length of an arrowhead, in canvas units.
pub const ARROW: f64 = 7.0;
/// The width and height of the grid that icons are drawn on.
pub const ICON_GRID: f64 = 24.0;
/// The width of an icon's stroke, on its grid.
pub const ICON_STROKE: f64 = 1.5;

/// How much of the picture is shown, by zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Boxes and colours.
    Far,
    /// With titles.
    Middle,
    /// Everything.
    Near,
}

impl Detail {
    /// The detail for a zoom, in device-independent pixels per canvas unit.
    #[must_use]
    pub fn at_zoom(zoom: f64) -> Self {
        if zoom < 0.3 {
            Self::Far
        } else if zoom < 0.55 {
            Self::Middle
        } else {
            Self::Near
        }
    }
}

/// One shape and the details it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The least detail at which it is painted.
    pub from: Detail,
    /// The most.
    pub to: Detail,
    /// What is painted.
    pub shape: Shape,
}

impl Item {
    /// Whether the item is painted at this detail.
    #[must_use]
    pub fn is_shown(&self, detail: Detail) -> bool {
        (self.from..=self.to).contains(&detail)
    }
}

/// Something to paint. Items of a node are placed from its box's upper left corner, those of an edge
/// from the canvas' origin.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle with round corners.
    Box {
        /// Where.
        rect: Rect,
        /// Of the corners, in canvas units.
        radius: f64,
        /// The inside, if it is filled.
        fill: Option<ColorRole>,
        /// The outline, if it has one.
        stroke: Option<Stroke>,
    },
    /// One line of text, already cut to its room.
    Text {
        /// On the baseline, at the anchor.
        at: Point,
        /// What it says. Never empty, no control characters.
        text: String,
        /// The font's size in canvas units.
        size: f64,
        /// How heavy.
        weight: Weight,
        /// Which end of the text `at` is.
        anchor: Anchor,
        /// In which colour.
        color: ColorRole,
    },
    /// An icon: a round stroke of 1.5 on its grid, without fill.
    Icon {
        /// Its upper left corner.
        at: Point,
        /// Its width and height in canvas units.
        size: f64,
        /// SVG path data on a 24 × 24 grid.
        path: &'static str,
        /// In which colour.
        color: ColorRole,
    },
    /// A line of upright and level pieces with round corners.
    Line {
        /// Its corners and ends.
        points: Vec<Point>,
        /// Of the corners, in canvas units.
        radius: f64,
        /// How it is drawn.
        stroke: Stroke,
        /// Whether the last point has an arrowhead.
        arrow: bool,
    },
}

impl Shape {
    /// Moves it.
    pub(super) fn shift(&mut self, by: Point) {
        let shift = |it: &mut Point| *it = Point { x: it.x + by.x, y: it.y + by.y };
        match self {
            Self::Box { rect, .. } => *rect = Rect { x: rect.x + by.x, y: rect.y + by.y, ..*rect },
            Self::Text { at, .. } | Self::Icon { at, .. } => shift(at),
            Self::Line { points, .. } => points.iter_mut().for_each(shift),
        }
    }
}

/// How an outline or a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// In which colour.
    pub color: ColorRole,
    /// How thick, in canvas units.
    pub width: f64,
    /// Whether it is dashed (5 on, 4 off).
    pub is_dashed: bool,
}

impl Stroke {
    /// A plain stroke.
    #[must_use]
    pub const fn plain(color: ColorRole, width: f64) -> Self {
        Self { color, width, is_dashed: false }
    }

    /// A dashed stroke.
    #[must_use]
    pub const fn dashed(color: ColorRole, width: f64) -> Self {
        Self { color, width, is_dashed: true }
    }
}

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// 400.
    Regular,
    /// 600.
    Bold,
}

/// Which end of a text its place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// The left one.
    Start,
    /// The middle.
    Middle,
    /// The right one.
    End,
}

/// A piece of a line with round corners, for painters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Starts here.
    Move(Point),
    /// Straight on to here.
    Line(Point),
    /// Round the corner (first point) to the second.
    Curve(Point, Point),
}

/// The pieces of a line whose corners are rounded.
#[must_use]
pub fn rounded(points: &[Point], radius: f64) -> Vec<Step> {
    let mut steps = Vec::with_capacity(points.len() * 2);
    steps.extend(points.first().map(|&it| Step::Move(it)));
    for corner in points.windows(3) {
        if let &[before, here, after] = corner {
            // At most half of each side, so that neighbouring corners don't overlap.
            let room = (distance(before, here) / 2.0).min(distance(here, after) / 2.0).min(radius);
            steps.push(Step::Line(toward(here, before, room)));
            steps.push(Step::Curve(here, toward(here, after, room)));
        }
    }
    if points.len() > 1 {
        steps.extend(points.last().map(|&it| Step::Line(it)));
    }
    steps
}

/// The two wings of an arrowhead at the end of a line: both ends and the tip between them.
#[must_use]
pub fn arrowhead(points: &[Point], size: f64) -> Option<[Point; 3]> {
    let (&tip, rest) = points.split_last()?;
    let from = *rest.last()?;
    let back = toward(tip, from, size);
    let (across_x, across_y) = ((tip.y - back.y) * 0.5, (back.x - tip.x) * 0.5);
    Some([
        Point { x: back.x + across_x, y: back.y + across_y },
        tip,
        Point { x: back.x - across_x, y: back.y - across_y },
    ])
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The point `way` units from `from` towards `to`, along an upright or level line.
fn toward(from: Point, to: Point, way: f64) -> Point {
    let whole = distance(from, to);
    let part = if whole > 0.0 { way / whole } else { 0.0 };
    Point { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}
