//! One edge's way: an obvious one where it is free, else the shortest with the fewest bends (A* over
//! the grid of lines along the obstacles).

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    base::{Point, Rect},
    scene::{
        metrics::{CLEARANCE, CORNER},
        route::{
            grid::{DOWN, GOAL, Grid, LEFT_LEVEL, Margin, RIGHT, Wall},
            plain::{self, outside},
            span,
        },
        slots::at,
        view::touch,
    },
};

/// What a bend costs, in canvas units of way.
const BEND: f64 = 48.0;
/// What it costs to leave a box beside the middle of its side, for each unit.
const OFF_MIDDLE: f64 = 0.3;
/// How much the search trusts that the rest of the way is a short one: at 1 it finds the cheapest way,
/// and above that one that is nearly so, much sooner.
const EAGER: f64 = 1.15;
/// How far around both ends a way is searched first.
const WINDOW: f64 = 96.0;
/// The usual margin around obstacles.
const ROOMY: Margin = Margin { clearance: CLEARANCE, merge: 4.0 };
/// Margins for pictures where boxes stand so close that nothing else is free.
const TIGHT: [Margin; 2] = [Margin { clearance: 3.0, merge: 0.5 }, Margin { clearance: 1.0, merge: 0.5 }];

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
    pub(super) solid: Vec<Wall>,
    /// Titles that it should not cross.
    pub(super) headers: Vec<Wall>,
    walls: Vec<Wall>,
    grid: Grid,
    states: Vec<State>,
    turn: u32,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

/// What is known of a place and a direction.
#[derive(Clone, Copy, Default)]
struct State {
    /// The least cost so far.
    cost: f64,
    /// The state before it.
    before: u32,
    /// In which search it was reached; what was reached in an earlier one counts for nothing, so that
    /// nothing needs to be cleared.
    turn: u32,
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

/// No state before the first.
const NONE: u32 = u32::MAX;

impl Search {
    /// The way from one end to the other. Without a free one it goes straight through.
    pub(super) fn way(&mut self, from: End, to: End) -> Vec<Point> {
        let is_apart = !from.holds_other && !to.holds_other;
        if let Some(way) = is_apart.then(|| self.plain_way(from.bounds, to.bounds)).flatten() {
            return way;
        }
        let both = from.bounds.union(to.bounds);
        let whole = self.solid.iter().fold(both, |whole, it| whole.union(it.bounds)).inflate(2.0 * CLEARANCE);
        let roomy = [(both.inflate(WINDOW), ROOMY, true), (whole, ROOMY, true), (whole, ROOMY, false)];
        for (window, margin, with_headers) in roomy.into_iter().chain(TIGHT.map(|it| (whole, it, false))) {
            self.build_walls(margin, with_headers, window);
            let way = self.shortest(from, to, margin, window).map(simplified);
            // Two boxes that overlap may share a border; a way needs two ends all the same.
            if let Some(way) = way.filter(|it| it.len() > 1) {
                return way;
            }
        }
        simplified(plain::direct(from.bounds, to.bounds))
    }

    /// A straight way, or one with one or two bends and no detour, where it is free.
    fn plain_way(&mut self, from: Rect, to: Rect) -> Option<Vec<Point>> {
        self.build_walls(Margin { merge: 0.5, ..ROOMY }, true, from.union(to).inflate(CLEARANCE));
        let straight = plain::straight_ways(from, to).into_iter().find(|it| self.is_free(it));
        straight.or_else(|| {
            let cost = |way: &[Point]| plain::length(way) + BEND * way.len() as f64;
            let free = plain::bent_ways(from, to).into_iter().filter(|it| self.is_free(it));
            free.min_by(|a, b| cost(a).total_cmp(&cost(b)))
        })
    }

    /// The obstacles, grown by the margin, that reach into a window.
    fn build_walls(&mut self, margin: Margin, with_headers: bool, window: Rect) {
        let grown = |it: &Wall| Wall { bounds: it.bounds.inflate(margin.clearance - margin.merge), ..*it };
        self.walls.clear();
        self.walls.extend(self.solid.iter().map(grown).filter(|it| touch(it.bounds, window)));
        if with_headers {
            let written = self.headers.iter().filter(|it| it.bounds.width > 0.0);
            self.walls.extend(written.filter(|it| touch(it.bounds, window)));
        }
    }

    fn is_free(&self, way: &[Point]) -> bool {
        let mut pieces =
            way.windows(2).filter_map(|it| if let &[a, b] = it { Some(span(a, b)) } else { None });
        pieces.all(|piece| !self.walls.iter().any(|wall| crosses(piece, wall.bounds)))
    }

    /// The cheapest way on the grid of lines along the obstacles.
    fn shortest(&mut self, from: End, to: End, margin: Margin, window: Rect) -> Option<Vec<Point>> {
        for end in [from, to].into_iter().filter(|it| !it.holds_other) {
            let bounds = end.bounds.inflate(margin.clearance - margin.merge);
            self.walls.push(Wall { bounds, scope: window });
        }
        self.grid.draw([from.bounds, to.bounds], &self.walls, margin, window);
        let n_states = 2 * self.grid.n_cells();
        let starts = self.ports(from, margin);
        let goals = self.ports(to, margin);
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 {
            self.states.clear();
            self.turn = 1;
        }
        if self.states.len() < n_states + goals.len() {
            self.states.resize(n_states + goals.len(), State::default());
        }
        self.heap.clear();

        goals.iter().for_each(|it| self.grid.mark(it.cell, GOAL));
        let aim = if to.holds_other { None } else { Some(to.bounds.inflate(margin.clearance)) };
        for port in &starts {
            let guess = guess(aim, self.grid.spot(port.cell), port.is_level);
            self.reach(state(port.cell, port.is_level), NONE, port.cost, guess);
        }
        while let Some(Reverse((_, state))) = self.heap.pop() {
            if let Some(goal) = (state as usize).checked_sub(n_states) {
                return Some(self.walked(state, goals.get(goal)?, &starts));
            }
            self.leave(state, aim, &goals, n_states);
        }
        None
    }

    /// Goes on from a place to those beside it.
    fn leave(&mut self, from: u32, aim: Option<Rect>, goals: &[Port], n_states: usize) {
        let (cell, is_level) = (from / 2, from.is_multiple_of(2));
        let left = if is_level { LEFT_LEVEL } else { LEFT_LEVEL << 1 };
        if self.grid.is_marked(cell as usize, left) {
            return;
        }
        self.grid.mark(cell, left);
        let so_far = at(&self.states, from as usize).cost;
        let bend = |level: bool| if level == is_level { 0.0 } else { BEND };
        if self.grid.is_marked(cell as usize, GOAL) {
            for (number, goal) in goals.iter().enumerate().filter(|(_, it)| it.cell == cell) {
                self.reach((n_states + number) as u32, from, so_far + bend(goal.is_level) + goal.cost, 0.0);
            }
        }
        let (column, row) = self.grid.column_row(cell);
        let (n_across, here) = (self.grid.xs.places.len(), self.grid.spot(cell));
        let open = |it: Option<usize>, mark: u8| it.is_some_and(|it| !self.grid.is_marked(it, mark));
        let place = cell as usize;
        let may_level = is_level || self.grid.ys.is_open(row, here.x);
        let may_upright = !is_level || self.grid.xs.is_open(column, here.y);
        let right = may_level && column + 1 < n_across && open(Some(place), RIGHT);
        let left = may_level && column > 0 && open(place.checked_sub(1), RIGHT);
        let down = may_upright && row + 1 < self.grid.ys.places.len() && open(Some(place), DOWN);
        let up = may_upright && open(place.checked_sub(n_across), DOWN);
        let steps = [
            (right, place + 1, true),
            (left, place.wrapping_sub(1), true),
            (down, place + n_across, false),
            (up, place.wrapping_sub(n_across), false),
        ];
        for (_, next, level) in steps.into_iter().filter(|it| it.0) {
            let there = self.grid.spot(next as u32);
            let cost = so_far + bend(level) + (there.x - here.x).abs() + (there.y - here.y).abs();
            self.reach(state(next as u32, level), from, cost, guess(aim, there, level));
        }
    }

    fn reach(&mut self, state: u32, before: u32, cost: f64, guess: f64) {
        let Some(known) = self.states.get_mut(state as usize) else { return };
        if known.turn != self.turn || cost < known.cost {
            *known = State { cost, before, turn: self.turn };
            // The bits of numbers that are not negative sort as the numbers do.
            self.heap.push(Reverse(((cost + EAGER * guess).to_bits(), state)));
        }
    }

    /// The points from the start to a goal.
    fn walked(&self, goal_state: u32, goal: &Port, starts: &[Port]) -> Vec<Point> {
        let mut points = vec![goal.at];
        let mut here = at(&self.states, goal_state as usize).before;
        let mut first = here;
        while here != NONE {
            points.push(self.grid.spot(here / 2));
            first = here;
            here = at(&self.states, here as usize).before;
        }
        points.extend(starts.iter().find(|it| state(it.cell, it.is_level) == first).map(|it| it.at));
        points.reverse();
        points
    }

    /// Where a way may leave or reach a box: each line that meets one of its sides.
    fn ports(&self, end: End, margin: Margin) -> Vec<Port> {
        let (bounds, middle) = (end.bounds, end.bounds.center());
        let ring = bounds.inflate(if end.holds_other { -margin.clearance } else { margin.clearance });
        let mut ports = Vec::new();
        let mut add = |at: Point, clear: Point, is_level: bool, off: f64| {
            let cell = self.grid.cell(clear, margin.merge);
            if let Some(cell) = cell.filter(|_| self.is_free_of_others(at, clear, end)) {
                ports.push(Port { at, cell, is_level, cost: margin.clearance + OFF_MIDDLE * off });
            }
        };
        let inset = CORNER.min(bounds.height / 2.0);
        let meets = bounds.y + inset..=bounds.bottom() - inset;
        for &y in self.grid.ys.places.iter().filter(|it| meets.contains(it)) {
            for (x, clear) in [(bounds.x, ring.x), (bounds.right(), ring.right())] {
                add(Point { x, y }, Point { x: clear, y }, true, (y - middle.y).abs());
            }
        }
        let inset = CORNER.min(bounds.width / 2.0);
        let meets = bounds.x + inset..=bounds.right() - inset;
        for &x in self.grid.xs.places.iter().filter(|it| meets.contains(it)) {
            for (y, clear) in [(bounds.y, ring.y), (bounds.bottom(), ring.bottom())] {
                add(Point { x, y }, Point { x, y: clear }, false, (x - middle.x).abs());
            }
        }
        ports
    }

    fn is_free_of_others(&self, at: Point, clear: Point, end: End) -> bool {
        let piece = span(at, clear);
        let own = end.bounds.inflate(0.1);
        let is_own = |it: Rect| !end.holds_other && own.contains(it.center()) && it.contains(at);
        !self.walls.iter().any(|it| !is_own(it.bounds) && crosses(piece, it.bounds))
    }
}

/// A place, and whether it was reached on a level piece.
fn state(cell: u32, is_level: bool) -> u32 {
    2 * cell + u32::from(!is_level)
}

/// The least that is left to go from a place: the distance, and a bend unless the target is ahead or
/// behind.
fn guess(aim: Option<Rect>, from: Point, is_level: bool) -> f64 {
    aim.map_or(0.0, |it| {
        let (across, down) = (outside(from.x, it.x, it.right()), outside(from.y, it.y, it.bottom()));
        let is_beside = if is_level { down > 0.0 } else { across > 0.0 };
        across + down + if is_beside { BEND } else { 0.0 }
    })
}

/// Whether a piece runs through the inside of a wall.
fn crosses(piece: Rect, wall: Rect) -> bool {
    // A piece has no width or no height, so each side is compared on its own.
    let is_across = piece.x < wall.right() && wall.x < piece.right();
    let is_down = piece.y < wall.bottom() && wall.y < piece.bottom();
    is_across && is_down
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
