//! Lay out designs, route their edges, and drag.

use std::sync::Arc;

use divan::{Bencher, black_box};
use groundplan_core::{
    base::{Address, Point},
    design::{Design, read},
    generate::generate,
    picture,
    plan::{Stage, up_to},
    prices::PriceBook,
    scene::{Diagram, Scene},
};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [100, 1_000, 4_000];

fn book() -> Arc<PriceBook> {
    Arc::new(PriceBook::from_json(include_str!("../../../public/prices/us-east-1.json")).expect("a book"))
}

fn c1() -> Design {
    read(include_str!("../../../public/references/c1.groundplan.json")).expect("a design")
}

fn diagram(design: &Design) -> Diagram {
    picture::of(&picture::View::from(&Stage::new(design, &book())))
}

/// Layout and routing.
#[divan::bench]
fn draw_c1(bencher: Bencher<'_, '_>) {
    let diagram = diagram(&c1());
    bencher.with_inputs(|| diagram.clone()).bench_values(Scene::new);
}

#[divan::bench(args = SIZES)]
fn draw(bencher: Bencher<'_, '_>, n_components: usize) {
    let diagram = diagram(&generate(n_components, 1));
    bencher.with_inputs(|| diagram.clone()).bench_values(Scene::new);
}

/// A step of the plan beside what was there before.
#[divan::bench]
fn draw_step_of_c1(bencher: Bencher<'_, '_>) {
    let (base, book) = (c1(), book());
    let step = up_to(&base, Some("kafka-quorum")).expect("a step");
    let (base, step) = (Stage::new(&base, &book), Stage::new(&step, &book));
    let diagram = picture::of_change(&(&base).into(), &(&step).into());
    bencher.with_inputs(|| diagram.clone()).bench_values(Scene::new);
}

/// Every edge anew, while the layout keeps its ways: the routing is most of it.
fn reroute(bencher: Bencher<'_, '_>, diagram: &Diagram) {
    let mut scene = Scene::new(diagram.clone());
    let mut turned = diagram.clone();
    turned.edges.iter_mut().for_each(|it| it.label = "443".to_owned());
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        scene.update(if turn % 2 == 0 { diagram.clone() } else { turned.clone() });
    });
}

#[divan::bench]
fn route_c1(bencher: Bencher<'_, '_>) {
    reroute(bencher, &diagram(&c1()));
}

#[divan::bench(args = SIZES)]
fn route(bencher: Bencher<'_, '_>, n_components: usize) {
    reroute(bencher, &diagram(&generate(n_components, 1)));
}

/// Drags the node that holds about so many others a little to and fro.
fn drag(bencher: Bencher<'_, '_>, n_inside: usize) {
    let mut scene = Scene::new(diagram(&generate(1_000, 1)));
    let holds = |it: &usize| scene.nodes.get(*it).map_or(0, |view| view.end - it - 1);
    let dragged = (0..scene.nodes.len()).min_by_key(|it| holds(it).abs_diff(n_inside));
    let id = dragged.and_then(|it| scene.node_id(scene.nodes.get(it)?).cloned());
    let id = id.unwrap_or_else(|| Address::slugify("none"));
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        let x = if turn % 2 == 0 { 24.0 } else { -24.0 };
        scene.move_nodes(black_box(std::slice::from_ref(&id)), Point { x, y: 8.0 * x.signum() })
    });
}

#[divan::bench]
fn drag_a_leaf(bencher: Bencher<'_, '_>) {
    drag(bencher, 0);
}

#[divan::bench]
fn drag_a_tier(bencher: Bencher<'_, '_>) {
    drag(bencher, 72);
}
