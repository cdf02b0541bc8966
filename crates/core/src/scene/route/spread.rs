//! Sets edges that share a channel apart, and centres those that have one to themselves.
//!
//! Each piece of a way may slide across its own direction as far as it meets no side of a box, so
//! sliding keeps a way as free as it was. Upright pieces go first, then level ones.

use crate::{
    base::{Point, Rect},
    scene::{
        metrics::{CORNER, TRACK},
        route::Space,
        slots::at,
    },
};

/// How far to either side a piece looks for boxes.
const REACH: f64 = 44.0;
/// How close to a box an edge may slide.
const GUARD: f64 = 5.0;
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
    /// Whether the way comes from one side and leaves to the other.
    is_stair: bool,
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
        let mut sorted: Vec<(f64, Piece)> = pieces(space, ends, ways, moving, axis)
            .into_iter()
            .map(|it| ((it.want / BUCKET).round(), it))
            .collect();
        sorted.sort_by(|(a_bucket, a), (b_bucket, b)| {
            let by_place = a_bucket.total_cmp(b_bucket);
            by_place.then(a.turn.0.cmp(&b.turn.0)).then(a.turn.1.total_cmp(&b.turn.1)).then(a.way.cmp(&b.way))
        });
        let mut pieces: Vec<Piece> = sorted.into_iter().map(|it| it.1).collect();
        let places = places(&mut pieces);
        for (piece, place) in pieces.iter().zip(places) {
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

/// The pieces of moving ways that run along an axis, and those of other ways that matter to them.
fn pieces(
    space: &Space,
    ends: &[(usize, usize)],
    ways: &[Vec<Point>],
    moving: &[usize],
    axis: Axis,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for &number in moving {
        let straight = straight_pieces(number, ways, axis);
        pieces.extend(straight.map(|it| it.with_room(space, at(ends, number), axis)));
    }
    let n_moving = pieces.len();
    let mut next = moving.iter().peekable();
    for number in 0..ways.len() {
        if next.next_if(|it| **it == number).is_some() {
            continue;
        }
        for piece in straight_pieces(number, ways, axis) {
            let own = pieces.get(..n_moving).unwrap_or_default();
            if own.iter().any(|it| (it.want - piece.want).abs() < FAR && it.overlaps(&piece)) {
                pieces.push(piece);
            }
        }
    }
    pieces
}

/// The pieces of one way that run along an axis, as if they could not slide.
fn straight_pieces(number: usize, ways: &[Vec<Point>], axis: Axis) -> impl Iterator<Item = Piece> {
    let way = ways.get(number).map_or(&[][..], Vec::as_slice);
    way.windows(2).enumerate().filter_map(move |(idx, pair)| {
        let &[a, b] = pair else { return None };
        let (a, b) = (seen_along(a, axis), seen_along(b, axis));
        if a.x != b.x || a.y == b.y {
            return None;
        }
        let aside = |it: Option<&Point>| it.map(|it| seen_along(*it, axis).x - a.x);
        let before = aside(idx.checked_sub(1).and_then(|it| way.get(it)));
        let after = aside(way.get(idx + 2));
        let (at_start, at_end) = if a.y < b.y { (before, after) } else { (after, before) };
        let (start, end) = (a.y.min(b.y), a.y.max(b.y));
        Some(Piece {
            way: number,
            idx,
            place: a.x,
            start,
            end,
            low: a.x,
            high: a.x,
            want: a.x,
            is_stair: at_start.unwrap_or_default() * at_end.unwrap_or_default() < 0.0,
            turn: turn(at_start, at_end, start, end),
            track: TRACK,
            is_fixed: true,
        })
    })
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
    /// The piece, free to slide as far as it meets no side of a box.
    fn with_room(mut self, space: &Space, ends: (usize, usize), axis: Axis) -> Self {
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
        // A stair looks best in the middle of its channel, other pieces where they are.
        let is_narrow = self.high - self.low < 2.0 * REACH - 2.0 * GUARD;
        let want = if self.is_stair && is_narrow { (self.low + self.high) / 2.0 } else { self.want };
        self.want = want.clamp(self.low, self.high);
        self.is_fixed = false;
        self
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
