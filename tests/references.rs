//! The reference designs: their files are canonical, their prices are those of the price check, and
//! their plans and bundles stand as goldens.

mod golden;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use groundplan_core::{
    base::{Address, Decimal},
    design::{Design, Extra, read, write},
    estimate::BudgetStatus,
    export,
    plan::{Stage, preview, up_to},
    prices::{PriceBook, Region},
    references::REFERENCES,
    vocab::{Category, Help, Severity},
};
use serde_json::Value;

fn book(region: Region) -> Arc<PriceBook> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../public/prices/{}.json", region.code()));
    Arc::new(PriceBook::from_json(&fs::read_to_string(path).unwrap()).unwrap())
}

fn reference(id: &str) -> Design {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../public/references/{id}.groundplan.json"));
    let text = fs::read_to_string(&path).unwrap();
    let design = read(&text).unwrap_or_else(|error| panic!("{id}: {error}"));
    let canonical = write(&design);
    if text != canonical {
        assert!(
            std::env::var_os("UPDATE").is_some(),
            "{id} is not as Groundplan writes it: run with UPDATE=1"
        );
        fs::write(path, canonical).unwrap();
    }
    design
}

fn cents(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn each_reference_is_canonical_and_its_plan_can_be_taken() {
    for it in REFERENCES {
        let design = reference(it.id);
        for step in preview(&design, &book(design.settings.region)).steps {
            assert_eq!(step.refused, None, "{}", it.id);
            assert!(up_to(&design, Some(step.step.id.as_str())).is_ok());
        }
    }
}

/// The fixed lines of the price check, to the cent.
#[test]
fn c1_costs_what_the_price_check_says() {
    let design = reference("c1");
    let stage = Stage::new(&design, &book(design.settings.region));
    let line = |component: &str, key: &str| {
        let id = Address::new(component).unwrap();
        let lines = stage.estimate.lines_of(&id);
        let line =
            lines.iter().find(|it| it.key == key).unwrap_or_else(|| panic!("{component} has no line {key}"));
        line.monthly.unwrap().expected
    };
    let fixed = [
        ("98.11", vec![line("app-host", "instance")]),
        ("16.00", vec![line("kafka-data", "storage")]),
        ("2.40", vec![line("app-host", "root-volume")]),
        ("16.43", vec![line("alb", "hours")]),
        ("11.68", vec![line("db", "instance")]),
        ("2.30", vec![line("db", "storage")]),
        ("10.95", vec![line("app-host", "public-ipv4"), line("alb", "public-ipv4")]),
        (
            "2.10",
            vec![
                line("dns", "zone"),
                line("db", "master-secret"),
                line("app-secrets", "secret"),
                line("api-keys", "secret"),
                line("rasa-token", "secret"),
            ],
        ),
    ];
    for (expected, lines) in fixed {
        let sum: groundplan_core::base::Money = lines.into_iter().sum();
        assert_eq!(sum.to_cents(), cents(expected));
    }
    let total = stage.estimate.total().expected.to_cents();
    assert!(total > cents("167.00") && total < cents("170.50"), "the base costs {total}");
    assert_eq!(stage.verdict.status, BudgetStatus::Under);
}

#[test]
fn c1_crosses_alert_and_limit_at_the_steps_of_the_price_check() {
    let design = reference("c1");
    let preview = preview(&design, &book(design.settings.region));
    let expected = [
        ("kafka-split", "185", BudgetStatus::Alert),
        ("kafka-quorum", "348", BudgetStatus::Over),
        ("aurora", "380", BudgetStatus::Over),
        ("waf", "389", BudgetStatus::Over),
    ];
    for (step, (id, near, status)) in preview.steps.iter().zip(expected) {
        assert_eq!(step.step.id.as_str(), id);
        let total = step.stage.estimate.total().expected.to_cents();
        assert!(
            (total - cents(near)).abs() < cents("2.00"),
            "{id} costs {total}, and the price check says {near}"
        );
        assert_eq!(step.stage.verdict.status, status, "{id}");
        let crossed = step.stage.findings().iter().any(|it| it.rule.starts_with("budget-"));
        assert!(crossed, "{id} says nothing about the budget");
    }
}

/// What the document contradicts itself in, found by rules that know nothing of it.
/// The fixed lines of the price check to the cent, and its months, which leave out what its document does:
/// Container Insights, public addresses, and data that the load balancer sends out.
#[test]
fn reptidex_costs_what_the_price_check_says() {
    let file = reference("reptidex");
    let stage = |environment: &str, edit: &[&str]| {
        let mut design = file.environment(Some(environment)).unwrap();
        for it in edit {
            let command: groundplan_core::vocab::Command = serde_json::from_str(it).unwrap();
            groundplan_core::design::apply_all(&mut design, [&command]).unwrap();
        }
        Stage::new(&design, &book(design.settings.region))
    };
    let one_nat = r#"{"set": {"on": {"component": "nat"}, "field": "zones", "value": 1}}"#;
    for (environment, edits, fargate, month) in [
        ("dev", &[][..], ("115.34", "115.34"), "239"),
        ("prod", &[], ("461.36", "1268.74"), "779"),
        ("prod", &[one_nat], ("461.36", "1268.74"), "713"),
    ] {
        let stage = stage(environment, edits);
        let compute =
            stage.estimate.by_category().into_iter().find(|it| it.0 == Category::Compute).unwrap().1;
        assert_eq!((compute.low.to_cents(), compute.high.to_cents()), (cents(fargate.0), cents(fargate.1)));
        let left_out = ["container-insights", "public-ipv4", "egress"];
        let counted = stage.estimate.lines().filter(|it| !left_out.contains(&it.key));
        let sum: groundplan_core::base::Money =
            counted.filter_map(|it| it.monthly).map(|it| it.expected).sum();
        let apart = (sum.to_cents() - cents(month)).abs();
        assert!(apart < cents("5.00"), "{environment} costs {sum}, and the price check says {month}");
    }
    let production = stage("prod", &[]);
    let lines = production.estimate.lines_of(&Address::new("db").unwrap());
    let fixed = lines.iter().filter(|it| ["instance", "storage"].contains(&it.key));
    let sum: groundplan_core::base::Money = fixed.map(|it| it.monthly.unwrap().expected).sum();
    assert_eq!(sum.to_cents(), cents("70.45"));
}

/// What the document states and the design does not come to, found by rules that know no document.
#[test]
fn reptidex_has_the_contradictions_of_its_document() {
    let file = reference("reptidex");
    let said = |environment: Option<&str>| -> Vec<String> {
        let design =
            environment.map_or_else(|| file.without_environments(), |it| file.environment(Some(it)).unwrap());
        let stage = Stage::new(&design, &book(design.settings.region));
        stage.findings().into_iter().map(|it| format!("[{}] {}", it.rule, it.message)).collect()
    };
    let has = |all: &[String], texts: &[&str]| {
        for text in texts {
            assert!(all.iter().any(|it| it.contains(text)), "nothing says {text:?} in\n{}", all.join("\n"));
        }
    };
    has(
        &said(Some("dev")),
        &[
            "$28.00 stated (Document 002, cost of development), $115.34 computed",
            "[hostname-claimed-twice] dev.reptidex.com",
            "[claims-contradict] \"NAT gateways, dev, by the summary\"",
            "[cache-all-headers]",
            "[cache-in-transit]",
            "allows ports 8001 to 8006 from Load balancer",
        ],
    );
    has(
        &said(Some("prod")),
        &[
            "$85.00 stated (Document 002, cost of production), $461.36 computed",
            "20 to 40 stated (Document 002, cost of production), 20 to 52 computed",
            "[claims-contradict] \"NAT gateways, prod, by the network page\"",
            "[database-connections] PostgreSQL may be asked for 360 connections",
        ],
    );
    has(
        &said(None),
        &["\"Months 4 to 9\": $4,800.00 stated (Document 002, first year), $3,204.00 for its parts"],
    );
}

#[test]
fn c1_has_the_findings_of_its_document() {
    let design = reference("c1");
    let stage = Stage::new(&design, &book(design.settings.region));
    let found = |rule: &str, words: &str| {
        stage
            .findings()
            .iter()
            .any(|it| it.rule == rule && (it.message.contains(words) || it.why.contains(words)))
    };
    assert!(found("certificate-coverage", "api.c1.connexing.io"));
    assert!(found("permission-missing", "secretsmanager:GetSecretValue"));
    assert!(found("permission-missing", "cloudwatch:PutMetricData"));
    assert!(found("kafka-lag-metric", "nothing sends"));
    assert!(found("https-only-listener", "443"));
    assert!(found("registry-rollback-depth", "10"));
    assert!(found("oidc-issuer-reachable", "gitlab.connexing.io"));
    // Nothing that the document forbids is in the base, and its rules are as wide as needed.
    assert!(!stage.findings().iter().any(|it| it.rule == "guardrail"));
    assert!(!stage.findings().iter().any(|it| it.rule.starts_with("security-group")));
    assert!(!stage.findings().iter().any(|it| it.rule == "permission-unneeded"));
}

#[test]
fn every_safe_fix_can_be_applied_and_ends_its_finding() {
    let design = reference("c1");
    let book = book(design.settings.region);
    for step in [None, Some("kafka-split"), Some("waf"), Some("offload")] {
        let design = up_to(&design, step).unwrap();
        for finding in Stage::new(&design, &book).findings() {
            let Some(fix) = &finding.fix else { continue };
            let mut fixed = design.clone();
            groundplan_core::design::apply_all(&mut fixed, &fix.commands).unwrap();
            let left = Stage::new(&fixed, &book).findings();
            assert!(!left.contains(&finding), "{} stays after its fix: {}", finding.rule, finding.message);
        }
    }
}

#[test]
fn every_region_prices_c1_or_names_what_it_lacks() {
    for region in Region::all() {
        let mut design = reference("c1");
        Arc::make_mut(&mut design.settings).region = region;
        let stage = Stage::new(&design, &book(region));
        assert!(stage.estimate.total().expected.to_cents() > cents("80"), "{}", region.code());
        let n_missing = stage.estimate.missing().count();
        let n_named = stage.findings().iter().filter(|it| it.rule == "price-missing").count();
        assert_eq!(n_missing, n_named, "{}", region.code());
        assert!(
            stage
                .findings()
                .iter()
                .all(|it| it.severity != Severity::Error || it.rule != "unknown-instance-type")
        );
    }
}

/// What the base is in CloudFormation, which its bundle holds when it is asked for.
#[test]
fn c1_has_golden_stacks() {
    let mut design = reference("c1");
    Arc::make_mut(&mut design.settings).extras.insert(Extra::Cloudformation);
    let mut errors = Vec::new();
    for (path, text) in files(&design) {
        if let Some(path) = path.strip_prefix("cloudformation/") {
            errors.extend(golden::check(&format!("bundles/c1/cloudformation/{path}"), &text).err());
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// The base as files, and each step as what it changes in the files of the stage before.
#[test]
fn each_reference_has_golden_bundles() {
    let mut errors = Vec::new();
    for it in REFERENCES {
        let design = reference(it.id);
        let base = files(&design);
        for (path, text) in &base {
            errors.extend(golden::check(&format!("bundles/{}/base/{path}", it.id), text).err());
        }
        let mut before = base;
        for step in &design.settings.plan.steps {
            let after = files(&up_to(&design, Some(step.id.as_str())).unwrap());
            let name = format!("bundles/{}/{}.diff", it.id, step.id);
            errors.extend(golden::check(&name, &changes(&before, &after)).err());
            before = after;
        }
        let base = files(&design.without_environments());
        for environment in &design.settings.environments {
            let built = files(&design.environment(Some(environment.id.as_str())).unwrap());
            let name = format!("bundles/{}/{}.environment.diff", it.id, environment.id);
            errors.extend(golden::check(&name, &changes(&base, &built)).err());
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
}

fn files(design: &Design) -> BTreeMap<String, String> {
    let stage = Stage::new(design, &book(design.settings.region));
    let bundle = export::bundle(&stage);
    let text = |content: &[u8]| String::from_utf8(content.to_vec()).unwrap();
    bundle.files().map(|(path, content)| (path.to_owned(), text(content))).collect()
}

/// A diff of two bundles. The design and the manifest repeat what the rest shows, and pictures are looked
/// at as such.
fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths {
        if ["design.groundplan.json", "manifest.json", "diagram.svg", "work-plan.svg"]
            .contains(&path.as_str())
        {
            continue;
        }
        let side = |files: &BTreeMap<String, String>| files.get(path).cloned().unwrap_or_default();
        let (old, new) = (side(before), side(after));
        if old != new {
            let diff = similar::TextDiff::from_lines(&old, &new);
            text += &diff.unified_diff().context_radius(2).header(path, path).to_string();
        }
    }
    text
}

/// The schema that editors and other tools read, the part of it that the program keeps for its forms, and
/// the help that it fetches.
#[test]
fn the_published_schema_is_that_of_the_types() {
    let schema = groundplan_core::design::schema();
    let published = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let schema_file = golden::check("../../public/schema/groundplan-1.schema.json", &published);
    let mut help = Vec::new();
    let forms_file = golden::check("../../crates/core/src/vocab/forms.json", &forms(&schema, &mut help));
    let help = serde_json::to_string_pretty(&help).unwrap() + "\n";
    let help_file = golden::check("../../public/help.json", &help);
    for it in [schema_file, forms_file, help_file] {
        it.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// One line for each definition. Descriptions go into `help`, and their numbers stay.
fn forms(schema: &Value, help: &mut Vec<String>) -> String {
    let definitions = schema["$defs"].as_object().unwrap();
    let lines: Vec<String> = definitions
        .iter()
        .map(|(name, definition)| format!("{}:{}", Value::from(name.as_str()), form_part(definition, help)))
        .collect();
    format!("{{\"$defs\":{{\n{}\n}}}}\n", lines.join(",\n"))
}

/// What a form reads of a definition.
fn form_part(schema: &Value, help: &mut Vec<String>) -> Value {
    const WORDS: [&str; 10] =
        ["$ref", "const", "enum", "maximum", "maxLength", "minimum", "title", "type", "x-suggest", "x-unit"];
    let Value::Object(all) = schema else { return schema.clone() };
    let mut read = serde_json::Map::new();
    for (word, value) in all {
        let value = match (word.as_str(), value) {
            ("properties", Value::Object(fields)) => {
                fields.iter().map(|(name, field)| (name.clone(), form_part(field, help))).collect()
            }
            ("anyOf" | "oneOf", Value::Array(branches)) => {
                branches.iter().map(|it| form_part(it, help)).collect()
            }
            ("items" | "additionalProperties", Value::Object(_)) => form_part(value, help),
            ("additionalProperties", _) => continue,
            ("description", Value::String(text)) => line_of(text, help).into(),
            (word, value) if WORDS.contains(&word) => value.clone(),
            _ => continue,
        };
        read.insert(word.clone(), value);
    }
    Value::Object(read)
}

/// The number of a description's line in the help, where each stands once.
fn line_of(description: &str, help: &mut Vec<String>) -> usize {
    let Help::Text(text) = Help::of(description) else { panic!("a description is in words") };
    help.iter().position(|it| *it == text).unwrap_or_else(|| {
        help.push(text);
        help.len() - 1
    })
}
