//! Whole folders: what they must hold, whatever the design.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use proptest::prelude::*;

use super::{layout::STACKS, printer::UNKNOWN, table::Target, tables};
use crate::{
    design::{self, Design, Extra},
    export::{Bundle, bundle, hostile::hostile},
    plan::{Stage, up_to},
    prices::PriceBook,
    vocab::Command,
};

const C1: &str = include_str!("../../../../../public/references/c1.groundplan.json");

/// What the reference lacks: a zone that is there already, routes of a load balancer, functions, an
/// alarm in us-east-1, environments, tags of every sort.
const WIDE: &str = include_str!("wide.groundplan.json");

fn bundle_of(mut design: Design) -> Bundle {
    static BOOK: OnceLock<Arc<PriceBook>> = OnceLock::new();
    let book = BOOK.get_or_init(|| {
        let text = include_str!("../../../../../public/prices/us-east-1.json");
        Arc::new(PriceBook::from_json(text).unwrap())
    });
    Arc::make_mut(&mut design.settings).extras.insert(Extra::Cloudformation);
    bundle(&Stage::new(&design, book))
}

fn text<'a>(bundle: &'a Bundle, path: &str) -> &'a str {
    std::str::from_utf8(bundle.get(&format!("cloudformation/{path}")).unwrap()).unwrap()
}

/// The designs that all of this is tried on.
fn designs() -> Vec<Design> {
    let c1 = design::read(C1).unwrap();
    let steps = c1.settings.plan.steps.iter().map(|it| up_to(&c1, Some(it.id.as_str())).unwrap());
    steps.chain([c1.clone(), design::read(WIDE).unwrap()]).collect()
}

/// A template's lines that say what its entries are called: the keys of one section.
fn keys<'a>(template: &'a str, section: &str) -> Vec<&'a str> {
    let lines = template.lines().skip_while(|it| *it != format!("{section}:")).skip(1);
    let lines = lines.take_while(|it| it.is_empty() || it.starts_with(' '));
    let keys = lines.filter(|it| it.starts_with("  ") && !it.starts_with("   ") && !it.starts_with("  #"));
    keys.filter_map(|it| it.trim().strip_suffix(':')).collect()
}

#[test]
fn the_folder_is_there_only_when_it_is_asked_for() {
    let design = design::read(C1).unwrap();
    let book = PriceBook::from_json(include_str!("../../../../../public/prices/us-east-1.json")).unwrap();
    let without = bundle(&Stage::new(&design, &Arc::new(book)));
    assert!(without.paths_from("cloudformation/").next().is_none());
    let with = bundle_of(design);
    assert!(with.get("cloudformation/templates/vpc.yaml").is_some());
    assert!(text(&with, "README.md").contains("## Not expressed"));
}

#[test]
fn asking_for_it_is_an_edit_of_the_design() {
    let mut design = design::read(C1).unwrap();
    let before = design.clone();
    let set = |value: serde_json::Value| Command::Set {
        on: crate::vocab::Target::Design,
        field: "extras".to_owned(),
        value,
    };
    design::apply_all(&mut design, &[set(serde_json::json!(["cloudformation"]))]).unwrap();
    assert!(design.settings.extras.contains(&Extra::Cloudformation));
    assert_eq!(design::read(&design::write(&design)).unwrap(), design);
    let back = design::diff(&design, &before);
    design::apply_all(&mut design, &back).unwrap();
    assert_eq!(design, before);
    assert!(design::apply_all(&mut design, &[set(serde_json::json!(["magic"]))]).is_err());
}

#[test]
fn nothing_is_missing_without_a_reason_of_its_own() {
    for design in designs() {
        let bundle = bundle_of(design);
        let readme = text(&bundle, "README.md");
        let missing: Vec<&str> = readme.lines().filter(|it| it.contains(UNKNOWN)).collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

/// Two ids are alike only if their words are, or one ends with the other.
#[test]
fn no_word_of_a_type_ends_another() {
    let mut words = vec!["Input", "Output", "Name", "Region"];
    for mapping in tables::ALL.iter().flat_map(|it| it.iter()) {
        if let Target::Resource(_, word) = mapping.target {
            words.push(word);
        }
        for rule in mapping.rules {
            if let super::table::Form::Beside(_, word, _) = rule.form {
                words.push(word);
            }
        }
    }
    for (idx, word) in words.iter().enumerate() {
        assert!(!word.contains('X'), "{word} holds the sign that sets attributes apart");
        for (other_idx, other) in words.iter().enumerate() {
            assert!(idx == other_idx || !word.ends_with(other), "{word} ends with {other}");
        }
    }
}

/// Each parameter is set: by a file, by the script, or by an output of a stack before.
#[test]
fn references_only_lead_back() {
    for design in designs() {
        let bundle = bundle_of(design);
        let mut told = BTreeSet::from(["MainRegion".to_owned()]);
        for (path, content) in bundle.files() {
            if path.starts_with("cloudformation/parameters/") {
                let entries: serde_json::Value = serde_json::from_slice(content).unwrap();
                let keys = entries.as_array().unwrap().iter().map(|it| it["ParameterKey"].as_str().unwrap());
                told.extend(keys.map(str::to_owned));
            }
        }
        for stack in &STACKS {
            let Some(template) = bundle.get(&format!("cloudformation/templates/{}.yaml", stack.name)) else {
                continue;
            };
            let template = std::str::from_utf8(template).unwrap();
            for parameter in keys(template, "Parameters") {
                let has_default = template.split(&format!("\n  {parameter}:\n")).nth(1).is_some_and(|it| {
                    it.lines()
                        .take_while(|it| it.starts_with("    "))
                        .any(|it| it.trim().starts_with("Default:"))
                });
                assert!(told.contains(parameter) || has_default, "{} needs {parameter}", stack.name);
            }
            let outputs = keys(template, "Outputs");
            for line in text(&bundle, "deploy.sh").lines() {
                if let ["ask", parameter, output, ..] = *line.split_whitespace().collect::<Vec<_>>() {
                    told.extend(outputs.contains(&output).then(|| parameter.to_owned()));
                }
            }
            told.extend(outputs.into_iter().map(str::to_owned));
        }
    }
}

#[test]
fn a_rename_changes_no_logical_id() {
    let plain = design::read(C1).unwrap();
    let mut renamed = plain.clone();
    for component in renamed.components.values_mut() {
        Arc::make_mut(component).name = "Another name".to_owned();
    }
    let ids = |design: Design| {
        let bundle = bundle_of(design);
        let templates = bundle.paths_from("cloudformation/templates/").map(str::to_owned);
        let all: BTreeMap<String, Vec<String>> = templates
            .map(|path| {
                let template = std::str::from_utf8(bundle.get(&path).unwrap()).unwrap();
                let ids = keys(template, "Resources").into_iter().map(str::to_owned).collect();
                (path, ids)
            })
            .collect();
        all
    };
    assert_eq!(ids(plain), ids(renamed));
}

#[test]
fn each_environment_has_parameters_of_its_own() {
    let bundle = bundle_of(design::read(WIDE).unwrap());
    assert!(text(&bundle, "parameters/dev.json").contains("\"wide-dev\""));
    assert!(text(&bundle, "parameters/prod.json").contains("\"wide-prod\""));
    assert!(bundle.get("cloudformation/parameters/base.json").is_none());
    let script = text(&bundle, "deploy.sh");
    assert!(script.contains("    prod) echo eu-west-1 ;;\n"), "{script}");
    assert!(script.contains(r#"  'owner=it'\''s "${us}" $(us)'"#), "{script}");
    assert!(text(&bundle, "README.md").contains("--env prod"));
}

#[test]
fn a_tag_that_the_command_line_does_not_take_is_named() {
    let mut design = design::read(C1).unwrap();
    Arc::make_mut(&mut design.settings).tags.insert("a=b".to_owned(), "c".to_owned());
    let bundle = bundle_of(design);
    assert!(!text(&bundle, "deploy.sh").contains("a=b"));
    assert!(text(&bundle, "README.md").contains("The tag `a=b` is left out"));
}

#[test]
fn what_keeps_data_is_retained() {
    let bundle = bundle_of(design::read(C1).unwrap());
    let database = text(&bundle, "templates/database.yaml");
    let kept = "  DbDatabase:\n    Type: AWS::RDS::DBInstance\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n";
    assert!(database.contains(kept), "{database}");
}

/// The secret draws it, and the broker looks it up: no template holds it, and no parameter asks for it.
#[test]
fn a_drawn_password_stays_in_its_secret() {
    let bundle = bundle_of(design::read(WIDE).unwrap());
    let secret = "        SecretStringTemplate: \"{\\\"username\\\":\\\"app\\\"}\"\n        GenerateStringKey: password\n";
    assert!(text(&bundle, "templates/security.yaml").contains(secret));
    let password = "Password: !Sub \"{{resolve:secretsmanager:${BrokerSecretXId}:SecretString:password}}\"";
    assert!(text(&bundle, "templates/messaging.yaml").contains(password));
}

/// Tasks and hosts both want the addresses of Kafka's brokers, which no stack tells.
#[test]
fn what_only_aws_tells_is_asked_for_between_stacks() {
    let bundle = bundle_of(design::read(WIDE).unwrap());
    let parameter = "EventsKafkaClusterXBootstrapBrokersSaslIam";
    assert!(text(&bundle, "deploy.sh").contains(&format!("    ask {parameter} EventsKafkaClusterXRef ")));
    for path in bundle.paths_from("cloudformation/templates/") {
        let template = std::str::from_utf8(bundle.get(path).unwrap()).unwrap();
        assert!(!template.contains("AWS::NoValue"), "{path}\n{template}");
    }
    let compute = text(&bundle, "templates/compute.yaml");
    assert!(compute.contains(&format!("Value: !Ref {parameter}\n")), "{compute}");
    let plain = bundle_of(design::read(C1).unwrap());
    assert!(!text(&plain, "deploy.sh").contains("\nask() {"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// What a user writes changes no resource, no reference and no parameter.
    #[test]
    fn hostile_text_stays_text(words in hostile()) {
        let words: String = words.chars().take(100).collect();
        let shape = |words: &str| {
            let mut file: serde_json::Value = serde_json::from_str(WIDE).unwrap();
            file["settings"]["tags"] = serde_json::json!({ "for": words });
            for component in file["components"].as_array_mut().unwrap() {
                component["name"] = serde_json::json!(if words.trim().is_empty() { "x" } else { words });
            }
            for connection in file["connections"].as_array_mut().unwrap() {
                connection["purpose"] = serde_json::json!(words);
            }
            let bundle = bundle_of(design::read(&file.to_string()).unwrap());
            let mut found = Vec::new();
            for path in bundle.paths_from("cloudformation/templates/") {
                let template = std::str::from_utf8(bundle.get(path).unwrap()).unwrap();
                for section in ["Parameters", "Conditions", "Resources", "Outputs"] {
                    let keys = keys(template, section).join(" ");
                    found.push(format!("{path} {section} {keys}"));
                }
                assert!(serde_saphyr::from_str::<serde_json::Value>(template).is_ok(), "{path}\n{template}");
            }
            found
        };
        static PLAIN: OnceLock<Vec<String>> = OnceLock::new();
        let plain = PLAIN.get_or_init(|| shape("plain"));
        prop_assert_eq!(&shape(&words), plain);
    }
}
