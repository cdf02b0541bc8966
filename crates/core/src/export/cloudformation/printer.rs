//! Prints the graph's values in a stack: references, parameters, and what is passed from stack to stack.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::Address,
    export::yaml::{Map, Yaml},
    resource::{Resource, ResourceGraph, Value, Variable, VariableType},
};

use super::{
    expression::{Expression, Piece},
    layout::{Layout, STACKS},
    names, secret,
    table::Target,
    template::{Lack, Origin, Parameter, Template},
};

/// Why a type, an argument or a reference is missing that the tables should know.
pub(super) const UNKNOWN: &str = "Groundplan doesn't know yet how CloudFormation says this";

/// Prints values.
pub(super) struct Printer<'a> {
    pub(super) graph: &'a ResourceGraph,
    pub(super) layout: &'a Layout<'a>,
    /// The start script of each host.
    pub(super) scripts: &'a BTreeMap<Address, Vec<Value>>,
    pub(super) project: &'a str,
    pub(super) templates: Vec<Template>,
    pub(super) lacks: BTreeSet<Lack>,
    /// The stack at hand.
    pub(super) at: usize,
    /// The resource at hand, as Terraform names it.
    pub(super) speaking: String,
    /// The element at hand of a list that a resource is made for.
    pub(super) each: Option<Expression>,
    /// Resources of this stack that the resource at hand refers to: they come first without a word.
    pub(super) used: BTreeSet<usize>,
}

impl Printer<'_> {
    /// Says that something has no counterpart.
    pub(super) fn lack(&mut self, argument: &str, reason: &str) {
        let lack = Lack {
            resource: self.speaking.clone(),
            argument: argument.to_owned(),
            reason: reason.to_owned(),
        };
        self.lacks.insert(lack);
    }

    /// The template at hand.
    pub(super) fn template(&mut self) -> Option<&mut Template> {
        self.templates.get_mut(self.at)
    }

    /// The logical id of a resource that has one.
    pub(super) fn logical_id(&self, resource: &Resource) -> Option<String> {
        match self.layout.mapping(resource.resource_type)?.target {
            Target::Resource(_, word) => Some(names::logical_id(&resource.label, word)),
            Target::Fold(_) | Target::Absent(_) => None,
        }
    }

    /// A value as YAML.
    pub(super) fn yaml(&mut self, value: &Value) -> Yaml {
        match value {
            Value::Text(text) => Yaml::Text(text.clone()),
            Value::Number(number) => Yaml::Number(*number),
            Value::Bool(it) => Yaml::Bool(*it),
            Value::List(items) => Yaml::List(items.iter().map(|it| self.yaml(it)).collect()),
            Value::Map(entries) | Value::Block(entries) => entries
                .iter()
                .fold(Map::new(), |map, (name, it)| map.with(name.clone(), self.yaml(it)))
                .into(),
            other => self.expression(other).into_yaml(),
        }
    }

    /// A value as text, whatever it is: numbers, truth values and objects in their usual letters.
    pub(super) fn text(&mut self, value: &Value) -> Expression {
        let mut pieces = Vec::new();
        self.pieces(value, &mut pieces);
        Expression::Sub(pieces)
    }

    /// A value as an expression.
    pub(super) fn expression(&mut self, value: &Value) -> Expression {
        match value {
            Value::Reference(terraform, label, attribute) => self.attribute(terraform, label, attribute),
            Value::Data(data_type, label, attribute) => self.data(data_type, label, attribute),
            Value::Variable(name) => self.variable(name),
            Value::Local("name") => self.project_name(),
            Value::Local(name) => self.unknown(&format!("local.{name}")),
            Value::Each => self.each.clone().unwrap_or_else(|| self.unknown("each.value")),
            Value::Name(name) => self.unknown(name),
            Value::Template(_) | Value::Json(_) => self.text(value),
            Value::UserData(host) => {
                let script = self.scripts.get(host).cloned().unwrap_or_default();
                let body = self.text(&Value::Template(script)).into_yaml();
                Expression::Other(Map::new().with("Fn::Base64", body).into())
            }
            Value::Element(list, idx) => {
                let list = self.yaml(list);
                let number = Yaml::Int(i64::try_from(*idx).unwrap_or(i64::MAX));
                Expression::Other(Yaml::Tagged("Select", Box::new(Yaml::List(vec![number, list]))))
            }
            plain => Expression::Other(self.yaml(plain)),
        }
    }

    fn pieces(&mut self, value: &Value, out: &mut Vec<Piece>) {
        match value {
            Value::Text(text) => out.push(Piece::Plain(text.clone())),
            Value::Number(number) => out.push(Piece::Plain(number.normalize().to_string())),
            Value::Bool(it) => out.push(Piece::Plain(it.to_string())),
            Value::Template(parts) => parts.iter().for_each(|it| self.pieces(it, out)),
            Value::Json(inner) => self.json(inner, out),
            Value::List(_) | Value::Map(_) | Value::Block(_) => self.json(value, out),
            other => out.extend(self.expression(other).into_pieces()),
        }
    }

    /// A value as JSON text.
    fn json(&mut self, value: &Value, out: &mut Vec<Piece>) {
        let plain = |text: &str| Piece::Plain(text.to_owned());
        match value {
            Value::List(items) => {
                out.push(plain("["));
                for (idx, it) in items.iter().enumerate() {
                    if idx > 0 {
                        out.push(plain(","));
                    }
                    self.json(it, out);
                }
                out.push(plain("]"));
            }
            Value::Map(entries) | Value::Block(entries) => {
                out.push(plain("{"));
                for (idx, (name, it)) in entries.iter().enumerate() {
                    let comma = if idx > 0 { "," } else { "" };
                    out.push(Piece::Plain(format!("{comma}{}:", serde_json::Value::from(name.as_str()))));
                    self.json(it, out);
                }
                out.push(plain("}"));
            }
            Value::Number(_) | Value::Bool(_) => self.pieces(value, out),
            text => {
                let mut inner = Vec::new();
                self.pieces(text, &mut inner);
                out.push(plain("\""));
                out.extend(inner.into_iter().map(|it| match it {
                    Piece::Plain(text) => {
                        let quoted = serde_json::Value::from(text).to_string();
                        Piece::Plain(
                            quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned(),
                        )
                    }
                    other => other,
                }));
                out.push(plain("\""));
            }
        }
    }

    /// Something that can't be said here: nothing, and a word about it.
    pub(super) fn unknown(&mut self, what: &str) -> Expression {
        self.lack(what, UNKNOWN);
        nothing()
    }

    fn project_name(&mut self) -> Expression {
        let default = Some(self.project.to_owned());
        self.parameter("ProjectName", || Parameter {
            parameter_type: "String".to_owned(),
            description: "The stem of all names; another name is another set of resources".to_owned(),
            default,
            from: Origin::File,
            sensitive: false,
        })
    }

    pub(super) fn parameter(&mut self, name: &str, make: impl FnOnce() -> Parameter) -> Expression {
        if let Some(template) = self.template() {
            template.parameters.entry(name.to_owned()).or_insert_with(make);
        }
        Expression::Hole(name.to_owned())
    }

    fn region(&mut self) -> Expression {
        if STACKS.get(self.at).is_some_and(|it| it.edge) {
            return self.parameter("MainRegion", || Parameter {
                parameter_type: "String".to_owned(),
                description: "The region of all that is not in us-east-1".to_owned(),
                default: None,
                from: Origin::Script,
                sensitive: false,
            });
        }
        Expression::Hole("AWS::Region".to_owned())
    }

    /// A variable of the bundle as a parameter.
    pub(super) fn variable(&mut self, name: &str) -> Expression {
        if name == "region" {
            return self.region();
        }
        let Some(variable) = self.graph.variables.get(name) else {
            return self.unknown(&format!("var.{name}"));
        };
        self.parameter(&names::input(name), || parameter_of(variable))
    }

    fn data(&mut self, data_type: &'static str, label: &str, attribute: &str) -> Expression {
        match (data_type, attribute) {
            ("aws_caller_identity", "account_id") => Expression::Hole("AWS::AccountId".to_owned()),
            ("aws_partition", "partition") => Expression::Hole("AWS::Partition".to_owned()),
            ("aws_region", "name" | "id" | "region") => self.region(),
            ("aws_availability_zones", "names") => {
                Expression::Other(Yaml::Tagged("GetAZs", Box::new(Yaml::Text(String::new()))))
            }
            ("aws_ssm_parameter", "value") => {
                let path = self.looked_up(data_type, label, "name");
                let Some(path) = path else { return self.unknown(&format!("data.{data_type}.{label}")) };
                self.parameter(&names::input(label), || Parameter {
                    parameter_type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>".to_owned(),
                    description:
                        "The image of the hosts: a public parameter of AWS, which names the newest. A colon \
                                  and a number behind it hold on to one version"
                            .to_owned(),
                    default: Some(path),
                    from: Origin::File,
                    sensitive: false,
                })
            }
            ("aws_route53_zone", "zone_id" | "arn") => {
                let domain = self.looked_up(data_type, label, "name").unwrap_or_default();
                let id = self.parameter(&names::input(&format!("{label}_zone")), || Parameter {
                    parameter_type: "String".to_owned(),
                    description: format!(
                        "The id of the zone of {domain}, which is there already. For example: Z0123456789ABC"
                    ),
                    default: None,
                    from: Origin::File,
                    sensitive: false,
                });
                match (attribute, id) {
                    ("arn", Expression::Hole(id)) => {
                        Expression::pattern("arn:${AWS::Partition}:route53:::hostedzone/${@}", &id)
                    }
                    (_, id) => id,
                }
            }
            (secret::DRAWN, "random_password") => self.drawn(label),
            _ => self.unknown(&format!("data.{data_type}.{label}.{attribute}")),
        }
    }

    /// A text by which something is looked up.
    fn looked_up(&self, data_type: &'static str, label: &str, argument: &str) -> Option<String> {
        let data = self.graph.data.get(&(data_type, label.to_owned()))?;
        data.arguments.iter().find_map(|(name, value)| match value {
            Value::Text(text) if name == argument => Some(text.clone()),
            _ => None,
        })
    }
}

/// No value at all: CloudFormation leaves the property out.
pub(super) fn nothing() -> Expression {
    Expression::Hole("AWS::NoValue".to_owned())
}

fn parameter_of(variable: &Variable) -> Parameter {
    let parameter_type = match variable.variable_type {
        VariableType::Text => "String",
        VariableType::Number => "Number",
        VariableType::Texts => "CommaDelimitedList",
    };
    let description = variable.description.trim_end_matches('.');
    let example = plain(&variable.example);
    let description = if example.is_empty() {
        description.to_owned()
    } else {
        format!("{description}. For example: {example}")
    };
    Parameter {
        parameter_type: parameter_type.to_owned(),
        description,
        default: variable.default.as_ref().map(plain),
        from: Origin::File,
        sensitive: variable.sensitive,
    }
}

/// A default or example as a parameter file has it.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.normalize().to_string(),
        Value::Bool(it) => it.to_string(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        _ => String::new(),
    }
}
