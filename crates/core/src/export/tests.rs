//! Whole bundles of a design whose every text tries to become code.

use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value as Json, json};

use super::{Bundle, bundle, hostile::hostile};
use crate::{blueprint::blueprint, design, plan::Stage, prices::PriceBook};

const C1: &str = include_str!("../../../../public/references/c1.groundplan.json");

fn book() -> &'static Arc<PriceBook> {
    static BOOK: OnceLock<Arc<PriceBook>> = OnceLock::new();
    BOOK.get_or_init(|| {
        let text = include_str!("../../../../public/prices/us-east-1.json");
        Arc::new(PriceBook::from_json(text).unwrap())
    })
}

fn bundle_of(file: &str) -> Bundle {
    let stage = Stage::new(&design::read(file).unwrap(), book());
    bundle(&stage)
}

/// The reference with these texts wherever a user may write what they like.
fn c1_with(name: &str, text: &str) -> String {
    let mut file: Json = serde_json::from_str(C1).unwrap();
    let cut = |text: &str, max: usize| text.chars().take(max).collect::<String>();
    let name = if name.trim().is_empty() { "x".to_owned() } else { cut(name, 60) };
    file["settings"]["name"] = json!(name);
    file["settings"]["description"] = json!(cut(text, 1000));
    file["settings"]["tags"] = json!({ "for": cut(text, 200), name.clone(): "a", "owner": name });
    file["settings"]["plan"] = json!({});
    for component in file["components"].as_array_mut().unwrap() {
        component["name"] = json!(name);
        component["note"] = json!(text);
        if component["kind"] == "container" {
            component["config"]["environment"]["HOSTILE"] = json!(cut(text, 200));
        }
    }
    for connection in file["connections"].as_array_mut().unwrap() {
        connection["purpose"] = json!(cut(text, 150));
    }
    file.to_string()
}

/// The blocks of the infrastructure with their arguments' names, which no text may change.
fn shape(bundle: &Bundle) -> Vec<String> {
    let mut all = Vec::new();
    for (path, content) in bundle.files().filter(|(path, _)| path.ends_with(".tf")) {
        let body = ::hcl::parse(std::str::from_utf8(content).unwrap()).unwrap();
        for block in body.blocks() {
            let labels: Vec<&str> = block.labels().iter().map(|it| it.as_str()).collect();
            let arguments: Vec<&str> = block.body().attributes().map(|it| it.key()).collect();
            all.push(format!("{path}: {} {} {}", block.identifier(), labels.join("."), arguments.join(" ")));
        }
    }
    all
}

fn check_markdown(path: &str, text: &str) {
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(text, options) {
        let inert = !matches!(
            event,
            Event::Html(_)
                | Event::InlineHtml(_)
                | Event::InlineMath(_)
                | Event::Start(Tag::Image { .. } | Tag::MetadataBlock(_))
        );
        assert!(inert, "{path}: {event:?}");
    }
}

fn check_svg(text: &str) {
    for node in roxmltree::Document::parse(text).unwrap().descendants() {
        assert!(!matches!(node.tag_name().name(), "script" | "foreignObject" | "a" | "image"));
    }
}

fn check_bundle(bundle: &Bundle) {
    for (path, content) in bundle.files() {
        let text = std::str::from_utf8(content).unwrap();
        assert!(text.ends_with('\n'), "{path} ends within a line");
        match path.rsplit('.').next() {
            Some("json") => drop(serde_json::from_str::<Json>(text).unwrap()),
            Some("md") => check_markdown(path, text),
            Some("svg") => check_svg(text),
            Some("csv") => {
                let n_columns = if path == "work-plan.csv" { 13 } else { 15 };
                for record in ::csv::Reader::from_reader(text.as_bytes()).records() {
                    assert_eq!(record.unwrap().len(), n_columns, "{path}");
                }
            }
            Some("tfvars" | "example") if path.starts_with("terraform/") => {
                drop(::hcl::parse(text).unwrap());
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn hostile_text_changes_no_structure(name in hostile(), text in hostile()) {
        static PLAIN: OnceLock<(Vec<String>, Vec<String>)> = OnceLock::new();
        let of = |bundle: &Bundle| {
            (bundle.files().map(|(path, _)| path.to_owned()).collect::<Vec<_>>(), shape(bundle))
        };
        let (files, blocks) = PLAIN.get_or_init(|| of(&bundle_of(&c1_with("Plain", "plain"))));
        let hostile = bundle_of(&c1_with(&name, &text));
        check_bundle(&hostile);
        let found = of(&hostile);
        prop_assert_eq!(&found.0, files);
        prop_assert_eq!(&found.1, blocks);
    }
}

#[test]
fn the_same_design_gives_the_same_bytes() {
    assert_eq!(bundle_of(C1).zip(), bundle_of(C1).zip());
}

#[test]
fn a_bundle_carries_its_design() {
    let bundle = bundle_of(C1);
    let file = std::str::from_utf8(bundle.get("design.groundplan.json").unwrap()).unwrap();
    assert_eq!(design::read(file).unwrap(), design::read(C1).unwrap());
    assert_eq!(bundle_of(file).zip(), bundle.zip());
}

#[test]
fn what_a_line_adds_sums_up_to_the_total() {
    let bundle = bundle_of(C1);
    let estimate: Json = serde_json::from_slice(bundle.get("cost/estimate.json").unwrap()).unwrap();
    for figure in ["low", "expected", "high"] {
        let of_item = if figure == "expected" { "monthly" } else { figure };
        let items = estimate["items"].as_array().unwrap();
        let sum: f64 = items.iter().map(|it| it[of_item].as_f64().unwrap()).sum();
        let total = estimate["total"][figure].as_f64().unwrap();
        assert!((sum - total).abs() < 0.001, "{figure}: {sum} against {total}");
    }
}

#[test]
fn every_reference_of_the_infrastructure_leads_somewhere() {
    let bundle = bundle_of(C1);
    let text: String = bundle
        .files()
        .filter(|(path, _)| path.ends_with(".tf"))
        .map(|(_, content)| std::str::from_utf8(content).unwrap())
        .collect();
    let body = ::hcl::parse(&text).unwrap();
    let mut declared: Vec<String> = Vec::new();
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels().iter().map(|it| it.as_str()).collect();
        match block.identifier() {
            "resource" => declared.push(labels.join(".")),
            "data" => declared.push(format!("data.{}", labels.join("."))),
            "variable" => declared.push(format!("var.{}", labels.join("."))),
            _ => {}
        }
    }
    let graph = blueprint(&Stage::new(&design::read(C1).unwrap(), book()).survey).graph;
    for resource in &graph.resources {
        for (_, value) in &resource.arguments {
            super::terraform::walk(value, &mut |it| {
                let name = match it {
                    crate::resource::Value::Reference(kind, label, _) => format!("{kind}.{label}"),
                    crate::resource::Value::Data(kind, label, _) => format!("data.{kind}.{label}"),
                    crate::resource::Value::Variable(name) => format!("var.{name}"),
                    _ => return,
                };
                assert!(
                    declared.contains(&name),
                    "{}.{} refers to {name}",
                    resource.resource_type,
                    resource.label
                );
            });
        }
    }
}
