//! Small changes to a scene, as cheap as the change is small: drags, and the same diagram with other
//! figures or places. Everything that is not concerned keeps its place and its way.

use crate::{
    base::{Address, Point, Rect, sort_numbers},
    scene::{
        diagram::Diagram,
        layout::{self, Place, framed, shifted},
        paint, route,
        slots::at,
        tree::Tree,
        view::{Base, Scene, wishes},
    },
};

/// What a change concerned, as numbers in [`Scene::nodes`] and [`Scene::edges`], in rising order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changed {
    /// Nodes whose place, size or look is another.
    pub nodes: Vec<usize>,
    /// Edges whose way or look is another.
    pub edges: Vec<usize>,
}

impl Scene {
    /// Moves nodes, with all that they hold, and reroutes the edges that this concerns. Containers
    /// around them grow and shrink along; other nodes stay, even if boxes overlap meanwhile.
    ///
    /// It is meant for every step of a drag. When the drag is over, write [`Scene::position`] of each
    /// dragged node to the design and hand its diagram to [`Scene::update`].
    pub fn move_nodes(&mut self, ids: &[Address], by: Point) -> Changed {
        let mut roots: Vec<usize> =
            ids.iter().filter_map(|it| self.tree.by_id.get(it.as_str()).copied()).collect();
        sort_numbers(&mut roots);
        let mut covered = 0;
        roots.retain(|&it| {
            let is_outer = it >= covered;
            covered = covered.max(at(&self.tree.end, it));
            is_outer
        });
        let mut changed = Changed::default();
        for &root in &roots {
            for number in root..at(&self.tree.end, root) {
                if let Some(view) = self.nodes.get_mut(number) {
                    view.bounds = shifted(view.bounds, by);
                    view.anchor = Point { x: view.anchor.x + by.x, y: view.anchor.y + by.y };
                }
                changed.nodes.push(number);
            }
        }
        let resized = self.refit(&roots);
        let carried = self.carry_edges(&roots, by);
        let rerouted = route::touched(self, &roots, &resized);
        route::route_some(self, &rerouted);

        changed.nodes.extend(resized);
        sort_numbers(&mut changed.nodes);
        changed.edges = carried;
        changed.edges.extend(rerouted);
        sort_numbers(&mut changed.edges);
        changed.edges.dedup();
        changed
    }

    /// Shows another diagram. As long as it has the same nodes and edges, only what differs is placed,
    /// routed and painted anew. Otherwise what both have stays as it is as far as the picture is about
    /// as good as a new one: an addition does not turn everything around.
    pub fn update(&mut self, diagram: Diagram) {
        let tree = Tree::new(&diagram);
        if tree != self.tree || self.diagram.before != diagram.before {
            *self = self.followed(diagram, tree);
            return;
        }
        let places = layout::arrange(&tree, &wishes(&diagram, &tree), &self.arrangement);
        let before = std::mem::replace(&mut self.diagram, diagram);
        let mut moved = Vec::new();
        for (number, place) in places.into_iter().enumerate() {
            let Some(view) = self.nodes.get(number) else { continue };
            let node = view.node;
            let is_moved = view.bounds != place.bounds;
            if is_moved {
                moved.push(number);
            }
            let looks_same = before.nodes.get(node) == self.diagram.nodes.get(node);
            if is_moved || !looks_same {
                let repainted = self.node_view(number, place);
                if let Some(view) = self.nodes.get_mut(number) {
                    *view = repainted;
                }
            }
        }
        let mut edges = route::touched(self, &moved, &[]);
        let is_other = |edge: usize| before.edges.get(edge) != self.diagram.edges.get(edge);
        edges.extend(
            (0..self.edges.len()).filter(|&it| self.edges.get(it).is_some_and(|it| is_other(it.edge))),
        );
        sort_numbers(&mut edges);
        edges.dedup();
        route::route_some(self, &edges);
    }

    /// The picture of another diagram that looks as much like this one as it should.
    fn followed(&self, diagram: Diagram, tree: Tree) -> Self {
        let wished = wishes(&diagram, &tree);
        let own = || Base { tree: self.tree.clone(), arrangement: self.arrangement.clone() };
        let shown = self.base.as_deref();
        if let Some(before) = &diagram.before {
            // What is shown already need not be laid out again, and stays as the user knows it.
            let before_tree = Tree::new(before);
            let base = if before_tree == self.tree { Some(own()) } else { shown.cloned() };
            let Some(base) = base.filter(|it| it.tree == before_tree) else { return Self::new(diagram) };
            let arrangement = base.arrangement_of(before, &tree, &wished);
            return Self::arranged(diagram, tree, arrangement, Some(base));
        }
        if let Some(base) = shown.filter(|it| it.tree == tree) {
            return Self::arranged(diagram, tree, base.arrangement.clone(), None);
        }
        let own = wishes(&self.diagram, &self.tree);
        let place = |it: usize| {
            let view = self.nodes.get(it);
            view.map(|it| Place { anchor: it.anchor, bounds: it.bounds }).unwrap_or_default()
        };
        let earlier = layout::recalled((&self.tree, &own, &self.arrangement), &place, &tree);
        let arrangement = layout::choose_along(&tree, &wished, earlier);
        Self::arranged(diagram, tree, arrangement, None)
    }

    /// Fits the containers around moved nodes to what they hold; returns those that changed.
    fn refit(&mut self, roots: &[usize]) -> Vec<usize> {
        let mut containers: Vec<usize> = roots.iter().flat_map(|&it| self.tree.upward(it).skip(1)).collect();
        sort_numbers(&mut containers);
        containers.dedup();
        // From the inside out: a container's number is greater than those of the containers around it.
        let mut resized = Vec::new();
        for &container in containers.iter().rev() {
            let Some(view) = self.nodes.get(container) else { continue };
            let Some(node) = self.diagram.nodes.get(view.node) else { continue };
            let least = paint::least_size(node);
            let own = Rect { x: view.anchor.x, y: view.anchor.y, width: least.width, height: least.height };
            let children = self.tree.children(Some(container)).filter_map(|it| self.nodes.get(it));
            let bounds = children.map(|it| framed(it.bounds)).fold(own, Rect::union);
            if bounds != view.bounds {
                let items = self.painted(view.node, bounds);
                if let Some(view) = self.nodes.get_mut(container) {
                    view.bounds = bounds;
                    view.items = items;
                }
                resized.push(container);
            }
        }
        resized
    }

    /// Moves the edges that lie wholly inside a moved node along with it.
    fn carry_edges(&mut self, roots: &[usize], by: Point) -> Vec<usize> {
        let mut carried = Vec::new();
        for (number, view) in self.edges.iter_mut().enumerate() {
            let tree = &self.tree;
            if !roots.iter().any(|&it| tree.holds(it, view.source) && tree.holds(it, view.target)) {
                continue;
            }
            for point in &mut view.points {
                *point = Point { x: point.x + by.x, y: point.y + by.y };
            }
            view.bounds = shifted(view.bounds, by);
            view.label = view.label.map(|it| shifted(it, by));
            view.items.iter_mut().for_each(|it| it.shape.shift(by));
            carried.push(number);
        }
        carried
    }
}
