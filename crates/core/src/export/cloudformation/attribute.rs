//! Attributes that resources refer to: from this stack, or passed on by one before.

use crate::{
    export::yaml::Yaml,
    resource::{Resource, Value},
};

use super::{
    expression::Expression,
    layout::{STACKS, argument},
    names,
    printer::{Printer, nothing},
    table::Attribute,
    template::{Origin, Parameter, Question},
};

impl Printer<'_> {
    /// An attribute of a resource of the graph: from this stack, or passed on by one before.
    pub(super) fn attribute(
        &mut self,
        terraform: &'static str,
        label: &str,
        path: &'static str,
    ) -> Expression {
        let name = format!("{terraform}.{label}.{path}");
        let (Some((idx, resource)), Some(mapping)) =
            (self.layout.find(terraform, label), self.layout.mapping(terraform))
        else {
            return self.unknown(&name);
        };
        let found = mapping.attributes.iter().find(|it| it.0 == path).map(|it| &it.1);
        let Some(attribute) = found.and_then(|it| at_hand(it, resource)) else {
            return self.unknown(&name);
        };
        match attribute {
            Attribute::Own(own) => match argument(resource, own) {
                Some(value) => return self.expression(value),
                None => return self.unknown(&name),
            },
            Attribute::Named(pattern, own) => {
                let mut pieces = Expression::pattern(pattern, "").into_pieces();
                if let Some(value) = argument(resource, own) {
                    pieces.extend(self.text(value).into_pieces());
                }
                return Expression::Sub(pieces);
            }
            Attribute::Absent(reason) => {
                self.lack(&name, reason);
                return nothing();
            }
            Attribute::Wider(pattern, reason) => {
                self.lack(&name, reason);
                return Expression::pattern(pattern, "");
            }
            Attribute::Sub(pattern) if !pattern.contains('@') => return Expression::pattern(pattern, ""),
            _ => {}
        }
        let Some(id) = self.logical_id(resource) else { return self.unknown(&name) };
        let expression = of_attribute(attribute, &id);
        let stack = self.layout.stack(idx);
        if let Attribute::Asked(words) = attribute {
            if stack >= self.at {
                self.lack(&name, &format!("CloudFormation doesn't tell it; this does: aws {words} ARN"));
                return nothing();
            }
            return self.asked(stack, &id, path, words);
        }
        match stack.cmp(&self.at) {
            std::cmp::Ordering::Equal => {
                self.used.insert(idx);
                expression
            }
            std::cmp::Ordering::Less => self.passed(stack, names::passed(&id, path), expression),
            std::cmp::Ordering::Greater => self.unknown(&name),
        }
    }

    /// What an earlier stack passes on: an output there, and a parameter here.
    fn passed(&mut self, stack: usize, name: String, expression: Expression) -> Expression {
        let from = STACKS.get(stack).map_or("", |it| it.name);
        if let Some(template) = self.templates.get_mut(stack) {
            let description = "Passed on to the stacks behind".to_owned();
            template.outputs.entry(name.clone()).or_insert_with(|| (description, expression.into_yaml()));
        }
        self.parameter(&name, || Parameter {
            parameter_type: "String".to_owned(),
            description: format!("An output of the stack {from}"),
            default: None,
            from: Origin::Stack,
            sensitive: false,
        })
    }

    /// What `deploy.sh` asks AWS for once an earlier stack is there, and passes on as a parameter.
    fn asked(&mut self, stack: usize, id: &str, path: &str, words: &'static str) -> Expression {
        let name = names::passed(id, path);
        let output = names::passed(id, "ref");
        if let Some(template) = self.templates.get_mut(stack) {
            let description = "What deploy.sh asks AWS by".to_owned();
            let value = Expression::Hole(id.to_owned()).into_yaml();
            template.outputs.entry(output.clone()).or_insert((description, value));
            template.questions.insert(name.clone(), Question { output, words });
        }
        let from = STACKS.get(stack).map_or("", |it| it.name);
        self.parameter(&name, || Parameter {
            parameter_type: "String".to_owned(),
            description: format!("What deploy.sh asks AWS for once the stack {from} is there"),
            default: None,
            from: Origin::Script,
            sensitive: false,
        })
    }
}

/// The attribute as this resource has it.
fn at_hand<'a>(attribute: &'a Attribute, resource: &Resource) -> Option<&'a Attribute> {
    let Attribute::By(own, cases) = attribute else { return Some(attribute) };
    let Some(Value::Text(word)) = argument(resource, own) else { return None };
    cases.iter().find(|it| it.0 == word).map(|it| &it.1)
}

fn of_attribute(attribute: &Attribute, id: &str) -> Expression {
    match attribute {
        Attribute::Ref
        | Attribute::Own(_)
        | Attribute::Named(..)
        | Attribute::Absent(_)
        | Attribute::Wider(..)
        | Attribute::Asked(_)
        | Attribute::By(..) => Expression::Hole(id.to_owned()),
        Attribute::Att(att) => Expression::Hole(format!("{id}.{att}")),
        Attribute::Sub(pattern) => Expression::pattern(pattern, id),
        Attribute::List(att) => {
            let list = Expression::Hole(format!("{id}.{att}")).into_yaml();
            Expression::Other(Yaml::Tagged("Join", Box::new(Yaml::List(vec![", ".into(), list]))))
        }
        Attribute::First(att) => {
            let list = Expression::Hole(format!("{id}.{att}")).into_yaml();
            Expression::Other(Yaml::Tagged("Select", Box::new(Yaml::List(vec![Yaml::Int(0), list]))))
        }
        Attribute::Joined(parts) => {
            let parts = parts.iter().map(|it| of_attribute(it, id).into_yaml()).collect();
            let join = Yaml::List(vec![", ".into(), Yaml::List(parts)]);
            Expression::Other(Yaml::Tagged("Join", Box::new(join)))
        }
        Attribute::Part(att, cuts) => {
            let start = Expression::Hole(format!("{id}.{att}"));
            cuts.iter().fold(start, |whole, (separator, part)| {
                let split = Yaml::List(vec![(*separator).into(), whole.into_yaml()]);
                let split = Yaml::Tagged("Split", Box::new(split));
                Expression::Other(Yaml::Tagged("Select", Box::new(Yaml::List(vec![Yaml::Int(*part), split]))))
            })
        }
    }
}
