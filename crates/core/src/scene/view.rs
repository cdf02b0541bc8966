//! The scene itself: every node and edge with its place and its items, and where things are.
//!
//! Nodes stand in preorder, so a container is painted before what it holds. The nesting is also the
//! spatial index: whatever lies outside a container's box is skipped with one comparison.

use crate::{
    base::{Address, Point, Rect, Size},
    scene::{
        diagram::Diagram,
        item::Item,
        layout::{self, Arrangement, Place, Wish},
        paint, route,
        slots::at,
        tree::Tree,
    },
};

/// The largest coordinate that a hand-placed node may have.
const FURTHEST: f64 = 1_000_000.0;

/// A diagram with a place for everything, ready to be painted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The nodes, each container right before all that it holds.
    pub nodes: Vec<NodeView>,
    /// The edges, sorted by id.
    pub edges: Vec<EdgeView>,
    pub(super) diagram: Diagram,
    pub(super) tree: Tree,
    pub(super) arrangement: Arrangement,
    /// How the picture is laid out that this one is compared with.
    pub(super) base: Option<Box<Base>>,
}

/// How a picture is laid out that another one is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Base {
    pub(super) tree: Tree,
    pub(super) arrangement: Arrangement,
}

/// A node with its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeView {
    /// Its number in [`Diagram::nodes`].
    pub node: usize,
    /// The number of its container in [`Scene::nodes`].
    pub parent: Option<usize>,
    /// The first number after all that it holds: its subtree is `own number..end`.
    pub end: usize,
    /// Its box.
    pub bounds: Rect,
    /// Where its own upper left corner was put: what it holds is placed from here, and its own
    /// position is counted from its container's anchor.
    pub anchor: Point,
    /// What to paint, from the upper left corner of the box.
    pub items: Vec<Item>,
    /// How much of the title bar is written on; 0 for what is no container.
    pub(super) header: f64,
}

/// An edge with its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeView {
    /// Its number in [`Diagram::edges`].
    pub edge: usize,
    /// The number of the node that it leaves in [`Scene::nodes`].
    pub source: usize,
    /// The number of the node that it reaches.
    pub target: usize,
    /// Its corners and ends. Upright and level pieces only.
    pub points: Vec<Point>,
    /// The box around its points and its label.
    pub bounds: Rect,
    /// The place of its label.
    pub label: Option<Rect>,
    /// What to paint, from the canvas' origin.
    pub items: Vec<Item>,
}

impl Scene {
    /// Lays out a diagram and routes its edges.
    #[must_use]
    pub fn new(diagram: Diagram) -> Self {
        let base = diagram.before.as_deref().map(Base::new);
        let tree = Tree::new(&diagram);
        let wishes = wishes(&diagram, &tree);
        let arrangement = match diagram.before.as_deref().zip(base.as_ref()) {
            Some((before, base)) => base.arrangement_of(before, &tree, &wishes),
            None => layout::choose(&tree, &wishes),
        };
        Self::arranged(diagram, tree, arrangement, base)
    }

    /// Draws a diagram that is arranged already.
    pub(super) fn arranged(
        diagram: Diagram,
        tree: Tree,
        arrangement: Arrangement,
        base: Option<Base>,
    ) -> Self {
        let places = layout::arrange(&tree, &wishes(&diagram, &tree), &arrangement);
        let (nodes, edges) = (Vec::new(), Vec::new());
        let mut scene = Self { nodes, edges, diagram, tree, arrangement, base: base.map(Box::new) };
        scene.nodes = places.iter().enumerate().map(|(it, place)| scene.node_view(it, *place)).collect();
        scene.edges = scene
            .tree
            .links
            .iter()
            .map(|it| EdgeView { edge: it.edge, source: it.source, target: it.target, ..EdgeView::default() })
            .collect();
        route::route_all(&mut scene);
        scene
    }

    /// What the scene shows.
    #[must_use]
    pub fn diagram(&self) -> &Diagram {
        &self.diagram
    }

    /// The number of a node in [`Scene::nodes`].
    #[must_use]
    pub fn node_number(&self, id: &str) -> Option<usize> {
        self.tree.by_id.get(id).copied()
    }

    /// A node's view by its id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&NodeView> {
        self.nodes.get(self.node_number(id)?)
    }

    /// An edge's view by its id.
    #[must_use]
    pub fn edge(&self, id: &str) -> Option<&EdgeView> {
        self.edges.iter().find(|it| self.edge_id(it).is_some_and(|own| own.as_str() == id))
    }

    /// The id of a node.
    #[must_use]
    pub fn node_id(&self, view: &NodeView) -> Option<&Address> {
        self.diagram.nodes.get(view.node).map(|it| &it.id)
    }

    /// The id of an edge.
    #[must_use]
    pub fn edge_id(&self, view: &EdgeView) -> Option<&Address> {
        self.diagram.edges.get(view.edge).map(|it| &it.id)
    }

    /// A node's place as it is written to the design: from its container's anchor.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<Point> {
        let view = self.node(id)?;
        let from = view.parent.and_then(|it| self.nodes.get(it)).map(|it| it.anchor).unwrap_or_default();
        Some(Point { x: view.anchor.x - from.x, y: view.anchor.y - from.y })
    }

    /// The box around everything; empty where there is nothing.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let nodes = self.tree.children(None).filter_map(|it| self.nodes.get(it)).map(|it| it.bounds);
        nodes.chain(self.edges.iter().map(|it| it.bounds)).reduce(Rect::union).unwrap_or_default()
    }

    /// The innermost node at a point; of two that overlap, the one painted last.
    #[must_use]
    pub fn node_at(&self, point: Point) -> Option<usize> {
        let spot = Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 };
        self.nodes_touching(spot).last()
    }

    /// The nodes that lie wholly inside a rectangle.
    #[must_use]
    pub fn nodes_in(&self, rect: Rect) -> Vec<usize> {
        // A rectangle's far edges are sums, which may come out a hair too small.
        let rect = rect.inflate(0.001);
        let is_inside = |number: &usize| {
            self.nodes.get(*number).is_some_and(|it| {
                let bounds = it.bounds;
                rect.x <= bounds.x
                    && rect.y <= bounds.y
                    && bounds.right() <= rect.right()
                    && bounds.bottom() <= rect.bottom()
            })
        };
        self.nodes_touching(rect).filter(is_inside).collect()
    }

    /// The edge nearest to a point, if one is within `tolerance` canvas units.
    #[must_use]
    pub fn edge_near(&self, point: Point, tolerance: f64) -> Option<usize> {
        let near =
            self.edges.iter().enumerate().filter(|(_, it)| it.bounds.inflate(tolerance).contains(point));
        let measured = near.map(|(number, it)| (it.distance(point), number));
        let nearest = measured.min_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        (nearest.0 <= tolerance).then_some(nearest.1)
    }

    /// The nodes that touch a rectangle, in the order of painting.
    pub fn nodes_touching(&self, rect: Rect) -> impl Iterator<Item = usize> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            while let Some(view) = self.nodes.get(next) {
                let number = next;
                if touch(view.bounds, rect) {
                    next += 1;
                    return Some(number);
                }
                next = view.end.max(number + 1);
            }
            None
        })
    }

    /// The edges whose box touches a rectangle, in the order of painting.
    pub fn edges_touching(&self, rect: Rect) -> impl Iterator<Item = usize> + '_ {
        let edges = self.edges.iter().enumerate();
        edges.filter(move |(_, it)| touch(it.bounds, rect)).map(|(number, _)| number)
    }

    /// The view of a node at a place.
    pub(super) fn node_view(&self, number: usize, place: Place) -> NodeView {
        let node = at(&self.tree.order, number);
        NodeView {
            node,
            parent: at(&self.tree.parent, number),
            end: at(&self.tree.end, number),
            bounds: place.bounds,
            anchor: place.anchor,
            items: self.painted(node, place.bounds),
            header: self.diagram.nodes.get(node).map(paint::header_width).unwrap_or_default(),
        }
    }

    /// The items of a node of the diagram for a box.
    pub(super) fn painted(&self, node: usize, bounds: Rect) -> Vec<Item> {
        let size = Size { width: bounds.width, height: bounds.height };
        self.diagram.nodes.get(node).map(|it| paint::node_items(it, size)).unwrap_or_default()
    }
}

impl Base {
    fn new(diagram: &Diagram) -> Self {
        let tree = Tree::new(diagram);
        let arrangement = layout::choose(&tree, &wishes(diagram, &tree));
        Self { tree, arrangement }
    }

    /// The arrangement of a tree that leaves what this picture, with this diagram, has as it is here.
    pub(super) fn arrangement_of(&self, diagram: &Diagram, tree: &Tree, wished: &[Wish]) -> Arrangement {
        let own = wishes(diagram, &self.tree);
        let places = layout::arrange(&self.tree, &own, &self.arrangement);
        let earlier = (&self.tree, own.as_slice(), &self.arrangement);
        layout::choose_around(tree, wished, layout::recalled(earlier, &|it| at(&places, it), tree))
    }
}

impl EdgeView {
    /// How far a point is from the edge's line.
    fn distance(&self, point: Point) -> f64 {
        let pieces =
            self.points.windows(2).filter_map(|it| if let &[a, b] = it { Some((a, b)) } else { None });
        pieces
            .map(|(a, b)| {
                let x = point.x.clamp(a.x.min(b.x), a.x.max(b.x));
                let y = point.y.clamp(a.y.min(b.y), a.y.max(b.y));
                (point.x - x).hypot(point.y - y)
            })
            .fold(f64::INFINITY, f64::min)
    }
}

/// Whether two rectangles share at least a point.
pub(super) fn touch(a: Rect, b: Rect) -> bool {
    a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom()
}

/// What layout must know of the nodes of a diagram.
pub(super) fn wishes(diagram: &Diagram, tree: &Tree) -> Vec<Wish> {
    let nodes = tree.order.iter().filter_map(|&it| diagram.nodes.get(it));
    nodes.map(|it| Wish { size: paint::least_size(it), position: it.position.and_then(sane) }).collect()
}

/// A position that can be drawn: finite and not absurdly far away.
fn sane(position: Point) -> Option<Point> {
    let is_finite = position.x.is_finite() && position.y.is_finite();
    let near = |it: f64| it.clamp(-FURTHEST, FURTHEST);
    is_finite.then(|| Point { x: near(position.x), y: near(position.y) })
}
