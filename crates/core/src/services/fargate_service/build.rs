//! What builds a Fargate service, and what the runbook says about it.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Plot, task},
    vocab::{Complexity, Effort, Procedure, Site, Topic},
};

use super::{CLUSTER, FargateService};

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
        .with("start_call", self.call(address, self.desired_tasks, self.min_tasks, self.max_tasks))
        .with("stop_call", self.call(address, 0, 0, 0))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        if graph.find_mut("aws_ecs_cluster", CLUSTER).is_none() {
            graph.add(
                Resource::new(Concern::Compute, "aws_ecs_cluster", CLUSTER)
                    .set("name", Value::Local("name"))
                    .comment("All Fargate services share it; a cluster without machines costs nothing."),
            );
        }
        self.extend_cluster(graph);
        task::register(plot.site.address, plot, graph);
        self.roles(plot, graph);
        self.task_definition(plot, graph);
        self.service(plot, graph);
        if self.scales() {
            self.autoscaling(plot, graph);
        }
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(4, Complexity::High))
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
                    "Autoscaling keeps {} to {} tasks{}. To start some ahead of a known rush:",
                    self.min_tasks,
                    self.max_tasks,
                    if self.target_cpu == 0 {
                        String::new()
                    } else {
                        format!(" at {} % CPU", self.target_cpu)
                    }
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
    /// What this service wants of the cluster that all share, unless another one had it built.
    fn extend_cluster(&self, graph: &mut ResourceGraph) {
        if let Some(cluster) = graph.find_mut("aws_ecs_cluster", CLUSTER).filter(|_| self.container_insights)
        {
            let setting =
                Value::block([("name", Value::from("containerInsights")), ("value", Value::from("enabled"))]);
            let argument = ("setting".to_owned(), setting);
            if !cluster.arguments.contains(&argument) {
                cluster.arguments.push(argument);
            }
        }
        let providers = "aws_ecs_cluster_capacity_providers";
        if self.spot_percent > 0 && graph.find_mut(providers, CLUSTER).is_none() {
            graph.add(
                Resource::new(Concern::Compute, providers, CLUSTER)
                    .set("cluster_name", Value::reference("aws_ecs_cluster", CLUSTER, "name"))
                    .set("capacity_providers", Value::list(["FARGATE", "FARGATE_SPOT"])),
            );
        }
    }

    /// The call by which a schedule sets the number of tasks. Autoscaling would undo another number, so
    /// where it is on its bounds are set.
    fn call(&self, address: &Address, desired: u32, least: u32, most: u32) -> Value {
        let cluster = Value::reference("aws_ecs_cluster", CLUSTER, "name");
        let service = Value::reference("aws_ecs_service", address.label(), "name");
        let (action, input) = if self.scales() {
            let id = Value::template([Value::from("service/"), cluster, Value::from("/"), service]);
            let input = [
                ("ServiceNamespace", Value::from("ecs")),
                ("ScalableDimension", Value::from("ecs:service:DesiredCount")),
                ("ResourceId", id),
                ("MinCapacity", Value::from(least)),
                ("MaxCapacity", Value::from(most)),
            ];
            ("applicationautoscaling:registerScalableTarget", Value::map(input))
        } else {
            let input = [("Cluster", cluster), ("Service", service), ("DesiredCount", Value::from(desired))];
            ("ecs:updateService", Value::map(input))
        };
        Value::map([
            ("arn", Value::from(format!("arn:aws:scheduler:::aws-sdk:{action}"))),
            ("input", Value::json(input)),
        ])
    }
}
