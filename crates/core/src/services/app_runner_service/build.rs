//! What builds and runs an App Runner service.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{
        Build, Plot,
        host::assumed_by,
        task::{self},
    },
    vocab::{Procedure, Site, Topic},
};

use super::AppRunnerService;

impl Build for AppRunnerService {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference("aws_apprunner_service", &label, attribute);
        Ends {
            role: Some(label.clone()),
            security_group: Some(label.clone()),
            arn: Some(of("arn")),
            endpoint: Some(of("service_url")),
            ..Ends::default()
        }
        .with(
            "dimensions",
            Value::map([("ServiceName", of("service_name")), ("ServiceID", of("service_id"))]),
        )
        .with("repository", Value::from(&self.repository))
        .with("rollout", Value::from("app_runner"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &label)
                .set("name", plot.name())
                .set("description", format!("What {} may do", plot.site.address))
                .set("assume_role_policy", Value::json(assumed_by("tasks.apprunner.amazonaws.com"))),
        );
        let access = format!("{label}_access");
        if !self.repository.is_empty() {
            graph.add(
                Resource::new(Concern::Identity, "aws_iam_role", &access)
                    .set("name", plot.name_with("access"))
                    .set("description", format!("How App Runner pulls the image of {}", plot.site.address))
                    .set("assume_role_policy", Value::json(assumed_by("build.apprunner.amazonaws.com"))),
            );
            graph.add(
                Resource::new(Concern::Identity, "aws_iam_role_policy_attachment", &access)
                    .set("role", Value::reference("aws_iam_role", &access, "name"))
                    .set(
                        "policy_arn",
                        "arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess",
                    ),
            );
        }
        if let Some(subnet_ids) = plot.inherited("subnet_ids") {
            graph.add(
                Resource::new(Concern::Compute, "aws_apprunner_vpc_connector", &label)
                    .set("vpc_connector_name", plot.name())
                    .set("subnets", subnet_ids)
                    .set("security_groups", plot.security_group_ids())
                    .comment(
                        "The way to what stands in the VPC. All that it asks takes this way, the internet included.",
                    ),
            );
        }
        graph.add(
            Resource::new(Concern::Compute, "aws_apprunner_auto_scaling_configuration_version", &label)
                .set("auto_scaling_configuration_name", plot.name())
                .set("min_size", self.min_instances)
                .set("max_size", self.max_instances)
                .set("max_concurrency", self.concurrency),
        );
        let image = task::image(&self.repository, &self.image, graph);
        graph.add(self.service(plot, image));
        graph.tell(
            format!("{label}_url"),
            format!("The address of {}", plot.site.name),
            Value::reference("aws_apprunner_service", label, "service_url"),
        );
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let name = format!("{}-{}", site.project, site.address);
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Look at {}", site.name),
            text: "Its state and its address. Logs are in CloudWatch, in two groups below /aws/apprunner."
                .to_owned(),
            commands: vec![format!(
                "aws apprunner list-services --query \"ServiceSummaryList[?ServiceName=='{name}'].[Status, ServiceUrl]\" --output table"
            )],
        }]
    }
}

impl AppRunnerService {
    fn service(&self, plot: &Plot<'_>, image: Value) -> Resource {
        let label = plot.site.label();
        let (repository_type, authentication) = if self.repository.is_empty() {
            ("ECR_PUBLIC", None)
        } else {
            let role = Value::reference("aws_iam_role", format!("{label}_access"), "arn");
            ("ECR", Some(("authentication_configuration", Value::block([("access_role_arn", role)]))))
        };
        let mut configuration = vec![("port", Value::from(self.port.to_string()))];
        let environment = task::environment(&self.environment, plot);
        if !environment.is_empty() {
            configuration.push(("runtime_environment_variables", Value::map(environment)));
        }
        let secrets = task::secrets(&self.secrets, plot);
        if !secrets.is_empty() {
            configuration.push(("runtime_environment_secrets", Value::map(secrets)));
        }
        let source = [
            Some(("auto_deployments_enabled", Value::from(false))),
            authentication,
            Some((
                "image_repository",
                Value::block([
                    ("image_identifier", image),
                    ("image_repository_type", Value::from(repository_type)),
                    ("image_configuration", Value::block(configuration)),
                ]),
            )),
        ];
        let service = Resource::new(Concern::Compute, "aws_apprunner_service", &label)
            .set("service_name", plot.name())
            .block("source_configuration", source.into_iter().flatten())
            .block(
                "instance_configuration",
                [
                    ("cpu", Value::from(self.cpu.units().to_string())),
                    ("memory", Value::from(self.memory_mib.to_string())),
                    ("instance_role_arn", Value::reference("aws_iam_role", &label, "arn")),
                ],
            )
            .set(
                "auto_scaling_configuration_arn",
                Value::reference("aws_apprunner_auto_scaling_configuration_version", &label, "arn"),
            )
            .block(
                "health_check_configuration",
                [("protocol", Value::from("HTTP")), ("path", Value::from(&self.health_path))],
            );
        if plot.inherited("subnet_ids").is_none() {
            return service;
        }
        let egress = Value::block([
            ("egress_type", Value::from("VPC")),
            ("vpc_connector_arn", Value::reference("aws_apprunner_vpc_connector", &label, "arn")),
        ]);
        service.block("network_configuration", [("egress_configuration", egress)])
    }
}
