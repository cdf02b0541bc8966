//! The infrastructure of a Fargate service: its two roles, what a task is, how many run, and who finds
//! them.

use crate::{
    resource::{Concern, Resource, ResourceGraph, Value},
    services::{Plot, container::Arch, host::assumed_by, task},
    vocab::{Access, Neighbour},
};

use super::{CLUSTER, FargateService};

impl FargateService {
    /// Two roles: the task's own, whose policy follows from the connections, and the one under which
    /// ECS pulls the image, writes logs and fetches secrets before the task is there.
    pub(super) fn roles(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &label)
                .set("name", plot.name())
                .set("description", format!("What {} may do", plot.site.address))
                .set("assume_role_policy", Value::json(assumed_by("ecs-tasks.amazonaws.com"))),
        );
        let execution = format!("{label}_execution");
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &execution)
                .set("name", plot.name_with("execution"))
                .set("description", format!("How ECS starts {}", plot.site.address))
                .set("assume_role_policy", Value::json(assumed_by("ecs-tasks.amazonaws.com"))),
        );
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role_policy_attachment", &execution)
                .set("role", Value::reference("aws_iam_role", &execution, "name"))
                .set("policy_arn", "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"),
        );
        let arns = task::secret_arns(plot);
        if !arns.is_empty() {
            let statement = Value::map([
                ("Effect", Value::from("Allow")),
                ("Action", Value::from("secretsmanager:GetSecretValue")),
                ("Resource", Value::List(arns)),
            ]);
            graph.add(
                Resource::new(Concern::Identity, "aws_iam_role_policy", &execution)
                    .set("name", "secrets")
                    .set("role", Value::reference("aws_iam_role", &execution, "id"))
                    .set(
                        "policy",
                        Value::json(Value::map([
                            ("Version", Value::from("2012-10-17")),
                            ("Statement", Value::List(vec![statement])),
                        ])),
                    )
                    .comment("ECS fetches the secrets and hands them to the task as environment variables."),
            );
        }
    }

    pub(super) fn task_definition(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let log_group = plot
            .site
            .asks(Access::Write)
            .find_map(|it| plot.ends_of(it.address)?.get("log_group_name").cloned())
            .unwrap_or_else(|| {
                graph.add(
                    Resource::new(Concern::Observability, "aws_cloudwatch_log_group", &label)
                        .set(
                            "name",
                            Value::template([
                                Value::from("/"),
                                Value::Local("name"),
                                Value::from(format!("/{}", plot.site.address)),
                            ]),
                        )
                        .set("retention_in_days", 30),
                );
                Value::reference("aws_cloudwatch_log_group", &label, "name")
            });
        let pair = |first: &'static str, second: &'static str| {
            move |(name, value): (String, Value)| Value::map([(first, Value::from(name)), (second, value)])
        };
        let environment = task::environment(&self.environment, plot);
        let mut container = vec![
            ("name", Value::from(plot.site.address.as_str())),
            ("image", task::image(&self.repository, &self.image, graph)),
            ("essential", Value::from(true)),
            (
                "portMappings",
                Value::List(vec![Value::map([
                    ("containerPort", Value::from(self.port)),
                    ("hostPort", Value::from(self.port)),
                    ("protocol", Value::from("tcp")),
                ])]),
            ),
            ("environment", Value::List(environment.into_iter().map(pair("name", "value")).collect())),
            (
                "secrets",
                Value::List(
                    task::secrets(&self.secrets, plot).into_iter().map(pair("name", "valueFrom")).collect(),
                ),
            ),
            (
                "logConfiguration",
                Value::map([
                    ("logDriver", Value::from("awslogs")),
                    (
                        "options",
                        Value::map([
                            ("awslogs-group", log_group),
                            ("awslogs-region", Value::Data("aws_region", "current".to_owned(), "name")),
                            ("awslogs-stream-prefix", Value::from(plot.site.address.as_str())),
                        ]),
                    ),
                ]),
            ),
        ];
        if let Some(mut command) =
            self.health_check.command(self.port, &self.health_path).filter(|_| !self.health_path.is_empty())
        {
            command.insert(0, "CMD".to_owned());
            container.push((
                "healthCheck",
                Value::map([
                    ("command", Value::list(command)),
                    ("interval", Value::from(15)),
                    ("timeout", Value::from(5)),
                    ("retries", Value::from(3)),
                    ("startPeriod", Value::from(90)),
                ]),
            ));
        }
        let container = Value::map(container);
        let arch = match self.arch {
            Arch::Arm64 => "ARM64",
            Arch::X86_64 => "X86_64",
        };
        graph.add(
            Resource::new(Concern::Compute, "aws_ecs_task_definition", &label)
                .set("family", plot.name())
                .set("requires_compatibilities", Value::list(["FARGATE"]))
                .set("network_mode", "awsvpc")
                .set("cpu", self.cpu.units().to_string())
                .set("memory", self.memory_mib.to_string())
                .set(
                    "execution_role_arn",
                    Value::reference("aws_iam_role", format!("{label}_execution"), "arn"),
                )
                .set("task_role_arn", Value::reference("aws_iam_role", &label, "arn"))
                .set("container_definitions", Value::json(Value::List(vec![container])))
                .block(
                    "runtime_platform",
                    [
                        ("cpu_architecture", Value::from(arch)),
                        ("operating_system_family", Value::from("LINUX")),
                    ],
                ),
        );
    }

    pub(super) fn service(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut network = Vec::new();
        if let Some(subnet_ids) = plot.inherited("subnet_ids") {
            network.push(("subnets", subnet_ids));
        }
        network.push(("security_groups", plot.security_group_ids()));
        network.push(("assign_public_ip", Value::from(plot.site.is_public())));
        let mut service = Resource::new(Concern::Compute, "aws_ecs_service", &label)
            .set("name", plot.name())
            .set("cluster", Value::reference("aws_ecs_cluster", CLUSTER, "id"))
            .set("task_definition", Value::reference("aws_ecs_task_definition", &label, "arn"))
            .set("desired_count", self.desired_tasks);
        if self.spot_percent == 0 {
            service = service.set("launch_type", "FARGATE");
        }
        service = service
            .set("platform_version", &self.platform_version)
            .set("propagate_tags", "SERVICE")
            .set("deployment_minimum_healthy_percent", self.min_healthy_percent)
            .set("deployment_maximum_percent", self.max_percent)
            .block(
                "deployment_circuit_breaker",
                [("enable", Value::from(true)), ("rollback", Value::from(true))],
            )
            .block("network_configuration", network);
        if self.spot_percent > 0 {
            let shares = [("FARGATE", 100 - self.spot_percent.min(100)), ("FARGATE_SPOT", self.spot_percent)];
            for (provider, weight) in shares.into_iter().filter(|it| it.1 > 0) {
                service = service.block(
                    "capacity_provider_strategy",
                    [("capacity_provider", Value::from(provider)), ("weight", Value::from(weight))],
                );
            }
            service = service.after("aws_ecs_cluster_capacity_providers", CLUSTER);
        }
        service = service.block(
            "service_registries",
            [("registry_arn", Value::reference("aws_service_discovery_service", &label, "arn"))],
        );
        let balancers: Vec<(&Neighbour<'_>, &Value)> = plot
            .site
            .asked_by(Access::Connect)
            .filter_map(|it| Some((it, plot.ends_of(it.address)?.get("listener_arn")?)))
            .collect();
        if !balancers.is_empty() {
            service = service.set("health_check_grace_period_seconds", 90);
        }
        for (balancer, listener) in balancers {
            service = service.block(
                "load_balancer",
                [
                    (
                        "target_group_arn",
                        Value::reference("aws_lb_target_group", balancer.connection.label(), "arn"),
                    ),
                    ("container_name", Value::from(plot.site.address.as_str())),
                    ("container_port", Value::from(self.port)),
                ],
            );
            if let Value::Reference(resource_type, listener, _) = listener {
                // ECS refuses a target group that no listener forwards to yet.
                service = service.after(resource_type, listener.clone());
            }
        }
        graph.add(service.ignore("desired_count").ignore("task_definition").comment(
            "Autoscaling sets the number of tasks and deployments set the version, so Terraform leaves both alone.",
        ));
    }
}
