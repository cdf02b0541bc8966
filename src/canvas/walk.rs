//! Walking from node to node with the keyboard. Pure: reads a scene, says which node is next.

use groundplan_core::{
    base::{Address, Point},
    scene::Scene,
};

/// A way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Direction {
    /// The direction of an arrow key.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" => Some(Self::Left),
            "ArrowRight" => Some(Self::Right),
            "ArrowUp" => Some(Self::Up),
            "ArrowDown" => Some(Self::Down),
            _ => None,
        }
    }

    /// A step of so many canvas units.
    pub(crate) const fn step(self, units: f64) -> Point {
        match self {
            Self::Left => Point { x: -units, y: 0.0 },
            Self::Right => Point { x: units, y: 0.0 },
            Self::Up => Point { x: 0.0, y: -units },
            Self::Down => Point { x: 0.0, y: units },
        }
    }
}

/// The node after or before this one, in the order of painting: what a container holds follows it.
/// Nothing at the end.
pub(crate) fn neighbour_in_order(scene: &Scene, from: Option<&Address>, forward: bool) -> Option<Address> {
    let last = scene.nodes.len().checked_sub(1)?;
    let number = match from.and_then(|it| scene.node_number(it.as_str())) {
        Some(number) if forward => number.checked_add(1)?,
        Some(number) => number.checked_sub(1)?,
        None if forward => 0,
        None => last,
    };
    scene.node_id(scene.nodes.get(number)?).cloned()
}

/// The nearest node in a direction. What holds this one, or is held by it, does not count: it is
/// neither left nor right of it.
pub(crate) fn neighbour_towards(scene: &Scene, from: &Address, direction: Direction) -> Option<Address> {
    let number = scene.node_number(from.as_str())?;
    let here = scene.nodes.get(number)?;
    let start = here.bounds.center();
    let ahead = direction.step(1.0);
    let candidates = scene.nodes.iter().enumerate().filter(|(other, view)| {
        let holds = *other < number && number < view.end;
        let is_held = number < *other && *other < here.end;
        *other != number && !holds && !is_held
    });
    let scored = candidates.filter_map(|(other, view)| {
        let middle = view.bounds.center();
        let way = Point { x: middle.x - start.x, y: middle.y - start.y };
        let along = way.x * ahead.x + way.y * ahead.y;
        let aside = (way.x * ahead.y).abs() + (way.y * ahead.x).abs();
        (along > 1.0 && along >= aside * 0.5).then_some((along + 2.0 * aside, other))
    });
    let (_, nearest) = scored.min_by(|a, b| a.0.total_cmp(&b.0))?;
    scene.node_id(scene.nodes.get(nearest)?).cloned()
}

/// The connection after this one among those of a node; the first one when none of them is given.
pub(crate) fn next_connection(scene: &Scene, node: &Address, after: Option<&Address>) -> Option<Address> {
    let number = scene.node_number(node.as_str())?;
    let own = scene.edges.iter().filter(|it| it.source == number || it.target == number);
    let ids: Vec<&Address> = own.filter_map(|it| scene.edge_id(it)).collect();
    let next = after.and_then(|id| ids.iter().position(|it| *it == id)).map_or(0, |it| it + 1);
    ids.get(next).or(ids.first()).map(|it| (*it).clone())
}

#[cfg(test)]
mod tests {
    use groundplan_core::scene::{Diagram, Edge, Node, Tint};

    use super::*;

    fn id(text: &str) -> Address {
        Address::slugify(text)
    }

    fn node(name: &str, parent: Option<&str>, x: f64, y: f64) -> Node {
        Node {
            id: id(name),
            parent: parent.map(id),
            title: name.to_owned(),
            subtitle: String::new(),
            note: String::new(),
            icon: "",
            tint: Tint::Compute,
            is_container: false,
            position: Some(Point { x, y }),
            mark: None,
            severity: None,
        }
    }

    fn scene() -> Scene {
        let edge = |source: &str, target: &str| Edge {
            id: id(&format!("{source}-{target}")),
            source: id(source),
            target: id(target),
            label: String::new(),
            is_supporting: false,
            mark: None,
            severity: None,
        };
        Scene::new(Diagram {
            nodes: vec![
                node("a", None, 0.0, 0.0),
                node("b", Some("a"), 20.0, 40.0),
                node("c", Some("a"), 320.0, 40.0),
                node("d", None, 0.0, 400.0),
            ],
            edges: vec![edge("b", "c"), edge("b", "d")],
            before: None,
        })
    }

    #[test]
    fn the_order_goes_into_containers_and_ends() {
        let scene = scene();
        let mut walked = Vec::new();
        let mut here = None;
        while let Some(next) = neighbour_in_order(&scene, here.as_ref(), true) {
            walked.push(next.to_string());
            here = Some(next);
        }
        assert_eq!(walked, ["a", "b", "c", "d"]);
        assert_eq!(neighbour_in_order(&scene, Some(&id("b")), false), Some(id("a")));
        assert_eq!(neighbour_in_order(&Scene::default(), None, true), None);
    }

    #[test]
    fn arrows_go_to_the_nearest_node_that_way() {
        let scene = scene();
        let go =
            |from: &str, direction| neighbour_towards(&scene, &id(from), direction).map(|it| it.to_string());
        assert_eq!(go("b", Direction::Right).as_deref(), Some("c"));
        assert_eq!(go("c", Direction::Left).as_deref(), Some("b"));
        assert_eq!(go("b", Direction::Down).as_deref(), Some("d"));
        assert_eq!(go("b", Direction::Up), None);
    }

    #[test]
    fn connections_are_gone_through_in_a_circle() {
        let scene = scene();
        let first = next_connection(&scene, &id("b"), None).unwrap();
        let second = next_connection(&scene, &id("b"), Some(&first)).unwrap();
        assert_ne!(first, second);
        assert_eq!(next_connection(&scene, &id("b"), Some(&second)), Some(first));
        assert_eq!(next_connection(&scene, &id("a"), None), None);
    }
}
