//! Dragging: what moves along, where it lands, and the commands that this comes to. Pure.

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Address, Point, Rect, gather},
    design::Design,
    scene::Scene,
    vocab::{Command, Place},
};

/// What dragged places are a multiple of, in canvas units.
pub(crate) const GRID: f64 = 8.0;

/// Where dragged components would come to stand.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Landing {
    /// In the container that they are in, which grows with them.
    Stay,
    /// In another container; nothing for the open canvas.
    Into(Option<Address>),
    /// In one that does not take them.
    Refused(Address),
}

/// A drag under way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drag {
    /// What is dragged, without what stands in another of them.
    pub(crate) roots: Vec<Address>,
    /// Where the pointer took hold, on the canvas.
    pub(crate) start: Point,
    /// How far it came, in steps of the grid.
    pub(crate) offset: Point,
    /// How far the scene's nodes were moved; they stay behind while they would land elsewhere.
    pub(crate) applied: Point,
    /// Where it would land.
    pub(crate) landing: Landing,
    /// The edges that do not stay as they were, by their numbers in the scene.
    pub(crate) edges: BTreeSet<usize>,
    /// The scene as it was at the start. Containers that grow along must not run after the pointer, and
    /// lines that make way for what passes by come back.
    pub(crate) before: Box<Scene>,
}

impl Drag {
    /// Takes hold of what is chosen. Nothing when none of it is in the scene.
    pub(crate) fn new(
        scene: &Scene,
        design: &Design,
        chosen: &BTreeSet<Address>,
        start: Point,
    ) -> Option<Self> {
        let roots = roots(design, chosen);
        if !roots.iter().any(|it| scene.node_number(it.as_str()).is_some()) {
            return None;
        }
        let spans = spans(scene, &roots);
        let is_held = |number: usize| spans.iter().any(|it| (it.0..it.1).contains(&number));
        let edges = scene.edges.iter().enumerate();
        let edges = gather(edges.filter(|(_, it)| is_held(it.source) || is_held(it.target)).map(|it| it.0));
        Some(Self {
            edges,
            roots,
            start,
            offset: Point::default(),
            applied: Point::default(),
            landing: Landing::Stay,
            before: Box::new(scene.clone()),
        })
    }

    /// Follows the pointer to a point of the canvas.
    pub(crate) fn follow(&mut self, design: &Design, pointer: Point) {
        let snapped = |it: f64| (it / GRID).round() * GRID;
        self.offset = Point { x: snapped(pointer.x - self.start.x), y: snapped(pointer.y - self.start.y) };
        self.landing = self.landing_at(design, pointer);
    }

    /// How far the scene's nodes have to be moved from where they are now.
    pub(crate) fn pending(&self) -> Point {
        let wanted = if self.landing == Landing::Stay { self.offset } else { Point::default() };
        Point { x: wanted.x - self.applied.x, y: wanted.y - self.applied.y }
    }

    /// How far what is dragged is shown from where the scene has it.
    pub(crate) fn lift(&self) -> Point {
        Point { x: self.offset.x - self.applied.x, y: self.offset.y - self.applied.y }
    }

    /// The commands that make the drag last. The scene's nodes are where `applied` says.
    pub(crate) fn commands(&self, scene: &Scene, design: &Design) -> Vec<Command> {
        let mut commands = Vec::new();
        if self.offset == Point::default() {
            return commands;
        }
        let lift = self.lift();
        for id in &self.roots {
            let (Some(component), Some(own)) = (design.component(id), scene.position(id.as_str())) else {
                continue;
            };
            let at = match &self.landing {
                Landing::Refused(_) => continue,
                Landing::Into(into) if *into != component.parent => {
                    commands.push(Command::Move { id: id.clone(), into: into.clone() });
                    let anchor = |id: &Address| scene.node(id.as_str()).map(|it| it.anchor);
                    let from = component.parent.as_ref().and_then(anchor).unwrap_or_default();
                    let to = into.as_ref().and_then(anchor).unwrap_or_default();
                    Point { x: own.x + from.x - to.x, y: own.y + from.y - to.y }
                }
                Landing::Into(_) | Landing::Stay => own,
            };
            let at = Point { x: at.x + lift.x, y: at.y + lift.y };
            commands.push(Command::Place { id: id.clone(), at: Some(at) });
        }
        commands
    }

    fn landing_at(&self, design: &Design, pointer: Point) -> Landing {
        let Some(first) = self.roots.iter().find_map(|it| design.component(it)) else { return Landing::Stay };
        let target = self.container_at(pointer);
        if target == first.parent {
            return Landing::Stay;
        }
        if self.roots.iter().all(|it| can_stand(design, it, target.as_ref())) {
            return Landing::Into(target);
        }
        // Out over the border, where it can't stay: its container is meant to grow.
        let around = || first.parent.iter().flat_map(|it| design.above(it)).map(|it| it.0);
        match target {
            Some(id) if !around().any(|it| *it == id) => Landing::Refused(id),
            _ => Landing::Stay,
        }
    }

    /// The innermost container at a point that is not dragged itself, by the boxes of the start.
    fn container_at(&self, point: Point) -> Option<Address> {
        let mut found = None;
        let mut next = 0;
        let scene = &self.before;
        while let Some(view) = scene.nodes.get(next) {
            let node = scene.diagram().nodes.get(view.node);
            let inside = view.bounds.contains(point) && node.is_some_and(|it| !self.roots.contains(&it.id));
            if let Some(node) = node.filter(|it| inside && it.is_container) {
                found = Some(node.id.clone());
            }
            next = if inside { next + 1 } else { view.end.max(next + 1) };
        }
        found
    }
}

/// The numbers in the scene of some nodes with all that they hold: each from its own to the one after
/// its last.
pub(crate) fn spans(scene: &Scene, roots: &[Address]) -> Vec<(usize, usize)> {
    let span = |it: &Address| {
        let number = scene.node_number(it.as_str())?;
        Some((number, scene.nodes.get(number)?.end))
    };
    roots.iter().filter_map(span).collect()
}

/// The way of an edge between two boxes while one of them is carried about: level, upright, level, or
/// the other way round.
pub(crate) fn elbow(from: Rect, to: Rect) -> Vec<Point> {
    let (a, b) = (from.center(), to.center());
    if (b.x - a.x).abs() >= (b.y - a.y).abs() {
        let (start, end) = if a.x <= b.x { (from.right(), to.x) } else { (from.x, to.right()) };
        let middle = (start + end) / 2.0;
        vec![
            Point { x: start, y: a.y },
            Point { x: middle, y: a.y },
            Point { x: middle, y: b.y },
            Point { x: end, y: b.y },
        ]
    } else {
        let (start, end) = if a.y <= b.y { (from.bottom(), to.y) } else { (from.y, to.bottom()) };
        let middle = (start + end) / 2.0;
        vec![
            Point { x: a.x, y: start },
            Point { x: a.x, y: middle },
            Point { x: b.x, y: middle },
            Point { x: b.x, y: end },
        ]
    }
}

/// The chosen components without those that stand in another of them.
pub(crate) fn roots(design: &Design, chosen: &BTreeSet<Address>) -> Vec<Address> {
    let is_inner = |id: &Address| design.above(id).any(|(above, _)| chosen.contains(above));
    chosen.iter().filter(|id| design.component(id).is_some() && !is_inner(id)).cloned().collect()
}

/// Whether a component's kind may stand in a container; nothing is the open canvas.
pub(crate) fn can_stand(design: &Design, id: &Address, into: Option<&Address>) -> bool {
    let Some(component) = design.component(id) else { return false };
    let offered = match into {
        None => Some(Place::Canvas),
        Some(into) => design.component(into).and_then(|it| it.config.meta().offers),
    };
    offered.is_some_and(|it| component.config.meta().inside.contains(&it))
}

/// The commands that move components by so much.
pub(crate) fn nudge(scene: &Scene, roots: &[Address], by: Point) -> Vec<Command> {
    let place = |id: &Address| {
        let at = scene.position(id.as_str())?;
        Some(Command::Place { id: id.clone(), at: Some(Point { x: at.x + by.x, y: at.y + by.y }) })
    };
    roots.iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use groundplan_core::{design::apply_all, picture};
    use serde_json::json;

    use super::*;

    fn id(text: &str) -> Address {
        Address::slugify(text)
    }

    fn design() -> Design {
        let at = |x: f64, y: f64| json!({"x": x, "y": y});
        let records = [
            json!({"id": "us", "kind": "region", "position": at(0.0, 0.0)}),
            json!({"id": "net", "kind": "network", "parent": "us", "position": at(40.0, 80.0)}),
            json!({"id": "eu", "kind": "region", "position": at(2000.0, 0.0)}),
            json!({"id": "files", "kind": "bucket", "parent": "us", "position": at(600.0, 80.0)}),
            json!({"id": "users", "kind": "users", "position": at(0.0, 1500.0)}),
        ];
        let mut design = Design::default();
        let add = records.map(|it| Command::Add(serde_json::from_value(it).unwrap()));
        apply_all(&mut design, &add).unwrap();
        design
    }

    fn scene(design: &Design) -> Scene {
        Scene::new(picture::of(&picture::View { design, survey: None, estimate: None, findings: &[] }))
    }

    fn drag(chosen: &[&str], by: Point) -> (Design, Vec<Command>, Landing) {
        let mut design = design();
        let mut scene = scene(&design);
        let chosen: BTreeSet<Address> = chosen.iter().map(|it| id(it)).collect();
        let start = scene.node(chosen.first().unwrap().as_str()).unwrap().bounds.center();
        let mut drag = Drag::new(&scene, &design, &chosen, start).unwrap();
        drag.follow(&design, Point { x: start.x + by.x, y: start.y + by.y });
        let pending = drag.pending();
        scene.move_nodes(&drag.roots, pending);
        drag.applied = Point { x: drag.applied.x + pending.x, y: drag.applied.y + pending.y };
        let commands = drag.commands(&scene, &design);
        apply_all(&mut design, &commands).unwrap();
        (design, commands, drag.landing)
    }

    #[test]
    fn a_drag_inside_its_container_is_a_new_place_on_the_grid() {
        let (design, commands, landing) = drag(&["files"], Point { x: 21.0, y: -13.0 });
        assert_eq!((commands.len(), landing), (1, Landing::Stay));
        let at = design.component(&id("files")).unwrap().position;
        assert_eq!(at, Some(Point { x: 624.0, y: 64.0 }));
    }

    #[test]
    fn a_drag_onto_another_container_moves_into_it() {
        let (design, _, landing) = drag(&["files"], Point { x: 1480.0, y: -56.0 });
        assert_eq!(landing, Landing::Into(Some(id("eu"))));
        let files = design.component(&id("files")).unwrap();
        assert_eq!(files.parent, Some(id("eu")));
        // On the same spot of the canvas, counted from the other container.
        assert_eq!(files.position, Some(Point { x: 80.0, y: 24.0 }));
    }

    #[test]
    fn a_container_that_does_not_take_it_refuses_and_nothing_changes() {
        let (design, commands, landing) = drag(&["users"], Point { x: 100.0, y: -1380.0 });
        assert_eq!(landing, Landing::Refused(id("net")));
        assert!(commands.is_empty());
        assert_eq!(design, self::design());
    }

    #[test]
    fn out_over_the_border_lets_the_container_grow() {
        let (design, _, landing) = drag(&["files"], Point { x: 0.0, y: 700.0 });
        assert_eq!(landing, Landing::Stay);
        assert_eq!(design.component(&id("files")).unwrap().parent, Some(id("us")));
    }

    #[test]
    fn what_stands_in_a_dragged_container_goes_along_without_a_command() {
        let (_, commands, _) = drag(&["us", "net"], Point { x: 0.0, y: -80.0 });
        assert_eq!(commands, [Command::Place { id: id("us"), at: Some(Point { x: 0.0, y: -80.0 }) }]);
    }

    #[test]
    fn the_edge_of_something_carried_ends_at_its_box() {
        let still = Rect { x: 0.0, y: 0.0, width: 100.0, height: 40.0 };
        for (x, y) in [(300.0, 10.0), (-300.0, 10.0), (20.0, 500.0), (20.0, -500.0)] {
            let carried = Rect { x, y, ..still };
            let way = elbow(still, carried);
            assert!(still.contains(way[0]) && carried.contains(way[3]), "{x} {y}");
            assert!(way.windows(2).all(|it| it[0].x == it[1].x || it[0].y == it[1].y), "{x} {y}");
        }
    }

    #[test]
    fn a_drag_that_ends_where_it_began_is_none() {
        let (_, commands, _) = drag(&["files"], Point { x: 3.0, y: -3.0 });
        assert!(commands.is_empty());
    }
}
