//! Audit trail: AWS CloudTrail. Writes down who did what in the account, into a bucket of its own.
//! Pricing: <https://aws.amazon.com/cloudtrail/pricing/> · Bucket policy:
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Command, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Place,
        Procedure, Severity, Site, Topic,
    },
};

const TYPE: &str = "aws_cloudtrail";
const BUCKET: &str = "aws_s3_bucket";

/// Days of a month, for what piles up.
const DAYS_PER_MONTH: u32 = 30;

/// Writes down who did what in the account: each call that changes or reads its settings. The first
/// trail of an account is free; its files lie in a bucket of its own that nobody else writes to.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuditTrail {
    /// Writes down what happens in all regions, also in those that nobody should use. *Default:* on.
    pub all_regions: bool,
    /// Signs the files, so that a change shows. *Default:* on.
    pub signed: bool,
    /// Days until a file is deleted. *Default:* 365.
    #[schemars(range(min = 1, max = 3653), extend("x-unit" = "days"))]
    pub retention_days: u32,
    /// Files written in a month. *Default:* 0.1, 1 and 10 GB.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb: Range<Quantity>,
}

fields!(AuditTrail { all_regions, signed, retention_days, gb });

impl Default for AuditTrail {
    fn default() -> Self {
        Self {
            all_regions: true,
            signed: true,
            retention_days: 365,
            gb: Range {
                low: Quantity(Decimal::new(1, 1)),
                expected: Quantity(Decimal::ONE),
                high: Quantity(Decimal::TEN),
            },
        }
    }
}

impl Kind for AuditTrail {
    const META: Meta = Meta {
        kind: "audit_trail",
        name: "Audit trail",
        vendor: "CloudTrail",
        family: Family::Operations,
        summary: "Writes down who did what in the account",
        icon: "M6 3h9l4 4v14H6zM15 3v4h4M9 12l2 2 4-4M9 18h6",
        inside: &[Place::Region],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("a year", Self::default()),
            (
                "a month of one region",
                Self { all_regions: false, signed: false, retention_days: 30, ..Self::default() },
            ),
        ]
    }
}

impl Service for AuditTrail {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts { accepts: &[Access::Read], count: 1, ..Facts::default() }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        let months = Decimal::from(self.retention_days) / Decimal::from(DAYS_PER_MONTH);
        out.charge(
            "files",
            Category::Operations,
            "Storage of the trail's files (S3 Standard)",
            "s3.standard_gb_month",
            &[Factor::range(self.gb.map(|it| it.0), "GB"), Factor::exact(months, "months kept")],
        );
    }

    fn subtitle(&self) -> String {
        format!("{} days", self.retention_days)
    }
}

impl Check for AuditTrail {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for (is_on, field, what, why) in [
            (
                self.all_regions,
                "all_regions",
                "sees one region only",
                "Whoever gets hold of a key starts machines where nobody looks",
            ),
            (
                self.signed,
                "signed",
                "does not sign its files",
                "Nobody can prove that what they say was not changed afterwards",
            ),
        ] {
            if !is_on {
                out.push(
                    Finding::new(
                        "trail-gaps",
                        Severity::Warning,
                        out.anchor(Some(field)),
                        format!("{} {what}", site.name),
                        why,
                    )
                    .fix("Switch it on", vec![Command::set(site.address, field, true)]),
                );
            }
        }
        if !site.leads {
            out.push(
                Finding::new(
                    "trail-twice",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} is a second trail", site.name),
                    "Only the first copy of management events is free; the price of others is not in the bill",
                )
                .hint("one trail over all regions is enough for an account"),
            );
        }
    }
}

impl Build for AuditTrail {
    fn ends(&self, address: &Address) -> Ends {
        Ends { arn: Some(Value::reference(TYPE, address.label(), "arn")), ..Ends::default() }
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        self.bucket(plot, graph);
        graph.add(
            Resource::new(Concern::Observability, TYPE, &label)
                .set("name", plot.name())
                .set("s3_bucket_name", Value::reference(BUCKET, &label, "id"))
                .set("is_multi_region_trail", self.all_regions)
                .set("include_global_service_events", true)
                .set("enable_log_file_validation", self.signed)
                .after("aws_s3_bucket_policy", &label),
        );
        graph.tell(
            format!("{label}_trail_bucket"),
            format!("The bucket of {}", plot.site.name),
            Value::reference(BUCKET, label, "id"),
        );
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let trail = format!("{}-{}", site.project, site.address);
        let mut commands = vec![
            format!("aws cloudtrail get-trail-status --name {trail} --query '[IsLogging, LatestDeliveryError]'"),
            "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=\"$EVENT\" --max-results 20"
                .to_owned(),
        ];
        if self.signed {
            commands.push(format!(
                "aws cloudtrail validate-logs --trail-arn \"$(aws cloudtrail get-trail --name {trail} --query Trail.TrailARN --output text)\" --start-time \"$SINCE\""
            ));
        }
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Look up in {} who did it", site.name),
            text: format!(
                "Set EVENT to the name of a call, such as TerminateInstances. The last 90 days can be searched like \
                 this; older files lie in the bucket for {} days. Set SINCE to a day such as 2026-01-31 to check \
                 the signatures since then.",
                self.retention_days
            ),
            commands,
        }]
    }
}

impl AuditTrail {
    /// The bucket, which takes files of this trail only.
    fn bucket(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let bucket = Value::reference(BUCKET, &label, "id");
        let arn = Value::reference(BUCKET, &label, "arn");
        let account = || Value::Data("aws_caller_identity", "current".to_owned(), "account_id");
        let on_bucket = |resource_type| {
            Resource::new(Concern::Storage, resource_type, &label).set("bucket", bucket.clone())
        };
        graph.add(
            Resource::new(Concern::Storage, BUCKET, &label)
                .set(
                    "bucket",
                    Value::template([
                        Value::Local("name"),
                        Value::from(format!("-{}-", plot.site.address)),
                        account(),
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
        graph.add(on_bucket("aws_s3_bucket_server_side_encryption_configuration").block(
            "rule",
            [(
                "apply_server_side_encryption_by_default",
                Value::block([("sse_algorithm", Value::from("AES256"))]),
            )],
        ));
        graph.add(on_bucket("aws_s3_bucket_lifecycle_configuration").block(
            "rule",
            [
                ("id", Value::from("expire")),
                ("status", Value::from("Enabled")),
                ("filter", Value::block::<String>([])),
                ("expiration", Value::block([("days", Value::from(self.retention_days))])),
            ],
        ));
        let trail = Value::template([
            Value::from("arn:aws:cloudtrail:"),
            Value::Data("aws_region", "current".to_owned(), "name"),
            Value::from(":"),
            account(),
            Value::from(":trail/"),
            plot.name(),
        ]);
        let statement = |sid: &str, action: &str, resource: Value, also: Vec<(&str, Value)>| {
            let mut equals = vec![("aws:SourceArn", trail.clone())];
            equals.extend(also);
            Value::map([
                ("Sid", Value::from(sid)),
                ("Effect", Value::from("Allow")),
                ("Principal", Value::map([("Service", Value::from("cloudtrail.amazonaws.com"))])),
                ("Action", Value::from(action)),
                ("Resource", resource),
                ("Condition", Value::map([("StringEquals", Value::map(equals))])),
            ])
        };
        let files = Value::template([arn.clone(), Value::from("/AWSLogs/"), account(), Value::from("/*")]);
        let owner = vec![("s3:x-amz-acl", Value::from("bucket-owner-full-control"))];
        graph.add(on_bucket("aws_s3_bucket_policy").set(
            "policy",
            Value::json(Value::map([
                ("Version", Value::from("2012-10-17")),
                (
                    "Statement",
                    Value::List(vec![
                        statement("TrailLooks", "s3:GetBucketAcl", arn, Vec::new()),
                        statement("TrailWrites", "s3:PutObject", files, owner),
                    ]),
                ),
            ])),
        ));
    }
}
