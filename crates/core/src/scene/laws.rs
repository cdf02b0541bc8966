//! Laws that hold for every diagram, tried on random ones.

use proptest::prelude::*;

use crate::{
    base::{Address, Point, Rect},
    scene::{
        Diagram, Scene,
        route::span,
        samples::{edge, node},
    },
};

/// One node as random numbers: which container, whether it is one, and a place in a third of them.
type Seed = (usize, bool, Option<(i16, i16)>);

fn seeds(places: bool) -> impl Strategy<Value = (Vec<Seed>, Vec<(usize, usize)>)> {
    let place = if places {
        prop::option::weighted(0.3, (-400..1200_i16, -400..900_i16)).boxed()
    } else {
        Just(None).boxed()
    };
    let nodes = prop::collection::vec((0..1000_usize, prop::bool::weighted(0.3), place), 1..28);
    (nodes, prop::collection::vec((0..1000_usize, 0..1000_usize), 0..32))
}

/// A diagram in which each node is held by an earlier container or by none.
fn diagram((nodes, edges): &(Vec<Seed>, Vec<(usize, usize)>)) -> Diagram {
    let id = |number: usize| format!("n{number:03}");
    let mut containers: Vec<Option<usize>> = vec![None];
    let mut drawn = Vec::new();
    for (number, (parent, is_container, place)) in nodes.iter().enumerate() {
        let parent = containers[parent % containers.len()].map(id);
        let mut node = node(&id(number), parent.as_deref());
        node.is_container = *is_container;
        node.position = place.map(|(x, y)| Point { x: x.into(), y: y.into() });
        drawn.push(node);
        containers.extend(is_container.then_some(Some(number)));
    }
    let ends = |it: &(usize, usize)| (it.0 % nodes.len(), it.1 % nodes.len());
    let mut edges: Vec<_> = edges
        .iter()
        .map(ends)
        .map(|(source, target)| crate::scene::Edge {
            label: "TCP 443".to_owned(),
            is_supporting: (source + target) % 3 == 0,
            ..edge(&id(source), &id(target))
        })
        .collect();
    edges.sort_by(|a, b| a.id.cmp(&b.id));
    edges.dedup_by(|a, b| a.id == b.id);
    Diagram { nodes: drawn, edges, before: None }
}

fn is_placed(scene: &Scene, number: usize) -> bool {
    scene.diagram().nodes[scene.nodes[number].node].position.is_some()
}

fn check_children_lie_inside(scene: &Scene) {
    for view in &scene.nodes {
        if let Some(parent) = view.parent {
            let (inner, outer) = (view.bounds, scene.nodes[parent].bounds);
            assert_eq!(inner.union(outer), outer, "{:?}", scene.node_id(view));
        }
    }
}

fn check_siblings_are_apart(scene: &Scene) {
    for (a, view) in scene.nodes.iter().enumerate() {
        for (b, other) in scene.nodes.iter().enumerate().skip(a + 1) {
            let is_free = view.parent == other.parent && !(is_placed(scene, a) && is_placed(scene, b));
            let overlaps = view.bounds.intersects(other.bounds);
            assert!(!(is_free && overlaps), "{:?} overlaps {:?}", scene.node_id(view), scene.node_id(other));
        }
    }
}

fn on_border(point: Point, bounds: Rect) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
    bounds.inflate(0.01).contains(point)
        && (near(point.x, bounds.x)
            || near(point.x, bounds.right())
            || near(point.y, bounds.y)
            || near(point.y, bounds.bottom()))
}

fn check_ways_join_their_ends(scene: &Scene) {
    for view in &scene.edges {
        let points = &view.points;
        let id = scene.edge_id(view);
        assert!(points.len() > 1, "{id:?} has no way");
        assert!(points.windows(2).all(|it| it[0].x == it[1].x || it[0].y == it[1].y), "{id:?}: {points:?}");
        let (source, target) = (scene.nodes[view.source].bounds, scene.nodes[view.target].bounds);
        assert!(on_border(points[0], source), "{id:?} leaves {source:?} at {:?}", points[0]);
        assert!(on_border(points[points.len() - 1], target), "{id:?} reaches {target:?} at {points:?}");
    }
}

/// No way runs through a box that holds neither of its ends, nor through its own ends.
fn check_ways_are_free(scene: &Scene) {
    for view in &scene.edges {
        for (number, other) in scene.nodes.iter().enumerate() {
            let holds = |it: usize| (number..other.end).contains(&it);
            if holds(view.source) || holds(view.target) {
                continue;
            }
            for pair in view.points.windows(2) {
                let piece = span(pair[0], pair[1]).inflate(0.01);
                let crosses = piece.intersects(other.bounds);
                assert!(!crosses, "{:?} runs through {:?}", scene.edge_id(view), scene.node_id(other));
            }
        }
    }
}

fn check_labels_are_clear(scene: &Scene) {
    for view in &scene.edges {
        let Some(label) = view.label else { continue };
        let is_leaf = |number: usize| scene.nodes[number].end == number + 1;
        let covered = scene.nodes_touching(label).find(|&it| is_leaf(it));
        let covered = covered.and_then(|it| scene.node_id(&scene.nodes[it]));
        assert_eq!(
            covered.filter(|_| !is_inside_empty(scene, label)),
            None,
            "under the label of {:?}",
            scene.edge_id(view)
        );
    }
}

/// Whether a rectangle lies inside an empty container, which counts as a leaf here.
fn is_inside_empty(scene: &Scene, rect: Rect) -> bool {
    scene.nodes_touching(rect).any(|it| scene.diagram().nodes[scene.nodes[it].node].is_container)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn automatic_pictures_are_tidy(seeds in seeds(false)) {
        let scene = Scene::new(diagram(&seeds));
        check_children_lie_inside(&scene);
        check_siblings_are_apart(&scene);
        check_ways_join_their_ends(&scene);
        check_ways_are_free(&scene);
        check_labels_are_clear(&scene);
        prop_assert_eq!(&scene, &Scene::new(diagram(&seeds)));
    }

    #[test]
    fn hand_placed_nodes_stay_and_the_others_make_room(seeds in seeds(true)) {
        let scene = Scene::new(diagram(&seeds));
        for node in &scene.diagram().nodes {
            if let Some(position) = node.position {
                prop_assert_eq!(scene.position(node.id.as_str()), Some(position));
            }
        }
        check_children_lie_inside(&scene);
        check_siblings_are_apart(&scene);
        check_ways_join_their_ends(&scene);
    }

    #[test]
    fn a_drag_keeps_everything_together(seeds in seeds(true), steps in prop::collection::vec((0..1000_usize, -300..300_i16, -300..300_i16), 1..6)) {
        let mut scene = Scene::new(diagram(&seeds));
        for (node, x, y) in steps {
            let number = node % scene.nodes.len();
            let id = scene.node_id(&scene.nodes[number]).cloned().unwrap();
            let before = scene.position(id.as_str()).unwrap();
            let changed = scene.move_nodes(std::slice::from_ref(&id), Point { x: x.into(), y: y.into() });
            let after = scene.position(id.as_str()).unwrap();
            prop_assert_eq!((after.x - before.x, after.y - before.y), (x.into(), y.into()));
            prop_assert!(changed.nodes.contains(&number));
            check_children_lie_inside(&scene);
            check_ways_join_their_ends(&scene);
        }
    }

    #[test]
    fn an_update_places_as_a_new_picture_would(seeds in seeds(false), moved in 0..1000_usize, x in 0..900_i16, y in 0..600_i16) {
        let mut scene = Scene::new(diagram(&seeds));
        let mut next = scene.diagram().clone();
        let number = moved % next.nodes.len();
        next.nodes[number].position = Some(Point { x: x.into(), y: y.into() });
        next.nodes[number].title = "Renamed".to_owned();
        scene.update(next.clone());
        prop_assert_eq!(&scene.nodes, &Scene::new(next).nodes);
        check_ways_join_their_ends(&scene);
        check_ways_are_free(&scene);
    }

    #[test]
    fn searching_finds_what_is_there(seeds in seeds(true)) {
        let scene = Scene::new(diagram(&seeds));
        for (number, view) in scene.nodes.iter().enumerate() {
            let found = scene.node_at(view.bounds.center());
            prop_assert!(found.is_some_and(|it| it >= number));
            prop_assert!(scene.nodes_in(view.bounds).contains(&number));
        }
        for (number, view) in scene.edges.iter().enumerate() {
            prop_assert!(scene.edge_near(view.points[0], 2.0).is_some());
            prop_assert!(scene.edges_touching(view.bounds).any(|it| it == number));
        }
        prop_assert_eq!(scene.nodes_in(scene.bounds()).len(), scene.nodes.len());
    }
}

#[test]
fn an_empty_diagram_is_an_empty_picture() {
    let scene = Scene::new(Diagram::default());
    assert_eq!(scene.bounds(), Rect::default());
    assert_eq!(scene.node_at(Point::default()), None);
}

#[test]
fn absurd_places_do_not_break_the_picture() {
    let mut far = node("far", None);
    far.position = Some(Point { x: f64::MAX, y: -1e300 });
    let mut lost = node("lost", None);
    lost.position = Some(Point { x: f64::NAN, y: f64::INFINITY });
    let scene =
        Scene::new(Diagram { nodes: vec![far, lost], edges: vec![edge("far", "lost")], before: None });
    assert!(scene.bounds().width.is_finite());
    check_ways_join_their_ends(&scene);
}

#[test]
fn moving_a_container_takes_along_what_it_holds() {
    let mut host = node("host", None);
    host.is_container = true;
    let nodes = vec![host, node("inner", Some("host"))];
    let mut scene = Scene::new(Diagram { nodes, ..Diagram::default() });
    let before = scene.node("inner").map(|it| it.bounds).unwrap_or_default();
    scene.move_nodes(&[Address::slugify("host"), Address::slugify("inner")], Point { x: 5.0, y: 7.0 });
    let after = scene.node("inner").map(|it| it.bounds).unwrap_or_default();
    assert_eq!((after.x - before.x, after.y - before.y), (5.0, 7.0));
}
