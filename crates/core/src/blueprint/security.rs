//! Security groups and their rules.

use std::collections::BTreeMap;

use crate::{
    base::{Address, sort_by},
    design::Connection,
    resource::{Concern, Ends, Resource, ResourceGraph, Value, Variable, VariableType},
    survey::Survey,
    vocab::Access,
};

use super::Provenance;

/// Who may connect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The security group of this component.
    Group(Address),
    /// A CIDR block.
    Cidr(String),
    /// A list of CIDR blocks that the engineer fills in: the bundle's variable of this name.
    Variable(String),
}

/// An inbound rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityRule {
    /// The port.
    pub port: u16,
    /// Who may connect.
    pub source: Source,
    /// What for: the connections that need it, in words.
    pub why: String,
    /// The connections that need it.
    pub connections: Vec<Address>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A security group. Outbound, everything is allowed, as a group without a stated outbound rule in
/// the console is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// The component that it belongs to; also its label in the graph.
    pub component: Address,
    /// Its name in AWS.
    pub name: String,
    /// Inbound rules, by port and source.
    pub rules: Vec<SecurityRule>,
    /// Whether each rule is for UDP as well as TCP.
    pub udp: bool,
}

/// The component whose security group a component is reached and seen by: itself, or the nearest
/// container above that has one.
#[must_use]
pub fn owner<'a>(survey: &'a Survey, address: &Address) -> Option<&'a Address> {
    survey.nearest(address, |it| it.security_group.is_some()).filter(|it| is_in_network(survey, it))
}

/// Whether it stands in a network. What stands outside, such as a function in the region, has no network
/// interface, and so nothing to put a security group on.
fn is_in_network(survey: &Survey, address: &Address) -> bool {
    survey.nearest(address, |it| it.network.is_some()).is_some()
}

/// The security groups of a design: what the connections need, held against what was written down.
#[must_use]
pub fn security_groups(survey: &Survey) -> Vec<SecurityGroup> {
    let mut needed = needed_rules(survey);
    let mut groups = Vec::new();
    for (address, facts) in survey.all_facts() {
        let Some(name) = facts.security_group.clone().filter(|_| is_in_network(survey, address)) else {
            continue;
        };
        let needed = needed.remove(address).unwrap_or_default();
        let mut rules: BTreeMap<(u16, Source), SecurityRule> = BTreeMap::new();
        let needed_provenance = match facts.stated_rules {
            Some(_) => Provenance::Added,
            None => Provenance::Derived,
        };
        for ((port, source), connections) in needed {
            let mut purposes: Vec<&str> = connections.iter().map(|(_, why)| why.as_str()).collect();
            sort_by(&mut purposes, Ord::cmp);
            purposes.dedup();
            let why = purposes.join("; ");
            let connections = connections.into_iter().map(|(id, _)| id).collect();
            let rule = SecurityRule {
                port,
                source: source.clone(),
                why,
                connections,
                provenance: needed_provenance,
            };
            rules.insert((port, source), rule);
        }
        for stated in facts.stated_rules.iter().flatten() {
            for source in stated_sources(survey, &stated.from) {
                let rule = rules.entry((stated.port, source.clone())).or_insert_with(|| SecurityRule {
                    port: stated.port,
                    source,
                    why: "written down, and no connection needs it".to_owned(),
                    connections: Vec::new(),
                    provenance: Provenance::Surplus,
                });
                if rule.provenance == Provenance::Added {
                    rule.provenance = Provenance::Stated;
                }
            }
        }
        groups.push(SecurityGroup {
            component: address.clone(),
            name,
            rules: rules.into_values().collect(),
            udp: facts.listens_udp,
        });
    }
    groups
}

/// Rules by group: port and source, with the connections that need them and what they are for.
type Needed = BTreeMap<Address, BTreeMap<(u16, Source), Vec<(Address, String)>>>;

fn needed_rules(survey: &Survey) -> Needed {
    let mut needed = Needed::new();
    for (id, connection) in &survey.design().connections {
        if !connection.access.opens_port() {
            continue;
        }
        let Some(group) = owner(survey, &connection.to) else { continue };
        if owner(survey, &connection.from) == Some(group) {
            continue;
        }
        let why = purpose(survey, connection);
        for port in ports(survey, connection) {
            for source in sources(survey, &connection.from) {
                let rules = needed.entry(group.clone()).or_default();
                rules.entry((port, source)).or_default().push((id.clone(), why.clone()));
            }
        }
    }
    needed
}

/// The ports that a connection needs open: its own, or the main one of its target; a replica speaks
/// to every port of its peer.
fn ports(survey: &Survey, connection: &Connection) -> Vec<u16> {
    if let Some(port) = connection.port {
        return vec![port];
    }
    let listens = survey.facts(&connection.to).map(|it| it.listens.clone()).unwrap_or_default();
    match connection.access {
        Access::Replicate => listens,
        _ => listens.into_iter().take(1).collect(),
    }
}

fn purpose(survey: &Survey, connection: &Connection) -> String {
    if !connection.purpose.is_empty() {
        return connection.purpose.clone();
    }
    let name = |id: &Address| survey.design().component(id).map_or_else(String::new, |it| it.name.clone());
    format!("{} to {}", name(&connection.from), name(&connection.to))
}

/// Who a component is to a security group: its group, or its CIDR blocks. What is outside and
/// names no block is asked for as a variable.
fn sources(survey: &Survey, address: &Address) -> Vec<Source> {
    if let Some(group) = owner(survey, address) {
        return vec![Source::Group(group.clone())];
    }
    match survey.facts(address) {
        Some(facts) if !facts.cidrs.is_empty() => facts.cidrs.iter().cloned().map(Source::Cidr).collect(),
        Some(facts) if facts.external => vec![Source::Variable(format!("{}_cidrs", address.label()))],
        _ => Vec::new(),
    }
}

fn stated_sources(survey: &Survey, from: &str) -> Vec<Source> {
    match Address::new(from) {
        Ok(address) if survey.facts(&address).is_some() => sources(survey, &address),
        _ => vec![Source::Cidr(from.to_owned())],
    }
}

/// Puts security groups and their rules into the graph.
pub(super) fn build(groups: &[SecurityGroup], ends: &BTreeMap<Address, Ends>, graph: &mut ResourceGraph) {
    for group in groups {
        graph.speak_for(Some(&group.component));
        let label = group.component.label();
        let id = Value::reference("aws_security_group", &label, "id");
        let mut resource = Resource::new(Concern::Security, "aws_security_group", &label)
            .set("name", Value::template([Value::Local("name"), Value::from(format!("-{}", group.name))]))
            .set("description", format!("Traffic to {}", group.component));
        if let Some(vpc) = ends.get(&group.component).and_then(|it| it.get("vpc_id")) {
            resource = resource.set("vpc_id", vpc.clone());
        }
        graph.add(resource.set("tags", Value::map([("Name", group.name.as_str().into())])));
        for rule in &group.rules {
            let tcp = ingress(&label, &id, rule);
            let udp = group.udp.then(|| over_udp(&tcp));
            graph.add(tcp);
            if let Some(udp) = udp {
                graph.add(udp);
            }
        }
        for rule in &group.rules {
            if let Source::Variable(name) = &rule.source {
                graph.ask(cidr_variable(name, &rule.why));
            }
        }
        graph.add(
            Resource::new(Concern::Security, "aws_vpc_security_group_egress_rule", format!("{label}_any"))
                .set("security_group_id", id)
                .set("description", "Anywhere")
                .set("ip_protocol", "-1")
                .set("cidr_ipv4", "0.0.0.0/0"),
        );
    }
    graph.speak_for(None);
}

fn ingress(label: &str, group: &Value, rule: &SecurityRule) -> Resource {
    let source = match &rule.source {
        Source::Group(from) => from.label(),
        Source::Variable(name) => name.clone(),
        Source::Cidr(cidr) if cidr == "0.0.0.0/0" => "anywhere".to_owned(),
        Source::Cidr(cidr) => format!("cidr_{}", cidr.replace(|it: char| !it.is_ascii_alphanumeric(), "_")),
    };
    let mut resource = Resource::new(
        Concern::Security,
        "aws_vpc_security_group_ingress_rule",
        format!("{label}_{}_from_{source}", rule.port),
    )
    .set("security_group_id", group.clone())
    .set("description", description(&rule.why))
    .set("ip_protocol", "tcp")
    .set("from_port", rule.port)
    .set("to_port", rule.port);
    resource = match &rule.source {
        Source::Group(from) => resource
            .set("referenced_security_group_id", Value::reference("aws_security_group", from.label(), "id")),
        Source::Cidr(cidr) => resource.set("cidr_ipv4", cidr),
        Source::Variable(name) => {
            resource.for_each = Some(Value::variable(name));
            resource.set("cidr_ipv4", Value::Each)
        }
    };
    match rule.provenance {
        Provenance::Added => {
            resource.comment("Added: the topology needs this rule, and the rules as written down lack it.")
        }
        Provenance::Surplus => resource.comment(
            "Written down, and no connection of the design needs it: close it if nothing else does.",
        ),
        Provenance::Stated | Provenance::Derived => resource,
    }
}

/// The same rule over UDP.
fn over_udp(tcp: &Resource) -> Resource {
    let mut udp = Resource { label: format!("{}_udp", tcp.label), ..tcp.clone() };
    for (_, protocol) in udp.arguments.iter_mut().filter(|it| it.0 == "ip_protocol") {
        *protocol = Value::from("udp");
    }
    udp
}

/// The words that AWS takes in a rule's description: at most 255 of a small set of characters.
fn description(text: &str) -> String {
    let fits = |it: char| it.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(it);
    text.chars().map(|it| if fits(it) { it } else { ' ' }).take(200).collect::<String>().trim().to_owned()
}

fn cidr_variable(name: &str, why: &str) -> Variable {
    Variable {
        name: name.to_owned(),
        variable_type: VariableType::Texts,
        description: format!("CIDR blocks that may connect: {why}"),
        default: None,
        example: Value::list(["203.0.113.10/32"]),
        sensitive: false,
        validation: Some((
            format!(
                "alltrue([for block in var.{name} : can(cidrhost(block, 0)) && !endswith(block, \"/0\")])"
            ),
            "Each entry must be a CIDR block such as 203.0.113.10/32, and never the whole internet."
                .to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{design::read, prices::sample_book};

    fn groups(function_in: &str) -> Vec<SecurityGroup> {
        let text = r#"{
            "format": "groundplan/1",
            "settings": {"name": "Test", "project": "test"},
            "components": [
                {"id": "cloud", "kind": "region", "name": "Cloud"},
                {"id": "vpc", "kind": "network", "name": "VPC", "parent": "cloud"},
                {"id": "data", "kind": "subnet_tier", "name": "Data", "parent": "vpc"},
                {"id": "locks", "kind": "cache", "name": "Locks", "parent": "data"},
                {"id": "hook", "kind": "function", "name": "Hook", "parent": "@"}
            ],
            "connections": [{"id": "hook-locks", "from": "hook", "to": "locks", "access": "connect"}]
        }"#;
        let design = read(&text.replace('@', function_in)).unwrap();
        security_groups(&Survey::new(&design, &std::sync::Arc::new(sample_book())))
    }

    #[test]
    fn what_stands_outside_of_the_network_has_no_security_group_and_opens_none() {
        let outside = groups("cloud");
        assert_eq!(outside.iter().map(|it| it.component.as_str()).collect::<Vec<_>>(), ["locks"]);
        assert!(outside.iter().all(|it| it.rules.is_empty()));
        let inside = groups("data");
        assert_eq!(inside.iter().map(|it| it.component.as_str()).collect::<Vec<_>>(), ["hook", "locks"]);
        let hook = Source::Group(Address::new("hook").unwrap());
        let rules = inside.iter().flat_map(|it| &it.rules).map(|it| (it.port, &it.source));
        assert_eq!(rules.collect::<Vec<_>>(), [(6379, &hook)]);
    }
}
