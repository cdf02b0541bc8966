//! Fargate service: containers on Amazon ECS without machines of ours.
//! Pricing: <https://aws.amazon.com/fargate/pricing/> · Sizes:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>

mod resources;

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{
        Build, Check, Grant, Kind, Plot, Service,
        container::{Arch, HealthCheck},
        group_name,
        host::Rule,
        task::{self, Cpu},
        traffic::{charge_between_zones, charge_internet},
    },
    vocab::{
        Access, Category, Command, Factor, Facts, Family, Finding, Findings, ImageFacts, LineItems, Meta,
        MetricFacts, Place, Procedure, Severity, Site, StatedAction, Topic,
    },
};

/// The cluster that all services of a design share; it costs nothing.
const CLUSTER: &str = "main";

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
    /// The CPU load that autoscaling aims at. *Default:* 60 %.
    #[schemars(range(min = 10, max = 95), extend("x-unit" = "%"))]
    pub target_cpu: u32,
    /// The port that it listens on. *Default:* 8080.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The path that answers 2xx or 3xx once it is healthy. Empty for no check of its own; a load
    /// balancer checks in any case.
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
        ]
    }
}

impl Service for FargateService {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/ECS", name, custom: false };
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
            metrics: vec![metric("cpu", "CPUUtilization"), metric("memory", "MemoryUtilization")],
            count: self.desired_tasks,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let (processors, memory, word) = match self.arch {
            Arch::Arm64 => ("fargate.vcpu_hour_arm", "fargate.gb_hour_arm", "Linux, ARM"),
            Arch::X86_64 => ("fargate.vcpu_hour_x86", "fargate.gb_hour_x86", "Linux, x86"),
        };
        let tasks = Factor::range(self.tasks(), if self.desired_tasks == 1 { "task" } else { "tasks" });
        out.charge(
            "vcpu",
            Category::Compute,
            format!("vCPU ({word})"),
            processors,
            &[tasks, Factor::exact(self.cpu.vcpu(), "vCPU"), Factor::hours()],
        );
        let gb = Decimal::from(self.memory_mib) / Decimal::from(1_024);
        out.charge(
            "memory",
            Category::Compute,
            format!("Memory ({word})"),
            memory,
            &[tasks, Factor::exact(gb, "GB"), Factor::hours()],
        );
        if site.is_public() {
            out.imply(
                "public-ipv4",
                Category::Network,
                "Public IPv4 addresses",
                "vpc.public_ipv4_in_use_hour",
                &[tasks, Factor::exact(1, "address"), Factor::hours()],
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
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        format!("{} × {} · {} MiB", self.desired_tasks, self.cpu.title(), self.memory_mib)
    }
}

impl Check for FargateService {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        task::check(&self.repository, &self.image, &self.environment, &self.secrets, site, out);
        let set = |field: &str, value: u32| Command::set(site.address, field, value);
        if let Some(fits) = self.memory_that_fits().filter(|it| *it != self.memory_mib) {
            out.push(
                Finding::new(
                    "fargate-memory",
                    Severity::Error,
                    out.anchor(Some("memory_mib")),
                    format!("{} asks for {} MiB with {}", site.name, self.memory_mib, self.cpu.title()),
                    "Fargate sells memory in steps that depend on the processors, and refuses anything between",
                )
                .fix(format!("Set {fits} MiB"), vec![set("memory_mib", fits)]),
            );
        }
        if self.min_tasks > self.desired_tasks || self.desired_tasks > self.max_tasks {
            let (least, most) = (self.min_tasks.min(self.max_tasks), self.max_tasks.max(self.min_tasks));
            let desired = self.desired_tasks.clamp(least, most);
            out.push(
                Finding::new(
                    "fargate-tasks",
                    Severity::Error,
                    out.anchor(Some("desired_tasks")),
                    format!(
                        "{} starts {} tasks and may have {} to {}",
                        site.name, self.desired_tasks, self.min_tasks, self.max_tasks
                    ),
                    "Autoscaling brings the number inside its bounds at once, and refuses bounds that are swapped",
                )
                .fix(
                    format!("Start {desired} of {least} to {most}"),
                    vec![set("min_tasks", least), set("max_tasks", most), set("desired_tasks", desired)],
                ),
            );
        }
    }
}

impl Build for FargateService {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let cluster = Value::reference("aws_ecs_cluster", CLUSTER, "name");
        let service = Value::reference("aws_ecs_service", &label, "name");
        Ends {
            role: Some(label.clone()),
            security_group: Some(label.clone()),
            arn: Some(Value::reference("aws_ecs_service", label, "id")),
            endpoint: Some(task::private_name(address)),
            ..Ends::default()
        }
        .with("dimensions", Value::map([("ClusterName", cluster), ("ServiceName", service)]))
        .with("repository", Value::from(&self.repository))
        .with("rollout", Value::from("ecs"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        if graph.find_mut("aws_ecs_cluster", CLUSTER).is_none() {
            graph.add(
                Resource::new(Concern::Compute, "aws_ecs_cluster", CLUSTER)
                    .set("name", Value::Local("name"))
                    .comment("All Fargate services share it; a cluster without machines costs nothing."),
            );
        }
        task::register(plot.site.address, plot, graph);
        self.roles(plot, graph);
        self.task_definition(plot, graph);
        self.service(plot, graph);
        if self.max_tasks > self.min_tasks {
            self.autoscaling(plot, graph);
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let (cluster, service) = (site.project, format!("{}-{}", site.project, site.address));
        let mut procedures = vec![Procedure {
            topic: Topic::Rollback,
            title: format!("Bring back an older version of {}", site.name),
            text:
                "A deployment that does not become healthy is taken back by itself. By hand: pick the former \
                       definition from the list, newest first, and set DEFINITION to it."
                    .to_owned(),
            commands: vec![
                format!("aws ecs list-task-definitions --family-prefix {service} --sort DESC --max-items 10"),
                format!(
                    "aws ecs update-service --cluster {cluster} --service {service} --task-definition \"$DEFINITION\""
                ),
                format!("aws ecs wait services-stable --cluster {cluster} --services {service}"),
            ],
        }];
        if self.max_tasks > self.desired_tasks {
            procedures.push(Procedure {
                topic: Topic::Scale,
                title: format!("Run more tasks of {}", site.name),
                text: format!(
                    "Autoscaling keeps {} to {} tasks at {} % CPU. To start some ahead of a known rush:",
                    self.min_tasks, self.max_tasks, self.target_cpu
                ),
                commands: vec![format!(
                    "aws ecs update-service --cluster {cluster} --service {service} --desired-count {}",
                    self.max_tasks
                )],
            });
        }
        procedures
    }
}

impl FargateService {
    fn tasks(&self) -> Range<Decimal> {
        Range {
            low: self.min_tasks.min(self.desired_tasks).into(),
            expected: self.desired_tasks.into(),
            high: self.max_tasks.max(self.desired_tasks).into(),
        }
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
