//! Resources that Terraform makes for each of a list: loops, groups of records, and the records by which
//! CloudFormation validates a certificate itself.

use crate::{
    export::yaml::{Map, Yaml},
    resource::{Resource, Value},
};

use super::{
    layout::argument,
    printer::Printer,
    property::{Properties, Property},
    table::Mapping,
};

/// How a resource that is made for each of a list is said.
pub(super) enum Copies {
    /// By a loop over this parameter.
    Loop(Yaml),
    /// As one resource with a list in it.
    Group(Properties),
    /// Not at all.
    Unknown,
}

impl Printer<'_> {
    /// How the copies of a resource are said that is made for each of these.
    pub(super) fn copies(&mut self, items: &Value, resource: &Resource, mapping: &Mapping) -> Copies {
        match items {
            Value::Variable(_) => Copies::Loop(self.expression(items).into_yaml()),
            Value::List(items) if resource.resource_type == "aws_route53_record" => {
                Copies::Group(self.record_group(items, resource, mapping))
            }
            _ => {
                self.lack("for_each", "CloudFormation makes copies only for a list of the deployment");
                Copies::Unknown
            }
        }
    }

    /// Records that differ in their names only, as one group of their zone.
    fn record_group(&mut self, items: &[Value], resource: &Resource, mapping: &Mapping) -> Properties {
        let (zone, rest): (Vec<_>, Vec<_>) =
            resource.arguments.iter().cloned().partition(|(name, _)| name == "zone_id");
        let mut group = Properties::default();
        self.apply(mapping.rules, &zone, "", &mut group, &mut Vec::new());
        for item in items {
            let each = self.text(item);
            self.each = Some(each);
            let mut record = Properties::default();
            self.apply(mapping.rules, &rest, "", &mut record, &mut Vec::new());
            group.put("RecordSets", Property::List(vec![Property::Object(record)]));
        }
        self.each = None;
        group
    }

    /// A resource for each of a list that only the deployment knows.
    pub(super) fn add_loop(
        &mut self,
        id: &str,
        cloudformation: &str,
        list: Yaml,
        properties: Properties,
        comment: &str,
    ) {
        let body = Map::new().with("Type", cloudformation).with("Properties", properties.into_yaml());
        let copy = Map::new().with(format!("{id}&{{Item}}"), body);
        let entry = Yaml::List(vec!["Item".into(), list, copy.into()]);
        if let Some(template) = self.template() {
            template.has_loops = true;
            template.resources.push((comment.to_owned(), format!("Fn::ForEach::{id}Items"), entry));
        }
    }

    /// The records that validate a certificate: CloudFormation writes them into the zone that it is told.
    pub(super) fn validation(
        &mut self,
        record: &Resource,
        certificate: &Resource,
        properties: &mut Properties,
    ) {
        let Some(zone) = argument(record, "zone_id") else { return };
        let names =
            ["domain_name", "subject_alternative_names"].iter().filter_map(|it| argument(certificate, it));
        let names: Vec<&Value> = names
            .flat_map(|it| match it {
                Value::List(items) => items.iter().collect(),
                one => vec![one],
            })
            .collect();
        let zone = self.yaml(zone);
        let options = names.into_iter().map(|name| {
            let mut option = Properties::default();
            option.put("DomainName", Property::Done(self.yaml(name)));
            option.put("HostedZoneId", Property::Done(zone.clone()));
            Property::Object(option)
        });
        let options = options.collect();
        properties.put("DomainValidationOptions", Property::List(options));
    }
}
