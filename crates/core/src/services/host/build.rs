//! What builds and runs a host.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Plot},
    vocab::{Procedure, Site, Topic},
};

use super::{Host, assumed_by};

impl Build for Host {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let instance = Value::reference("aws_instance", label.clone(), "id");
        Ends {
            role: Some(label.clone()),
            security_group: Some(label.clone()),
            arn: Some(Value::reference("aws_instance", label.clone(), "arn")),
            endpoint: Some(Value::reference("aws_instance", label.clone(), "private_dns")),
            ..Ends::default()
        }
        .with("dimensions", Value::map([("InstanceId", instance.clone())]))
        // The agent measures each file system; this is the root's.
        .with("dimensions.disk", Value::map([("InstanceId", instance.clone()), ("path", Value::from("/"))]))
        .with("start_call", call("startInstances", &instance))
        .with("stop_call", call("stopInstances", &instance))
        .with("instance_id", instance)
        .with("private_ip", Value::reference("aws_instance", label, "private_ip"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let arch = plot.site.facts.runtime.as_ref().and_then(|it| it.arch).map_or("arm64", |it| it.name());
        graph.look_up(
            Concern::Compute,
            "aws_ssm_parameter",
            &format!("al2023_{arch}"),
            [(
                "name",
                Value::from(format!("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{arch}")),
            )],
        );
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &label)
                .set(
                    "name",
                    Value::template([Value::Local("name"), Value::from(format!("-{}", plot.site.address))]),
                )
                .set("description", format!("What {} may do", plot.site.address))
                .set("assume_role_policy", Value::json(assumed_by("ec2.amazonaws.com"))),
        );
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_instance_profile", &label)
                .set(
                    "name",
                    Value::template([Value::Local("name"), Value::from(format!("-{}", plot.site.address))]),
                )
                .set("role", Value::reference("aws_iam_role", &label, "name")),
        );
        let subnet = plot.inherited("subnet_ids").map(|it| it.element(self.zone as usize));
        let mut instance = Resource::new(Concern::Compute, "aws_instance", &label)
            .set("ami", Value::Data("aws_ssm_parameter", format!("al2023_{arch}"), "value"))
            .set("instance_type", &self.instance_type);
        if let Some(subnet) = subnet {
            instance = instance.set("subnet_id", subnet);
        }
        graph.add(
            instance
                .set("vpc_security_group_ids", plot.security_group_ids())
                .set("iam_instance_profile", Value::reference("aws_iam_instance_profile", &label, "name"))
                .set("associate_public_ip_address", self.public_ip && plot.site.is_public())
                .set("user_data_base64", Value::UserData(plot.site.address.clone()))
                .block(
                    "metadata_options",
                    [
                        ("http_endpoint", Value::from("enabled")),
                        ("http_tokens", Value::from("required")),
                        ("http_put_response_hop_limit", Value::from(2)),
                    ],
                )
                .block(
                    "root_block_device",
                    [
                        ("volume_type", Value::from("gp3")),
                        ("volume_size", Value::from(self.root_gb)),
                        ("encrypted", Value::from(true)),
                    ],
                )
                .set(
                    "tags",
                    Value::map([(
                        "Name",
                        Value::template([
                            Value::Local("name"),
                            Value::from(format!("-{}", plot.site.address)),
                        ]),
                    )]),
                )
                .ignore("ami")
                .ignore("user_data_base64"),
        );
        graph.tell(
            format!("{label}_instance_id"),
            format!("The EC2 instance of {}", plot.site.name),
            Value::reference("aws_instance", label, "id"),
        );
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Log in to {}", site.name),
            text:
                "Session Manager needs no open port and leaves a trail; the instance id is an output of the \
                   infrastructure."
                    .to_owned(),
            commands: vec![format!(
                "aws ssm start-session --target \"$(terraform -chdir=terraform output -raw {}_instance_id)\"",
                site.label()
            )],
        }]
    }
}

/// The call by which a schedule starts or stops the machine.
fn call(action: &str, instance: &Value) -> Value {
    Value::map([
        ("arn", Value::from(format!("arn:aws:scheduler:::aws-sdk:ec2:{action}"))),
        ("input", Value::json(Value::map([("InstanceIds", Value::List(vec![instance.clone()]))]))),
    ])
}
