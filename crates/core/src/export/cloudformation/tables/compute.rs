//! Hosts, tasks, functions, and the names that tasks find each other by.

use crate::export::cloudformation::table::{
    Attribute::{Att, Named, Own, Part, Ref, Sub},
    Form::{Capital, Package, Pairs, Words},
    Mapping, block, blocks, implied, rule, tags, text, to,
};

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_instance",
        "AWS::EC2::Instance",
        "Instance",
        &[
            to("ami", "ImageId"),
            to("instance_type", "InstanceType"),
            // A public address can only be asked for where the network interface is described.
            to("subnet_id", "NetworkInterfaces[0].SubnetId"),
            to("vpc_security_group_ids", "NetworkInterfaces[0].GroupSet"),
            to("associate_public_ip_address", "NetworkInterfaces[0].AssociatePublicIpAddress"),
            to("iam_instance_profile", "IamInstanceProfile"),
            to("user_data_base64", "UserData"),
            block(
                "metadata_options",
                "MetadataOptions",
                &[
                    to("http_endpoint", "HttpEndpoint"),
                    to("http_tokens", "HttpTokens"),
                    to("http_put_response_hop_limit", "HttpPutResponseHopLimit"),
                ],
            ),
            block(
                "root_block_device",
                "BlockDeviceMappings[0].Ebs",
                &[
                    to("volume_type", "VolumeType"),
                    to("volume_size", "VolumeSize"),
                    to("encrypted", "Encrypted"),
                ],
            ),
            tags(),
        ],
        &[
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/${@}")),
            ("private_ip", Att("PrivateIp")),
            ("private_dns", Att("PrivateDnsName")),
            ("public_ip", Att("PublicIp")),
        ],
    )
    // The root disk of Amazon Linux, and the first network interface.
    .always(&[("BlockDeviceMappings[0].DeviceName", "/dev/xvda"), ("NetworkInterfaces[0].DeviceIndex", "0")]),
    Mapping::resource(
        "aws_ecs_cluster",
        "AWS::ECS::Cluster",
        "TaskCluster",
        &[
            to("name", "ClusterName"),
            blocks("setting", "ClusterSettings", &[to("name", "Name"), to("value", "Value")]),
        ],
        &[("id", Att("Arn")), ("arn", Att("Arn")), ("name", Ref)],
    ),
    Mapping::fold(
        "aws_ecs_cluster_capacity_providers",
        "cluster_name",
        &[implied("cluster_name"), to("capacity_providers", "CapacityProviders")],
    ),
    Mapping::resource(
        "aws_ecs_task_definition",
        "AWS::ECS::TaskDefinition",
        "TaskDefinition",
        &[
            to("family", "Family"),
            to("requires_compatibilities", "RequiresCompatibilities"),
            to("network_mode", "NetworkMode"),
            to("cpu", "Cpu"),
            to("memory", "Memory"),
            to("execution_role_arn", "ExecutionRoleArn"),
            to("task_role_arn", "TaskRoleArn"),
            block(
                "runtime_platform",
                "RuntimePlatform",
                &[
                    to("cpu_architecture", "CpuArchitecture"),
                    to("operating_system_family", "OperatingSystemFamily"),
                ],
            ),
            rule("container_definitions", "ContainerDefinitions", Capital(&["options", "dockerLabels"])),
        ],
        &[
            ("arn", Ref),
            ("family", Own("family")),
            (
                "arn_without_revision",
                Named(
                    "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/",
                    "family",
                ),
            ),
        ],
    ),
    Mapping::resource(
        "aws_ecs_service",
        "AWS::ECS::Service",
        "Service",
        &[
            to("name", "ServiceName"),
            to("cluster", "Cluster"),
            to("task_definition", "TaskDefinition"),
            to("desired_count", "DesiredCount"),
            to("launch_type", "LaunchType"),
            to("platform_version", "PlatformVersion"),
            blocks(
                "capacity_provider_strategy",
                "CapacityProviderStrategy",
                &[to("capacity_provider", "CapacityProvider"), to("weight", "Weight")],
            ),
            to("propagate_tags", "PropagateTags"),
            to("health_check_grace_period_seconds", "HealthCheckGracePeriodSeconds"),
            to("deployment_minimum_healthy_percent", "DeploymentConfiguration.MinimumHealthyPercent"),
            to("deployment_maximum_percent", "DeploymentConfiguration.MaximumPercent"),
            block(
                "deployment_circuit_breaker",
                "DeploymentConfiguration.DeploymentCircuitBreaker",
                &[to("enable", "Enable"), to("rollback", "Rollback")],
            ),
            block(
                "network_configuration",
                "NetworkConfiguration.AwsvpcConfiguration",
                &[
                    to("subnets", "Subnets"),
                    to("security_groups", "SecurityGroups"),
                    rule(
                        "assign_public_ip",
                        "AssignPublicIp",
                        Words(&[("true", "ENABLED"), ("false", "DISABLED")]),
                    ),
                ],
            ),
            blocks("service_registries", "ServiceRegistries", &[to("registry_arn", "RegistryArn")]),
            blocks(
                "load_balancer",
                "LoadBalancers",
                &[
                    to("target_group_arn", "TargetGroupArn"),
                    to("container_name", "ContainerName"),
                    to("container_port", "ContainerPort"),
                ],
            ),
        ],
        &[("id", Ref), ("name", Att("Name"))],
    ),
    Mapping::resource(
        "aws_lambda_function",
        "AWS::Lambda::Function",
        "Function",
        &[
            to("function_name", "FunctionName"),
            to("role", "Role"),
            to("runtime", "Runtime"),
            to("handler", "Handler"),
            to("package_type", "PackageType"),
            rule("filename", "Code", Package),
            // The version of the file in the bucket says that the code changed.
            implied("source_code_hash"),
            to("image_uri", "Code.ImageUri"),
            to("architectures", "Architectures"),
            to("memory_size", "MemorySize"),
            to("timeout", "Timeout"),
            to("reserved_concurrent_executions", "ReservedConcurrentExecutions"),
            block("environment", "Environment", &[to("variables", "Variables")]),
            block(
                "vpc_config",
                "VpcConfig",
                &[to("subnet_ids", "SubnetIds"), to("security_group_ids", "SecurityGroupIds")],
            ),
            block(
                "logging_config",
                "LoggingConfig",
                &[to("log_format", "LogFormat"), to("log_group", "LogGroup")],
            ),
            tags(),
        ],
        &[("arn", Att("Arn")), ("function_name", Ref)],
    ),
    Mapping::resource(
        "aws_lambda_function_url",
        "AWS::Lambda::Url",
        "FunctionUrl",
        &[to("function_name", "TargetFunctionArn"), to("authorization_type", "AuthType")],
        &[
            ("function_url", Att("FunctionUrl")),
            // https://ID.lambda-url.REGION.on.aws/
            ("url_id", Part("FunctionUrl", &[("/", 2), (".", 0)])),
        ],
    ),
    Mapping::resource(
        "aws_lambda_event_source_mapping",
        "AWS::Lambda::EventSourceMapping",
        "EventSource",
        &[
            to("event_source_arn", "EventSourceArn"),
            to("function_name", "FunctionName"),
            to("function_response_types", "FunctionResponseTypes"),
            to("batch_size", "BatchSize"),
        ],
        &[],
    ),
    Mapping::resource(
        "aws_apprunner_service",
        "AWS::AppRunner::Service",
        "AppRunner",
        &[
            to("service_name", "ServiceName"),
            to("auto_scaling_configuration_arn", "AutoScalingConfigurationArn"),
            block(
                "source_configuration",
                "SourceConfiguration",
                &[
                    to("auto_deployments_enabled", "AutoDeploymentsEnabled"),
                    block(
                        "authentication_configuration",
                        "AuthenticationConfiguration",
                        &[to("access_role_arn", "AccessRoleArn")],
                    ),
                    block(
                        "image_repository",
                        "ImageRepository",
                        &[
                            to("image_identifier", "ImageIdentifier"),
                            to("image_repository_type", "ImageRepositoryType"),
                            block(
                                "image_configuration",
                                "ImageConfiguration",
                                &[
                                    text("port", "Port"),
                                    rule(
                                        "runtime_environment_variables",
                                        "RuntimeEnvironmentVariables",
                                        Pairs("Name", "Value"),
                                    ),
                                    rule(
                                        "runtime_environment_secrets",
                                        "RuntimeEnvironmentSecrets",
                                        Pairs("Name", "Value"),
                                    ),
                                ],
                            ),
                        ],
                    ),
                ],
            ),
            block(
                "instance_configuration",
                "InstanceConfiguration",
                &[to("cpu", "Cpu"), to("memory", "Memory"), to("instance_role_arn", "InstanceRoleArn")],
            ),
            block(
                "health_check_configuration",
                "HealthCheckConfiguration",
                &[to("protocol", "Protocol"), to("path", "Path")],
            ),
            block(
                "network_configuration",
                "NetworkConfiguration",
                &[block(
                    "egress_configuration",
                    "EgressConfiguration",
                    &[to("egress_type", "EgressType"), to("vpc_connector_arn", "VpcConnectorArn")],
                )],
            ),
            tags(),
        ],
        &[("arn", Att("ServiceArn")), ("service_url", Att("ServiceUrl"))],
    ),
    Mapping::resource(
        "aws_apprunner_auto_scaling_configuration_version",
        "AWS::AppRunner::AutoScalingConfiguration",
        "AppRunnerLimits",
        &[
            to("auto_scaling_configuration_name", "AutoScalingConfigurationName"),
            to("min_size", "MinSize"),
            to("max_size", "MaxSize"),
            to("max_concurrency", "MaxConcurrency"),
        ],
        &[("arn", Att("AutoScalingConfigurationArn"))],
    ),
    Mapping::resource(
        "aws_apprunner_vpc_connector",
        "AWS::AppRunner::VpcConnector",
        "VpcConnector",
        &[
            to("vpc_connector_name", "VpcConnectorName"),
            to("subnets", "Subnets"),
            to("security_groups", "SecurityGroups"),
        ],
        &[("arn", Att("VpcConnectorArn"))],
    ),
    Mapping::resource(
        "aws_service_discovery_private_dns_namespace",
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        "Namespace",
        &[to("name", "Name"), to("vpc", "Vpc")],
        &[("id", Ref)],
    ),
    Mapping::resource(
        "aws_service_discovery_service",
        "AWS::ServiceDiscovery::Service",
        "Discovery",
        &[
            to("name", "Name"),
            block(
                "dns_config",
                "",
                &[
                    to("namespace_id", "NamespaceId"),
                    to("routing_policy", "DnsConfig.RoutingPolicy"),
                    blocks("dns_records", "DnsConfig.DnsRecords", &[to("type", "Type"), to("ttl", "TTL")]),
                ],
            ),
        ],
        &[("id", Ref), ("arn", Att("Arn"))],
    ),
    Mapping::resource(
        "aws_service_discovery_instance",
        "AWS::ServiceDiscovery::Instance",
        "Registration",
        &[
            to("instance_id", "InstanceId"),
            to("service_id", "ServiceId"),
            to("attributes", "InstanceAttributes"),
        ],
        &[],
    ),
];
