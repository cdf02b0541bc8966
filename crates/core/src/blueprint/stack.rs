//! What runs on a host under Compose.
//!
//! A host's stack is made of the components that stand in it and have a container. Who must start
//! before whom follows from the connections between them; what the stack has to be told (where the
//! database is, which registry) follows from the connections that leave the host.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::Address,
    prices::Architecture,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    survey::Survey,
    vocab::{Access, Container, Facts, Neighbour, Place, Site, Stage},
};

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

/// Variables by name; the first to say what one means wins.
#[derive(Default)]
struct Variables(BTreeMap<String, StackVariable>);

impl Variables {
    fn add(&mut self, name: &str, what: &str, example: &str, value: Option<Value>) {
        self.0.entry(name.to_owned()).or_insert_with(|| StackVariable {
            name: name.to_owned(),
            what: what.to_owned(),
            example: example.to_owned(),
            value,
        });
    }
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

/// Whether Compose and a shell take the text as the name of a variable.
#[must_use]
pub fn is_variable(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
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

/// Who starts after whom, as pairs (later, first), without a cycle. Jobs come before those who use
/// the same data, or before all others where they use none; then come those who get asked. An order
/// that would close a circle is left out, jobs' last.
fn orders(survey: &Survey, services: &[StackService]) -> BTreeSet<(Address, Address)> {
    let here: BTreeSet<&Address> = services.iter().map(|it| &it.component).collect();
    let asked: BTreeMap<&Address, BTreeSet<Address>> =
        services.iter().map(|it| (&it.component, asked_by(survey, &it.component))).collect();
    let none = BTreeSet::new();
    let asked_of = |it: &Address| asked.get(it).unwrap_or(&none);
    let mut orders = BTreeSet::new();
    let (jobs, others): (Vec<_>, Vec<_>) = services.iter().partition(|it| it.container.stage == Stage::Job);
    for job in &jobs {
        let needs = asked_of(&job.component);
        for first in needs.iter().filter(|it| here.contains(it)) {
            add(&mut orders, &job.component, first);
        }
        let outside: BTreeSet<&Address> = needs.iter().filter(|it| !here.contains(it)).collect();
        let shares = |it: &&&StackService| asked_of(&it.component).iter().any(|it| outside.contains(it));
        let mut later: Vec<&&StackService> = others.iter().filter(shares).collect();
        if later.is_empty() {
            later = others.iter().filter(|it| !needs.contains(&it.component)).collect();
        }
        for service in later {
            add(&mut orders, &service.component, &job.component);
        }
    }
    for service in &others {
        for first in asked_of(&service.component).iter().filter(|it| here.contains(it)) {
            add(&mut orders, &service.component, first);
        }
    }
    orders
}

fn asked_by(survey: &Survey, address: &Address) -> BTreeSet<Address> {
    let asked = |site: &Site<'_>| {
        site.outgoing.iter().filter(|it| it.access.opens_port()).map(|it| it.address.clone()).collect()
    };
    survey.visit(address, |_, site| asked(site)).unwrap_or_default()
}

/// Adds an order unless it would close a circle.
fn add(orders: &mut BTreeSet<(Address, Address)>, later: &Address, first: &Address) {
    let mut seen = BTreeSet::from([first.clone()]);
    let mut open = vec![first.clone()];
    while let Some(it) = open.pop() {
        if it == *later {
            return;
        }
        for (_, before) in orders.iter().filter(|(after, _)| *after == it) {
            if seen.insert(before.clone()) {
                open.push(before.clone());
            }
        }
    }
    orders.insert((later.clone(), first.clone()));
}

/// The services so that each comes behind those it depends on, else in address order.
fn in_start_order(mut waiting: Vec<StackService>) -> Vec<StackService> {
    let mut ordered: Vec<StackService> = Vec::with_capacity(waiting.len());
    let mut started = BTreeSet::new();
    while !waiting.is_empty() {
        let is_ready = |it: &StackService| it.depends_on.iter().all(|it| started.contains(&it.service));
        let next = waiting.remove(waiting.iter().position(is_ready).unwrap_or_default());
        started.insert(next.name.clone());
        ordered.push(next);
    }
    ordered
}

fn log_group(host: &Site<'_>, ends: &BTreeMap<Address, Ends>, variables: &mut Variables) -> Option<Address> {
    let (group, name) =
        host.asks(Access::Write).find_map(|it| Some((it, ends.get(it.address)?.get("log_group_name")?)))?;
    let what = format!("The log group of the containers: {}", group.address);
    variables.add(LOG_GROUP, &what, &format!("/{}/{}", host.project, group.address), Some(name.clone()));
    Some(group.address.clone())
}

fn registry(host: &Site<'_>, ends: &BTreeMap<Address, Ends>, variables: &mut Variables) {
    let pulled = host.asks(Access::Pull).find_map(|it| ends.get(it.address)?.get("registry_url"));
    let example =
        format!("123456789012.dkr.ecr.{}.amazonaws.com/{}", host.book.region().code(), host.project);
    variables.add(REGISTRY, "The registry, with the prefix of all repositories", &example, pulled.cloned());
}

/// Where those are that a container asks outside of the stacks, and as whom it asks: for a target with
/// the address `orders-db` the variables `ORDERS_DB_HOST`, `ORDERS_DB_PORT`, `ORDERS_DB_NAME`, and
/// `ORDERS_DB_USERNAME` and `ORDERS_DB_PASSWORD` of its master user, where the target keeps them in a
/// secret and the container is a job or has no secrets of its own.
fn endpoints(
    site: &Site<'_>,
    ends: &BTreeMap<Address, Ends>,
    variables: &mut Variables,
    service: &mut StackService,
) {
    let is_outside = |it: &&Neighbour<'_>| it.access.opens_port() && it.host.is_none();
    let mut told_to = BTreeMap::new();
    let mut managed = BTreeSet::new();
    for target in site.outgoing.iter().filter(is_outside) {
        let Some(found) = ends.get(target.address).filter(|it| it.endpoint.is_some()) else { continue };
        let stem = target.address.label().to_uppercase();
        let port = target.port.or_else(|| target.facts.listens.first().copied());
        let told = [
            ("HOST", "The host name", format!("{}.example.internal", target.address), found.endpoint.clone()),
            ("PORT", "The port", port.unwrap_or_default().to_string(), port.map(|it| it.to_string().into())),
            ("NAME", "The name of the database", "app".to_owned(), found.get("database_name").cloned()),
        ];
        for (suffix, what, example, value) in told.into_iter().filter(|it| it.3.is_some()) {
            let name = format!("{stem}_{suffix}");
            variables.add(&name, &format!("{what} of {}", target.address), &example, value);
            told_to.insert(name.clone(), name);
        }
        if found.get("secret_arn").is_none() {
            continue;
        }
        // A service with secrets of its own signs in with those, unless it names the master's.
        let container = &service.container;
        let takes_all = container.secrets.is_empty() || container.stage == Stage::Job;
        for name in [format!("{stem}_USERNAME"), format!("{stem}_PASSWORD")] {
            if takes_all || container.secrets.contains(&name) {
                managed.insert(target.address.clone());
                told_to.insert(name.clone(), secret_variable(&name));
            }
        }
    }
    service.variables = told_to.into_iter().collect();
    service.managed = managed.into_iter().collect();
}

fn volumes(survey: &Survey, host: &Site<'_>, ends: &BTreeMap<Address, Ends>) -> Vec<StackVolume> {
    let volume = |address: &Address| {
        let path = survey.facts(address)?.mounts_at.clone()?;
        let Some(Value::Text(device)) = ends.get(address)?.get("device_name") else { return None };
        Some(StackVolume { component: address.clone(), device: device.clone(), path })
    };
    host.children.iter().filter_map(|it| volume(it.address)).collect()
}

/// What the host reads, and the passwords of the databases that its containers ask.
fn secrets(
    host: &Site<'_>,
    services: &[StackService],
    ends: &BTreeMap<Address, Ends>,
    variables: &mut Variables,
) -> Vec<StackSecret> {
    let mut secrets = BTreeMap::new();
    for secret in host.asks(Access::Read) {
        let names = || secret.facts.fills.iter().filter(|it| is_variable(it));
        let is_whole = secret.facts.fills.len() == 1;
        let fills: Vec<Fill> =
            names().map(|it| Fill { variable: it.clone(), field: (!is_whole).then(|| it.clone()) }).collect();
        if !fills.is_empty() {
            secrets.insert(secret.address.clone(), fills);
        }
    }
    for address in services.iter().flat_map(|it| &it.managed) {
        let stem = address.label().to_uppercase();
        let fill = |suffix: &str, field: &str| Fill {
            variable: format!("{stem}_{suffix}"),
            field: Some(field.to_owned()),
        };
        secrets.insert(address.clone(), vec![fill("USERNAME", "username"), fill("PASSWORD", "password")]);
    }
    let mut found = Vec::new();
    for (component, fills) in secrets {
        let Some(arn) = ends.get(&component).and_then(|it| it.get("secret_arn")) else { continue };
        let arn_variable = format!("{}_SECRET_ARN", component.label().to_uppercase());
        let region = host.book.region().code();
        let example =
            format!("arn:aws:secretsmanager:{region}:123456789012:secret:{}-{component}", host.project);
        variables.add(
            &arn_variable,
            &format!("Where the secret of {component} lies"),
            &example,
            Some(arn.clone()),
        );
        found.push(StackSecret { component, arn_variable, fills });
    }
    found
}
