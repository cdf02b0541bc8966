//! Routing: a way for every edge, of upright and level pieces, around the boxes.
//!
//! For one edge the obstacles are the siblings of its ends and of the containers around them, up to
//! the container that holds both: few, whatever the size of the picture. `search` finds the way,
//! `spread` sets ways in a shared channel apart, `label` finds the room for the text. Moves no box.

mod grid;
mod label;
mod plain;
mod search;
mod spread;

use crate::{
    base::{Point, Rect, both},
    scene::{
        metrics::{HEADER, PADDING},
        paint,
        route::{
            grid::Wall,
            search::{End, Search},
        },
        slots::at,
        tree::Tree,
        view::{EdgeView, NodeView, Scene, touch},
    },
};

/// The scope of what stands at the top level.
const EVERYWHERE: Rect = Rect { x: -1e9, y: -1e9, width: 2e9, height: 2e9 };

/// What routing must know of the nodes.
struct Space<'a> {
    tree: &'a Tree,
    /// Each node's box.
    boxes: Vec<Rect>,
    /// The written part of each container's title bar; empty for other nodes.
    headers: Vec<Rect>,
}

/// Routes every edge.
pub(super) fn route_all(scene: &mut Scene) {
    let all: Vec<usize> = (0..scene.edges.len()).collect();
    route_some(scene, &all);
}

/// Routes these edges (numbers in rising order) anew. The others stay, and are kept clear of.
pub(super) fn route_some(scene: &mut Scene, edges: &[usize]) {
    let space = Space::of(&scene.tree, &scene.nodes);
    let mut ways: Vec<Vec<Point>> = scene.edges.iter_mut().map(|it| std::mem::take(&mut it.points)).collect();
    let ends: Vec<(usize, usize)> = scene.edges.iter().map(|it| (it.source, it.target)).collect();
    let (first, second) = edges.split_at(edges.len() / 2);
    let (first, second) = both(|| space.ways(&ends, first), || space.ways(&ends, second));
    for (&number, found) in edges.iter().zip(first.into_iter().chain(second)) {
        if let Some(way) = ways.get_mut(number) {
            *way = found;
        }
    }
    spread::spread(&space, &ends, &mut ways, edges);
    let labels = label::place(&space, &scene.edges, &scene.diagram, &ways, edges);

    for (edge, way) in scene.edges.iter_mut().zip(ways) {
        edge.points = way;
    }
    for (&number, label) in edges.iter().zip(labels) {
        let Some(view) = scene.edges.get_mut(number) else { continue };
        let Some(edge) = scene.diagram.edges.get(view.edge) else { continue };
        view.label = label;
        view.items = paint::edge_items(edge, &view.points, label);
        view.bounds = around(&view.points, label);
    }
}

/// The edges (in rising order) whose way is no longer right after some nodes have been moved, with all
/// they hold, and some containers have been resized.
pub(super) fn touched(scene: &Scene, moved: &[usize], resized: &[usize]) -> Vec<usize> {
    let tree = &scene.tree;
    let boxed = |it: &usize| (*it, scene.nodes.get(*it).map(|it| it.bounds).unwrap_or_default());
    let moved: Vec<(usize, Rect)> = moved.iter().map(boxed).collect();
    let resized: Vec<(usize, Rect)> = resized.iter().map(boxed).collect();
    let is_close = |points: &[Point], bounds: Rect| crosses(points, bounds.inflate(3.0));
    let is_touched = |it: &EdgeView| {
        let (source, target, points) = (it.source, it.target, it.points.as_slice());
        // The box around the way says soon enough that most edges are far away.
        let is_close =
            |points, bounds: Rect| touch(it.bounds, bounds.inflate(3.0)) && is_close(points, bounds);
        let by_move =
            |&(node, bounds): &(usize, Rect)| match (tree.holds(node, source), tree.holds(node, target)) {
                // What lies inside went along, unless it meets the node itself from within.
                (true, true) => node == source || node == target || leaves(points, bounds),
                (false, false) => is_close(points, bounds),
                _ => true,
            };
        let by_size = |&(node, bounds): &(usize, Rect)| {
            node == source
                || node == target
                || match (tree.holds(node, source), tree.holds(node, target)) {
                    (true, true) => leaves(points, bounds),
                    (false, false) => is_close(points, bounds),
                    _ => false,
                }
        };
        moved.iter().any(by_move) || resized.iter().any(by_size)
    };
    let edges = scene.edges.iter().enumerate();
    edges.filter(|(_, it)| is_touched(it)).map(|(number, _)| number).collect()
}

/// Whether a way touches a rectangle.
fn crosses(points: &[Point], rect: Rect) -> bool {
    points.windows(2).any(|it| if let &[a, b] = it { touch(span(a, b), rect) } else { false })
}

/// Whether a way runs outside of a box.
fn leaves(points: &[Point], bounds: Rect) -> bool {
    points.iter().any(|it| !bounds.contains(*it))
}

impl<'a> Space<'a> {
    fn of(tree: &'a Tree, nodes: &[NodeView]) -> Self {
        let header = |it: &NodeView| Rect {
            width: it.header.min(it.bounds.width - PADDING),
            height: if it.header > 0.0 { HEADER - 4.0 } else { 0.0 },
            ..it.bounds
        };
        let boxes = nodes.iter().map(|it| it.bounds).collect();
        Self { tree, boxes, headers: nodes.iter().map(header).collect() }
    }

    /// The ways of these edges; `ends` are those of all.
    // It is called twice, and too large to stand twice in the browser's program.
    #[inline(never)]
    fn ways(&self, ends: &[(usize, usize)], edges: &[usize]) -> Vec<Vec<Point>> {
        let mut search = Search::default();
        let ends = edges.iter().map(|&it| at(ends, it));
        ends.map(|(source, target)| self.way(source, target, &mut search)).collect()
    }

    /// The way of one edge.
    fn way(&self, source: usize, target: usize, search: &mut Search) -> Vec<Point> {
        let from = End { bounds: at(&self.boxes, source), holds_other: self.tree.holds(source, target) };
        let to = End { bounds: at(&self.boxes, target), holds_other: self.tree.holds(target, source) };
        if source == target {
            return plain::around_corner(from.bounds);
        }
        search.solid.clear();
        search.headers.clear();
        self.obstacles(source, target, search);
        search.way(from, to)
    }

    /// What the way from one node to another must not run through: whatever stands beside one of the
    /// nodes, or beside a container around one of them, inside the container that holds both.
    fn obstacles(&self, source: usize, target: usize, search: &mut Search) {
        let is_around = |it: usize| self.tree.holds(it, source) || self.tree.holds(it, target);
        let around = |from: usize, other: usize| {
            let own = self.tree.upward(from).take_while(move |&it| !self.tree.holds(it, other));
            own.map(|it| at(&self.tree.parent, it))
        };
        let mut containers: Vec<Option<usize>> = Vec::new();
        for container in around(source, target).chain(around(target, source)) {
            // The container that holds both comes up once from each end.
            if let Err(place) = containers.binary_search(&container) {
                containers.insert(place, container);
            }
        }
        for container in containers {
            let siblings = self.tree.children(container).filter(|&it| !is_around(it));
            let scope = container.map_or(EVERYWHERE, |it| at(&self.boxes, it));
            search.solid.extend(siblings.map(|it| Wall { bounds: at(&self.boxes, it), scope }));
            search.headers.extend(container.map(|it| Wall { bounds: at(&self.headers, it), scope }));
        }
    }

    /// The nodes whose box touches a rectangle.
    fn touching(&self, rect: Rect) -> impl Iterator<Item = usize> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            while let Some(&bounds) = self.boxes.get(next) {
                let number = next;
                if touch(bounds, rect) {
                    next += 1;
                    return Some(number);
                }
                next = at(&self.tree.end, number).max(number + 1);
            }
            None
        })
    }
}

/// The box around two points.
pub(super) fn span(a: Point, b: Point) -> Rect {
    Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
}

/// The box around a way and its label.
fn around(points: &[Point], label: Option<Rect>) -> Rect {
    let dots = points.iter().map(|it| Rect { x: it.x, y: it.y, width: 0.0, height: 0.0 });
    dots.chain(label).reduce(Rect::union).unwrap_or_default()
}
