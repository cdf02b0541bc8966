//! Packing: rectangles into a window of given proportions, by a skyline.
//!
//! Each rectangle goes to the highest free place, then the leftmost; equal ones come out as a grid.

use crate::{
    base::{Point, Size},
    scene::{layout::group::zoom_cost, metrics::GAP},
};

/// The upper left corner of each rectangle. None overlap; neighbours keep the usual gap.
pub(super) fn pack(sizes: &[Size], ratio: f64) -> Vec<Point> {
    let widest = sizes.iter().map(|it| it.width).fold(0.0, f64::max);
    let narrowest = sizes.iter().map(|it| it.width).fold(f64::INFINITY, f64::min);
    let all = (sizes.iter().map(|it| it.width + GAP).sum::<f64>() - GAP).max(widest);
    let area: f64 = sizes.iter().map(|it| (it.width + GAP) * (it.height + GAP)).sum();
    let ideal = (area * ratio).sqrt();
    let mut widths = vec![widest, all];
    widths.extend([0.8, 0.9, 1.0, 1.1, 1.2, 1.35].map(|it| ideal * it));
    widths.extend([1.0, 2.0, 3.0, 4.0].map(|it| widest + it * (narrowest + GAP)));
    widths
        .into_iter()
        .filter(|&it| it >= widest && it <= all)
        .map(|width| {
            let (corners, size) = fill(sizes, width);
            (zoom_cost(size, ratio), corners)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|it| it.1)
        .unwrap_or_default()
}

/// A level piece of the skyline.
#[derive(Clone, Copy)]
struct Ledge {
    x: f64,
    width: f64,
    y: f64,
}

/// Fills a strip of this width from the top.
fn fill(sizes: &[Size], width: f64) -> (Vec<Point>, Size) {
    let mut skyline = vec![Ledge { x: 0.0, width: width + GAP, y: 0.0 }];
    let mut corners = Vec::with_capacity(sizes.len());
    let mut used = Size::default();
    for size in sizes {
        let corner = highest(&skyline, size.width + GAP);
        used.width = used.width.max(corner.x + size.width);
        used.height = used.height.max(corner.y + size.height);
        let covered = Ledge { x: corner.x, width: size.width + GAP, y: corner.y + size.height + GAP };
        skyline = raised(&skyline, covered);
        corners.push(corner);
    }
    (corners, used)
}

/// The highest place, then the leftmost, where something this wide fits below the skyline.
fn highest(skyline: &[Ledge], width: f64) -> Point {
    let end = skyline.last().map_or(0.0, |it| it.x + it.width);
    let mut best = Point { x: 0.0, y: f64::INFINITY };
    for (idx, ledge) in skyline.iter().enumerate() {
        if ledge.x + width > end + 0.001 {
            break;
        }
        let under = skyline.iter().skip(idx).take_while(|it| it.x < ledge.x + width - 0.001);
        let y = under.map(|it| it.y).fold(0.0, f64::max);
        if y < best.y {
            best = Point { x: ledge.x, y };
        }
    }
    if best.y.is_finite() {
        return best;
    }
    // Wider than the strip: below everything.
    Point { x: 0.0, y: skyline.iter().map(|it| it.y).fold(0.0, f64::max) }
}

fn raised(skyline: &[Ledge], covered: Ledge) -> Vec<Ledge> {
    let end = covered.x + covered.width;
    let mut next: Vec<Ledge> = Vec::with_capacity(skyline.len() + 2);
    let before = |ledge: &Ledge| Ledge { width: covered.x - ledge.x, ..*ledge };
    let after = |ledge: &Ledge| Ledge { x: end, width: ledge.x + ledge.width - end, ..*ledge };
    next.extend(
        skyline
            .iter()
            .filter(|it| it.x < covered.x)
            .map(|it| if it.x + it.width > covered.x { before(it) } else { *it }),
    );
    next.push(covered);
    next.extend(
        skyline.iter().filter(|it| it.x + it.width > end).map(|it| if it.x < end { after(it) } else { *it }),
    );
    next.retain(|it| it.width > 0.001);
    next
}
