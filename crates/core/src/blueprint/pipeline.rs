//! What CI builds and deploys.

use crate::base::Address;

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
    /// What is built.
    pub images: Vec<Image>,
    /// Hosts to deploy to, in order; the first runs the migration job.
    pub hosts: Vec<Address>,
    /// Sites to upload.
    pub sites: Vec<StaticSite>,
    /// The log group for deployments, if any.
    pub log_group: Option<Address>,
    /// How many tags the registry keeps, which bounds a rollback.
    pub keep_tags: Option<u32>,
}
