//! Measures that layout, routing and painting share, in canvas units.
//!
//! All are multiples of [`GRID`], so boxes line up and share their channels.

use crate::base::Size;

/// What automatic places are a multiple of.
pub(super) const GRID: f64 = 4.0;
/// A node that holds nothing.
pub(super) const LEAF: Size = Size { width: 184.0, height: 52.0 };
/// The title bar of a container.
pub(super) const HEADER: f64 = 28.0;
/// The least room of an empty container below its title bar.
pub(super) const EMPTY: Size = Size { width: 184.0, height: 76.0 };
/// Between a container's border and what it holds.
pub(super) const PADDING: f64 = 16.0;
/// Between two boxes.
pub(super) const GAP: f64 = 20.0;
/// Between a box and those it was put beside.
pub(super) const NEST_GAP: f64 = 24.0;
/// Between two boxes of a layer, where edges to the layers behind pass.
pub(super) const LAYER_GAP: f64 = 24.0;
/// Between two boxes with an edge from one to the other.
pub(super) const FLOW_GAP: f64 = 48.0;
/// Between two boxes of a layer that is wrapped, where the edges to its own further boxes pass too.
pub(super) const PASS_GAP: f64 = 36.0;
/// Between a box and an edge that goes around it.
pub(super) const CLEARANCE: f64 = 8.0;
/// Between two edges side by side.
pub(super) const TRACK: f64 = 8.0;
/// Between the end of an edge and the corner of its box.
pub(super) const CORNER: f64 = 8.0;

/// The next multiple of the grid, upwards.
pub(super) fn snap_up(value: f64) -> f64 {
    (value / GRID).ceil() * GRID
}

/// The nearest multiple of the grid.
pub(super) fn snap(value: f64) -> f64 {
    (value / GRID).round() * GRID
}
