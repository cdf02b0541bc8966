//! Gestures: what the pointer is in the middle of, and what it points at. Pure.

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Address, Point, Rect, Size},
    scene::{Detail, EdgeView, Scene},
};

use crate::session::Pick;

use super::drag::Drag;

/// How far the pointer may stray, in pixels, before a press becomes a drag.
pub(crate) const SLACK: f64 = 4.0;
/// The title bar of a container, in canvas units: where one takes hold of it.
const TITLE_BAR: f64 = 32.0;
/// How near to a line a press counts as one on it, in pixels.
const LINE_REACH: f64 = 5.0;
/// How near to the middle of a handle a press counts as one on it, in pixels.
const HANDLE_REACH: f64 = 10.0;
/// The least box that shows handles, in pixels: on a smaller one they would leave no room to take hold
/// of the box itself.
const LEAST_HANDLED: Size = Size { width: 48.0, height: 24.0 };

/// What the pointer does when it drags over nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Selects.
    #[default]
    Select,
    /// Moves the picture.
    Hand,
}

/// What is under the pointer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Hit {
    #[default]
    Nothing,
    /// A node that is taken hold of anywhere, or a container by its title bar.
    Node(Address),
    /// The inside of a container.
    Inside(Address),
    /// A connection.
    Edge(Address),
    /// A handle from which a connection is drawn.
    Handle(Address),
}

impl Hit {
    /// What is selected by a click here.
    pub(crate) fn pick(&self) -> Option<Pick> {
        match self {
            Self::Nothing => None,
            Self::Node(id) | Self::Inside(id) | Self::Handle(id) => Some(Pick::Component(id.clone())),
            Self::Edge(id) => Some(Pick::Connection(id.clone())),
        }
    }
}

/// What the pointer is in the middle of. Points are of the canvas unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Gesture {
    #[default]
    None,
    /// Pressed, and not moved far enough yet to tell.
    Press {
        /// On the screen.
        at: Point,
        hit: Hit,
        /// Whether it adds to the selection.
        adds: bool,
        is_touch: bool,
    },
    /// Moves the picture.
    Pan,
    /// Selects what lies inside a rectangle.
    Marquee {
        from: Point,
        to: Point,
        /// What was selected before and stays so.
        before: BTreeSet<Pick>,
    },
    /// Moves components.
    Drag(Drag),
    /// Draws a connection.
    Connect {
        from: Address,
        to: Option<Address>,
        at: Point,
        /// Whether it was begun with a key, so that no button is held.
        is_by_key: bool,
    },
    /// Zooms with two fingers.
    Pinch,
}

/// Where a node's handles are.
pub(crate) fn handles(bounds: Rect) -> [Point; 4] {
    let middle = bounds.center();
    [
        Point { x: bounds.right(), y: middle.y },
        Point { x: middle.x, y: bounds.bottom() },
        Point { x: bounds.x, y: middle.y },
        Point { x: middle.x, y: bounds.y },
    ]
}

/// Whether a box shows handles at this zoom.
pub(crate) fn shows_handles(bounds: Rect, zoom: f64) -> bool {
    bounds.width * zoom >= LEAST_HANDLED.width && bounds.height * zoom >= LEAST_HANDLED.height
}

/// The node that shows its handles: the one under the pointer, else the only one selected.
pub(crate) fn handled<'a>(hover: &'a Hit, only_selected: Option<&'a Address>) -> Option<&'a Address> {
    match hover {
        Hit::Node(id) | Hit::Handle(id) => Some(id),
        _ => only_selected,
    }
}

/// The innermost container at a point.
pub(crate) fn container_at(scene: &Scene, point: Point) -> Option<Address> {
    let mut next = scene.node_at(point);
    while let Some(view) = next.and_then(|it| scene.nodes.get(it)) {
        let node = scene.diagram().nodes.get(view.node)?;
        if node.is_container {
            return Some(node.id.clone());
        }
        next = view.parent;
    }
    None
}

/// What is at a point. `handled` is the node that shows its handles.
pub(crate) fn hit(scene: &Scene, zoom: f64, handled: Option<&Address>, point: Point) -> Hit {
    if let Some(id) = handled.filter(|it| on_handle(scene, zoom, it, point)) {
        return Hit::Handle(id.clone());
    }
    // A label that is not painted is not pressed either.
    let shows_labels = Detail::at_zoom(zoom) == Detail::Near;
    let labelled = scene.edges.iter().find(|it| it.label.is_some_and(|it| it.contains(point)));
    if let Some(id) = labelled.filter(|_| shows_labels).and_then(|it| scene.edge_id(it)) {
        return Hit::Edge(id.clone());
    }
    let node = scene.node_at(point).and_then(|it| scene.nodes.get(it));
    let known = node.and_then(|view| Some((view, scene.diagram().nodes.get(view.node)?)));
    if let Some((_, node)) =
        known.filter(|(view, node)| !node.is_container || on_title_bar(view.bounds, point))
    {
        return Hit::Node(node.id.clone());
    }
    let edge = scene.edge_near(point, LINE_REACH / zoom.max(0.3)).and_then(|it| scene.edges.get(it));
    if let Some(id) = edge.and_then(|it| scene.edge_id(it)) {
        return Hit::Edge(id.clone());
    }
    known.map_or(Hit::Nothing, |(_, node)| Hit::Inside(node.id.clone()))
}

/// Whether a point is on a handle of a node. The middle of what the node is taken hold of by is not,
/// however near the handles come to it.
fn on_handle(scene: &Scene, zoom: f64, id: &Address, point: Point) -> bool {
    let Some(view) = scene.node(id.as_str()).filter(|it| shows_handles(it.bounds, zoom)) else {
        return false;
    };
    let is_container = scene.diagram().nodes.get(view.node).is_some_and(|it| it.is_container);
    let grip = if is_container { title_bar(view.bounds) } else { view.bounds };
    let middle = Rect {
        x: grip.x + grip.width / 4.0,
        y: grip.y + grip.height / 4.0,
        width: grip.width / 2.0,
        height: grip.height / 2.0,
    };
    let is_near = |it: &Point| (it.x - point.x).hypot(it.y - point.y) * zoom <= HANDLE_REACH;
    !middle.contains(point) && handles(view.bounds).iter().any(is_near)
}

/// The part of a container that it is taken hold of by; its title bar.
pub(crate) fn title_bar(bounds: Rect) -> Rect {
    Rect { height: TITLE_BAR.min(bounds.height), ..bounds }
}

fn on_title_bar(bounds: Rect, point: Point) -> bool {
    title_bar(bounds).contains(point)
}

/// The rectangle between two corners.
pub(crate) fn rect_between(a: Point, b: Point) -> Rect {
    Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
}

/// What a marquee selects: the nodes wholly inside, without what stands in another of them.
pub(crate) fn in_marquee(scene: &Scene, rect: Rect) -> BTreeSet<Pick> {
    let mut end = 0;
    let mut picks = BTreeSet::new();
    for number in scene.nodes_in(rect) {
        let Some(view) = scene.nodes.get(number).filter(|_| number >= end) else { continue };
        end = view.end;
        picks.extend(scene.node_id(view).cloned().map(Pick::Component));
    }
    picks
}

/// The middle of an edge's label, or of its way where it has none.
pub(crate) fn middle(view: &EdgeView) -> Point {
    if let Some(label) = view.label {
        return label.center();
    }
    let pieces =
        || view.points.windows(2).filter_map(|it| if let &[a, b] = it { Some((a, b)) } else { None });
    let length = |(a, b): (Point, Point)| (b.x - a.x).abs() + (b.y - a.y).abs();
    let mut rest = pieces().map(length).sum::<f64>() / 2.0;
    for (a, b) in pieces() {
        let whole = length((a, b));
        if rest <= whole && whole > 0.0 {
            let part = rest / whole;
            return Point { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
        }
        rest -= whole;
    }
    view.points.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use groundplan_core::scene::{Diagram, Edge, Node, Tint};

    use super::*;

    fn id(text: &str) -> Address {
        Address::slugify(text)
    }

    fn scene() -> Scene {
        let node = |name: &str, parent: Option<&str>, x: f64, y: f64| Node {
            id: id(name),
            parent: parent.map(id),
            title: name.to_owned(),
            subtitle: String::new(),
            note: String::new(),
            icon: "",
            tint: Tint::Compute,
            is_container: parent.is_none(),
            position: Some(Point { x, y }),
            mark: None,
            severity: None,
        };
        let edge = Edge {
            id: id("a-b"),
            source: id("a"),
            target: id("b"),
            label: "443".to_owned(),
            is_supporting: false,
            mark: None,
            severity: None,
        };
        let nodes = vec![
            node("a", Some("box"), 40.0, 60.0),
            node("b", Some("box"), 500.0, 60.0),
            node("box", None, 0.0, 0.0),
        ];
        Scene::new(Diagram { nodes, edges: vec![edge], before: None })
    }

    #[test]
    fn leaves_are_held_anywhere_and_containers_by_their_title_bar() {
        let scene = scene();
        let at = |x: f64, y: f64| hit(&scene, 1.0, None, Point { x, y });
        let a = scene.node("a").unwrap().bounds.center();
        assert_eq!(at(a.x, a.y), Hit::Node(id("a")));
        assert_eq!(at(200.0, 10.0), Hit::Node(id("box")));
        let bounds = scene.node("box").unwrap().bounds;
        assert_eq!(at(bounds.x + 4.0, bounds.y + bounds.height - 4.0), Hit::Inside(id("box")));
        assert_eq!(at(-50.0, -50.0), Hit::Nothing);
    }

    #[test]
    fn a_line_is_hit_near_it_and_a_handle_before_all_else() {
        let scene = scene();
        let edge = scene.edges.first().unwrap();
        let near = Point { y: edge.points[0].y + 3.0, ..middle(edge) };
        assert_eq!(hit(&scene, 1.0, None, near), Hit::Edge(id("a-b")));
        let right = handles(scene.node("a").unwrap().bounds)[0];
        assert_eq!(hit(&scene, 1.0, Some(&id("a")), right), Hit::Handle(id("a")));
        assert_eq!(hit(&scene, 0.1, Some(&id("a")), right), Hit::Node(id("a")));
    }

    #[test]
    fn the_middle_of_a_box_is_for_dragging_at_every_zoom() {
        let scene = scene();
        for name in ["a", "box"] {
            let bounds = scene.node(name).unwrap().bounds;
            let grip = if name == "box" { title_bar(bounds) } else { bounds }.center();
            for percent in 5..=400 {
                let found = hit(&scene, f64::from(percent) / 100.0, Some(&id(name)), grip);
                assert_eq!(found, Hit::Node(id(name)), "{percent} %");
            }
        }
    }

    #[test]
    fn a_box_that_is_small_on_the_screen_has_no_handles() {
        let scene = scene();
        let bounds = scene.node("a").unwrap().bounds;
        for handle in handles(bounds) {
            assert_eq!(hit(&scene, 0.5, Some(&id("a")), handle), Hit::Handle(id("a")));
            assert_ne!(hit(&scene, 0.36, Some(&id("a")), handle), Hit::Handle(id("a")));
        }
    }

    #[test]
    fn a_marquee_takes_what_lies_wholly_inside_and_only_the_outermost() {
        let scene = scene();
        let around = |name: &str| scene.node(name).unwrap().bounds.inflate(2.0);
        assert_eq!(in_marquee(&scene, around("a")), [Pick::Component(id("a"))].into());
        assert_eq!(in_marquee(&scene, around("box")), [Pick::Component(id("box"))].into());
        assert!(
            in_marquee(&scene, rect_between(Point { x: 30.0, y: 50.0 }, Point { x: 45.0, y: 65.0 }))
                .is_empty()
        );
    }
}
