//! The `terraform/` folder: the resource graph as files, one for each concern.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::{
    base::Address,
    resource::{Concern, Data, Resource, ResourceGraph, Value, Variable, VariableType},
};

use super::{
    Bundle, Source,
    hcl::{self, Item},
};

/// Adds the folder to the bundle. Comes after the Compose files, which the hosts' start scripts
/// carry.
pub(super) fn print(source: &Source<'_>, bundle: &mut Bundle) {
    let graph = &source.blueprint.graph;
    let variables = variables(source);
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    files.insert("versions.tf", versions());
    files.insert("backend.tf.example", backend(source));
    files.insert("providers.tf", providers(graph));
    files.insert("variables.tf", each(&variables, print_variable));
    files.insert("terraform.tfvars.example", tfvars(&variables));
    files.insert("locals.tf", locals(source));
    files.insert("data.tf", each(&undeclared(graph), print_data));
    files.insert("outputs.tf", outputs(graph));
    files.insert("user-data.tf", user_data(source, bundle));
    for (name, content) in files {
        if !content.is_empty() {
            bundle.add(&format!("terraform/{name}"), content);
        }
    }
    for concern in Concern::ALL {
        let content = concern_file(graph, concern);
        if !content.is_empty() {
            bundle.add(&format!("terraform/{}.tf", concern.word()), content);
        }
    }
    for (path, content) in &graph.files {
        bundle.add(&format!("terraform/{path}"), content.as_str());
    }
}

/// Blocks with a blank line between.
fn each<'a, T: 'a>(all: impl IntoIterator<Item = &'a T>, print: fn(&T, &mut String)) -> String {
    let mut out = String::new();
    for it in all {
        if !out.is_empty() {
            out.push('\n');
        }
        print(it, &mut out);
    }
    out
}

fn versions() -> String {
    let aws = Value::map([("source", Value::from("hashicorp/aws")), ("version", Value::from("~> 5.100"))]);
    let mut out = String::new();
    hcl::block(
        "terraform",
        &[],
        &[
            Item::Argument("required_version", &Value::from(">= 1.9, < 2.0")),
            Item::Block("required_providers", vec![Item::Argument("aws", &aws)]),
        ],
        &mut out,
    );
    out
}

/// Where the state could be kept: a file to rename once the bucket exists.
fn backend(source: &Source<'_>) -> String {
    let region = source.design().settings.region.code();
    let mut out = String::new();
    hcl::comment(
        "Without a backend the state lies in this folder, and only one person can work on it. To share it, make a \
         bucket with versioning outside of this configuration, rename this file to backend.tf, put the bucket's \
         name in, and run terraform init -migrate-state. The lock file needs Terraform 1.10; with 1.9, use a \
         dynamodb_table instead.",
        &mut out,
    );
    let _ = write!(
        out,
        "terraform {{\n  backend \"s3\" {{\n    bucket       = {}\n    key          = {}\n    region       = {}\n    \
         encrypt      = true\n    use_lockfile = true\n  }}\n}}\n",
        hcl::quoted("the-bucket-for-terraform-states"),
        hcl::quoted(&format!("{}/terraform.tfstate", source.project())),
        hcl::quoted(region),
    );
    out
}

fn providers(graph: &ResourceGraph) -> String {
    let tags = Value::Local("tags");
    let default_tags = || Item::Block("default_tags", vec![Item::Argument("tags", &tags)]);
    let mut out = String::new();
    let region = Value::variable("region");
    hcl::block("provider", &["aws"], &[Item::Argument("region", &region), default_tags()], &mut out);
    for (alias, region) in &graph.providers {
        out.push('\n');
        hcl::comment("CloudFront takes its certificates and firewalls from this region only.", &mut out);
        let (alias, region) = (Value::from(*alias), Value::from(*region));
        let items = [Item::Argument("alias", &alias), Item::Argument("region", &region), default_tags()];
        hcl::block("provider", &["aws"], &items, &mut out);
    }
    out
}

/// The graph's variables behind the region, which every bundle has.
fn variables(source: &Source<'_>) -> Vec<Variable> {
    let code = source.design().settings.region.code();
    let region = Variable {
        name: "region".to_owned(),
        variable_type: VariableType::Text,
        description: "The AWS region to build in. The prices in cost/ are for the default".to_owned(),
        default: Some(Value::from(code)),
        example: Value::from(code),
        sensitive: false,
        validation: Some((
            "can(regex(\"^[a-z]{2}-[a-z]+-[0-9]$\", var.region))".to_owned(),
            "The region must be a code such as us-east-1.".to_owned(),
        )),
    };
    let graph = &source.blueprint.graph;
    std::iter::once(&region)
        .chain(graph.variables.values().filter(|it| it.name != "region"))
        .cloned()
        .collect()
}

fn print_variable(variable: &Variable, out: &mut String) {
    let description = Value::from(&variable.description);
    let sensitive = Value::from(true);
    let mut items = vec![
        Item::Argument("description", &description),
        Item::Raw("type", variable_type(variable.variable_type).to_owned()),
    ];
    if let Some(default) = &variable.default {
        items.push(Item::Argument("default", default));
    }
    if variable.sensitive {
        items.push(Item::Argument("sensitive", &sensitive));
    }
    if let Some((condition, message)) = &variable.validation {
        items.push(Item::Block(
            "validation",
            vec![Item::Raw("condition", condition.clone()), Item::Raw("error_message", hcl::quoted(message))],
        ));
    }
    hcl::block("variable", &[&hcl::identifier(&variable.name)], &items, out);
}

const fn variable_type(variable_type: VariableType) -> &'static str {
    match variable_type {
        VariableType::Text => "string",
        VariableType::Number => "number",
        VariableType::Texts => "list(string)",
    }
}

/// Every variable with its description: set where it has no default, else as a comment.
fn tfvars(variables: &[Variable]) -> String {
    let mut out = String::new();
    hcl::comment(
        "Copy this file to terraform.tfvars and put your own values in. Don't commit secrets: set them in the \
         environment as TF_VAR_name instead.",
        &mut out,
    );
    for variable in variables {
        out.push('\n');
        hcl::comment(&variable.description, &mut out);
        let off = if variable.default.is_some() { "# " } else { "" };
        let value = hcl::expression(&variable.example, 0).replace('\n', &format!("\n{off}"));
        let _ = writeln!(out, "{off}{} = {value}", hcl::identifier(&variable.name));
    }
    out
}

/// The name that everything starts with, and the tags that everything has. A tag of the design's own
/// wins over ours, whichever case it is written in: IAM knows no case in tags.
fn locals(source: &Source<'_>) -> String {
    let settings = &source.design().settings;
    let name = Value::from(source.project());
    let mut tags: Vec<(String, Value)> = Vec::new();
    for (key, value) in [("project", Value::Local("name")), ("managed-by", Value::from("terraform"))] {
        if !settings.tags.keys().any(|it| it.eq_ignore_ascii_case(key)) {
            tags.push((key.to_owned(), value));
        }
    }
    tags.extend(settings.tags.iter().map(|(key, value)| (key.clone(), Value::from(value))));
    let tags = Value::Map(tags);
    let mut out = String::new();
    hcl::block("locals", &[], &[Item::Argument("name", &name), Item::Argument("tags", &tags)], &mut out);
    out
}

fn concern_file(graph: &ResourceGraph, concern: Concern) -> String {
    let data = each(graph.data.values().filter(|it| it.concern == concern), print_data);
    let resources = each(graph.resources.iter().filter(|it| it.concern == concern), print_resource);
    if data.is_empty() || resources.is_empty() { data + &resources } else { format!("{data}\n{resources}") }
}

fn print_data(data: &Data, out: &mut String) {
    hcl::block("data", &[data.data_type, &hcl::identifier(&data.label)], &hcl::items(&data.arguments), out);
}

fn print_resource(resource: &Resource, out: &mut String) {
    if !resource.comment.is_empty() {
        hcl::comment(&resource.comment, out);
    }
    let provider = resource.provider.map(|alias| Value::Name(format!("aws.{alias}")));
    let depends_on = Value::List(
        resource.depends_on.iter().map(|(kind, label)| Value::Name(format!("{kind}.{label}"))).collect(),
    );
    let ignore =
        Value::List(resource.ignore_changes.iter().map(|it| Value::Name((*it).to_owned())).collect());
    let yes = Value::from(true);

    let mut items = Vec::new();
    // Arguments of Terraform's own stand before and behind those of the resource.
    items.extend(provider.as_ref().map(|it| Item::Argument("provider", it)));
    items.extend(resource.for_count.as_ref().map(|it| Item::Argument("count", it)));
    items.extend(resource.for_each.as_ref().map(|it| Item::Raw("for_each", for_each(it))));
    if !items.is_empty() && !resource.arguments.is_empty() {
        items.push(Item::Gap);
    }
    items.extend(hcl::items(&resource.arguments));
    let mut lifecycle = Vec::new();
    if resource.create_first {
        lifecycle.push(Item::Argument("create_before_destroy", &yes));
    }
    if resource.keep {
        lifecycle.push(Item::Argument("prevent_destroy", &yes));
    }
    if !resource.ignore_changes.is_empty() {
        lifecycle.push(Item::Argument("ignore_changes", &ignore));
    }
    if !resource.depends_on.is_empty() {
        items.push(Item::Gap);
        items.push(Item::Argument("depends_on", &depends_on));
    }
    if !lifecycle.is_empty() {
        items.push(Item::Block("lifecycle", lifecycle));
    }
    hcl::block("resource", &[resource.resource_type, &hcl::identifier(&resource.label)], &items, out);
}

/// Terraform takes a set or a map, and no list.
fn for_each(items: &Value) -> String {
    match items {
        Value::Name(name) => name.clone(),
        items => format!("toset({})", hcl::expression(items, 1)),
    }
}

fn outputs(graph: &ResourceGraph) -> String {
    each(graph.outputs.values(), |output, out| {
        let description = Value::from(&output.description);
        let items = [Item::Argument("description", &description), Item::Argument("value", &output.value)];
        hcl::block("output", &[&hcl::identifier(&output.name)], &items, out);
    })
}

/// The start script of each host that asks for one, as a local value.
fn user_data(source: &Source<'_>, bundle: &Bundle) -> String {
    let mut hosts = BTreeSet::new();
    for value in values(&source.blueprint.graph) {
        walk(value, &mut |it| {
            if let Value::UserData(host) = it {
                hosts.insert(host.clone());
            }
        });
    }
    if hosts.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    hcl::comment(
        "What a host does when it starts for the first time. The files of its stack travel in it, compressed, \
         so that a new host needs nobody to bring it up.",
        &mut out,
    );
    let locals: Vec<(String, String)> = hosts
        .iter()
        .map(|host| (format!("user_data_{}", host.label()), start_script(source, bundle, host)))
        .collect();
    let items: Vec<Item<'_>> = locals.iter().map(|(name, text)| Item::Raw(name, text.clone())).collect();
    hcl::block("locals", &[], &items, &mut out);
    out
}

/// The start script of a host, with what it is given:
/// `name` (the stem of all names), `region`, and `files` (the files of its stack by name, each
/// compressed with gzip and encoded in base64).
fn start_script(source: &Source<'_>, bundle: &Bundle, host: &Address) -> String {
    let names = stack_files(source, bundle, host).into_iter();
    let files: Vec<(String, String)> = names
        .map(|(path, name)| (hcl::quoted(name), format!("base64gzip(file(\"${{path.module}}/../{path}\"))")))
        .collect();
    let width = files.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut out = format!("templatefile(\"${{path.module}}/user-data/{host}.sh.tftpl\", {{\n");
    out.push_str("    name   = local.name\n    region = var.region\n");
    if files.is_empty() {
        out.push_str("    files  = {}\n");
    } else {
        out.push_str("    files = {\n");
        for (name, content) in files {
            let _ = writeln!(out, "      {name:width$} = {content}");
        }
        out.push_str("    }\n");
    }
    out.push_str("  })");
    out
}

/// The files of a host's stack that its start script carries: path in the bundle, and name.
pub(super) fn stack_files<'a>(
    source: &Source<'_>,
    bundle: &'a Bundle,
    host: &Address,
) -> Vec<(&'a str, &'a str)> {
    let stack = source.blueprint.stacks.iter().find(|it| it.host == *host);
    let folder = match stack.map(|it| it.folder.as_str()) {
        Some("") => "compose/".to_owned(),
        Some(folder) => format!("compose/{folder}/"),
        None => return Vec::new(),
    };
    let named = bundle.paths_from(&folder).filter_map(|path| Some((path, path.strip_prefix(&folder)?)));
    // Examples are for people, and what lies deeper belongs to another host.
    named.filter(|(_, it)| !it.contains('/') && !it.ends_with(".example") && !it.ends_with(".md")).collect()
}

/// Data sources that the graph refers to and nobody declared, where everybody knows what they are.
fn undeclared(graph: &ResourceGraph) -> Vec<Data> {
    let mut found = BTreeSet::new();
    for value in values(graph) {
        walk(value, &mut |it| {
            if let Value::Data(data_type, label, _) = it {
                found.insert((*data_type, label.clone()));
            }
        });
    }
    found
        .into_iter()
        .filter(|it| !graph.data.contains_key(it))
        .map(|(data_type, label)| Data {
            data_type,
            label,
            concern: Concern::Network,
            arguments: match data_type {
                // Local zones and zones that were never switched on take no ordinary subnet.
                "aws_availability_zones" => vec![
                    ("state".to_owned(), Value::from("available")),
                    (
                        "filter".to_owned(),
                        Value::block([
                            ("name", Value::from("opt-in-status")),
                            ("values", Value::list(["opt-in-not-required"])),
                        ]),
                    ),
                ],
                _ => Vec::new(),
            },
        })
        .collect()
}

/// Every value of the graph.
fn values(graph: &ResourceGraph) -> impl Iterator<Item = &Value> {
    let resources = graph
        .resources
        .iter()
        .flat_map(|it| it.arguments.iter().map(|(_, value)| value).chain(&it.for_count).chain(&it.for_each));
    let data = graph.data.values().flat_map(|it| it.arguments.iter().map(|(_, value)| value));
    resources.chain(data).chain(graph.outputs.values().map(|it| &it.value))
}

/// Looks at a value and all inside it.
pub(super) fn walk(value: &Value, look: &mut impl FnMut(&Value)) {
    look(value);
    match value {
        Value::List(values) | Value::Template(values) => values.iter().for_each(|it| walk(it, look)),
        Value::Map(entries) | Value::Block(entries) => entries.iter().for_each(|(_, it)| walk(it, look)),
        Value::Json(inner) | Value::Element(inner, _) => walk(inner, look),
        _ => {}
    }
}
