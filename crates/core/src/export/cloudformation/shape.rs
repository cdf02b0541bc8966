//! Shapes a resource's arguments into properties, as its table says.

use crate::{
    export::yaml::{Map, Yaml},
    resource::{Resource, Value},
};

use super::{
    copies::Copies,
    expression::Expression,
    layout::{argument, validates},
    names,
    printer::{Printer, UNKNOWN},
    property::{Properties, Property},
    table::{Form, Mapping, Rule, Target},
    template::{Origin, Parameter},
};

/// Arguments and blocks of a resource or of a block.
type Arguments = [(String, Value)];

/// A resource that the table's rules make beside the one at hand.
pub(super) struct Beside {
    cloudformation: &'static str,
    word: &'static str,
    own: &'static str,
    to: &'static str,
    value: Yaml,
}

impl Printer<'_> {
    /// Prints a resource with all that folds into it into its stack.
    pub(super) fn resource(&mut self, idx: usize, resource: &Resource) {
        let Some(mapping) = self.layout.mapping(resource.resource_type) else { return };
        let (Target::Resource(cloudformation, _), Some(id)) = (&mapping.target, self.logical_id(resource))
        else {
            return;
        };
        self.at = self.layout.stack(idx);
        self.used.clear();
        let mut besides = Vec::new();
        let mut comments = vec![resource.comment.clone()];
        let mut properties = self.properties(resource, mapping, &mut besides);
        let mut depends_on = resource.depends_on.clone();
        for part in self.layout.folded(idx) {
            let Some(part) = self.graph.resources.get(*part) else { continue };
            self.fold(part, resource, &mut properties, &mut besides);
            comments.push(part.comment.clone());
            depends_on.extend(part.depends_on.iter().cloned());
        }
        self.speaking = format!("{}.{}", resource.resource_type, resource.label);
        for (path, text) in mapping.always {
            properties.put(path, Property::Done((*text).into()));
        }
        comments.retain(|it| !it.is_empty());
        let mut body = Map::new();
        let mut cloudformation = *cloudformation;
        if let Some(items) = &resource.for_each {
            match self.copies(items, resource, mapping) {
                Copies::Loop(list) => {
                    self.add_loop(&id, cloudformation, list, properties, &comments.join("\n"));
                    return;
                }
                Copies::Group(group) => {
                    cloudformation = "AWS::Route53::RecordSetGroup";
                    properties = group;
                }
                Copies::Unknown => {}
            }
        }
        body = body.with("Type", cloudformation);
        if resource.keep {
            body = body.with("DeletionPolicy", "Retain").with("UpdateReplacePolicy", "Retain");
        }
        let first = self.first(idx, &depends_on);
        if !first.is_empty() {
            body = body.with("DependsOn", first);
        }
        let properties = properties.into_yaml();
        body = body.with_some("Properties", properties);
        let mut resources = vec![(comments.join("\n"), id.clone(), body.into())];
        for it in besides {
            let properties =
                Map::new().with(it.to, it.value).with(it.own, Expression::Hole(id.clone()).into_yaml());
            let body = Map::new().with("Type", it.cloudformation).with("Properties", properties);
            resources.push((String::new(), names::logical_id(&resource.label, it.word), body.into()));
        }
        if let Some(template) = self.template() {
            template.resources.extend(resources);
        }
    }

    fn properties(
        &mut self,
        resource: &Resource,
        mapping: &Mapping,
        besides: &mut Vec<Beside>,
    ) -> Properties {
        self.speaking = format!("{}.{}", resource.resource_type, resource.label);
        self.each = resource.for_each.as_ref().map(|_| Expression::Hole("Item".to_owned()));
        let mut properties = Properties::default();
        self.apply(mapping.rules, &resource.arguments, "", &mut properties, besides);
        self.each = None;
        properties
    }

    fn fold(
        &mut self,
        part: &Resource,
        host: &Resource,
        properties: &mut Properties,
        besides: &mut Vec<Beside>,
    ) {
        self.speaking = format!("{}.{}", part.resource_type, part.label);
        if validates(part).is_some() {
            return self.validation(part, host, properties);
        }
        if let Some(mapping) = self.layout.mapping(part.resource_type) {
            self.apply(mapping.rules, &part.arguments, "", properties, besides);
        }
    }

    /// What has to be there first and is not referred to, in the same stack.
    fn first(&mut self, idx: usize, depends_on: &[(&'static str, String)]) -> Vec<String> {
        let mut first = Vec::new();
        for (terraform, label) in depends_on {
            let Some((other, _)) = self.layout.find(terraform, label) else { continue };
            let Some(host) = self.layout.host(other).filter(|it| *it != idx && !self.used.contains(it))
            else {
                continue;
            };
            if let Some(resource) =
                self.graph.resources.get(host).filter(|_| self.layout.stack(host) == self.at)
            {
                first.extend(self.logical_id(resource));
            }
        }
        // What leads out of a network does so once it is attached.
        for other in &self.used {
            let Some(resource) = self.graph.resources.get(*other).filter(|_| *other != idx) else { continue };
            let rules = self.layout.mapping(resource.resource_type).map_or(&[][..], |it| it.rules);
            first.extend(rules.iter().filter_map(|it| match it.form {
                Form::Beside(_, word, _) => Some(names::logical_id(&resource.label, word)),
                _ => None,
            }));
        }
        first.sort();
        first.dedup();
        first
    }

    pub(super) fn apply(
        &mut self,
        rules: &'static [Rule],
        arguments: &Arguments,
        path: &str,
        properties: &mut Properties,
        besides: &mut Vec<Beside>,
    ) {
        // A rule without a name is for the whole: all arguments stand for one block.
        if let Some(whole) = rules.first().filter(|it| it.from.is_empty()) {
            self.put(whole, &Value::Block(arguments.to_vec()), path, properties, besides);
            return;
        }
        for (name, value) in arguments {
            let full = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match rules.iter().find(|it| it.from == name) {
                Some(rule) => self.put(rule, value, &full, properties, besides),
                None => self.lack(&full, UNKNOWN),
            }
        }
    }

    fn put(
        &mut self,
        rule: &'static Rule,
        value: &Value,
        path: &str,
        properties: &mut Properties,
        besides: &mut Vec<Beside>,
    ) {
        let to = rule.to;
        match &rule.form {
            Form::Implied => {}
            Form::Left(reason) => self.lack(path, reason),
            Form::Same => {
                if !matches!(value, Value::List(items) if items.is_empty()) {
                    let yaml = self.yaml(value);
                    properties.put(to, Property::Done(yaml));
                }
            }
            Form::Text => {
                let text = self.text(value).into_yaml();
                properties.put(to, Property::Done(text));
            }
            Form::Json => {
                let yaml = self.yaml(unwrapped(value));
                properties.put(to, Property::Done(yaml));
            }
            Form::Capital(free) => {
                let yaml = self.capital(unwrapped(value), free);
                properties.put(to, Property::Done(yaml));
            }
            Form::Named(service, by) => {
                let yaml = self.named(unwrapped(value), service, by);
                properties.put(to, Property::Done(yaml));
            }
            Form::Add => {
                let yaml = self.yaml(value);
                properties.put(to, Property::List(vec![Property::Done(yaml)]));
            }
            Form::Block(inner) => {
                let Some(arguments) = entries(value) else { return self.lack(path, UNKNOWN) };
                if to.is_empty() {
                    return self.apply(inner, arguments, path, properties, besides);
                }
                let mut object = Properties::default();
                // Entries of an object have names of their own, which are no paths.
                if let [Rule { form: Form::Entry, .. }] = inner {
                    if let Some((name, value)) = self.entry(arguments) {
                        object.put_entry(name, value);
                    }
                } else {
                    self.apply(inner, arguments, path, &mut object, besides);
                }
                properties.put(to, Property::Object(object));
            }
            Form::Blocks(inner) => {
                let blocks: Vec<&Value> = match value {
                    Value::List(items) => items.iter().collect(),
                    one => vec![one],
                };
                for block in blocks {
                    let Some(arguments) = entries(block) else { return self.lack(path, UNKNOWN) };
                    let mut object = Properties::default();
                    self.apply(inner, arguments, path, &mut object, besides);
                    properties.put(to, Property::List(vec![Property::Object(object)]));
                }
            }
            Form::Pairs(key, word) => {
                let Some(arguments) = entries(value) else { return self.lack(path, UNKNOWN) };
                for (name, value) in arguments {
                    let pair = Map::new().with(*key, name.clone()).with(*word, self.text(value).into_yaml());
                    properties.put(to, Property::List(vec![Property::Done(pair.into())]));
                }
            }
            Form::Words(words) => {
                let said = match value {
                    Value::Bool(it) => it.to_string(),
                    Value::Text(text) => text.clone(),
                    _ => String::new(),
                };
                match words.iter().find(|it| it.0 == said) {
                    Some((_, word)) => properties.put(to, Property::Done((*word).into())),
                    None => self.lack(path, UNKNOWN),
                }
            }
            Form::Option(key) => {
                let pair = Map::new().with("Key", *key).with("Value", self.text(value).into_yaml());
                properties.put(to, Property::List(vec![Property::Done(pair.into())]));
            }
            Form::KeyPart(part) => {
                let pair = Map::new().with("AttributeName", self.yaml(value)).with("KeyType", *part);
                properties.put(to, Property::List(vec![Property::Done(pair.into())]));
            }
            Form::Each(key, word, name) => {
                let Value::List(items) = value else { return self.lack(path, UNKNOWN) };
                for item in items {
                    let pair = Map::new().with(*key, *word).with(*name, self.yaml(item));
                    properties.put(to, Property::List(vec![Property::Done(pair.into())]));
                }
            }
            Form::Both(first, second) => {
                let yaml = self.yaml(value);
                properties.put(first, Property::Done(yaml));
                properties.put(second, Property::Done("".into()));
            }
            Form::Entry => {}
            Form::UnlessEmpty => {
                let yaml = self.unless_empty(value);
                properties.put(to, Property::Done(yaml));
            }
            Form::Package => self.package(value, properties),
            Form::Drawn(rules) => self.draw(value, to, rules, properties),
            Form::Beside(cloudformation, word, own) => {
                let value = self.yaml(value);
                besides.push(Beside { cloudformation, word, own, to, value });
            }
        }
    }

    /// A block with name and value.
    fn entry(&mut self, arguments: &Arguments) -> Option<(String, Yaml)> {
        let find = |wanted: &str| arguments.iter().find(|it| it.0 == wanted).map(|it| &it.1);
        match (find("name"), find("value")) {
            (Some(Value::Text(name)), Some(value)) => Some((name.clone(), self.text(value).into_yaml())),
            _ => None,
        }
    }

    /// An object whose keys begin with a capital.
    fn capital(&mut self, value: &Value, free: &[&str]) -> Yaml {
        match value {
            Value::List(items) => Yaml::List(items.iter().map(|it| self.capital(it, free)).collect()),
            Value::Map(entries) | Value::Block(entries) => {
                let mut map = Map::new();
                for (name, it) in entries {
                    let it =
                        if free.contains(&name.as_str()) { self.yaml(it) } else { self.capital(it, free) };
                    map = map.with(names::capital(name), it);
                }
                map.into()
            }
            other => self.yaml(other),
        }
    }

    /// An object in which references are ARNs that follow from names.
    fn named(&mut self, value: &Value, service: &str, by: &str) -> Yaml {
        match value {
            Value::List(items) => Yaml::List(items.iter().map(|it| self.named(it, service, by)).collect()),
            Value::Map(entries) => entries
                .iter()
                .fold(Map::new(), |map, (name, it)| map.with(name.clone(), self.named(it, service, by)))
                .into(),
            Value::Reference(terraform, label, _) => {
                let name = self.layout.find(terraform, label).and_then(|(_, it)| argument(it, by)).cloned();
                let start =
                    format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:");
                let mut pieces = Expression::pattern(&start, "").into_pieces();
                if let Some(name) = name {
                    pieces.extend(self.text(&name).into_pieces());
                }
                Expression::Sub(pieces).into_yaml()
            }
            other => self.yaml(other),
        }
    }

    /// A parameter that says nothing while it is empty.
    fn unless_empty(&mut self, value: &Value) -> Yaml {
        let expression = self.expression(value);
        let Expression::Hole(parameter) = expression else { return expression.into_yaml() };
        let condition = format!("Has{parameter}");
        if let Some(template) = self.template() {
            template.conditions.insert(condition.clone(), parameter.clone());
        }
        let choice = vec![
            condition.into(),
            Expression::Hole(parameter).into_yaml(),
            Expression::Hole("AWS::NoValue".to_owned()).into_yaml(),
        ];
        Yaml::Tagged("If", Box::new(Yaml::List(choice)))
    }

    /// The code of a function: CloudFormation takes it from a bucket, so a variable with a file's name
    /// names it there.
    fn package(&mut self, value: &Value, properties: &mut Properties) {
        let key = self.yaml(value);
        if let Some(template) = self.template() {
            template.parameters.entry("PackageBucket".to_owned()).or_insert_with(|| Parameter {
                parameter_type: "String".to_owned(),
                description:
                    "The bucket that holds the zip files with the code of functions. For example: packages"
                        .to_owned(),
                default: None,
                from: Origin::File,
                sensitive: false,
            });
        }
        let bucket = Expression::Hole("PackageBucket".to_owned()).into_yaml();
        properties.put("Code.S3Bucket", Property::Done(bucket));
        properties.put("Code.S3Key", Property::Done(key));
    }
}

/// JSON text as the value that it is made of.
pub(super) fn unwrapped(value: &Value) -> &Value {
    if let Value::Json(inner) = value { inner } else { value }
}

pub(super) fn entries(value: &Value) -> Option<&Arguments> {
    match value {
        Value::Block(entries) | Value::Map(entries) => Some(entries),
        _ => None,
    }
}
