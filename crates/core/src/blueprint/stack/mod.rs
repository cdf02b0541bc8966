//! What runs on a host under Compose.
//!
//! A host's stack is made of the components that stand in it and have a container. Who must start
//! before whom follows from the connections between them; what the stack has to be told (where the
//! database is, which registry) follows from the connections that leave the host.

mod order;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::Address,
    prices::Architecture,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    survey::Survey,
    vocab::{Container, Facts, Place, Site, Stage, is_variable},
};

use order::{in_start_order, orders};
use told::{Variables, endpoints, log_group, registry, secrets, volumes};

/// When a service may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// When the other has started.
    Started,
    /// When the other is healthy.
    Healthy,
    /// When the other has run to its end.
    Completed,
}

/// A service that must come first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name in the stack.
    pub service: String,
    /// How far it must have come.
    pub condition: Condition,
}

/// One service of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackService {
    /// The component.
    pub component: Address,
    /// The service's name: the component's address.
    pub name: String,
    /// The component's name for people, for a comment.
    pub title: String,
    /// What runs it.
    pub container: Container,
    /// What must come first, by name.
    pub depends_on: Vec<Dependency>,
    /// What it gets into its environment: the name there, and the variable of the stack.
    pub variables: Vec<(String, String)>,
    /// Those it asks whose user and password lie in a secret of their own.
    pub managed: Vec<Address>,
}

/// A volume of the host that the stack mounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackVolume {
    /// The component.
    pub component: Address,
    /// The name that it is attached under, such as `/dev/sdf`.
    pub device: String,
    /// The path on the host.
    pub path: String,
}

/// A secret that the host reads at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackSecret {
    /// The component.
    pub component: Address,
    /// The variable of the stack that holds its ARN.
    pub arn_variable: String,
    /// Environment variables that it fills.
    pub fills: Vec<Fill>,
}

/// An environment variable that a secret fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The name.
    pub variable: String,
    /// The field of a JSON object that it takes; nothing for the whole value.
    pub field: Option<String>,
}

/// Something that a stack is told from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct StackVariable {
    /// The name in the environment.
    pub name: String,
    /// What it is, for a comment.
    pub what: String,
    /// What it may look like.
    pub example: String,
    /// The value, when the infrastructure knows it; else a deployment or a secret sets it.
    pub value: Option<Value>,
}

/// All that runs on a host.
#[derive(Clone, Debug, PartialEq)]
pub struct HostStack {
    /// The host.
    pub host: Address,
    /// The host's name for people.
    pub title: String,
    /// `arm64` or `amd64`.
    pub platform: &'static str,
    /// The services, in start order.
    pub services: Vec<StackService>,
    /// Volumes to mount before anything starts.
    pub volumes: Vec<StackVolume>,
    /// The host's secrets.
    pub secrets: Vec<StackSecret>,
    /// What the stack is told, by name.
    pub variables: Vec<StackVariable>,
    /// The log group that containers write to.
    pub log_group: Option<Address>,
    /// Whether the CloudWatch agent measures the host.
    pub measures: bool,
    /// Folder of its files in the bundle, under `compose/`: empty for the first stack.
    pub folder: String,
}

/// The address of the registry with the prefix of all repositories.
pub const REGISTRY: &str = "REGISTRY";
/// The tag of the images that run.
pub const IMAGE_TAG: &str = "IMAGE_TAG";
/// The tag of the images of one-shot jobs. A roll-back leaves it alone, so that the job of an older
/// version never meets a database that is ahead of it.
pub const JOB_TAG: &str = "JOB_TAG";
/// The log group of the containers.
pub const LOG_GROUP: &str = "LOG_GROUP";
/// The region.
pub const AWS_REGION: &str = "AWS_REGION";

/// The variable of the stack that holds what a secret fills into an environment variable. It has a
/// name of its own, so that no secret can stand in for `PATH` or for the registry.
#[must_use]
pub fn secret_variable(name: &str) -> String {
    format!("SECRET_{name}")
}

impl HostStack {
    /// The one-shot jobs, in start order.
    pub fn jobs(&self) -> impl Iterator<Item = &StackService> {
        self.services.iter().filter(|it| it.container.stage == Stage::Job)
    }

    /// The folder of its files in the bundle: `compose`, or `compose/<host>`.
    #[must_use]
    pub fn bundle_folder(&self) -> String {
        if self.folder.is_empty() { "compose".to_owned() } else { format!("compose/{}", self.folder) }
    }

    /// The name of the parameter, in Parameter Store, that tells the host what its stack has to know.
    #[must_use]
    pub fn parameter(&self, project: &str) -> String {
        format!("/{project}/{}/environment", self.host)
    }
}

/// The stacks of all hosts; the one with most containers first.
pub(super) fn stacks(survey: &Survey, ends: &BTreeMap<Address, Ends>) -> Vec<HostStack> {
    let is_host = |it: &&Address| {
        survey.design().component(it).is_some_and(|it| it.config.meta().offers == Some(Place::Host))
    };
    let mut stacks: Vec<HostStack> =
        survey.addresses().filter(is_host).filter_map(|it| stack(survey, ends, it)).collect();
    stacks.sort_by(|a, b| b.services.len().cmp(&a.services.len()).then_with(|| a.host.cmp(&b.host)));
    for stack in stacks.iter_mut().skip(1) {
        stack.folder = stack.host.to_string();
    }
    stacks
}

/// Puts what each stack has to know where its host finds it at every start: a change of the
/// infrastructure then needs no new host.
pub(super) fn build(stacks: &[HostStack], graph: &mut ResourceGraph) {
    for stack in stacks.iter().filter(|it| !it.services.is_empty()) {
        let known = stack.variables.iter().filter_map(|it| Some((&it.name, it.value.as_ref()?)));
        let lines = known.map(|(name, value)| {
            Value::template([Value::from(format!("{name}=")), one_line(value), Value::from("\n")])
        });
        graph.speak_for(Some(&stack.host));
        graph.add(
            Resource::new(Concern::Secrets, "aws_ssm_parameter", stack.host.label())
                .comment(
                    "What the infrastructure knows and the stack needs. The host reads it whenever the stack starts.",
                )
                .set(
                    "name",
                    Value::template([
                        Value::from("/"),
                        Value::Local("name"),
                        Value::from(format!("/{}/environment", stack.host)),
                    ]),
                )
                .set("description", format!("Environment of the Compose stack on {}", stack.host))
                .set("type", "String")
                .set("value", Value::Template(lines.collect())),
        );
    }
    graph.speak_for(None);
}

/// A value that can't begin a line of its own.
fn one_line(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::from(text.replace(char::is_control, "")),
        Value::Template(parts) => Value::Template(parts.iter().map(one_line).collect()),
        other => other.clone(),
    }
}

fn stack(survey: &Survey, ends: &BTreeMap<Address, Ends>, host: &Address) -> Option<HostStack> {
    survey.visit(host, |component, site| {
        let mut variables = Variables::default();
        variables.add(AWS_REGION, "The region", site.book.region().code(), Some(Value::variable("region")));
        let mut services = services(survey, site);
        let log_group = log_group(site, ends, &mut variables);
        if services.iter().any(|it| it.container.repository.is_some()) {
            registry(site, ends, &mut variables);
            variables.add(IMAGE_TAG, "The commit that the images were built from", &"0".repeat(40), None);
        }
        if services.iter().any(|it| it.container.repository.is_some() && it.container.stage == Stage::Job) {
            let what = "The commit that the newest database change was built from";
            variables.add(JOB_TAG, what, &"0".repeat(40), None);
        }
        for service in &mut services {
            let component = service.component.clone();
            survey.visit(&component, |_, site| endpoints(site, ends, &mut variables, service));
            for other in &service.container.reaches {
                let Some(value) = ends.get(other).and_then(|it| it.get("private_ip")) else { continue };
                let what = format!("The private address of {other}");
                variables.add(&address_variable(other), &what, "10.0.0.10", Some(value.clone()));
            }
        }
        let secrets = secrets(site, &services, ends, &mut variables);
        let filled: BTreeSet<&String> =
            secrets.iter().flat_map(|it| &it.fills).map(|it| &it.variable).collect();
        for name in &filled {
            let what = format!("{name}, a secret; fetch-secrets.sh sets it");
            variables.add(&secret_variable(name), &what, "from-secrets-manager", None);
        }
        let wanted = services.iter().flat_map(|it| &it.container.secrets);
        for name in wanted.filter(|it| is_variable(it) && !filled.contains(it)) {
            variables.add(
                name,
                "A secret that nothing in the design fills; set it by hand",
                "change-me",
                None,
            );
        }
        HostStack {
            host: host.clone(),
            title: component.name.clone(),
            platform: platform(site.facts),
            volumes: volumes(survey, site, ends),
            services: in_start_order(services),
            secrets,
            variables: variables.0.into_values().collect(),
            log_group,
            measures: site.facts.metrics.iter().any(|it| it.custom && it.namespace == "CWAgent"),
            folder: String::new(),
        }
    })
}

fn platform(facts: &Facts) -> &'static str {
    match facts.runtime.as_ref().and_then(|it| it.arch) {
        Some(Architecture::X86_64) => "amd64",
        _ => "arm64",
    }
}

/// The name of the variable that holds a host's private address.
#[must_use]
pub fn address_variable(host: &Address) -> String {
    format!("{}_ADDRESS", host.label().to_uppercase())
}

fn services(survey: &Survey, host: &Site<'_>) -> Vec<StackService> {
    let mut services = Vec::new();
    for child in host.children {
        let service = survey.visit(child.address, |component, site| {
            Some(StackService {
                component: child.address.clone(),
                name: child.address.to_string(),
                title: component.name.clone(),
                container: component.config.build().container(site)?,
                depends_on: Vec::new(),
                variables: Vec::new(),
                managed: Vec::new(),
            })
        });
        services.extend(service.flatten());
    }
    let orders = orders(survey, &services);
    let by_name: BTreeMap<String, (Stage, bool)> = services
        .iter()
        .map(|it| (it.name.clone(), (it.container.stage, it.container.health.is_some())))
        .collect();
    for service in &mut services {
        let firsts = orders.iter().filter(|(later, _)| *later == service.component);
        service.depends_on = firsts
            .filter_map(|(_, first)| {
                let condition = match by_name.get(first.as_str())? {
                    (Stage::Job, _) => Condition::Completed,
                    (Stage::Service, true) => Condition::Healthy,
                    (Stage::Service, false) => Condition::Started,
                };
                Some(Dependency { service: first.to_string(), condition })
            })
            .collect();
    }
    services
}
