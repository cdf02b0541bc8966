//! Labels: on the longest piece that has room for one, clear of boxes, of other labels and, where
//! possible, of other edges.

use std::collections::BTreeMap;

use crate::{
    base::{Point, Rect, Size},
    scene::{
        diagram::Diagram,
        paint,
        route::{Space, span},
        slots::at,
        view::{EdgeView, touch},
    },
};

/// Where along a piece a label is tried.
const SPOTS: [f64; 5] = [0.5, 0.35, 0.65, 0.2, 0.8];
/// The side of a cell of the index of what is in the way, in canvas units.
const CELL: f64 = 128.0;

/// The place of each of these edges' labels; `None` where it has no text or there is no room.
pub(super) fn place(
    space: &Space,
    views: &[EdgeView],
    diagram: &Diagram,
    ways: &[Vec<Point>],
    edges: &[usize],
) -> Vec<Option<Rect>> {
    let sizes: Vec<Option<Size>> =
        edges.iter().map(|&it| paint::label_size(diagram.edges.get(views.get(it)?.edge)?)).collect();
    if sizes.iter().all(Option::is_none) {
        return vec![None; edges.len()];
    }
    let concerned = edges.iter().filter_map(|&it| ways.get(it)).flatten();
    let area = concerned.map(|&it| span(it, it)).reduce(Rect::union).unwrap_or_default().inflate(CELL);
    let mut lines = Cells::default();
    for (number, way) in ways.iter().enumerate() {
        let pieces = way.windows(2).filter_map(|it| if let &[a, b] = it { Some(span(a, b)) } else { None });
        pieces.filter(|it| touch(*it, area)).for_each(|it| lines.add(it, number));
    }
    let mut labels = Cells::default();
    let mut next = edges.iter().peekable();
    for (number, view) in views.iter().enumerate() {
        if next.next_if(|it| **it == number).is_none() {
            view.label.iter().for_each(|it| labels.add(*it, number));
        }
    }
    edges
        .iter()
        .zip(sizes)
        .map(|(&number, size)| {
            let is_clear = |spot: &Rect| is_free(space, *spot) && !labels.hits(spot.inflate(2.0), number);
            let spots: Vec<Rect> = spots(ways.get(number)?, size?).filter(is_clear).collect();
            let best = spots.iter().find(|it| !lines.hits(it.inflate(1.0), number)).or(spots.first());
            let spot = *best?;
            labels.add(spot, number);
            Some(spot)
        })
        .collect()
}

/// The places for a label of this size on the pieces of a way, the longest piece first.
fn spots(way: &[Point], size: Size) -> impl Iterator<Item = Rect> {
    let mut pieces: Vec<(f64, Point, Point)> = way
        .windows(2)
        .filter_map(|it| if let &[a, b] = it { Some((a, b)) } else { None })
        .map(|(a, b)| ((a.x - b.x).abs() + (a.y - b.y).abs(), a, b))
        .collect();
    pieces.sort_by(|a, b| b.0.total_cmp(&a.0));
    pieces.into_iter().flat_map(move |(length, a, b)| {
        let along = if a.y == b.y { size.width } else { size.height };
        // Some of the line must show on both sides of the label.
        let has_room = length >= along + 16.0;
        SPOTS
            .into_iter()
            .filter(move |part| has_room && along / 2.0 + 8.0 <= length * part.min(1.0 - part))
            .map(move |part| Rect {
                x: a.x + (b.x - a.x) * part - size.width / 2.0,
                y: a.y + (b.y - a.y) * part - size.height / 2.0,
                width: size.width,
                height: size.height,
            })
    })
}

/// Whether a label would cover neither a box, nor the border or title of a container.
fn is_free(space: &Space, spot: Rect) -> bool {
    let spot = spot.inflate(2.0);
    space.touching(spot).all(|node| {
        let bounds = at(&space.boxes, node);
        let is_inside = bounds.contains(Point { x: spot.x, y: spot.y })
            && bounds.contains(Point { x: spot.right(), y: spot.bottom() });
        let is_container = at(&space.headers, node).width > 0.0;
        is_inside && is_container && !touch(at(&space.headers, node), spot)
    })
}

/// Rectangles by the cells of the canvas that they touch.
#[derive(Default)]
struct Cells(BTreeMap<(i32, i32), Vec<(Rect, usize)>>);

impl Cells {
    fn add(&mut self, rect: Rect, owner: usize) {
        for cell in cells(rect) {
            self.0.entry(cell).or_default().push((rect, owner));
        }
    }

    /// Whether something of another owner touches a rectangle.
    fn hits(&self, rect: Rect, owner: usize) -> bool {
        let is_hit = |it: &(Rect, usize)| it.1 != owner && touch(it.0, rect);
        cells(rect).any(|cell| self.0.get(&cell).is_some_and(|it| it.iter().any(is_hit)))
    }
}

fn cells(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
    // Casts from float stop at the ends of the range; coordinates are far inside it.
    let cell = |it: f64| (it / CELL).floor() as i32;
    let (left, right, top, bottom) = (cell(rect.x), cell(rect.right()), cell(rect.y), cell(rect.bottom()));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}
