//! Ways out of a network: who gets out through which of them, and by which routes.

use std::sync::Arc;

use groundplan_core::{
    base::Address,
    blueprint::blueprint,
    design::{Design, apply, read},
    plan::Stage,
    prices::PriceBook,
    resource::ResourceGraph,
    survey::Survey,
    vocab::{Command, ComponentRecord, Finding},
};
use serde_json::json;

fn book() -> Arc<PriceBook> {
    Arc::new(PriceBook::from_json(include_str!("../public/prices/us-east-1.json")).unwrap())
}

/// A service in a private tier that pulls from a registry and asks somebody outside.
fn design() -> Design {
    let design = json!({
        "format": "groundplan/1",
        "settings": {"name": "Ways out", "project": "ways-out", "region": "us-east-1", "workload": {
            "gb_in": {"low": 1, "expected": 2, "high": 3}, "gb_out": {"low": 10, "expected": 20, "high": 30}
        }},
        "components": [
            {"id": "region", "kind": "region", "name": "Region"},
            {"id": "users", "kind": "users", "name": "Users"},
            {"id": "mail", "kind": "external", "name": "Mail provider"},
            {"id": "registry", "kind": "registry", "name": "Registry", "parent": "region"},
            {"id": "vpc", "kind": "network", "name": "Network", "parent": "region"},
            {"id": "public", "kind": "subnet_tier", "name": "Public", "parent": "vpc",
                "config": {"visibility": "public"}},
            {"id": "private", "kind": "subnet_tier", "name": "Private", "parent": "vpc", "config": {"sixteenth": 1}},
            {"id": "data", "kind": "subnet_tier", "name": "Data", "parent": "vpc",
                "config": {"visibility": "data", "sixteenth": 2}},
            {"id": "api", "kind": "fargate_service", "name": "API", "parent": "private"}
        ],
        "connections": [
            {"id": "users-api", "from": "users", "to": "api"},
            {"id": "api-images", "from": "api", "to": "registry", "access": "pull"},
            {"id": "api-mail", "from": "api", "to": "mail", "port": 443}
        ]
    });
    read(&design.to_string()).unwrap()
}

fn add(design: &Design, id: &str, kind: &str, parent: &str, config: serde_json::Value) -> Design {
    let record: ComponentRecord = serde_json::from_value(
        json!({"id": id, "kind": kind, "name": id, "parent": parent, "config": config}),
    )
    .unwrap();
    edited(design, &Command::Add(record))
}

fn edited(design: &Design, command: &Command) -> Design {
    let mut design = design.clone();
    apply(&mut design, command).unwrap();
    design
}

fn with_nat(zones: u32) -> Design {
    add(&design(), "nat", "nat_gateway", "public", json!({"zones": zones}))
}

fn moved(design: &Design, id: &str, into: &str) -> Design {
    let to = |it: &str| Address::new(it).unwrap();
    edited(design, &Command::Move { id: to(id), into: Some(to(into)) })
}

fn found(design: &Design, rule: &str) -> Vec<Finding> {
    Stage::new(design, &book()).findings().into_iter().filter(|it| it.rule == rule).collect()
}

fn graph(design: &Design) -> ResourceGraph {
    blueprint(&Survey::new(design, &book())).graph
}

fn labels(design: &Design, resource_type: &str) -> Vec<String> {
    let graph = graph(design);
    graph.resources.iter().filter(|it| it.resource_type == resource_type).map(|it| it.label.clone()).collect()
}

#[test]
fn a_nat_gateway_opens_private_tiers_and_no_data_tier() {
    assert_eq!(found(&design(), "no-way-out").len(), 1);
    assert_eq!(found(&with_nat(1), "no-way-out"), []);
    assert_eq!(found(&moved(&with_nat(1), "api", "data"), "no-way-out").len(), 1);
}

#[test]
fn a_nat_gateway_in_a_private_tier_leads_nowhere() {
    let design = moved(&with_nat(1), "nat", "private");
    assert_eq!(found(&design, "nat-in-private-tier").len(), 1);
    assert_eq!(found(&design, "no-way-out").len(), 1);
    assert_eq!(labels(&design, "aws_route"), ["public_internet"]);
}

#[test]
fn each_zone_has_a_route_table_where_each_has_a_gateway() {
    let tables = |design: &Design| labels(design, "aws_route_table");
    assert_eq!(tables(&design()), ["data", "private", "public"]);
    assert_eq!(tables(&with_nat(1)), ["data", "private", "public"]);
    assert_eq!(tables(&with_nat(2)), ["data", "private_a", "private_b", "public"]);
    assert_eq!(labels(&with_nat(1), "aws_route"), ["private_internet", "public_internet"]);
    assert_eq!(
        labels(&with_nat(2), "aws_route"),
        ["private_a_internet", "private_b_internet", "public_internet"]
    );
}

#[test]
fn what_private_tiers_exchange_with_those_outside_passes_the_gateway() {
    let stage = Stage::new(&with_nat(1), &book());
    let nat = Address::new("nat").unwrap();
    let data = stage.estimate.lines_of(&nat).iter().find(|it| it.key == "data").unwrap();
    assert_eq!(data.formula(), "22 GB × $0.045");
}

#[test]
fn an_edit_of_a_gateway_is_seen_by_all_in_its_network() {
    let book = book();
    let before = with_nat(1);
    let after = edited(&before, &Command::set(&Address::new("nat").unwrap(), "zones", 2));
    let (survey, dirty) = Survey::new(&before, &book).update(&after, &book);
    assert!(dirty.contains(&Address::new("api").unwrap()));
    assert_eq!(blueprint(&survey).graph, graph(&after));
}

/// The design with endpoints for images, which the API may connect to.
fn with_endpoints(connected: bool) -> Design {
    let design = add(&design(), "ecr-api", "interface_endpoint", "private", json!({"service": "ecr.api"}));
    let mut design = add(&design, "ecr-dkr", "interface_endpoint", "private", json!({"service": "ecr.dkr"}));
    design = edited(&design, &Command::Disconnect(Address::new("api-mail").unwrap()));
    for endpoint in ["ecr-api", "ecr-dkr"].into_iter().filter(|_| connected) {
        let record = json!({"id": format!("api-{endpoint}"), "from": "api", "to": endpoint});
        design = edited(&design, &Command::Connect(serde_json::from_value(record).unwrap()));
    }
    design
}

#[test]
fn endpoints_are_a_way_out_for_those_they_let_in() {
    assert_eq!(found(&with_endpoints(true), "no-way-out"), []);
    let findings = found(&with_endpoints(false), "no-way-out");
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    let mut design = with_endpoints(false);
    for command in &finding.fix.as_ref().unwrap().commands {
        design = edited(&design, command);
    }
    assert_eq!(found(&design, "no-way-out"), []);
    assert_eq!(found(&design, "endpoint-unreached"), []);
}

#[test]
fn an_endpoint_leads_to_those_it_lists_and_no_others() {
    let with = |allows: &[&str]| {
        let design = add(&design(), "documents", "bucket", "region", json!({}));
        let design = add(&design, "archive", "bucket", "region", json!({}));
        let record = json!({"id": "api-files", "from": "api", "to": "documents", "access": "read_write"});
        let design = edited(&design, &Command::Connect(serde_json::from_value(record).unwrap()));
        edited(&design, &Command::set(&Address::new("vpc").unwrap(), "s3_allows", allows))
    };
    assert_eq!(found(&with(&["documents"]), "endpoint-refuses"), []);
    assert_eq!(found(&with(&["archive"]), "endpoint-refuses").len(), 1);
    assert_eq!(found(&with(&["registry", "nothing"]), "endpoint-allows").len(), 1);
    let policy = |design: &Design| {
        let graph = graph(design);
        let endpoint = graph.resources.into_iter().find(|it| it.label == "vpc_s3").unwrap();
        endpoint.arguments.into_iter().find(|it| it.0 == "policy").map(|it| format!("{:?}", it.1))
    };
    assert_eq!(policy(&with(&[])), None);
    assert_eq!(policy(&with(&["nothing"])), None);
    assert!(policy(&with(&["documents"])).unwrap().contains("\"documents\""));
}

#[test]
fn every_tier_learns_the_way_to_an_office_and_its_questions_come_by_udp_too() {
    let design = add(&with_nat(2), "vpn", "vpn_connection", "vpc", json!({}));
    let design = add(&design, "resolver", "resolver_endpoint", "private", json!({}));
    let record = json!({"id": "api-names", "from": "api", "to": "resolver"});
    let design = edited(&design, &Command::Connect(serde_json::from_value(record).unwrap()));
    assert_eq!(
        labels(&design, "aws_vpn_gateway_route_propagation"),
        ["data_vpn", "private_a_vpn", "private_b_vpn", "public_vpn"]
    );
    let rules = labels(&design, "aws_vpc_security_group_ingress_rule");
    let own: Vec<_> = rules.iter().filter(|it| it.starts_with("resolver")).collect();
    assert_eq!(own, ["resolver_53_from_api", "resolver_53_from_api_udp"]);
}
