//! The obvious ways between two boxes: straight, or with one or two bends and no detour.

use crate::{
    base::{Point, Rect},
    scene::metrics::{CLEARANCE, CORNER, FLOW_GAP},
};

/// The straight ways between two boxes, best first.
pub(super) fn straight_ways(from: Rect, to: Rect) -> Vec<Vec<Point>> {
    let mut ways = Vec::new();
    if let Some((a, b)) = facing((from.x, from.right()), (to.x, to.right())) {
        let levels = shared_levels((from.y, from.bottom()), (to.y, to.bottom()));
        ways.extend(levels.map(|y| vec![Point { x: a, y }, Point { x: b, y }]));
    }
    if let Some((a, b)) = facing((from.y, from.bottom()), (to.y, to.bottom())) {
        let levels = shared_levels((from.x, from.right()), (to.x, to.right()));
        ways.extend(levels.map(|x| vec![Point { x, y: a }, Point { x, y: b }]));
    }
    ways
}

/// The ways with one or two bends that go towards the target all along.
pub(super) fn bent_ways(from: Rect, to: Rect) -> Vec<Vec<Point>> {
    let (a, b) = (from.center(), to.center());
    let mut ways = Vec::with_capacity(8);
    let level = facing((from.x, from.right()), (to.x, to.right()));
    let upright = facing((from.y, from.bottom()), (to.y, to.bottom()));
    let roomy = |it: (f64, f64)| (it.1 - it.0).abs() >= 2.0 * CLEARANCE;
    let turns = |(start, end): (f64, f64)| {
        let step = (FLOW_GAP / 2.0).copysign(end - start);
        let turns = [(start + end) / 2.0, end - step, start + step];
        turns.into_iter().filter(move |it| (*it - start) * (end - *it) > 0.0)
    };
    if let Some((start, end)) = level.filter(|it| roomy(*it)) {
        let way = |x| [(start, a.y), (x, a.y), (x, b.y), (end, b.y)].map(|(x, y)| Point { x, y }).to_vec();
        ways.extend(turns((start, end)).map(way));
    }
    if let Some((start, end)) = upright.filter(|it| roomy(*it)) {
        let way = |y| [(a.x, start), (a.x, y), (b.x, y), (b.x, end)].map(|(x, y)| Point { x, y }).to_vec();
        ways.extend(turns((start, end)).map(way));
    }
    let is_clear = |value: f64, low: f64, high: f64| outside(value, low, high) >= CLEARANCE;
    if let (Some(across), Some(down)) = (level, upright) {
        if is_clear(b.x, from.x, from.right()) && is_clear(a.y, to.y, to.bottom()) {
            let corner = Point { x: b.x, y: a.y };
            ways.push(vec![Point { x: across.0, y: a.y }, corner, Point { x: b.x, y: down.1 }]);
        }
        if is_clear(b.y, from.y, from.bottom()) && is_clear(a.x, to.x, to.right()) {
            let corner = Point { x: a.x, y: b.y };
            ways.push(vec![Point { x: a.x, y: down.0 }, corner, Point { x: across.1, y: b.y }]);
        }
    }
    ways
}

/// The way when there is no free one: from middle to middle with one bend, cut at the borders.
pub(super) fn direct(from: Rect, to: Rect) -> Vec<Point> {
    let (a, b) = (from.center(), to.center());
    // The side that is nearer to the other box, unless the piece to it would have no length.
    let side = |near: f64, far: f64, from: f64| if near == from { far } else { near };
    let (near_x, far_x) = if b.x >= a.x { (from.right(), from.x) } else { (from.x, from.right()) };
    let (near_y, far_y) = if b.y >= a.y { (to.y, to.bottom()) } else { (to.bottom(), to.y) };
    let (x, y) = (side(near_x, far_x, b.x), side(near_y, far_y, a.y));
    vec![Point { x, y: a.y }, Point { x: b.x, y: a.y }, Point { x: b.x, y }]
}

/// The way of an edge from a box to itself: around its upper right corner.
pub(super) fn around_corner(bounds: Rect) -> Vec<Point> {
    let (right, top) = (bounds.right(), bounds.y);
    let middle = bounds.center();
    let x = middle.x.max(right - 3.0 * CLEARANCE);
    vec![
        Point { x: right, y: middle.y },
        Point { x: right + CLEARANCE, y: middle.y },
        Point { x: right + CLEARANCE, y: top - CLEARANCE },
        Point { x, y: top - CLEARANCE },
        Point { x, y: top },
    ]
}

/// How long a way is, in canvas units.
pub(super) fn length(way: &[Point]) -> f64 {
    way.windows(2).map(|it| if let &[a, b] = it { (a.x - b.x).abs() + (a.y - b.y).abs() } else { 0.0 }).sum()
}

/// How far a value is outside of a span.
pub(super) fn outside(value: f64, low: f64, high: f64) -> f64 {
    (low - value).max(value - high).max(0.0)
}

/// Where a straight line may join two spans: the middle of the shorter, of the other, of what they
/// share; as far as they lie within both.
pub(super) fn shared_levels(a: (f64, f64), b: (f64, f64)) -> impl Iterator<Item = f64> {
    let (low, high) = (a.0.max(b.0) + CORNER, a.1.min(b.1) - CORNER);
    let middle = |it: (f64, f64)| (it.0 + it.1) / 2.0;
    let (short, long) = if a.1 - a.0 < b.1 - b.0 { (a, b) } else { (b, a) };
    let levels = [middle(short), middle(long), (low + high) / 2.0];
    levels.into_iter().filter(move |it| (low..=high).contains(it))
}

/// The sides of two spans that face each other, if the spans are apart.
fn facing(from: (f64, f64), to: (f64, f64)) -> Option<(f64, f64)> {
    if from.1 <= to.0 {
        Some((from.1, to.0))
    } else if to.1 <= from.0 {
        Some((from.0, to.1))
    } else {
        None
    }
}
