//! App Runner service: one image, run and scaled by AWS, with an address of its own on the internet.
//! Pricing: <https://aws.amazon.com/apprunner/pricing/> · Limits:
//! <https://docs.aws.amazon.com/apprunner/latest/dg/architecture.html>

use std::collections::BTreeMap;

mod build;

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::Value,
    services::{
        Check, Grant, Kind, Service,
        container::Arch,
        group_name,
        task::{self, Cpu},
        traffic::{charge_between_zones, charge_internet},
    },
    vocab::{
        Access, Category, Command, Factor, Facts, Family, Finding, Findings, ImageFacts, LineItems, Meta,
        MetricFacts, Place, Severity, Site, StatedAction,
    },
};

/// One image that App Runner runs, scales and puts on the internet over TLS. In a tier, all that it
/// asks goes through that tier, so that it reaches databases; in a region, it reaches the internet
/// only.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AppRunnerService {
    /// The repository in the design's registry, when the image is your own: the pipeline builds it
    /// and tags it with the commit. Leave it empty for a public image. *Default:* app.
    #[schemars(length(max = 120))]
    pub repository: String,
    /// An image of public.ecr.aws with its tag. Used when no repository is named.
    #[schemars(length(max = 300))]
    pub image: String,
    /// Architectures that the image exists for. App Runner runs x86_64 only. *Default:* x86_64.
    pub arches: Vec<Arch>,
    /// Processors of each instance. *Default:* 0.5.
    pub cpu: Cpu,
    /// Memory of each instance. *Default:* 1024 MiB.
    #[schemars(range(min = 512, max = 12288), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Instances that are always there; idle ones are charged for their memory only. *Default:* 1.
    #[schemars(range(min = 1, max = 25))]
    pub min_instances: u32,
    /// The most instances. *Default:* 3.
    #[schemars(range(min = 1, max = 25))]
    pub max_instances: u32,
    /// Requests at a time that an instance takes before another one is started. *Default:* 100.
    #[schemars(range(min = 1, max = 200))]
    pub concurrency: u32,
    /// The part of the month in which an instance handles requests; only then its processors are
    /// charged. *Default:* 30 %, 10 to 100.
    #[schemars(extend("x-unit" = "%"))]
    pub active_percent: Range<Quantity>,
    /// The port that it listens on. *Default:* 8080.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The path that answers 200 once it is healthy. *Default:* /.
    #[schemars(length(max = 200))]
    pub health_path: String,
    /// Plain environment variables. Keep passwords out: connect a secret instead.
    pub environment: BTreeMap<String, String>,
    /// Environment variables that are filled from connected secrets. Left empty, all that they fill;
    /// a connected database adds user and password, such as ORDERS_DB_PASSWORD.
    #[schemars(length(max = 80))]
    pub secrets: Vec<String>,
    /// Name of the security group of its way into the VPC. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Permissions of its role as they were agreed on. Left out, they follow from the connections.
    pub stated_permissions: Option<Vec<String>>,
}

fields!(AppRunnerService {
    repository,
    image,
    arches,
    cpu,
    memory_mib,
    min_instances,
    max_instances,
    concurrency,
    active_percent,
    port,
    health_path,
    environment,
    secrets,
    security_group,
    stated_permissions,
});

impl Default for AppRunnerService {
    fn default() -> Self {
        let percent = |it: u32| Quantity::from(it);
        Self {
            repository: "app".to_owned(),
            image: String::new(),
            arches: vec![Arch::X86_64],
            cpu: Cpu::Half,
            memory_mib: 1024,
            min_instances: 1,
            max_instances: 3,
            concurrency: 100,
            active_percent: Range { low: percent(10), expected: percent(30), high: percent(100) },
            port: 8080,
            health_path: "/".to_owned(),
            environment: BTreeMap::new(),
            secrets: Vec::new(),
            security_group: String::new(),
            stated_permissions: None,
        }
    }
}

impl Kind for AppRunnerService {
    const META: Meta = Meta {
        kind: "app_runner_service",
        name: "App Runner service",
        vendor: "App Runner",
        family: Family::Compute,
        summary: "One image that AWS runs, scales and puts on the internet",
        icon: "M12 21a9 9 0 1 1 9-9M10 8.5l5 3.5-5 3.5zM16 18h5M18.5 15.5L21 18l-2.5 2.5",
        inside: &[Place::Tier, Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let percent = |it: u32| Quantity::from(it);
        vec![
            ("small", Self::default()),
            (
                "busy",
                Self {
                    repository: String::new(),
                    image: "public.ecr.aws/example/shop:3.1.0".to_owned(),
                    cpu: Cpu::Two,
                    memory_mib: 4096,
                    min_instances: 2,
                    max_instances: 10,
                    active_percent: Range { low: percent(40), expected: percent(60), high: percent(100) },
                    environment: BTreeMap::from([("LOG_LEVEL".to_owned(), "info".to_owned())]),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for AppRunnerService {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/AppRunner", name, custom: false };
        Facts {
            // It listens outside of the VPC, so its security group has nothing to let in.
            image: Some(ImageFacts {
                arches: self.arches.iter().map(|it| it.architecture()).collect(),
                memory_mib: self.memory_mib,
                heap_mib: 0,
                one_shot: false,
            }),
            security_group: group_name(address, &self.security_group),
            principal: Some("tasks.apprunner.amazonaws.com"),
            stated_actions: StatedAction::all(self.stated_permissions.as_ref()),
            metrics: vec![
                metric("cpu", "CPUUtilization"),
                metric("memory", "MemoryUtilization"),
                metric("http_5xx", "5xxStatusResponses"),
                metric("latency", "RequestLatency"),
            ],
            count: self.min_instances,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let instances = Range {
            low: Decimal::from(self.min_instances),
            expected: self.min_instances.into(),
            high: self.max_instances.max(self.min_instances).into(),
        };
        let gb = Decimal::from(self.memory_mib) / Decimal::from(1_024);
        let unit = if self.min_instances == 1 { "instance" } else { "instances" };
        out.charge(
            "memory",
            Category::Compute,
            "Provisioned container instances (memory)",
            "app_runner.memory_gb_hour",
            &[Factor::range(instances, unit), Factor::exact(gb, "GB"), Factor::hours()],
        );
        let active = self.active_percent.map(|it| it.0.min(Decimal::ONE_HUNDRED) / Decimal::ONE_HUNDRED);
        out.charge(
            "vcpu",
            Category::Compute,
            "Active container instances (vCPU)",
            "app_runner.active_vcpu_hour",
            &[
                Factor::range(instances, unit),
                Factor::exact(self.cpu.vcpu(), "vCPU"),
                Factor::hours(),
                Factor::range(active, "of the time"),
            ],
        );
        charge_internet(site, out);
        charge_between_zones(site, out);
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Deploy => vec![Grant {
                actions: vec![
                    "apprunner:StartDeployment",
                    "apprunner:UpdateService",
                    "apprunner:DescribeService",
                ],
                resources: vec![Value::reference("aws_apprunner_service", address.label(), "arn")],
                why: "Brings out a new version and waits for it",
            }],
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        format!(
            "{} · {} MiB · {} to {}",
            self.cpu.title(),
            self.memory_mib,
            self.min_instances,
            self.max_instances
        )
    }
}

impl Check for AppRunnerService {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        task::check(&self.repository, &self.image, &self.environment, &self.secrets, site, out);
        let set = |field: &str, value: serde_json::Value| Command::set(site.address, field, value);
        if !self.arches.is_empty() && !self.arches.contains(&Arch::X86_64) {
            out.push(
                Finding::new(
                    "app-runner-architecture",
                    Severity::Error,
                    out.anchor(Some("arches")),
                    format!("{} has an image for arm64 only", site.name),
                    "App Runner has x86_64 machines only, and the image does not start there",
                )
                .hint("build the image for both architectures")
                .hint("run it as a Fargate service, which has arm64"),
            );
        }
        if let Some(fits) = self.memory_that_fits().filter(|it| *it != self.memory_mib) {
            out.push(
                Finding::new(
                    "app-runner-memory",
                    Severity::Error,
                    out.anchor(Some("memory_mib")),
                    format!("{} asks for {} MiB with {}", site.name, self.memory_mib, self.cpu.title()),
                    "App Runner sells memory in sizes that depend on the processors, and refuses anything between",
                )
                .fix(format!("Set {fits} MiB"), vec![set("memory_mib", fits.into())]),
            );
        }
        if self.min_instances > self.max_instances {
            out.push(
                Finding::new(
                    "app-runner-instances",
                    Severity::Error,
                    out.anchor(Some("max_instances")),
                    format!(
                        "{} may have {} to {} instances",
                        site.name, self.min_instances, self.max_instances
                    ),
                    "The most can't be less than the least",
                )
                .fix(
                    format!("Allow {} instances", self.min_instances),
                    vec![set("max_instances", self.min_instances.into())],
                ),
            );
        }
        let in_vpc = site.within(Place::Tier).is_some();
        let insider = site
            .outgoing
            .iter()
            .find(|it| it.access.opens_port() && (it.host.is_some() || it.facts.security_group.is_some()));
        if let Some(insider) = insider.filter(|_| !in_vpc) {
            out.push(
                Finding::new(
                    "app-runner-no-connector",
                    Severity::Error,
                    out.anchor(None),
                    format!(
                        "{} asks {}, which stands in the VPC, and stands outside of it",
                        site.name, insider.name
                    ),
                    "Without a way into the VPC no address in it can be reached",
                )
                .hint("move it into a subnet tier: that is where its way into the VPC begins"),
            );
        }
        let outsider = site.outgoing.iter().find(|it| it.access.opens_port() && it.facts.external);
        // A public tier is no way out for it: none of its interfaces has a public address.
        let is_shut_in = in_vpc && (site.is_public() || !site.reaches_internet());
        if let Some(outsider) = outsider.filter(|_| is_shut_in) {
            out.push(
                Finding::new(
                    "app-runner-way-out",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} asks {} over the internet, through its tier", site.name, outsider.name),
                    "Its network interfaces in the tier have no public address, so the way out needs a NAT gateway",
                )
                .hint("move it into a private tier of a network with a NAT gateway")
                .hint("run it as a Fargate service in a public tier, where each task has an address of its own"),
            );
        }
        let balancer =
            site.asked_by(Access::Connect).find(|it| !it.facts.external && it.facts.security_group.is_some());
        if let Some(caller) = balancer {
            out.push(
                Finding::new(
                    "app-runner-entry",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} is reached by {} over the internet, not inside the VPC", site.name, caller.name),
                    "App Runner has its own address and certificate, and takes part in the VPC only for what it asks",
                )
                .hint("let users or the CDN ask it directly"),
            );
        }
    }
}

impl AppRunnerService {
    /// The nearest memory that is sold with these processors, from what is asked for upwards.
    fn memory_that_fits(&self) -> Option<u32> {
        let sizes: &[u32] = match self.cpu {
            Cpu::Quarter => &[512, 1024],
            Cpu::Half => &[1024],
            Cpu::One => &[2048, 3072, 4096],
            Cpu::Two => &[4096, 6144],
            Cpu::Four => &[8192, 10240, 12288],
        };
        sizes.iter().find(|it| **it >= self.memory_mib).or(sizes.last()).copied()
    }
}
