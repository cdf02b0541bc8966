//! Hand-placed boxes stay; automatic ones that stand in their way go to the nearest free place.
//!
//! The automatic places come from a layout of *all* boxes, so placing one by hand leaves the others
//! where they were.

use crate::{
    base::{Point, Rect, Size},
    scene::metrics::{GAP, GRID, snap_up},
};

/// How far apart the places are that are tried around a box, in canvas units.
const STEP: f64 = 5.0 * GRID;
/// How many rings of places are tried before a box goes below everything.
const N_RINGS: i32 = 40;

/// The box of each child. `least` is the upper left corner that automatic ones must not cross.
pub(super) fn settle(
    sizes: &[Size],
    corners: &[Point],
    hand: &[Option<Rect>],
    least: Option<Point>,
) -> Vec<Rect> {
    let mut taken: Vec<Rect> = hand.iter().flatten().copied().collect();
    let ideal = |(size, corner): (&Size, &Point)| Rect {
        x: corner.x,
        y: corner.y,
        width: size.width,
        height: size.height,
    };
    let boxes = sizes.iter().zip(corners).map(ideal);
    if taken.is_empty() {
        return boxes.collect();
    }
    // Those that stand in nobody's way are placed first, so that the others move around them.
    let boxes: Vec<Rect> = boxes.collect();
    let is_clear = |it: &Rect, taken: &[Rect]| !taken.iter().any(|other| other.inflate(GAP).intersects(*it));
    let mut placed: Vec<Option<Rect>> = hand.to_vec();
    let hand_placed = taken.clone();
    for (place, bounds) in placed.iter_mut().zip(&boxes) {
        if place.is_none() && is_clear(bounds, &hand_placed) {
            *place = Some(*bounds);
            taken.push(*bounds);
        }
    }
    for (place, bounds) in placed.iter_mut().zip(&boxes) {
        if place.is_none() {
            let free = nearest_free(*bounds, &taken, least);
            *place = Some(free);
            taken.push(free);
        }
    }
    placed.into_iter().flatten().collect()
}

/// The free place nearest to where a box would like to be: rings around it, else below everything.
fn nearest_free(bounds: Rect, taken: &[Rect], least: Option<Point>) -> Rect {
    for ring in 1..=N_RINGS {
        let mut best: Option<(f64, Rect)> = None;
        for (across, down) in places_on_ring(ring) {
            let (across, down) = (f64::from(across) * STEP, f64::from(down) * STEP);
            let there = Rect { x: bounds.x + across, y: bounds.y + down, ..bounds };
            let is_inside = least.is_none_or(|it| there.x >= it.x && there.y >= it.y);
            // Squared, for a root is not the same to the last bit on every machine.
            let way = across * across + down * down;
            let is_nearer = best.as_ref().is_none_or(|it| way < it.0);
            if is_inside && is_nearer && !taken.iter().any(|it| it.inflate(GAP).intersects(there)) {
                best = Some((way, there));
            }
        }
        if let Some((_, there)) = best {
            return there;
        }
    }
    let bottom = taken.iter().map(|it| it.bottom()).fold(f64::NEG_INFINITY, f64::max);
    Rect { y: snap_up(bottom + GAP), ..bounds }
}

/// The border of a square of places, right, below, left and above first.
fn places_on_ring(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    (-ring..=ring).flat_map(move |it| [(ring, it), (it, ring), (-ring, it), (it, -ring)])
}
