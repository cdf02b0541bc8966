//! Bucket: Amazon S3. Keeps files: a static site, uploads, backups.
//! Pricing: <https://aws.amazon.com/s3/pricing/>

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Place, Procedure,
        Severity, Site, StorageFacts, Topic, policy_text,
    },
};

/// A bucket for files: a static site, uploads, backups. Public access is always blocked.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Bucket {
    /// Files kept. Left out, the workload's storage is taken.
    #[schemars(extend("x-unit" = "GB"))]
    pub storage_gb: Option<Range<Quantity>>,
    /// Keeps former versions of each file. *Default:* on.
    pub versioning: bool,
    /// Days until a former version is deleted. *Default:* 30.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub noncurrent_days: u32,
    /// Days until files move to the cheaper Infrequent Access class; 0 keeps them where they are.
    /// *Default:* 0.
    #[schemars(range(min = 0, max = 3650), extend("x-unit" = "days"))]
    pub infrequent_after_days: u32,
    /// Days until files move to the archive (Glacier Flexible Retrieval), from where it takes minutes to hours to
    /// get them back; 0 archives none. *Default:* 0.
    #[schemars(range(min = 0, max = 3650), extend("x-unit" = "days"))]
    pub archive_after_days: u32,
    /// Refuses to read or write files unless the request comes through an endpoint of the network. *Default:*
    /// off.
    pub endpoints_only: bool,
    /// The folder in the bucket that a deployment may write to; empty for all of it.
    #[schemars(length(max = 200))]
    pub deploy_prefix: String,
}

fields!(Bucket {
    storage_gb,
    versioning,
    noncurrent_days,
    infrequent_after_days,
    archive_after_days,
    endpoints_only,
    deploy_prefix,
});

impl Default for Bucket {
    fn default() -> Self {
        Self {
            storage_gb: None,
            versioning: true,
            noncurrent_days: 30,
            infrequent_after_days: 0,
            archive_after_days: 0,
            endpoints_only: false,
            deploy_prefix: String::new(),
        }
    }
}

impl Kind for Bucket {
    const META: Meta = Meta {
        kind: "bucket",
        name: "Bucket",
        vendor: "S3",
        family: Family::Storage,
        summary: "Keeps files: a static site, uploads, backups",
        icon: "M4 6c0-1.7 16-1.7 16 0l-2.5 14c-.3 1.3-10.7 1.3-11 0zM4 6c0 1.7 16 1.7 16 0",
        inside: &[Place::Region],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let gb = |it: u32| Quantity::from(it);
        vec![
            ("small", Self { storage_gb: Some(Range::exact(gb(1))), ..Self::default() }),
            (
                "busy",
                Self {
                    storage_gb: Some(Range { low: gb(500), expected: gb(2_000), high: gb(80_000) }),
                    infrequent_after_days: 30,
                    deploy_prefix: "site/".to_owned(),
                    ..Self::default()
                },
            ),
            (
                "backups",
                Self {
                    storage_gb: Some(Range::exact(gb(200))),
                    archive_after_days: 7,
                    endpoints_only: true,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for Bucket {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let kept_gb = self.storage_gb.unwrap_or_default().map(|it| it.0);
        Facts {
            listens: vec![443],
            storage: Some(StorageFacts { room_gb: Decimal::ZERO, kept_gb }),
            count: 1,
            asked_through: &["s3"],
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let storage = self.storage_gb.map_or(site.workload.storage_gb, |it| it.map(|it| it.0));
        let (name, sku) = if self.archive_after_days > 0 {
            ("Storage (Glacier Flexible Retrieval)", "s3.glacier_flexible_gb_month")
        } else if self.infrequent_after_days > 0 {
            ("Storage (Standard-IA)", "s3.standard_ia_gb_month")
        } else {
            ("Storage (Standard)", "s3.standard_gb_month")
        };
        out.charge("storage", Category::Storage, name, sku, &[Factor::range(storage, "GB")]);
        if site.usage.requests.high > Decimal::ZERO {
            out.charge_per(
                "requests",
                Category::Storage,
                "Requests (GET)",
                "s3.get_select_per_1k",
                &[Factor::range(site.usage.requests, "requests")],
                1_000,
                Some("Each read of a file is a request that S3 charges"),
            );
        }
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let arn = Value::reference("aws_s3_bucket", address.label(), "arn");
        let objects =
            Value::template([arn.clone(), Value::from(format!("/{}*", policy_text(&self.deploy_prefix)))]);
        let list = Grant {
            actions: vec!["s3:ListBucket"],
            resources: vec![arn],
            why: "Lists the files of the bucket",
        };
        let on_objects =
            |actions: Vec<&'static str>, why| Grant { actions, resources: vec![objects.clone()], why };
        match access {
            Access::Read => vec![on_objects(vec!["s3:GetObject"], "Reads files"), list],
            Access::Write | Access::Push | Access::Deploy => {
                vec![on_objects(vec!["s3:PutObject", "s3:DeleteObject"], "Writes and removes files"), list]
            }
            Access::ReadWrite => vec![
                on_objects(
                    vec!["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                    "Reads, writes and removes files",
                ),
                list,
            ],
            _ => Vec::new(),
        }
    }
}

impl Check for Bucket {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !self.endpoints_only {
            return;
        }
        out.push(
            Finding::new(
                "bucket-endpoints-only",
                Severity::Info,
                out.anchor(Some("endpoints_only")),
                format!("{} hands files to nobody outside of the network", site.name),
                "The console, a pipeline elsewhere and backups of other accounts are refused too",
            )
            .hint("read and write its files from a host in the network, or through the VPN"),
        );
        let outside = site
            .incoming
            .iter()
            .filter(|it| it.access.carries_traffic() && it.meta.inside.contains(&Place::Canvas));
        for reader in outside {
            out.push(Finding::new(
                "bucket-locked-out",
                Severity::Error,
                out.anchor(Some("endpoints_only")),
                format!("{} asks {} from outside of the network, and is refused", reader.name, site.name),
                "Only what comes through an endpoint of the network gets files",
            ));
        }
    }
}

impl Build for Bucket {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let ends = Ends {
            arn: Some(Value::reference("aws_s3_bucket", &label, "arn")),
            endpoint: Some(Value::reference("aws_s3_bucket", &label, "bucket_regional_domain_name")),
            ..Ends::default()
        }
        .with("bucket", Value::reference("aws_s3_bucket", label, "id"));
        // A CDN serves the folder that deployments write to as its root.
        match self.deploy_prefix.trim_matches('/') {
            "" => ends,
            folder => ends.with("origin_path", Value::from(format!("/{folder}"))),
        }
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let bucket = Value::reference("aws_s3_bucket", &label, "id");
        let on_bucket = |resource_type| {
            Resource::new(Concern::Storage, resource_type, &label).set("bucket", bucket.clone())
        };
        graph.add(
            Resource::new(Concern::Storage, "aws_s3_bucket", &label)
                // Bucket names are global, so the account id keeps them apart.
                .set(
                    "bucket",
                    Value::template([
                        Value::Local("name"),
                        Value::from(format!("-{}-", plot.site.address)),
                        Value::Data("aws_caller_identity", "current".to_owned(), "account_id"),
                    ]),
                )
                .keep(),
        );
        graph.add(
            on_bucket("aws_s3_bucket_public_access_block")
                .set("block_public_acls", true)
                .set("block_public_policy", true)
                .set("ignore_public_acls", true)
                .set("restrict_public_buckets", true),
        );
        graph.add(
            on_bucket("aws_s3_bucket_ownership_controls")
                .block("rule", [("object_ownership", Value::from("BucketOwnerEnforced"))]),
        );
        graph.add(on_bucket("aws_s3_bucket_server_side_encryption_configuration").block(
            "rule",
            [(
                "apply_server_side_encryption_by_default",
                Value::block([("sse_algorithm", Value::from("AES256"))]),
            )],
        ));
        let status = if self.versioning { "Enabled" } else { "Suspended" };
        graph.add(
            on_bucket("aws_s3_bucket_versioning")
                .block("versioning_configuration", [("status", Value::from(status))]),
        );
        if self.endpoints_only {
            add_statement(&label, bucket.clone(), self.endpoints_statement(plot), graph);
        }
        if self.versioning || self.infrequent_after_days > 0 || self.archive_after_days > 0 {
            graph.add(self.lifecycle(on_bucket("aws_s3_bucket_lifecycle_configuration")));
        }
        graph.tell(format!("{label}_bucket"), format!("The bucket of {}", plot.site.name), bucket);
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        if !self.versioning {
            return Vec::new();
        }
        let bucket = format!("\"$(terraform -chdir=terraform output -raw {}_bucket)\"", site.label());
        vec![Procedure {
            topic: Topic::Restore,
            title: format!("Bring back a file of {}", site.name),
            text: format!(
                "The bucket keeps former versions for {} days. Find the version, then copy it over the current one.",
                self.noncurrent_days
            ),
            commands: vec![
                format!("aws s3api list-object-versions --bucket {bucket} --prefix \"$KEY\""),
                format!(
                    "aws s3api copy-object --bucket {bucket} --key \"$KEY\" --copy-source {bucket}\"/$KEY?versionId=$VERSION\""
                ),
            ],
        }]
    }
}

impl Bucket {
    fn lifecycle(&self, resource: Resource) -> Resource {
        let mut rule = vec![
            ("id".to_owned(), Value::from("age")),
            ("status".to_owned(), Value::from("Enabled")),
            ("filter".to_owned(), Value::Block(Vec::new())),
            (
                "abort_incomplete_multipart_upload".to_owned(),
                Value::block([("days_after_initiation", Value::from(7))]),
            ),
        ];
        if self.versioning {
            rule.push((
                "noncurrent_version_expiration".to_owned(),
                Value::block([("noncurrent_days", Value::from(self.noncurrent_days))]),
            ));
        }
        if self.infrequent_after_days > 0 {
            rule.push((
                "transition".to_owned(),
                Value::block([
                    ("days", Value::from(self.infrequent_after_days.max(30))),
                    ("storage_class", Value::from("STANDARD_IA")),
                ]),
            ));
        }
        if self.archive_after_days > 0 {
            rule.push((
                "transition".to_owned(),
                Value::block([
                    ("days", Value::from(self.archive_after_days)),
                    ("storage_class", Value::from("GLACIER")),
                ]),
            ));
        }
        resource.block("rule", rule)
    }

    /// Refuses files, not settings, to whoever comes another way: so Terraform can still look after the bucket.
    fn endpoints_statement(&self, plot: &Plot<'_>) -> Value {
        let arn = Value::reference("aws_s3_bucket", plot.site.label(), "arn");
        let endpoints = plot.ends.values().filter_map(|it| it.get("s3_endpoint_id").cloned());
        Value::map([
            ("Sid", Value::from("OnlyThroughEndpoints")),
            ("Effect", Value::from("Deny")),
            ("Principal", Value::from("*")),
            ("Action", Value::list(["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*", "s3:ListBucket"])),
            ("Resource", Value::List(vec![arn.clone(), Value::template([arn, Value::from("/*")])])),
            (
                "Condition",
                Value::map([(
                    "StringNotEquals",
                    Value::map([("aws:SourceVpce", Value::List(endpoints.collect()))]),
                )]),
            ),
        ])
    }
}

/// Adds a statement to the policy of a bucket, of which it has one.
pub(super) fn add_statement(label: &str, bucket: Value, statement: Value, graph: &mut ResourceGraph) {
    if let Some(statements) = graph.find_mut("aws_s3_bucket_policy", label).and_then(statements_mut) {
        statements.push(statement);
        return;
    }
    graph.add(Resource::new(Concern::Storage, "aws_s3_bucket_policy", label).set("bucket", bucket).set(
        "policy",
        Value::json(Value::map([
            ("Version", Value::from("2012-10-17")),
            ("Statement", Value::List(vec![statement])),
        ])),
    ));
}

fn statements_mut(policy: &mut Resource) -> Option<&mut Vec<Value>> {
    let (_, value) = policy.arguments.iter_mut().find(|(name, _)| name == "policy")?;
    let Value::Json(document) = value else { return None };
    let Value::Map(entries) = document.as_mut() else { return None };
    let (_, statements) = entries.iter_mut().find(|(name, _)| name == "Statement")?;
    match statements {
        Value::List(statements) => Some(statements),
        _ => None,
    }
}
