//! Tasks: what Fargate and App Runner have in common. Both run one image without a machine of ours,
//! and are told in their settings where everything else is.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal},
    resource::{Concern, Resource, ResourceGraph, Value, Variable, VariableType},
    services::{Plot, container::check_names, registry},
    vocab::{Access, Category, Factor, Finding, Findings, LineItems, Neighbour, Severity, Site},
};

/// The label of the one namespace of private names.
const NAMESPACE: &str = "main";

/// Processors of a task, in vCPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Cpu {
    /// A quarter: small services.
    #[default]
    #[serde(rename = "0.25")]
    Quarter,
    /// A half.
    #[serde(rename = "0.5")]
    Half,
    /// One.
    #[serde(rename = "1")]
    One,
    /// Two.
    #[serde(rename = "2")]
    Two,
    /// Four.
    #[serde(rename = "4")]
    Four,
}

impl Cpu {
    /// AWS's units: 1,024 for a vCPU.
    pub(super) const fn units(self) -> u32 {
        match self {
            Self::Quarter => 256,
            Self::Half => 512,
            Self::One => 1_024,
            Self::Two => 2_048,
            Self::Four => 4_096,
        }
    }

    /// The processors.
    pub(super) fn vcpu(self) -> Decimal {
        Decimal::from(self.units()) / Decimal::from(1_024)
    }

    /// For people: `0.25 vCPU`.
    pub(super) fn title(self) -> String {
        format!("{} vCPU", self.vcpu().normalize())
    }
}

/// The image: of the design's own registry, under the tag that the pipeline gave it, or a public one.
pub(super) fn image(repository: &str, public: &str, graph: &mut ResourceGraph) -> Value {
    if repository.is_empty() {
        return Value::from(public);
    }
    let tag = graph.ask(Variable {
        name: "image_tag".to_owned(),
        variable_type: VariableType::Text,
        description: "Tag of your own images: the commit that they were built from.".to_owned(),
        default: None,
        example: Value::from("0123456789abcdef0123456789abcdef01234567"),
        sensitive: false,
        validation: None,
    });
    Value::template([registry::url(), Value::from(format!("/{repository}:")), tag])
}

/// Environment variables: those set by hand, and for each component that it asks where that is, such
/// as `ORDERS_DB_HOST`, `ORDERS_DB_PORT` and `ORDERS_DB_NAME`, `JOBS_URL` of a queue or broker, `CHATS_TABLE` of a
/// table or `RESIZE_FUNCTION` of a function. What was set by hand stands.
pub(super) fn environment(plain: &BTreeMap<String, String>, plot: &Plot<'_>) -> Vec<(String, Value)> {
    let mut all: BTreeMap<String, Value> = BTreeMap::new();
    for target in asked(plot.site) {
        let Some(ends) = plot.ends_of(target.address) else { continue };
        let stem = target.address.label().to_ascii_uppercase();
        for (word, name) in
            [("URL", "queue_url"), ("URL", "url"), ("TABLE", "table_name"), ("FUNCTION", "function_name")]
        {
            if let Some(value) = ends.get(name) {
                all.insert(format!("{stem}_{word}"), value.clone());
            }
        }
        if let Some(url) = ends.get("url") {
            all.extend(target.facts.client_variables.iter().map(|it| (it.0.to_owned(), url.clone())));
        }
        // What stands in a host is reached by the host's name.
        let host = target.host.and_then(|it| plot.ends_of(it)?.endpoint.clone());
        let Some(endpoint) = host.or_else(|| ends.endpoint.clone()) else { continue };
        all.insert(format!("{stem}_HOST"), endpoint);
        let Some(port) = target.port.or_else(|| target.facts.listens.first().copied()) else { continue };
        all.insert(format!("{stem}_PORT"), Value::from(port.to_string()));
        if let Some(host) = target.host {
            for &(variable, pattern) in target.facts.client_variables {
                let (before, after) = pattern.split_once('@').unwrap_or((pattern, ""));
                let at = Value::template([
                    Value::from(before),
                    private_name(host),
                    Value::from(format!(":{port}{after}")),
                ]);
                let joined = match all.remove(variable) {
                    Some(others) => Value::template([others, Value::from(","), at]),
                    None => at,
                };
                all.insert(variable.to_owned(), joined);
            }
        }
        if let Some(name) = ends.get("database_name") {
            all.insert(format!("{stem}_NAME"), name.clone());
        }
    }
    all.extend(plain.iter().map(|(name, value)| (name.clone(), Value::from(value))));
    all.into_iter().collect()
}

/// Environment variables that come out of Secrets Manager, each with where its value lies: those that
/// a connected secret fills, and user and password of each connected database. Where some are wanted
/// by name, only those.
pub(super) fn secrets(wanted: &[String], plot: &Plot<'_>) -> Vec<(String, Value)> {
    let mut all: BTreeMap<String, Value> = BTreeMap::new();
    let field = |arn: &Value, name: &str| Value::template([arn.clone(), Value::from(format!(":{name}::"))]);
    for target in asked(plot.site).filter(|it| it.facts.fills.is_empty()) {
        let Some(arn) = plot.ends_of(target.address).and_then(|it| it.get("secret_arn")) else { continue };
        let stem = target.address.label().to_ascii_uppercase();
        all.insert(format!("{stem}_USERNAME"), field(arn, "username"));
        all.insert(format!("{stem}_PASSWORD"), field(arn, "password"));
    }
    for secret in plot.site.asks(Access::Read) {
        let Some(arn) = plot.ends_of(secret.address).and_then(|it| it.get("secret_arn")) else { continue };
        match secret.facts.fills.as_slice() {
            [] => {}
            [one] => drop(all.insert(one.clone(), arn.clone())),
            several => all.extend(several.iter().map(|it| (it.clone(), field(arn, it)))),
        }
    }
    all.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.contains(name)).collect()
}

/// The secrets that it reads at start, by ARN, once each.
pub(super) fn secret_arns(plot: &Plot<'_>) -> Vec<Value> {
    let mut arns: Vec<Value> = Vec::new();
    for target in plot.site.outgoing {
        let reads = target.access == Access::Read || target.access.opens_port();
        let arn = plot.ends_of(target.address).and_then(|it| it.get("secret_arn")).filter(|_| reads);
        if let Some(arn) = arn.filter(|it| !arns.contains(it)) {
            arns.push(arn.clone());
        }
    }
    arns
}

/// What is wrong with an image's name, with its variables or with its secrets.
pub(super) fn check(
    repository: &str,
    public: &str,
    environment: &BTreeMap<String, String>,
    secrets: &[String],
    site: &Site<'_>,
    out: &mut Findings<'_>,
) {
    if repository.is_empty() && public.is_empty() {
        out.push(
            Finding::new(
                "container-image",
                Severity::Error,
                out.anchor(Some("image")),
                format!("{} names no image", site.name),
                "There is nothing to run",
            )
            .hint("name a repository of your registry, or a public image with its tag"),
        );
    }
    check_names(environment, secrets, site, out);
    check_secrets(secrets, site, out);
}

fn check_secrets(secrets: &[String], site: &Site<'_>, out: &mut Findings<'_>) {
    let is_filled = |name: &String| {
        let by_secret = site.asks(Access::Read).any(|it| it.facts.fills.contains(name));
        let by_database = asked(site).any(|it| {
            let stem = it.address.label().to_ascii_uppercase();
            [format!("{stem}_USERNAME"), format!("{stem}_PASSWORD")].contains(name)
        });
        by_secret || by_database
    };
    for name in secrets.iter().filter(|it| !is_filled(it)) {
        out.push(
            Finding::new(
                "secret-unfilled",
                Severity::Warning,
                out.anchor(Some("secrets")),
                format!("{} wants the secret {name}, which nothing fills", site.name),
                "It starts without the variable",
            )
            .hint("connect it to a secret that fills the variable, with the access read"),
        );
    }
}

/// The private name of a component or host: what the namespace of the design's tasks resolves inside
/// the VPC.
pub(super) fn private_name(address: &Address) -> Value {
    Value::template([Value::from(format!("{address}.")), Value::Local("name"), Value::from(".internal")])
}

/// Gives a component a private name that the VPC's DNS resolves. The namespace is there once.
pub(super) fn register(address: &Address, plot: &Plot<'_>, graph: &mut ResourceGraph) {
    let namespace = "aws_service_discovery_private_dns_namespace";
    if graph.find_mut(namespace, NAMESPACE).is_none() {
        let mut resource = Resource::new(Concern::Dns, namespace, NAMESPACE)
            .set("name", Value::template([Value::Local("name"), Value::from(".internal")]));
        if let Some(vpc) = plot.inherited("vpc_id") {
            resource = resource.set("vpc", vpc);
        }
        graph.add(resource.comment("Private names of tasks, and of hosts that tasks ask."));
    }
    let record = Value::block([("type", Value::from("A")), ("ttl", Value::from(10))]);
    graph.add(
        Resource::new(Concern::Dns, "aws_service_discovery_service", address.label())
            .set("name", address.as_str())
            .block(
                "dns_config",
                [
                    ("namespace_id", Value::reference(namespace, NAMESPACE, "id")),
                    ("routing_policy", Value::from("MULTIVALUE")),
                    ("dns_records", record),
                ],
            ),
    );
}

/// Charges the zone behind the namespace.
pub(super) fn charge_namespace(out: &mut LineItems<'_>) {
    out.imply(
        "private-zone",
        Category::Network,
        "Hosted zone of private names",
        "route53.hosted_zone_month",
        &[Factor::exact(1, "zone")],
        "Tasks change their addresses, so all of them share a private zone in which they are found by name",
    );
}

/// Those that it asks over the network, in AWS.
fn asked<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
    site.outgoing.iter().filter(|it| it.access.opens_port() && !it.facts.external)
}
