//! Function: AWS Lambda. Code that runs when it is called, and costs nothing in between.
//! Pricing: <https://aws.amazon.com/lambda/pricing/> · Quotas:
//! <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

mod build;
mod check;

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::Value,
    services::{
        Check, Grant, Kind, Service,
        container::Arch,
        group_name,
        log_group::Retention,
        traffic::{charge_between_zones, charge_internet},
    },
    vocab::{
        Access, Capacity, Category, Factor, Facts, Family, Findings, HOURS_PER_MONTH, ImageFacts, LineItems,
        Meta, MetricFacts, Place, Site, StatedAction,
    },
};

const TYPE: &str = "aws_lambda_function";

/// Calls at a time that an account may have in a region, until AWS is asked for more.
const CONCURRENCY: f64 = 1_000.0;

/// Code that runs when it is called and costs nothing in between. In a subnet tier it reaches what stands
/// in the VPC; in the region it reaches the internet and other services of AWS.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Function {
    /// The repository in the design's registry, when it is an image of your own: the pipeline builds it
    /// and tags it with the commit. Leave it empty for a zip file. *Default:* empty, a zip file.
    #[schemars(length(max = 120))]
    pub repository: String,
    /// What runs a zip file, by Lambda's name, such as nodejs22.x, python3.13, java21 or provided.al2023.
    /// *Default:* nodejs22.x.
    #[schemars(length(max = 40))]
    pub runtime: String,
    /// What in a zip file is called: file and function. *Default:* index.handler.
    #[schemars(length(max = 128))]
    pub handler: String,
    /// Memory of each call; processors grow with it, one for each 1769 MB. *Default:* 256 MB.
    #[schemars(range(min = 128, max = 10240), extend("x-unit" = "MB"))]
    pub memory_mb: u32,
    /// When a call is cut off. *Default:* 10 s.
    #[schemars(range(min = 1, max = 900), extend("x-unit" = "s"))]
    pub timeout_seconds: u32,
    /// The architecture that it runs on; a second costs a fifth less on arm64. *Default:* arm64.
    pub arch: Arch,
    /// How long a call takes. *Default:* 50, 100 and 300 ms.
    #[schemars(extend("x-unit" = "ms"))]
    pub duration_ms: Range<Quantity>,
    /// Calls in a month. Left out, the requests that reach it, and where it takes messages, one for each
    /// message of the workload.
    pub invocations: Option<Range<Quantity>>,
    /// An address of its own on the internet (function URL), and who may call it. *Default:* off.
    pub url: FunctionUrl,
    /// Plain environment variables. Keep passwords out: connect a secret, whose ARN it is told, instead.
    pub environment: BTreeMap<String, String>,
    /// Days that its log is kept, unless it writes to a log group of the design. *Default:* 30.
    pub log_days: Retention,
    /// Name of its security group, where it stands in a tier. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Permissions of its role as they were agreed on. Left out, they follow from the connections.
    pub stated_permissions: Option<Vec<String>>,
}

fields!(Function {
    repository,
    runtime,
    handler,
    memory_mb,
    timeout_seconds,
    arch,
    duration_ms,
    invocations,
    url,
    environment,
    log_days,
    security_group,
    stated_permissions,
});

/// An address of its own, and who may call it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FunctionUrl {
    /// None: only AWS and roles that may call it do.
    #[default]
    Off,
    /// Those who sign with a role that may call it (AWS_IAM).
    AwsIam,
    /// Anybody (NONE): the code has to see who calls, as a webhook's signature tells.
    Public,
}

impl Default for Function {
    fn default() -> Self {
        Self {
            repository: String::new(),
            runtime: "nodejs22.x".to_owned(),
            handler: "index.handler".to_owned(),
            memory_mb: 256,
            timeout_seconds: 10,
            arch: Arch::Arm64,
            duration_ms: Range { low: 50_u32.into(), expected: 100_u32.into(), high: 300_u32.into() },
            invocations: None,
            url: FunctionUrl::Off,
            environment: BTreeMap::new(),
            log_days: Retention::Days30,
            security_group: String::new(),
            stated_permissions: None,
        }
    }
}

impl Kind for Function {
    const META: Meta = Meta {
        kind: "function",
        name: "Function",
        vendor: "Lambda",
        family: Family::Compute,
        summary: "Code that runs when it is called, and costs nothing in between",
        icon: "M5 4h4l8 16h3M10.5 11L6 20",
        inside: &[Place::Tier, Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![
            ("Function", Self::default()),
            ("Webhook receiver", Self { url: FunctionUrl::Public, ..Self::default() }),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        let of = |low: u32, expected: u32, high: u32| Range {
            low: low.into(),
            expected: expected.into(),
            high: high.into(),
        };
        vec![
            ("small", Self { invocations: Some(of(100_000, 500_000, 1_000_000)), ..Self::default() }),
            (
                "webhook",
                Self {
                    url: FunctionUrl::Public,
                    invocations: Some(of(2_000_000, 3_000_000, 9_000_000)),
                    environment: BTreeMap::from([("LOG_LEVEL".to_owned(), "info".to_owned())]),
                    ..Self::default()
                },
            ),
            (
                "busy image",
                Self {
                    repository: "resize".to_owned(),
                    memory_mb: 2048,
                    timeout_seconds: 60,
                    arch: Arch::X86_64,
                    duration_ms: of(800, 1_500, 90_000),
                    invocations: Some(of(20_000_000, 40_000_000, 60_000_000)),
                    url: FunctionUrl::AwsIam,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for Function {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/Lambda", name, custom: false };
        Facts {
            // It listens outside of the VPC, so its security group has nothing to let in.
            image: (!self.repository.is_empty()).then(|| ImageFacts {
                arches: vec![self.arch.architecture()],
                memory_mib: self.memory_mb,
                heap_mib: 0,
                one_shot: false,
            }),
            security_group: group_name(address, &self.security_group),
            principal: Some("lambda.amazonaws.com"),
            stated_actions: StatedAction::all(self.stated_permissions.as_ref()),
            metrics: vec![
                metric("errors", "Errors"),
                metric("duration", "Duration"),
                metric("throttles", "Throttles"),
                metric("invocations", "Invocations"),
                metric("concurrency", "ConcurrentExecutions"),
            ],
            count: 1,
            works_seconds: Some(self.timeout_seconds),
            asked_through: &["lambda"],
            accepts: &[Access::Connect, Access::Send, Access::Deploy, Access::Observe],
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let (requests, duration, word) = match self.arch {
            Arch::Arm64 => ("lambda.request_arm_per_1m", "lambda.duration_arm_gb_s", "ARM"),
            Arch::X86_64 => ("lambda.request_per_1m", "lambda.duration_x86_gb_s", "x86"),
        };
        let invocations = Factor::range(self.calls(site), "requests");
        out.charge_per(
            "requests",
            Category::Compute,
            format!("Requests ({word})"),
            requests,
            &[invocations],
            1_000_000,
            None,
        );
        out.charge(
            "duration",
            Category::Compute,
            format!("Duration ({word})"),
            duration,
            &[
                invocations,
                Factor::exact(Decimal::from(self.memory_mb) / Decimal::from(1_024), "GB"),
                Factor::range(self.seconds(), "s"),
            ],
        );
        charge_internet(site, out);
        charge_between_zones(site, out);
    }

    fn capacity(&self, site: &Site<'_>) -> Vec<Capacity> {
        let a_second = self.calls(site).expected / Decimal::from(HOURS_PER_MONTH * 3_600);
        let used = (a_second.saturating_mul(self.seconds().expected)).to_f64().unwrap_or_default();
        if used <= 0.0 {
            return Vec::new();
        }
        vec![Capacity {
            what: "calls at a time, on average".to_owned(),
            unit: "calls",
            used: (used * 100.0).ceil() / 100.0,
            available: CONCURRENCY,
        }]
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let arn = Value::reference(TYPE, address.label(), "arn");
        let on_function = |actions, why| vec![Grant { actions, resources: vec![arn.clone()], why }];
        match (access, self.url) {
            (Access::Deploy, _) => on_function(
                vec!["lambda:UpdateFunctionCode", "lambda:GetFunction"],
                "Brings out a new version",
            ),
            (Access::Connect, FunctionUrl::AwsIam) => on_function(
                vec!["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"],
                "Calls the function by its address, which asks for both",
            ),
            (Access::Connect | Access::Send, FunctionUrl::Off | FunctionUrl::AwsIam)
            | (Access::Send, FunctionUrl::Public) => {
                on_function(vec!["lambda:InvokeFunction"], "Calls the function")
            }
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        let runs = if self.repository.is_empty() { &self.runtime } else { "image" };
        format!("{runs} · {} MB", self.memory_mb)
    }
}

impl Check for Function {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_settings(site, out);
        self.check_time(site, out);
        self.check_url(site, out);
        self.check_place(site, out);
    }
}

impl Function {
    /// Calls in a month.
    fn calls(&self, site: &Site<'_>) -> Range<Decimal> {
        if let Some(invocations) = self.invocations {
            return invocations.map(|it| it.0);
        }
        if site.asks(Access::Consume).next().is_none() {
            return site.usage.requests;
        }
        site.usage.requests.zip(site.workload.messages, Decimal::saturating_add)
    }

    /// How long a call takes; never longer than until it is cut off.
    fn seconds(&self) -> Range<Decimal> {
        let most = Decimal::from(self.timeout_seconds);
        self.duration_ms.map(|it| (it.0 / Decimal::ONE_THOUSAND).min(most))
    }
}
