//! Price and re-price designs, review them, and export them.

use std::sync::Arc;

use divan::{Bencher, black_box};
use groundplan_core::{
    base::Address,
    design::{Design, apply, read},
    estimate::Estimate,
    export,
    generate::generate,
    plan::Stage,
    prices::PriceBook,
    rules,
    survey::Survey,
    vocab::{Command, Target},
};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn book() -> Arc<PriceBook> {
    Arc::new(PriceBook::from_json(include_str!("../../../public/prices/us-east-1.json")).expect("a book"))
}

fn c1() -> Design {
    read(include_str!("../../../public/references/c1.groundplan.json")).expect("a design")
}

/// Two edits that alternate between two machine types of one host.
fn edits(design: &Design) -> [Command; 2] {
    let host =
        design.components.iter().find(|(_, it)| it.config.meta().kind == "host").map(|(id, _)| id.clone());
    let id = host.unwrap_or_else(|| Address::slugify("host"));
    ["t4g.large", "t4g.xlarge"].map(|it| Command::Set {
        on: Target::Component(id.clone()),
        field: "instance_type".to_owned(),
        value: it.into(),
    })
}

fn reprice(bencher: Bencher<'_, '_>, mut design: Design) {
    let book = book();
    let edits = edits(&design);
    let mut survey = Survey::new(&design, &book);
    let mut estimate = Estimate::new(&survey);
    let mut turn = 0;
    bencher.bench_local(|| {
        apply(&mut design, &edits[turn % 2]).expect("an edit");
        turn += 1;
        let (next, dirty) = survey.update(&design, &book);
        estimate = estimate.update(&next, &dirty);
        survey = next;
        estimate.total()
    });
}

#[divan::bench]
fn price_c1(bencher: Bencher<'_, '_>) {
    let (design, book) = (c1(), book());
    bencher.bench(|| Estimate::new(&Survey::new(black_box(&design), &book)).total());
}

#[divan::bench(args = SIZES)]
fn price(bencher: Bencher<'_, '_>, n_components: usize) {
    let (design, book) = (generate(n_components, 1), book());
    bencher.bench(|| Estimate::new(&Survey::new(black_box(&design), &book)).total());
}

#[divan::bench]
fn reprice_c1(bencher: Bencher<'_, '_>) {
    reprice(bencher, c1());
}

#[divan::bench(args = SIZES)]
fn reprice_generated(bencher: Bencher<'_, '_>, n_components: usize) {
    reprice(bencher, generate(n_components, 1));
}

#[divan::bench]
fn review_c1(bencher: Bencher<'_, '_>) {
    let survey = Survey::new(&c1(), &book());
    let estimate = Estimate::new(&survey);
    bencher.bench(|| rules::check(black_box(&survey), &estimate));
}

#[divan::bench(args = [1_000])]
fn review(bencher: Bencher<'_, '_>, n_components: usize) {
    let survey = Survey::new(&generate(n_components, 1), &book());
    let estimate = Estimate::new(&survey);
    bencher.bench(|| rules::check(black_box(&survey), &estimate));
}

#[divan::bench]
fn export_c1(bencher: Bencher<'_, '_>) {
    let (design, book) = (c1(), book());
    bencher.bench(|| {
        let stage = Stage::new(black_box(&design), &book);
        export::bundle(&stage).zip().len()
    });
}

#[divan::bench]
fn read_price_book() -> usize {
    PriceBook::from_json(black_box(include_str!("../../../public/prices/us-east-1.json")))
        .map_or(0, |it| it.prices().len())
}
