//! What the plan makes of a design, and of what is written down.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::{
    design::{apply_all, read},
    prices::PriceBook,
    vocab::{Command, Target},
};

fn plan_of(file: &str, work: Value) -> WorkPlan {
    let mut design = read(file).unwrap();
    let set = Command::Set { on: Target::Design, field: "work".to_owned(), value: work };
    apply_all(&mut design, &[set]).unwrap();
    let book = PriceBook::from_json(include_str!("../../../../public/prices/us-east-1.json")).unwrap();
    WorkPlan::of(&Survey::new(&design, &Arc::new(book)))
}

const EMPTY: &str = r#"{"format": "groundplan/1"}"#;

/// A service with its broker's host, database, cache and registry in private tiers behind a NAT gateway.
const SHOP: &str = r#"{
    "format": "groundplan/1",
    "components": [
        {"id": "cloud", "kind": "region"},
        {"id": "vpc", "kind": "network", "name": "Shop network", "parent": "cloud"},
        {"id": "open", "kind": "subnet_tier", "parent": "vpc", "config": {"visibility": "public"}},
        {"id": "data", "kind": "subnet_tier", "parent": "vpc", "config": {"visibility": "private", "sixteenth": 1}},
        {"id": "nat", "kind": "nat_gateway", "parent": "open"},
        {"id": "images", "kind": "registry", "parent": "cloud"},
        {"id": "orders", "kind": "fargate_service", "name": "Orders", "parent": "data"},
        {"id": "db", "kind": "relational_database", "parent": "data"},
        {"id": "locks", "kind": "cache", "parent": "data"},
        {"id": "alb", "kind": "load_balancer", "parent": "open"},
        {"id": "cert", "kind": "certificate", "parent": "cloud"},
        {"id": "zone", "kind": "dns_zone"},
        {"id": "full", "kind": "alarm", "parent": "cloud"},
        {"id": "logs", "kind": "log_group", "parent": "cloud"},
        {"id": "password", "kind": "secret", "parent": "cloud"},
        {"id": "token", "kind": "secret", "parent": "cloud"},
        {"id": "visitors", "kind": "users"}
    ],
    "connections": [
        {"id": "c1", "from": "visitors", "to": "alb"},
        {"id": "c2", "from": "alb", "to": "orders"},
        {"id": "c3", "from": "orders", "to": "db", "access": "read_write"},
        {"id": "c4", "from": "orders", "to": "locks"},
        {"id": "c5", "from": "orders", "to": "images", "access": "pull"},
        {"id": "c6", "from": "orders", "to": "password", "access": "read"},
        {"id": "c7", "from": "cert", "to": "alb", "access": "secure"},
        {"id": "c8", "from": "zone", "to": "cert", "access": "resolve"},
        {"id": "c9", "from": "zone", "to": "alb", "access": "resolve"},
        {"id": "c10", "from": "full", "to": "db", "access": "observe"},
        {"id": "c11", "from": "orders", "to": "logs", "access": "write"}
    ]
}"#;

fn names(ids: &[Address]) -> String {
    ids.iter().map(Address::as_str).collect::<Vec<_>>().join(" ")
}

fn after(plan: &WorkPlan, id: &str) -> String {
    let task = plan.task(&Address::slugify(id)).unwrap_or_else(|| panic!("there is no task {id}"));
    let mut ids: Vec<&str> = task.task.after.iter().map(Address::as_str).collect();
    ids.sort_unstable();
    ids.join(" ")
}

fn hours(plan: &WorkPlan, id: &str) -> String {
    hours_text(plan.task(&Address::slugify(id)).unwrap().task.hours)
}

/// A list as documents have it: hours, complexity and dependencies for each task.
fn list() -> Value {
    let task = |id: &str, hours: f64, complexity: &str, after: &[&str]| json!({ "id": id, "title": id.to_uppercase(), "hours": hours, "complexity": complexity, "after": after });
    let mut all = vec![
        task("vpc", 2.0, "medium", &[]),
        task("cloudflare", 0.5, "low", &[]),
        task("lambda", 2.0, "medium", &["vpc"]),
        task("rabbitmq", 6.0, "high", &["vpc"]),
        task("ecs", 4.0, "high", &["vpc", "rabbitmq"]),
        task("rds", 1.0, "medium", &["vpc"]),
        task("redis", 1.0, "low", &["vpc"]),
        task("nat", 1.0, "low", &["vpc"]),
    ];
    let ids: Vec<Value> = all.iter().map(|it| it["id"].clone()).collect();
    let mut monitoring = task("monitoring", 24.0, "high", &[]);
    monitoring["after"] = json!(ids);
    monitoring["blocking"] = json!(false);
    all.push(monitoring);
    Value::Array(all)
}

#[test]
fn a_written_list_adds_up_as_its_document_says() {
    let plan = plan_of(EMPTY, list());
    assert_eq!(hours_text(plan.blocking_hours), "17.5 h");
    assert_eq!(hours_text(plan.other_hours), "24 h");
    assert_eq!(names(&plan.critical_path), "vpc rabbitmq ecs");
    assert_eq!(hours_text(plan.length_hours), "12 h");
    assert_eq!(hours_text(plan.all_hours), "36 h");
    assert_eq!(plan.doubts, []);
    let slot = |id: &str| {
        let it = plan.task(&Address::slugify(id)).unwrap();
        let figures = [it.starts_at, it.ends_at, it.slack].map(|it| it.0.normalize().to_string());
        (figures.join(" "), it.is_critical)
    };
    assert_eq!(slot("ecs"), ("8 12 0".to_owned(), true));
    assert_eq!(slot("lambda"), ("2 4 8".to_owned(), false));
    assert_eq!(slot("cloudflare"), ("0 0.5 11.5".to_owned(), false));
    assert_eq!(slot("monitoring"), ("12 36 0".to_owned(), false));
    assert!(plan.tasks.iter().all(|it| it.task.origin == Origin::Own));
}

#[test]
fn tasks_come_out_of_a_design() {
    let plan = plan_of(SHOP, json!([]));
    let covers = |id: &str| names(&plan.task(&Address::slugify(id)).unwrap().task.covers);
    assert_eq!(covers("vpc"), "vpc data open");
    assert_eq!(covers("monitoring"), "full logs");
    assert_eq!(covers("secrets"), "password token");
    let figures = ["vpc", "nat", "db", "locks", "orders", "secrets", "monitoring"].map(|it| hours(&plan, it));
    assert_eq!(figures, ["2 h", "1 h", "1 h", "1 h", "4 h", "1 h", "24 h"]);
    assert_eq!(after(&plan, "orders"), "db images locks nat secrets vpc");
    assert_eq!(after(&plan, "nat"), "vpc");
    assert_eq!(after(&plan, "alb"), "cert orders vpc");
    assert_eq!(after(&plan, "cert"), "zone");
    assert_eq!(after(&plan, "zone"), "");
    assert_eq!(after(&plan, "monitoring"), "db orders");
    assert_eq!(names(&plan.critical_path), "vpc db orders alb");
    assert_eq!(hours_text(plan.length_hours), "8 h");
    let monitoring = plan.task(&Address::slugify("monitoring")).unwrap();
    assert!(!monitoring.task.is_blocking && monitoring.task.complexity == Complexity::High);
    assert!(plan.tasks.iter().all(|it| it.task.id.as_str() != "visitors"));
}

#[test]
fn what_is_written_changes_only_what_it_says() {
    let derived = plan_of(SHOP, json!([]));
    let work = json!([{ "id": "orders", "hours": 9 }, { "id": "db", "off": true }]);
    let plan = plan_of(SHOP, work);
    assert_eq!(hours(&plan, "orders"), "9 h");
    let task = &plan.task(&Address::slugify("orders")).unwrap().task;
    assert_eq!((task.title.as_str(), task.origin), ("Orders", Origin::Edited));
    assert_eq!(after(&plan, "orders"), "images locks nat secrets vpc");
    assert_eq!(plan.off, [(Address::slugify("db"), "Relational database".to_owned())]);
    assert_eq!(plan.tasks.len() + 1, derived.tasks.len());
    assert_eq!(
        after(&plan, "monitoring"),
        "orders vpc",
        "what the task left out waits for is waited for still"
    );
}

#[test]
fn an_own_task_takes_what_it_covers_out_of_the_others() {
    let work = json!([{ "id": "storage", "title": "Databases", "covers": ["db", "locks", "full"] }]);
    let plan = plan_of(SHOP, work);
    assert!(plan.task(&Address::slugify("db")).is_none());
    assert_eq!(hours(&plan, "storage"), "26 h", "1 h, 1 h and the 24 h that an alarm brings");
    assert_eq!(hours(&plan, "monitoring"), "1 h");
    assert_eq!(after(&plan, "storage"), "vpc");
    assert_eq!(after(&plan, "orders"), "images nat secrets storage vpc");
    let derived = plan_of(SHOP, json!([]));
    let built = |plan: &WorkPlan| plan.tasks.iter().map(|it| it.task.covers.len()).sum::<usize>();
    assert_eq!(built(&plan), built(&derived));
}

#[test]
fn what_is_odd_is_said() {
    let work = json!([
        { "id": "orders", "after": ["vpc", "nowhere"] },
        { "id": "gone", "hours": 3 },
        { "id": "docs", "title": "Documents", "covers": ["paper"], "after": ["docs"] },
    ]);
    let mut work = work;
    work[2]["after"] = json!(["alb"]);
    let plan = plan_of(SHOP, work);
    let id = Address::slugify;
    let has = |doubt: Doubt| assert!(plan.doubts.contains(&doubt), "{doubt:?} is not in {:?}", plan.doubts);
    has(Doubt::NoSuchTask { task: id("orders"), after: id("nowhere") });
    has(Doubt::NoTaskToChange(id("gone")));
    has(Doubt::NoSuchComponent { task: id("docs"), component: id("paper") });
    let needs = ["secrets", "images", "nat", "db", "locks"].map(id);
    let unlisted = plan.doubts.iter().find_map(|it| match it {
        Doubt::Unlisted { task, needs } if task.as_str() == "orders" => Some(needs.clone()),
        _ => None,
    });
    let mut unlisted = unlisted.unwrap();
    unlisted.sort();
    let mut needs = needs.to_vec();
    needs.sort();
    assert_eq!(unlisted, needs);
    assert!(plan.task(&id("gone")).is_none());
}

#[test]
fn a_circle_is_cut_where_it_was_worked_out() {
    let plan = plan_of(SHOP, json!([{ "id": "db", "after": ["alb"] }]));
    assert_eq!(after(&plan, "db"), "alb");
    let circle = plan.doubts.iter().find_map(|it| match it {
        Doubt::Circle { tasks, is_written } => Some((names(tasks), *is_written)),
        _ => None,
    });
    let (tasks, is_written) = circle.unwrap();
    assert!(is_written && tasks.contains("db") && tasks.contains("alb"), "{tasks}");
}

#[test]
fn a_component_with_the_name_of_a_shared_task_keeps_its_own() {
    let taken = SHOP.replace("\"logs\"", "\"monitoring\"");
    let plan = plan_of(&taken, json!([]));
    let shared = plan.task(&Address::slugify("monitoring-2")).unwrap();
    assert_eq!(names(&shared.task.covers), "full monitoring");
}
