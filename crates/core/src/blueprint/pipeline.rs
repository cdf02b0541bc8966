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
    Some(Pipeline {
        role: role.address.clone(),
        registry: registry.cloned(),
        platform: stacks.first().map_or("arm64", |it| it.platform),
        images: images(&stacks),
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

/// The images that stacks take from the design's own registry, by repository.
fn images(stacks: &[&HostStack]) -> Vec<Image> {
    let mut images: BTreeMap<&str, Image> = BTreeMap::new();
    for service in stacks.iter().flat_map(|it| &it.services) {
        let Some(repository) = &service.container.repository else { continue };
        let image = images.entry(repository).or_insert_with(|| Image {
            repository: repository.clone(),
            components: Vec::new(),
            is_job: true,
        });
        image.components.push(service.component.clone());
        image.is_job &= service.container.stage == Stage::Job;
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
