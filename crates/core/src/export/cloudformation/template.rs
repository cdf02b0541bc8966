//! The template of a stack, and what it lacks.

use std::collections::BTreeMap;

use crate::export::yaml::{self, Map, Yaml};

use super::layout::Stack;

/// What a stack's template is made of.
#[derive(Debug, Default)]
pub(super) struct Template {
    /// What a deployment says: from parameter files, or from stacks before.
    pub(super) parameters: BTreeMap<String, Parameter>,
    /// What is only there when a parameter is not empty: condition and parameter.
    pub(super) conditions: BTreeMap<String, String>,
    /// Resources in the graph's order: comment, logical id, body.
    pub(super) resources: Vec<(String, String, Yaml)>,
    /// What it tells: description and value.
    pub(super) outputs: BTreeMap<String, (String, Yaml)>,
    /// What `deploy.sh` asks AWS for once the stack is there, by the parameter that it fills.
    pub(super) questions: BTreeMap<String, Question>,
    /// Whether a resource is made for each of a list that only the deployment knows.
    pub(super) has_loops: bool,
}

/// A parameter of a template.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    /// CloudFormation's type.
    pub(super) parameter_type: String,
    /// What it is for.
    pub(super) description: String,
    /// The value when nobody sets it.
    pub(super) default: Option<String>,
    /// Who sets it.
    pub(super) from: Origin,
    /// Whether it must not be shown.
    pub(super) sensitive: bool,
}

/// Who sets a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Whoever deploys, in the parameter file.
    File,
    /// `deploy.sh`, from a stack before.
    Stack,
    /// `deploy.sh`, by itself.
    Script,
}

/// What only AWS itself tells of a resource.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// The output that names the resource.
    pub(super) output: String,
    /// The words behind `aws`; what the output says comes last.
    pub(super) words: &'static str,
}

/// What CloudFormation has no word for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lack {
    /// The resource, as Terraform names it.
    pub(super) resource: String,
    /// The argument, or nothing for the resource itself.
    pub(super) argument: String,
    /// Why.
    pub(super) reason: String,
}

/// A template as a file.
pub(super) fn text_of(stack: &Stack, template: &Template) -> String {
    let mut map = Map::new().with("AWSTemplateFormatVersion", Yaml::Text("2010-09-09".to_owned()));
    if template.has_loops {
        map = map.with("Transform", "AWS::LanguageExtensions");
    }
    map = map.with("Description", stack.holds);
    let mut parameters = Map::new();
    for (name, it) in &template.parameters {
        let mut parameter =
            Map::new().with("Type", it.parameter_type.clone()).with("Description", it.description.clone());
        match &it.default {
            Some(default) => parameter = parameter.with("Default", default.clone()),
            None if it.parameter_type == "String" => parameter = parameter.with("MinLength", Yaml::Int(1)),
            None => {}
        }
        if it.sensitive {
            parameter = parameter.with("NoEcho", true);
        }
        parameters = parameters.with(name.clone(), parameter);
    }
    map = map.with_some("Parameters", parameters);
    let mut conditions = Map::new();
    for (name, parameter) in &template.conditions {
        let reference = Yaml::Tagged("Ref", Box::new(parameter.as_str().into()));
        let empty = Yaml::Tagged("Equals", Box::new(Yaml::List(vec![reference, "".into()])));
        conditions = conditions.with(name.clone(), Yaml::Tagged("Not", Box::new(Yaml::List(vec![empty]))));
    }
    map = map.with_some("Conditions", conditions);
    let mut resources = Map::new();
    for (comment, id, body) in &template.resources {
        resources = resources.noted(comment.clone(), id.clone(), body.clone());
    }
    map = map.with("Resources", resources);
    let mut outputs = Map::new();
    for (name, (description, value)) in &template.outputs {
        let output = Map::new().with_some("Description", description.clone()).with("Value", value.clone());
        outputs = outputs.with(name.clone(), output);
    }
    yaml::print(&map.with_some("Outputs", outputs))
}
