//! Points and rectangles on the canvas, in canvas units (CSS pixels at zoom 1).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place on the canvas; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Canvas units to the right.
    #[schemars(range(min = -100_000, max = 100_000))]
    pub x: f64,
    /// Canvas units down.
    #[schemars(range(min = -100_000, max = 100_000))]
    pub y: f64,
}

/// A width and a height, in canvas units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Canvas units across.
    pub width: f64,
    /// Canvas units down.
    pub height: f64,
}

impl Size {
    /// How much room it takes.
    #[must_use]
    pub fn area(self) -> f64 {
        self.width * self.height
    }
}

/// An upright rectangle, in canvas units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub x: f64,
    /// The top edge.
    pub y: f64,
    /// Canvas units across.
    pub width: f64,
    /// Canvas units down.
    pub height: f64,
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// The bottom edge.
    #[must_use]
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// The middle.
    #[must_use]
    pub fn center(self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// Whether the point lies inside or on the border.
    #[must_use]
    pub fn contains(self, point: Point) -> bool {
        (self.x..=self.right()).contains(&point.x) && (self.y..=self.bottom()).contains(&point.y)
    }

    /// Whether the two share some area.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let x = self.x.min(other.x);
        let y = self.y.min(other.y);
        Self {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
    }

    /// Grown by `margin` on each side.
    #[must_use]
    pub fn inflate(self, margin: f64) -> Self {
        Self {
            x: self.x - margin,
            y: self.y - margin,
            width: self.width + 2.0 * margin,
            height: self.height + 2.0 * margin,
        }
    }
}
