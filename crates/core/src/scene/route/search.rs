//! One edge's way: the obvious ones first, then the shortest with the fewest bends among the lines
//! along the obstacles (A* over the grid that these lines form).

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    base::{Point, Rect},
    scene::{
        metrics::{CLEARANCE, CORNER, FLOW_GAP},
        route::span,
        slots::{at, change, set},
        view::touch,
    },
};

/// What a bend costs, in canvas units of way.
const BEND: f64 = 48.0;
/// What it costs to leave a box beside the middle of its side, for each unit.
const OFF_MIDDLE: f64 = 0.3;
/// How far around both ends a way is searched first.
const WINDOW: f64 = 96.0;
/// How close two lines of the grid may be before one of them is enough.
const SAME: f64 = 0.5;

/// An end of an edge.
#[derive(Clone, Copy)]
pub(super) struct End {
    /// Its box.
    pub(super) bounds: Rect,
    /// Whether the other end lies inside this box; then the edge meets the border from within.
    pub(super) holds_other: bool,
}

/// The search's working memory, kept from edge to edge.
#[derive(Default)]
pub(super) struct Search {
    /// Boxes that the way must not cross.
    pub(super) solid: Vec<Rect>,
    /// Titles that it should not cross.
    pub(super) headers: Vec<Rect>,
    walls: Vec<Rect>,
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// What is known of each place.
    closed: Vec<u8>,
    best: Vec<f64>,
    before: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

/// A place where a way may leave or reach a box.
#[derive(Clone, Copy)]
struct Port {
    /// On the border.
    at: Point,
    /// Where the way is clear of the box, on the grid.
    cell: u32,
    /// Whether the piece between the two is level.
    is_level: bool,
    cost: f64,
}

const NONE: u32 = u32::MAX;
/// The bits of a place on the grid: the piece to the right is closed, the piece down is, the place has
/// been left level, it has been left upright (the bit after), a way may end here.
const RIGHT: u8 = 1;
const DOWN: u8 = 2;
const LEFT_LEVEL: u8 = 4;
const GOAL: u8 = 16;

impl Search {
    /// The way from one end to the other. Without a free one it goes straight through.
    pub(super) fn way(&mut self, from: End, to: End) -> Vec<Point> {
        let both = from.bounds.union(to.bounds);
        let is_apart = !from.holds_other && !to.holds_other;
        if let Some(way) = is_apart.then(|| self.plain_way(from.bounds, to.bounds)).flatten() {
            return way;
        }
        let whole = self.solid.iter().fold(both, |whole, it| whole.union(*it)).inflate(2.0 * CLEARANCE);
        let window = both.inflate(WINDOW);
        for (window, clearance, with_headers) in [
            (window, CLEARANCE, true),
            (whole, CLEARANCE, true),
            (whole, CLEARANCE, false),
            (whole, 3.0, false),
            (whole, 1.0, false),
        ] {
            self.build_walls(clearance, with_headers, window);
            let way = self.shortest(from, to, clearance, window).map(simplified);
            // Two boxes that overlap may share a border; a way needs two ends all the same.
            if let Some(way) = way.filter(|it| it.len() > 1) {
                return way;
            }
        }
        direct(from.bounds, to.bounds)
    }

    /// A straight way, or one with one or two bends and no detour, where it is free.
    fn plain_way(&mut self, from: Rect, to: Rect) -> Option<Vec<Point>> {
        let window = from.union(to).inflate(CLEARANCE);
        self.build_walls(CLEARANCE, true, window);
        for y in shared_levels((from.y, from.bottom()), (to.y, to.bottom())) {
            let (a, b) = facing((from.x, from.right()), (to.x, to.right()))?;
            let way = [Point { x: a, y }, Point { x: b, y }];
            if self.is_free(&way) {
                return Some(way.to_vec());
            }
        }
        for x in shared_levels((from.x, from.right()), (to.x, to.right())) {
            let (a, b) = facing((from.y, from.bottom()), (to.y, to.bottom()))?;
            let way = [Point { x, y: a }, Point { x, y: b }];
            if self.is_free(&way) {
                return Some(way.to_vec());
            }
        }
        let mut best: Option<(f64, Vec<Point>)> = None;
        for way in bent_ways(from, to) {
            let cost = length(&way) + BEND * way.len() as f64;
            if best.as_ref().is_none_or(|it| cost < it.0) && self.is_free(&way) {
                best = Some((cost, way));
            }
        }
        best.map(|it| it.1)
    }

    /// The obstacles, grown by the clearance, that reach into a window.
    fn build_walls(&mut self, clearance: f64, with_headers: bool, window: Rect) {
        let grown = clearance - 0.5;
        self.walls.clear();
        self.walls.extend(self.solid.iter().map(|it| it.inflate(grown)).filter(|it| touch(*it, window)));
        if with_headers {
            self.walls.extend(self.headers.iter().filter(|it| it.width > 0.0 && touch(**it, window)));
        }
    }

    fn is_free(&self, way: &[Point]) -> bool {
        way.windows(2).all(|it| match it {
            &[a, b] => {
                let piece = span(a, b);
                !self.walls.iter().any(|wall| crosses(piece, *wall))
            }
            _ => true,
        })
    }

    /// The cheapest way on the grid of lines along the obstacles.
    fn shortest(&mut self, from: End, to: End, clearance: f64, window: Rect) -> Option<Vec<Point>> {
        for end in [from, to] {
            if !end.holds_other {
                self.walls.push(end.bounds.inflate(clearance - 0.5));
            }
        }
        self.draw_grid(from.bounds, to.bounds, clearance, window);
        let (n_across, n_down) = (self.xs.len(), self.ys.len());
        let n_cells = n_across * n_down;
        let starts = self.ports(from, clearance);
        let goals = self.ports(to, clearance);

        self.best.clear();
        self.best.resize(2 * n_cells + goals.len(), f64::INFINITY);
        self.before.clear();
        self.before.resize(2 * n_cells + goals.len(), NONE);
        self.heap.clear();
        for goal in &goals {
            change(&mut self.closed, goal.cell as usize, |it| *it |= GOAL);
        }
        let aim = if to.holds_other { None } else { Some(to.bounds.inflate(clearance)) };
        let guess = |x: f64, y: f64| {
            aim.map_or(0.0, |it| outside(x, it.x, it.right()) + outside(y, it.y, it.bottom()))
        };
        for port in &starts {
            let state = 2 * port.cell + u32::from(!port.is_level);
            let (x, y) = self.spot(port.cell);
            self.reach(state, NONE, port.cost, guess(x, y));
        }
        while let Some(Reverse((_, state))) = self.heap.pop() {
            let place = state as usize;
            if place >= 2 * n_cells {
                let goal = goals.get(place - 2 * n_cells)?;
                return Some(self.walked(state, goal, &starts));
            }
            let so_far = at(&self.best, place);
            let (cell, is_level) = (state / 2, state % 2 == 0);
            let (across, down) = (cell as usize % n_across, cell as usize / n_across);
            let (x, y) = (at(&self.xs, across), at(&self.ys, down));
            // Popped again after a better way to it was found: nothing left to do.
            if at(&self.closed, cell as usize) & (LEFT_LEVEL << (state % 2)) != 0 {
                continue;
            }
            change(&mut self.closed, cell as usize, |it| *it |= LEFT_LEVEL << (state % 2));
            let is_goal = at(&self.closed, cell as usize) & GOAL != 0;
            for (number, goal) in goals.iter().enumerate().filter(|(_, it)| is_goal && it.cell == cell) {
                let bend = if goal.is_level == is_level { 0.0 } else { BEND };
                self.reach((2 * n_cells + number) as u32, state, so_far + bend + goal.cost, 0.0);
            }
            let open = |it: Option<usize>, bit: u8| it.is_some_and(|it| at(&self.closed, it) & bit == 0);
            let place = cell as usize;
            let steps = [
                (across + 1 < n_across && open(Some(place), RIGHT), 1_i64, true),
                (across > 0 && open(place.checked_sub(1), RIGHT), -1, true),
                (down + 1 < n_down && open(Some(place), DOWN), n_across as i64, false),
                (down > 0 && open(place.checked_sub(n_across), DOWN), -(n_across as i64), false),
            ];
            for (_, step, level) in steps.into_iter().filter(|it| it.0) {
                let next = (i64::from(cell) + step) as u32;
                let (next_x, next_y) = self.spot(next);
                let bend = if level == is_level { 0.0 } else { BEND };
                let cost = so_far + bend + (next_x - x).abs() + (next_y - y).abs();
                self.reach(2 * next + u32::from(!level), state, cost, guess(next_x, next_y));
            }
        }
        None
    }

    fn reach(&mut self, state: u32, before: u32, cost: f64, guess: f64) {
        if cost < at(&self.best, state as usize) {
            set(&mut self.best, state as usize, cost);
            set(&mut self.before, state as usize, before);
            // The bits of numbers that are not negative sort as the numbers do.
            self.heap.push(Reverse(((cost + guess).to_bits(), state)));
        }
    }

    fn spot(&self, cell: u32) -> (f64, f64) {
        let n_across = self.xs.len().max(1);
        (at(&self.xs, cell as usize % n_across), at(&self.ys, cell as usize / n_across))
    }

    /// The points from the start to a goal.
    fn walked(&self, goal_state: u32, goal: &Port, starts: &[Port]) -> Vec<Point> {
        let mut points = vec![goal.at];
        let mut state = at(&self.before, goal_state as usize);
        let mut first = state;
        while state != NONE {
            let (x, y) = self.spot(state / 2);
            points.push(Point { x, y });
            first = state;
            state = at(&self.before, state as usize);
        }
        let is_start = |it: &&Port| 2 * it.cell + u32::from(!it.is_level) == first;
        points.extend(starts.iter().find(is_start).map(|it| it.at));
        points.reverse();
        points
    }

    /// The lines of the grid and which of its pieces are closed.
    fn draw_grid(&mut self, from: Rect, to: Rect, clearance: f64, window: Rect) {
        let Self { xs, ys, walls, closed, .. } = self;
        xs.clear();
        ys.clear();
        for end in [from, to] {
            let (outer, inner) = (end.inflate(clearance), end.inflate(-clearance));
            xs.extend([outer.x, end.center().x, outer.right(), inner.x, inner.right()]);
            ys.extend([outer.y, end.center().y, outer.bottom(), inner.y, inner.bottom()]);
        }
        xs.extend(shared_levels((from.x, from.right()), (to.x, to.right())));
        ys.extend(shared_levels((from.y, from.bottom()), (to.y, to.bottom())));
        for wall in walls.iter() {
            // Walls are grown by a little less than the clearance.
            let line = wall.inflate(0.5);
            xs.extend(
                [line.x, line.right()].into_iter().filter(|it| (window.x..=window.right()).contains(it)),
            );
            ys.extend(
                [line.y, line.bottom()].into_iter().filter(|it| (window.y..=window.bottom()).contains(it)),
            );
        }
        for lines in [&mut *xs, &mut *ys] {
            lines.sort_by(f64::total_cmp);
            lines.dedup_by(|a, b| *a - *b < SAME);
        }
        closed.clear();
        closed.resize(xs.len() * ys.len(), 0);
        for wall in walls.iter() {
            let columns = within(xs, wall.x, wall.right());
            let rows = within(ys, wall.y, wall.bottom());
            let reaching = |it: &std::ops::Range<usize>| it.start.saturating_sub(1)..it.end;
            for row in rows.clone() {
                for column in reaching(&columns) {
                    change(closed, row * xs.len() + column, |it| *it |= RIGHT);
                }
            }
            for row in reaching(&rows) {
                for column in columns.clone() {
                    change(closed, row * xs.len() + column, |it| *it |= DOWN);
                }
            }
        }
    }

    /// Where a way may leave or reach a box: each line that meets one of its sides.
    fn ports(&self, end: End, clearance: f64) -> Vec<Port> {
        let (bounds, middle) = (end.bounds, end.bounds.center());
        let ring = bounds.inflate(if end.holds_other { -clearance } else { clearance });
        let mut ports = Vec::new();
        let mut add = |at: Point, clear: Point, is_level: bool, off: f64| {
            let cell = self.cell(clear);
            if let Some(cell) = cell.filter(|_| self.is_free_of_others(at, clear, end)) {
                ports.push(Port { at, cell, is_level, cost: clearance + OFF_MIDDLE * off });
            }
        };
        let inset = CORNER.min(bounds.height / 2.0);
        for &y in self.ys.iter().filter(|it| (bounds.y + inset..=bounds.bottom() - inset).contains(it)) {
            for (x, clear) in [(bounds.x, ring.x), (bounds.right(), ring.right())] {
                add(Point { x, y }, Point { x: clear, y }, true, (y - middle.y).abs());
            }
        }
        let inset = CORNER.min(bounds.width / 2.0);
        for &x in self.xs.iter().filter(|it| (bounds.x + inset..=bounds.right() - inset).contains(it)) {
            for (y, clear) in [(bounds.y, ring.y), (bounds.bottom(), ring.bottom())] {
                add(Point { x, y }, Point { x, y: clear }, false, (x - middle.x).abs());
            }
        }
        ports
    }

    fn is_free_of_others(&self, at: Point, clear: Point, end: End) -> bool {
        let piece = span(at, clear);
        let own = end.bounds.inflate(0.1);
        let is_own = |it: &Rect| !end.holds_other && own.contains(it.center()) && it.contains(at);
        !self.walls.iter().any(|it| !is_own(it) && crosses(piece, *it))
    }

    fn cell(&self, point: Point) -> Option<u32> {
        let find = |lines: &[f64], value: f64| {
            let idx = lines.partition_point(|it| *it <= value - SAME);
            lines.get(idx).filter(|it| **it < value + SAME).map(|_| idx)
        };
        let (column, row) = (find(&self.xs, point.x)?, find(&self.ys, point.y)?);
        u32::try_from(row * self.xs.len() + column).ok()
    }
}

/// Whether a piece runs through the inside of a wall.
fn crosses(piece: Rect, wall: Rect) -> bool {
    piece.x < wall.right() && wall.x < piece.right() && piece.y < wall.bottom() && wall.y < piece.bottom()
        || piece.width == 0.0
            && wall.x < piece.x
            && piece.x < wall.right()
            && piece.y < wall.bottom()
            && wall.y < piece.bottom()
        || piece.height == 0.0
            && wall.y < piece.y
            && piece.y < wall.bottom()
            && piece.x < wall.right()
            && wall.x < piece.right()
}

/// The numbers of the lines strictly between two values.
fn within(lines: &[f64], low: f64, high: f64) -> std::ops::Range<usize> {
    let start = lines.partition_point(|it| *it <= low);
    start..lines.partition_point(|it| *it < high).max(start)
}

fn outside(value: f64, low: f64, high: f64) -> f64 {
    (low - value).max(value - high).max(0.0)
}

/// Where a straight line may join two spans: the middle of the shorter, of the other, of what they
/// share; as far as they lie within both.
fn shared_levels(a: (f64, f64), b: (f64, f64)) -> impl Iterator<Item = f64> {
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

/// The ways with one or two bends that go towards the target all along.
fn bent_ways(from: Rect, to: Rect) -> Vec<Vec<Point>> {
    let (a, b) = (from.center(), to.center());
    let mut ways = Vec::with_capacity(8);
    let level = facing((from.x, from.right()), (to.x, to.right()));
    let upright = facing((from.y, from.bottom()), (to.y, to.bottom()));
    let roomy = |it: (f64, f64)| (it.1 - it.0).abs() >= 2.0 * CLEARANCE;
    let turns = |(start, end): (f64, f64)| {
        let step = (FLOW_GAP / 2.0).copysign(end - start);
        [(start + end) / 2.0, end - step, start + step]
            .into_iter()
            .filter(move |it| (*it - start) * (end - *it) > 0.0)
    };
    if let Some(gap) = level.filter(|it| roomy(*it)) {
        for x in turns(gap) {
            ways.push(vec![
                Point { x: gap.0, y: a.y },
                Point { x, y: a.y },
                Point { x, y: b.y },
                Point { x: gap.1, y: b.y },
            ]);
        }
    }
    if let Some(gap) = upright.filter(|it| roomy(*it)) {
        for y in turns(gap) {
            ways.push(vec![
                Point { x: a.x, y: gap.0 },
                Point { x: a.x, y },
                Point { x: b.x, y },
                Point { x: b.x, y: gap.1 },
            ]);
        }
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

fn length(way: &[Point]) -> f64 {
    way.windows(2).map(|it| if let &[a, b] = it { (a.x - b.x).abs() + (a.y - b.y).abs() } else { 0.0 }).sum()
}

/// Without points in the middle of a straight run.
fn simplified(points: Vec<Point>) -> Vec<Point> {
    let mut simple: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if let &[.., a, b] = simple.as_slice() {
            let is_straight = a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y;
            if is_straight {
                simple.pop();
            }
        }
        if simple.last() != Some(&point) {
            simple.push(point);
        }
    }
    simple
}

/// The way when there is no free one: from middle to middle with one bend, cut at the borders.
fn direct(from: Rect, to: Rect) -> Vec<Point> {
    let (a, b) = (from.center(), to.center());
    // The side that is nearer to the other box, unless the piece to it would have no length.
    let side = |near: f64, far: f64, from: f64| if near == from { far } else { near };
    let (near_x, far_x) = if b.x >= a.x { (from.right(), from.x) } else { (from.x, from.right()) };
    let (near_y, far_y) = if b.y >= a.y { (to.y, to.bottom()) } else { (to.bottom(), to.y) };
    let (x, y) = (side(near_x, far_x, b.x), side(near_y, far_y, a.y));
    simplified(vec![Point { x, y: a.y }, Point { x: b.x, y: a.y }, Point { x: b.x, y }])
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
