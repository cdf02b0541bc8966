//! A golden sheet for each example of each kind, and laws over all kinds. A new kind gets both by
//! existing.

mod golden;

use std::{
    fmt::Write as _,
    sync::{Arc, OnceLock},
};

use groundplan_core::{
    base::{Address, Money},
    blueprint::blueprint,
    design::{Component, Design, Extra, read, write},
    estimate::Estimate,
    export,
    plan::Stage,
    prices::PriceBook,
    services::{ServiceConfig, ServiceKind},
    survey::Survey,
    vocab::{Field, FieldType, Form, Help, Place},
};

fn book() -> Arc<PriceBook> {
    Arc::new(PriceBook::from_json(include_str!("../public/prices/us-east-1.json")).unwrap())
}

/// The first place that a kind may stand in, innermost containers first.
fn home(kind: ServiceKind) -> Place {
    [Place::Host, Place::Tier, Place::Network, Place::Region, Place::Canvas]
        .into_iter()
        .find(|it| kind.meta().inside.contains(it))
        .unwrap()
}

/// Puts what offers a place into a design, with everything around it.
fn build(design: &mut Design, place: Place) -> Option<Address> {
    if place == Place::Canvas {
        return None;
    }
    let kind = *ServiceKind::ALL.iter().find(|it| it.meta().offers == Some(place)).unwrap();
    let parent = build(design, home(kind));
    let id = Address::new(&format!("the-{}", kind.word().replace('_', "-"))).unwrap();
    put(design, &id, parent, kind.default_config());
    Some(id)
}

fn put(design: &mut Design, id: &Address, parent: Option<Address>, config: ServiceConfig) {
    let name = config.meta().name.to_owned();
    let component = Component { name, parent, position: None, note: String::new(), off: Vec::new(), config };
    design.components.insert(id.clone(), Arc::new(component));
}

fn example(config: &ServiceConfig) -> (Design, Address) {
    let mut design = Design::default();
    let parent = build(&mut design, home(config.kind()));
    let id = Address::new("example").unwrap();
    put(&mut design, &id, parent, config.clone());
    (design, id)
}

fn fields(form: &Form) -> String {
    let mut text = String::new();
    for field in &form.fields {
        let unit = if field.unit.is_empty() { String::new() } else { format!(" [{}]", field.unit) };
        let _ = writeln!(text, "  {}{unit}: {}", field.name, type_name(&field.field_type));
        let _ = writeln!(text, "    {}", words(&field.help).replace('\n', " "));
    }
    text
}

/// A help in words; the lines of a published form are in `public/help.json`.
fn words(help: &Help) -> String {
    static LINES: OnceLock<Vec<String>> = OnceLock::new();
    let lines = LINES.get_or_init(|| serde_json::from_str(include_str!("../public/help.json")).unwrap());
    match help {
        Help::Text(text) => text.clone(),
        Help::Line(number) => lines[*number].clone(),
    }
}

/// Fields with their help in words.
fn described(fields: &[Field]) -> Vec<Field> {
    let described = |it: &Field| Field {
        help: Help::Text(words(&it.help)),
        field_type: described_type(&it.field_type),
        ..it.clone()
    };
    fields.iter().map(described).collect()
}

fn described_type(field_type: &FieldType) -> FieldType {
    let inside = |it: &FieldType| Box::new(described_type(it));
    match field_type {
        FieldType::Choice(all) => FieldType::Choice(
            all.iter().map(|(word, help)| (word.clone(), Help::Text(words(help)))).collect(),
        ),
        FieldType::List(it) => FieldType::List(inside(it)),
        FieldType::Map(it) => FieldType::Map(inside(it)),
        FieldType::Group(fields) => FieldType::Group(described(fields)),
        other => other.clone(),
    }
}

fn type_name(field_type: &FieldType) -> String {
    match field_type {
        FieldType::Text { max_chars } => format!("text of at most {max_chars}"),
        FieldType::Number { whole, min, max } => {
            let bound = |it: &Option<f64>| it.map_or_else(|| "…".to_owned(), |it| it.to_string());
            format!(
                "{} from {} to {}",
                if *whole { "whole number" } else { "number" },
                bound(min),
                bound(max)
            )
        }
        FieldType::Switch => "switch".to_owned(),
        FieldType::Choice(words) => {
            format!("one of {}", words.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(", "))
        }
        FieldType::List(of) => format!("list of {}", type_name(of)),
        FieldType::Group(fields) => {
            format!("group of {}", fields.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", "))
        }
        FieldType::Map(of) => format!("words with a {}", type_name(of)),
    }
}

fn sheet(kind: ServiceKind) -> String {
    let book = book();
    // Of the type itself: the published schema may be about to be rewritten in this very run.
    let form = Form::from_schema(&kind.schema());
    let mut text = format!("{}: {}\n\nForm\n{}", kind.meta().title(), kind.meta().summary, fields(&form));
    for (name, config) in kind.examples() {
        let (design, id) = example(&config);
        let stage = Stage::new(&design, &book);
        let (survey, estimate) = (&stage.survey, &stage.estimate);
        let _ =
            writeln!(text, "\nExample {name}: {}\n{}", config.service().subtitle(), config.to_sparse_json());
        let _ = writeln!(text, "Line items");
        for line in estimate.lines_of(&id) {
            let cost = line.monthly.map_or_else(|| "no price".to_owned(), |it| it.expected.to_string());
            let implied = line.implied.map(|it| format!("\n      implied: {it}")).unwrap_or_default();
            let _ = writeln!(text, "  {} | {} | {cost}{implied}", line.name, line.formula());
        }
        let _ = writeln!(text, "Findings");
        let about = |it: &&groundplan_core::vocab::Finding| matches!(&it.anchor, groundplan_core::vocab::Anchor::Component { id: of, .. } if *of == id);
        for finding in stage.findings().iter().filter(about) {
            let _ = writeln!(text, "  {} [{}] {}", finding.severity.word(), finding.rule, finding.message);
        }
        let capacity = survey.visit(&id, |component, site| component.config.service().capacity(site));
        let _ = writeln!(text, "Capacity");
        for it in capacity.unwrap_or_default() {
            let _ = writeln!(text, "  {}: {} of {} {}", it.what, it.used, it.available, it.unit);
        }
        if let Some(Some(mut container)) = survey.visit(&id, |it, site| it.config.build().container(site)) {
            let files = std::mem::take(&mut container.files);
            let _ = writeln!(text, "Container\n  {container:#?}");
            for file in files {
                let _ = writeln!(text, "File {} at {}\n{}", file.name, file.target, file.text);
            }
        }
        let mut plan = blueprint(survey);
        let _ = writeln!(text, "Procedures");
        for (of, procedure) in plan.procedures.iter().filter(|it| it.0 == id) {
            let _ = writeln!(text, "  {of}: {}: {}", procedure.topic.title(), procedure.title);
            for command in &procedure.commands {
                let _ = writeln!(text, "    {}", command.replace('\n', "\n    "));
            }
        }
        plan.graph.resources.retain(|it| it.component.as_ref() == Some(&id));
        let _ = writeln!(text, "Terraform");
        let bundle = export::code(&stage, &plan);
        let skipped = [
            "versions.tf",
            "providers.tf",
            "variables.tf",
            "locals.tf",
            "outputs.tf",
            "data.tf",
            "backend.tf",
        ];
        for (path, content) in bundle.files() {
            let Some(file) =
                path.strip_prefix("terraform/").filter(|it| it.ends_with(".tf") && !skipped.contains(it))
            else {
                continue;
            };
            let _ = writeln!(text, "# {file}\n{}", String::from_utf8_lossy(content).trim_end());
        }
    }
    text
}

#[test]
fn each_kind_has_a_golden_sheet() {
    let results =
        ServiceKind::ALL.iter().map(|&it| golden::check(&format!("services/{}.txt", it.word()), &sheet(it)));
    let errors: Vec<String> = results.filter_map(Result::err).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
}

#[test]
fn each_kind_keeps_the_laws() {
    let book = book();
    for &kind in ServiceKind::ALL {
        let word = kind.word();
        assert_eq!(ServiceKind::from_word(word), Ok(kind));
        assert!(
            kind.read(&kind.default_config().to_json()).is_ok(),
            "{word}: the default passes its own check"
        );
        assert!(!kind.examples().is_empty(), "{word} needs an example");
        assert!(!kind.meta().icon.is_empty() && !kind.meta().summary.ends_with('.'), "{word}");
        let form = Form::from_schema(&kind.schema());
        assert_eq!(
            described(&kind.form().fields),
            form.fields,
            "{word}: run with UPDATE=1; two kinds may call different types the same"
        );
        for field in &form.fields {
            assert!(words(&field.help).len() > 15, "{word}.{} needs help for the user", field.name);
        }
        let configs = kind.examples().into_iter().chain(kind.presets()).map(|it| it.1);
        for config in configs.chain([kind.default_config()]) {
            let sparse = config.to_sparse_json();
            assert_eq!(kind.read(&sparse).as_ref(), Ok(&config), "{word}: {sparse}");
            let (design, id) = example(&config);
            assert_eq!(read(&write(&design)).as_ref(), Ok(&design), "{word}");
            let survey = Survey::new(&design, &book);
            for line in Estimate::new(&survey).lines_of(&id) {
                // A price that is the design's own may not be known yet.
                let is_own = line.sku.is_empty();
                assert!(
                    line.monthly.is_some() || is_own,
                    "{word}: {} is not in the book of us-east-1",
                    line.sku
                );
                assert!(
                    line.monthly.is_none_or(|it| it.low <= it.expected && it.expected <= it.high),
                    "{word}: {}",
                    line.name
                );
            }
        }
    }
}

#[test]
fn a_rename_changes_no_address() {
    let book = book();
    for &kind in ServiceKind::ALL {
        let (design, id) = example(&kind.default_config());
        let labels = |design: &Design| {
            let graph = blueprint(&Survey::new(design, &book)).graph;
            graph.resources.iter().map(|it| (it.resource_type, it.label.clone())).collect::<Vec<_>>()
        };
        let mut renamed = design.clone();
        if let Some(component) = renamed.components.get_mut(&id) {
            Arc::make_mut(component).name = "Another \"${name}\"".to_owned();
        }
        assert_eq!(labels(&design), labels(&renamed), "{}", kind.word());
    }
}

/// What so many tasks of each size cost, with as many at least and at most as said: quarters of a vCPU,
/// MiB, and the numbers of tasks.
fn fargate(services: &[(&str, u32, u32, u32, u32)]) -> (String, String) {
    let book = book();
    let mut design = Design::default();
    let tier = build(&mut design, Place::Tier);
    let kind = ServiceKind::from_word("fargate_service").unwrap();
    for (idx, (cpu, memory_mib, min, max, copies)) in services.iter().enumerate() {
        for copy in 0..*copies {
            let config = serde_json::json!({
                "cpu": cpu, "memory_mib": memory_mib, "min_tasks": min, "desired_tasks": min, "max_tasks": max,
            });
            let id = Address::new(&format!("service-{idx}-{copy}")).unwrap();
            put(&mut design, &id, tier.clone(), kind.read(&config).unwrap());
        }
    }
    let survey = Survey::new(&design, &book);
    let estimate = Estimate::new(&survey);
    let lines = estimate.lines().filter(|it| it.sku.starts_with("fargate."));
    let sum = lines
        .filter_map(|it| it.monthly)
        .fold((Money::ZERO, Money::ZERO), |sum, it| (sum.0 + it.low, sum.1 + it.high));
    (sum.0.to_string(), sum.1.to_string())
}

#[test]
fn tasks_cost_what_the_price_list_says() {
    let dev = fargate(&[("0.25", 512, 1, 1, 4), ("0.5", 1024, 1, 1, 6)]);
    assert_eq!(dev, ("$115.34".to_owned(), "$115.34".to_owned()));
    let production = fargate(&[("0.5", 1024, 2, 4, 4), ("1", 2048, 2, 6, 6)]);
    assert_eq!(production, ("$461.36".to_owned(), "$1,268.74".to_owned()));
}

#[test]
fn databases_cost_what_the_price_list_says() {
    let kind = ServiceKind::from_word("relational_database").unwrap();
    let cost = |config: serde_json::Value| {
        let (design, id) = example(&kind.read(&config).unwrap());
        let survey = Survey::new(&design, &book());
        let estimate = Estimate::new(&survey);
        let lines = estimate.lines_of(&id).iter().filter(|it| ["instance", "storage"].contains(&it.key));
        lines.map(|it| it.monthly.unwrap().expected).fold(Money::ZERO, |sum, it| sum + it).to_string()
    };
    let production = serde_json::json!({ "class": "db.t4g.small", "multi_az": true, "storage_gb": 100 });
    assert_eq!(cost(production), "$70.45");
    for engine in [("mysql", "8.4"), ("mariadb", "11.4")] {
        let small = serde_json::json!({ "engine": engine.0, "version": engine.1, "class": "db.t3.micro" });
        // 12.41 for the instance, 2.30 for 20 GB.
        assert_eq!(cost(small), "$14.71", "{}", engine.0);
    }
}

#[test]
fn what_a_schedule_runs_is_charged_for_its_hours_only() {
    let component = |id: &str, kind: &str, parent: Option<&str>| serde_json::json!({ "id": id, "kind": kind, "parent": parent });
    let cost = |connections: serde_json::Value| {
        let text = serde_json::json!({
            "format": "groundplan/1",
            "settings": { "name": "Night", "project": "night" },
            "components": [
                component("region", "region", None),
                component("net", "network", Some("region")),
                component("tier", "subnet_tier", Some("net")),
                component("service", "fargate_service", Some("tier")),
                component("schedule", "schedule", Some("region")),
            ],
            "connections": connections,
        });
        let design = read(&text.to_string()).unwrap();
        let survey = Survey::new(&design, &book());
        let estimate = Estimate::new(&survey);
        let lines = estimate.lines().filter(|it| it.sku.starts_with("fargate."));
        lines.map(|it| it.monthly.unwrap().expected).fold(Money::ZERO, |sum, it| sum + it).to_string()
    };
    // Two tasks of half a vCPU and 1 GB: 28.84 for 168 hours a week, 10.30 for 60.
    assert_eq!(cost(serde_json::json!([])), "$28.84");
    let run = serde_json::json!([{ "id": "run", "from": "schedule", "to": "service", "access": "run" }]);
    assert_eq!(cost(run), "$10.30");
}

/// Whatever a kind builds, CloudFormation builds too, or says for what reason it doesn't.
#[test]
fn every_kind_is_known_to_cloudformation() {
    let book = book();
    let mut unknown = Vec::new();
    for (name, config) in ServiceKind::ALL.iter().flat_map(|it| it.examples()) {
        let (mut design, _) = example(&config);
        Arc::make_mut(&mut design.settings).extras.insert(Extra::Cloudformation);
        let bundle = export::bundle(&Stage::new(&design, &book));
        let readme = String::from_utf8_lossy(bundle.get("cloudformation/README.md").unwrap()).into_owned();
        assert!(readme.contains("## Not expressed"));
        let rows = readme.lines().filter(|it| it.contains("Groundplan doesn't know yet"));
        unknown.extend(rows.map(|it| format!("{} {name}: {it}", config.kind().word())));
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}
