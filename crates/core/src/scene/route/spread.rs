//! Sets edges that share a channel apart, and centres those that have one to themselves.
//!
//! Each piece of a way may slide across its own direction as far as it meets no side of a box, so
//! sliding keeps a way as free as it was. Upright pieces go first, then level ones.

use crate::{
    base::{Point, Rect},
    scene::{
        metrics::{CORNER, TRACK},
        route::{Space, span},
        slots::{at, set},
        view::touch,
    },
};

/// How far to either side a piece looks for boxes.
const REACH: f64 = 44.0;
/// How close to a box an edge may slide.
const GUARD: f64 = 6.0;
/// Pieces whose wishes differ by less than this are sorted by where they lead.
const BUCKET: f64 = 12.0;
/// How far apart two wishes must be for the pieces not to matter to each other.
const FAR: f64 = 120.0;

#[derive(Clone, Copy, PartialEq)]
enum Axis {
    Upright,
    Level,
}

/// A straight piece of a way.
#[derive(Clone, Copy)]
struct Piece {
    way: usize,
    idx: usize,
    /// Its place across its direction.
    place: f64,
    /// Where it begins and ends along its direction.
    start: f64,
    end: f64,
    /// How far it may slide.
    low: f64,
    high: f64,
    /// Where it would like to be.
    want: f64,
    /// Its order among pieces that would like to be at about the same place.
    turn: (i8, f64),
    /// Least distance to the pieces beside it.
    track: f64,
    is_fixed: bool,
}

/// Slides the pieces of `moving` ways (numbers in rising order) apart from each other and from all
/// other ways.
pub(super) fn spread(space: &Space, ends: &[(usize, usize)], ways: &mut [Vec<Point>], moving: &[usize]) {
    for axis in [Axis::Upright, Axis::Level] {
        let mut pieces = pieces(space, ends, ways, moving, axis);
        let bucket = |it: &Piece| (it.want / BUCKET).round();
        pieces.sort_by(|a, b| {
            let by_place = bucket(a).total_cmp(&bucket(b));
            by_place.then(a.turn.0.cmp(&b.turn.0)).then(a.turn.1.total_cmp(&b.turn.1)).then(a.way.cmp(&b.way))
        });
        for (piece, place) in pieces.iter().zip(places(&mut pieces.clone())) {
            let Some(way) = ways.get_mut(piece.way) else { continue };
            for point in way.iter_mut().skip(piece.idx).take(2) {
                match axis {
                    Axis::Upright => point.x = place,
                    Axis::Level => point.y = place,
                }
            }
        }
    }
}

/// As [`spread`], looking only at those ways that come close to a moving one.
pub(super) fn spread_nearby(
    space: &Space,
    ends: &[(usize, usize)],
    ways: &mut [Vec<Point>],
    moving: &[usize],
) {
    let area = |way: &[Point]| {
        let spans = way.windows(2).filter_map(|it| if let &[a, b] = it { Some(span(a, b)) } else { None });
        spans.reduce(Rect::union).unwrap_or_default()
    };
    let areas: Vec<Rect> =
        moving.iter().filter_map(|&it| ways.get(it)).map(|it| area(it).inflate(FAR)).collect();
    let mut near: Vec<usize> = Vec::new();
    for (number, way) in ways.iter().enumerate() {
        let own = area(way);
        if areas.iter().any(|it| touch(*it, own)) {
            near.push(number);
        }
    }
    let near_ends: Vec<(usize, usize)> = near.iter().map(|&it| at(ends, it)).collect();
    let mut near_ways: Vec<Vec<Point>> =
        near.iter().map(|&it| ways.get_mut(it).map(std::mem::take).unwrap_or_default()).collect();
    let near_moving: Vec<usize> = moving.iter().filter_map(|it| near.binary_search(it).ok()).collect();
    spread(space, &near_ends, &mut near_ways, &near_moving);
    for (number, way) in near.into_iter().zip(near_ways) {
        set(ways, number, way);
    }
}

/// The pieces that run along an axis.
fn pieces(
    space: &Space,
    ends: &[(usize, usize)],
    ways: &[Vec<Point>],
    moving: &[usize],
    axis: Axis,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut is_moving = vec![false; ways.len()];
    for &way in moving {
        set(&mut is_moving, way, true);
    }
    for (number, way) in ways.iter().enumerate() {
        let is_fixed = !at(&is_moving, number);
        for (idx, pair) in way.windows(2).enumerate() {
            let &[a, b] = pair else { continue };
            let (a, b) = (seen_along(a, axis), seen_along(b, axis));
            if a.x != b.x || a.y == b.y {
                continue;
            }
            let before = idx.checked_sub(1).map(|it| seen_along(at(way, it), axis).x - a.x);
            let after = way.get(idx + 2).map(|it| seen_along(*it, axis).x - a.x);
            let (at_start, at_end) = if a.y < b.y { (before, after) } else { (after, before) };
            let mut piece = Piece {
                way: number,
                idx,
                place: a.x,
                start: a.y.min(b.y),
                end: a.y.max(b.y),
                low: a.x,
                high: a.x,
                want: a.x,
                turn: turn(at_start, at_end, a.y.min(b.y), a.y.max(b.y)),
                track: TRACK,
                is_fixed,
            };
            if !is_fixed {
                piece.find_room(space, at(ends, number), axis);
                let is_bend = |it: Option<f64>| it.map_or(0.0, f64::signum);
                if is_bend(at_start) * is_bend(at_end) < 0.0
                    && piece.high - piece.low < 2.0 * REACH - 2.0 * GUARD
                {
                    piece.want = (piece.low + piece.high) / 2.0;
                }
                piece.want = piece.want.clamp(piece.low, piece.high);
            }
            pieces.push(piece);
        }
    }
    pieces
}

/// A point as if the axis were upright.
fn seen_along(point: Point, axis: Axis) -> Point {
    match axis {
        Axis::Upright => point,
        Axis::Level => Point { x: point.y, y: point.x },
    }
}

/// The order of pieces in a channel that makes few of them cross: those that lead left at their ends
/// before those that lead right; nested ones outside in; stairs by how far along they are.
fn turn(at_start: Option<f64>, at_end: Option<f64>, start: f64, end: f64) -> (i8, f64) {
    let side = |it: Option<f64>| match it {
        Some(it) if it < 0.0 => -1_i8,
        Some(it) if it > 0.0 => 1,
        _ => 0,
    };
    let (first, second) = (side(at_start), side(at_end));
    match first + second {
        0 => (0, f64::from(second - first).signum() * -(start + end)),
        sum if sum > 0 => (sum, start - end),
        sum => (sum, end - start),
    }
}

impl Piece {
    /// How far the piece can slide without meeting the side of a box.
    fn find_room(&mut self, space: &Space, ends: (usize, usize), axis: Axis) {
        let upright =
            Rect { x: self.place - REACH, y: self.start, width: 2.0 * REACH, height: self.end - self.start };
        let band = match axis {
            Axis::Upright => upright,
            Axis::Level => Rect { x: upright.y, y: upright.x, width: upright.height, height: upright.width },
        };
        let (mut low, mut high) = (self.place - REACH, self.place + REACH);
        for node in space.touching(band) {
            let bounds = at(&space.boxes, node);
            let guard = if node == ends.0 || node == ends.1 { CORNER } else { GUARD };
            let sides = match axis {
                Axis::Upright => [bounds.x, bounds.right()],
                Axis::Level => [bounds.y, bounds.bottom()],
            };
            for side in sides {
                if side <= self.place {
                    low = low.max(side + guard);
                } else {
                    high = high.min(side - guard);
                }
            }
        }
        if low <= high {
            (self.low, self.high) = (low, high);
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end + 4.0 && other.start < self.end + 4.0
    }
}

/// A place for each piece, in the given order. Pushing to the right and pushing to the left give two
/// answers that keep the distances; so does their mean, which stays in the middle of the channel.
fn places(pieces: &mut [Piece]) -> Vec<f64> {
    let crowd: Vec<usize> = pieces
        .iter()
        .enumerate()
        .map(|(idx, it)| {
            neighbours(pieces, idx).filter(|other| (other.1.want - it.want).abs() < BUCKET).count()
        })
        .collect();
    for (piece, crowd) in pieces.iter_mut().zip(crowd) {
        if !piece.is_fixed {
            piece.track = TRACK.min((piece.high - piece.low) / (crowd.max(1) as f64));
        }
    }
    let pushed = |pieces: &[Piece], sign: f64| {
        let mut places: Vec<f64> = Vec::with_capacity(pieces.len());
        for (idx, piece) in pieces.iter().enumerate() {
            let beside = |it: &(usize, &Piece)| at(&places, it.0) + sign * piece.track.min(it.1.track);
            let further = |a: f64, b: f64| if sign > 0.0 { a.max(b) } else { a.min(b) };
            let place = if piece.is_fixed {
                piece.place
            } else {
                neighbours_before(pieces, idx).map(|it| beside(&it)).fold(piece.want, further)
            };
            places.push(place);
        }
        places
    };
    let right = pushed(pieces, 1.0);
    let mirrored: Vec<Piece> = pieces.iter().rev().copied().collect();
    let mut left = pushed(&mirrored, -1.0);
    left.reverse();
    let middle = right.iter().zip(&left).map(|(a, b)| (a + b) / 2.0);
    pieces
        .iter()
        .zip(middle)
        .map(|(it, place)| if it.is_fixed { it.place } else { place.clamp(it.low, it.high) })
        .collect()
}

/// The pieces beside this one, on both sides.
fn neighbours(pieces: &[Piece], idx: usize) -> impl Iterator<Item = (usize, &Piece)> {
    let after = pieces.iter().enumerate().skip(idx + 1);
    let own = pieces.get(idx);
    let beside = move |it: &(usize, &Piece)| own.is_some_and(|own| own.overlaps(it.1));
    let near = move |it: &(usize, &Piece)| own.is_some_and(|own| (it.1.want - own.want).abs() < FAR);
    neighbours_before(pieces, idx).chain(after.take_while(near).filter(beside))
}

/// The pieces beside this one that come before it.
fn neighbours_before(pieces: &[Piece], idx: usize) -> impl Iterator<Item = (usize, &Piece)> {
    let own = pieces.get(idx);
    let near = move |it: &(usize, &Piece)| own.is_some_and(|own| (it.1.want - own.want).abs() < FAR);
    let beside = move |it: &(usize, &Piece)| own.is_some_and(|own| own.overlaps(it.1));
    let before = pieces.get(..idx).unwrap_or_default().iter().enumerate().rev();
    before.take_while(near).filter(beside)
}
