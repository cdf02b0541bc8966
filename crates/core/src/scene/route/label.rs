//! Labels: on the longest piece that has room for one, clear of boxes, of other labels and, where
//! possible, of other edges.

use crate::{
    base::{Point, Rect, Size, sort_by},
    scene::{
        diagram::Diagram,
        paint,
        route::{Space, around, span},
        slots::at,
        view::{EdgeView, touch},
    },
};

/// Where along a piece a label is tried.
const SPOTS: [f64; 5] = [0.5, 0.35, 0.65, 0.2, 0.8];

/// The place of each of these edges' labels; `None` where it has no text or there is no room.
pub(super) fn place(
    space: &Space,
    views: &[EdgeView],
    diagram: &Diagram,
    ways: &[Vec<Point>],
    edges: &[usize],
) -> Vec<Option<Rect>> {
    let region = edges.iter().filter_map(|it| ways.get(*it)).map(|it| around(it, None)).reduce(Rect::union);
    let region = region.unwrap_or_default().inflate(LABEL_REACH);
    let mut next = edges.iter().peekable();
    let mut labels = Raster::new(region, edges.len());
    let mut lines = Raster::new(region, edges.len());
    for ((number, view), way) in views.iter().enumerate().zip(ways) {
        let is_kept = next.next_if(|it| **it == number).is_none();
        if is_kept {
            // What lies elsewhere is in nobody's way.
            if !touch(view.bounds, region) {
                continue;
            }
            view.label.into_iter().for_each(|it| labels.add(number, it));
        }
        for pair in way.windows(2) {
            if let &[a, b] = pair {
                lines.add(number, span(a, b));
            }
        }
    }
    let mut place = |number: usize| {
        let size = paint::label_size(diagram.edges.get(views.get(number)?.edge)?)?;
        let is_taken = |spot: Rect| labels.touches(spot.inflate(2.0), usize::MAX);
        let mut second_best = None;
        let mut clear = spots(ways.get(number)?, size).filter(|it| is_free(space, *it) && !is_taken(*it));
        let best = clear.find(|it| {
            second_best = second_best.or(Some(*it));
            !lines.touches(*it, number)
        });
        let found = best.or(second_best);
        drop(clear);
        if let Some(it) = found {
            labels.add(number, it);
        }
        found
    };
    edges.iter().map(|&it| place(it)).collect()
}

/// Rectangles by the cells of a coarse raster that they touch.
struct Raster {
    corner: Point,
    cell: f64,
    n_across: usize,
    n_down: usize,
    cells: Vec<Vec<(usize, Rect)>>,
}

/// The most cells of a raster in one direction.
const MOST_CELLS: usize = 96;
/// The least size of a cell.
const LEAST_CELL: f64 = 160.0;
/// How far a label may reach beyond its line.
const LABEL_REACH: f64 = 64.0;

impl Raster {
    /// An empty one over a region, the finer the more is to be looked for.
    fn new(region: Rect, n_questions: usize) -> Self {
        let most = (n_questions / 2).clamp(4, MOST_CELLS) as f64;
        let cell = (region.width.max(region.height) / most).max(LEAST_CELL);
        // Sizes are not negative and at most the number of cells, so the casts only drop fractions.
        let count = |length: f64| (length / cell).clamp(0.0, most) as usize + 1;
        let (n_across, n_down) = (count(region.width), count(region.height));
        let corner = Point { x: region.x, y: region.y };
        Self { corner, cell, n_across, n_down, cells: vec![Vec::new(); n_across * n_down] }
    }

    /// What reaches beyond the region counts to the cells at the border.
    fn touched(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let cut = |value: f64, count: usize| (value / self.cell).clamp(0.0, (count - 1) as f64) as usize;
        let columns =
            cut(rect.x - self.corner.x, self.n_across)..=cut(rect.right() - self.corner.x, self.n_across);
        let rows = cut(rect.y - self.corner.y, self.n_down)..=cut(rect.bottom() - self.corner.y, self.n_down);
        let n_across = self.n_across;
        rows.flat_map(move |row| columns.clone().map(move |column| row * n_across + column))
    }

    fn add(&mut self, number: usize, rect: Rect) {
        for cell in self.touched(rect) {
            if let Some(it) = self.cells.get_mut(cell) {
                it.push((number, rect));
            }
        }
    }

    /// Whether one of the rectangles touches this one, except those with a number.
    fn touches(&self, rect: Rect, except: usize) -> bool {
        self.touched(rect)
            .filter_map(|it| self.cells.get(it))
            .flatten()
            .any(|it| it.0 != except && touch(it.1, rect))
    }
}

/// The places for a label of this size on the pieces of a way, the longest piece first.
fn spots(way: &[Point], size: Size) -> impl Iterator<Item = Rect> {
    let mut pieces: Vec<(f64, Point, Point)> = way
        .windows(2)
        .filter_map(|it| if let &[a, b] = it { Some((a, b)) } else { None })
        .map(|(a, b)| ((a.x - b.x).abs() + (a.y - b.y).abs(), a, b))
        .collect();
    sort_by(&mut pieces, |a, b| b.0.total_cmp(&a.0));
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
