//! The `cloudformation/` folder: the resource graph as stacks of CloudFormation, for those who don't use
//! Terraform.
//!
//! It is printed from the same graph as the Terraform folder, so the two can't disagree. Tables say what
//! each Terraform type is called and what folds into what; what CloudFormation has no word for stands in
//! the folder's README, and a test holds that nothing else is lost. Start at `table`, then `printer`.

mod attribute;
mod copies;
mod deploy;
mod expression;
mod layout;
mod names;
mod printer;
mod property;
mod readme;
mod secret;
mod shape;
mod start;
mod table;
mod tables;
mod template;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::Address,
    resource::{ResourceGraph, Value},
};

use super::{
    Bundle, Source,
    terraform::{self, walk},
};

use layout::{Layout, STACKS};
use printer::{Printer, UNKNOWN};
use table::Target;
use template::{Lack, Template, text_of};

/// Adds the folder to the bundle. Comes after the Compose files and the Terraform folder, whose start
/// scripts the hosts get here as well.
pub(super) fn print(source: &Source<'_>, bundle: &mut Bundle) {
    let scripts = scripts(source, bundle);
    let (templates, lacks) = templates(&source.blueprint.graph, source.project(), &scripts);
    for (stack, template) in STACKS.iter().zip(&templates).filter(|it| !it.1.resources.is_empty()) {
        bundle.add(&format!("cloudformation/templates/{}.yaml", stack.name), text_of(stack, template));
    }
    for (name, content) in deploy::parameter_files(source, &templates) {
        bundle.add(&format!("cloudformation/parameters/{name}.json"), content);
    }
    bundle.add("cloudformation/deploy.sh", deploy::script(source, &templates));
    bundle.add("cloudformation/README.md", readme::print(source, &templates, &lacks));
}

/// The templates of all stacks, in their order, and what they don't say.
fn templates(
    graph: &ResourceGraph,
    project: &str,
    scripts: &BTreeMap<Address, Vec<Value>>,
) -> (Vec<Template>, BTreeSet<Lack>) {
    let layout = Layout::new(graph);
    let mut printer = Printer {
        graph,
        layout: &layout,
        scripts,
        project,
        templates: STACKS.iter().map(|_| Template::default()).collect(),
        lacks: BTreeSet::new(),
        at: 0,
        speaking: String::new(),
        each: None,
        used: BTreeSet::new(),
    };
    for (idx, resource) in graph.resources.iter().enumerate() {
        if layout.host(idx) == Some(idx) {
            printer.resource(idx, resource);
            continue;
        }
        printer.speaking = format!("{}.{}", resource.resource_type, resource.label);
        match layout.mapping(resource.resource_type).map(|it| &it.target) {
            Some(Target::Absent(reason)) => printer.lack("", reason),
            None => printer.lack("", UNKNOWN),
            Some(_) if layout.host(idx).is_none() => {
                printer.lack("", "What it belongs to is not in the graph");
            }
            Some(_) => {}
        }
    }
    for output in graph.outputs.values() {
        let mut stack = 0;
        walk(&output.value, &mut |it| {
            if let Value::Reference(terraform, label, _) = it {
                stack = stack.max(layout.find(terraform, label).map_or(0, |it| layout.stack(it.0)));
            }
        });
        // A stack without a resource is not built, so its outputs would be nobody's.
        let is_empty = printer.templates.get(stack).is_none_or(|it| it.resources.is_empty());
        if is_empty {
            stack = printer.templates.iter().position(|it| !it.resources.is_empty()).unwrap_or(stack);
        }
        printer.at = stack;
        printer.speaking = format!("output.{}", output.name);
        let n_lacks = printer.lacks.len();
        let value = match &output.value {
            Value::List(items) => comma_separated(items),
            other => other.clone(),
        };
        let value = printer.text(&value).into_yaml();
        if printer.lacks.len() > n_lacks {
            continue;
        }
        let name = format!("{}Output", names::camel(&output.name));
        if let Some(template) = printer.template() {
            template.outputs.insert(name, (output.description.clone(), value));
        }
    }
    for (host, script) in scripts {
        if start::n_bytes(script) > start::MOST_BYTES {
            printer.speaking = format!("aws_instance.{}", host.label());
            printer.lack(
                "user_data_base64",
                "Its start script is longer than the 16 KB that EC2 takes uncompressed",
            );
        }
    }
    (printer.templates, printer.lacks)
}

fn comma_separated(items: &[Value]) -> Value {
    let mut parts = Vec::new();
    for item in items {
        if !parts.is_empty() {
            parts.push(Value::from(","));
        }
        parts.push(item.clone());
    }
    Value::Template(parts)
}

/// The start script of each host that has one.
fn scripts(source: &Source<'_>, bundle: &Bundle) -> BTreeMap<Address, Vec<Value>> {
    let mut scripts = BTreeMap::new();
    for resource in &source.blueprint.graph.resources {
        for (_, value) in &resource.arguments {
            walk(value, &mut |it| {
                let Value::UserData(host) = it else { return };
                let path = format!("terraform/user-data/{host}.sh.tftpl");
                let template = bundle.get(&path).map(String::from_utf8_lossy).unwrap_or_default();
                let files: Vec<(&str, &[u8])> = terraform::stack_files(source, bundle, host)
                    .into_iter()
                    .filter_map(|(path, name)| Some((name, bundle.get(path)?)))
                    .collect();
                scripts.insert(host.clone(), start::parts(&template, &files));
            });
        }
    }
    scripts
}
