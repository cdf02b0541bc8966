//! Fargate service: containers on Amazon ECS without machines of ours.
//! Pricing: <https://aws.amazon.com/fargate/pricing/> · Sizes:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>

mod autoscaling;
mod build;
mod charge;
mod check;
mod resources;
mod scaling;

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::{
    base::{Address, Quantity, Range, fields},
    prices::PriceBook,
    resource::Value,
    services::{
        Check, Grant, Kind, Service,
        container::{Arch, HealthCheck},
        group_name,
        host::Rule,
        task::{self, Cpu},
        traffic::{charge_between_zones, charge_internet},
    },
    vocab::{
        Access, Category, Factor, Facts, Family, Findings, ImageFacts, LineItems, Meta, MetricFacts, Place,
        Site, StatedAction,
    },
};

use scaling::{ScalingMetric, ScalingRule};

/// The cluster that all services of a design share; it costs nothing.
const CLUSTER: &str = "main";

/// How many tasks run, as Container Insights counts them.
const RUNNING: MetricFacts = MetricFacts {
    metric: "running",
    namespace: "ECS/ContainerInsights",
    name: "RunningTaskCount",
    custom: false,
};

/// One service of containers on ECS Fargate: AWS has the machines, each container is charged by the
/// hour.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FargateService {
    /// The repository in the design's registry, when the image is your own: the pipeline builds it
    /// and tags it with the commit. Leave it empty for a public image. *Default:* app.
    #[schemars(length(max = 120))]
    pub repository: String,
    /// A public image with its tag. Used when no repository is named.
    #[schemars(length(max = 300))]
    pub image: String,
    /// Processors of each task. *Default:* 0.5.
    pub cpu: Cpu,
    /// Memory of each task; what is possible depends on its processors. *Default:* 1024 MiB.
    #[schemars(range(min = 512, max = 30720), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// The architecture that it runs on; arm64 costs a fifth less. *Default:* arm64.
    pub arch: Arch,
    /// Tasks at the start, and the figure to plan with. *Default:* 2.
    #[schemars(range(min = 0, max = 1000))]
    pub desired_tasks: u32,
    /// The fewest tasks that autoscaling leaves. *Default:* 2.
    #[schemars(range(min = 0, max = 1000))]
    pub min_tasks: u32,
    /// The most tasks that autoscaling starts. *Default:* 4.
    #[schemars(range(min = 1, max = 1000))]
    pub max_tasks: u32,
    /// The CPU load that autoscaling aims at (target tracking); 0 leaves all to the rules. *Default:* 60 %.
    #[schemars(range(min = 0, max = 95), extend("x-unit" = "%"))]
    pub target_cpu: u32,
    /// Rules by which tasks are added and removed (step scaling), beside the load that autoscaling aims at.
    pub scaling: Vec<ScalingRule>,
    /// The share of tasks on spare capacity (Fargate Spot), which AWS takes back with two minutes' notice.
    /// *Default:* 0 %.
    #[schemars(range(min = 0, max = 100), extend("x-unit" = "%"))]
    pub spot_percent: u32,
    /// What Spot takes off the price. It changes from day to day, so no price book has it. Left out, tasks
    /// on Spot have no price.
    #[schemars(extend("x-unit" = "%"))]
    pub spot_discount: Option<Range<Quantity>>,
    /// Measures each task apart (Container Insights): how many run, network, disk. Each metric is charged.
    /// *Default:* off.
    pub container_insights: bool,
    /// The version of the platform that tasks run on. *Default:* LATEST.
    #[schemars(length(max = 20))]
    pub platform_version: String,
    /// The fewest tasks that stay while a new version is rolled out. *Default:* 100 %.
    #[schemars(range(min = 0, max = 100), extend("x-unit" = "%"))]
    pub min_healthy_percent: u32,
    /// The most tasks, old and new, while a new version is rolled out. *Default:* 200 %.
    #[schemars(range(min = 100, max = 200), extend("x-unit" = "%"))]
    pub max_percent: u32,
    /// How long a load balancer lets a task finish its requests before it stops. *Default:* 30 s.
    #[schemars(range(min = 0, max = 3600), extend("x-unit" = "s"))]
    pub deregistration_seconds: u32,
    /// The port that it listens on. *Default:* 8080.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The path that answers 2xx or 3xx once it is healthy; a load balancer asks it too. Empty for no
    /// check of its own, and the load balancer's path.
    #[schemars(length(max = 200))]
    pub health_path: String,
    /// What asks the health path; it has to be in the image. *Default:* wget.
    pub health_check: HealthCheck,
    /// Plain environment variables. Keep passwords out: connect a secret instead.
    pub environment: BTreeMap<String, String>,
    /// Environment variables that are filled from connected secrets. Left empty, all that they fill;
    /// a connected database adds user and password, such as ORDERS_DB_PASSWORD.
    #[schemars(length(max = 80))]
    pub secrets: Vec<String>,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
    /// Permissions of the task role as they were agreed on. Left out, they follow from the connections.
    pub stated_permissions: Option<Vec<String>>,
}

fields!(FargateService {
    repository,
    image,
    cpu,
    memory_mib,
    arch,
    desired_tasks,
    min_tasks,
    max_tasks,
    target_cpu,
    scaling,
    spot_percent,
    spot_discount,
    container_insights,
    platform_version,
    min_healthy_percent,
    max_percent,
    deregistration_seconds,
    port,
    health_path,
    health_check,
    environment,
    secrets,
    security_group,
    stated_rules,
    stated_permissions,
});

impl Default for FargateService {
    fn default() -> Self {
        Self {
            repository: "app".to_owned(),
            image: String::new(),
            cpu: Cpu::Half,
            memory_mib: 1024,
            arch: Arch::Arm64,
            desired_tasks: 2,
            min_tasks: 2,
            max_tasks: 4,
            target_cpu: 60,
            scaling: Vec::new(),
            spot_percent: 0,
            spot_discount: None,
            container_insights: false,
            platform_version: "LATEST".to_owned(),
            min_healthy_percent: 100,
            max_percent: 200,
            deregistration_seconds: 30,
            port: 8080,
            health_path: String::new(),
            health_check: HealthCheck::Wget,
            environment: BTreeMap::new(),
            secrets: Vec::new(),
            security_group: String::new(),
            stated_rules: None,
            stated_permissions: None,
        }
    }
}

impl Kind for FargateService {
    const META: Meta = Meta {
        kind: "fargate_service",
        name: "Fargate service",
        vendor: "ECS Fargate",
        family: Family::Compute,
        summary: "Containers without machines to look after, as many as the load asks for",
        icon: "M4 9l4-2 4 2v5l-4 2-4-2zM12 9l4-2 4 2v5l-4 2-4-2zM8 5l4-2 4 2M8 18l4 2 4-2",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("small", Self { desired_tasks: 1, min_tasks: 1, max_tasks: 1, ..Self::default() }),
            (
                "busy",
                Self {
                    cpu: Cpu::Two,
                    memory_mib: 4096,
                    arch: Arch::X86_64,
                    desired_tasks: 6,
                    min_tasks: 3,
                    max_tasks: 20,
                    environment: BTreeMap::from([("LOG_LEVEL".to_owned(), "info".to_owned())]),
                    ..Self::default()
                },
            ),
            (
                "by rules, half on Spot",
                Self {
                    max_tasks: 12,
                    target_cpu: 0,
                    scaling: vec![
                        ScalingRule::out(ScalingMetric::Cpu, 80, 15),
                        ScalingRule { adjust: 2, ..ScalingRule::out(ScalingMetric::Cpu, 90, 5) },
                        ScalingRule { yields: false, ..ScalingRule::back(ScalingMetric::Memory, 30, 10) },
                        ScalingRule::out(ScalingMetric::QueueDepth, 100, 5),
                    ],
                    spot_percent: 50,
                    spot_discount: Some(Range {
                        low: 50_u32.into(),
                        expected: 60_u32.into(),
                        high: 70_u32.into(),
                    }),
                    container_insights: true,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for FargateService {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/ECS", name, custom: false };
        let mut metrics = vec![metric("cpu", "CPUUtilization"), metric("memory", "MemoryUtilization")];
        if self.container_insights {
            metrics.push(RUNNING);
        }
        Facts {
            listens: vec![self.port],
            image: Some(ImageFacts {
                arches: vec![self.arch.architecture()],
                memory_mib: self.memory_mib,
                heap_mib: 0,
                one_shot: false,
            }),
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            principal: Some("ecs-tasks.amazonaws.com"),
            stated_actions: StatedAction::all(self.stated_permissions.as_ref()),
            metrics,
            health_path: self.health_path.clone(),
            drain_seconds: Some(self.deregistration_seconds),
            count: self.desired_tasks,
            most: self.max_tasks,
            can_stop: true,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        self.charge_tasks(site, out);
        let tasks = self.tasks();
        if site.is_public() {
            out.imply(
                "public-ipv4",
                Category::Network,
                "Public IPv4 addresses",
                "vpc.public_ipv4_in_use_hour",
                &[tasks, Factor::exact(1, "address"), site.hours()],
                "In a public tier each task needs an address of its own to pull its image, charged by the hour",
            );
        }
        if site.leads {
            task::charge_namespace(out);
        }
        charge_internet(site, out);
        charge_between_zones(site, out);
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let label = address.label();
        match access {
            Access::Deploy => vec![
                Grant {
                    actions: vec!["ecs:UpdateService", "ecs:DescribeServices"],
                    resources: vec![Value::reference("aws_ecs_service", &label, "id")],
                    why: "Starts tasks of a new version and waits for them",
                },
                Grant {
                    actions: vec!["ecs:RegisterTaskDefinition"],
                    resources: vec![Value::template([
                        Value::reference("aws_ecs_task_definition", &label, "arn_without_revision"),
                        Value::from(":*"),
                    ])],
                    why: "Writes the new version's definition",
                },
                Grant {
                    actions: vec!["ecs:DescribeTaskDefinition"],
                    resources: vec![Value::from("*")],
                    why: "Reads the version's definition that runs; the action knows no resources",
                },
                Grant {
                    actions: vec!["iam:PassRole"],
                    resources: vec![
                        Value::reference("aws_iam_role", &label, "arn"),
                        Value::reference("aws_iam_role", format!("{label}_execution"), "arn"),
                    ],
                    why: "Hands the tasks their two roles",
                },
            ],
            Access::Run => {
                let service = Grant {
                    actions: vec!["ecs:DescribeServices", "ecs:UpdateService"],
                    resources: vec![Value::reference("aws_ecs_service", &label, "id")],
                    why: "Starts and stops the tasks",
                };
                let bounds = self.scales().then(|| Grant {
                    actions: vec!["application-autoscaling:RegisterScalableTarget"],
                    resources: vec![Value::reference("aws_appautoscaling_target", &label, "arn")],
                    why: "Sets the bounds of autoscaling to none, and back",
                });
                std::iter::once(service).chain(bounds).collect()
            }
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        format!("{} × {} · {} MiB", self.desired_tasks, self.cpu.title(), self.memory_mib)
    }
}

impl Check for FargateService {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_size(site, out);
        self.check_rollout(site, out);
        self.check_scaling(site, out);
    }
}

impl FargateService {
    /// Whether autoscaling changes the number of tasks.
    const fn scales(&self) -> bool {
        self.max_tasks > self.min_tasks
    }

    /// The nearest memory that is sold with these processors, from what is asked for upwards.
    fn memory_that_fits(&self) -> Option<u32> {
        let sizes: Vec<u32> = match self.cpu {
            Cpu::Quarter => vec![512, 1024, 2048],
            Cpu::Half => (1..=4).map(|it| it * 1024).collect(),
            Cpu::One => (2..=8).map(|it| it * 1024).collect(),
            Cpu::Two => (4..=16).map(|it| it * 1024).collect(),
            Cpu::Four => (8..=30).map(|it| it * 1024).collect(),
        };
        sizes.iter().find(|it| **it >= self.memory_mib).or(sizes.last()).copied()
    }
}
