//! How fast designs are priced in the browser. `cargo xtask bench` loads it in Chromium; each figure is
//! a line of JSON on the console, and the last line is `done`.

use std::sync::Arc;

use groundplan_core::{
    design::{Design, apply, read},
    estimate::Estimate,
    generate::generate,
    prices::PriceBook,
    survey::Survey,
    vocab::{Command, Target},
};
use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::console;

/// How often each time is taken; the median is told.
const RUNS: usize = 15;
/// How long one run lasts at least, in milliseconds: the clock of a page is coarse.
const RUN_MS: f64 = 20.0;

fn main() {
    let book = PriceBook::from_json(include_str!("../../../public/prices/us-east-1.json")).map(Arc::new);
    let c1 = read(include_str!("../../../public/references/c1.groundplan.json"));
    let (Ok(book), Ok(c1)) = (book, c1) else { return console::error_1(&"no book, no design".into()) };
    measure("c1", c1, &book);
    for n_components in [100, 1_000, 10_000] {
        measure(&format!("{n_components} components"), generate(n_components, 1), &book);
    }
    console::log_1(&"done".into());
}

fn measure(name: &str, mut design: Design, book: &Arc<PriceBook>) {
    tell(&format!("price {name} in Chromium"), || Estimate::new(&Survey::new(&design, book)));
    let host = design.components.iter().find(|(_, it)| it.config.meta().kind == "host");
    let Some(id) = host.map(|(id, _)| id.clone()) else { return };
    let edits = ["t4g.large", "t4g.xlarge"].map(|it| Command::Set {
        on: Target::Component(id.clone()),
        field: "instance_type".to_owned(),
        value: it.into(),
    });
    let mut survey = Survey::new(&design, book);
    let mut estimate = Estimate::new(&survey);
    let mut turns = edits.iter().cycle();
    tell(&format!("re-price {name} in Chromium"), || {
        if let Some(edit) = turns.next() {
            // Both types are in the book and on the list, so the edit is never refused.
            let _ = apply(&mut design, edit);
        }
        let (next, dirty) = survey.update(&design, book);
        estimate = estimate.update(&next, &dirty);
        survey = next;
    });
}

fn tell<T>(name: &str, mut work: impl FnMut() -> T) {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = now();
            let mut n_done = 0.0;
            while now() - start < RUN_MS {
                drop(std::hint::black_box(work()));
                n_done += 1.0;
            }
            (now() - start) / n_done
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let nanoseconds = times[RUNS / 2] * 1e6;
    console::log_1(&format!(r#"{{"name":"{name}","value":{nanoseconds:.0},"unit":"ns"}}"#).into());
}

/// Milliseconds on the page's own clock.
fn now() -> f64 {
    let clock = Reflect::get(&js_sys::global(), &"performance".into()).unwrap_or_default();
    let read = Reflect::get(&clock, &"now".into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    read.and_then(|it| it.call0(&clock).ok()?.as_f64()).unwrap_or_default()
}
