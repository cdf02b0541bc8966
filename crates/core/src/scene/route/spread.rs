//! Sets edges that share a channel apart, and centres those that have one to themselves.
//!
//! Each piece of a way may slide across its own direction as far as it meets no side of a box, so
//! sliding keeps a way as free as it was. Upright pieces go first, then level ones.

use crate::{
    base::{Point, Rect, sort_by},
    scene::{
        metrics::{CORNER, TRACK},
        route::Space,
        slots::{at, set},
        view::touch,
    },
};

/// How far to either side a piece looks for boxes.
const REACH: f64 = 44.0;
/// How close to a box an edge may slide.
const GUARD: f64 = 5.0;
/// Pieces whose wishes differ by less than this are sorted by where they lead.
const BUCKET: f64 = 12.0;
/// How far apart two wishes must be for the pieces not to matter to each other.
const FAR: f64 = 96.0;

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
        sort_by(&mut sorted, |(a_bucket, a), (b_bucket, b)| {
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
    // Those of other ways matter where they are near to one that moves.
    let mut moved = pieces.clone();
    sort_by(&mut moved, |a, b| a.want.total_cmp(&b.want));
    let is_near = |piece: &Piece| {
        let from = moved.partition_point(|it| it.want <= piece.want - FAR);
        let near = moved.iter().skip(from).take_while(|it| it.want < piece.want + FAR);
        near.into_iter().any(|it| it.overlaps(piece))
    };
    let mut next = moving.iter().peekable();
    for number in 0..ways.len() {
        if moved.is_empty() {
            break;
        }
        if next.next_if(|it| **it == number).is_none() {
            pieces.extend(straight_pieces(number, ways, axis).filter(is_near));
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
            // The written part of a title bar ends where a level piece may begin.
            let header = at(&space.headers, node);
            let below = match axis {
                Axis::Level if touch(header, band) => Some(header.bottom()).filter(|it| *it <= self.place),
                _ => None,
            };
            for side in sides.into_iter().chain(below) {
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
    let near = Near::of(pieces);
    for (idx, piece) in pieces.iter_mut().enumerate() {
        if !piece.is_fixed {
            let crowd = near.crowd(idx).max(1);
            piece.track = TRACK.min((piece.high - piece.low) / crowd as f64);
        }
    }
    let pushed = |places: &mut [f64], idx: usize, sign: f64, beside: &mut dyn Iterator<Item = usize>| {
        let Some(piece) = pieces.get(idx) else { return };
        if piece.is_fixed {
            return set(places, idx, piece.place);
        }
        let mut place = piece.want;
        for other in beside {
            let track = pieces.get(other).map_or(TRACK, |it| it.track.min(piece.track));
            let least = at(places, other) + sign * track;
            place = if sign > 0.0 { place.max(least) } else { place.min(least) };
        }
        set(places, idx, place);
    };
    let mut right = vec![0.0; pieces.len()];
    let mut left = vec![0.0; pieces.len()];
    for idx in 0..pieces.len() {
        pushed(&mut right, idx, 1.0, &mut near.before(idx));
    }
    for idx in (0..pieces.len()).rev() {
        pushed(&mut left, idx, -1.0, &mut near.after(idx));
    }
    let middle = right.iter().zip(&left).map(|(a, b)| (a + b) / 2.0);
    pieces
        .iter()
        .zip(middle)
        .map(|(it, place)| if it.is_fixed { it.place } else { place.clamp(it.low, it.high) })
        .collect()
}

/// The spans of all pieces, close together in memory, for each is compared with hundreds.
struct Near(Vec<Span>);

#[derive(Clone, Copy, Default)]
struct Span {
    want: f64,
    start: f64,
    end: f64,
}

impl Near {
    fn of(pieces: &[Piece]) -> Self {
        Self(pieces.iter().map(|it| Span { want: it.want, start: it.start, end: it.end }).collect())
    }

    /// How many pieces would like to be at about the same place.
    fn crowd(&self, idx: usize) -> usize {
        let own = at(&self.0, idx);
        // The order is one of buckets, so what is two buckets away may stand between two neighbours.
        let is_beside = |it: &Span| (it.want - own.want).abs() < BUCKET && own.overlaps(*it);
        let is_near = |it: &&Span| (it.want - own.want).abs() < 3.0 * BUCKET;
        let before = self.0.get(..idx).unwrap_or_default().iter().rev().take_while(is_near);
        let after = self.0.get(idx + 1..).unwrap_or_default().iter().take_while(is_near);
        before.chain(after).filter(|it| is_beside(it)).count()
    }

    /// The pieces beside this one that come before it.
    fn before(&self, idx: usize) -> impl Iterator<Item = usize> + '_ {
        let own = at(&self.0, idx);
        let before = self.0.get(..idx).unwrap_or_default().iter().enumerate().rev();
        let near = before.take_while(move |it| (it.1.want - own.want).abs() < FAR);
        near.filter(move |it| own.overlaps(*it.1)).map(|it| it.0)
    }

    /// The pieces beside this one that come after it.
    fn after(&self, idx: usize) -> impl Iterator<Item = usize> + '_ {
        let own = at(&self.0, idx);
        let after = self.0.iter().enumerate().skip(idx + 1);
        let near = after.take_while(move |it| (it.1.want - own.want).abs() < FAR);
        near.filter(move |it| own.overlaps(*it.1)).map(|it| it.0)
    }
}

impl Span {
    fn overlaps(self, other: Self) -> bool {
        self.start < other.end + 4.0 && other.start < self.end + 4.0
    }
}
