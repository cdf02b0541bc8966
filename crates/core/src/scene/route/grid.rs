//! The grid that a way is searched on: the lines along the obstacles, and what is closed.

use crate::{
    base::{Point, Rect, sort_places},
    scene::{
        route::plain::shared_levels,
        slots::{at, change},
    },
};

/// The piece from a place to the next on the right is closed.
pub(super) const RIGHT: u8 = 1;
/// The piece from a place to the next below is closed.
pub(super) const DOWN: u8 = 2;
/// A way may end at a place.
pub(super) const GOAL: u8 = 4;
/// The search has left a place on a level piece; the bit after it stands for an upright one.
pub(super) const LEFT_LEVEL: u8 = 8;

/// An obstacle.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wall {
    /// What a way must not cross.
    pub(super) bounds: Rect,
    /// Where it makes sense to run along it: the container it stands in.
    pub(super) scope: Rect,
}

/// A margin around walls: a way keeps `clearance` from them, or up to `merge` less where two lines of
/// the grid are so close that one of them is enough.
#[derive(Clone, Copy)]
pub(super) struct Margin {
    /// In canvas units.
    pub(super) clearance: f64,
    /// In canvas units, less than the clearance.
    pub(super) merge: f64,
}

/// Lines and places.
#[derive(Default)]
pub(super) struct Grid {
    /// The upright lines.
    pub(super) xs: Lines,
    /// The level lines.
    pub(super) ys: Lines,
    marks: Vec<u8>,
}

/// Parallel lines, in rising order.
#[derive(Default)]
pub(super) struct Lines {
    /// Where each is.
    pub(super) places: Vec<f64>,
    /// From where to where a way may turn into each.
    pub(super) spans: Vec<(f64, f64)>,
    /// What was offered: places, and the numbers of their spans.
    offered: Vec<(f64, usize)>,
    offered_spans: Vec<(f64, f64)>,
}

impl Grid {
    /// Draws the lines along the ends and the walls that lie in a window, and closes what walls close.
    pub(super) fn draw(&mut self, ends: [Rect; 2], walls: &[Wall], margin: Margin, window: Rect) {
        let [from, to] = ends;
        let all = (f64::NEG_INFINITY, f64::INFINITY);
        for end in ends {
            let (outer, inner) = (end.inflate(margin.clearance), end.inflate(-margin.clearance));
            let middle = end.center();
            self.xs.offer([outer.x, middle.x, outer.right(), inner.x, inner.right()], all);
            self.ys.offer([outer.y, middle.y, outer.bottom(), inner.y, inner.bottom()], all);
        }
        self.xs.offer(shared_levels((from.x, from.right()), (to.x, to.right())), all);
        self.ys.offer(shared_levels((from.y, from.bottom()), (to.y, to.bottom())), all);
        for Wall { bounds, scope } in walls {
            // Walls are grown by the clearance less what merging may take.
            let line = bounds.inflate(margin.merge);
            let across =
                [line.x, line.right()].into_iter().filter(|it| (window.x..=window.right()).contains(it));
            let down =
                [line.y, line.bottom()].into_iter().filter(|it| (window.y..=window.bottom()).contains(it));
            self.xs.offer(across, (scope.y, scope.bottom()));
            self.ys.offer(down, (scope.x, scope.right()));
        }
        self.xs.sort(margin.merge);
        self.ys.sort(margin.merge);
        self.close(walls);
    }

    fn close(&mut self, walls: &[Wall]) {
        let n_across = self.xs.places.len();
        self.marks.clear();
        self.marks.resize(n_across * self.ys.places.len(), 0);
        let reaching = |it: &std::ops::Range<usize>| it.start.saturating_sub(1)..it.end;
        for wall in walls.iter().map(|it| it.bounds) {
            let columns = self.xs.within(wall.x, wall.right());
            let rows = self.ys.within(wall.y, wall.bottom());
            for row in rows.clone() {
                for column in reaching(&columns) {
                    change(&mut self.marks, row * n_across + column, |it| *it |= RIGHT);
                }
            }
            for row in reaching(&rows) {
                for column in columns.clone() {
                    change(&mut self.marks, row * n_across + column, |it| *it |= DOWN);
                }
            }
        }
    }

    /// How many places there are.
    pub(super) fn n_cells(&self) -> usize {
        self.marks.len()
    }

    /// The column and the row of a place.
    pub(super) fn column_row(&self, cell: u32) -> (usize, usize) {
        let n_across = self.xs.places.len().max(1);
        (cell as usize % n_across, cell as usize / n_across)
    }

    /// Where a place is.
    pub(super) fn spot(&self, cell: u32) -> Point {
        let (column, row) = self.column_row(cell);
        Point { x: at(&self.xs.places, column), y: at(&self.ys.places, row) }
    }

    /// The place at a point, if two lines cross there, give or take what merging may have moved.
    pub(super) fn cell(&self, point: Point, merge: f64) -> Option<u32> {
        let (column, row) = (self.xs.find(point.x, merge)?, self.ys.find(point.y, merge)?);
        u32::try_from(row * self.xs.places.len() + column).ok()
    }

    /// Whether a place has a mark.
    pub(super) fn is_marked(&self, cell: usize, mark: u8) -> bool {
        at(&self.marks, cell) & mark != 0
    }

    /// Marks a place.
    pub(super) fn mark(&mut self, cell: u32, mark: u8) {
        change(&mut self.marks, cell as usize, |it| *it |= mark);
    }
}

impl Lines {
    fn offer(&mut self, places: impl IntoIterator<Item = f64>, span: (f64, f64)) {
        let number = self.offered_spans.len();
        self.offered.extend(places.into_iter().map(|it| (it, number)));
        self.offered_spans.push(span);
    }

    /// Sorts what was offered; of lines closer than `merge` the first stays, for the spans of all.
    fn sort(&mut self, merge: f64) {
        self.places.clear();
        self.spans.clear();
        sort_places(&mut self.offered);
        for (place, number) in self.offered.drain(..) {
            let (low, high) = at(&self.offered_spans, number);
            match (self.places.last(), self.spans.last_mut()) {
                (Some(last), Some(span)) if place - last < merge => {
                    *span = (span.0.min(low), span.1.max(high));
                }
                _ => {
                    self.places.push(place);
                    self.spans.push((low, high));
                }
            }
        }
        self.offered_spans.clear();
    }

    fn find(&self, place: f64, merge: f64) -> Option<usize> {
        // The line that stands for a place is the last one that is not behind it.
        let idx = self.places.partition_point(|it| *it <= place + 0.001).checked_sub(1)?;
        (place - at(&self.places, idx) < merge.max(0.002)).then_some(idx)
    }

    /// Whether a way may turn into a line at a place along it.
    pub(super) fn is_open(&self, idx: usize, along: f64) -> bool {
        let (low, high) = at(&self.spans, idx);
        (low..=high).contains(&along)
    }

    /// The numbers of the lines strictly between two places.
    fn within(&self, low: f64, high: f64) -> std::ops::Range<usize> {
        let start = self.places.partition_point(|it| *it <= low);
        start..self.places.partition_point(|it| *it < high).max(start)
    }
}
