//! What CI builds and deploys.
//!
//! All of it follows from the connections of the one component that others assume to deploy: what it
//! pushes to, deploys onto, writes to.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;

use crate::{
    base::Address,
    resource::{Ends, ResourceGraph, Value},
    survey::Survey,
    vocab::{Access, Site, Stage},
};

use super::{HostStack, REGISTRY};

/// An image that the pipeline builds and pushes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The repository's name in the registry.
    pub repository: String,
    /// Components that run it.
    pub components: Vec<Address>,
    /// Whether it is the one-shot migration job.
    pub is_job: bool,
}

/// A folder of files that goes to a bucket, with the CDN in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticSite {
    /// The bucket.
    pub bucket: Address,
    /// The folder in the bucket; empty for all of it.
    pub prefix: String,
    /// The CDN to invalidate, if there is one.
    pub cdn: Option<Address>,
}

/// Who runs a service that stands on no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Runner {
    /// ECS.
    Ecs,
    /// App Runner.
    AppRunner,
    /// Lambda.
    Lambda,
}

/// A service on no host, which gets a new version by a call to AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// The component.
    pub component: Address,
    /// The image's repository.
    pub repository: String,
    /// Who runs it.
    pub runner: Runner,
}

/// What CI builds and deploys, and under which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// The role that CI assumes.
    pub role: Address,
    /// The registry to push to, if any.
    pub registry: Option<Address>,
    /// `arm64` or `amd64`.
    pub platform: &'static str,
    /// What is built, by repository.
    pub images: Vec<Image>,
    /// Hosts to deploy to, in order: those that keep data first, those that run jobs last.
    pub hosts: Vec<Address>,
    /// Services on no host.
    pub rollouts: Vec<Rollout>,
    /// Sites to upload.
    pub sites: Vec<StaticSite>,
    /// The log group for deployments, if any.
    pub log_group: Option<Address>,
    /// How many tags the registry keeps, which bounds a rollback.
    pub keep_tags: Option<u32>,
}

impl Pipeline {
    /// The name of a variable of CI that belongs to a site: plain for the first, behind the bucket's
    /// address for others.
    #[must_use]
    pub fn site_variable(&self, site: &StaticSite, name: &str) -> String {
        let is_first = self.sites.first().is_some_and(|it| it.bucket == site.bucket);
        if is_first { name.to_owned() } else { format!("{}_{name}", site.bucket.label().to_uppercase()) }
    }
}

impl Rollout {
    /// The variable of CI that holds the service's ARN.
    #[must_use]
    pub fn arn_variable(&self) -> String {
        format!("{}_SERVICE_ARN", self.component.label().to_uppercase())
    }
}

/// Gives out what CI has to know.
pub(super) fn build(pipeline: &Pipeline, ends: &BTreeMap<Address, Ends>, graph: &mut ResourceGraph) {
    let named = |address: &Address, name: &str| ends.get(address).and_then(|it| it.get(name)).cloned();
    let mut variables = vec![("AWS_REGION".to_owned(), Some(Value::variable("region")))];
    variables.push(("AWS_ROLE_ARN".to_owned(), ends.get(&pipeline.role).and_then(|it| it.arn.clone())));
    if let Some(registry) = &pipeline.registry {
        variables.push((REGISTRY.to_owned(), named(registry, "registry_url")));
    }
    if let Some(log_group) = &pipeline.log_group {
        variables.push(("DEPLOY_LOG_GROUP".to_owned(), named(log_group, "log_group_name")));
    }
    for site in &pipeline.sites {
        variables.push((pipeline.site_variable(site, "SITE_BUCKET"), named(&site.bucket, "bucket")));
        if let Some(cdn) = &site.cdn {
            variables
                .push((pipeline.site_variable(site, "SITE_DISTRIBUTION_ID"), named(cdn, "distribution_id")));
        }
    }
    for rollout in pipeline.rollouts.iter().filter(|it| it.runner == Runner::AppRunner) {
        let arn = ends.get(&rollout.component).and_then(|it| it.arn.clone());
        variables.push((rollout.arn_variable(), arn));
    }
    let known = variables.into_iter().filter_map(|(name, value)| Some((name, value?)));
    graph.tell("ci_variables", "The CI/CD variables of the pipeline, to be set in GitLab", Value::map(known));
}

/// The pipeline of a design, when something in it is assumed to deploy: the first such component, in
/// address order.
pub(super) fn pipeline(
    survey: &Survey,
    ends: &BTreeMap<Address, Ends>,
    stacks: &[HostStack],
) -> Option<Pipeline> {
    survey
        .addresses()
        .find_map(|address| survey.visit(address, |_, site| of_role(survey, ends, stacks, site))?)
}

fn of_role(
    survey: &Survey,
    ends: &BTreeMap<Address, Ends>,
    stacks: &[HostStack],
    role: &Site<'_>,
) -> Option<Pipeline> {
    role.asked_by(Access::Assume).next()?;
    let named = |address: &Address, name: &str| ends.get(address).and_then(|it| it.get(name));
    let registry = role.asks(Access::Push).map(|it| it.address).next();
    let is_deployed = |it: &&HostStack| {
        !it.services.is_empty() && role.asks(Access::Deploy).any(|deployed| *deployed.address == it.host)
    };
    let mut stacks: Vec<&HostStack> = stacks.iter().filter(is_deployed).collect();
    // Brokers and other keepers of data come up before those who use them.
    stacks.sort_by_key(|it| (it.jobs().next().is_some(), it.volumes.is_empty(), it.host.clone()));
    let cdns: Vec<&Address> = role
        .asks(Access::Deploy)
        .map(|it| it.address)
        .filter(|it| named(it, "distribution_id").is_some())
        .collect();
    let sites = role
        .asks(Access::Write)
        .filter(|it| named(it.address, "bucket").is_some())
        .map(|it| StaticSite {
            bucket: it.address.clone(),
            prefix: text(named(it.address, "deploy_prefix")),
            cdn: cdns.iter().find(|cdn| reads(survey, cdn, it.address)).map(|&it| it.clone()),
        })
        .collect();
    let rollouts = role.asks(Access::Deploy).filter_map(|it| rollout(it.address, ends)).collect();
    // An image is built for everyone who runs it, also where something else deploys it.
    let built: Vec<Rollout> = survey.addresses().filter_map(|it| rollout(it, ends)).collect();
    Some(Pipeline {
        role: role.address.clone(),
        registry: registry.cloned(),
        platform: stacks.first().map_or("arm64", |it| it.platform),
        images: images(&stacks, &built),
        rollouts,
        hosts: stacks.iter().map(|it| it.host.clone()).collect(),
        sites,
        log_group: role
            .asks(Access::Write)
            .map(|it| it.address)
            .find(|it| named(it, "log_group_name").is_some())
            .cloned(),
        keep_tags: registry.and_then(|it| number(named(it, "keep_tags"))),
    })
}

fn rollout(address: &Address, ends: &BTreeMap<Address, Ends>) -> Option<Rollout> {
    let ends = ends.get(address)?;
    let runner = match text(ends.get("rollout")).as_str() {
        "ecs" => Runner::Ecs,
        "app_runner" => Runner::AppRunner,
        "lambda" => Runner::Lambda,
        _ => return None,
    };
    let repository = text(ends.get("repository"));
    (!repository.is_empty()).then(|| Rollout { component: address.clone(), repository, runner })
}

/// The images that stacks and other services take from the design's own registry, by repository.
fn images(stacks: &[&HostStack], rollouts: &[Rollout]) -> Vec<Image> {
    let mut images: BTreeMap<&str, Image> = BTreeMap::new();
    let on_hosts = stacks.iter().flat_map(|it| &it.services).filter_map(|it| {
        Some((it.container.repository.as_ref()?, &it.component, it.container.stage == Stage::Job))
    });
    let elsewhere = rollouts.iter().map(|it| (&it.repository, &it.component, false));
    for (repository, component, is_job) in on_hosts.chain(elsewhere) {
        let image = images.entry(repository).or_insert_with(|| Image {
            repository: repository.clone(),
            components: Vec::new(),
            is_job: true,
        });
        image.components.push(component.clone());
        image.is_job &= is_job;
    }
    images.into_values().collect()
}

fn reads(survey: &Survey, reader: &Address, what: &Address) -> bool {
    survey.visit(reader, |_, site| site.asks(Access::Read).any(|it| it.address == what)).unwrap_or_default()
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn number(value: Option<&Value>) -> Option<u32> {
    match value {
        Some(Value::Number(number)) => number.to_u32(),
        _ => None,
    }
}
