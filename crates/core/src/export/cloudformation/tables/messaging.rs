//! Queues, topics, brokers and mails.

use crate::export::cloudformation::table::{
    Attribute::{Asked, Att, By, First, Joined, Own, Part, Ref, Sub},
    Form::{Add, Named, Words},
    Mapping, block, blocks, implied, json, rule, tags, to,
};

/// `TOKEN.dkim.amazonses.com`
const DOTS: &[(&str, i64)] = &[(".", 0)];

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_sqs_queue",
        "AWS::SQS::Queue",
        "Queue",
        &[
            to("name", "QueueName"),
            to("fifo_queue", "FifoQueue"),
            to("content_based_deduplication", "ContentBasedDeduplication"),
            to("message_retention_seconds", "MessageRetentionPeriod"),
            to("receive_wait_time_seconds", "ReceiveMessageWaitTimeSeconds"),
            to("visibility_timeout_seconds", "VisibilityTimeout"),
            to("sqs_managed_sse_enabled", "SqsManagedSseEnabled"),
            json("redrive_policy", "RedrivePolicy"),
            tags(),
        ],
        &[("id", Ref), ("url", Ref), ("arn", Att("Arn")), ("name", Att("QueueName"))],
    ),
    Mapping::fold(
        "aws_sqs_queue_redrive_allow_policy",
        "queue_url",
        &[implied("queue_url"), rule("redrive_allow_policy", "RedriveAllowPolicy", Named("sqs", "name"))],
    ),
    Mapping::resource(
        "aws_sns_topic",
        "AWS::SNS::Topic",
        "Topic",
        &[to("name", "TopicName"), tags()],
        &[("arn", Ref), ("id", Ref), ("name", Att("TopicName"))],
    ),
    Mapping::resource(
        "aws_sns_topic_policy",
        "AWS::SNS::TopicPolicy",
        "TopicRules",
        &[rule("arn", "Topics", Add), json("policy", "PolicyDocument")],
        &[],
    ),
    Mapping::resource(
        "aws_sns_topic_subscription",
        "AWS::SNS::Subscription",
        "Subscription",
        &[to("topic_arn", "TopicArn"), to("protocol", "Protocol"), to("endpoint", "Endpoint")],
        &[],
    ),
    Mapping::resource(
        "aws_mq_broker",
        "AWS::AmazonMQ::Broker",
        "MessageBroker",
        &[
            to("broker_name", "BrokerName"),
            rule("engine_type", "EngineType", Words(&[("RabbitMQ", "RABBITMQ"), ("ActiveMQ", "ACTIVEMQ")])),
            to("engine_version", "EngineVersion"),
            to("host_instance_type", "HostInstanceType"),
            to("deployment_mode", "DeploymentMode"),
            rule("storage_type", "StorageType", Words(&[("ebs", "EBS"), ("efs", "EFS")])),
            to("publicly_accessible", "PubliclyAccessible"),
            to("security_groups", "SecurityGroups"),
            to("subnet_ids", "SubnetIds"),
            to("auto_minor_version_upgrade", "AutoMinorVersionUpgrade"),
            block(
                "maintenance_window_start_time",
                "MaintenanceWindowStartTime",
                &[
                    to("day_of_week", "DayOfWeek"),
                    to("time_of_day", "TimeOfDay"),
                    to("time_zone", "TimeZone"),
                ],
            ),
            blocks(
                "user",
                "Users",
                &[
                    to("username", "Username"),
                    to("password", "Password"),
                    to("console_access", "ConsoleAccess"),
                ],
            ),
        ],
        &[
            ("id", Ref),
            ("arn", Att("Arn")),
            ("broker_name", Own("broker_name")),
            // Each broker of ActiveMQ speaks several protocols, and Terraform names OpenWire first.
            (
                "instances[0].endpoints[0]",
                By(
                    "engine_type",
                    &[("RabbitMQ", First("AmqpEndpoints")), ("ActiveMQ", First("OpenWireEndpoints"))],
                ),
            ),
            ("instances[0].console_url", First("ConsoleURLs")),
        ],
    ),
    Mapping::resource(
        "aws_msk_configuration",
        "AWS::MSK::Configuration",
        "KafkaSettings",
        &[
            to("name", "Name"),
            to("kafka_versions", "KafkaVersionsList"),
            to("server_properties", "ServerProperties"),
        ],
        &[("arn", Ref), ("latest_revision", Att("LatestRevision.Revision"))],
    ),
    Mapping::resource(
        "aws_msk_cluster",
        "AWS::MSK::Cluster",
        "KafkaCluster",
        &[
            to("cluster_name", "ClusterName"),
            to("kafka_version", "KafkaVersion"),
            to("number_of_broker_nodes", "NumberOfBrokerNodes"),
            block(
                "broker_node_group_info",
                "BrokerNodeGroupInfo",
                &[
                    to("instance_type", "InstanceType"),
                    to("client_subnets", "ClientSubnets"),
                    to("security_groups", "SecurityGroups"),
                    block(
                        "storage_info",
                        "StorageInfo",
                        &[block("ebs_storage_info", "EBSStorageInfo", &[to("volume_size", "VolumeSize")])],
                    ),
                ],
            ),
            block(
                "client_authentication",
                "ClientAuthentication",
                &[
                    to("unauthenticated", "Unauthenticated.Enabled"),
                    block("sasl", "Sasl", &[to("iam", "Iam.Enabled")]),
                ],
            ),
            block(
                "encryption_info",
                "EncryptionInfo",
                &[block(
                    "encryption_in_transit",
                    "EncryptionInTransit",
                    &[to("client_broker", "ClientBroker"), to("in_cluster", "InCluster")],
                )],
            ),
            block("configuration_info", "ConfigurationInfo", &[to("arn", "Arn"), to("revision", "Revision")]),
        ],
        &[
            ("arn", Ref),
            ("cluster_name", Own("cluster_name")),
            // arn:PARTITION:kafka:REGION:ACCOUNT:cluster/NAME/UUID
            ("cluster_uuid", Part("Arn", &[("/", 2)])),
            (
                "bootstrap_brokers_sasl_iam",
                Asked("kafka get-bootstrap-brokers --query BootstrapBrokerStringSaslIam --cluster-arn"),
            ),
            (
                "bootstrap_brokers_tls",
                Asked("kafka get-bootstrap-brokers --query BootstrapBrokerStringTls --cluster-arn"),
            ),
        ],
    ),
    Mapping::resource(
        "aws_sesv2_email_identity",
        "AWS::SES::EmailIdentity",
        "EmailIdentity",
        &[to("email_identity", "EmailIdentity")],
        &[
            ("arn", Sub("arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${@}")),
            ("dkim_signing_attributes[0].tokens[0]", Part("DkimDNSTokenValue1", DOTS)),
            ("dkim_signing_attributes[0].tokens[1]", Part("DkimDNSTokenValue2", DOTS)),
            ("dkim_signing_attributes[0].tokens[2]", Part("DkimDNSTokenValue3", DOTS)),
            (
                "dkim_signing_attributes[0].tokens",
                Joined(&[
                    Part("DkimDNSTokenValue1", DOTS),
                    Part("DkimDNSTokenValue2", DOTS),
                    Part("DkimDNSTokenValue3", DOTS),
                ]),
            ),
        ],
    ),
];
