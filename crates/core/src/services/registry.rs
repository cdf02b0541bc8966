//! Registry: Amazon ECR. Keeps the images that the pipeline builds.
//! Pricing: <https://aws.amazon.com/ecr/pricing/>

use std::collections::BTreeSet;

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Place, Procedure,
        Severity, Site, StorageFacts, Topic,
    },
};

/// A registry for the images that the pipeline builds: one repository for each.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Registry {
    /// Repositories, one for each image; containers name them. In AWS the design's id stands before
    /// the name. *Default:* app.
    #[schemars(length(max = 120))]
    pub repositories: Vec<String>,
    /// Tags that each repository keeps; older images are deleted. A rollback reaches no further.
    /// *Default:* 10.
    #[schemars(range(min = 1, max = 1000))]
    pub keep_tags: u32,
    /// Images whose tag starts with this are kept beside the newest, up to 100 of them. Left empty,
    /// none are.
    #[schemars(length(max = 60))]
    pub protected_prefix: String,
    /// Refuses to move a tag to another image, so that a tag always means the same. *Default:* on.
    pub immutable_tags: bool,
    /// Looks for known weaknesses in each image that is pushed. Free. *Default:* on.
    pub scan_on_push: bool,
    /// What all images hold together; layers that images share count once. Left out, 0.2 GB for each
    /// tag that is kept.
    #[schemars(extend("x-unit" = "GB"))]
    pub storage_gb: Option<Range<Quantity>>,
}

fields!(Registry { repositories, keep_tags, protected_prefix, immutable_tags, scan_on_push, storage_gb });

impl Default for Registry {
    fn default() -> Self {
        Self {
            repositories: vec!["app".to_owned()],
            keep_tags: 10,
            protected_prefix: String::new(),
            immutable_tags: true,
            scan_on_push: true,
            storage_gb: None,
        }
    }
}

impl Kind for Registry {
    const META: Meta = Meta {
        kind: "registry",
        name: "Registry",
        vendor: "ECR",
        family: Family::Storage,
        summary: "Keeps the container images that the pipeline builds",
        icon: "M12 4l8 4-8 4-8-4zM4 12l8 4 8-4M4 16l8 4 8-4",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let gb = |it: u32| Quantity::from(it);
        vec![
            ("small", Self::default()),
            (
                "busy",
                Self {
                    repositories: ["gateway", "orders", "billing/worker"].map(str::to_owned).to_vec(),
                    protected_prefix: "release-".to_owned(),
                    storage_gb: Some(Range { low: gb(6), expected: gb(10), high: gb(25) }),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for Registry {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: vec![443],
            storage: Some(StorageFacts { room_gb: Decimal::ZERO, kept_gb: self.stored_gb() }),
            asked_through: &["ecr.api", "ecr.dkr", "s3"],
            accepts: &[Access::Pull, Access::Push],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "storage",
            Category::Storage,
            "Storage (private repositories)",
            "ecr.private_storage_gb_month",
            &[Factor::range(self.stored_gb(), "GB")],
        );
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let (actions, why) = match access {
            Access::Pull => (
                vec!["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
                "Pulls images",
            ),
            Access::Push => (
                vec![
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:InitiateLayerUpload",
                    "ecr:UploadLayerPart",
                    "ecr:CompleteLayerUpload",
                    "ecr:PutImage",
                    "ecr:BatchGetImage",
                ],
                "Pushes images",
            ),
            _ => return Vec::new(),
        };
        let arns: Vec<Value> = self
            .labels(address)
            .into_iter()
            .map(|(label, _)| Value::reference("aws_ecr_repository", label, "arn"))
            .collect();
        if arns.is_empty() {
            return Vec::new();
        }
        vec![
            Grant {
                actions: vec!["ecr:GetAuthorizationToken"],
                resources: vec![Value::from("*")],
                why: "Logs in to the registry; the action knows no resources",
            },
            Grant { actions, resources: arns, why },
        ]
    }

    fn subtitle(&self) -> String {
        let n_repositories = self.repositories.len();
        let noun = if n_repositories == 1 { "repository" } else { "repositories" };
        format!("{n_repositories} {noun} · {} tags", self.keep_tags)
    }
}

impl Check for Registry {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for name in self.repositories.iter().filter(|it| !is_repository(it)) {
            out.push(
                Finding::new(
                    "registry-name",
                    Severity::Error,
                    out.anchor(Some("repositories")),
                    format!("{} has a repository {name:?}", site.name),
                    "AWS accepts lower-case letters and digits, joined by single dots, hyphens, underscores or slashes",
                )
                .hint("use a name such as gateway"),
            );
        }
        if self.repositories.is_empty() {
            out.push(
                Finding::new(
                    "registry-empty",
                    Severity::Warning,
                    out.anchor(Some("repositories")),
                    format!("{} has no repository", site.name),
                    "The pipeline has nowhere to push to",
                )
                .hint("name one repository for each image that you build"),
            );
        }
        if site.asked_by(Access::Push).next().is_some() && self.protected_prefix.is_empty() {
            out.push(
                Finding::new(
                    "registry-rollback-depth",
                    Severity::Warning,
                    out.anchor(Some("keep_tags")),
                    format!("{} keeps the newest {} images of each repository", site.name, self.keep_tags),
                    format!(
                        "A rollback by commit works only while the commit is among the last {} that were pushed; \
                         after that the image is deleted, even when it runs",
                        self.keep_tags
                    ),
                )
                .hint("push what went live under a second tag such as release-1.4 as well, and set protected_prefix to release-")
                .hint("write the digest of what runs into the deployment's record, and rebuild from the commit when its image is gone"),
            );
        }
        if !self.immutable_tags {
            out.push(Finding::new(
                "registry-mutable-tags",
                Severity::Info,
                out.anchor(Some("immutable_tags")),
                format!("tags of {} may move to another image", site.name),
                "A rollback to a tag then may bring something else than what ran under it",
            ));
        }
    }
}

impl Build for Registry {
    fn ends(&self, _address: &Address) -> Ends {
        Ends { endpoint: Some(host()), ..Ends::default() }
            .with("registry_url", url())
            .with("keep_tags", Value::from(self.keep_tags))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        for (label, repository) in self.labels(plot.site.address) {
            graph.add(
                Resource::new(Concern::Storage, "aws_ecr_repository", &label)
                    .set(
                        "name",
                        Value::template([Value::Local("name"), Value::from(format!("/{repository}"))]),
                    )
                    .set("image_tag_mutability", if self.immutable_tags { "IMMUTABLE" } else { "MUTABLE" })
                    .block("image_scanning_configuration", [("scan_on_push", Value::from(self.scan_on_push))])
                    .block("encryption_configuration", [("encryption_type", Value::from("AES256"))]),
            );
            graph.add(
                Resource::new(Concern::Storage, "aws_ecr_lifecycle_policy", &label)
                    .set("repository", Value::reference("aws_ecr_repository", &label, "name"))
                    .set("policy", Value::json(self.lifecycle())),
            );
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let Some(repository) = self.repositories.iter().find(|it| is_repository(it)) else {
            return Vec::new();
        };
        vec![Procedure {
            topic: Topic::Rollback,
            title: format!("See which versions {} still has", site.name),
            text: format!(
                "Each repository keeps its newest {} images. The tags are commits, newest last; the same works for \
                 every repository.",
                self.keep_tags
            ),
            commands: vec![format!(
                "aws ecr describe-images --repository-name {}/{repository} --query 'sort_by(imageDetails, &imagePushedAt)[].[imagePushedAt, imageTags[0], imageDigest]' --output table",
                site.project
            )],
        }]
    }
}

impl Registry {
    fn stored_gb(&self) -> Range<Decimal> {
        let tags = Decimal::from(self.repositories.len()).saturating_mul(self.keep_tags.into());
        let assumed = Range::exact(tags.saturating_mul(Decimal::new(2, 1)));
        self.storage_gb.map_or(assumed, |it| it.map(|it| it.0))
    }

    /// The label of each repository's resources. Two names that differ only in their punctuation get
    /// different labels.
    fn labels(&self, address: &Address) -> Vec<(String, &str)> {
        let mut taken = BTreeSet::new();
        let mut labels = Vec::new();
        for repository in &self.repositories {
            let slug = Address::slugify(repository);
            let mut free = slug.clone();
            let mut number = 2;
            while !taken.insert(free.clone()) {
                free = slug.numbered(number);
                number += 1;
            }
            labels.push((format!("{}_{}", address.label(), free.label()), repository.as_str()));
        }
        labels
    }

    /// Rules are tried in order, and an image that one of them claims is left alone by the others.
    fn lifecycle(&self) -> Value {
        let expire = || Value::map([("type", Value::from("expire"))]);
        let mut rules = Vec::new();
        let mut add = |description: &str, mut selection: Vec<(&'static str, Value)>, most: u32| {
            selection.push(("countType", Value::from("imageCountMoreThan")));
            selection.push(("countNumber", Value::from(most)));
            let priority = i64::try_from(rules.len()).unwrap_or_default() + 1;
            rules.push(Value::map([
                ("rulePriority", Value::from(priority)),
                ("description", Value::from(description)),
                ("selection", Value::map(selection)),
                ("action", expire()),
            ]));
        };
        if !self.protected_prefix.is_empty() {
            let prefixes = Value::list([self.protected_prefix.as_str()]);
            add(
                "Keep what went live",
                vec![("tagStatus", Value::from("tagged")), ("tagPrefixList", prefixes)],
                100,
            );
        }
        add("Keep the newest images", vec![("tagStatus", Value::from("any"))], self.keep_tags);
        Value::map([("rules", Value::List(rules))])
    }
}

/// The account's registry in the region.
fn host() -> Value {
    Value::template([
        Value::Data("aws_caller_identity", "current".to_owned(), "account_id"),
        Value::from(".dkr.ecr."),
        Value::Data("aws_region", "current".to_owned(), "name"),
        Value::from(".amazonaws.com"),
    ])
}

/// The prefix of all repositories of the design.
pub(super) fn url() -> Value {
    Value::template([host(), Value::from("/"), Value::Local("name")])
}

/// Whether ECR accepts a text as the name of a repository.
fn is_repository(name: &str) -> bool {
    let is_word = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    !name.is_empty()
        && name.starts_with(is_word)
        && name.ends_with(is_word)
        && name.chars().all(|it| is_word(it) || "._-/".contains(it))
        && !["..", "//", "./", "/.", "-/", "/-", "_/", "/_"].iter().any(|it| name.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_slug_get_labels_of_their_own() {
        let registry = Registry {
            repositories: ["a/b", "a-b", "A b"].map(str::to_owned).to_vec(),
            ..Registry::default()
        };
        let labels: BTreeSet<String> =
            registry.labels(&Address::slugify("images")).into_iter().map(|it| it.0).collect();
        assert_eq!(labels.len(), 3, "{labels:?}");
    }

    #[test]
    fn a_repository_name_is_what_ecr_accepts() {
        assert!(is_repository("gateway") && is_repository("billing/worker-2"));
        assert!(
            !is_repository("")
                && !is_repository("Gateway")
                && !is_repository("a//b")
                && !is_repository("../a")
        );
    }
}
