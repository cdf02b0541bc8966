//! Tests of what runs after the infrastructure stands: whatever a user writes, the files parse, say
//! what was meant, and hold none of it as code.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value as Json, json};

use super::{bundle, hostile::hostile};
use crate::{
    blueprint::blueprint,
    design::{self, Design},
    export::Bundle,
    plan::Stage,
    prices::PriceBook,
};

fn book() -> Arc<PriceBook> {
    let text = include_str!("../../../../public/prices/us-east-1.json");
    Arc::new(PriceBook::from_json(text).unwrap())
}

/// A design with a bit of everything that runs, and a user's text wherever one may stand.
fn design(text: &str) -> Design {
    let name: String = text.chars().filter(|it| !it.is_control()).take(60).collect();
    let name = if name.trim().is_empty() { "Name".to_owned() } else { name };
    let component = |id: &str, kind: &str, parent: &str, config: Json| {
        let parent = if parent.is_empty() { Json::Null } else { json!(parent) };
        json!({ "id": id, "kind": kind, "name": name, "note": text, "parent": parent, "config": config })
    };
    let connect = |from: &str, access: &str, to: &str| {
        let id = format!("{from}-{}-{to}", access.replace('_', "-"));
        json!({ "id": id, "from": from, "to": to, "access": access, "purpose": name })
    };
    let short: String = text.chars().take(40).collect();
    let app = json!({
        "repository": "orders",
        "command": ["run", short],
        "environment": { "PLAIN": text, short.clone(): "x" },
        "secrets": ["API_KEY", short],
        "health_path": format!("/{short}"),
    });
    let design = json!({
        "format": "groundplan/1",
        "settings": {
            "name": name,
            "project": "shop",
            "description": text,
            "tags": { "owner": name },
            "guardrails": [{ "id": short, "title": name, "limit": { "at_most": { "kind": "host", "count": 1 } } }],
            "plan": { "steps": [{
                "id": "grow",
                "title": name,
                "trigger": { "when": name, "metric": name, "threshold": short, "minutes": 90 },
                "risk": text,
                "rollback": text,
                "commands": [{ "remove": "broker" }],
            }] },
        },
        "components": [
            component("region", "region", "", json!({})),
            component("vpc", "network", "region", json!({})),
            component("public", "subnet_tier", "vpc", json!({})),
            component("box", "host", "public", json!({})),
            component("disk", "volume", "box", json!({ "mount_path": format!("/{short}") })),
            component("orders", "container", "box", app),
            component("migrate", "container", "box", json!({ "repository": "migrate", "one_shot": true })),
            component("broker", "kafka_broker", "box", json!({ "publishes_lag": true })),
            component("db", "relational_database", "public", json!({ "database": short })),
            component("key", "secret", "region", json!({ "variables": ["API_KEY", short] })),
            component("registry", "registry", "region", json!({ "repositories": ["orders", "migrate"] })),
            component("logs", "log_group", "region", json!({})),
            component("gitlab", "external", "", json!({})),
            component("role", "deploy_role", "region", json!({ "project": short, "git_ref": short })),
            component("web", "bucket", "region", json!({ "deploy_prefix": short })),
        ],
        "connections": [
            connect("orders", "read_write", "db"),
            connect("migrate", "read_write", "db"),
            connect("orders", "send", "broker"),
            connect("broker", "store", "disk"),
            connect("box", "read", "key"),
            connect("box", "pull", "registry"),
            connect("box", "write", "logs"),
            connect("gitlab", "assume", "role"),
            connect("role", "push", "registry"),
            connect("role", "deploy", "box"),
            connect("role", "write", "web"),
            connect("role", "write", "logs"),
        ],
    });
    design::read(&design.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn print(text: &str) -> Bundle {
    let stage = Stage::new(&design(text), &book());
    bundle(&stage)
}

fn file(bundle: &Bundle, path: &str) -> String {
    let bytes = bundle.get(path).unwrap_or_else(|| panic!("{path} is missing"));
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn yaml(bundle: &Bundle, path: &str) -> BTreeMap<String, Json> {
    let text = file(bundle, path);
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A value as Compose takes it, when nothing is there to fill in: a doubled dollar sign is one.
fn resolved(value: &Json) -> String {
    let text = value.as_str().unwrap();
    let rest = text.replace("$$", "");
    assert!(!rest.contains('$'), "Compose would fill in {text:?}");
    text.replace("$$", "$")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn text_of_a_user_stays_a_value_in_compose(text in hostile()) {
        let bundle = print(&text);
        let compose = yaml(&bundle, "compose/compose.yaml");
        let orders = &compose["services"]["orders"];
        let plain = text.replace('\0', "");
        prop_assert_eq!(resolved(&orders["environment"]["PLAIN"]), plain);
        prop_assert_eq!(resolved(&orders["command"][0]), "run");
        let services: Vec<&String> = compose["services"].as_object().unwrap().keys().collect();
        prop_assert_eq!(services, ["broker", "migrate", "orders"]);
        prop_assert_eq!(&orders["image"], &json!("${REGISTRY:?}/orders:${IMAGE_TAG:?}"));
    }

    #[test]
    fn scripts_and_the_example_hold_nothing_that_a_user_wrote(text in hostile()) {
        // With a space, so that it is never the name of a variable.
        let marked = format!("MARK {text}");
        let bundle = print(&marked);
        for (path, content) in bundle.files() {
            let content = String::from_utf8_lossy(content);
            if path.ends_with(".sh") || path.ends_with(".tftpl") || path.ends_with(".env.example") {
                prop_assert!(!content.contains("MARK"), "{path}:\n{content}");
            }
        }
        let example = file(&bundle, "compose/.env.example");
        for line in example.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
            let (name, _) = line.split_once('=').unwrap();
            prop_assert!(crate::vocab::is_variable(name), "{line}");
        }
    }

    #[test]
    fn the_pipeline_holds_a_users_text_in_no_script(text in hostile()) {
        let bundle = print(&format!("MARK{text}MARK"));
        let pipeline = yaml(&bundle, "ci/.gitlab-ci.yml");
        for (name, job) in &pipeline {
            for part in ["before_script", "script"] {
                prop_assert!(!job[part].to_string().contains("MARK"), "{name}: {}", job[part]);
            }
        }
        for job in ["build", "push", "migrate box", "deploy box", "rollback", "site"] {
            prop_assert!(pipeline.contains_key(job), "{job}");
        }
    }

    #[test]
    fn markdown_shows_a_users_text_and_runs_none_of_it(text in hostile()) {
        let bundle = print(&text);
        for path in ["runbook.md", "README.md"] {
            let markdown = file(&bundle, path);
            let ours = |it: &str| it.starts_with('#');
            for event in Parser::new_ext(&markdown, Options::all()) {
                match event {
                    Event::Html(it) | Event::InlineHtml(it) => panic!("{path} holds HTML {it}"),
                    Event::Start(Tag::Link { dest_url, .. }) => prop_assert!(ours(&dest_url), "{path} links to {dest_url}"),
                    Event::Start(Tag::Image { dest_url, .. }) => panic!("{path} shows {dest_url}"),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn jobs_and_brokers_come_before_those_who_need_them() {
    let stage = Stage::new(&design("Shop"), &book());
    let blueprint = blueprint(&stage.survey);
    let stack = &blueprint.stacks[0];
    let names: Vec<&str> = stack.services.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["broker", "migrate", "orders"]);
    let firsts: Vec<(&str, crate::blueprint::Condition)> =
        stack.services[2].depends_on.iter().map(|it| (it.service.as_str(), it.condition)).collect();
    assert_eq!(
        firsts,
        [
            ("broker", crate::blueprint::Condition::Healthy),
            ("migrate", crate::blueprint::Condition::Completed)
        ]
    );
}

#[test]
fn services_that_ask_each_other_start_in_some_order() {
    let mut text: Json = serde_json::from_str(&design::write(&design("Shop"))).unwrap();
    let connections = text["connections"].as_array_mut().unwrap();
    connections.push(json!({ "id": "to", "from": "orders", "to": "migrate", "access": "connect" }));
    connections.push(json!({ "id": "fro", "from": "migrate", "to": "orders", "access": "connect" }));
    let design = design::read(&text.to_string()).unwrap();
    let stage = Stage::new(&design, &book());
    let blueprint = blueprint(&stage.survey);
    for (idx, service) in blueprint.stacks[0].services.iter().enumerate() {
        for first in &service.depends_on {
            let before = blueprint.stacks[0].services.iter().position(|it| it.name == first.service);
            assert!(before < Some(idx), "{} before {}", first.service, service.name);
        }
    }
}

#[test]
fn a_start_script_with_its_files_fits_into_what_ec2_takes() {
    use std::io::Write as _;

    let squeezed = |content: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(content).unwrap();
        gzip.finish().unwrap().len()
    };
    let bundle = print("Shop");
    let files =
        bundle.files().filter(|(path, _)| path.starts_with("compose/") && !path.ends_with(".example"));
    // The files travel compressed in base64, and the whole once more compressed.
    let size: usize = files.map(|(_, content)| squeezed(content).div_ceil(3) * 4).sum();
    let script = squeezed(file(&bundle, "terraform/user-data/box.sh.tftpl").as_bytes());
    assert!(size + script < 16 * 1024, "{size} and {script} bytes");
}
