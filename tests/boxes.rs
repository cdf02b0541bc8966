//! `docs/references.md`: what it says can be pointed at is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use groundplan_core::{
    design::{Design, Extra, read},
    export,
    plan::{Stage, up_to},
    prices::{PriceBook, Region},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn book(region: Region) -> Arc<PriceBook> {
    let path = root().join(format!("public/prices/{}.json", region.code()));
    Arc::new(PriceBook::from_json(&fs::read_to_string(path).unwrap()).unwrap())
}

/// A box of a document: its number, and the words that say where it shows.
struct Row {
    number: String,
    words: Vec<String>,
}

/// The rows of each reference, by its id.
fn rows() -> BTreeMap<String, Vec<Row>> {
    let text = fs::read_to_string(root().join("docs/references.md")).unwrap();
    let mut all: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut reference = String::new();
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("## ") {
            reference = id.to_owned();
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, number, what, place, _] = cells.as_slice() else { continue };
        if *number == "Box" || number.starts_with("---") {
            continue;
        }
        assert!(!what.is_empty() && !place.is_empty(), "{number} says nothing");
        let words = place.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        all.entry(reference.clone()).or_default().push(Row { number: (*number).to_owned(), words });
    }
    all
}

/// What there is to point at.
#[derive(Default)]
struct Shown(BTreeSet<String>);

impl Shown {
    fn add(&mut self, kind: &str, name: impl std::fmt::Display) {
        self.0.insert(format!("{kind}:{name}"));
    }

    fn look_at(&mut self, design: &Design) {
        for (id, component) in &design.components {
            self.add("component", id);
            let config = component.config.to_json();
            for field in config.as_object().unwrap().keys() {
                self.add("setting", format!("{id}.{field}"));
            }
        }
        for id in design.connections.keys() {
            self.add("connection", id);
        }
        let mut design = design.clone();
        Arc::make_mut(&mut design.settings).extras.insert(Extra::Cloudformation);
        let stage = Stage::new(&design, &book(design.settings.region));
        for line in stage.estimate.lines() {
            self.add("line", format!("{}/{}", line.component, line.key));
        }
        for finding in stage.findings() {
            self.add("rule", finding.rule);
        }
        for (path, _) in export::bundle(&stage).files() {
            self.add("file", path);
        }
    }
}

fn shown(reference: &str) -> Shown {
    let path = root().join(format!("public/references/{reference}.groundplan.json"));
    let file = read(&fs::read_to_string(path).unwrap()).unwrap();
    let mut shown = Shown::default();
    for claim in &file.settings.claims {
        shown.add("claim", &claim.id);
    }
    for guardrail in &file.settings.guardrails {
        shown.add("guardrail", &guardrail.id);
    }
    shown.look_at(&file);
    for environment in &file.settings.environments {
        shown.add("environment", &environment.id);
        shown.look_at(&file.environment(Some(environment.id.as_str())).unwrap());
    }
    for step in &file.settings.plan.steps {
        shown.add("step", &step.id);
        shown.look_at(&up_to(&file, Some(step.id.as_str())).unwrap());
    }
    shown
}

#[test]
fn each_box_shows_where_it_is_said_to() {
    let mut missing = Vec::new();
    for (reference, rows) in rows() {
        let shown = shown(&reference);
        for row in rows {
            let absent = row.words.iter().filter(|it| !shown.0.contains(*it));
            missing.extend(absent.map(|it| format!("{reference}, {}: {it}", row.number)));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn no_box_is_left_out() {
    let all = rows();
    for (reference, document, numbers, letters) in [("c1", "000", 44, 'r'), ("reptidex", "002", 27, 't')] {
        let known: BTreeSet<&str> = all[reference].iter().map(|it| it.number.as_str()).collect();
        let wanted: Vec<String> = (1..=numbers)
            .map(|it| format!("{document}-{it:02}"))
            .chain(('a'..=letters).map(|it| format!("{document}-{it}")))
            .collect();
        let missing: Vec<&String> = wanted.iter().filter(|it| !known.contains(it.as_str())).collect();
        assert!(missing.is_empty(), "{reference}: {missing:?}");
    }
}
